from collections.abc import Callable

from tests.contract.portal.practice import Practice

SELECT = ["id", "iblockId", "name", "xmlId", "type"]


async def element(portal: Practice, number: int) -> dict[str, object]:
    product: dict[str, object] = (await portal.call("catalog.product.get", id=number))["product"]
    return product


async def test_an_absent_external_code_is_the_id(portal: Practice) -> None:
    number = await portal.add_product(xmlId="")

    assert (await element(portal, number))["xmlId"] == str(number)


async def test_external_codes_are_not_unique(portal: Practice) -> None:
    first, second = await portal.add_product(xmlId="same"), await portal.add_product(xmlId="same")

    found = await portal.call("catalog.product.list", select=SELECT, filter={"iblockId": 15, "xmlId": "same"})

    assert [row["id"] for row in found["products"]] == [first, second]


async def test_a_changed_external_code_is_found_by_the_new_one_only(portal: Practice) -> None:
    number = await portal.add_product(xmlId="old")
    await portal.call("catalog.product.update", id=number, fields={"xmlId": "new"})

    async def found(code: str) -> list[int]:
        filter_ = {"iblockId": 15, "xmlId": [code]}
        rows = (await portal.call("catalog.product.list", select=SELECT, filter=filter_))["products"]
        return [row["id"] for row in rows]

    assert (await found("old"), await found("new")) == ([], [number])


async def test_symbolic_codes_are_unique(portal: Practice) -> None:
    await portal.add_product(code="kabel")

    refusal = await portal.refused(
        "catalog.product.add", fields={"iblockId": 15, "name": "x", "code": "kabel"}
    )

    assert refusal == (400, 0, "Товар с указанным символьным кодом уже существует")


async def test_vat_is_not_included_unless_it_is_said(portal: Practice) -> None:
    number = await portal.add_product(vatId=5)

    product = await element(portal, number)

    assert (product["vatId"], product["vatIncluded"], product["active"], product["type"]) == (5, "N", "Y", 1)


async def test_unknown_and_read_only_fields_vanish(portal: Practice) -> None:
    number = await portal.add_product(type=7, available="Y", nosuch="x", vatid=5)

    product = await element(portal, number)

    assert (product["type"], product["available"], product["vatId"]) == (1, "N", None)
    assert "nosuch" not in product


async def test_php_empty_values_are_null(portal: Practice) -> None:
    number = await portal.add_product(quantity=0, detailText="", weight="0")

    product = await element(portal, number)

    assert (product["quantity"], product["detailText"], product["weight"]) == (None, None, None)


async def test_a_rate_of_nought_is_not_without_vat(portal: Practice) -> None:
    vats = (await portal.call("catalog.vat.list"))["vats"]

    assert [(vat["name"], vat["rate"]) for vat in vats[:2]] == [("Без НДС", None), ("НДС 0%", 0)]


async def test_an_unknown_vat_row_section_or_block_is_refused(portal: Practice) -> None:
    async def refusal(**fields: object) -> object:
        return (await portal.refused("catalog.product.add", fields={"iblockId": 15, "name": "x", **fields}))[
            1
        ]

    assert await refusal(vatId=77) == 0
    assert await refusal(iblockSectionId=777) == 0
    assert await refusal(iblockId=99) == 200040300000
    assert await refusal(name="") == 0


async def test_a_missing_product_has_an_empty_code(portal: Practice) -> None:
    refusal = await portal.refused("catalog.product.get", id=777)

    assert refusal == (400, "", "product does not exist.")


async def test_a_wrong_id_is_told_apart_from_a_missing_one(portal: Practice) -> None:
    missing = await portal.refused("catalog.product.get")
    wrong = await portal.refused("catalog.product.get", id={"value": 1})

    assert missing[2] == "Could not find value for parameter {id}"
    assert wrong[1] == "100"
    assert wrong[2].endswith("to match with parameter {id}. Should be value of type int.")


async def test_a_simple_product_becomes_a_head_and_back(portal: Practice) -> None:
    head = await portal.add_product(xmlId="head")

    fields = {"iblockId": 16, "parentId": head, "name": "Синий"}
    offer = (await portal.call("catalog.product.offer.add", fields=fields))["offer"]

    assert (offer["type"], offer["parentId"]["value"]) == (4, str(head))
    assert (await element(portal, head))["type"] == 3
    await portal.call("catalog.product.offer.delete", id=offer["id"])
    assert (await element(portal, head))["type"] == 1


async def test_an_empty_head_stays_one_when_its_offers_go(portal: Practice) -> None:
    head = (await portal.call("catalog.product.sku.add", fields={"iblockId": 15, "name": "Футболка"}))["sku"]
    fields = {"iblockId": 16, "parentId": head["id"], "name": "S"}
    offer = (await portal.call("catalog.product.offer.add", fields=fields))["offer"]

    types = [head["type"], (await element(portal, head["id"]))["type"]]
    await portal.call("catalog.product.offer.delete", id=offer["id"])

    assert [*types, (await element(portal, head["id"]))["type"]] == [6, 3, 6]


async def test_an_offer_without_a_parent_is_of_its_own_kind(portal: Practice) -> None:
    offer = (await portal.call("catalog.product.offer.add", fields={"iblockId": 16, "name": "x"}))["offer"]

    assert offer["type"] == 5
    assert (await portal.refused("catalog.product.sku.get", id=offer["id"]))[1] == ""


async def test_a_portal_without_a_block_of_offers_says_so(make_portal: Callable[..., Practice]) -> None:
    portal = make_portal(without_offers_block=True)

    catalogs = (await portal.call("catalog.catalog.list"))["catalogs"]

    assert [catalog["iblockId"] for catalog in catalogs] == [15]
    assert (await portal.refused("catalog.product.offer.add", fields={"iblockId": 16, "name": "x"}))[
        1
    ] == 200040300000


async def test_a_deleted_head_takes_its_offers_and_prices_along(portal: Practice) -> None:
    head = await portal.add_product()
    fields = {"iblockId": 16, "parentId": head, "name": "S"}
    offer = (await portal.call("catalog.product.offer.add", fields=fields))["offer"]["id"]
    price = {"productId": offer, "catalogGroupId": 1, "price": 5, "currency": "RUB"}
    await portal.call("catalog.price.add", fields=price)

    assert await portal.call("catalog.product.delete", id=head) is True

    assert (await portal.call("catalog.price.list"))["prices"] == []
    assert (await portal.refused("catalog.product.offer.get", id=offer))[1] == ""


async def test_a_property_keeps_its_row_only_with_its_value_id(portal: Practice) -> None:
    number = await portal.add_product(property101="A-1")
    first = (await element(portal, number))["property101"]
    assert isinstance(first, dict)

    kept = await portal.call(
        "catalog.product.update",
        id=number,
        fields={"property101": {"value": "A-2", "valueId": first["valueId"]}},
    )
    made_anew = await portal.call(
        "catalog.product.update", id=number, fields={"property101": {"value": "A-3"}}
    )
    untouched = await portal.call("catalog.product.update", id=number, fields={"name": "Другое"})

    assert kept["element"]["property101"] == {"value": "A-2", "valueId": first["valueId"]}
    assert made_anew["element"]["property101"]["valueId"] != first["valueId"]
    assert untouched["element"]["property101"] == made_anew["element"]["property101"]


async def test_a_multiple_property_loses_what_is_not_listed(portal: Practice) -> None:
    added = await portal.call(
        "catalog.productProperty.add",
        fields={"iblockId": 15, "name": "Штрихкод", "propertyType": "S", "multiple": "Y"},
    )
    name = f"property{added['productProperty']['id']}"
    number = await portal.add_product(**{name: ["1", {"value": "2"}]})
    first = (await element(portal, number))[name]
    assert isinstance(first, list)

    changed = await portal.call("catalog.product.update", id=number, fields={name: [first[1], "3"]})

    assert [value["value"] for value in changed["element"][name]] == ["2", "3"]
    assert changed["element"][name][0] == first[1]


async def test_a_list_property_takes_the_id_of_its_own_values_only(portal: Practice) -> None:
    async def stored(value: object) -> object:
        fields = {"iblockId": 16, "name": "x", "property120": value}
        return (await portal.call("catalog.product.offer.add", fields=fields))["offer"]["property120"]

    assert (await stored({"value": 734}))["value"] == "734"  # type: ignore[index]
    assert await stored(9999) is None


async def test_external_codes_of_enum_values_are_unique(portal: Practice) -> None:
    fields = {"propertyId": 120, "value": "5x10", "xmlId": "section-3x4"}

    refusal = await portal.refused("catalog.productPropertyEnum.add", fields=fields)

    assert refusal == (400, 0, "A value with xmlId 'section-3x4' already exists.")


async def test_sections_know_their_parents(portal: Practice) -> None:
    add = "catalog.section.add"
    parent = (await portal.call(add, fields={"iblockId": 15, "name": "Кабель", "code": "k"}))["section"]["id"]

    same_code = await portal.refused(add, fields={"iblockId": 15, "name": "x", "code": "k"})
    other_block = await portal.refused(add, fields={"iblockId": 16, "iblockSectionId": parent, "name": "x"})
    no_block = await portal.refused(add, fields={"iblockId": 77, "name": "x"})

    assert [r[1] for r in (same_code, other_block, no_block)] == [200700300040, 200700300000, 200700300050]


async def test_units_have_unique_codes_and_one_default(portal: Practice) -> None:
    async def refusal(**fields: object) -> object:
        return (await portal.refused("catalog.measure.add", fields={"measureTitle": "x", **fields}))[1]

    assert await refusal(code=796) == 200600000000
    assert await refusal(code=999, isDefault="Y") == 200600000010


async def test_a_basic_plan_has_one_price_type_and_one_store(make_portal: Callable[..., Practice]) -> None:
    portal = make_portal(plan="basic")

    assert (await portal.refused("catalog.priceType.add", fields={"name": "OPT"}))[0] == 400
    assert (await portal.refused("catalog.store.add", fields={"address": "x"}))[0] == 400


async def test_a_new_base_price_type_takes_over(portal: Practice) -> None:
    added = await portal.call("catalog.priceType.add", fields={"name": "OPT", "base": "Y", "xmlId": "guid"})

    types = (await portal.call("catalog.priceType.list"))["priceTypes"]

    assert [(t["id"], t["base"]) for t in types] == [(1, "N"), (added["priceType"]["id"], "Y")]


async def test_a_file_of_a_picture_is_kept_and_removed(portal: Practice) -> None:
    number = await portal.add_product(previewPicture={"fileData": ["a.png", "aGVsbG8="]})
    shown = (await element(portal, number))["previewPicture"]

    await portal.call("catalog.product.update", id=number, fields={"previewPicture": {"remove": "Y"}})

    assert set(shown) == {"id", "url", "urlMachine"}  # type: ignore[call-overload]
    assert (await element(portal, number))["previewPicture"] is None
