"""A record and its parts: what is told, what is merged, and that both say the same."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from obmen.delta.merging import merge, merge_bodies
from obmen.delta.parts import (
    card_from,
    group_from,
    offer_from,
    one_part,
    part_kinds,
    plain,
    price_type_from,
    prices_from,
    property_from,
    stocks_from,
    told_of,
    unit_from,
    warehouse_from,
)
from obmen.domain.catalog import (
    CatalogRecord,
    Group,
    Offer,
    Price,
    PriceType,
    Product,
    Property,
    PropertyKind,
    Stock,
    Unit,
    Warehouse,
)
from obmen.domain.identity import EntityKind
from obmen.domain.vat import NO_VAT, Vat

K = EntityKind

texts = st.text(max_size=20)
names = st.text(min_size=1, max_size=20)
amounts = st.decimals(min_value=-(10**9), max_value=10**9, places=4)
units = st.builds(Unit, names, texts)
vats = st.sampled_from([NO_VAT, Vat(Decimal(0)), Vat(Decimal(22)), Vat(Decimal("7.5"))])
values = st.lists(names, min_size=1, max_size=3).map(tuple)
properties = st.dictionaries(names, values, max_size=3).map(lambda told: tuple(sorted(told.items())))
products = st.builds(
    Product,
    id=names,
    name=texts,
    full_name=st.none() | names,
    article=st.none() | names,
    group_ids=st.lists(names, max_size=2).map(tuple),
    unit=st.none() | units,
    vat=st.none() | vats,
    description=st.none() | names,
    is_service=st.booleans(),
    images=st.lists(names, max_size=3).map(tuple),
    properties=properties,
    deleted=st.booleans(),
)
prices = st.dictionaries(names, st.tuples(amounts, st.none() | names), max_size=3).map(
    lambda told: tuple(Price(key, amount, unit) for key, (amount, unit) in sorted(told.items()))
)
stocks = st.dictionaries(names, amounts, max_size=3).map(
    lambda told: tuple(Stock(key, amount) for key, amount in sorted(told.items()))
)
offers = st.builds(
    Offer,
    product_id=names.filter(lambda text: "#" not in text),
    variant_id=st.none() | names,
    name=st.none() | texts,
    article=st.none() | texts,
    barcode=st.none() | texts,
    unit=st.none() | units,
    characteristics=st.lists(st.tuples(names, names), max_size=3).map(lambda told: tuple(sorted(told))),
    properties=properties,
    prices=st.none() | prices,
    quantity=st.none() | amounts,
    stocks=st.none() | stocks,
    deleted=st.booleans(),
)


class Part(NamedTuple):
    """One part of what was told."""

    kind: EntityKind
    key: str
    body: str
    digest: bytes


def parts_of(record: CatalogRecord) -> list[Part]:
    """Take apart what a record told."""
    told = told_of(record)
    if told is None:
        return []
    parts = zip(part_kinds(told.kind), told[2:5], told[5:8], strict=False)
    return [Part(kind, told.key, body, digest) for kind, body, digest in parts if body is not None and digest]


def bodies(record: CatalogRecord) -> dict[EntityKind, str]:
    return {part.kind: part.body for part in parts_of(record)}


def offer(*, prices: tuple[Price, ...] | None = None, **told: object) -> Offer:
    return Offer(product_id="p", variant_id=None, prices=prices, **told)  # type: ignore[arg-type]


@given(products)
def test_a_card_comes_back_as_it_went(product: Product) -> None:
    [part] = parts_of(product)

    assert (part.kind, part.key, len(part.digest)) == (K.CARD, product.id, 8)
    assert card_from(part.body) == product


@given(offers)
def test_an_offer_comes_back_from_its_parts(told: Offer) -> None:
    parts = {part.kind: part for part in parts_of(told)}
    own = parts.get(K.OFFER)
    key = f"{told.product_id}#{told.variant_id}" if told.variant_id else told.product_id

    back = offer_from(key, own.body if own else "{}")

    known_prices = prices_from(parts[K.PRICES].body) if K.PRICES in parts else None
    quantity, levels = stocks_from(parts[K.STOCKS].body) if K.STOCKS in parts else (None, None)
    assert {part.key for part in parts.values()} <= {key}
    assert back.characteristics == told.characteristics
    assert (back.name, back.article, back.unit, back.deleted) == (
        told.name,
        told.article,
        told.unit,
        told.deleted,
    )
    assert (known_prices, quantity, levels) == (told.prices, told.quantity, told.stocks)


@given(offers)
def test_every_body_is_canonical_json(told: Offer) -> None:
    for part in parts_of(told):
        body = json.loads(part.body)
        assert part.body == json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@pytest.mark.parametrize(
    "record",
    [
        Group(id="g", name="Обувь", parent_id=None),
        Group(id="g", name="Обувь", parent_id="r", deleted=True),
        Property(
            id="c",
            name="Цвет",
            kind=PropertyKind.LIST,
            multiple=True,
            values=(("1", "Белый"), ("2", "Чёрный")),
        ),
        Property(id="c", name="", kind=PropertyKind.STRING, for_offers=True),
        PriceType(id="t", name="Розничная", currency="RUB", vat_included=False),
        PriceType(id="t", name="Опт"),
        Warehouse(id="w", name="Склад", address="Арбат, 1"),
        Unit("796", "шт"),
    ],
)
def test_small_records_come_back_as_they_went(record: CatalogRecord) -> None:
    back = {
        K.GROUP: group_from,
        K.PROPERTY: property_from,
        K.PRICE_TYPE: price_type_from,
        K.WAREHOUSE: warehouse_from,
        K.UNIT: unit_from,
    }

    [part] = parts_of(record)

    assert back[part.kind](part.key, part.body) == record


def test_an_offer_of_prices_only_has_no_part_of_its_own() -> None:
    assert bodies(offer(prices=(Price("t", Decimal("10.00"), "RUB"),))) == {K.PRICES: '{"t":["10","RUB"]}'}


def test_an_offer_that_tells_nothing_has_no_parts() -> None:
    assert bodies(offer()) == {}


def test_a_deleted_offer_tells_that_even_without_a_name() -> None:
    assert bodies(offer(deleted=True)) == {K.OFFER: '{"deleted":true}'}


def test_no_prices_and_prices_not_told_are_two_things() -> None:
    assert K.PRICES not in bodies(offer(name="a"))
    assert bodies(offer(prices=()))[K.PRICES] == "{}"


def test_rows_of_one_warehouse_add_up() -> None:
    told = offer(stocks=(Stock("w", Decimal(1)), Stock("w", Decimal("2.50"))))

    assert bodies(told) == {K.STOCKS: '{"stocks":{"w":"3.5"}}'}


@given(offers, st.randoms())
def test_the_order_of_rows_changes_no_digest(told: Offer, chance: object) -> None:
    assert hasattr(chance, "shuffle")
    mixed_prices, mixed_stocks = list(told.prices or ()), list(told.stocks or ())
    mixed_names = list(told.characteristics)
    for rows in (mixed_prices, mixed_stocks, mixed_names):
        chance.shuffle(rows)
    mixed = Offer(
        product_id=told.product_id,
        variant_id=told.variant_id,
        name=told.name,
        article=told.article,
        barcode=told.barcode,
        unit=told.unit,
        characteristics=tuple(mixed_names),
        properties=tuple(reversed(told.properties)),
        prices=None if told.prices is None else tuple(mixed_prices),
        quantity=told.quantity,
        stocks=None if told.stocks is None else tuple(mixed_stocks),
        deleted=told.deleted,
    )

    assert list(parts_of(mixed)) == list(parts_of(told))


def test_the_first_picture_stays_the_first() -> None:
    one = bodies(Product(id="p", name="", images=("a", "b")))
    other = bodies(Product(id="p", name="", images=("b", "a")))

    assert one != other


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("10.00", "10"),
        ("10", "10"),
        ("0.50", "0.5"),
        ("-0.0", "0"),
        ("1E+3", "1000"),
        ("100", "100"),
        ("-1.10", "-1.1"),
    ],
)
def test_numbers_are_written_plain(number: str, text: str) -> None:
    assert plain(Decimal(number)) == text


@given(amounts)
def test_a_plain_number_is_the_same_number(amount: Decimal) -> None:
    assert Decimal(plain(amount)) == amount


def test_prices_not_told_again_stay() -> None:
    merged = merge_bodies(K.PRICES, '{"a":["1","RUB"],"b":["2",null]}', '{"b":["3","RUB"]}')

    assert merged == '{"a":["1","RUB"],"b":["3","RUB"]}'


def test_stock_is_merged_warehouse_by_warehouse() -> None:
    merged = merge_bodies(K.STOCKS, '{"quantity":"5","stocks":{"a":"2","b":"3"}}', '{"stocks":{"b":"1"}}')

    assert merged == '{"quantity":"5","stocks":{"a":"2","b":"1"}}'


def test_a_total_leaves_the_warehouses() -> None:
    assert (
        merge_bodies(K.STOCKS, '{"stocks":{"a":"2"}}', '{"quantity":"1"}')
        == '{"quantity":"1","stocks":{"a":"2"}}'
    )


def test_an_offer_that_tells_of_itself_again_is_no_longer_deleted() -> None:
    assert (
        merge_bodies(K.OFFER, '{"deleted":true,"name":"a"}', '{"article":"x"}')
        == '{"article":"x","name":"a"}'
    )
    assert merge_bodies(K.OFFER, '{"name":"a"}', '{"deleted":true}') == '{"deleted":true,"name":"a"}'


@pytest.mark.parametrize("kind", [K.CARD, K.GROUP, K.PROPERTY, K.PRICE_TYPE, K.WAREHOUSE, K.UNIT])
def test_other_records_are_told_whole(kind: EntityKind) -> None:
    assert merge_bodies(kind, '{"a":1}', '{"b":2}') == '{"b":2}'


def test_parts_of_an_offer_are_merged_each_with_its_own() -> None:
    known = ('{"name":"a"}', '{"t":["1","RUB"]}', None)

    merged = merge(K.OFFER, known, (None, '{"t":["2","RUB"]}', '{"quantity":"3"}'))

    assert merged == ('{"name":"a"}', '{"t":["2","RUB"]}', '{"quantity":"3"}')


@pytest.mark.parametrize("kind", [K.CARD, K.OFFER, K.PRICES, K.STOCKS])
def test_one_part_stands_in_its_own_place(kind: EntityKind) -> None:
    told = one_part(kind, "p", "{}")

    home = K.OFFER if kind in part_kinds(K.OFFER) else kind
    assert (told.kind, told.key) == (home, "p")
    assert [body for body in told[2:5] if body is not None] == ["{}"]
    assert told[2:5].index("{}") == part_kinds(home).index(kind)


@given(offers, offers)
def test_merging_what_is_known_changes_nothing_and_merges_are_canonical(known: Offer, told: Offer) -> None:
    before, after = bodies(known), bodies(told)
    for kind in before.keys() & after.keys():
        assert merge_bodies(kind, before[kind], before[kind]) == before[kind]
        once = merge_bodies(kind, before[kind], after[kind])
        assert merge_bodies(kind, once, after[kind]) == once
        assert once == json.dumps(json.loads(once), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
