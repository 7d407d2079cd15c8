"""Bindings, intents and leases on each database."""

from datetime import timedelta
from decimal import Decimal

import pytest

from obmen.delivery.call import Call, ResultOf
from obmen.domain.identity import EntityKind, Ref
from obmen.flows.ports.delivery import Binding, Lease, LeaseLost
from obmen.flows.ports.store import Work
from obmen.storage.unit_of_work import SqlStore
from tests.integration.storage.samples import NOW, product

HOST = "first.example"
TTL = timedelta(seconds=30)


def take(work: Work, owner: str, *, after: timedelta = timedelta(0)) -> Lease | None:
    return work.leases.take(host=HOST, owner=owner, ttl=TTL, now=NOW + after)


def call(name: str = "add1") -> Call:
    return Call(
        name=name,
        task_id=7,
        ref=product("p1"),
        method="catalog.product.add",
        params={
            "fields": {
                "name": "Ботинки",
                "price": Decimal("10.50"),
                "active": True,
                "iblockSectionId": ResultOf("section1"),
                "tags": ["a", ("b", None)],
            }
        },
        fields={"price": Decimal("10.50"), "vat": None},
        binds=product("p1"),
    )


def store_intents(work: Work, exchange_id: int, lease: Lease, *calls: Call) -> list[int]:
    return list(
        work.intents.store(
            exchange_id=exchange_id,
            calls=[(sent, 3) for sent in calls],
            batch="b1",
            host=lease.host,
            owner=lease.owner,
            epoch=lease.epoch,
            now=NOW,
        )
    )


def test_a_record_is_bound_and_found_from_both_sides(store: SqlStore, exchange_id: int) -> None:
    bound = Binding(product("p1"), 101, {"name": "Ботинки", "price": Decimal("10.50")})

    store.write(lambda work: work.bindings.put(exchange_id, [bound]))

    assert store.read(lambda work: work.bindings.get(exchange_id, [product("p1"), product("p2")])) == {
        product("p1"): bound
    }
    assert store.read(lambda work: work.bindings.by_remote(exchange_id, EntityKind.PRODUCT, [101, 102])) == {
        101: product("p1")
    }
    assert store.read(lambda work: work.bindings.count(exchange_id, EntityKind.PRODUCT)) == 1


def test_what_was_delivered_is_remembered_beside_the_rest(store: SqlStore, exchange_id: int) -> None:
    store.write(lambda work: work.bindings.put(exchange_id, [Binding(product("p1"), 1, {"a": 1, "b": 1})]))

    store.write(lambda work: work.bindings.merge(exchange_id, product("p1"), {"b": 2, "c": 3}))

    found = store.read(lambda work: work.bindings.get(exchange_id, [product("p1")]))
    assert found[product("p1")].fields == {"a": 1, "b": 2, "c": 3}


def test_binding_again_replaces_and_forgetting_removes(store: SqlStore, exchange_id: int) -> None:
    for remote_id in (1, 2):
        bound = Binding(product("p1"), remote_id, {})
        store.write(lambda work, bound=bound: work.bindings.put(exchange_id, [bound]))  # type: ignore[misc]
    replaced = store.read(lambda work: work.bindings.get(exchange_id, [product("p1")]))

    store.write(lambda work: work.bindings.forget(exchange_id, product("p1")))

    assert replaced[product("p1")].remote_id == 2
    assert store.read(lambda work: work.bindings.get(exchange_id, [product("p1")])) == {}


def test_what_was_found_does_not_replace_what_is_bound(store: SqlStore, exchange_id: int) -> None:
    delivered, found = (
        Binding(product("p1"), 901, {"name": "new"}),
        Binding(product("p1"), 901, {"name": "old"}),
    )
    other = Binding(product("p2"), 902, {})
    store.write(lambda work: work.bindings.put(exchange_id, [delivered]))

    store.write(lambda work: work.bindings.put_new(exchange_id, [found, other]))

    bound = store.read(lambda work: work.bindings.get(exchange_id, [product("p1"), product("p2")]))
    assert bound == {product("p1"): delivered, product("p2"): other}


def test_the_same_key_of_another_kind_is_another_record(store: SqlStore, exchange_id: int) -> None:
    price = Ref(EntityKind.PRICE, "p1")
    both = [Binding(product("p1"), 1, {}), Binding(price, 2, {})]

    store.write(lambda work: work.bindings.put(exchange_id, both))

    found = store.read(lambda work: work.bindings.get(exchange_id, [product("p1"), price]))
    assert {ref: bound.remote_id for ref, bound in found.items()} == {product("p1"): 1, price: 2}


def test_a_call_comes_back_equal(store: SqlStore, exchange_id: int) -> None:
    lease = store.write(lambda work: take(work, "worker-1"))
    assert lease is not None

    ids = store.write(lambda work: store_intents(work, exchange_id, lease, call(), call("add2")))

    intents = store.read(lambda work: work.intents.open([exchange_id]))
    assert [intent.id for intent in intents] == ids
    assert [intent.call for intent in intents] == [call(), call("add2")]
    assert {(intent.version, intent.task_id, intent.batch, intent.sent_at) for intent in intents} == {
        (3, 7, "b1", NOW)
    }


def test_a_call_with_an_outcome_is_not_open(store: SqlStore, exchange_id: int) -> None:
    lease = store.write(lambda work: take(work, "worker-1"))
    assert lease is not None
    first, second = store.write(lambda work: store_intents(work, exchange_id, lease, call(), call("add2")))

    store.write(lambda work: work.intents.finish({first: "delivered"}, now=NOW))

    assert [intent.id for intent in store.read(lambda work: work.intents.open([exchange_id]))] == [second]


def test_old_outcomes_are_forgotten_and_open_calls_are_not(store: SqlStore, exchange_id: int) -> None:
    lease = store.write(lambda work: take(work, "worker-1"))
    assert lease is not None
    first, second = store.write(lambda work: store_intents(work, exchange_id, lease, call(), call("add2")))
    store.write(lambda work: work.intents.finish({first: "delivered"}, now=NOW))

    forgotten = store.write(lambda work: work.intents.forget(exchange_id, before=NOW + timedelta(days=1)))

    assert forgotten == 1
    assert [intent.id for intent in store.read(lambda work: work.intents.open([exchange_id]))] == [second]


def test_a_lease_is_one_owners_until_it_ends(store: SqlStore) -> None:
    first = store.write(lambda work: take(work, "worker-1"))

    refused = store.write(lambda work: take(work, "worker-2"))
    prolonged = store.write(lambda work: take(work, "worker-1", after=timedelta(seconds=10)))
    taken = store.write(lambda work: take(work, "worker-2", after=timedelta(seconds=40)))

    assert first == Lease(HOST, "worker-1", 1, NOW + TTL)
    assert refused is None
    assert prolonged == Lease(HOST, "worker-1", 1, NOW + timedelta(seconds=40))
    assert taken == Lease(HOST, "worker-2", 2, NOW + timedelta(seconds=70))


def test_a_worker_that_was_paused_cannot_send(store: SqlStore, exchange_id: int) -> None:
    paused = store.write(lambda work: take(work, "worker-1"))
    assert paused is not None
    store.write(lambda work: take(work, "worker-2", after=TTL))

    with pytest.raises(LeaseLost):
        store.write(lambda work: store_intents(work, exchange_id, paused, call()))

    assert store.read(lambda work: work.intents.open([exchange_id])) == []


def test_a_lease_that_was_given_back_is_free_and_sends_nothing(store: SqlStore, exchange_id: int) -> None:
    lease = store.write(lambda work: take(work, "worker-1"))
    assert lease is not None

    store.write(lambda work: work.leases.give_back(owner=lease.owner))

    with pytest.raises(LeaseLost):
        store.write(lambda work: store_intents(work, exchange_id, lease, call()))
    taken = store.write(lambda work: take(work, "worker-2"))
    assert taken is not None
    assert taken.epoch == 2


def test_giving_back_a_lost_lease_does_not_take_it_from_the_new_owner(store: SqlStore) -> None:
    lost = store.write(lambda work: take(work, "worker-1"))
    assert lost is not None
    store.write(lambda work: take(work, "worker-2", after=TTL))

    store.write(lambda work: work.leases.give_back(owner=lost.owner))

    assert store.write(lambda work: take(work, "worker-3", after=TTL)) is None


def test_the_pacing_of_a_portal_is_shared(store: SqlStore) -> None:
    pacing = {"tokens": 12.5, "operating": {"crm.item.add": [1, 2]}, "halted": None}

    store.write(lambda work: work.leases.change_pacing(HOST, lambda _: pacing))

    assert store.read(lambda work: work.leases.pacing(HOST)) == pacing
    assert store.read(lambda work: work.leases.pacing("unknown.example")) == {}
