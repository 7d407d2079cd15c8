"""One good's page: its passport, variations, prices by type and stock by warehouse."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from obmen.delta.compare import PRICE_PREFIX
from obmen.delta.parts import prices_from, stocks_from
from obmen.domain.catalog import Price
from obmen.domain.identity import EntityKind, split_item_key
from obmen.flows.admin.explain import explain
from obmen.flows.catalog.context import read_price_types, read_properties
from obmen.flows.catalog.stock_reading import warehouses_of
from obmen.flows.desk.catalogue import groups_of
from obmen.flows.ports.delivery import Binding
from obmen.flows.ports.exchanges import Exchange
from obmen.flows.ports.journal import Problem
from obmen.flows.ports.store import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Good:
    """What the page of one good shows."""

    key: str
    name: str
    parent: str  # the good of a variation; empty: it is none
    passport: Mapping[str, Any]  # of flows.admin.explain
    variations: Sequence[Binding]
    prices: Sequence[tuple[str, Price]]  # with the name of the type
    quantity: Decimal | None
    stocks: Sequence[tuple[str, Decimal]]  # by name of the warehouse
    problems: Sequence[Problem]
    names: Mapping[str, str]  # of groups, properties and price types by their ids


def show_good(work: Work, exchange: Exchange, *, key: str) -> Good:
    """Collect what is known of a good or a variation by its 1C Ид; raises NotFound."""
    passport = explain(work, exchange, key)
    types = {id_: one.name for id_, one in read_price_types(work, exchange.id).items()}
    quantity, stocks = _stocks(work, exchange.id, key)
    warehouses = {id_: one.name for id_, one in warehouses_of(work, exchange.id).items()}
    parent = split_item_key(key)[0]
    return Good(
        key=key,
        name=_name(passport, key),
        parent=parent if parent != key else "",
        passport=passport,
        variations=work.shelf.variations(exchange.id, key),
        prices=[(types.get(price.price_type_id, ""), price) for price in _prices(work, exchange.id, key)],
        quantity=quantity,
        stocks=[
            (warehouses.get(one.warehouse_id, one.warehouse_id), one.quantity) for one in stocks or ()
        ],
        problems=passport["problems"],
        names=_names(work, exchange, types),
    )  # fmt: skip


def _name(passport: Mapping[str, Any], key: str) -> str:
    for fields in passport["fields"].values():
        told = fields.get("name", {})
        if told.get("crm") or told.get("onec"):
            return str(told.get("crm") or told.get("onec"))
    return key


def _prices(work: Work, exchange_id: int, key: str) -> Sequence[Price]:
    bodies = work.records.bodies(exchange_id, EntityKind.PRICES, [key])
    return prices_from(bodies[key]) if key in bodies else ()


def _stocks(work: Work, exchange_id: int, key: str) -> Any:  # noqa: ANN401 — a pair of the part
    bodies = work.records.bodies(exchange_id, EntityKind.STOCKS, [key])
    return stocks_from(bodies[key]) if key in bodies else (None, None)


def _names(work: Work, exchange: Exchange, types: Mapping[str, str]) -> dict[str, str]:
    return {
        **{id_: group.name for id_, group in groups_of(work, exchange.id).items()},
        **{f"attr.{id_}": one.name for id_, one in read_properties(work, exchange).items()},
        **{PRICE_PREFIX + id_: name for id_, name in types.items()},
    }
