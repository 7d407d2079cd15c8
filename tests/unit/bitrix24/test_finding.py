"""What a portal already has is found by xmlId, with as few requests as can be."""

from dataclasses import replace
from typing import Any

from obmen.delivery.profile import PropertyShape
from obmen.domain.identity import EntityKind
from obmen.flows.ports.portal import Remote
from tests.unit.bitrix24.builders import PROFILE
from tests.unit.bitrix24.fakes import Page, Portals, portal

ROW = {
    "id": 901,
    "iblockId": 15,
    "name": "Кабель",
    "xmlId": "b1f0",
    "active": "Y",
    "iblockSectionId": 41,
    "vatId": 5,
    "vatIncluded": "Y",
    "measure": 1,
}


def holding(**rows: list[dict[str, Any]]) -> Portals:
    """A portal whose lists hold these rows, whatever the filter."""

    def answer(method: str, params: dict[str, Any]) -> object:
        name = method.removeprefix("catalog.").removesuffix(".list") + "s"
        return {name: rows.get(name, [])}

    return Portals(answer)


async def test_a_product_is_found_with_its_price_and_the_group_it_lies_in() -> None:
    transport = holding(
        products=[ROW],
        prices=[{"id": 3301, "productId": 901, "price": 118.50, "currency": "RUB"}],
        sections=[{"id": 41, "xmlId": "grp-1"}],
    )

    found = await portal(transport).lookups.find(EntityKind.PRODUCT, ["b1f0"], profile=PROFILE)

    fields = {
        "name": "Кабель",
        "active": True,
        "vat_included": True,
        "section": "grp-1",
        "vat": "22",
        "unit": "6",
        "price": "118.5",
        "currency": "RUB",
        "description": None,
        "weight": None,
    }
    assert found == {"b1f0": Remote(id=901, fields=fields, price_id=3301)}
    assert transport.requests == 2


async def test_an_xml_id_that_equals_the_own_id_is_none() -> None:
    transport = holding(products=[{**ROW, "xmlId": "901"}])

    assert await portal(transport).lookups.find(EntityKind.PRODUCT, ["901"], profile=PROFILE) == {}


async def test_of_several_with_one_xml_id_the_oldest_counts() -> None:
    transport = holding(products=[{**ROW, "id": 905}, ROW, {**ROW, "id": 903}])

    found = await portal(transport).lookups.find(EntityKind.PRODUCT, ["b1f0"], profile=PROFILE)

    assert found["b1f0"].id == 901


async def test_what_we_cannot_name_is_left_out_and_written_anew() -> None:
    row = {**ROW, "vatId": 99, "measure": None, "iblockSectionId": 77}
    transport = holding(products=[row], sections=[{"id": 77, "xmlId": "77"}])

    found = await portal(transport).lookups.find(EntityKind.PRODUCT, ["b1f0"], profile=PROFILE)

    assert found["b1f0"].fields == {
        "name": "Кабель",
        "active": True,
        "vat_included": True,
        "section": "#77",
        "description": None,
        "weight": None,
    }
    assert found["b1f0"].price_id is None


async def test_a_section_is_found_with_its_parent() -> None:
    transport = holding(
        sections=[
            {"id": 42, "xmlId": "grp-2", "name": "Медь", "active": "N", "iblockSectionId": 41},
            {"id": 41, "xmlId": "grp-1", "name": "Кабель", "active": "Y", "iblockSectionId": None},
        ]
    )

    found = await portal(transport).lookups.find(EntityKind.SECTION, ["grp-1", "grp-2"], profile=PROFILE)

    assert found["grp-1"].fields == {"name": "Кабель", "active": True, "parent": None}
    assert found["grp-2"].fields == {"name": "Медь", "active": False, "parent": "grp-1"}


async def test_2500_products_are_asked_for_in_one_request() -> None:
    transport = holding()
    keys = [f"guid-{n}" for n in range(2500)]

    await portal(transport).lookups.find(EntityKind.PRODUCT, keys, profile=PROFILE)

    assert transport.requests == 1
    assert [len(params["filter"]["xmlId"]) for _, params in transport.commands] == [50] * 50


async def test_a_page_that_duplicates_have_filled_is_read_on() -> None:
    def answer(method: str, params: dict[str, Any]) -> object:
        if method != "catalog.product.list":
            return []
        if "start" in params:
            return {"products": [{**ROW, "xmlId": "b2"}]}
        return Page({"products": [{**ROW, "id": 900 + n} for n in range(50)]}, 50)

    transport = Portals(answer)

    found = await portal(transport).lookups.find(EntityKind.PRODUCT, ["b1f0", "b2"], profile=PROFILE)

    assert found.keys() == {"b1f0", "b2"}


async def test_without_a_catalogue_nothing_is_asked() -> None:
    transport = holding()

    assert await portal(transport).lookups.find(EntityKind.PRODUCT, [], profile=PROFILE) == {}
    assert transport.requests == 0


async def test_attributes_are_read_back_as_1c_tells_them() -> None:
    shapes = {
        "product:obmen-article": PropertyShape(id=101, type="S"),
        "product:colour": PropertyShape(id=103, type="L"),
        "product:sizes": PropertyShape(id=104, type="L", multiple=True),
        "product:voltage": PropertyShape(id=105, type="N"),
    }
    row = {
        **ROW,
        "detailText": "Медь",
        "weight": 1500.0,
        "property101": {"value": "ART-778", "valueId": "9816"},
        "property103": {"value": "733", "valueId": "9817"},
        "property104": [{"value": "1", "valueId": "9818"}, {"value": "2", "valueId": "9819"}],
        "property105": {"value": "220.0000", "valueId": "9820"},
    }
    enums = [{"id": 733, "xmlId": "red"}, {"id": 1, "xmlId": "s"}, {"id": 2, "xmlId": "m"}]
    transport = holding(products=[row], productPropertyEnums=enums)

    found = await portal(transport).lookups.find(
        EntityKind.PRODUCT, ["b1f0"], profile=replace(PROFILE, properties=shapes)
    )

    told = found["b1f0"].fields
    assert (told["description"], told["weight"]) == ("Медь", "1500")
    assert (told["article"], told["attr.colour"], told["attr.voltage"]) == ("ART-778", "red", "220")
    assert told["attr.sizes"] == ["s", "m"]


async def test_further_prices_are_read_with_the_base_one() -> None:
    prices = [
        {"id": 3301, "productId": 901, "catalogGroupId": 1, "price": 118.5, "currency": "RUB"},
        {"id": 3302, "productId": 901, "catalogGroupId": 4, "price": 97, "currency": "EUR"},
    ]
    profile = replace(PROFILE, price_type_ids={"BASE": 1, "wholesale": 4})

    found = await portal(holding(products=[ROW], prices=prices)).lookups.find(
        EntityKind.PRODUCT, ["b1f0"], profile=profile
    )

    assert found["b1f0"].fields["price"] == "118.5"
    assert found["b1f0"].fields["price.wholesale"] == ["97", "EUR"]
    assert (found["b1f0"].price_id, found["b1f0"].further_price_ids) == (3301, {"wholesale": 3302})


async def test_a_variation_is_found_with_the_product_it_stands_under() -> None:
    offer = {**ROW, "id": 902, "xmlId": "b1f0#c77a", "parentId": {"value": "901", "valueId": "7"}}

    def answer(method: str, params: dict[str, Any]) -> object:
        match method:
            case "catalog.product.offer.list":
                return {"offers": [offer] if params["filter"]["iblockId"] == "16" else []}
            case "catalog.product.list":
                return {"products": [ROW]}
            case "catalog.price.list":
                return {"prices": [{"id": 3302, "productId": 902, "price": 120, "currency": "RUB"}]}
        return []

    found = await portal(Portals(answer)).lookups.find(EntityKind.VARIATION, ["b1f0#c77a"], profile=PROFILE)

    assert found["b1f0#c77a"].id == 902
    assert found["b1f0#c77a"].price_id == 3302
    assert found["b1f0#c77a"].fields["parent"] == "b1f0"
    assert "section" not in found["b1f0#c77a"].fields
