"""How each writing method is looked up: has the call run? A method without a row cannot be.

Two rounds: the first finds sections, products, invoices, messages and known price rows, the second the
price rows of products that the first has found.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from operator import attrgetter
from typing import Any, Final

from obmen.bitrix24.answers import held
from obmen.bitrix24.call import Command, text
from obmen.bitrix24.lookup_words import (
    DIFFERS,
    GONE,
    IMPOSSIBLE,
    NOT_THERE,
    Blocks,
    LookUp,
    found_by_xml_id,
    sent_fields,
)
from obmen.bitrix24.lookups_pictures import PICTURE_TABLE
from obmen.bitrix24.lookups_rows import ROWS_TABLE
from obmen.bitrix24.lookups_stock import STOCK_TABLE
from obmen.bitrix24.mappers.message import marker
from obmen.bitrix24.reading import Row, number, string
from obmen.bitrix24.vocabulary import (
    CATALOG_PRICE_ADD,
    CATALOG_PRICE_LIST,
    CATALOG_PRICE_MODIFY,
    CATALOG_PRICE_UPDATE,
    CATALOG_PRODUCT_ADD,
    CATALOG_PRODUCT_LIST,
    CATALOG_PRODUCT_OFFER_ADD,
    CATALOG_PRODUCT_OFFER_LIST,
    CATALOG_PRODUCT_OFFER_UPDATE,
    CATALOG_PRODUCT_SKU_ADD,
    CATALOG_PRODUCT_UPDATE,
    CATALOG_SECTION_ADD,
    CATALOG_SECTION_LIST,
    CATALOG_SECTION_UPDATE,
    CRM_ITEM_LIST,
    CRM_ITEM_UPDATE,
    CRM_TIMELINE_LOGMESSAGE_ADD,
    CRM_TIMELINE_LOGMESSAGE_LIST,
    IM_NOTIFY_SYSTEM_ADD,
    LOGMESSAGE_PAGE,
    SMART_INVOICE,
)
from obmen.delivery.call import Call, ResultOf
from obmen.delivery.outcome import Delivered, Outcome
from obmen.domain.identity import EntityKind

__all__ = ["DIFFERS", "GONE", "IMPOSSIBLE", "NOT_THERE", "TABLE", "Blocks", "LookUp"]

MESSAGE_PAGES: Final = 5  # of ten messages, the newest first
PRODUCT_SELECT: Final = (
    "id", "iblockId", "name", "xmlId", "active", "iblockSectionId", "vatId", "vatIncluded", "measure",
)  # fmt: skip
OFFER_SELECT: Final = (
    "id", "iblockId", "name", "xmlId", "active", "parentId", "vatId", "vatIncluded", "measure",
)  # fmt: skip
SECTION_SELECT: Final = ("id", "iblockId", "name", "xmlId", "active", "iblockSectionId")
PRICE_SELECT: Final = ("id", "productId", "catalogGroupId", "price", "currency")


def _item_by_xml_id(call: Call, blocks: Blocks) -> Sequence[Command]:
    """Ask for a product or a variation: each lies in a block of its own."""
    if call.ref.kind is EntityKind.VARIATION:
        return _by_xml_id(CATALOG_PRODUCT_OFFER_LIST, OFFER_SELECT, blocks.offers, call)
    return _by_xml_id(CATALOG_PRODUCT_LIST, PRODUCT_SELECT, blocks.products, call)


def _section_by_xml_id(call: Call, blocks: Blocks) -> Sequence[Command]:
    return _by_xml_id(CATALOG_SECTION_LIST, SECTION_SELECT, blocks.products, call)


def _by_xml_id(method: str, select: Sequence[str], block: int, call: Call) -> Sequence[Command]:
    filters = {"iblockId": block, "xmlId": call.ref.id}
    return [Command(method, {"select": list(select), "filter": filters, "order": {"id": "asc"}})]


def _by_id(
    method: str, select: Sequence[str], block: Callable[[Blocks], int]
) -> Callable[[Call, Blocks], Sequence[Command]]:
    """Ask for an object by its id."""

    def ask(call: Call, blocks: Blocks) -> Sequence[Command]:
        filters = {"iblockId": block(blocks), "id": call.target}
        return [
            Command(method, {"select": list(dict.fromkeys((*select, *sent_fields(call)))), "filter": filters})
        ]

    return ask


def _price_by_id(call: Call, _blocks: Blocks) -> Sequence[Command]:
    return [Command(CATALOG_PRICE_LIST, {"select": list(PRICE_SELECT), "filter": {"id": call.target}})]


def _invoice(call: Call, _blocks: Blocks) -> Sequence[Command]:
    params = {
        "entityTypeId": SMART_INVOICE,
        "select": ["id", "previousStageId", *sent_fields(call)],
        "filter": {"@id": [call.target]},
        "useOriginalUfNames": True,
    }
    return [Command(CRM_ITEM_LIST, params)]


def _messages(call: Call, _blocks: Blocks) -> Sequence[Command]:
    fields = sent_fields(call)
    params = {
        "entityTypeId": fields.get("entityTypeId"),
        "entityId": fields.get("entityId"),
        "order": {"id": "desc"},
    }
    return [
        Command(CRM_TIMELINE_LOGMESSAGE_LIST, {**params, "start": page * LOGMESSAGE_PAGE})
        for page in range(MESSAGE_PAGES)
    ]


def _prices_later(_call: Call, _blocks: Blocks) -> Sequence[Command]:
    return ()


def _compared(call: Call, rows: Sequence[Row]) -> Outcome:
    mine = [row for row in rows if number(row.get("id")) == call.target]
    if not mine:
        return GONE
    holds = all(_same_values(value, mine[0].get(name)) for name, value in sent_fields(call).items())
    return Delivered(call.target, mine[0]) if holds else DIFFERS


def _same_values(sent: object, read: object) -> bool:
    """Compare a field; a property is sent and read with its value inside, several of them as a list."""
    if not isinstance(sent, list) and not isinstance(read, list):
        return same(held(sent), held(read))
    told, there = ([text(held(one)) for one in _listed(values)] for values in (sent, read))
    return sorted(told) == sorted(there)


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _moved(call: Call, rows: Sequence[Row]) -> Outcome:
    """Compare an invoice; one that has gone on from our stage since then did get there."""
    stage = sent_fields(call).get("stageId")
    mine = [row for row in rows if number(row.get("id")) == call.target]
    if stage and mine and mine[0].get("previousStageId") == stage:
        return Delivered(call.target, mine[0])
    return _compared(call, rows)


def _marked(call: Call, rows: Sequence[Row]) -> Outcome:
    mark = marker(call.ref)
    ids = [number(row.get("id")) for row in rows if string(row.get("text")).rstrip().endswith(mark)]
    return Delivered(min(ids)) if ids else NOT_THERE


def _replaces_itself(_call: Call, _rows: Sequence[Row]) -> Outcome:
    return NOT_THERE  # repeating is safe: a notice with the same TAG takes the place of the first


def _price_row(call: Call, rows: Sequence[Row]) -> Outcome:
    if not rows:
        return NOT_THERE
    if _holds_price(sent_fields(call), rows[0]):
        return Delivered(number(rows[0].get("id")), rows[0])
    return replace(DIFFERS, rows=_price_ids(rows))


def _price_rows(call: Call, rows: Sequence[Row]) -> Outcome:
    """Compare a whole set of prices; of one that was written in part the rows that are there are told."""
    mine = {number(row.get("catalogGroupId")): row for row in rows}
    wanted = {number(price["catalogGroupId"]): price for price in _product(call).get("prices", ())}
    there = [mine[group] for group in wanted if group in mine]
    if len(there) == len(wanted) and all(_holds_price(p, mine[group]) for group, p in wanted.items()):
        return Delivered(rows=_price_ids(there))
    return replace(DIFFERS if there else NOT_THERE, rows=_price_ids(there))


def _holds_price(wanted: Mapping[str, object], row: Row) -> bool:
    return all(same(wanted.get(name), row.get(name)) for name in ("price", "currency"))


def _price_ids(rows: Sequence[Row]) -> dict[str, int]:
    return {str(number(row.get("catalogGroupId"))): number(row.get("id")) for row in rows}


def _product(call: Call) -> Mapping[str, Any]:
    product = sent_fields(call).get("product")
    return product if isinstance(product, Mapping) else {}


_products: Final = attrgetter("products")
_offers: Final = attrgetter("offers")

TABLE: Final[Mapping[str, LookUp]] = {
    CATALOG_SECTION_ADD: LookUp(_section_by_xml_id, found_by_xml_id),
    CATALOG_SECTION_UPDATE: LookUp(_by_id(CATALOG_SECTION_LIST, SECTION_SELECT, _products), _compared),
    CATALOG_PRODUCT_ADD: LookUp(_item_by_xml_id, found_by_xml_id),
    CATALOG_PRODUCT_SKU_ADD: LookUp(_item_by_xml_id, found_by_xml_id),
    CATALOG_PRODUCT_UPDATE: LookUp(_by_id(CATALOG_PRODUCT_LIST, PRODUCT_SELECT, _products), _compared),
    CATALOG_PRODUCT_OFFER_ADD: LookUp(_item_by_xml_id, found_by_xml_id),
    CATALOG_PRODUCT_OFFER_UPDATE: LookUp(
        _by_id(CATALOG_PRODUCT_OFFER_LIST, OFFER_SELECT, _offers), _compared
    ),
    CATALOG_PRICE_ADD: LookUp(_item_by_xml_id, _price_row),
    CATALOG_PRICE_MODIFY: LookUp(_item_by_xml_id, _price_rows),
    CATALOG_PRICE_UPDATE: LookUp(_price_by_id, _compared),
    CRM_ITEM_UPDATE: LookUp(_invoice, _moved),
    CRM_TIMELINE_LOGMESSAGE_ADD: LookUp(_messages, _marked),
    IM_NOTIFY_SYSTEM_ADD: LookUp(_prices_later, _replaces_itself),
    **ROWS_TABLE,
    **STOCK_TABLE,
    **PICTURE_TABLE,
}


OF_A_PRODUCT: Final = frozenset({CATALOG_PRICE_ADD, CATALOG_PRICE_MODIFY})
"""Methods that are looked up in two rounds: their product, then its prices."""


def price_command(call: Call, product_id: int) -> Command:
    """Ask for the price row of a product that the first round has found."""
    filters: dict[str, object] = {"productId": product_id}
    if call.method == CATALOG_PRICE_ADD:
        filters["catalogGroupId"] = sent_fields(call).get("catalogGroupId")
    return Command(CATALOG_PRICE_LIST, {"select": list(PRICE_SELECT), "filter": filters})


def owner_of(call: Call, rows: Sequence[Row]) -> int | None:
    """Return the product of a price row: named in the call, or found by its xmlId."""
    owner = sent_fields(call).get("productId") or _product(call).get("id")
    if owner is not None and not isinstance(owner, ResultOf):
        return number(owner)
    found = found_by_xml_id(call, rows)
    return found.item_id if isinstance(found, Delivered) else None


def same(sent: object, held: object) -> bool:
    """Compare what was sent with what the portal holds: numbers as numbers, dates by the day, empty as 0."""
    if isinstance(sent, ResultOf):
        return True
    one, other = text(sent), text(held)
    if one in {"", "0"} and other in {"", "0"}:
        return True
    try:
        return Decimal(one) == Decimal(other)
    except InvalidOperation:
        return one == other or (len(one) == 10 and one[4:5] == "-" and other[:10] == one)
