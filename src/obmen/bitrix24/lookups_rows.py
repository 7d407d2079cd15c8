"""How setting the rows of an invoice is looked up: does it hold them, in their order?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final

from obmen.bitrix24.call import Command
from obmen.bitrix24.invoices import decimal, vat_of
from obmen.bitrix24.lookup_words import DIFFERS, Blocks, LookUp
from obmen.bitrix24.reading import Row, number
from obmen.bitrix24.vocabulary import (
    CRM_ITEM_PRODUCTROW_LIST,
    CRM_ITEM_PRODUCTROW_SET,
    INVOICE_ROWS,
    LIST_PAGE,
)
from obmen.delivery.call import Call
from obmen.delivery.outcome import Delivered, Outcome
from obmen.domain.vat import Vat


def _ask(call: Call, _blocks: Blocks) -> Sequence[Command]:
    """Ask for as many pages as the rows fill, and for a row more: there may be others behind them."""
    owner = {"=ownerType": INVOICE_ROWS, "=ownerId": call.target}
    params = {"filter": owner, "order": {"sort": "asc", "id": "asc"}}
    return [
        Command(CRM_ITEM_PRODUCTROW_LIST, {**params, "start": page * LIST_PAGE})
        for page in range(len(_sent(call)) // LIST_PAGE + 1)
    ]


def _compared(call: Call, rows: Sequence[Row]) -> Outcome:
    same = [_parts(row) for row in rows] == [_parts(row) for row in _sent(call)]
    return Delivered(call.target) if same else DIFFERS


def _sent(call: Call) -> Sequence[Row]:
    rows = call.params.get("productRows")
    return [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list | tuple) else ()


def _parts(row: Row) -> tuple[int, Decimal, Decimal, Vat]:
    """Return what a row is sold as, by which price, how many, at which rate."""
    product, rate = number(row.get("productId")), vat_of(row.get("taxRate"))
    return product, decimal(row.get("price")), decimal(row.get("quantity")), rate


ROWS_TABLE: Final[Mapping[str, LookUp]] = {CRM_ITEM_PRODUCTROW_SET: LookUp(_ask, _compared)}
