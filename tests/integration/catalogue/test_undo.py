"""A run is known by what it did, and goes back where the CRM still holds what it wrote."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from obmen.domain.errors import NotFound
from obmen.domain.identity import EntityKind, Ref
from obmen.flows.catalog.undo import CHANGED_SINCE, GONE, NO_FORMER, Undoing, plan_undo, take_back
from obmen.flows.ports.runs import Cause, Run
from tests.integration.catalogue.conftest import House
from tests.integration.catalogue.packages import Good, import_xml, offers_xml

TABLE = Good("p1", "Стол", "1500.50")
CHAIR = Good("p2", "Стул", "700")


async def deliver(house: House, *goods: Good) -> None:
    house.bring(import_xml(goods))
    house.bring(offers_xml(goods), name="offers.xml")
    await house.deliver()


async def reprice(house: House, *goods: Good) -> None:
    house.bring(offers_xml(goods), name="offers.xml")
    await house.deliver()


def runs(house: House) -> Sequence[Run]:
    return house.store.read(lambda work: work.runs.latest(house.exchange_id, limit=10))


async def planned(house: House, run: Run) -> dict[str, Undoing]:
    undoings = await plan_undo(house.store, house.portal, exchange_id=house.exchange_id, run_id=run.id)
    return {one.ref.id: one for one in undoings}


async def undo(house: House, run: Run) -> None:
    undoings = list((await planned(house, run)).values())
    house.store.write(lambda work: take_back(work, house.exchange_id, run.id, undoings, now=house.clock()))
    await house.drain()


def edit(house: House, key: str, **fields: object) -> None:
    house.portal.objects[house.portal.of[Ref(EntityKind.PRODUCT, key)]] |= fields


async def test_a_run_counts_what_it_made_and_what_it_changed(house: House) -> None:
    await deliver(house, TABLE, CHAIR)

    await reprice(house, replace(TABLE, price="1600"), CHAIR)

    last, first = runs(house)
    assert (last.made, last.changed, last.cause) == (0, 1, Cause.ONEC)
    assert (first.made, first.changed) == (3, 0)  # their section too


async def test_files_of_one_dialogue_are_one_run(house: House) -> None:
    opened = house.store.write(
        lambda work: work.sessions.open(
            exchange_id=house.exchange_id, kind="catalog", cookie_digest=b"1", client="1C", now=house.clock()
        )
    )
    session = opened.id
    house.bring(import_xml([TABLE]), session_id=session)
    house.bring(offers_xml([TABLE]), name="offers.xml", session_id=session)
    await house.deliver()
    house.bring(offers_xml([replace(TABLE, price="9")]), name="offers2.xml", session_id=session)
    await house.deliver()

    assert len(runs(house)) == 1


async def test_the_values_before_a_run_return(house: House) -> None:
    await deliver(house, TABLE, CHAIR)
    await reprice(house, replace(TABLE, price="1600"), replace(CHAIR, price="800"))

    await undo(house, runs(house)[0])

    assert [house.portal.held()[key]["price"] for key in ("p1", "p2")] == ["1500.5", "700"]
    assert runs(house)[0].cause is Cause.UNDO


async def test_what_a_run_made_goes_inactive_and_is_not_deleted(house: House) -> None:
    await deliver(house, TABLE)

    await undo(house, runs(house)[0])

    assert house.portal.held()["p1"]["active"] is False


async def test_a_value_that_somebody_changed_since_stays_and_is_told(house: House) -> None:
    await deliver(house, TABLE)
    await reprice(house, replace(TABLE, price="1600"))
    edit(house, "p1", price="1700")

    undoing = (await planned(house, runs(house)[0]))["p1"]

    assert undoing.fields == {}
    assert undoing.kept == {"price": CHANGED_SINCE}


async def test_a_record_that_is_gone_is_told(house: House) -> None:
    await deliver(house, TABLE)
    await reprice(house, replace(TABLE, price="1600"))
    house.portal.objects.pop(house.portal.of.pop(Ref(EntityKind.PRODUCT, "p1")))

    assert (await planned(house, runs(house)[0]))["p1"].kept == {"": GONE}


async def test_a_first_price_has_no_former_value_to_return_to(house: House) -> None:
    house.bring(import_xml([TABLE]))
    await house.deliver()
    await reprice(house, TABLE)

    undoing = (await planned(house, runs(house)[0]))["p1"]

    assert undoing.kept == {"price": NO_FORMER, "currency": NO_FORMER}


async def test_what_1c_says_anew_stands_before_an_undoing(house: House) -> None:
    await deliver(house, TABLE)
    await reprice(house, replace(TABLE, price="1600"))
    undoings = list((await planned(house, runs(house)[0])).values())
    house.store.write(lambda work: take_back(work, house.exchange_id, 2, undoings, now=house.clock()))

    await reprice(house, replace(TABLE, price="1800"))

    assert house.portal.held()["p1"]["price"] == "1800"


async def test_an_undoing_stays_until_1c_says_something_new(house: House) -> None:
    await deliver(house, TABLE)
    await reprice(house, replace(TABLE, price="1600"))
    await undo(house, runs(house)[0])

    await reprice(house, replace(TABLE, price="1600"))

    assert house.portal.held()["p1"]["price"] == "1500.5"


async def test_a_run_that_is_not_there_is_an_error(house: House) -> None:
    with pytest.raises(NotFound):
        await plan_undo(house.store, house.portal, exchange_id=house.exchange_id, run_id=99)


async def test_the_history_of_a_record_names_its_runs(house: House) -> None:
    await deliver(house, TABLE)
    await reprice(house, replace(TABLE, price="1600"))

    ref = Ref(EntityKind.PRODUCT, "p1")
    history = house.store.read(lambda work: work.runs.of(house.exchange_id, ref))

    made, repriced = (effect for _, effect in history)
    assert made.made
    assert (repriced.before, repriced.after) == ({"price": "1500.5"}, {"price": "1600"})
