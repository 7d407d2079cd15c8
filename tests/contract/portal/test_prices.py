import pytest

from obmen_sandbox.portal import ConnectionDropped
from obmen_sandbox.portal.faults import parse_fault
from tests.contract.portal.practice import Practice

SINGLE = (
    "Validate price error. Catalog product is allowed has only single price without ranges in price group"
)


async def add_price(portal: Practice, product: int, price: float, group: int = 1) -> dict[str, object]:
    fields = {"productId": product, "catalogGroupId": group, "price": price, "currency": "RUB"}
    added: dict[str, object] = (await portal.call("catalog.price.add", fields=fields))["price"]
    return added


async def prices_of(portal: Practice, product: int) -> list[tuple[int, float]]:
    found = await portal.call("catalog.price.list", filter={"productId": product}, order={"id": "ASC"})
    return [(row["id"], row["price"]) for row in found["prices"]]


async def test_a_product_has_one_price_of_a_type(portal: Practice) -> None:
    product = await portal.add_product()
    await add_price(portal, product, 10)

    fields = {"productId": product, "catalogGroupId": 1, "price": 20, "currency": "RUB"}
    refusal = await portal.refused("catalog.price.add", fields=fields)

    assert refusal == (400, 0, SINGLE)


async def test_an_unknown_type_is_refused(portal: Practice) -> None:
    fields = {"productId": 1, "catalogGroupId": 9, "price": 20, "currency": "RUB"}

    refusal = await portal.refused("catalog.price.add", fields=fields)

    assert refusal == (400, 0, "Validate price error. Catalog price group is wrong")


async def test_an_update_needs_price_and_currency(portal: Practice) -> None:
    product = await portal.add_product()
    price = await add_price(portal, product, 10)

    refusal = await portal.refused("catalog.price.update", id=price["id"], fields={"price": 5})
    missing = await portal.refused("catalog.price.update", id=99, fields={"price": 5, "currency": "RUB"})
    changed = await portal.call(
        "catalog.price.update", id=price["id"], fields={"price": 5.5, "currency": "RUB"}
    )

    assert refusal == (400, 0, "Required fields: currency")
    assert missing[2] == "Price does not exist"
    assert (changed["price"]["price"], changed["price"]["priceScale"]) == (5.5, 5.5)


async def test_a_deleted_price_can_be_added_again(portal: Practice) -> None:
    product = await portal.add_product()
    price = await add_price(portal, product, 10)

    await portal.call("catalog.price.delete", id=price["id"])

    assert (await add_price(portal, product, 11))["price"] == 11


async def test_modify_deletes_what_is_not_listed(portal: Practice) -> None:
    product = await portal.add_product()
    group = (await portal.call("catalog.priceType.add", fields={"name": "OPT"}))["priceType"]["id"]
    kept, dropped = await add_price(portal, product, 10), await add_price(portal, product, 8, group)

    one = {"id": kept["id"], "catalogGroupId": 1, "price": 12, "currency": "RUB"}
    await portal.call("catalog.price.modify", fields={"product": {"id": product, "prices": [one]}})

    assert await prices_of(portal, product) == [(kept["id"], 12)]
    assert dropped["id"] not in portal.state.table("price")


async def test_modify_refuses_a_type_named_twice_and_changes_nothing(portal: Practice) -> None:
    product = await portal.add_product()
    price = await add_price(portal, product, 10)

    twice = [{"catalogGroupId": 1, "price": n, "currency": "RUB"} for n in (1, 2)]
    status, code, _ = await portal.refused(
        "catalog.price.modify", fields={"product": {"id": product, "prices": twice}}
    )

    assert (status, code) == (400, 0)
    assert await prices_of(portal, product) == [(price["id"], 10)]


async def test_modify_can_die_between_deleting_and_writing(portal: Practice) -> None:
    product = await portal.add_product()
    await add_price(portal, product, 10)
    portal.state.faults.switch_on(parse_fault("price-modify-dies,count=1"))
    new = {"catalogGroupId": 1, "price": 12, "currency": "RUB"}

    with pytest.raises(ConnectionDropped):
        await portal.post("catalog.price.modify", {"fields": {"product": {"id": product, "prices": [new]}}})

    assert await prices_of(portal, product) == []
