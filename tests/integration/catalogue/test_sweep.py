"""What leaves 1C's selection stays as it is, is listed, and goes inactive when a person says so."""

from __future__ import annotations

from dataclasses import replace

from obmen.domain.settings import ExchangeSettings
from obmen.flows.catalog.apply import mark_for_context
from obmen.flows.catalog.preview import as_document, preview
from obmen.flows.catalog.sweeping import gather_rolls, read_selection, sweep
from obmen.flows.catalog.undo import plan_undo, take_back
from obmen.flows.ports.inbox import PackageState
from obmen.flows.ports.runs import Cause
from tests.integration.catalogue.conftest import House
from tests.integration.catalogue.wares import Folder, Ware, catalogue_xml, prices_xml

FOLDERS = (Folder("g", "Мебель"), Folder("h", "Посуда"))
TABLE, CHAIR, CUP = Ware("table", "Стол"), Ware("chair", "Стул"), Ware("cup", "Чашка", "h")
WARES = (TABLE, CHAIR, CUP)


def export(
    house: House, *wares: Ware, only_changes: bool = False, session: int | None = None
) -> PackageState:
    xml = catalogue_xml(wares, FOLDERS, only_changes=only_changes)
    return house.bring(xml, session_id=session).state


async def delivered(house: House) -> None:
    export(house, *WARES)
    house.bring(prices_xml(WARES), name="offers.xml")
    await house.deliver()


def left(house: House) -> dict[str, str]:
    selection = house.store.read(lambda work: read_selection(work, house.exchange_id))
    return {one.ref.id: str(one.why) for one in selection.leavers}


async def swept(house: House) -> int:
    leavers = house.store.read(lambda work: read_selection(work, house.exchange_id)).leavers
    count = house.store.write(lambda work: sweep(work, house.exchange, leavers, now=house.clock()))
    await house.deliver()
    return count


def active(house: House) -> set[str]:
    return {key for key, fields in house.portal.held().items() if fields["active"]}


def dialogue(house: House, number: int) -> int:
    opened = house.store.write(
        lambda work: work.sessions.open(
            exchange_id=house.exchange_id, kind="catalog", cookie_digest=bytes([number]), client="1C",
            now=house.clock(),
        )
    )  # fmt: skip
    house.store.write(lambda work: work.sessions.end(opened.id))
    return opened.id


async def test_what_a_full_export_leaves_out_stays_and_is_listed(house: House) -> None:
    await delivered(house)

    export(house, TABLE, CUP)
    await house.deliver()

    assert left(house) == {"chair": "absent"}
    assert active(house) == {"g", "h", "table", "chair", "cup"}


async def test_a_package_of_changes_leaves_nothing_out(house: House) -> None:
    await delivered(house)

    export(house, replace(TABLE, name="Стол письменный"), only_changes=True)

    assert left(house) == {}


async def test_several_files_of_one_dialogue_are_one_export(house: House) -> None:
    await delivered(house)
    session = dialogue(house, 1)

    export(house, TABLE, session=session)
    export(house, CUP, session=session)

    assert left(house) == {"chair": "absent"}


async def test_a_sweep_makes_it_inactive_as_a_run_that_can_be_taken_back(house: House) -> None:
    await delivered(house)
    export(house, TABLE, CUP)

    count = await swept(house)
    gone = active(house)
    (run, *_) = house.store.read(lambda work: work.runs.latest(house.exchange_id, limit=1))
    undoings = await plan_undo(house.store, house.portal, exchange_id=house.exchange_id, run_id=run.id)
    house.store.write(lambda work: take_back(work, house.exchange_id, run.id, undoings, now=house.clock()))
    await house.drain()

    assert (count, run.cause) == (1, Cause.SWEEP)
    assert gone == {"g", "h", "table", "cup"}
    assert "chair" in active(house)


async def test_what_was_swept_stays_inactive_whatever_else_changes(house: House) -> None:
    await delivered(house)
    export(house, TABLE, CUP)
    await swept(house)

    house.bring(prices_xml([replace(CHAIR, prices={"r": "77"})]), name="offers.xml")
    house.set(replace(ExchangeSettings(), attributes=("article",)))
    house.store.write(lambda work: mark_for_context(work, house.exchange, now=house.clock()))
    await house.deliver()

    assert "chair" not in active(house)
    assert left(house) == {}


async def test_what_1c_names_again_comes_back(house: House) -> None:
    await delivered(house)
    export(house, TABLE, CUP)
    await swept(house)

    export(house, CHAIR, only_changes=True)
    await house.deliver()

    assert "chair" in active(house)


async def test_the_same_full_export_as_before_brings_it_back_though_it_is_not_read(house: House) -> None:
    await delivered(house)
    export(house, TABLE, CUP)
    await swept(house)

    state = export(house, *WARES)
    await house.deliver()

    assert state is PackageState.REPEATED
    assert "chair" in active(house)
    assert left(house) == {}


async def test_what_comes_back_before_the_sweep_has_gone_out_stays_active(house: House) -> None:
    await delivered(house)
    export(house, TABLE, CUP)
    leavers = house.store.read(lambda work: read_selection(work, house.exchange_id)).leavers
    house.store.write(lambda work: sweep(work, house.exchange, leavers, now=house.clock()))

    export(house, *WARES)
    await house.deliver()

    assert "chair" in active(house)
    assert [method for method, key in house.portal.log if (method, key) == ("update", "chair")] == []


async def test_narrowed_groups_leave_goods_and_their_section_and_a_sweep_takes_both(house: House) -> None:
    await delivered(house)
    house.set(replace(ExchangeSettings(), groups=("Мебель",)))
    house.store.write(lambda work: mark_for_context(work, house.exchange, now=house.clock()))
    await house.deliver()
    found, before = left(house), active(house)

    await swept(house)
    after = active(house)
    house.set(ExchangeSettings())
    house.store.write(lambda work: mark_for_context(work, house.exchange, now=house.clock()))
    await house.deliver()

    assert found == {"cup": "outside_groups", "h": "outside_groups"}
    assert before >= {"cup", "h"}
    assert after == {"g", "table", "chair"}
    assert active(house) == {"g", "h", "table", "chair", "cup"}


async def test_content_whose_roll_was_gathered_is_read_anew_and_costs_no_write(house: House) -> None:
    await delivered(house)
    export(house, TABLE, CUP)
    export(house, TABLE)
    gather_rolls(house.store, house.exchange_id)
    lost = left(house)
    calls = len(house.portal.log)

    state = export(house, *WARES)
    await house.deliver()

    assert lost == {"chair": "absent", "cup": "absent"}
    assert state is PackageState.STAGED
    assert left(house) == {}
    assert len(house.portal.log) == calls


def test_a_removed_exchange_takes_what_it_knew_of_its_selection_with_it(house: House) -> None:
    export(house, *WARES)
    house.store.write(lambda work: work.swept.put(house.exchange_id, ["chair"]))

    house.store.write(lambda work: work.exchanges.remove(house.exchange_id))

    assert house.store.read(lambda work: work.rolls.all(house.exchange_id)) == []
    assert house.store.read(lambda work: work.swept.all(house.exchange_id)) == []


def test_a_good_is_swept_by_its_product(house: House) -> None:
    house.store.write(lambda work: work.swept.put(house.exchange_id, ["a", "a", "b"]))

    found = house.store.read(lambda work: work.swept.among(house.exchange_id, ["a", "c"]))
    house.store.write(lambda work: work.swept.forget(house.exchange_id, ["a"]))

    assert found == {"a"}
    assert house.store.read(lambda work: work.swept.all(house.exchange_id)) == ["b"]


async def test_a_plan_lists_what_the_groups_leave_out_and_counts_what_has_left(house: House) -> None:
    await delivered(house)
    export(house, TABLE, CUP)
    house.set(replace(ExchangeSettings(), groups=("Мебель",)))

    plan = await preview(house.store, house.portal, house.portal, exchange_id=house.exchange_id)

    left_out = as_document(plan)["left_out"]
    assert left_out == {
        "groups": {"count": 1, "records": [{"id": "cup", "name": "Чашка"}]},
        "selection": {"count": 1},
    }
