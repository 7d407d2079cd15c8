"""Commands by name: the same work for the command line, for the running `serve` and for the API."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from obmen.bootstrap import (
    catalog_commands,
    drift_commands,
    exchange_commands,
    run_commands,
    sales_commands,
    state_commands,
)
from obmen.bootstrap.app import App
from obmen.bootstrap.result import Args, Progress, Result, Tell

Command = Callable[[App, Args, Tell], Awaitable[Result]]

COMMANDS: Final[Mapping[str, Command]] = {
    "exchange.add": exchange_commands.add,
    "exchange.set": exchange_commands.set_,
    "exchange.show": exchange_commands.show,
    "exchange.list": exchange_commands.list_,
    "exchange.password": exchange_commands.password,
    "exchange.remove": exchange_commands.remove,
    "check": state_commands.check,
    "status": state_commands.status,
    "problems": state_commands.problems,
    "retry": state_commands.retry,
    "explain": state_commands.explain_,
    "import": catalog_commands.import_,
    "plan": catalog_commands.plan,
    "sync": catalog_commands.sync,
    "release": catalog_commands.release,
    "drift": drift_commands.drift,
    "runs": run_commands.runs,
    "undo": run_commands.undo,
    "send": sales_commands.send,
    "bind": sales_commands.bind,
}

__all__ = ["COMMANDS", "Args", "Command", "Progress", "Result", "Tell"]
