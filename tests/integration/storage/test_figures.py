"""Numbers of the catalogue are counted from what 1C has told, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial

from obmen.domain.identity import EntityKind
from obmen.flows.admin.figures import MANY, PAUSE, count_anew, goods_told
from obmen.flows.ports.figures import Figures
from obmen.flows.ports.journal import Entry
from obmen.flows.ports.sales import LedgerRow, OrderState
from obmen.flows.ports.store import Work
from obmen.storage.unit_of_work import SqlStore
from tests.integration.sales.world import invoice
from tests.integration.storage.samples import NOW, apply, part

BODIES = (
    (
        EntityKind.CARD,
        "p1",
        '{"article":"A","group_ids":["shoes"],"images":["1.jpg"],"properties":{"c":"x"}}',
    ),
    (EntityKind.CARD, "p2", '{"article":"","group_ids":["shoes"],"weight":null}'),
    (EntityKind.CARD, "p3", '{"group_ids":["books"],"properties":{"c":"y","d":"z"}}'),
    (EntityKind.CARD, "p4", "{}"),
    (EntityKind.OFFER, "p3#red", '{"name":"Red"}'),
    (EntityKind.PRICES, "p1", '{"retail":["10","RUB"],"wholesale":["8","RUB"]}'),
    (EntityKind.PRICES, "p3#red", '{"retail":["9","RUB"]}'),
    (EntityKind.STOCKS, "p1", '{"quantity":"3","stocks":{"main":"3","shop":"0"}}'),
    (EntityKind.STOCKS, "p2", '{"quantity":"7"}'),
)


def _put(work: Work, *, row: LedgerRow) -> None:
    work.ledger.put(row)


def _keep(work: Work, *, exchange_id: int, figures: Figures) -> None:
    work.figures.keep(exchange_id, figures)


def brought(store: SqlStore, exchange_id: int) -> None:
    """Let 1C bring a small catalogue."""
    parts = [part(kind, key, body) for kind, key, body in BODIES]
    store.write(lambda work: apply(work, exchange_id, *parts))


def test_the_catalogue_is_counted_as_people_ask_for_it(store: SqlStore, exchange_id: int) -> None:
    brought(store, exchange_id)

    figures = store.read(lambda work: work.figures.count(exchange_id, now=NOW))

    assert (figures.goods, figures.variants, figures.priced, figures.pictured) == (4, 1, 2, 1)
    assert figures.by_group == {"shoes": 2, "books": 1}
    assert figures.by_price_type == {"retail": 2, "wholesale": 1}
    assert figures.by_property == {"c": 2, "d": 1}
    assert (figures.by_attribute["article"], figures.by_attribute.get("weight")) == (1, None)
    assert figures.levels == 1
    assert figures.kept == 1


def test_nothing_of_another_exchange_is_counted(store: SqlStore, exchange_id: int) -> None:
    brought(store, exchange_id)

    other = store.read(lambda work: work.figures.count(exchange_id + 1, now=NOW))

    assert (other.goods, other.kept) == (0, 0)
    assert other.by_group == other.by_price_type == {}


def test_invoices_are_counted_by_why_and_where_they_stand(store: SqlStore, exchange_id: int) -> None:
    row = LedgerRow(
        exchange_id=exchange_id, invoice_id=1, number="B24-1", state=OrderState.LEFT,
        reason="invoice.earlier", seen_at=NOW, invoice=invoice(1),
    )  # fmt: skip
    rows = [
        row,
        replace(row, invoice_id=2, number="B24-2"),
        replace(row, invoice_id=3, number="3", reason="", gone=True),
    ]
    for one in rows:
        store.write(partial(_put, row=one))

    figures = store.read(lambda work: work.figures.count(exchange_id, now=NOW))

    assert figures.by_reason == {"invoice.earlier": 2}
    assert figures.by_stage == {row.invoice.stage_id: 2}


def test_it_is_counted_anew_when_1c_has_brought_something_and_not_at_each_look(
    store: SqlStore, exchange_id: int
) -> None:
    later = NOW + PAUSE + timedelta(seconds=1)
    applied = Entry(at=NOW + timedelta(seconds=5), event="onec.package_applied", ref=None, facts={})

    first = count_anew(store, exchange_id, now=NOW)
    again = count_anew(store, exchange_id, now=later)
    brought(store, exchange_id)
    store.write(lambda work: work.journal.add(exchange_id, [applied]))
    soon = count_anew(store, exchange_id, now=NOW + timedelta(seconds=10))
    then = count_anew(store, exchange_id, now=later)

    assert (first, again, soon, then) == (True, False, False, True)
    kept = store.read(lambda work: work.figures.of(exchange_id))
    assert kept is not None
    assert kept.goods == 4


def test_goods_are_counted_while_they_are_few_and_known_when_they_are_many(
    store: SqlStore, exchange_id: int
) -> None:
    brought(store, exchange_id)
    counted = store.read(lambda work: work.figures.count(exchange_id, now=NOW))

    told = {}
    for goods in (MANY, MANY + 1):
        kept = partial(_keep, exchange_id=exchange_id, figures=replace(counted, goods=goods))
        store.write(kept)
        told[goods] = store.read(lambda work: goods_told(work, exchange_id))

    assert told == {MANY: 4, MANY + 1: MANY + 1}
