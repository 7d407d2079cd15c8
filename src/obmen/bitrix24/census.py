"""The companies of a portal with their ИНН, and the stages of invoices that nobody uses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from obmen.bitrix24.call import Command
from obmen.bitrix24.reading import Reader, Row, is_yes, number, rows_of, string
from obmen.bitrix24.vocabulary import COMPANY, CRM_ITEM_LIST, CRM_REQUISITE_LIST, LIST_PAGE, SMART_INVOICE
from obmen.delivery.call import BATCH_CALLS
from obmen.delivery.profile import PortalProfile
from obmen.flows.ports.census import Census, Client

COMPANIES: Final = Command(
    CRM_ITEM_LIST,
    {"entityTypeId": COMPANY, "select": ["id", "title", "isMyCompany"], "order": {"id": "ASC"}},
)
REQUISITES: Final = Command(
    CRM_REQUISITE_LIST,
    {
        "filter": {"ENTITY_TYPE_ID": COMPANY},
        "select": ["ID", "ENTITY_ID", "RQ_INN", "RQ_KPP"],
        "order": {"ID": "ASC"},
    },
)


class PortalCensus:
    """Counts what people have entered in one portal."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    async def take(self, profile: PortalProfile) -> Census:
        """Read all companies and look at each stage; raises PortalHalted or PortalUnreachable."""
        companies = await self._all(COMPANIES)
        known = _requisites(await self._all(REQUISITES))
        return Census(
            clients=[_client(row, known) for row in companies if not is_yes(row.get("isMyCompany"))],
            unused_stages=await self._unused(profile),
        )

    async def _all(self, command: Command) -> list[Row]:
        """Read a list whole, 2,500 rows a request."""
        found: list[Row] = []
        calls = 1
        while True:
            pages = {f"p{n}": _page(command, len(found) + n * LIST_PAGE) for n in range(calls)}
            parts = await self._reader.run(pages)
            rows = [row for name in pages for row in rows_of(parts, name, command.method)]
            found += rows
            if len(rows) < calls * LIST_PAGE:
                return found
            calls = BATCH_CALLS

    async def _unused(self, profile: PortalProfile) -> list[str]:
        asked = {f"s{n}": _standing_at(stage.id) for n, stage in enumerate(profile.stages)}
        parts = await self._reader.run(asked)
        return [
            stage.name
            for name, stage in zip(asked, profile.stages, strict=True)
            if not rows_of(parts, name, CRM_ITEM_LIST)
        ]


def _page(command: Command, start: int) -> Command:
    return Command(command.method, {**command.params, "start": start})


def _standing_at(stage_id: str) -> Command:
    params = {"entityTypeId": SMART_INVOICE, "select": ["id"], "filter": {"stageId": stage_id}}
    return Command(CRM_ITEM_LIST, params)


def _requisites(rows: Sequence[Row]) -> dict[int, Row]:
    """Return the first requisites with an ИНН of each company."""
    found: dict[int, Row] = {}
    for row in rows:
        if string(row.get("RQ_INN")).strip():
            found.setdefault(number(row.get("ENTITY_ID")), row)
    return found


def _client(row: Row, known: Mapping[int, Row]) -> Client:
    requisites: Row = known.get(number(row.get("id")), {})
    return Client(
        name=string(row.get("title")),
        tax_id=string(requisites.get("RQ_INN")).strip(),
        kpp=string(requisites.get("RQ_KPP")).strip(),
    )
