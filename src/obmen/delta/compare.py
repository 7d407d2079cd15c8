"""Comparison of what the CRM should hold with what it was last given: the one for dry run and run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum, auto
from typing import Final

from obmen.domain.identity import EntityKind, Ref
from obmen.domain.settings import owner_of

MOVING: Final = frozenset({"name", "section", "parent"})
MONEY: Final = frozenset({"price", "currency"})
HEAD: Final = "head"
"""Of a product that has variations from the start: how it is made, not what it holds; never compared."""
XML_ID: Final = "xml_id"
"""The external code of an object that was adopted: it becomes 1C's id; ours are made with it."""
FOREIGN: Final = "#"
"""Begins the name of a section or product that is none of 1C's; the portal's id follows."""
PRICE_PREFIX: Final = "price."  # + 1C's Ид of a price type: amount and currency of a further price

SECTION_PRIORITY: Final = 30  # what products stand in
PRICE_PRIORITY: Final = 40
CARD_PRIORITY: Final = 50


class Action(StrEnum):
    """What a change does to a record of the CRM."""

    CREATE = auto()
    CHANGE = auto()
    DEACTIVATE = auto()
    REACTIVATE = auto()
    REFUSE = auto()
    NOTHING = auto()


class ChangeClass(StrEnum):
    """What the mass-change guard counts apart."""

    CREATE = auto()
    ORDINARY = auto()
    DEACTIVATE = auto()
    MOVE = auto()  # moved or renamed
    PRICE_JUMP = auto()  # a price moved by more than the share that is set
    UNPICTURE = auto()  # a product loses all pictures that came from 1C


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """The difference of one record, field by field."""

    ref: Ref
    action: Action
    fields: Mapping[str, tuple[object, object]] = field(default_factory=dict)  # name -> (old, new)
    reason: str = ""


def compare(
    ref: Ref,
    *,
    desired: Mapping[str, object],
    known: Mapping[str, object] | None,
    owners: Mapping[str, str],
) -> Change:
    """Compare one record; `known` is None when the CRM has no such object.

    A field that the CRM owns (`crm`) or that 1C only fills at first (`first`) travels at creation only.
    """
    if known is None:
        if desired.get("active") is False:
            return Change(ref=ref, action=Action.NOTHING)
        return Change(ref=ref, action=Action.CREATE, fields={n: (None, v) for n, v in desired.items()})
    differing = {
        name: (known.get(name), value)
        for name, value in desired.items()
        if known.get(name) != value and owner_of(owners, name) == "1c" and name != HEAD
    }
    return Change(ref=ref, action=_action(differing), fields=differing)


def _action(differing: Mapping[str, tuple[object, object]]) -> Action:
    if not differing:
        return Action.NOTHING
    if "active" in differing:
        return Action.REACTIVATE if differing["active"][1] else Action.DEACTIVATE
    return Action.CHANGE


def wanted(change: Change, *, known: Mapping[str, object] | None) -> dict[str, object]:
    """Return the fields that the CRM shall hold after a change: the known ones with the new values."""
    return {**(known or {}), **{name: new for name, (_, new) in change.fields.items()}}


def classify(change: Change, *, jump_percent: int) -> ChangeClass:
    """Say what the guard counts a change as: the gravest of what it does."""
    if change.action is Action.CREATE:
        return ChangeClass.CREATE
    if change.action is Action.DEACTIVATE:
        return ChangeClass.DEACTIVATE
    if MOVING & change.fields.keys():
        return ChangeClass.MOVE
    prices = (_amounts(*pair) for name, pair in change.fields.items() if is_price(name))
    if any(_jumps(old, new, percent=jump_percent) for old, new in prices):
        return ChangeClass.PRICE_JUMP
    return ChangeClass.ORDINARY


def is_price(name: str) -> bool:
    """Tell whether a field is the amount of a price: the base one, or one of a further type."""
    return name == "price" or name.startswith(PRICE_PREFIX)


def is_money(name: str) -> bool:
    """Tell whether a field is delivered with the prices and not with the card."""
    return name in MONEY or name.startswith(PRICE_PREFIX)


def _amounts(old: object, new: object) -> tuple[object, object]:
    """Take the amounts of `[amount, currency]`; another currency is another price, not a jump."""
    if not isinstance(old, list) or not isinstance(new, list):
        return old, new
    return (old[0], new[0]) if old[1] == new[1] else (None, None)


def _jumps(old: object, new: object, *, percent: int) -> bool:
    if old is None or new is None:
        return False
    before, after = Decimal(str(old)), Decimal(str(new))
    return before != 0 and abs(after - before) * 100 > abs(before) * percent


def priority_of(change: Change) -> int:
    """Return the order of delivery: sections, then prices, then cards; sales stand before all of them."""
    if change.ref.kind is EntityKind.SECTION:
        return SECTION_PRIORITY
    if change.fields and all(map(is_money, change.fields)):
        return PRICE_PRIORITY
    return CARD_PRIORITY
