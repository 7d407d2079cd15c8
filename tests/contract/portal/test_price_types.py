"""Price types and stores: names by language, rights, what goes along, what a plan allows."""

from collections.abc import Callable

import pytest

from tests.contract.portal.practice import Practice

TYPE = "catalog.priceType"


async def test_a_new_price_type_is_seen_and_bought_by_everybody(portal: Practice) -> None:
    added = (await portal.call(f"{TYPE}.add", fields={"name": "OPT", "xmlId": "guid"}))["priceType"]

    groups = await portal.call("catalog.priceTypeGroup.list", filter={"catalogGroupId": added["id"]})

    rights = sorted((row["groupId"], row["access"]) for row in groups["priceTypeGroups"])
    assert rights == [(1, "N"), (1, "Y"), (2, "N"), (2, "Y")]


async def test_a_price_type_has_one_name_in_a_language(portal: Practice) -> None:
    fields = {"catalogGroupId": 1, "lang": "ru", "name": "Розничная"}

    named = (await portal.call("catalog.priceTypeLang.add", fields=fields))["priceTypeLang"]
    twice = await portal.refused("catalog.priceTypeLang.add", fields=fields)

    assert named == {"id": named["id"], **fields}
    assert twice[:2] == (400, 0)


async def test_a_price_type_goes_with_its_prices_and_the_base_one_stays(portal: Practice) -> None:
    group = (await portal.call(f"{TYPE}.add", fields={"name": "OPT"}))["priceType"]["id"]
    product = await portal.add_product()
    for number in (1, group):
        price = {"productId": product, "catalogGroupId": number, "price": 5, "currency": "RUB"}
        await portal.call("catalog.price.add", fields=price)

    base = await portal.refused(f"{TYPE}.delete", id=1)
    await portal.call(f"{TYPE}.delete", id=group)

    assert base[:2] == (400, 0)
    assert [row["catalogGroupId"] for row in portal.state.rows("price")] == [1]


@pytest.mark.parametrize(
    ("method", "fields", "text"),
    [
        (f"{TYPE}.add", {"name": "OPT"}, "Количество типов цен ограничено тарифом"),
        ("catalog.store.add", {"address": "Тула"}, "Количество складов ограничено тарифом"),
    ],
)
async def test_a_basic_plan_reads_and_changes_what_it_has(
    make_portal: Callable[..., Practice], method: str, fields: dict[str, str], text: str
) -> None:
    portal = make_portal(plan="basic")
    subject = method.removesuffix(".add")

    refusal = await portal.refused(method, fields=fields)
    renamed = await portal.call(f"{subject}.update", id=1, fields={"xmlId": "guid"})

    assert refusal == (400, 0, text)
    assert next(iter(renamed.values()))["xmlId"] == "guid"


async def test_stock_of_a_deleted_store_goes_with_it(make_portal: Callable[..., Practice]) -> None:
    portal = make_portal(inventory=True)
    store = (await portal.call("catalog.store.add", fields={"address": "Тула", "xmlId": "wh"}))["store"]["id"]
    portal.state.insert("storeProduct", {"productId": 1, "storeId": store, "amount": 1.0})

    assert await portal.call("catalog.store.delete", id=store) is True

    assert portal.state.rows("storeProduct") == []


async def test_a_section_goes_with_what_is_in_it(portal: Practice) -> None:
    add = "catalog.section.add"
    outer = (await portal.call(add, fields={"iblockId": 15, "name": "Кабель"}))["section"]["id"]
    fields = {"iblockId": 15, "name": "Медный", "iblockSectionId": outer}
    inner = (await portal.call(add, fields=fields))["section"]["id"]
    product = await portal.add_product(iblockSectionId=inner)

    circle = await portal.refused("catalog.section.update", id=outer, fields={"iblockSectionId": inner})
    await portal.call("catalog.section.delete", id=outer)

    assert circle[1] == 200700300010
    assert (await portal.refused("catalog.section.get", id=inner))[1] == 200700300030
    assert (await portal.refused("catalog.product.get", id=product))[1] == ""
