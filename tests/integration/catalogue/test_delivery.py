from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

import pytest

from obmen.domain.identity import EntityKind, Ref
from obmen.domain.settings import ExchangeSettings, with_setting
from obmen.flows.catalog.preview import preview
from obmen.flows.delivery.drain import Lane
from obmen.flows.ports.catalog import Due
from obmen.flows.ports.delivery import Binding
from obmen.flows.ports.inbox import PackageState
from obmen.flows.ports.store import Work
from tests.integration.catalogue.conftest import House
from tests.integration.catalogue.packages import Good, goods, import_xml, offers_xml

T = TypeVar("T")
TABLE = Good("p1", "Стол", "1500.50")
CHAIR = Good("p2", "Стул", "700")


def bring(house: House, *of: Good) -> None:
    house.bring(import_xml(of))
    house.bring(offers_xml(of), name="offers.xml")


async def test_the_catalogue_appears_with_sections_prices_and_vat(house: House) -> None:
    bring(house, TABLE, CHAIR)

    await house.deliver()

    common = {"section": "g1", "active": True, "unit": "796", "vat": "22", "vat_included": True}
    assert house.portal.held() == {
        "g1": {"name": "Всё", "parent": None, "active": True},
        "p1": {**common, "name": "Стол", "price": "1500.5", "currency": "RUB"},
        "p2": {**common, "name": "Стул", "price": "700", "currency": "RUB"},
    }


async def test_the_same_content_again_costs_nothing(house: House) -> None:
    bring(house, TABLE, CHAIR)
    await house.deliver()
    ran, requests = list(house.portal.log), house.portal.requests

    states = [
        house.bring(import_xml((TABLE, CHAIR), at="2026-11-25T09:00:00"), name="import0_1.xml").state,
        house.bring(offers_xml((TABLE, CHAIR), at="2026-11-25T09:00:00"), name="offers0_1.xml").state,
    ]
    await house.deliver()

    assert states == [PackageState.REPEATED, PackageState.REPEATED]
    assert (house.portal.log, house.portal.requests) == (ran, requests)


async def test_only_what_changed_travels(house: House) -> None:
    bring(house, TABLE, CHAIR)
    await house.deliver()
    house.portal.log.clear()

    bring(house, TABLE, replace(CHAIR, price="750"))
    await house.deliver()

    assert house.portal.log == [("price.update", "p2")]
    assert house.portal.held()["p2"]["price"] == "750"


async def test_content_that_came_back_is_applied_again(house: House) -> None:
    for price in ("700", "750", "700"):
        bring(house, replace(CHAIR, price=price))
        await house.deliver()

    assert house.portal.held()["p2"]["price"] == "700"


async def test_a_lost_answer_is_looked_up_and_not_repeated(house: House) -> None:
    bring(house, TABLE)
    house.portal.script = ["run", "lost", "lost"]

    await house.deliver()

    assert Counter(house.portal.log) == {("add", "g1"): 1, ("add", "p1"): 1, ("price.add", "p1"): 1}
    assert house.totals() == {}


async def test_what_is_not_there_is_repeated_only_when_it_can_no_longer_run(house: House) -> None:
    bring(house, TABLE)
    house.portal.script = ["run", "never", "never"]
    await house.deliver()
    house.clock.advance(64)
    await house.drain()
    before = Counter(house.portal.log)

    house.clock.advance(2)
    await house.drain()
    await house.drain()

    assert before == {("add", "g1"): 1}
    assert Counter(house.portal.log) == {("add", "g1"): 1, ("add", "p1"): 1, ("price.add", "p1"): 1}


async def test_a_call_that_runs_late_is_found_and_not_doubled(house: House) -> None:
    bring(house, TABLE)
    house.portal.script = ["late"]
    await house.deliver()
    house.clock.advance(51)
    house.portal.run_late()

    house.clock.advance(15)
    await house.deliver()

    assert Counter(house.portal.log)["add", "g1"] == 1


async def test_a_rejected_record_is_parked_and_holds_nobody(house: House) -> None:
    bring(house, TABLE, CHAIR)
    house.portal.script = ["run", "reject", "reject"]

    await house.deliver()

    assert "p2" in house.portal.held()
    assert "p1" not in house.portal.held()
    assert house.problems() == ["delivery.rejected"]


async def test_a_parked_record_goes_on_after_retry(house: House) -> None:
    bring(house, TABLE)
    house.portal.script = ["run", "reject", "reject"]
    await house.deliver()

    house.store.write(lambda work: work.outbox.release(house.exchange_id, state=Due.PARKED))
    await house.deliver()

    assert house.portal.held()["p1"]["price"] == "1500.5"
    assert house.problems() == []


async def test_a_dead_portal_halts_once_and_parks_nothing(house: House) -> None:
    bring(house, *goods(60))
    house.portal.script = ["halt"] * 49
    await house.deliver()
    halted = house.problems()

    await house.drain()

    assert halted == ["portal.halted"]
    assert house.problems() == []
    assert len(house.portal.held()) == 61


async def test_a_product_deleted_by_hand_is_made_again_once(house: House) -> None:
    bring(house, TABLE)
    await house.deliver()
    bring(house, replace(TABLE, name="Стол письменный"))
    house.portal.script = ["gone"]

    await house.deliver()
    await house.deliver()

    assert house.portal.held()["p1"]["name"] == "Стол письменный"
    assert Counter(house.portal.log)["add", "p1"] == 2


async def test_a_product_deleted_by_hand_twice_is_asked_about(house: House) -> None:
    bring(house, TABLE)
    await house.deliver()
    for name in ("Стол письменный", "Стол рабочий"):
        bring(house, replace(TABLE, name=name))
        house.portal.script = ["gone"]
        await house.deliver()
        await house.deliver()

    assert Counter(house.portal.log)["add", "p1"] == 2
    assert house.problems() == ["delivery.rejected"]


async def test_nothing_is_sent_while_another_worker_holds_the_portal(house: House) -> None:
    bring(house, TABLE)
    await house.plan()
    await house.drain(owner="other")
    house.portal.log.clear()
    bring(house, replace(TABLE, name="Стол письменный"))
    await house.plan()

    step = await house.drain(owner="me")

    assert house.portal.log == []
    assert step.wait is not None


async def test_what_the_portal_already_has_is_bound_and_only_its_differences_are_written(
    house: House,
) -> None:
    ref = Ref(EntityKind.PRODUCT, "p1")
    house.portal.objects[7] = {"name": "Стол", "section": "g1", "active": True, "unit": "796", "vat": "22",
                               "vat_included": True, "price": "1", "currency": "RUB"}  # fmt: skip
    house.portal.of = {ref: 7, Ref(EntityKind.PRICE, "p1"): 10_007}
    bring(house, TABLE)

    await house.deliver()

    assert house.portal.log == [("add", "g1"), ("price.update", "p1")]


async def test_absence_deletes_nothing(house: House) -> None:
    bring(house, TABLE, CHAIR)
    await house.deliver()

    bring(house, TABLE)
    await house.deliver()

    assert house.portal.held()["p2"]["active"] is True


@pytest.mark.parametrize("count", [19, 20])
async def test_a_mass_deactivation_waits_for_a_person(house: House, count: int) -> None:
    all_of_them = goods(25)
    bring(house, *all_of_them)
    await house.deliver()

    bring(house, *[replace(good, deleted=number < count) for number, good in enumerate(all_of_them)])
    await house.deliver()
    off = sum(1 for fields in house.portal.held().values() if fields["active"] is False)

    assert off == (count if count < 20 else 0)
    assert house.totals().get((Due.HELD, "deactivate"), 0) == (0 if count < 20 else count)


async def test_a_small_change_is_never_seen_held(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    bring(house, TABLE)
    await house.deliver()
    bring(house, replace(TABLE, name="Стол письменный"))
    seen: list[dict[tuple[str, str], int]] = []
    write = house.store.awrite

    async def watched(flow: Callable[[Work], T]) -> T:
        result = await write(flow)
        seen.append(house.totals())
        return result

    monkeypatch.setattr(house.store, "awrite", watched)
    await house.plan()

    assert seen
    assert all((Due.HELD, "move") not in totals for totals in seen)


async def test_other_changes_go_on_beside_a_held_mass_change(house: House) -> None:
    all_of_them = goods(40)
    bring(house, *all_of_them)
    await house.deliver()

    bring(house, *[replace(good, name=good.name + " новый") for good in all_of_them[:30]], *[
        replace(good, price="110") for good in all_of_them[30:]])  # fmt: skip
    await house.deliver()

    held = house.portal.held()
    assert held["p0000"]["name"] == "Товар 0"
    assert held["p0035"]["price"] == "110"


async def test_a_card_waits_a_minute_for_its_offers(house: House) -> None:
    house.bring(import_xml([TABLE]))
    await house.plan(patient=True)
    await house.drain()
    before = dict(house.portal.held())

    house.clock.advance(61)
    await house.plan(patient=True)
    await house.drain()

    assert before == {}
    assert "p1" in house.portal.held()


async def test_a_vat_rate_that_the_portal_lacks_is_never_guessed(house: House) -> None:
    bring(house, replace(TABLE, vat="7"), CHAIR)

    await house.deliver()

    assert "p1" not in house.portal.held()
    assert "p2" in house.portal.held()
    assert house.problems() == ["vat.missing"]


async def test_a_missing_unit_is_made_by_its_okei_code(house: House) -> None:
    bring(house, replace(TABLE, unit="715"), replace(CHAIR, unit="778"))

    await house.deliver()

    assert house.portal.made == ["715 Единица", "778 Единица"]
    assert house.portal.held()["p1"]["unit"] == "715"


async def test_no_unit_is_made_while_a_card_waits_for_its_offers(house: House) -> None:
    house.bring(import_xml([replace(TABLE, unit="715")]))

    await house.plan(patient=True)

    assert house.portal.made == []
    assert house.problems() == []


async def test_a_unit_that_the_portal_refuses_parks_its_goods(house: House) -> None:
    house.portal.unwanted = frozenset({"715"})
    bring(house, replace(TABLE, unit="715"), CHAIR)

    await house.deliver()

    assert set(house.portal.held()) == {"g1", "p2"}
    assert house.problems() == ["measure.missing"]


async def test_a_missing_vat_row_is_made_only_when_a_person_allowed_it(house: House) -> None:
    house.set(with_setting(ExchangeSettings(), "vat_create", "on"))
    bring(house, replace(TABLE, vat="7"))

    await house.deliver()

    assert house.portal.made == ["7"]
    assert house.portal.held()["p1"]["vat"] == "7"


async def test_the_dry_run_says_what_the_run_does_and_writes_nothing(house: House) -> None:
    bring(house, TABLE, replace(CHAIR, unit="715"))

    plan = await preview(house.store, house.portal, house.portal, exchange_id=house.exchange_id)
    written = (list(house.portal.log), list(house.portal.made))
    await house.deliver()

    made = {c.ref.id: {name: new for name, (_, new) in c.fields.items()} for c in plan.changes}
    assert written == ([], [])
    assert made == house.portal.held()
    assert plan.totals()["product"]["create"] == 2


async def test_a_row_whose_record_needs_no_call_ends(house: House) -> None:
    stage = Ref(EntityKind.STAGE, "128")
    known = Binding(stage, 128, {"stage": "DT31_5:P"})
    house.store.write(lambda work: work.bindings.put(house.exchange_id, [known]))
    house.store.write(
        lambda work: work.outbox.mark(
            house.exchange_id, [stage], now=house.clock(), desired={"stage": "DT31_5:P"}, priority=10,
            state=Due.READY,
        )
    )  # fmt: skip

    await house.drain(lane=Lane.SALES)

    assert house.portal.log == []
    assert house.totals() == {}
