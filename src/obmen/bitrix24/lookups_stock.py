"""How the writing methods of stores and of adjustments are looked up.

A document is found by its number, which is nobody else's; a line by its document, product and store; that a
document has taken effect by its status. Filters that the portal does not know vanish without a word, so that
every row is looked at again here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from obmen.bitrix24.call import Command
from obmen.bitrix24.lookup_words import GONE, NOT_THERE, Blocks, LookUp, found_by_xml_id, sent_fields
from obmen.bitrix24.reading import Row, number, string
from obmen.bitrix24.vocabulary import (
    CATALOG_DOCUMENT_ADD,
    CATALOG_DOCUMENT_CONDUCT,
    CATALOG_DOCUMENT_DELETE,
    CATALOG_DOCUMENT_ELEMENT_ADD,
    CATALOG_DOCUMENT_ELEMENT_LIST,
    CATALOG_DOCUMENT_LIST,
    CATALOG_STORE_ADD,
    CATALOG_STORE_LIST,
    CATALOG_STORE_UPDATE,
    YES,
)
from obmen.delivery.call import Call
from obmen.delivery.outcome import Delivered, Outcome

DOCUMENT_SELECT: Final = ["id", "docNumber", "docType", "status"]
ELEMENT_SELECT: Final = ["id", "docId", "elementId", "storeFrom", "storeTo", "amount"]
STORE_SELECT: Final = ["id", "title", "address", "active", "xmlId"]
DRAFT: Final = "N"
STORES: Final = ("storeTo", "storeFrom")


def _list(method: str, select: Sequence[str], filters: Mapping[str, object]) -> list[Command]:
    params = {"select": list(select), "filter": dict(filters), "order": {"id": "desc"}}
    return [Command(method, params)]


def _ask_number(call: Call, _blocks: Blocks) -> Sequence[Command]:
    return _list(CATALOG_DOCUMENT_LIST, DOCUMENT_SELECT, {"docNumber": call.ref.id})


def _numbered(call: Call, rows: Sequence[Row]) -> Outcome:
    ids = [number(row.get("id")) for row in rows if string(row.get("docNumber")) == call.ref.id]
    return Delivered(min(ids)) if ids else NOT_THERE


def _ask_element(call: Call, _blocks: Blocks) -> Sequence[Command]:
    fields = sent_fields(call)
    filters = {name: fields[name] for name in ("docId", "elementId", *STORES) if name in fields}
    return _list(CATALOG_DOCUMENT_ELEMENT_LIST, ELEMENT_SELECT, filters)


def _added(call: Call, rows: Sequence[Row]) -> Outcome:
    """Find the line; one whose amount a person has changed meanwhile is not added a second time."""
    fields = sent_fields(call)
    mine = [
        number(row.get("id"))
        for row in rows
        if all(
            number(row.get(n)) == number(fields[n]) for n in ("docId", "elementId", *STORES) if n in fields
        )
    ]
    return Delivered(min(mine)) if mine else NOT_THERE


def _ask_status(call: Call, _blocks: Blocks) -> Sequence[Command]:
    return _list(CATALOG_DOCUMENT_LIST, DOCUMENT_SELECT, {"id": call.params.get("id")})


def _mine(call: Call, rows: Sequence[Row]) -> Row | None:
    return next((row for row in rows if number(row.get("id")) == number(call.params.get("id"))), None)


def _in_effect(call: Call, rows: Sequence[Row]) -> Outcome:
    """A document that is no draft any more has taken effect once, also if a person has cancelled it since."""
    row = _mine(call, rows)
    if row is None:
        return GONE
    status = string(row.get("status"))
    return Delivered(number(row.get("id"))) if status not in {"", DRAFT} else NOT_THERE


def _absent(call: Call, rows: Sequence[Row]) -> Outcome:
    return NOT_THERE if _mine(call, rows) else Delivered(number(call.params.get("id")))


def _ask_store(call: Call, _blocks: Blocks) -> Sequence[Command]:
    return _list(CATALOG_STORE_LIST, STORE_SELECT, {"xmlId": call.ref.id})


def _ask_store_of(call: Call, _blocks: Blocks) -> Sequence[Command]:
    return _list(CATALOG_STORE_LIST, STORE_SELECT, {"id": call.target})


def _store_holds(call: Call, rows: Sequence[Row]) -> Outcome:
    row = next((row for row in rows if number(row.get("id")) == call.target), None)
    if row is None:
        return GONE
    wanted = {n: (YES if v else "N") if isinstance(v, bool) else str(v) for n, v in sent_fields(call).items()}
    holds = all(string(row.get(name)) == value for name, value in wanted.items())
    return Delivered(call.target) if holds else NOT_THERE


STOCK_TABLE: Final[Mapping[str, LookUp]] = {
    CATALOG_STORE_ADD: LookUp(_ask_store, found_by_xml_id),
    CATALOG_STORE_UPDATE: LookUp(_ask_store_of, _store_holds),
    CATALOG_DOCUMENT_ADD: LookUp(_ask_number, _numbered),
    CATALOG_DOCUMENT_ELEMENT_ADD: LookUp(_ask_element, _added),
    CATALOG_DOCUMENT_CONDUCT: LookUp(_ask_status, _in_effect),
    CATALOG_DOCUMENT_DELETE: LookUp(_ask_status, _absent),
}
