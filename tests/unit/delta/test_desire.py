from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from obmen.delta.attributes import Attributes, variation_attributes
from obmen.delta.desire import (
    CatalogContext,
    Left,
    desire_product,
    desire_section,
    desire_variation,
    head_card,
    select_groups,
    variants_as,
)
from obmen.domain.catalog import Group, Offer, Price, PriceType, Product, Property, PropertyKind, Unit
from obmen.domain.settings import ExchangeSettings, with_setting
from obmen.domain.vat import NO_VAT, Vat

SHOES = Group(id="g-shoes", name="Обувь", parent_id=None)
BOOTS = Group(id="g-boots", name="Ботинки", parent_id="g-shoes")
TOOLS = Group(id="g-tools", name="Инструмент", parent_id=None)
GROUPS = {g.id: g for g in (SHOES, BOOTS, TOOLS)}
RETAIL = PriceType(id="retail", name="Розничная", currency="RUB", vat_included=True)
NET = PriceType(id="net", name="Оптовая", currency="RUB", vat_included=False)


def context(*, settings: ExchangeSettings | None = None, price_type: str = "retail") -> CatalogContext:
    settings = settings or with_setting(ExchangeSettings(), "variants", "flat")
    return CatalogContext(
        settings=settings,
        variants=settings.variants,
        groups=GROUPS,
        price_types={"retail": RETAIL, "net": NET},
        price_type_id=price_type,
        base_currency="RUB",
        selected=select_groups(GROUPS, settings.groups),
    )


def boot(**changes: object) -> Product:
    fields: dict[str, object] = {
        "id": "p1", "name": "Ботинок", "group_ids": ("g-boots",), "unit": Unit("715", "пар"),
        "vat": Vat(Decimal(22)),
    }  # fmt: skip
    return Product(**(fields | changes))  # type: ignore[arg-type]


def test_a_product_carries_its_group_price_vat_and_unit() -> None:
    prices = [Price("net", Decimal("90.10"), None), Price("retail", Decimal("118.50"), "RUB")]

    desired = desire_product(
        "p1", card=boot(), offer=None, prices=prices, has_variants=False, context=context()
    )

    assert desired == {
        "name": "Ботинок",
        "section": "g-boots",
        "active": True,
        "unit": "715",
        "vat": "22",
        "vat_included": True,
        "price": "118.5",
        "currency": "RUB",
    }


def test_vat_is_included_as_the_price_type_says() -> None:
    desired = desire_product(
        "p1", card=boot(), offer=None, prices=(), has_variants=False, context=context(price_type="net")
    )

    assert isinstance(desired, dict)
    assert desired["vat_included"] is False


def test_without_vat_is_not_zero_per_cent() -> None:
    without, zero = (
        desire_product("p1", card=boot(vat=v), offer=None, prices=(), has_variants=False, context=context())
        for v in (NO_VAT, Vat(Decimal(0)))
    )

    assert isinstance(without, dict)
    assert isinstance(zero, dict)
    assert (without["vat"], zero["vat"]) == ("none", "0")


def test_a_price_that_was_not_told_leaves_the_price_alone() -> None:
    prices = [Price("net", Decimal(90), None)]

    desired = desire_product(
        "p1", card=boot(), offer=None, prices=prices, has_variants=False, context=context()
    )

    assert isinstance(desired, dict)
    assert "price" not in desired


def test_a_characteristic_becomes_a_product_named_after_both() -> None:
    red = Offer(product_id="p1", variant_id="v1", characteristics=(("Цвет", "красный"), ("Размер", "42")))

    desired = desire_product("p1#v1", card=boot(), offer=red, prices=(), has_variants=True, context=context())

    assert isinstance(desired, dict)
    assert desired["name"] == "Ботинок (красный, 42)"


def test_the_good_above_its_characteristics_is_no_product_of_its_own() -> None:
    desired = desire_product("p1", card=boot(), offer=None, prices=(), has_variants=True, context=context())

    assert desired is Left.HAS_VARIANTS


def test_characteristics_are_dropped_when_variants_are_off() -> None:
    off = context(settings=with_setting(ExchangeSettings(), "variants", "off"))
    offer = Offer(product_id="p1", variant_id="v1")

    head = desire_product("p1", card=boot(), offer=None, prices=(), has_variants=True, context=off)
    variant = desire_product("p1#v1", card=boot(), offer=offer, prices=(), has_variants=True, context=off)

    assert isinstance(head, dict)
    assert variant is Left.VARIANTS_OFF


def test_prices_that_came_before_their_card_wait_for_it() -> None:
    prices = [Price("retail", Decimal(1), None)]

    desired = desire_product(
        "p9", card=None, offer=None, prices=prices, has_variants=False, context=context()
    )

    assert desired is Left.CARD_UNKNOWN


def test_deleted_in_1c_means_inactive_and_nothing_else() -> None:
    desired = desire_product(
        "p1", card=boot(deleted=True), offer=None, prices=(), has_variants=False, context=context()
    )

    assert desired == {"active": False}


def test_chosen_groups_take_their_subtrees_and_leave_the_rest() -> None:
    chosen = context(settings=with_setting(ExchangeSettings(), "groups", "Обувь"))
    hammer = boot(id="p2", group_ids=("g-tools",))

    boots = desire_product("p1", card=boot(), offer=None, prices=(), has_variants=False, context=chosen)
    tools = desire_product("p2", card=hammer, offer=None, prices=(), has_variants=False, context=chosen)

    assert isinstance(boots, dict)
    assert tools is Left.OUTSIDE_GROUPS


def test_sections_above_a_chosen_group_are_kept() -> None:
    chosen = context(settings=with_setting(ExchangeSettings(), "groups", "g-boots"))

    desired = [desire_section(group, chosen) for group in (SHOES, BOOTS, TOOLS)]

    assert desired == [
        {"name": "Обувь", "parent": None, "active": True},
        {"name": "Ботинки", "parent": "g-shoes", "active": True},
        Left.OUTSIDE_GROUPS,
    ]


def test_a_group_that_is_its_own_ancestor_ends_nothing() -> None:
    groups = {"a": Group(id="a", name="A", parent_id="b"), "b": Group(id="b", name="B", parent_id="a")}

    assert select_groups(groups, ["a"]) == frozenset({"a", "b"})


AS_OFFERS = with_setting(ExchangeSettings(), "variants", "offers")
RED = Offer(product_id="p1", variant_id="v1", characteristics=(("Размер", "42"), ("Цвет", "красный")))


def test_a_head_of_variations_has_unit_and_vat_and_no_price() -> None:
    prices = [Price("retail", Decimal(1), None)]

    desired = desire_product(
        "p1",
        card=boot(),
        offer=None,
        prices=prices,
        has_variants=True,
        context=context(settings=AS_OFFERS),
    )

    assert desired == {
        "name": "Ботинок", "section": "g-boots", "active": True, "head": True,
        "unit": "715", "vat": "22", "vat_included": True,
    }  # fmt: skip


def test_a_variation_carries_its_own_price_and_what_sets_it_apart() -> None:
    prices = [Price("retail", Decimal("118.50"), "RUB")]
    own = replace(context(settings=AS_OFFERS), of_variations=variation_attributes(Attributes(), {}))

    desired = desire_variation("p1#v1", head=boot(), card=boot(), offer=RED, prices=prices, context=own)

    assert desired == {
        "name": "Ботинок (42, красный)",
        "parent": "p1",
        "active": True,
        "unit": "715",
        "vat": "22",
        "vat_included": True,
        "price": "118.5",
        "currency": "RUB",
        "characteristic": "Размер: 42; Цвет: красный",
    }


def test_properties_with_values_stand_for_the_text() -> None:
    colour = Property(id="c", name="Цвет", kind=PropertyKind.LIST, values=(("r", "красный"), ("b", "синий")))
    offer = RED._replace(properties=(("c", ("r",)), ("unknown", ("x",))), barcode="4600000000001")
    chosen = Attributes(built_in=frozenset({"barcode", "description"}))
    own = replace(context(settings=AS_OFFERS), of_variations=variation_attributes(chosen, {"c": colour}))

    desired = desire_variation("p1#v1", head=boot(), card=boot(), offer=offer, prices=(), context=own)

    assert isinstance(desired, dict)
    assert (desired["attr.c"], desired["barcode"]) == ("r", "4600000000001")
    assert "characteristic" not in desired


def test_a_variation_has_no_place_where_its_head_has_none() -> None:
    chosen = context(settings=with_setting(AS_OFFERS, "groups", "Инструмент"))
    gone = boot(deleted=True)

    outside = desire_variation("p1#v1", head=boot(), card=boot(), offer=RED, prices=(), context=chosen)
    deleted = desire_variation(
        "p1#v1", head=gone, card=boot(), offer=RED, prices=(), context=context(settings=AS_OFFERS)
    )

    assert outside is Left.OUTSIDE_GROUPS
    assert deleted == {"active": False}


@pytest.mark.parametrize(
    ("variants", "product", "variation"),
    [
        ("offers", Left.AS_VARIATION, None),
        ("flat", None, Left.AS_PRODUCT),
        ("off", Left.VARIANTS_OFF, Left.VARIANTS_OFF),
    ],
)
def test_a_variant_stands_in_one_form_only(
    variants: str, product: Left | None, variation: Left | None
) -> None:
    set_so = context(settings=with_setting(ExchangeSettings(), "variants", variants))

    flat = desire_product("p1#v1", card=boot(), offer=RED, prices=(), has_variants=False, context=set_so)
    under = desire_variation("p1#v1", head=boot(), card=boot(), offer=RED, prices=(), context=set_so)

    assert (flat if isinstance(flat, Left) else None) is product
    assert (under if isinstance(under, Left) else None) is variation


def test_prices_of_a_variant_that_has_not_been_named_wait() -> None:
    set_so = context(settings=AS_OFFERS)

    desired = desire_variation("p1#v1", head=boot(), card=boot(), offer=None, prices=(), context=set_so)

    assert desired is Left.CARD_UNKNOWN


@pytest.mark.parametrize(
    ("wanted", "block", "used"), [("offers", 16, "offers"), ("offers", None, "flat"), ("off", None, "off")]
)
def test_without_a_block_of_variations_each_variant_is_a_product(
    wanted: str, block: int | None, used: str
) -> None:
    assert variants_as(wanted, offers_block=block) == used


def test_a_head_that_1c_never_tells_is_named_after_its_first_variant() -> None:
    cards = [boot(id="p1#b", name="Ботинок (43)"), boot(id="p1#a", name="Ботинок (42)")]

    head = head_card("p1", cards)

    assert head is not None
    assert (head.id, head.name) == ("p1", "Ботинок")
    assert head_card("p1", []) is None
