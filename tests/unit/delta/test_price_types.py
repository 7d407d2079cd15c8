"""Prices of further types: chosen by setting, told by type, counted as prices."""

from decimal import Decimal

import pytest

from obmen.delta.compare import PRICE_PRIORITY, Action, Change, ChangeClass, classify, compare, priority_of
from obmen.delta.desire import CatalogContext, choose_price_types, desire_product
from obmen.domain.catalog import Price, PriceType, Product
from obmen.domain.identity import EntityKind, Ref
from obmen.domain.settings import ExchangeSettings

RETAIL = PriceType(id="r", name="Розничная", currency="RUB")
WHOLESALE = PriceType(id="w", name="Оптовая", currency="USD")
GONE = PriceType(id="g", name="Старая", deleted=True)
TYPES = {one.id: one for one in (RETAIL, WHOLESALE, GONE)}
CABLE = Ref(EntityKind.PRODUCT, "p")


@pytest.mark.parametrize(
    ("asked", "chosen"),
    [((), set()), (("all",), {"w"}), (("Оптовая",), {"w"}), (("w", "r"), {"w"}), (("Старая",), set())],
)
def test_further_price_types_are_those_asked_for_without_the_price_itself(
    asked: tuple[str, ...], chosen: set[str]
) -> None:
    assert choose_price_types(asked, TYPES, base="r") == chosen


def desire(*prices: Price) -> object:
    context = CatalogContext(
        settings=ExchangeSettings(), variants="offers", groups={}, price_types=TYPES, price_type_id="r",
        base_currency="RUB",
        further=frozenset({"w"}),
    )  # fmt: skip
    card = Product(id="p", name="Кабель")
    return desire_product("p", card=card, offer=None, prices=prices, has_variants=False, context=context)


def test_each_price_travels_in_its_own_currency() -> None:
    desired = desire(Price("r", Decimal("118.50"), None), Price("w", Decimal("9.7"), None))

    assert isinstance(desired, dict)
    assert (desired["price"], desired["currency"]) == ("118.5", "RUB")
    assert desired["price.w"] == ["9.7", "USD"]


def test_a_price_that_is_not_told_or_not_chosen_is_not_there() -> None:
    desired = desire(Price("r", Decimal(1), None), Price("g", Decimal(2), None))

    assert isinstance(desired, dict)
    assert not any(name.startswith("price.") for name in desired)


def test_a_further_price_is_compared_whole_and_absence_is_no_change() -> None:
    known = {"price": "1", "price.w": ["9", "USD"]}

    assert compare(CABLE, desired={"price": "1"}, known=known, owners={}).action is Action.NOTHING
    change = compare(CABLE, desired={"price.w": ["10", "USD"]}, known=known, owners={})
    assert change.fields == {"price.w": (["9", "USD"], ["10", "USD"])}
    assert priority_of(change) == PRICE_PRIORITY


@pytest.mark.parametrize(
    ("old", "new", "counted_as"),
    [
        (["10", "USD"], ["100", "USD"], ChangeClass.PRICE_JUMP),
        (["10", "USD"], ["11", "USD"], ChangeClass.ORDINARY),
        (["10", "USD"], ["900", "RUB"], ChangeClass.ORDINARY),
        (None, ["100", "USD"], ChangeClass.ORDINARY),
    ],
)
def test_a_jump_of_a_further_price_is_counted_as_one(
    old: object, new: object, counted_as: ChangeClass
) -> None:
    change = Change(ref=CABLE, action=Action.CHANGE, fields={"price.w": (old, new)})

    assert classify(change, jump_percent=50) is counted_as


@pytest.mark.parametrize(
    ("owner", "field"),
    [("price", "price.w"), ("price", "currency"), ("attributes", "attr.colour"), ("vat", "vat_included"),
     ("description", "description")],
)  # fmt: skip
def test_an_owner_owns_the_whole_family_of_a_field(owner: str, field: str) -> None:
    change = compare(CABLE, desired={field: "new"}, known={field: "old"}, owners={owner: "crm"})

    assert change.action is Action.NOTHING
