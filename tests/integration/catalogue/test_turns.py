"""Whose turn it is: nothing that cannot go stands in the way of what can."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

import pytest

from obmen.delivery.call import Call
from obmen.delivery.outcome import Outcome
from obmen.domain.identity import EntityKind, Ref
from obmen.flows.delivery.drain import Lane
from obmen.flows.ports.catalog import Due
from obmen.storage.intents import SqlIntents
from tests.integration.catalogue.conftest import FakePortal, House
from tests.integration.catalogue.packages import Good, goods, import_xml, offers_xml

GROUPS = (("g1", "Всё"), ("g2", "Новое"))
MORE_THAN_A_PAGE = 120


def bring(house: House, of: list[Good]) -> None:
    house.bring(import_xml(of, groups=GROUPS))
    house.bring(offers_xml(of), name="offers.xml")


def tell_the_crm(house: House, messages: int) -> None:
    refs = [Ref(EntityKind.MESSAGE, f"128:{number}") for number in range(messages)]
    house.store.write(
        lambda work: work.outbox.mark(
            house.exchange_id, refs, now=house.clock(), desired={"text": "paid"}, priority=11, state=Due.READY
        )
    )


async def test_the_catalogue_goes_on_while_many_messages_wait(house: House) -> None:
    bring(house, goods(3))
    tell_the_crm(house, MORE_THAN_A_PAGE)
    await house.plan()

    await house.drain(lane=Lane.CATALOGUE)

    assert {"p0000", "p0001", "p0002"} <= house.portal.held().keys()


async def test_a_parked_section_holds_its_own_products_only(house: House) -> None:
    outside = Good("z-other", "Другой", group="g2")
    bring(house, [*goods(MORE_THAN_A_PAGE), outside])
    house.portal.refused = frozenset({"g1"})

    await house.deliver()

    assert house.portal.held().keys() == {"g2", "z-other"}
    assert house.problems() == ["delivery.rejected"]
    assert {state for state, _ in house.totals()} == {Due.PARKED}


async def test_products_go_when_their_section_is_repaired(house: House) -> None:
    bring(house, goods(MORE_THAN_A_PAGE))
    house.portal.refused = frozenset({"g1"})
    await house.deliver()
    house.portal.refused = frozenset()
    section = house.store.read(
        lambda work: work.outbox.of(house.exchange_id, [Ref(EntityKind.SECTION, "g1")])
    )

    ids = [row.id for row in section.values()]
    house.store.write(lambda work: work.outbox.release(house.exchange_id, state=Due.PARKED, ids=ids))
    await house.deliver()

    assert len(house.portal.held()) == MORE_THAN_A_PAGE + 2
    assert (house.totals(), house.problems()) == ({}, [])


async def test_products_wait_for_a_lost_section_as_long_as_it_does(house: House) -> None:
    bring(house, goods(2))
    house.portal.script = ["never"] * 2
    await house.deliver()

    house.clock.advance(70)
    await house.drain()

    assert len(house.portal.held()) == 4
    assert house.totals() == {}


async def test_a_good_in_a_group_that_is_deleted_in_1c_stands_at_the_top(house: House) -> None:
    lamp = Good("p1", "Лампа")
    deleted = import_xml([lamp]).replace("<Группа>", '<Группа Статус="Удален">')
    house.bring(deleted)
    house.bring(offers_xml([lamp]), name="offers.xml")

    await house.deliver()

    assert house.portal.held()["p1"]["section"] is None
    assert house.totals() == {}


async def test_a_problem_ends_when_1c_takes_back_what_caused_it(house: House) -> None:
    table = Good("p1", "Стол")
    bring(house, [table])
    await house.deliver()
    bring(house, [replace(table, vat="7")])
    await house.deliver()
    assert house.problems() == ["vat.missing"]

    bring(house, [table])
    await house.deliver()

    assert house.problems() == []


async def test_a_refusal_ends_when_1c_returns_to_what_the_crm_holds(house: House) -> None:
    table = Good("p1", "Стол")
    bring(house, [table])
    await house.deliver()
    house.portal.refused = frozenset({"p1"})
    bring(house, [replace(table, name="Стол письменный")])
    await house.deliver()
    assert house.problems() == ["delivery.rejected"]

    bring(house, [table])
    await house.deliver()

    assert (house.problems(), house.totals()) == ([], {})


async def test_messages_never_wait_behind_the_catalogue(house: House) -> None:
    bring(house, goods(MORE_THAN_A_PAGE))
    tell_the_crm(house, 3)
    await house.plan()

    await house.drain(lane=Lane.SALES)

    assert [key for _, key in house.portal.log] == ["128:0", "128:1", "128:2"]


async def test_an_id_is_bound_with_its_outcome_or_not_at_all(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: object, **_kwargs: object) -> None:
        raise OSError("the disk is full")

    bring(house, goods(1))
    await house.plan()
    monkeypatch.setattr(SqlIntents, "finish", broken)

    with pytest.raises(OSError, match="full"):
        await house.drain()

    assert house.store.read(lambda work: work.bindings.count(house.exchange_id, EntityKind.PRODUCT)) == 0
    assert house.store.read(lambda work: len(work.intents.open([house.exchange_id]))) == len(house.portal.log)


@dataclass
class HeavyPortal(FakePortal):
    """It takes its time over messages, longer than a request may run."""

    asked: asyncio.Event = field(default_factory=asyncio.Event)
    may_answer: asyncio.Event = field(default_factory=asyncio.Event)

    async def send(self, calls: Sequence[Call], *, until: datetime) -> Sequence[Outcome]:
        if calls[0].ref.kind is EntityKind.MESSAGE:
            self.asked.set()
            await self.may_answer.wait()
        return await super().send(calls, until=until)


async def test_a_call_that_is_still_under_way_here_is_not_given_up_by_the_other_lane(house: House) -> None:
    house.portal = portal = HeavyPortal(house.clock)
    tell_the_crm(house, 1)

    sales = asyncio.create_task(house.drain(lane=Lane.SALES))
    await portal.asked.wait()
    house.clock.advance(70)
    await house.drain(lane=Lane.CATALOGUE)
    portal.may_answer.set()
    await sales

    assert portal.log == [("add", "128:0")]
    assert portal.looked_up == 0


class SlowToLook(FakePortal):
    """A portal that needs a second to answer what it has."""

    async def look_up(self, calls: Sequence[Call]) -> Sequence[Outcome]:
        """Answer a second later."""
        self.clock.advance(1)
        return await super().look_up(calls)


async def test_what_did_not_run_goes_again_as_soon_as_that_is_known(house: House) -> None:
    house.portal = SlowToLook(house.clock)
    bring(house, goods(1))
    house.portal.script = ["run", "run", "never", "never"]
    await house.deliver()
    house.clock.advance(70)

    await house.drain()

    assert "p0000" in house.portal.held()
    assert house.totals() == {}


async def test_an_intent_that_took_long_to_store_is_not_sent(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    store_intents, slow = SqlIntents.store, iter([True])

    def store(intents: SqlIntents, **of: object) -> Sequence[int]:
        house.clock.advance(60 if next(slow, False) else 0)
        return store_intents(intents, **of)  # type: ignore[arg-type]

    monkeypatch.setattr(SqlIntents, "store", store)
    tell_the_crm(house, 1)

    await house.drain(lane=Lane.SALES)
    requests, log = house.portal.requests, list(house.portal.log)
    await house.drain(lane=Lane.SALES)

    assert (requests, log) == (0, [])
    assert house.portal.log == [("add", "128:0")]
