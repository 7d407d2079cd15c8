"""Staging, comparing, and what it marks, on each database."""

import json
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from obmen.domain.identity import EntityKind, Ref
from obmen.flows.ports.store import Work
from obmen.storage.database import open_store
from obmen.storage.leftovers import something_left
from obmen.storage.records import VARIANTS_POSTGRES
from obmen.storage.secrets import load_key
from obmen.storage.unit_of_work import SqlStore
from tests.integration.storage.samples import (
    add_exchange,
    add_package,
    apply,
    compare,
    part,
    product,
    targets,
    waiting,
)

CARD, OFFER, PRICES, STOCKS, GROUP = (
    EntityKind.CARD,
    EntityKind.OFFER,
    EntityKind.PRICES,
    EntityKind.STOCKS,
    EntityKind.GROUP,
)


def bodies(work: Work, exchange_id: int, kind: EntityKind) -> dict[str, str]:
    return dict(work.records.all(exchange_id, kind))


def test_what_a_package_tells_is_known_after_comparing(store: SqlStore, exchange_id: int) -> None:
    told = [part(GROUP, "g1", '{"name":"Обувь"}'), part(CARD, "p1", '{"name":"Ботинки"}')]

    changed = store.write(lambda work: apply(work, exchange_id, *told))

    assert changed == 2
    assert store.read(lambda work: bodies(work, exchange_id, GROUP)) == {"g1": '{"name":"Обувь"}'}
    assert store.read(lambda work: work.records.count(exchange_id, CARD)) == 1


def test_what_is_only_staged_is_not_known(store: SqlStore, exchange_id: int, package_id: int) -> None:
    store.write(lambda work: work.staging.put(package_id, [part(CARD, "p1")]))

    assert store.read(lambda work: bodies(work, exchange_id, CARD)) == {}
    assert store.read(lambda work: targets(work, exchange_id)) == set()


def test_targets_are_sections_and_products(store: SqlStore, exchange_id: int) -> None:
    told = [
        part(GROUP, "g1"),
        part(CARD, "p1"),
        part(OFFER, "p2"),
        part(PRICES, "p3#v1"),
        part(STOCKS, "p4"),
        part(EntityKind.PRICE_TYPE, "retail"),
    ]

    store.write(lambda work: apply(work, exchange_id, *told))

    assert store.read(lambda work: targets(work, exchange_id)) == {
        Ref(EntityKind.SECTION, "g1"),
        product("p1"),
        product("p2"),
        product("p3#v1"),
    }


def test_a_changed_card_marks_the_variants_of_its_own_only(store: SqlStore, exchange_id: int) -> None:
    offers = [part(OFFER, key) for key in ("p1#a", "p1#b", "p10#c", "p1", "p2#d")]
    store.write(lambda work: apply(work, exchange_id, *offers))
    store.write(lambda work: empty_outbox(work, exchange_id))

    store.write(lambda work: apply(work, exchange_id, part(CARD, "p1", '{"name":"new"}')))

    assert store.read(lambda work: targets(work, exchange_id)) == {
        product("p1"),
        product("p1#a"),
        product("p1#b"),
    }


def test_a_variant_is_what_the_exchange_makes_of_it_and_moves_its_product(
    store: SqlStore, exchange_id: int
) -> None:
    told = [part(OFFER, "p1#a"), part(PRICES, "p2#b"), part(CARD, "p3#c"), part(OFFER, "p4")]

    store.write(lambda work: apply(work, exchange_id, *told, variants=EntityKind.VARIATION))

    assert store.read(lambda work: targets(work, exchange_id)) == {
        *(Ref(EntityKind.VARIATION, key) for key in ("p1#a", "p2#b", "p3#c")),
        *(product(key) for key in ("p1", "p3", "p4")),
    }


def empty_outbox(work: Work, exchange_id: int) -> None:
    work.outbox.done({row.id: row.version for row in waiting(work, exchange_id)})


def test_the_same_content_again_changes_and_marks_nothing(store: SqlStore, exchange_id: int) -> None:
    told = [part(kind, "p1", '{"n":"1"}') for kind in (CARD, OFFER, PRICES, STOCKS)]
    store.write(lambda work: apply(work, exchange_id, *told))
    store.write(lambda work: empty_outbox(work, exchange_id))

    changed = store.write(lambda work: apply(work, exchange_id, *told))

    assert changed == 0
    assert store.read(lambda work: targets(work, exchange_id)) == set()
    assert store.read(lambda work: bodies(work, exchange_id, CARD)) == {"p1": '{"n":"1"}'}


def test_prices_that_are_not_told_stay(store: SqlStore, exchange_id: int) -> None:
    store.write(lambda work: apply(work, exchange_id, part(PRICES, "p1", '{"retail":["10","RUB"]}')))

    store.write(lambda work: apply(work, exchange_id, part(PRICES, "p1", '{"trade":["8","RUB"]}')))

    known = json.loads(store.read(lambda work: bodies(work, exchange_id, PRICES))["p1"])
    assert known == {"retail": ["10", "RUB"], "trade": ["8", "RUB"]}


def test_a_part_that_merges_into_what_is_known_marks_nothing(store: SqlStore, exchange_id: int) -> None:
    both = '{"retail":["10","RUB"],"trade":["8","RUB"]}'
    store.write(lambda work: apply(work, exchange_id, part(PRICES, "p1", both)))
    store.write(lambda work: empty_outbox(work, exchange_id))

    changed = store.write(lambda work: apply(work, exchange_id, part(PRICES, "p1", '{"trade":["8","RUB"]}')))
    again = store.write(lambda work: apply(work, exchange_id, part(PRICES, "p1", both)))

    assert (changed, again) == (0, 0)
    assert store.read(lambda work: targets(work, exchange_id)) == set()
    assert store.read(lambda work: bodies(work, exchange_id, PRICES)) == {"p1": both}


def test_a_card_replaces_what_was_known(store: SqlStore, exchange_id: int) -> None:
    store.write(lambda work: apply(work, exchange_id, part(CARD, "p1", '{"article":"A"}')))

    store.write(lambda work: apply(work, exchange_id, part(CARD, "p1", '{"name":"B"}')))

    assert store.read(lambda work: bodies(work, exchange_id, CARD)) == {"p1": '{"name":"B"}'}


def test_of_two_parts_with_one_key_the_later_counts(
    store: SqlStore, exchange_id: int, package_id: int
) -> None:
    store.write(
        lambda work: work.staging.put(package_id, [part(CARD, "p1", '"first"'), part(CARD, "p1", '"second"')])
    )
    store.write(lambda work: work.staging.put(package_id, [part(CARD, "p1", '"third"')]))

    compared = store.write(lambda work: compare(work, package_id, exchange_id=exchange_id))

    assert compared.changed == 1
    assert store.read(lambda work: bodies(work, exchange_id, CARD)) == {"p1": '"third"'}


def test_comparing_a_package_twice_loses_nothing(store: SqlStore, exchange_id: int, package_id: int) -> None:
    store.write(lambda work: work.staging.put(package_id, [part(CARD, "p1"), part(CARD, "p2")]))
    store.write(lambda work: compare(work, package_id, exchange_id=exchange_id))

    again = store.write(lambda work: compare(work, package_id, exchange_id=exchange_id))
    store.write(lambda work: work.staging.drop(package_id))

    assert again.changed == 2, "counted once"
    assert set(store.read(lambda work: bodies(work, exchange_id, CARD))) == {"p1", "p2"}


def test_a_dropped_package_tells_nothing(store: SqlStore, exchange_id: int, package_id: int) -> None:
    store.write(lambda work: work.staging.put(package_id, [part(CARD, "half")]))
    store.write(lambda work: work.staging.drop(package_id))
    store.write(lambda work: work.staging.put(package_id, [part(CARD, "whole")]))

    store.write(lambda work: compare(work, package_id, exchange_id=exchange_id))

    assert set(store.read(lambda work: bodies(work, exchange_id, CARD))) == {"whole"}


def test_exchanges_do_not_see_each_other(store: SqlStore, exchange_id: int) -> None:
    other_id = store.write(lambda work: add_exchange(work, name="second"))

    store.write(lambda work: apply(work, exchange_id, part(CARD, "p1", '"ours"')))
    store.write(lambda work: apply(work, other_id, part(CARD, "p1", '"theirs"')))

    assert store.read(lambda work: bodies(work, exchange_id, CARD)) == {"p1": '"ours"'}
    assert store.read(lambda work: bodies(work, other_id, CARD)) == {"p1": '"theirs"'}


def test_a_comparison_that_fails_leaves_everything_as_it_was(
    store: SqlStore, exchange_id: int, package_id: int
) -> None:
    store.write(lambda work: work.staging.put(package_id, [part(CARD, "p1")]))

    def compare_and_fail(work: Work) -> None:
        compare(work, package_id, exchange_id=exchange_id)
        raise ArithmeticError

    with pytest.raises(ArithmeticError):
        store.write(compare_and_fail)

    assert store.read(lambda work: targets(work, exchange_id)) == set()
    assert store.write(lambda work: compare(work, package_id, exchange_id=exchange_id)).changed == 1


def test_records_are_paged_in_the_order_of_bytes(store: SqlStore, exchange_id: int) -> None:
    keys = ["a", "B", "b#1", "b$", "b", "я", "_"]
    store.write(lambda work: apply(work, exchange_id, *(part(OFFER, key, f'"{key}"') for key in keys)))

    first = store.read(lambda work: work.records.page(exchange_id, OFFER, after="", limit=4))
    rest = store.read(lambda work: work.records.page(exchange_id, OFFER, after=first[-1][0], limit=99))

    assert [key for key, _ in [*first, *rest]] == sorted(keys)
    assert rest[-1] == ("я", '"я"')


def test_a_thousand_keys_are_read_at_once(store: SqlStore, exchange_id: int) -> None:
    keys = [f"p{number}" for number in range(2500)]
    store.write(lambda work: apply(work, exchange_id, *(part(CARD, key) for key in keys)))

    found = store.read(lambda work: work.records.bodies(exchange_id, CARD, [*keys, "unknown"]))

    assert set(found) == set(keys)


def test_variants_are_found_by_product_unless_they_are_deleted(store: SqlStore, exchange_id: int) -> None:
    keys = ("p1", "p1#a", "p1#b", "p10#c", "p2")
    gone = [part(OFFER, key, '{"deleted":true,"name":"x"}') for key in ("p1#gone", "p2#gone")]
    told = [*(part(OFFER, key) for key in keys), *gone, part(CARD, "p1#a"), part(CARD, "p3#card")]
    store.write(lambda work: apply(work, exchange_id, *told))

    found = store.read(lambda work: work.records.variants(exchange_id, ["p1", "p10", "p2", "p3"]))

    assert found == {"p1": ["p1#a", "p1#b"], "p10": ["p10#c"], "p3": ["p3#card"]}


def test_a_variant_whose_name_speaks_of_deletion_is_there(store: SqlStore, exchange_id: int) -> None:
    named = part(OFFER, "p1#a", '{"name":"\\"deleted\\":true"}')
    store.write(lambda work: apply(work, exchange_id, named))

    assert store.read(lambda work: work.records.variants(exchange_id, ["p1"])) == {"p1": ["p1#a"]}


def wait_until_swept(store: SqlStore) -> None:
    """Let sweeping take its turns: every write stands behind one of them."""
    for _ in range(1000):
        with store._reader.begin() as connection:
            if not something_left(connection):
                return
        store.write(lambda _: None)
    raise TimeoutError


def count_parts(store: SqlStore, database_url: str) -> int:
    """Close the store, so that nothing is being swept any more, and count all parts that it holds."""
    store.close()
    engine = create_engine(database_url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.begin() as connection:
        count: int = connection.execute(text("SELECT count(*) FROM part")).scalar_one()
    engine.dispose()
    return count


def test_superseded_parts_are_removed_at_once_when_they_are_few(
    store: SqlStore, exchange_id: int, database_url: str
) -> None:
    for body in ('"a"', '"b"', '"b"'):
        told = [part(CARD, f"p{number}", body) for number in range(3)]
        store.write(lambda work, told=told: apply(work, exchange_id, *told))  # type: ignore[misc]

    assert count_parts(store, database_url) == 3


def test_superseded_parts_are_swept_later_when_they_are_many(
    store: SqlStore, exchange_id: int, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("obmen.storage.slices.SLICE", 4)
    monkeypatch.setattr("obmen.storage.staging.SLICE", 4)
    monkeypatch.setattr("obmen.storage.leftovers.SWEEP_AT_ONCE", 4)
    some_changed = [part(CARD, f"p{number}", f'"{number < 7}"') for number in range(30)]
    told = [part(CARD, f"p{number}", '"False"') for number in range(30)]
    for package in (told, some_changed, some_changed, told):
        store.write(lambda work, package=package: apply(work, exchange_id, *package))  # type: ignore[misc]
    wait_until_swept(store)

    assert store.read(lambda work: bodies(work, exchange_id, CARD)) == {
        f"p{number}": '"False"' for number in range(30)
    }
    assert count_parts(store, database_url) == 30


def test_many_parts_of_a_dropped_package_are_swept_and_new_ones_are_not(
    store: SqlStore, exchange_id: int, package_id: int, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("obmen.storage.parts.CLEAR_AT_ONCE", 0)
    store.write(lambda work: work.staging.put(package_id, [part(CARD, f"p{n}", '"bad"') for n in range(9)]))
    store.write(lambda work: work.staging.drop(package_id))
    store.write(lambda work: work.staging.put(package_id, [part(CARD, "p1", '"good"')]))

    wait_until_swept(store)
    store.write(lambda work: compare(work, package_id, exchange_id=exchange_id))

    assert store.read(lambda work: bodies(work, exchange_id, CARD)) == {"p1": '"good"'}
    assert count_parts(store, database_url) == 1


@pytest.mark.postgres
@pytest.mark.parametrize("counted", ["never", "when it held one row", "now"])
def test_postgresql_finds_variants_by_the_index_whatever_it_has_counted(
    postgres_url: str, tmp_path: Path, counted: str
) -> None:
    store = open_store(url=postgres_url, data_dir=tmp_path, key=load_key(tmp_path))
    owner = store.write(lambda work: add_exchange(work, name="first"))
    offers = [part(OFFER, f"p{number}#v") for number in range(3000)]

    store.write(lambda work: apply(work, owner, offers[0]))
    if counted == "when it held one row":
        count_rows(store)
    store.write(lambda work: apply(work, owner, *offers))
    if counted == "now":
        count_rows(store)
    with store._reader.begin() as connection:
        asked = {"exchange": owner, "ids": [f"p{number}" for number in range(500)]}
        plan = connection.execute(text(f"EXPLAIN {VARIANTS_POSTGRES}"), asked).scalars().all()
    store.close()

    assert any("Index Cond" in line and "key > " in line for line in plan), plan


def count_rows(store: SqlStore) -> None:
    """Have PostgreSQL count now what it counts in its own time."""
    with store._reader.begin() as connection:
        connection.execute(text("ANALYZE"))


def test_an_exchange_goes_with_all_that_is_its_own(store: SqlStore, exchange_id: int) -> None:
    other_id = store.write(lambda work: add_exchange(work, name="second"))
    for owner in (exchange_id, other_id):
        store.write(lambda work, owner=owner: apply(work, owner, part(CARD, "p1")))  # type: ignore[misc]
    staged_only = store.write(lambda work: add_package(work, exchange_id))
    store.write(lambda work: work.staging.put(staged_only, [part(CARD, "p2")]))

    store.write(lambda work: work.exchanges.remove(exchange_id))

    assert store.read(lambda work: bodies(work, exchange_id, CARD)) == {}
    assert store.read(lambda work: targets(work, exchange_id)) == set()
    assert set(store.read(lambda work: bodies(work, other_id, CARD))) == {"p1"}
