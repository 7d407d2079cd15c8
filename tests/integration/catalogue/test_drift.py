"""What a person edits in the CRM of fields that 1C owns is found, shown, and restored or left by rule."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from obmen.domain.identity import EntityKind, Ref
from obmen.domain.settings import ExchangeSettings
from obmen.flows.catalog.drift import KEPT_EDITS, Drift, find_drift, night_after, restore, tell
from tests.integration.catalogue.conftest import House
from tests.integration.catalogue.packages import Good, import_xml, offers_xml

TABLE = Good("p1", "Стол", "1500.50")
CHAIR = Good("p2", "Стул", "700")


async def delivered(house: House) -> None:
    house.bring(import_xml([TABLE, CHAIR]))
    house.bring(offers_xml([TABLE, CHAIR]), name="offers.xml")
    await house.deliver()


def edit(house: House, key: str, **fields: object) -> None:
    house.portal.objects[house.portal.of[Ref(EntityKind.PRODUCT, key)]] |= fields


async def drifts_of(house: House, kept: Counter[str] | None = None) -> list[Drift]:
    kept = Counter() if kept is None else kept
    return [
        one async for one in find_drift(house.store, house.portal, exchange_id=house.exchange_id, kept=kept)
    ]


async def test_an_untouched_catalogue_has_no_drift(house: House) -> None:
    await delivered(house)

    assert await drifts_of(house) == []


async def test_an_edit_of_what_1c_owns_is_found_with_both_values(house: House) -> None:
    await delivered(house)
    edit(house, "p1", price="1400", name="Стол письменный")

    (drift,) = await drifts_of(house)

    assert (drift.ref.id, drift.name, drift.gone) == ("p1", "Стол", False)
    assert drift.fields == {"price": ("1500.5", "1400"), "name": ("Стол", "Стол письменный")}


async def test_what_the_crm_owns_is_left_alone(house: House) -> None:
    await delivered(house)
    house.set(replace(ExchangeSettings(), owners={"name": "crm", "price": "first"}))
    edit(house, "p1", price="1400", currency="USD", name="Стол письменный")
    edit(house, "p2", price="1")
    kept: Counter[str] = Counter()

    found = await drifts_of(house, kept)
    house.store.write(lambda work: tell(work, house.exchange, found, kept=kept, now=house.clock()))

    assert found == []
    assert house.exchange.learnt[KEPT_EDITS] == '{"name": 1, "price": 2}'


async def test_a_group_is_1cs_whoever_owns_the_fields_of_goods(house: House) -> None:
    await delivered(house)
    house.set(replace(ExchangeSettings(), owners={"name": "crm", "section": "crm"}))
    house.portal.objects[house.portal.of[Ref(EntityKind.SECTION, "g1")]] |= {"name": "Мебель", "parent": "g7"}

    (drift,) = await drifts_of(house)

    assert drift.ref == Ref(EntityKind.SECTION, "g1")
    assert drift.fields == {"name": ("Всё", "Мебель"), "parent": (None, "g7")}


async def test_a_record_on_its_way_is_no_drift(house: House) -> None:
    await delivered(house)
    edit(house, "p1", price="1400")
    house.bring(offers_xml([replace(TABLE, price="1600")]), name="offers.xml")

    assert await drifts_of(house) == []


async def test_restoring_delivers_1cs_values_again(house: House) -> None:
    await delivered(house)
    edit(house, "p1", price="1400")
    found = await drifts_of(house)

    house.store.write(lambda work: restore(work, house.exchange_id, found, now=house.clock()))
    await house.deliver()

    assert house.portal.held()["p1"]["price"] == "1500.5"
    assert await drifts_of(house) == []


async def test_a_product_deleted_by_hand_is_told_and_made_again_by_restoring(house: House) -> None:
    await delivered(house)
    house.portal.objects.pop(house.portal.of.pop(Ref(EntityKind.PRODUCT, "p1")))
    house.portal.of.pop(Ref(EntityKind.PRICE, "p1"))
    found = await drifts_of(house)

    house.store.write(lambda work: restore(work, house.exchange_id, found, now=house.clock()))
    await house.deliver()

    assert [(one.ref.id, one.gone) for one in found] == [("p1", True)]
    assert house.portal.held()["p1"]["name"] == "Стол"


async def test_one_problem_stands_for_all_that_drifted_and_ends_with_it(house: House) -> None:
    await delivered(house)
    edit(house, "p1", price="1400")
    edit(house, "p2", price="1")
    found = await drifts_of(house)

    house.store.write(lambda work: tell(work, house.exchange, found, kept={}, now=house.clock()))
    told = house.problems()
    house.store.write(lambda work: tell(work, house.exchange, [], kept={}, now=house.clock()))

    assert told == ["drift.found"]
    assert house.problems() == []


@pytest.mark.parametrize(
    ("now", "night"),
    [
        ("2026-11-24T23:00:00+00:00", "2026-11-25T03:00:00+03:00"),
        ("2026-11-25T00:00:00+00:00", "2026-11-26T03:00:00+03:00"),
        ("2026-11-24T05:00:00+00:00", "2026-11-25T03:00:00+03:00"),
    ],
)
def test_the_next_night_is_at_three_in_the_bases_own_time(now: str, night: str) -> None:
    after = night_after(datetime.fromisoformat(now), ZoneInfo("Europe/Moscow"))

    assert after == datetime.fromisoformat(night)
