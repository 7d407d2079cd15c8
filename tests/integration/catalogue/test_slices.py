"""A large package is applied in slices: killed between two of them, overtaken, planned as a whole."""

from __future__ import annotations

from typing import Any

import pytest

from obmen.domain.identity import EntityKind
from obmen.flows.catalog.apply import apply_next
from obmen.flows.ports.catalog import Compared, Slice
from obmen.flows.ports.inbox import PackageState
from obmen.storage.staging import SqlStaging
from tests.integration.catalogue.conftest import House
from tests.integration.catalogue.packages import goods, import_xml, offers_xml
from tests.integration.catalogue.test_overlapping import begin, prices

GOODS = 9


class Killed(Exception):
    """What a killed process leaves undone."""


@pytest.fixture(autouse=True)
def small_slices(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cut packages into slices of two records."""
    for room in ("slices", "staging"):
        monkeypatch.setattr(f"obmen.storage.{room}.SLICE", 2)


def kill_at(monkeypatch: pytest.MonkeyPatch, slices: int) -> None:
    """Die in the transaction of the slice with this number."""
    take, taken = SqlStaging.take, [0]

    def take_and_die(staging: SqlStaging, package_id: int, piece: Slice, **told: Any) -> Compared:  # noqa: ANN401
        taken[0] += 1
        if taken[0] == slices:
            raise Killed
        return take(staging, package_id, piece, **told)

    monkeypatch.setattr(SqlStaging, "take", take_and_die)


def apply_all(house: House) -> int:
    applied = 0
    while apply_next(house.store, exchange_id=house.exchange_id, now=house.clock()):
        applied += 1
    return applied


def known(house: House, kind: EntityKind) -> dict[str, str]:
    return dict(house.store.read(lambda work: work.records.all(house.exchange_id, kind)))


@pytest.mark.parametrize("slices", [1, 2, 5])
async def test_a_package_that_was_killed_between_two_slices_is_applied_whole(
    house: House, monkeypatch: pytest.MonkeyPatch, slices: int
) -> None:
    house.accept(import_xml(goods(GOODS)))
    with monkeypatch.context() as killing:
        kill_at(killing, slices)
        with pytest.raises(Killed):
            apply_all(house)

    assert apply_all(house) == 1
    await house.deliver()

    entry = house.store.read(lambda work: work.journal.latest(house.exchange_id, "onec.package_applied"))
    assert entry is not None
    assert entry.facts["changed"] == GOODS + 1, "each is counted once: the goods and their group"
    assert len(known(house, EntityKind.CARD)) == GOODS
    assert set(house.portal.held()) == {good.id for good in goods(GOODS)} | {"g1"}


async def test_nothing_is_planned_of_a_package_that_is_applied_in_part(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = house.accept(import_xml(goods(GOODS)))
    with monkeypatch.context() as killing:
        kill_at(killing, 3)
        with pytest.raises(Killed):
            apply_all(house)

    planned = await house.plan()

    half = house.store.read(lambda work: work.inbox.next_staged(exchange_id=house.exchange_id))
    assert half is not None
    assert (half.id, half.state) == (package.id, PackageState.APPLYING)
    assert planned == 0
    apply_all(house)
    assert await house.plan() == GOODS + 1


def test_an_earlier_dialogue_between_two_slices_takes_back_nothing(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    early, late = begin(house, b"1"), begin(house, b"2")
    house.accept(offers_xml(goods(3, price="200")), name="offers.xml", session_id=late)
    with monkeypatch.context() as killing:
        kill_at(killing, 2)
        with pytest.raises(Killed):
            apply_all(house)

    house.accept(offers_xml(goods(3, price="100")), name="offers.xml", session_id=early)

    assert apply_all(house) == 2
    assert prices(house) == {"p0000": 200, "p0001": 200, "p0002": 200}


def test_the_same_content_in_slices_changes_nothing(house: House) -> None:
    house.bring(import_xml(goods(GOODS)))

    house.bring(import_xml(goods(GOODS)).replace("<Наименование>", "<Наименование> "))

    entry = house.store.read(lambda work: work.journal.latest(house.exchange_id, "onec.package_applied"))
    assert entry is not None
    assert entry.facts["changed"] == 0
