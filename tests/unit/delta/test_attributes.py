"""Which attributes of goods travel, and in what form."""

from decimal import Decimal

import pytest

from obmen.delta.attributes import (
    Attributes,
    attribute_fields,
    choose_attributes,
    needs_of,
    unknown_attributes,
    with_emptied,
)
from obmen.delta.markup import is_markup, sanitised
from obmen.domain.catalog import Offer, Product, Property, PropertyKind
from obmen.domain.properties import Block

COLOUR = Property(
    id="colour", name="Цвет", kind=PropertyKind.LIST, values=(("red", "Красный"), ("blue", "Синий"))
)
VOLTAGE = Property(id="voltage", name="Напряжение", kind=PropertyKind.NUMBER)
MATERIAL = Property(id="material", name="Материал", kind=PropertyKind.STRING, multiple=True)
PROPERTIES = {one.id: one for one in (COLOUR, VOLTAGE, MATERIAL)}
ALL = choose_attributes(["all"], PROPERTIES)


def card(**told: object) -> Product:
    return Product(**{"id": "p", "name": "Кабель", **told})  # type: ignore[arg-type]


def fields(
    one: Product, offer: Offer | None = None, *, chosen: Attributes = ALL, is_variant: bool = False
) -> dict[str, object]:
    return attribute_fields(one, offer, chosen, is_variant=is_variant)


def test_attributes_are_chosen_by_field_by_name_and_by_id() -> None:
    chosen = choose_attributes(["article", "цвет", "voltage"], PROPERTIES)

    assert chosen.built_in == {"article"}
    assert chosen.properties.keys() == {"colour", "voltage"}


def test_properties_of_one_name_are_both_chosen() -> None:
    twin = Property(id="colour-2", name="Цвет", kind=PropertyKind.STRING)

    assert choose_attributes(["Цвет"], {**PROPERTIES, "colour-2": twin}).properties.keys() == {
        "colour", "colour-2",
    }  # fmt: skip


def test_all_is_everything_that_is_not_deleted_and_none_is_nothing() -> None:
    gone = Property(id="old", name="Старое", kind=PropertyKind.STRING, deleted=True)

    assert choose_attributes(["all"], {**PROPERTIES, "old": gone}).properties.keys() == PROPERTIES.keys()
    assert choose_attributes(["none"], PROPERTIES) == Attributes()


def test_names_that_1c_has_not_told_are_known_as_such() -> None:
    assert unknown_attributes(["article", "Цвет", "Вкус"], PROPERTIES) == ("Вкус",)


def test_only_what_is_chosen_and_told_travels() -> None:
    one = card(article="ART-1", brand="Вектор", country="Россия", full_name="Кабель ВВГнг")

    told = fields(one, chosen=choose_attributes(["article", "full_name", "barcode"], {}))

    assert told == {"article": "ART-1", "full_name": "Кабель ВВГнг"}


@pytest.mark.parametrize(("told", "grams"), [("1.5", "1500"), ("0,25", "250"), ("1 200", "1200000")])
def test_1c_weighs_in_kilograms_and_the_portal_in_grams(told: str, grams: str) -> None:
    assert fields(card(weight=told))["weight"] == grams


@pytest.mark.parametrize("told", ["лёгкий", "0", "0,000", ""])
def test_a_weight_that_is_no_number_or_nothing_is_left_out(told: str) -> None:
    assert "weight" not in fields(card(weight=told))


def test_values_have_the_form_of_their_property() -> None:
    one = card(properties=(("colour", ("red",)), ("voltage", ("220,00",)), ("material", ("Медь",))))

    assert fields(one) == {"attr.colour": "red", "attr.voltage": "220", "attr.material": ["Медь"]}


def test_several_values_of_a_single_property_are_kept() -> None:
    assert fields(card(properties=(("colour", ("red", "blue", "red")),))) == {"attr.colour": ["red", "blue"]}


def test_a_number_that_is_none_is_left_out() -> None:
    assert fields(card(properties=(("voltage", ("много",)),))) == {}


def test_a_variant_has_its_own_values_and_no_barcode_of_its_good() -> None:
    one = card(barcode="46", article="ART", properties=(("colour", ("red",)), ("voltage", ("220",))))
    offer = Offer(product_id="p", variant_id="v", properties=(("colour", ("blue",)),))

    told = fields(one, offer, is_variant=True)

    assert told == {"article": "ART", "attr.colour": "blue", "attr.voltage": "220"}


def test_needs_name_the_property_and_the_values_in_use() -> None:
    own, colour = needs_of({"name": "Кабель", "article": "A", "attr.colour": "red"}, ALL, Block.PRODUCT)

    assert (own.id, own.kind) == ("obmen-article", PropertyKind.STRING)
    assert (colour.key, colour.name) == ("product:colour", "Цвет")
    assert (colour.values, colour.spare) == ({"red": "Красный"}, ("blue", "Синий"))


def test_what_1c_has_emptied_is_emptied() -> None:
    known = {"name": "Кабель", "article": "A", "attr.colour": "red", "brand": None, "price": "1"}

    assert with_emptied({"name": "Кабель"}, known, ALL) == {
        "name": "Кабель", "article": None, "attr.colour": None,
    }  # fmt: skip


def test_what_is_no_longer_chosen_stays_as_it_is() -> None:
    known = {"name": "Кабель", "article": "A"}

    assert with_emptied({"name": "Кабель"}, known, Attributes()) == {"name": "Кабель"}


def test_a_deletion_empties_nothing() -> None:
    assert with_emptied({"active": False}, {"name": "К", "article": "A"}, ALL) == {"active": False}


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ("Медь, d<5 мм & прочее", "Медь, d<5 мм & прочее"),
        ("<p onclick='x()'>Медь<script>alert(1)</script></p>", "<p>Медь</p>"),
        ('<img src="http://spy/1.gif">Медь', "Медь"),
        ('<a href="javascript:x()">Медь</a>', '<a rel="noopener noreferrer">Медь</a>'),
        ("  Медь\n\nГОСТ  ", "Медь\n\nГОСТ"),
    ],
)
def test_a_description_runs_nothing_and_loads_nothing(told: str, kept: str) -> None:
    assert sanitised(told) == kept


@pytest.mark.parametrize(
    ("text", "markup"), [("<br/>", True), ("a <b>b</b>", True), ("3 < 5 и 7 > 2", False), ("d<5 мм", False)]
)
def test_a_text_is_markup_when_it_has_a_tag(text: str, markup: bool) -> None:
    assert is_markup(text) is markup


def test_an_unchanged_card_gives_the_same_fields_whatever_the_order() -> None:
    one = card(properties=(("colour", ("red",)), ("voltage", (str(Decimal("220.0")),))))
    other = card(properties=(("voltage", ("220",)), ("colour", ("red",))))

    assert fields(one) == fields(other)
