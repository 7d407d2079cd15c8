"""1C's form of a node of the exchange with a site, as each configuration shows it: what stands where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum, auto
from typing import Final


class Look(StrEnum):
    """How a field looks in the form."""

    OURS = auto()  # a text of ours, to be copied
    TICK = auto()  # a box that has to be ticked
    MAY = auto()  # a box that may be ticked
    CHOICE = auto()  # one of several, or a reference: its words say which


@dataclass(frozen=True, slots=True)
class Field:
    """One field; its label is `node.NAME`, what goes into it `node.NAME.value`."""

    name: str
    look: Look


@dataclass(frozen=True, slots=True)
class Tab:
    """One page of the form; its title is `node.tab.NAME`."""

    name: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class NodeForm:
    """The form of one configuration; `node.form.NAME` is its name, `node.form.NAME.where` the way to it."""

    name: str
    family: str  # the value of `onec_family`
    tabs: tuple[Tab, ...]


def _fields(look: Look, *names: str) -> tuple[Field, ...]:
    return tuple(Field(name, look) for name in names)


_ADDRESS: Final = _fields(Look.OURS, "address", "login", "password")
_MAIN: Final = Tab(
    "main",
    (
        *_fields(Look.TICK, "goods", "orders"),
        *_fields(Look.CHOICE, "way"),
        *_ADDRESS,
        *_fields(Look.TICK, "schedule"),
    ),
)
_GOODS: Final = Tab(
    "goods",
    (
        *_fields(Look.CHOICE, "owner"),
        *_fields(Look.TICK, "catalogue", "prices"),
        *_fields(Look.MAY, "pictures"),
        *_fields(Look.CHOICE, "changes", "classes", "price_types"),
    ),
)
_ORDERS: Final = Tab("orders", _fields(Look.CHOICE, "clients", "number", "date", "states"))
_ORDERS_OF_RETAIL: Final = Tab(
    "orders", _fields(Look.CHOICE, "clients", "client_group", "company", "number", "date", "states")
)

FORMS: Final[Mapping[str, NodeForm]] = {
    one.name: one
    for one in (
        NodeForm("trade", "trade", (_MAIN, _GOODS, _ORDERS)),
        NodeForm("retail", "trade", (_MAIN, _GOODS, _ORDERS_OF_RETAIL)),
        NodeForm(
            "unf",
            "unf",
            (
                Tab("connection", (*_fields(Look.CHOICE, "protocol"), *_ADDRESS)),
                Tab("goods", (*_fields(Look.TICK, "catalogue", "prices"), *_fields(Look.MAY, "pictures"))),
                Tab(
                    "orders",
                    (*_fields(Look.TICK, "orders", "papers"), *_fields(Look.CHOICE, "search", "states")),
                ),
            ),
        ),
        NodeForm("module", "module", (Tab("connection", (*_ADDRESS, *_fields(Look.CHOICE, "version"))),)),
    )
}
