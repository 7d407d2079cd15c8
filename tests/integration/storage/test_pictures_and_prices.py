"""Which galleries a package marks, and when the prices came that an offer has now."""

from datetime import timedelta

from obmen.domain.identity import EntityKind, Ref
from obmen.flows.ports.catalog import Told
from obmen.flows.ports.delivery import Binding
from obmen.flows.ports.store import Work
from obmen.storage.unit_of_work import SqlStore
from tests.integration.storage.samples import NOW, apply, compare, part, targets, waiting

CARD, PICTURES, OFFER = EntityKind.CARD, EntityKind.PICTURES, EntityKind.OFFER
PRICES, STOCKS = EntityKind.PRICES, EntityKind.STOCKS
FIRST, SECOND = '[["a.jpg","1.jpg",""]]', '[["a.jpg","2.jpg",""]]'


def galleries(work: Work, exchange_id: int) -> set[str]:
    return {ref.id for ref in targets(work, exchange_id) if ref.kind is EntityKind.GALLERY}


def bind_variant(work: Work, exchange_id: int) -> None:
    work.bindings.put(exchange_id, [Binding(Ref(EntityKind.PRODUCT, "p1#v"), 7, {})])
    work.bindings.put(exchange_id, [Binding(Ref(EntityKind.PRODUCT, "p10#v"), 8, {})])


def empty_outbox(work: Work, exchange_id: int) -> None:
    work.outbox.done({row.id: row.version for row in waiting(work, exchange_id)})


def test_pictures_mark_the_product_its_head_and_variants_that_are_products(
    store: SqlStore, exchange_id: int
) -> None:
    store.write(lambda work: bind_variant(work, exchange_id))
    told = [part(PICTURES, "p1", FIRST), part(PICTURES, "p2#w", FIRST), part(CARD, "p3")]

    store.write(lambda work: apply(work, exchange_id, *told, pictures=True))

    assert store.read(lambda work: galleries(work, exchange_id)) == {"p1", "p1#v", "p2#w", "p2"}


def test_a_card_that_names_its_pictures_otherwise_marks_them(store: SqlStore, exchange_id: int) -> None:
    told = [part(CARD, "p1", '"a, b"'), part(PICTURES, "p1", FIRST), part(CARD, "p2", '"none"')]
    store.write(lambda work: apply(work, exchange_id, *told, pictures=True))
    store.write(lambda work: empty_outbox(work, exchange_id))

    cards = [part(CARD, "p1", '"b, a"'), part(CARD, "p2", '"still none"')]
    store.write(lambda work: apply(work, exchange_id, *cards, pictures=True))

    assert store.read(lambda work: galleries(work, exchange_id)) == {"p1"}


def test_pictures_that_do_not_travel_are_known_and_mark_nothing(store: SqlStore, exchange_id: int) -> None:
    store.write(lambda work: apply(work, exchange_id, part(PICTURES, "p1", FIRST)))

    assert store.read(lambda work: galleries(work, exchange_id)) == set()
    assert store.read(lambda work: work.records.count(exchange_id, PICTURES)) == 1
    store.write(lambda work: work.outbox.mark_all(exchange_id, EntityKind.GALLERY, now=NOW))
    assert store.read(lambda work: galleries(work, exchange_id)) == {"p1"}


def test_a_file_that_does_not_come_again_is_no_change(store: SqlStore, exchange_id: int) -> None:
    store.write(lambda work: apply(work, exchange_id, part(PICTURES, "p1", FIRST)))

    without = store.write(lambda work: apply(work, exchange_id, part(PICTURES, "p1", '[["a.jpg","",""]]')))
    other = store.write(lambda work: apply(work, exchange_id, part(PICTURES, "p1", SECOND)))

    assert (without, other) == (0, 1)
    assert store.read(lambda work: work.records.all(exchange_id, PICTURES)) == {"p1": SECOND}


def bring(work: Work, exchange_id: int, days: int, *told: Told) -> None:
    """Bring a package some days after the first."""
    package = work.inbox.add(
        exchange_id=exchange_id,
        session_id=None,
        name="offers.xml",
        path="",
        size_bytes=1,
        digest=bytes([days]),
        now=NOW + timedelta(days=days),
    )
    work.staging.put(package.id, told)
    compare(work, package.id, exchange_id=exchange_id)


def test_prices_are_as_old_as_the_package_that_has_changed_them(store: SqlStore, exchange_id: int) -> None:
    cheap, dear = part(PRICES, "p1", '{"t":["1","RUB"]}'), part(PRICES, "p1", '{"t":["2","RUB"]}')
    days = []
    for day, told in enumerate((part(OFFER, "p1"), cheap, part(STOCKS, "p1"), cheap, dear)):
        store.write(lambda work, day=day, told=told: bring(work, exchange_id, day, told))  # type: ignore[misc]
        moments = store.read(lambda work: work.moments.of_prices(exchange_id, ["p1", "unknown"]))
        days.append({key: (at - NOW).days for key, at in moments.items()})

    assert days == [{}, {"p1": 1}, {"p1": 1}, {"p1": 1}, {"p1": 4}]
