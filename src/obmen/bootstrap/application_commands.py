"""The command on an exchange's application: its key is kept, shown as far as it may be, or forgotten."""

from __future__ import annotations

from functools import partial

from obmen.bootstrap.app import App
from obmen.bootstrap.result import Args, Result, Tell
from obmen.flows.application.credentials import forget_credentials, keep_credentials, show_application


async def app_(app: App, args: Args, _: Tell) -> Result:
    """Keep the application's key, forget it, or show how far the application has come."""
    exchange = await app.exchange(args["name"])
    if args.get("remove"):
        await app.store.awrite(partial(forget_credentials, exchange=exchange, now=app.clock()))
    elif args.get("client_id"):
        await app.store.awrite(
            partial(
                keep_credentials,
                exchange=exchange,
                client_id=args["client_id"],
                client_secret=args.get("client_secret") or "",
                oauth_url=args.get("oauth_url") or "",
                now=app.clock(),
            )
        )
    application = await app.store.aread(lambda work: work.applications.get(exchange.id))
    return Result(show_application(exchange, application, public_url=app.public_url))
