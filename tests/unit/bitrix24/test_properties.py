"""Properties of the blocks: found by 1C's id or by code, made once, lists never with a single value."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pytest

from obmen.bitrix24.transport import AnswerLost, Reply
from obmen.delivery.profile import PropertyShape
from obmen.domain.catalog import PropertyKind
from obmen.domain.properties import Block, PropertyNeed, merged, value_ref
from obmen.flows.ports.portal import MadeProperties, PortalUnreachable
from tests.unit.bitrix24.builders import PROFILE
from tests.unit.bitrix24.fakes import Error, Portals, portal

COLOUR = PropertyNeed(
    block=Block.PRODUCT, id="colour", name="Цвет", kind=PropertyKind.LIST, values={"red": "Красный"}
)
ARTICLE = PropertyNeed(block=Block.PRODUCT, id="obmen-article", name="", kind=PropertyKind.STRING)


class Blocks:
    """The properties of a portal, by the methods that know them."""

    def __init__(self, *rows: Mapping[str, Any]) -> None:
        self.rows = [dict(row) for row in rows]
        self.enums: list[dict[str, Any]] = []
        self.refuse = ""
        self._id = 500

    def __call__(self, method: str, params: dict[str, Any]) -> object:
        family, _, verb = method.removeprefix("catalog.").partition(".")
        table = self.rows if family == "productProperty" else self.enums
        key = "iblockId" if family == "productProperty" else "propertyId"
        if verb == "list":
            return self._listed(family, table, key, params["filter"])
        if family == self.refuse:
            raise Error(0, "Нет прав")
        row = next((r for r in table if str(r["id"]) == str(params.get("id"))), {})
        if verb == "add":
            self._id += 1
            table.append(row := {"id": self._id})
        row |= params["fields"]
        return {family: row}

    @staticmethod
    def _listed(
        family: str, table: list[dict[str, Any]], key: str, filters: Mapping[str, Any]
    ) -> dict[str, Any]:
        some = [row for row in table if str(row[key]) == str(filters[key])]
        ids = filters.get("@xmlId")
        name = "productProperties" if family == "productProperty" else "productPropertyEnums"
        return {name: [row for row in some if ids is None or row["xmlId"] in ids]}


class Moments:
    """Counts the requests that were announced before they went out."""

    def __init__(self) -> None:
        self.count = 0

    async def __call__(self, moment: datetime) -> None:
        self.count += 1


async def make(blocks: Blocks, *needs: PropertyNeed, moments: Moments | None = None) -> MadeProperties:
    lookups = portal(Portals(blocks)).lookups
    return await lookups.create_properties(needs, profile=PROFILE, announce=moments or Moments())


def a_property(**facts: object) -> dict[str, object]:
    return {"id": 101, "iblockId": 15, "xmlId": "", "code": "", "multiple": "N", "userType": "", **facts}


async def test_a_missing_property_is_made_with_the_id_of_1c() -> None:
    blocks = Blocks()

    made = await make(blocks, ARTICLE)

    assert made.shapes == {"product:obmen-article": PropertyShape(id=501, type="S")}
    assert blocks.rows[0]["xmlId"] == "obmen-article"
    assert (blocks.rows[0]["code"], blocks.rows[0]["name"]) == ("CML2_ARTICLE", "Артикул")


async def test_what_is_there_is_found_by_id_before_code_and_nothing_is_written() -> None:
    blocks = Blocks(
        a_property(id=7, code="CML2_ARTICLE", propertyType="S"),
        a_property(id=8, xmlId="obmen-article", propertyType="S"),
    )
    moments = Moments()

    made = await make(blocks, ARTICLE, moments=moments)

    assert made.shapes["product:obmen-article"].id == 8
    assert (moments.count, len(blocks.rows)) == (0, 2)


async def test_a_property_that_the_standard_exchange_made_is_found_by_its_code() -> None:
    made = await make(Blocks(a_property(code="CML2_ARTICLE", propertyType="S")), ARTICLE)

    assert made.shapes["product:obmen-article"].id == 101


@pytest.mark.parametrize("other", [{"propertyType": "L"}, {"propertyType": "S", "userType": "HTML"}])
async def test_a_property_of_another_type_is_left_alone(other: dict[str, str]) -> None:
    made = await make(Blocks(a_property(xmlId="obmen-article", **other)), ARTICLE)

    assert made.shapes["product:obmen-article"].id == 501


async def test_a_list_is_never_made_with_a_single_value() -> None:
    blocks = Blocks()

    made = await make(blocks, COLOUR)

    assert [(e["xmlId"], e["value"]) for e in blocks.enums] == [("red", "Красный"), ("obmen-none", "(нет)")]
    assert made.values[value_ref(501, "red")] == 502


async def test_the_second_value_is_another_of_1c_where_there_is_one() -> None:
    blocks = Blocks()
    spare = PropertyNeed(
        block=Block.OFFER, id="colour", name="Цвет", kind=PropertyKind.LIST, values={"red": "Красный"},
        spare=("blue", "Синий"),
    )  # fmt: skip

    await make(blocks, spare)

    assert [e["xmlId"] for e in blocks.enums] == ["red", "blue"]
    assert str(blocks.rows[0]["iblockId"]) == "16"


async def test_a_list_that_has_its_values_costs_reading_only() -> None:
    blocks, moments = Blocks(), Moments()
    first = await make(blocks, COLOUR)

    again = await make(blocks, COLOUR, moments=moments)

    assert again.values[value_ref(501, "red")] == first.values[value_ref(501, "red")]
    assert (moments.count, len(blocks.enums)) == (0, 2)


async def test_a_value_that_1c_has_renamed_is_renamed() -> None:
    blocks = Blocks()
    await make(blocks, COLOUR)

    renamed = PropertyNeed(
        block=Block.PRODUCT, id="colour", name="Цвет", kind=PropertyKind.LIST, values={"red": "Алый"}
    )
    made = await make(blocks, renamed)

    assert [e["value"] for e in blocks.enums] == ["Алый", "(нет)"]
    assert made.values[value_ref(501, "red")] == 502


async def test_a_property_is_widened_when_a_product_has_several_values() -> None:
    several = PropertyNeed(
        block=Block.PRODUCT, id="m", name="Материал", kind=PropertyKind.STRING, multiple=True
    )

    made = await make(Blocks(a_property(xmlId="m", propertyType="S")), several)

    assert made.shapes["product:m"] == PropertyShape(id=101, type="S", multiple=True)


async def test_what_the_portal_refuses_is_told_and_stops_nothing_else() -> None:
    blocks = Blocks(a_property(xmlId="obmen-article", propertyType="S"))
    blocks.refuse = "productProperty"

    made = await make(blocks, ARTICLE, COLOUR)

    assert made.shapes.keys() == {"product:obmen-article"}
    assert made.refused == {"product:colour": "0 Нет прав"}


async def test_a_lost_answer_is_not_taken_for_a_refusal() -> None:
    class Losing(Portals):
        async def post(self, url: str, *, body: bytes, headers: Mapping[str, str], timeout_s: float) -> Reply:
            if b"productProperty.add" in body:
                raise AnswerLost("TimeoutError")
            return await super().post(url, body=body, headers=headers, timeout_s=timeout_s)

    moments = Moments()
    with pytest.raises(PortalUnreachable):
        await portal(Losing(Blocks())).lookups.create_properties([ARTICLE], profile=PROFILE, announce=moments)

    assert moments.count == 1


def test_needs_of_many_goods_add_up() -> None:
    blue = PropertyNeed(
        block=Block.PRODUCT, id="colour", name="Цвет", kind=PropertyKind.LIST, multiple=True,
        values={"blue": "Синий"},
    )  # fmt: skip

    need = merged([COLOUR, blue])["product:colour"]

    assert need.values == {"red": "Красный", "blue": "Синий"}
    assert need.multiple
