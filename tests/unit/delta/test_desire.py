from __future__ import annotations

from decimal import Decimal

from obmen.delta.desire import CatalogContext, Left, desire_product, desire_section, select_groups
from obmen.domain.catalog import Group, Offer, Price, PriceType, Product, Unit
from obmen.domain.settings import ExchangeSettings, with_setting
from obmen.domain.vat import NO_VAT, Vat

SHOES = Group(id="g-shoes", name="Обувь", parent_id=None)
BOOTS = Group(id="g-boots", name="Ботинки", parent_id="g-shoes")
TOOLS = Group(id="g-tools", name="Инструмент", parent_id=None)
GROUPS = {g.id: g for g in (SHOES, BOOTS, TOOLS)}
RETAIL = PriceType(id="retail", name="Розничная", currency="RUB", vat_included=True)
NET = PriceType(id="net", name="Оптовая", currency="RUB", vat_included=False)


def context(*, settings: ExchangeSettings | None = None, price_type: str = "retail") -> CatalogContext:
    settings = settings or ExchangeSettings()
    return CatalogContext(
        settings=settings,
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
