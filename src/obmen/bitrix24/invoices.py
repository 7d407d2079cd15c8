"""Reading invoices: which have changed, and each of them whole. Bitrix24: crm.item, entityTypeId 31."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Final

from obmen.bitrix24.call import Command
from obmen.bitrix24.counterparties import counterparty_of
from obmen.bitrix24.papers import Choice, Papers, contact_of, owner_of, read_papers
from obmen.bitrix24.reading import Reader, Row, is_yes, number, paged, raise_for, string
from obmen.bitrix24.vocabulary import (
    CRM_ITEM_LIST,
    CRM_ITEM_PRODUCTROW_LIST,
    CRM_REQUISITE_LINK_LIST,
    CRM_REQUISITE_PRESET_LIST,
    INVOICE_ROWS,
    LIST_PAGE,
    SMART_INVOICE,
)
from obmen.delivery.profile import PortalProfile
from obmen.domain.invoice import Invoice, InvoiceLine
from obmen.domain.money import Money
from obmen.domain.vat import NO_VAT, Vat
from obmen.flows.ports.portal import ChangedInvoices

AT_ONCE: Final = 24  # invoices of one request: rows and link of each, beside the list and the presets
SELECT: Final = (
    "id", "title", "accountNumber", "xmlId", "stageId", "begindate", "createdTime", "updatedTime",
    "companyId", "contactId", "contactIds", "mycompanyId", "opportunity", "isManualOpportunity", "taxValue",
    "currencyId", "assignedById", "parentId2", "comments",
)  # fmt: skip
PIECE: Final = "796"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sheets:
    """Some invoices with what is read together with them."""

    items: Sequence[Row]
    lines: Mapping[int, Sequence[Row]]  # by invoice
    links: Mapping[int, Row]
    presets: Mapping[int, str]  # id -> XML_ID


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
        """Read invoices whole, three requests for 24 of them; vanished ones are left out."""
        invoices: list[Invoice] = []
        for page in paged(list(dict.fromkeys(ids)), AT_ONCE):
            sheets = await self._first_round(page)
            papers = await read_papers(self._reader, sheets.items, sheets.links)
            invoices += [_invoice(item, sheets, papers) for item in sheets.items]
        return invoices

    async def _first_round(self, ids: Sequence[object]) -> _Sheets:
        filters = {"entityTypeId": SMART_INVOICE, "select": list(SELECT), "filter": {"@id": list(ids)}}
        commands = {
            "items": Command(CRM_ITEM_LIST, filters),
            "presets": Command(CRM_REQUISITE_PRESET_LIST, {"select": ["ID", "XML_ID"]}),
        }
        for one in ids:
            owner = {"=ownerType": INVOICE_ROWS, "=ownerId": one}
            commands[f"rows{one}"] = Command(
                CRM_ITEM_PRODUCTROW_LIST, {"filter": owner, "order": {"sort": "asc", "id": "asc"}}
            )
            link = {"ENTITY_TYPE_ID": SMART_INVOICE, "ENTITY_ID": one}
            commands[f"link{one}"] = Command(CRM_REQUISITE_LINK_LIST, {"filter": link})
        rows, failures = await self._reader.survey(commands)
        vanished = _vanished(ids, rows["items"])
        raise_for({name: failures[name] for name in failures.keys() - vanished}, commands)
        return _Sheets(
            items=rows["items"],
            lines={number(one): rows[f"rows{one}"] for one in ids},
            links={
                number(one): link
                for one in ids
                for link in rows[f"link{one}"]
                if number(link.get("ENTITY_ID")) == number(one)
            },
            presets={number(row.get("ID")): string(row.get("XML_ID")) for row in rows["presets"]},
        )

    async def stages(self, ids: Sequence[int]) -> Mapping[int, str]:
        """Tell at which stage invoices stand now; one request for 2,500."""
        rows = await self._these(ids, "stageId")
        return {number(row.get("id")): string(row.get("stageId")) for row in rows}

    async def existing(self, ids: Sequence[int]) -> frozenset[int]:
        """Tell which of the invoices still exist; one request for 2,500."""
        return frozenset(number(row.get("id")) for row in await self._these(ids))

    async def _these(self, ids: Sequence[int], *fields: str) -> list[Row]:
        select = ["id", *fields]
        commands = {
            f"i{index}": Command(
                CRM_ITEM_LIST,
                {"entityTypeId": SMART_INVOICE, "select": select, "filter": {"@id": page}, "start": -1},
            )
            for index, page in enumerate(paged(ids, LIST_PAGE))
        }
        return [row for page in (await self._reader.rows(commands)).values() for row in page]


def _vanished(ids: Sequence[object], items: Sequence[Row]) -> frozenset[str]:
    """Name the commands whose invoice is no more: their failure says nothing new."""
    there = {number(item.get("id")) for item in items}
    gone = [one for one in ids if number(one) not in there]
    return frozenset(f"{name}{one}" for one in gone for name in ("rows", "link"))


def _invoice(item: Row, sheets: _Sheets, papers: Papers) -> Invoice:
    invoice_id, owner = number(item["id"]), owner_of(item)
    choice, link = papers.choices.get(invoice_id, Choice()), sheets.links.get(invoice_id, {})
    created = _moment(item.get("createdTime"))
    updated = _moment(item.get("updatedTime"))
    return Invoice(
        id=invoice_id,
        number=string(item.get("accountNumber")),
        title=string(item.get("title")),
        begin_date=_day(item.get("begindate")),
        created_at=created or updated or _EPOCH,
        updated_at=updated or created or _EPOCH,
        stage_id=string(item.get("stageId")),
        own_company_id=number(item.get("mycompanyId")),
        total=Money(decimal(item.get("opportunity")), string(item.get("currencyId"))),
        is_manual_total=is_yes(item.get("isManualOpportunity")),
        tax_value=decimal(item.get("taxValue")),
        responsible_id=number(item.get("assignedById")),
        company_id=number(item.get("companyId")),
        contact_id=contact_of(item),
        deal_id=number(item.get("parentId2")),
        xml_id=string(item.get("xmlId")),
        comment=string(item.get("comments")),
        lines=tuple(_line(row) for row in sheets.lines.get(invoice_id, ())),
        counterparty=(
            counterparty_of(owner, choice.row, link, papers=papers, presets=sheets.presets) if owner else None
        ),
        responsible_gone=number(item.get("assignedById")) in papers.dismissed,
        requisite_doubt=choice.doubt,
    )


_EPOCH: Final = datetime.fromisoformat("1970-01-01T00:00:00+00:00")


def _line(row: Row) -> InvoiceLine:
    return InvoiceLine(
        row_id=number(row.get("id")),
        product_id=number(row.get("productId")),
        name=string(row.get("productName")),
        price=decimal(row.get("price")),
        quantity=decimal(row.get("quantity")),
        vat=vat_of(row.get("taxRate")),
        unit_code=str(number(row.get("measureCode")) or PIECE),
        unit_name=string(row.get("measureName")),
    )


def vat_of(rate: object) -> Vat:
    """Read a row's rate: none is "without VAT", zero is 0 % (bitrix24.md §3.5)."""
    return NO_VAT if rate in (None, "") or rate is False else Vat(decimal(rate))


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
