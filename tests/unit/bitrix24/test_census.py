"""Before the start: clients without an ИНН, stages at which no invoice stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from obmen.bitrix24.census import PortalCensus
from obmen.bitrix24.reading import Reader
from obmen.flows.admin.report import report_on_portal
from tests.unit.bitrix24.builders import PROFILE
from tests.unit.bitrix24.fakes import Portals, portal

COMPANIES = [
    {"id": 1, "title": "Своя", "isMyCompany": "Y"},
    {"id": 2, "title": "ООО Ромашка", "isMyCompany": "N"},
    {"id": 3, "title": "Без реквизитов", "isMyCompany": "N"},
    {"id": 4, "title": "ООО Опечатка", "isMyCompany": "N"},
    {"id": 5, "title": "Ромашка (двойник)", "isMyCompany": "N"},
]
REQUISITES = [
    {"ID": "1", "ENTITY_ID": "2", "RQ_INN": "7707083893", "RQ_KPP": "773601001"},
    {"ID": "2", "ENTITY_ID": "3", "RQ_INN": "", "RQ_KPP": None},
    {"ID": "3", "ENTITY_ID": "4", "RQ_INN": "7707083894", "RQ_KPP": None},
    {"ID": "4", "ENTITY_ID": "5", "RQ_INN": "7707083893", "RQ_KPP": "773601001"},
]


def answer(method: str, params: Mapping[str, Any]) -> object:
    """A portal of five companies whose only invoice stands at the first stage."""
    if method == "crm.requisite.list":
        return REQUISITES
    if int(params["entityTypeId"]) == 4:
        return {"items": COMPANIES}
    return {"items": [{"id": 9}] if params["filter"]["stageId"] == PROFILE.stages[0].id else []}


async def test_a_portal_is_counted_as_its_people_left_it() -> None:
    taker = PortalCensus(Reader(portal(Portals(answer)).client))

    report = report_on_portal(await taker.take(PROFILE))

    assert report["companies"] == 4
    assert report["without_tax_id"] == {"count": 1, "first": ["Без реквизитов"]}
    assert report["bad_tax_id"] == {"count": 1, "first": ["ООО Опечатка (7707083894)"]}
    assert report["same_tax_ids"] == [{"name": "7707083893 773601001", "count": 2}]
    assert report["unused_stages"] == [stage.name for stage in PROFILE.stages[1:]]
