"""Values of 1C as a product's property fields."""

from dataclasses import replace

import pytest

from obmen.bitrix24.mappers.properties import property_field
from obmen.bitrix24.mappers.scene import Impossible, Scene
from obmen.delivery.profile import PropertyShape
from obmen.domain.properties import Block, value_ref
from tests.unit.bitrix24.builders import PROFILE

SHAPES = {
    "product:a": PropertyShape(id=101, type="S"),
    "product:m": PropertyShape(id=102, type="S", multiple=True),
    "product:colour": PropertyShape(id=103, type="L"),
    "offer:colour": PropertyShape(id=120, type="L"),
    "product:sizes": PropertyShape(id=104, type="L", multiple=True),
}
BOUND = {
    value_ref(103, "red"): 733,
    value_ref(120, "red"): 833,
    value_ref(104, "s"): 1,
    value_ref(104, "m"): 2,
}
SCENE = Scene(profile=replace(PROFILE, properties=SHAPES), bound=BOUND)


@pytest.mark.parametrize(
    ("property_id", "value", "field"),
    [
        ("a", "ART-778", ("property101", {"value": "ART-778"})),
        ("a", ["ART-778", "ART-779"], ("property101", {"value": "ART-778"})),
        ("a", None, ("property101", "")),
        ("m", "Медь", ("property102", [{"value": "Медь"}])),
        ("m", ["Медь", "ПВХ"], ("property102", [{"value": "Медь"}, {"value": "ПВХ"}])),
        ("m", None, ("property102", [])),
        ("colour", "red", ("property103", {"value": 733})),
        ("sizes", ["s", "m"], ("property104", [{"value": 1}, {"value": 2}])),
    ],
)
def test_a_value_is_written_as_its_property_is(
    property_id: str, value: object, field: tuple[str, object]
) -> None:
    assert property_field(Block.PRODUCT, property_id, value, SCENE) == field


def test_each_block_has_its_own_property_of_the_same_id() -> None:
    assert property_field(Block.OFFER, "colour", "red", SCENE) == ("property120", {"value": 833})


@pytest.mark.parametrize(("property_id", "value"), [("weight", "1"), ("colour", "green")])
def test_what_is_not_there_yet_has_to_be_made_first(property_id: str, value: str) -> None:
    with pytest.raises(Impossible) as impossible:
        property_field(Block.PRODUCT, property_id, value, SCENE)

    assert impossible.value.rejected.code == "property.unknown"
