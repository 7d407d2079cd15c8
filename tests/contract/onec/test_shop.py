"""The practice shop: realistic, seeded, and streamed at any size."""

import io
from collections import Counter
from decimal import Decimal
from uuid import UUID

from obmen_sandbox.onec.tree import Node, parse_bytes
from obmen_sandbox.stories.shop import goods, write_catalog_package, write_offers_package
from tests.contract.onec.conftest import MakeBase


def catalog(n: int, seed: int = 1) -> bytes:
    stream = io.BytesIO()
    write_catalog_package(stream, n, seed)
    return stream.getvalue()


def offers(n: int, seed: int = 1) -> bytes:
    stream = io.BytesIO()
    write_offers_package(stream, n, seed)
    return stream.getvalue()


def offer_nodes(data: bytes) -> list[Node]:
    return parse_bytes(data).at("ПакетПредложений").at("Предложения").all("Предложение")


def test_the_shop_has_every_kind_of_tax_unit_and_goods() -> None:
    items = list(goods(300, seed=1))

    assert {item.vat for item in items} == {"22", "10", "0", "Без НДС"}
    assert len({item.unit_code for item in items}) >= 6
    assert {item.type for item in items} == {"Товар", "Услуга"}
    assert Counter(bool(item.characteristics) for item in items)[True] > 50
    assert len({item.name for item in items}) == len({item.article for item in items}) == 300


def test_groups_are_nested_and_every_item_stands_in_one(make_base: MakeBase) -> None:
    state = make_base(goods=300).state

    depths = {group.id: 0 for group in state.groups.values()}
    for group in state.groups.values():
        depths[group.id] = depths[group.parent_id] + 1 if group.parent_id else 1
    assert max(depths.values()) == 3
    assert all(item.group_id in state.groups for item in state.items.values())


def test_prices_and_stocks_are_given_for_every_offer(make_base: MakeBase) -> None:
    state = make_base(goods=50).state

    assert len(state.price_types) == len(state.warehouses) == 2
    assert all(len(prices) == 2 and min(prices.values()) > 0 for prices in state.prices.values())
    assert set(state.prices) == set(state.stocks)
    assert {type(price) for prices in state.prices.values() for price in prices.values()} == {Decimal}


def test_barcodes_have_a_right_check_digit() -> None:
    for item in goods(20, seed=1):
        digits = [int(one) for one in item.barcode]
        assert sum(one * (3 if place % 2 else 1) for place, one in enumerate(digits)) % 10 == 0


def test_the_same_seed_gives_the_same_bytes_and_another_one_other_goods() -> None:
    assert catalog(30) == catalog(30)
    assert offers(30) == offers(30)
    assert catalog(30) != catalog(30, seed=2)


def test_a_package_has_as_many_rows_as_asked() -> None:
    products = parse_bytes(catalog(57)).at("Каталог").at("Товары").all("Товар")

    assert len(products) == 57
    assert len(offer_nodes(offers(57))) == 57
    assert all(UUID(one.text("Ид")) for one in products)


def test_offers_belong_to_the_goods_of_the_same_seed() -> None:
    known = {one.text("Ид") for one in parse_bytes(catalog(40)).at("Каталог").at("Товары").all("Товар")}

    assert {one.text("Ид").partition("#")[0] for one in offer_nodes(offers(40))} <= known


def test_a_filled_base_and_the_stream_agree(make_base: MakeBase) -> None:
    state = make_base(goods=5).state

    for offer in offer_nodes(offers(8)):
        first = offer.at("Цены").all("Цена")[0]
        assert (
            Decimal(first.text("ЦенаЗаЕдиницу")) == state.prices[offer.text("Ид")][first.text("ИдТипаЦены")]
        )
