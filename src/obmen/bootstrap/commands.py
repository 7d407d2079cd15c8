"""Commands by name: the same work for the command line, for the running `serve` and for the API."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from obmen.bootstrap import (
    adopt_commands,
    alert_commands,
    application_commands,
    catalog_commands,
    drift_commands,
    exchange_commands,
    people_commands,
    raw_commands,
    run_commands,
    sales_commands,
    state_commands,
    sweep_commands,
    token_commands,
)
from obmen.bootstrap.app import App
from obmen.bootstrap.deeds import deed_of
from obmen.bootstrap.result import Args, Progress, Result, Tell
from obmen.domain.errors import NotFound
from obmen.flows.ports.people import Actor

Command = Callable[[App, Args, Tell], Awaitable[Result]]

COMMANDS: Final[Mapping[str, Command]] = {
    "exchange.add": exchange_commands.add,
    "exchange.app": application_commands.app_,
    "exchange.set": exchange_commands.set_,
    "exchange.show": exchange_commands.show,
    "exchange.list": exchange_commands.list_,
    "exchange.password": exchange_commands.password,
    "exchange.remove": exchange_commands.remove,
    "check": state_commands.check,
    "status": state_commands.status,
    "problems": state_commands.problems,
    "retry": state_commands.retry,
    "alerts": alert_commands.alerts,
    "ignore": state_commands.ignore,
    "unignore": state_commands.unignore,
    "explain": state_commands.explain_,
    "import": catalog_commands.import_,
    "report": state_commands.report,
    "plan": catalog_commands.plan,
    "plan.paper": catalog_commands.paper,
    "sync": catalog_commands.sync,
    "release": catalog_commands.release,
    "drift": drift_commands.drift,
    "adopt": adopt_commands.adopt_,
    "sweep": sweep_commands.sweep_,
    "runs": run_commands.runs,
    "undo": run_commands.undo,
    "send": sales_commands.send,
    "bind": sales_commands.bind,
    "invoice.raw": raw_commands.raw,
    "token.add": token_commands.add,
    "token.list": token_commands.list_,
    "token.revoke": token_commands.revoke,
    "user.list": people_commands.list_,
    "user.link": people_commands.link,
}


async def run(app: App, name: str, args: Args, *, by: Actor, tell: Tell) -> Result:
    """Run a command for somebody and keep in the audit what was done; raises ObmenError."""
    command = COMMANDS.get(name)
    if command is None:
        raise NotFound(name, what="command", name=name)
    before = None
    if name == "exchange.set":
        before = await app.exchange(args["name"])
    result = await command(app, {**args, "by": by.name}, tell)
    deed = deed_of(name, args, result, before=before, by=by, now=app.clock())
    if deed is not None:
        await app.store.awrite(lambda work: work.audit.add(deed))
    return result


__all__ = ["COMMANDS", "Args", "Command", "Progress", "Result", "Tell", "run"]
