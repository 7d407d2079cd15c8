"""Properties: kinds of values, one-value lists, features, what goes when a property goes."""

from collections.abc import Callable

from obmen_sandbox.portal.dump_compare import comparable_dump
from tests.contract.portal.practice import Json, Practice

FEATURE = "catalog.productPropertyFeature"


async def add_property(portal: Practice, *, values: tuple[str, ...] = (), **fields: Json) -> str:
    fields = {"iblockId": 15, "name": "x", "propertyType": "S", **fields}
    added = (await portal.call("catalog.productProperty.add", fields=fields))["productProperty"]
    for value in values:
        enum = {"propertyId": added["id"], "value": value, "xmlId": f"guid-{value}"}
        await portal.call("catalog.productPropertyEnum.add", fields=enum)
    return f"property{added['id']}"


async def stored(portal: Practice, name: str, value: Json) -> Json:
    number = await portal.add_product(**{name: value})
    return (await portal.call("catalog.product.get", id=number))["product"][name]


async def test_a_number_is_cast_as_php_does(portal: Practice) -> None:
    name = await add_property(portal, propertyType="N")

    values = [(await stored(portal, name, value))["value"] for value in ("1.40", "1,4", 7, "12 кг")]

    assert values == ["1.4", "1", "7", "12"]


async def test_a_text_with_mark_up_keeps_its_kind(portal: Practice) -> None:
    name = await add_property(portal, userType="HTML")

    as_map = await stored(portal, name, {"value": {"TEXT": "<b>x</b>", "TYPE": "html"}})
    as_text = await stored(portal, name, "<i>y</i>")

    assert as_map["value"] == {"text": "<b>x</b>", "type": "HTML"}
    assert as_text["value"] == {"text": "<i>y</i>", "type": "HTML"}


async def test_a_list_with_one_value_is_a_checkbox(portal: Practice) -> None:
    name = await add_property(portal, propertyType="L", values=("да",))
    enum = max(portal.state.table("productPropertyEnum"))
    fields = (await portal.call("catalog.product.getFieldsByFilter", filter={"iblockId": 15}))["product"]

    by_id, by_letter = await stored(portal, name, enum), await stored(portal, name, {"value": "Y"})

    assert fields[name]["userType"] == "BoolEnum"
    assert (by_id["value"], by_letter["value"]) == ("N", "Y")


async def test_a_list_with_two_values_takes_their_ids(portal: Practice) -> None:
    name = await add_property(portal, propertyType="L", values=("S", "M"))
    enum = max(portal.state.table("productPropertyEnum"))

    assert (await stored(portal, name, enum))["value"] == str(enum)
    assert await stored(portal, name, "M") is None


async def test_several_values_of_a_list_are_found_by_any_of_them(portal: Practice) -> None:
    name = await add_property(portal, propertyType="L", multiple="Y", values=("S", "M", "L"))
    last = max(portal.state.table("productPropertyEnum"))
    number = await portal.add_product(**{name: [last - 1, {"value": last}]})

    found = await portal.call(
        "catalog.product.list", select=["id", "iblockId"], filter={"iblockId": 15, name: last}
    )

    assert [row["id"] for row in found["products"]] == [number]


async def test_a_date_that_is_none_vanishes(portal: Practice) -> None:
    name = await add_property(portal, userType="Date")

    assert (await stored(portal, name, {"value": "2026-11-24"}))["value"] == "2026-11-24"
    assert await stored(portal, name, {"value": "вчера"}) is None


async def test_kinds_and_codes_of_properties_are_checked(portal: Practice) -> None:
    async def refusal(**fields: Json) -> str:
        fields = {"iblockId": 15, "name": "x", "propertyType": "S", **fields}
        return (await portal.refused("catalog.productProperty.add", fields=fields))[2]

    assert await refusal(propertyType="L", userType="HTML") == "Invalid property type specified"
    assert await refusal(code="1C") == "Property code cannot start with a digit"
    assert await refusal(iblockId=99) == "The specified iblock is not a product catalog"


async def test_a_property_goes_with_its_values(portal: Practice) -> None:
    name = await add_property(portal, propertyType="L", values=("S", "M"))
    number = await portal.add_product(**{name: max(portal.state.table("productPropertyEnum"))})

    await portal.call("catalog.productProperty.delete", id=int(name.removeprefix("property")))

    assert name not in (await portal.call("catalog.product.get", id=number))["product"]
    assert "guid-S" not in {row["xmlId"] for row in portal.state.rows("productPropertyEnum")}


async def test_a_deleted_value_of_a_list_leaves_the_products(portal: Practice) -> None:
    name = await add_property(portal, propertyType="L", values=("S", "M", "L"))
    enum = max(portal.state.table("productPropertyEnum"))
    number = await portal.add_product(**{name: enum})

    await portal.call("catalog.productPropertyEnum.delete", id=enum)

    assert (await portal.call("catalog.product.get", id=number))["product"][name] is None


async def test_a_characteristic_can_be_made_a_selector_of_variations(portal: Practice) -> None:
    offers = await portal.call(f"{FEATURE}.getAvailableFeaturesByProperty", propertyId=120)
    products = await portal.call(f"{FEATURE}.getAvailableFeaturesByProperty", propertyId=101)
    fields = {"propertyId": 120, "moduleId": "catalog", "featureId": "OFFER_TREE", "isEnabled": "Y"}

    added = (await portal.call(f"{FEATURE}.add", fields=fields))["productPropertyFeature"]
    twice = await portal.refused(f"{FEATURE}.add", fields=fields)

    assert {f["featureId"] for f in offers["features"]} - {f["featureId"] for f in products["features"]} == {
        "OFFER_TREE"
    }
    assert added == {"id": added["id"], **fields}
    assert twice[1] == "0"
    assert "Duplicate entry '120-catalog-OFFER_TREE' for key" in twice[2]


async def test_features_refuse_what_a_property_does_not_have(portal: Practice) -> None:
    fields = {"propertyId": 101, "moduleId": "catalog", "featureId": "OFFER_TREE", "isEnabled": "Y"}

    wrong = await portal.refused(f"{FEATURE}.add", fields=fields)
    missing = await portal.refused(f"{FEATURE}.add", fields={"propertyId": 101})
    unknown = await portal.refused(f"{FEATURE}.add", fields={**fields, "propertyId": 777})

    assert wrong[2] == "Invalid property parameter set"
    assert missing[2] == "Required fields: featureId, isEnabled, moduleId"
    assert unknown[2] == "productPropertyFeature does not exist."


async def test_comparable_dumps_call_properties_and_list_values_by_their_codes(
    make_portal: Callable[..., Practice],
) -> None:
    first, second = make_portal(), make_portal()
    await add_property(second, xmlId="other")
    dumps = []
    for portal in (first, second):
        name = await add_property(portal, propertyType="L", xmlId="guid-colour", values=("S", "M"))
        await portal.add_product(xmlId="guid", **{name: max(portal.state.table("productPropertyEnum"))})
        dumps.append([row for row in comparable_dump(portal.state)["products"] if row["xmlId"] == "guid"])

    assert dumps[0] == dumps[1]
    assert dumps[0][0]["property:guid-colour"] == {"value": "guid-M"}
