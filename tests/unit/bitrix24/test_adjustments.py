"""Stores, stock, and the documents that write it."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from obmen.bitrix24.lookups import GONE, NOT_THERE
from obmen.bitrix24.reading import Reader
from obmen.bitrix24.routing import RoutedDeliveries
from obmen.bitrix24.stocks import PortalStocks
from obmen.delivery.call import Call, ResultOf, Task, Unready
from obmen.delivery.outcome import Delivered
from obmen.domain.identity import EntityKind, Ref
from obmen.flows.ports.portal import Mapped
from obmen.flows.ports.stocks import RemoteStore, Survey
from tests.unit.bitrix24.builders import PROFILE, task
from tests.unit.bitrix24.fakes import FakeTransport, Portals, batch, portal

NUMBER = "1C-B24-261124-7-1"
DOCUMENT = Ref(EntityKind.STOCK_DOCUMENT, NUMBER)
ELEMENT = Ref(EntityKind.STOCK_ELEMENT, f"{NUMBER}/12")
CONDUCT = Ref(EntityKind.STOCK_CONDUCT, NUMBER)
DISCARD = Ref(EntityKind.STOCK_DISCARD, NUMBER)
STORE = Ref(EntityKind.STORE, "w1")
LINE = {"type": "S", "product_id": 902, "store_id": 2, "amount": "15.5"}


def mapped(*tasks: Task, bound: Mapping[Ref, int] | None = None) -> list[Call]:
    one = portal(FakeTransport(batch())).deliveries
    answers = one.map(tasks, profile=PROFILE, bound=bound or {})
    return [call for m in answers if isinstance(m, Mapped) for call in m.calls]


def looked_up_in(rows: Mapping[str, list[dict[str, object]]]) -> RoutedDeliveries:
    one = portal(Portals(lambda method, _params: rows.get(method, [])))
    one.deliveries.map([], profile=PROFILE, bound={})
    return one.deliveries


def test_a_document_and_its_lines_travel_in_one_batch() -> None:
    tasks = [task(DOCUMENT, {"type": "S", "title": "Остатки"}, number=1), task(ELEMENT, LINE, number=2)]

    document, element = mapped(*tasks)

    assert document.params["fields"] == {
        "docType": "S", "docNumber": NUMBER, "currency": "RUB", "responsibleId": 7, "siteId": "s1",
        "title": "Остатки", "commentary": NUMBER,
    }  # fmt: skip
    assert element.params["fields"] == {
        "docId": ResultOf(document.name), "elementId": 902, "storeTo": 2, "amount": Decimal("15.5"),
    }  # fmt: skip


def test_what_goes_out_leaves_its_store() -> None:
    (element,) = mapped(task(ELEMENT, {**LINE, "type": "D"}), bound={DOCUMENT: 64})

    fields = element.params["fields"]
    assert isinstance(fields, dict)
    assert (fields["docId"], fields["storeFrom"], "storeTo" in fields) == (64, 2, False)


@pytest.mark.parametrize("ref", [ELEMENT, CONDUCT, DISCARD])
def test_nothing_is_done_to_a_document_that_is_not_there(ref: Ref) -> None:
    one = portal(FakeTransport(batch())).deliveries

    (answer,) = one.map([task(ref, LINE)], profile=PROFILE, bound={})

    assert answer == Unready(1, DOCUMENT)


def test_a_document_takes_effect_or_goes_whole() -> None:
    conduct, discard = mapped(task(CONDUCT, {}), task(DISCARD, {}, number=2), bound={DOCUMENT: 64})

    assert [(c.method, c.params, c.target) for c in (conduct, discard)] == [
        ("catalog.document.conduct", {"id": 64}, 64),
        ("catalog.document.delete", {"id": 64}, 64),
    ]


def test_a_warehouse_becomes_a_store_by_its_id_and_only_what_changed_follows() -> None:
    fields = {"name": "Основной", "address": "ул. Мира, 1", "active": True}
    new, renamed = mapped(
        task(STORE, fields),
        task(replace(STORE, id="w2"), {**fields, "name": "Новый"}, number=2, known=fields, remote=8),
    )

    assert new.params == {
        "fields": {"title": "Основной", "address": "ул. Мира, 1", "active": True, "xmlId": "w1"}
    }
    assert (renamed.method, renamed.params) == (
        "catalog.store.update",
        {"id": 8, "fields": {"title": "Новый"}},
    )


async def test_a_draft_whose_answer_was_lost_is_found_by_its_number() -> None:
    (call,) = mapped(task(DOCUMENT, {"type": "S", "title": "Остатки"}))
    rows = [{"id": 70, "docNumber": "other"}, {"id": 64, "docNumber": NUMBER, "status": "N"}]

    found = await looked_up_in({"catalog.document.list": rows}).look_up([call])
    absent = await looked_up_in({"catalog.document.list": rows[:1]}).look_up([call])

    assert (found, absent) == ([Delivered(64)], [NOT_THERE])


async def test_a_line_whose_answer_was_lost_is_found_by_document_product_and_store() -> None:
    (call,) = mapped(task(ELEMENT, LINE), bound={DOCUMENT: 64})
    other: dict[str, object] = {"id": 147, "docId": 64, "elementId": 902, "storeTo": 3, "amount": 1}
    mine: dict[str, object] = {"id": 148, "docId": 64, "elementId": 902, "storeTo": 2, "amount": 15.5}

    found = await looked_up_in({"catalog.document.element.list": [other, mine]}).look_up([call])
    absent = await looked_up_in({"catalog.document.element.list": [other]}).look_up([call])

    assert (found, absent) == ([Delivered(148)], [NOT_THERE])


@pytest.mark.parametrize(
    ("rows", "conducted", "discarded"),
    [
        ([{"id": 64, "status": "N"}], NOT_THERE, NOT_THERE),
        ([{"id": 64, "status": "Y"}], Delivered(64), NOT_THERE),
        ([{"id": 64, "status": "C"}], Delivered(64), NOT_THERE),
        ([{"id": 1, "status": "Y"}], GONE, Delivered(64)),
    ],
)
async def test_a_documents_status_tells_whether_it_took_effect(
    rows: list[dict[str, object]], conducted: object, discarded: object
) -> None:
    calls = mapped(task(CONDUCT, {}), task(DISCARD, {}, number=2), bound={DOCUMENT: 64})

    outcomes = await looked_up_in({"catalog.document.list": rows}).look_up(calls)

    assert outcomes == [conducted, discarded]


async def test_a_store_is_looked_up_by_its_warehouse() -> None:
    fields = {"name": "Основной", "address": "ул. Мира, 1", "active": True}
    calls = mapped(
        task(STORE, fields),
        task(STORE, {**fields, "active": False}, number=2, known=fields, remote=8),
    )
    rows: list[dict[str, object]] = [{"id": 8, "xmlId": "w1", "title": "Основной", "active": "Y"}]

    outcomes = await looked_up_in({"catalog.store.list": rows}).look_up(calls)

    assert outcomes == [Delivered(8), NOT_THERE]


async def test_amounts_are_read_with_the_fewest_commands() -> None:
    asked: list[dict[str, Any]] = []

    def answer(_method: str, params: dict[str, Any]) -> object:
        asked.append(params["filter"])
        store = int(params["filter"]["storeId"])
        return {"storeProducts": [{"productId": 5, "storeId": store, "amount": 3}] if store == 1 else []}

    transport = Portals(answer)
    reader = Reader(portal(transport).client)

    amounts = await PortalStocks(reader).amounts({(s, product) for s in (1, 2) for product in range(1, 61)})

    assert len(asked) == 2 * 2
    assert amounts == {(1, 5): Decimal(3)}


async def test_stores_are_read_with_what_1c_calls_them_and_with_the_mode() -> None:
    rows = [{"id": 1, "title": "Склад", "address": "а", "active": "Y", "xmlId": None}]
    answers = {"catalog.document.mode.status": "Y", "catalog.store.list": {"stores": rows}}
    reader = Reader(portal(Portals(lambda method, _params: answers[method])).client)

    survey = await PortalStocks(reader).survey()

    assert survey == Survey(True, (RemoteStore(id=1, key="", name="Склад", address="а", active=True),))
