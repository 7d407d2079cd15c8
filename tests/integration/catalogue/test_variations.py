"""A good with characteristics is a product with variations: made, changed, lost, and switched over."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from obmen.domain.identity import EntityKind, Ref
from obmen.domain.settings import ExchangeSettings
from obmen.flows.admin.check import discover
from obmen.flows.admin.explain import explain
from obmen.flows.catalog.apply import mark_for_context
from obmen.flows.catalog.drift import find_drift
from obmen.flows.catalog.preview import preview
from obmen.flows.ports.catalog import Due
from obmen.flows.ports.exchanges import Discovery
from tests.integration.catalogue.conftest import House, profile_of
from tests.integration.catalogue.packages import Good, import_xml, offers_xml

SHIRT = Good("p1", "Рубашка", price=None)
RED, BLUE = Good("p1#red", "Рубашка (красная)", "900"), Good("p1#blue", "Рубашка (синяя)", "950")
PLAIN = Good("p1", "Рубашка", "800")
HEAD_AND_RED = ((EntityKind.PRODUCT, "p1"), (EntityKind.VARIATION, "p1#red"))
SOLD_BY = {"active": True, "unit": "796", "vat": "22", "vat_included": True}
ITEM = {**SOLD_BY, "currency": "RUB"}


@pytest.fixture
def shop(house: House) -> House:
    """An exchange whose variants are variations."""
    choose(house, "offers")
    return house


def choose(house: House, variants: str) -> None:
    house.set(replace(ExchangeSettings(), variants=variants))
    house.store.write(lambda work: mark_for_context(work, house.exchange, now=house.clock()))


def bring(house: House, *of: Good, offers: tuple[Good, ...]) -> None:
    house.bring(import_xml(of))
    house.bring(offers_xml(offers), name="offers.xml")


def active(house: House) -> set[str]:
    """What is active: products by their keys, variations with a star."""
    products = {k for k, fields in house.portal.held().items() if k.startswith("p") and fields["active"]}
    return products | {f"*{k}" for k, fields in house.portal.variations().items() if fields["active"]}


async def test_a_good_with_characteristics_is_a_head_with_variations(shop: House) -> None:
    bring(shop, SHIRT, offers=(RED, BLUE))

    await shop.deliver()

    assert shop.portal.held()["p1"] == {**SOLD_BY, "name": "Рубашка", "section": "g1"}
    assert shop.portal.variations() == {
        "p1#red": {**ITEM, "name": "Рубашка (красная)", "parent": "p1", "price": "900"},
        "p1#blue": {**ITEM, "name": "Рубашка (синяя)", "parent": "p1", "price": "950"},
    }


async def test_head_variations_and_prices_go_in_one_request(shop: House) -> None:
    bring(shop, SHIRT, offers=(RED, BLUE))

    await shop.deliver()

    made = Counter(method for method, key in shop.portal.log if key != "g1")
    assert made == {"add": 3, "price.add": 2}
    assert shop.portal.requests == 1


async def test_the_same_again_costs_nothing_and_a_price_one_command(shop: House) -> None:
    bring(shop, SHIRT, offers=(RED, BLUE))
    await shop.deliver()
    before = len(shop.portal.log)

    bring(shop, SHIRT, offers=(RED, replace(BLUE, price="990")))
    await shop.deliver()
    bring(shop, SHIRT, offers=(RED, replace(BLUE, price="990")))
    await shop.deliver()

    assert shop.portal.log[before:] == [("price.update", "p1#blue")]


async def test_a_simple_product_that_gains_characteristics_keeps_its_id(shop: House) -> None:
    bring(shop, PLAIN, offers=(PLAIN,))
    await shop.deliver()
    product = shop.portal.of[Ref(EntityKind.PRODUCT, "p1")]

    shop.bring(offers_xml((RED, BLUE)), name="offers.xml")
    await shop.deliver()

    assert shop.portal.of[Ref(EntityKind.PRODUCT, "p1")] == product
    assert active(shop) == {"p1", "*p1#red", "*p1#blue"}
    assert [call for call in shop.portal.log if call == ("add", "p1")] == [("add", "p1")]


async def test_a_good_that_was_made_before_its_variants_came_ends_as_one_made_with_them(
    shop: House,
) -> None:
    early, whole = Good("p1", "Рубашка", price=None), Good("p2", "Рубашка", price=None)
    shop.bring(import_xml([early]))
    await shop.deliver()

    red = [replace(RED, id=f"{good.id}#red") for good in (early, whole)]
    bring(shop, early, whole, offers=tuple(red))
    await shop.deliver()

    held = shop.portal.held()
    assert active(shop) == {"p1", "*p1#red", "p2", "*p2#red"}
    assert held["p1"] == held["p2"] == {**SOLD_BY, "name": "Рубашка", "section": "g1"}


async def test_what_the_crm_makes_of_a_heads_vat_is_no_drift(shop: House) -> None:
    bring(shop, SHIRT, offers=(RED, BLUE))
    await shop.deliver()
    head, red = (shop.portal.of[Ref(*one)] for one in HEAD_AND_RED)
    shop.portal.objects[head] |= {"vat": None, "vat_included": False, "unit": None}
    shop.portal.objects[red] |= {"vat": "10"}

    found = [
        one async for one in find_drift(shop.store, shop.portal, exchange_id=shop.exchange_id, kept=Counter())
    ]

    assert [(one.ref.id, one.fields) for one in found] == [("p1#red", {"vat": ("22", "10")})]


async def test_one_that_loses_them_is_sold_by_itself_again(shop: House) -> None:
    bring(shop, SHIRT, offers=(RED, BLUE))
    await shop.deliver()

    gone = [
        offers_xml([one]).replace("<Предложение>", '<Предложение Статус="Удален">') for one in (RED, BLUE)
    ]
    for package in gone:
        shop.bring(package, name="offers.xml")
    shop.bring(offers_xml([PLAIN]), name="offers.xml")
    await shop.deliver()

    assert active(shop) == {"p1"}
    assert shop.portal.held()["p1"] == {**ITEM, "name": "Рубашка", "section": "g1", "price": "800"}


async def test_what_is_deleted_in_1c_is_inactive_with_its_variations(shop: House) -> None:
    bring(shop, SHIRT, offers=(RED, BLUE))
    await shop.deliver()

    shop.bring(import_xml([replace(SHIRT, deleted=True)]))
    await shop.deliver()
    deleted = active(shop)
    shop.bring(import_xml([SHIRT]))
    await shop.deliver()

    assert (deleted, active(shop)) == (set(), {"p1", "*p1#red", "*p1#blue"})


@pytest.mark.parametrize("way", ["flat offers", "off offers", "offers flat", "offers off flat offers"])
async def test_switching_makes_no_doubles_and_brings_the_old_form_back(house: House, way: str) -> None:
    forms = {"flat": {"p1#red", "p1#blue"}, "off": {"p1"}, "offers": {"p1", "*p1#red", "*p1#blue"}}
    bring(house, SHIRT, offers=(RED, BLUE))
    seen = []
    for variants in (*way.split(), *way.split()):
        choose(house, variants)
        await house.deliver()
        seen.append((variants, active(house)))

    made = Counter(call for call in house.portal.log if call[0] == "add")
    assert all(found == forms[variants] for variants, found in seen), seen
    assert max(made[call] for call in made if "#" not in call[1]) == 1
    assert max(made[call] for call in made if "#" in call[1]) <= 2  # a product of its own, and a variation
    assert house.totals() == {}


async def test_without_a_block_of_variations_each_is_a_product(shop: House) -> None:
    lacking = replace(profile_of(), offers_iblock_id=None)
    put(shop, lacking)

    bring(shop, SHIRT, offers=(RED, BLUE))
    await shop.deliver()

    assert active(shop) == {"p1#red", "p1#blue"}


def put(house: House, profile: object) -> None:
    discovery = Discovery(profile=profile, findings=())  # type: ignore[arg-type]
    house.store.write(lambda work: work.exchanges.put_discovery(house.exchange_id, discovery))


async def test_a_block_that_comes_later_turns_products_into_variations(shop: House) -> None:
    put(shop, replace(profile_of(), offers_iblock_id=None))
    bring(shop, SHIRT, offers=(RED, BLUE))
    await shop.deliver()

    await discover(shop.store, shop.portal, exchange=shop.exchange)
    await shop.deliver()

    assert active(shop) == {"p1", "*p1#red", "*p1#blue"}


async def test_variants_whose_product_1c_never_tells_have_a_head(shop: House) -> None:
    bring(shop, RED, BLUE, offers=(RED, BLUE))

    await shop.deliver()

    assert shop.portal.held()["p1"] == {**SOLD_BY, "name": "Рубашка", "section": "g1"}
    assert active(shop) == {"p1", "*p1#red", "*p1#blue"}


async def test_a_lost_answer_is_looked_up_and_nothing_is_made_twice(shop: House) -> None:
    bring(shop, SHIRT, offers=(RED, BLUE))
    shop.portal.script = ["run", *["lost"] * 5]

    await shop.deliver()

    assert max(Counter(shop.portal.log).values()) == 1
    assert active(shop) == {"p1", "*p1#red", "*p1#blue"}
    assert shop.totals() == {}


async def test_variations_of_a_parked_head_wait_for_it_and_go_on_by_themselves(shop: House) -> None:
    bring(shop, SHIRT, offers=(RED, BLUE))
    shop.portal.refused = frozenset({"p1"})
    await shop.deliver()
    shop.clock.advance(3)
    await shop.drain()
    waiting = shop.problems()

    shop.portal.refused = frozenset()
    shop.store.write(lambda work: work.outbox.release(shop.exchange_id, state=Due.PARKED))
    await shop.deliver()
    shop.clock.advance(3)
    await shop.deliver()

    assert waiting == ["delivery.rejected"]
    assert active(shop) == {"p1", "*p1#red", "*p1#blue"}
    assert shop.problems() == []


async def test_a_head_that_was_deleted_by_hand_comes_back_with_its_variations(shop: House) -> None:
    bring(shop, SHIRT, offers=(RED, BLUE))
    await shop.deliver()
    for ref in [
        Ref(EntityKind.PRODUCT, "p1"),
        *(Ref(EntityKind.VARIATION, k) for k in ("p1#red", "p1#blue")),
    ]:
        shop.portal.objects.pop(shop.portal.of.pop(ref))
    shop.portal.script = ["gone"]

    shop.bring(import_xml([replace(SHIRT, name="Сорочка")]))
    await shop.deliver()
    await shop.deliver()

    assert active(shop) == {"p1", "*p1#red", "*p1#blue"}
    assert shop.portal.held()["p1"]["name"] == "Сорочка"


async def test_what_the_portal_has_already_is_found(shop: House) -> None:
    bring(shop, SHIRT, offers=(RED, BLUE))
    await shop.deliver()
    refs = [Ref(EntityKind.PRODUCT, "p1"), *(Ref(EntityKind.VARIATION, k) for k in ("p1#red", "p1#blue"))]
    for ref in refs:
        shop.store.write(lambda work, ref=ref: work.bindings.forget(shop.exchange_id, ref))  # type: ignore[misc]
    shop.store.write(lambda work: work.outbox.mark(shop.exchange_id, refs, now=shop.clock()))
    before = len(shop.portal.log)

    await shop.deliver()

    assert shop.portal.log[before:] == []


async def test_the_plan_counts_variations_apart_and_does_not_say_how_a_head_is_made(shop: House) -> None:
    bring(shop, SHIRT, offers=(RED, BLUE))

    plan = await preview(shop.store, shop.portal, shop.portal, exchange_id=shop.exchange_id)

    created = {kind: counts["create"] for kind, counts in plan.totals().items()}
    assert created == {"product": 1, "section": 1, "variation": 2}
    (head,) = [change for change in plan.changes if change.ref == Ref(EntityKind.PRODUCT, "p1")]
    assert set(head.fields) == {"name", "section", *SOLD_BY}


async def test_a_variant_has_a_passport(shop: House) -> None:
    bring(shop, SHIRT, offers=(RED, BLUE))
    await shop.deliver()

    told = shop.store.read(lambda work: explain(work, shop.exchange, "p1#red"))

    assert told["crm"]["variation"]["price"] == "900"
    assert told["desired"]["parent"] == "p1"
