"""Reading invoices: which have changed, and each of them whole. Bitrix24: crm.item, entityTypeId 31."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Final

from obmen.bitrix24.call import Command
from obmen.bitrix24.counterparties import InvoiceClient, contact_of, read_clients
from obmen.bitrix24.reading import Reader, Row, number, paged, raise_failure, string
from obmen.bitrix24.vocabulary import (
    CRM_ITEM_LIST,
    CRM_ITEM_PRODUCTROW_LIST,
    CRM_REQUISITE_LINK_LIST,
    INVOICE_ROWS,
    LIST_PAGE,
    SMART_INVOICE,
    YES,
)
from obmen.delivery.profile import PortalProfile
from obmen.domain.invoice import Invoice, InvoiceLine
from obmen.domain.money import Money
from obmen.domain.vat import NO_VAT, Vat
from obmen.flows.ports.portal import ChangedInvoices

AT_ONCE: Final = 48  # invoices of one request: their rows, one command each, beside the list and the links
SELECT: Final = (
    "id", "title", "accountNumber", "xmlId", "stageId", "begindate", "createdTime", "updatedTime",
    "companyId", "contactId", "contactIds", "mycompanyId", "opportunity", "isManualOpportunity", "taxValue",
    "currencyId", "assignedById", "parentId2", "comments",
)  # fmt: skip
PIECE: Final = "796"


class PortalInvoices:
    """Implements `Invoices` for one webhook."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    async def changed_since(self, since: datetime, *, own_company_id: int | None) -> ChangedInvoices:
        """List invoices changed at `since` or later; pages go by id, so a change meanwhile skips none."""
        filters: dict[str, object] = {">=updatedTime": since}
        if own_company_id is not None:
            filters["mycompanyId"] = own_company_id
        rows: list[Row] = []
        last = 0
        while True:
            page = await self._items(
                {**filters, ">id": last}, select=("id", "updatedTime"), order={"id": "ASC"}
            )
            rows += page
            last = max((number(row.get("id")) for row in page), default=last)
            if len(page) < LIST_PAGE:
                break
        changes = sorted((_moment(row.get("updatedTime")) or since, number(row.get("id"))) for row in rows)
        return ChangedInvoices(
            tuple(invoice_id for _, invoice_id in changes), max((at for at, _ in changes), default=since)
        )

    async def _items(
        self, filters: Mapping[str, object], *, select: Sequence[str], order: Mapping[str, str]
    ) -> list[Row]:
        """Read one page of invoices."""
        params = {
            "entityTypeId": SMART_INVOICE,
            "select": list(select),
            "filter": filters,
            "order": order,
            "start": -1,
        }
        return (await self._reader.rows({"items": Command(CRM_ITEM_LIST, params)}))["items"]

    async def read(self, ids: Sequence[int], *, profile: PortalProfile) -> Sequence[Invoice]:  # noqa: ARG002
        """Read invoices whole, three requests for 48 of them; vanished ones are left out."""
        invoices: list[Invoice] = []
        for page in paged(list(dict.fromkeys(ids)), AT_ONCE):
            items, lines, links = await self._first_round(page)
            clients = await read_clients(self._reader, items, links)
            invoices += [
                _invoice(item, lines.get(number(item["id"]), []), clients.get(number(item["id"])))
                for item in items
            ]
        return invoices

    async def _first_round(
        self, ids: Sequence[object]
    ) -> tuple[list[Row], dict[int, list[Row]], dict[int, Row]]:
        filters = {"ENTITY_TYPE_ID": SMART_INVOICE, "ENTITY_ID": list(ids)}
        commands = {
            "items": Command(
                CRM_ITEM_LIST,
                {"entityTypeId": SMART_INVOICE, "select": list(SELECT), "filter": {"@id": list(ids)}},
            ),
            "links": Command(CRM_REQUISITE_LINK_LIST, {"filter": filters}),
        }
        for one in ids:
            owner = {"=ownerType": INVOICE_ROWS, "=ownerId": one}
            commands[f"rows{one}"] = Command(
                CRM_ITEM_PRODUCTROW_LIST, {"filter": owner, "order": {"sort": "asc", "id": "asc"}}
            )
        rows, failures = await self._reader.survey(commands)
        for name in failures.keys() - _vanished(ids, rows["items"]):
            raise_failure(failures[name], commands[name].method)
        lines = {number(one): rows[f"rows{one}"] for one in ids}
        return rows["items"], lines, {number(link.get("ENTITY_ID")): link for link in rows["links"]}

    async def existing(self, ids: Sequence[int]) -> frozenset[int]:
        """Tell which of the invoices still exist; one request for 2,500."""
        commands = {
            f"i{index}": Command(
                CRM_ITEM_LIST,
                {"entityTypeId": SMART_INVOICE, "select": ["id"], "filter": {"@id": page}, "start": -1},
            )
            for index, page in enumerate(paged(ids, LIST_PAGE))
        }
        rows = await self._reader.rows(commands)
        return frozenset(number(row.get("id")) for page in rows.values() for row in page)


def _vanished(ids: Sequence[object], items: Sequence[Row]) -> frozenset[str]:
    """Name the commands whose invoice is no more: their failure says nothing new."""
    there = {number(item.get("id")) for item in items}
    return frozenset(f"rows{one}" for one in ids if number(one) not in there)


def _invoice(item: Row, rows: Sequence[Row], client: InvoiceClient | None) -> Invoice:
    created = _moment(item.get("createdTime"))
    updated = _moment(item.get("updatedTime"))
    return Invoice(
        id=number(item["id"]),
        number=string(item.get("accountNumber")),
        title=string(item.get("title")),
        begin_date=_day(item.get("begindate")),
        created_at=created or updated or _EPOCH,
        updated_at=updated or created or _EPOCH,
        stage_id=string(item.get("stageId")),
        own_company_id=number(item.get("mycompanyId")),
        total=Money(decimal(item.get("opportunity")), string(item.get("currencyId"))),
        is_manual_total=item.get("isManualOpportunity") == YES,
        tax_value=decimal(item.get("taxValue")),
        responsible_id=number(item.get("assignedById")),
        company_id=number(item.get("companyId")),
        contact_id=contact_of(item),
        deal_id=number(item.get("parentId2")),
        xml_id=string(item.get("xmlId")),
        comment=string(item.get("comments")),
        lines=tuple(_line(row) for row in rows),
        counterparty=client.counterparty if client else None,
        requisite_doubt=client.doubt if client else "",
    )


_EPOCH: Final = datetime.fromisoformat("1970-01-01T00:00:00+00:00")


def _line(row: Row) -> InvoiceLine:
    return InvoiceLine(
        row_id=number(row.get("id")),
        product_id=number(row.get("productId")),
        name=string(row.get("productName")),
        price=decimal(row.get("price")),
        quantity=decimal(row.get("quantity")),
        vat=_vat(row.get("taxRate")),
        unit_code=str(number(row.get("measureCode")) or PIECE),
        unit_name=string(row.get("measureName")),
    )


def _vat(rate: object) -> Vat:
    """Read a row's rate: none is "without VAT", zero is 0 % (bitrix24.md §3.5)."""
    return NO_VAT if rate in (None, "") else Vat(decimal(rate))


def decimal(value: object) -> Decimal:
    """Read an amount: a number or a text; empty is 0."""
    try:
        return Decimal(str(value)) if value not in (None, "", False) else Decimal(0)
    except InvalidOperation:
        return Decimal(0)


def _moment(value: object) -> datetime | None:
    try:
        moment = datetime.fromisoformat(string(value))
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def _day(value: object) -> date | None:
    """Read a date: the portal writes midnight in its own zone, and the day is what was meant."""
    try:
        return date.fromisoformat(string(value)[:10])
    except ValueError:
        return None
