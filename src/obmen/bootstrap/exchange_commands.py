"""Commands on exchanges themselves."""

from __future__ import annotations

import asyncio

from obmen.bootstrap.app import App
from obmen.bootstrap.loops import unwatch, watch
from obmen.bootstrap.result import Args, Result, Tell
from obmen.flows.admin.manage import (
    add_exchange,
    changed_settings,
    read_bare_address,
    read_changes,
    read_portal_address,
    set_exchange,
    show_exchange,
)
from obmen.flows.catalog.holding import ask_for_a_signature
from obmen.flows.ports.exchanges import Exchange
from obmen.flows.ports.store import Work
from obmen.keys.passwords import hash_password, new_password


async def add(app: App, args: Args, _: Tell) -> Result:
    """Make an exchange with a login and a password for 1C; `signed_first`: its plan waits for a person."""
    bare = args.get("application")
    portal = read_bare_address(args["portal"]) if bare else read_portal_address(args["portal"])
    app.portals.admit(portal.url)
    secret = new_password()
    hashed = await asyncio.to_thread(hash_password, secret)
    login = args.get("login") or args["name"]

    def make(work: Work) -> Exchange:
        made = add_exchange(
            work, name=args["name"], portal=portal, login=login, password_hash=hashed, now=app.clock()
        )
        if args.get("signed_first"):
            ask_for_a_signature(work, made.id)
        return made

    exchange = await app.store.awrite(make)
    if app.engine.running:
        watch(app, exchange)
    document = {
        "name": exchange.name,
        "onec_url": app.onec_url(exchange),
        "login": exchange.login,
        "password": secret,
    }
    return Result(document)


async def set_(app: App, args: Args, _: Tell) -> Result:
    """Change settings."""
    changes = read_changes(args["assignments"])
    if "portal" in changes:
        app.portals.admit(read_portal_address(changes["portal"]).url)
    before = await app.exchange(args["name"])
    exchange = await app.store.awrite(
        lambda work: set_exchange(work, name=args["name"], changes=changes, now=app.clock())
    )
    app.wake(exchange)
    told = show_exchange(exchange, onec_url=app.onec_url(exchange))
    return Result({**told, "changed": changed_settings(before, exchange, changes)})


async def show(app: App, args: Args, _: Tell) -> Result:
    """Show an exchange."""
    exchange = await app.exchange(args["name"])
    return Result(show_exchange(exchange, onec_url=app.onec_url(exchange)))


async def list_(app: App, _args: Args, _: Tell) -> Result:
    """List the exchanges."""
    rows = [
        {"name": e.name, "portal": e.portal_host, "login": e.login, "onec_url": app.onec_url(e)}
        for e in await app.exchanges()
    ]
    return Result(rows)


async def password(app: App, args: Args, _: Tell) -> Result:
    """Give 1C a new password."""
    exchange = await app.exchange(args["name"])
    secret = new_password()
    hashed = await asyncio.to_thread(hash_password, secret)
    await app.store.awrite(lambda work: work.exchanges.update(exchange.id, password_hash=hashed))
    document = {
        "name": exchange.name,
        "onec_url": app.onec_url(exchange),
        "login": exchange.login,
        "password": secret,
    }
    return Result(document)


async def remove(app: App, args: Args, _: Tell) -> Result:
    """Forget an exchange."""
    exchange = await app.exchange(args["name"])
    await unwatch(app, exchange)
    await app.store.awrite(lambda work: work.exchanges.remove(exchange.id))
    await unwatch(app, exchange)  # what was watched anew before it was gone
    return Result({"removed": exchange.name})
