"""Whether a call has run is found out by the way that its method has."""

from collections.abc import Mapping
from typing import Any

import pytest

from obmen.bitrix24.lookups import GONE, IMPOSSIBLE
from obmen.bitrix24.mappers.message import marker
from obmen.bitrix24.routing import RoutedDeliveries
from obmen.delivery.call import Call
from obmen.delivery.outcome import Ambiguous, Delivered, Rejected
from obmen.domain.identity import EntityKind, Ref
from obmen.flows.ports.portal import Mapped, PortalUnreachable
from tests.unit.bitrix24.builders import CABLE, PRODUCT, PROFILE, SECTION, call, task
from tests.unit.bitrix24.fakes import Error, FakeTransport, Portals, batch, portal

GOODS = {**CABLE, "section": "grp-1"}


def new_goods() -> list[Call]:
    """A section and a product in it, mapped."""
    tasks = [
        task(SECTION, {"name": "Кабель", "parent": None, "active": True}, number=1),
        task(PRODUCT, GOODS, number=2),
    ]
    mapped = portal(FakeTransport(batch())).deliveries.map(tasks, profile=PROFILE, bound={})
    return [made for m in mapped if isinstance(m, Mapped) for made in m.calls]


def lookups(rows: Mapping[str, object]) -> RoutedDeliveries:
    """A portal that holds these rows, by list method."""
    one = portal(Portals(lambda method, _params: rows.get(method, [])))
    one.deliveries.map([], profile=PROFILE, bound={})
    return one.deliveries


async def test_a_product_that_was_added_is_found_by_its_xml_id_and_its_price_behind_it() -> None:
    calls = new_goods()
    products = [{"id": 901, "xmlId": PRODUCT.id}, {"id": 7, "xmlId": "other"}]
    found = lookups({
        "catalog.section.list": {"sections": []},
        "catalog.product.list": {"products": products},
        "catalog.price.list": {"prices": [{"id": 3301, "price": 118.50, "currency": "RUB"}]},
    })  # fmt: skip

    section, product, price = await found.look_up(calls)

    assert isinstance(section, Ambiguous)
    assert product == Delivered(901)
    assert isinstance(price, Delivered)
    assert price.item_id == 3301


async def test_a_price_of_another_amount_is_not_the_one_that_was_sent() -> None:
    calls = new_goods()
    found = lookups({
        "catalog.product.list": {"products": [{"id": 901, "xmlId": PRODUCT.id}]},
        "catalog.price.list": {"prices": [{"id": 3301, "price": 100, "currency": "RUB"}]},
    })  # fmt: skip

    assert isinstance((await found.look_up(calls))[2], Ambiguous)


async def test_an_update_is_read_back_and_compared() -> None:
    update = call(params={"id": 901, "fields": {"name": "Новое", "active": False, "measure": 5}})
    same = {"id": 901, "name": "Новое", "active": "N", "measure": "5"}
    rows = {"catalog.product.list": {"products": [same]}}
    other = {"catalog.product.list": {"products": [{**same, "name": "Старое"}]}}

    assert await lookups(rows).look_up([update]) == [Delivered(901, same)]
    assert isinstance((await lookups(other).look_up([update]))[0], Ambiguous)
    assert await lookups({}).look_up([update]) == [GONE]


async def test_a_message_is_found_by_its_mark() -> None:
    ref = Ref(EntityKind.MESSAGE, "128:paid")
    add = call(
        method="crm.timeline.logmessage.add",
        params={"fields": {"entityTypeId": 31, "entityId": 128}},
        target=None,
        ref=ref,
    )
    rows = [{"id": 5120, "text": f"Поступило {marker(ref)}"}, {"id": 5121, "text": "другое [0000000000]"}]

    assert await lookups({"crm.timeline.logmessage.list": rows}).look_up([add]) == [Delivered(5120)]
    assert isinstance((await lookups({}).look_up([add]))[0], Ambiguous)


async def test_a_notice_may_be_repeated_and_an_unknown_method_may_not() -> None:
    notice = call("n", method="im.notify.system.add", target=None)
    document = call("d", method="catalog.document.cancel", target=None)

    outcomes = await lookups({}).look_up([notice, document])

    assert [type(o) for o in outcomes] == [Ambiguous, Rejected]
    assert outcomes[1] == IMPOSSIBLE


async def test_a_look_up_that_fails_says_nothing_of_the_call() -> None:
    def broken(method: str, params: dict[str, Any]) -> object:
        raise Error("ACCESS_DENIED")

    one = portal(Portals(broken))
    one.deliveries.map([], profile=PROFILE, bound={})

    with pytest.raises(PortalUnreachable):
        await one.deliveries.look_up([call()])


async def test_after_a_restart_the_catalogue_is_asked_for_first() -> None:
    transport = Portals(
        lambda method, _params: (
            {"catalogs": [{"iblockId": 15, "productIblockId": None}]}
            if method == "catalog.catalog.list"
            else {"products": []}
        )
    )

    await portal(transport).deliveries.look_up([call()])

    assert transport.commands[1][1]["filter"]["iblockId"] == "15"


async def test_a_message_of_a_deleted_invoice_is_gone() -> None:
    def answered(method: str, params: dict[str, Any]) -> object:
        raise Error("OWNER_NOT_FOUND")

    add = call(
        method="crm.timeline.logmessage.add",
        params={"fields": {"entityTypeId": 31, "entityId": 128}},
        target=None,
    )
    one = portal(Portals(answered))
    one.deliveries.map([], profile=PROFILE, bound={})

    assert await one.deliveries.look_up([add]) == [GONE]


async def test_an_invoice_is_read_back_and_compared() -> None:
    params = {"entityTypeId": 31, "id": 128, "fields": {"stageId": "DT31_5:P"}}
    move = call(method="crm.item.update", params=params, target=128)
    rows = {"crm.item.list": {"items": [{"id": 128, "stageId": "DT31_5:P"}]}}

    [outcome] = await lookups(rows).look_up([move])

    assert isinstance(outcome, Delivered)


async def test_an_invoice_that_robots_moved_on_from_our_stage_did_get_there() -> None:
    params = {"entityTypeId": 31, "id": 128, "fields": {"stageId": "DT31_5:P"}}
    move = call(method="crm.item.update", params=params, target=128)
    row = {"id": 128, "stageId": "DT31_5:UC_DONE", "previousStageId": "DT31_5:P"}

    [outcome] = await lookups({"crm.item.list": {"items": [row]}}).look_up([move])

    assert outcome == Delivered(128, row)


async def test_a_price_row_is_read_back_by_its_id() -> None:
    params = {"id": 3301, "fields": {"price": "120.00", "currency": "RUB"}}
    update = call(method="catalog.price.update", params=params, target=3301)
    rows = {"catalog.price.list": {"prices": [{"id": 3301, "price": 120, "currency": "RUB"}]}}

    [outcome] = await lookups(rows).look_up([update])

    assert isinstance(outcome, Delivered)


async def test_a_price_of_a_known_product_is_looked_up_without_the_product() -> None:
    params = {"fields": {"productId": 901, "catalogGroupId": 1, "price": "5", "currency": "RUB"}}
    add = call(method="catalog.price.add", params=params, target=None)

    assert isinstance((await lookups({}).look_up([add]))[0], Ambiguous)


VARIATION = Ref(EntityKind.VARIATION, "b1f0#c77a")


async def test_a_variation_and_its_price_are_looked_up_in_the_block_of_offers() -> None:
    head = Ref(EntityKind.PRODUCT, "b1f0")
    one = portal(Portals(lambda method, _params: FOUND.get(method, [])))
    desired = {**{n: v for n, v in CABLE.items() if n != "section"}, "parent": "b1f0"}
    (made,) = one.deliveries.map([task(VARIATION, desired)], profile=PROFILE, bound={head: 901})
    assert isinstance(made, Mapped)

    variation, price = await one.deliveries.look_up(made.calls)

    assert variation == Delivered(902)
    assert isinstance(price, Delivered)
    assert price.item_id == 3302


FOUND = {
    "catalog.product.offer.list": {"offers": [{"id": 902, "xmlId": VARIATION.id}]},
    "catalog.product.list": {"products": [{"id": 7, "xmlId": VARIATION.id}]},  # its former form
    "catalog.price.list": {"prices": [{"id": 3302, "price": 118.5, "currency": "RUB"}]},
}


@pytest.mark.parametrize(("parent", "kind"), [("901", Delivered), ("902", Ambiguous)])
async def test_an_update_of_a_variation_is_read_back_with_its_head(parent: str, kind: type[object]) -> None:
    update = call(
        method="catalog.product.offer.update",
        params={"id": 902, "fields": {"parentId": 901, "name": "Провод"}},
        target=902,
        ref=VARIATION,
    )
    row = {"id": 902, "name": "Провод", "parentId": {"value": parent, "valueId": "7"}}

    [outcome] = await lookups({"catalog.product.offer.list": {"offers": [row]}}).look_up([update])

    assert isinstance(outcome, kind)


async def test_an_update_of_a_property_is_read_back_by_its_value() -> None:
    update = call(params={"id": 901, "fields": {"property101": {"value": "A-1"}, "property102": []}})
    same = {"id": 901, "property101": {"value": "A-1", "valueId": "5"}, "property102": None}

    [outcome] = await lookups({"catalog.product.list": {"products": [same]}}).look_up([update])

    assert isinstance(outcome, Delivered)
