"""What of the commands is kept in the audit: which record was meant, what changed; never a secret."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

from obmen.bootstrap.result import Args, Result
from obmen.domain.settings import MASK, shown
from obmen.flows.admin.manage import MASKED, read_changes
from obmen.flows.ports.exchanges import Exchange
from obmen.flows.ports.people import Actor, Deed

Facts = Mapping[str, object]


def deed_of(
    name: str, args: Args, result: Result, *, before: Exchange | None, by: Actor, now: datetime
) -> Deed | None:
    """Return what a command did, for the audit; None when it only showed something.

    `before` is the exchange as it was.
    """
    tell = DEEDS.get(name)
    if tell is None or _is_question(name, args):
        return None
    record, old, new = tell(args, result, before)
    exchange = str(args.get("name") or "") if name not in ABOUT_PEOPLE else ""
    return Deed(at=now, actor=by, verb=name, exchange=exchange, record=record, old=old, new=new)


ASKS_WITHOUT_YES: Final = frozenset({"undo", "send", "drift", "adopt", "sweep"})
ABOUT_PEOPLE: Final = frozenset({"user.link", "token.add", "token.revoke"})


def _is_question(name: str, args: Args) -> bool:
    """Some commands show what they would do, and do it with `yes`."""
    if name == "alerts":
        return not args.get("trial")
    return name in ASKS_WITHOUT_YES and not args.get("yes")


def _added(args: Args, result: Result, _: Exchange | None) -> tuple[str, Facts, Facts]:
    return args["name"], {}, {"login": result.document["login"]}


def _set(args: Args, _: Result, before: Exchange | None) -> tuple[str, Facts, Facts]:
    changes = read_changes(args["assignments"])
    known = shown(before.settings) if before else {}
    old = {key: known[key] for key in changes if key in known and key not in MASKED}
    new = {key: MASK if key in MASKED else value for key, value in changes.items()}
    return ", ".join(sorted(changes)), old, new


def _named(key: str) -> Callable[[Args, Result, Exchange | None], tuple[str, Facts, Facts]]:
    """The record is what this argument names: one, or several."""

    def tell(args: Args, _: Result, __: Exchange | None) -> tuple[str, Facts, Facts]:
        value = args.get(key) or ()
        several = [value] if isinstance(value, str | int) else list(value)
        return ", ".join(str(one) for one in several), {}, {}

    return tell


def _bound(args: Args, _: Result, __: Exchange | None) -> tuple[str, Facts, Facts]:
    return f"invoice {args['invoice']}", {}, {"row": args["row"], "item": args["item"]}


def _ignored(args: Args, _: Result, __: Exchange | None) -> tuple[str, Facts, Facts]:
    return ", ".join(str(one) for one in args["ids"]), {}, {"reason": args["reason"]}


def _token_added(args: Args, result: Result, _: Exchange | None) -> tuple[str, Facts, Facts]:
    given = ("scopes", "exchanges", "expires_at")
    return args["name"], {}, {key: result.document[key] for key in given if result.document[key]}


DEEDS: Final[Mapping[str, Callable[[Args, Result, Exchange | None], tuple[str, Facts, Facts]]]] = {
    "exchange.add": _added,
    "exchange.set": _set,
    "exchange.password": _named("name"),
    "exchange.remove": _named("name"),
    "retry": _named("ids"),
    "alerts": _named(""),
    "import": _named("paths"),
    "sync": _named(""),
    "release": _named(""),
    "drift": _named(""),
    "undo": _named("run"),
    "adopt": _named(""),
    "sweep": _named(""),
    "send": _named("invoices"),
    "bind": _bound,
    "ignore": _ignored,
    "unignore": _named("ids"),
    "token.add": _token_added,
    "token.revoke": _named("name"),
    "user.link": _named("login"),
}
