"""Reading stores and what lies in them. Bitrix24: catalog.store, catalog.storeproduct.

A list gives 50 rows a page, so that 50 products of one store are one command without a second page: the
fewest commands are ⌈products of a store / 50⌉, added up over the stores, and 50 of them travel in a request.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from decimal import Decimal, InvalidOperation
from typing import Final

from obmen.bitrix24.call import Command
from obmen.bitrix24.reading import Reader, Row, is_yes, number, paged, raise_for, rows_in, string
from obmen.bitrix24.vocabulary import (
    CATALOG_DOCUMENT_MODE_STATUS,
    CATALOG_STORE_LIST,
    CATALOG_STOREPRODUCT_LIST,
    LIST_PAGE,
)
from obmen.flows.ports.stocks import Place, RemoteStore, Survey

STORES: Final = Command(
    CATALOG_STORE_LIST,
    {"select": ["id", "title", "address", "active", "xmlId"], "order": {"id": "asc"}},
)
SELECT: Final = ("id", "productId", "storeId", "amount")
MODE: Final = "mode"


class PortalStocks:
    """Implements `Stocks` for one webhook."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    async def survey(self) -> Survey:
        """Read every store, and whether documents write stock."""
        commands = {MODE: Command(CATALOG_DOCUMENT_MODE_STATUS), "stores": STORES}
        parts = await self._reader.run(commands)
        raise_for(parts.failures, commands)
        rows, failures = await self._reader.follow(parts, {"stores": STORES})
        raise_for(failures, commands)
        return Survey(is_yes(parts.results.get(MODE)), tuple(_store(row) for row in rows["stores"]))

    async def amounts(self, places: Collection[Place]) -> Mapping[Place, Decimal]:
        """Read the amounts of places."""
        commands, wanted = _commands(places), frozenset(places)
        parts = await self._reader.run(commands)
        raise_for(parts.failures, commands)
        found = {
            (number(row.get("storeId")), number(row.get("productId"))): _amount(row.get("amount"))
            for name, command in commands.items()
            for row in rows_in(parts.results.get(name), command.method)
        }
        return {place: amount for place, amount in found.items() if place in wanted}


def _store(row: Row) -> RemoteStore:
    return RemoteStore(
        id=number(row.get("id")),
        key=string(row.get("xmlId")),
        name=string(row.get("title")),
        address=string(row.get("address")),
        active=is_yes(row.get("active")),
    )


def _commands(places: Collection[Place]) -> dict[str, Command]:
    products: defaultdict[int, list[int]] = defaultdict(list)
    for store, product in sorted(places):
        products[store].append(product)
    return {
        f"a{store}x{index}": Command(CATALOG_STOREPRODUCT_LIST, _query(store, page))
        for store, ids in products.items()
        for index, page in enumerate(paged(ids, LIST_PAGE))
    }


def _query(store: int, products: list[object]) -> dict[str, object]:
    filters = {"storeId": store, "@productId": products}
    return {"select": list(SELECT), "filter": filters, "order": {"id": "asc"}, "start": -1}


def _amount(value: object) -> Decimal:
    try:
        return Decimal(str(value or 0))
    except InvalidOperation:
        return Decimal(0)
