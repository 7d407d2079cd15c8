"""Which 1C is at the other end: learnt from how it asks. Source: facts §1.11."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from obmen.onec.commerceml.session import Query

Family = Literal["trade", "unf", "module"]

MODULE_TYPES: Final = frozenset({"reference", "get_catalog", "act", "listen", "crm"})
MODULE_MODES: Final = frozenset({"deactivate", "complete"})

_TRADE_NAME: Final = re.compile(r"(import|offers)\d+_\d+\.xml")
_UNF_NAME: Final = re.compile(r"(import\d*|offers|services|orders-[0-9a-f-]{36}_)\.xml")
_MODULE_NAME: Final = re.compile(
    r"[A-Za-z]+(_\d+)*_{1,3}[0-9a-f-]{36}\.xml"
)  # goods_1_1_<guid>, prices___<guid>


@dataclass(frozen=True, slots=True)
class Learnt:
    """A guess; a `sure` one outranks what was guessed before."""

    family: Family
    sure: bool


def learn_family(asked: Sequence[Query], *, from_start: bool) -> Learnt | None:
    """Tell the family by the requests of one session, oldest first; None: they don't tell.

    `from_start`: the first of them followed `checkauth`, so what is missing was really not asked.
    """
    for query in asked:
        if learnt := _by_request(query):
            return learnt
    return _by_order(asked) if from_start else None


def _by_request(query: Query) -> Learnt | None:
    if query.cml_version:
        return Learnt("unf", sure=True)
    if query.version or query.type in MODULE_TYPES or query.mode in MODULE_MODES:
        return Learnt("module", sure=True)
    if query.mode == "info" or _sessid_before_mode(query):
        return Learnt("unf", sure=True)
    return _by_name(query.filename) if query.mode in {"file", "import"} else None


def _sessid_before_mode(query: Query) -> bool:
    order = query.order
    return "sessid" in order and "mode" in order and order.index("sessid") < order.index("mode")


def _by_name(filename: str) -> Learnt | None:
    if _TRADE_NAME.fullmatch(filename):
        return Learnt("trade", sure=True)
    if _UNF_NAME.fullmatch(filename):
        return Learnt("unf", sure=False)
    return Learnt("module", sure=False) if _MODULE_NAME.fullmatch(filename) else None


def _by_order(asked: Sequence[Query]) -> Learnt | None:
    """УНФ asks `init` before `query`; УНФ set up for another CMS doesn't and looks like Розница."""
    modes = [query.mode for query in asked]
    if "query" not in modes:
        return None
    if "init" in modes[: modes.index("query")]:
        return Learnt("unf", sure=True)
    return Learnt("trade", sure=asked[modes.index("query")].sessid is not None)


def changed_family(known: str, learnt: Learnt | None) -> Family | None:
    """Return the family to remember from now on, if it is another than the known one."""
    if learnt is None or learnt.family == known or (known and not learnt.sure):
        return None
    return learnt.family
