"""Rows of an invoice name a variant in either of its forms, or its head; 1C is told the characteristic."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from obmen.delta.parts import one_part
from obmen.domain.identity import EntityKind, Ref
from obmen.domain.invoice import InvoiceLine
from obmen.flows.ports.delivery import Binding
from obmen.flows.ports.sales import OrderState
from obmen.flows.ports.store import Work
from obmen.flows.sales.send import bind_row
from tests.integration.sales.world import NOW, World, invoice, line
from tests.integration.storage.samples import compare

HEAD, RED, BLUE = "tee", "tee#red", "tee#blue"
FORMS = {  # what the portal holds: the head, its variations, and a variant in its former form
    801: (Ref(EntityKind.PRODUCT, HEAD), "Футболка"),
    802: (Ref(EntityKind.VARIATION, RED), "Футболка (красная)"),
    803: (Ref(EntityKind.VARIATION, BLUE), "Футболка (синяя)"),
    804: (Ref(EntityKind.PRODUCT, RED), "Футболка (красная)"),
}


@pytest.fixture
def shop(world: World) -> World:
    """1C has told a good with two characteristics, and the portal holds them."""
    world.store.write(lambda work: tell(work, world.exchange_id, RED, BLUE))
    bindings = [Binding(ref, id_, {"name": name}) for id_, (ref, name) in FORMS.items()]
    world.store.write(lambda work: work.bindings.put(world.exchange_id, bindings))
    return world


def tell(work: Work, exchange_id: int, *offers: str) -> None:
    package = work.inbox.add(exchange_id=exchange_id, session_id=None, name="offers.xml", path="x",
                             size_bytes=1, digest=b"d", now=NOW)  # fmt: skip
    parts = [one_part(EntityKind.CARD, HEAD, '{"article":"T-1","name":"Футболка"}')]
    parts += [one_part(EntityKind.OFFER, key, f'{{"name":"{key}"}}') for key in offers]
    work.staging.put(package.id, parts)
    compare(work, package.id, exchange_id=exchange_id, variants=EntityKind.VARIATION)


def named(product_id: int, name: str) -> InvoiceLine:
    return replace(line(product_id=product_id), name=name)


def items(body: str) -> list[str]:
    """Ид of the goods in an answer."""
    return re.findall(r"<Товар>\s*<Ид>([^<]+)</Ид>", body)


@pytest.mark.parametrize(("product_id", "key"), [(802, RED), (803, BLUE), (804, RED)])
async def test_each_form_of_a_variant_is_its_characteristic(shop: World, product_id: int, key: str) -> None:
    shop.portal.put(invoice(128, line(product_id=product_id)))

    body = await shop.exchange_once()

    assert items(body) == [key]


async def test_a_row_with_the_head_means_the_variant_that_it_names(shop: World) -> None:
    shop.portal.put(invoice(128, named(801, " Футболка  (синяя)")))

    body = await shop.exchange_once()

    assert items(body) == [BLUE]


async def test_a_head_with_one_variant_means_that_one(shop: World) -> None:
    shop.store.write(lambda work: work.bindings.forget(shop.exchange_id, FORMS[803][0]))
    shop.store.write(lambda work: tell_gone(work, shop.exchange_id))
    shop.portal.put(invoice(128, named(801, "Футболка с печатью")))

    body = await shop.exchange_once()

    assert items(body) == [RED]


def tell_gone(work: Work, exchange_id: int) -> None:
    package = work.inbox.add(exchange_id=exchange_id, session_id=None, name="offers.xml", path="x",
                             size_bytes=1, digest=b"e", now=NOW)  # fmt: skip
    work.staging.put(package.id, [one_part(EntityKind.OFFER, BLUE, '{"deleted":true}')])
    compare(work, package.id, exchange_id=exchange_id, variants=EntityKind.VARIATION)


async def test_a_head_that_says_nothing_waits_for_a_person_whose_word_holds_in_this_invoice(
    shop: World,
) -> None:
    shop.portal.put(invoice(128, named(801, "Футболка")), invoice(129, named(801, "Футболка")))
    await shop.poll()
    held = shop.problems()

    shop.store.write(
        lambda work: bind_row(
            work, exchange_id=shop.exchange_id, invoice_id=128, row_id=1, key=BLUE, now=shop.now
        )
    )
    body = await shop.exchange_once()

    assert held == ["row.no_variant", "row.no_variant"]
    assert items(body) == [BLUE]
    assert shop.row(129).state is OrderState.HELD


async def test_without_characteristics_the_head_is_the_good_itself(shop: World) -> None:
    shop.set(variants="off")
    shop.portal.put(invoice(128, named(801, "Футболка")))

    body = await shop.exchange_once()

    assert items(body) == [HEAD]
