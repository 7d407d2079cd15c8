"""A good without a price of the chosen type is told of; its price in the CRM is neither guessed nor lost."""

from __future__ import annotations

from dataclasses import replace

import pytest

from obmen.flows.catalog.apply import mark_for_context
from obmen.flows.catalog.preview import as_document, preview
from tests.integration.catalogue.conftest import House
from tests.integration.catalogue.packages import Good, import_xml, offers_xml

TABLE, LAMP = Good("p1", "Стол", "1500"), Good("p2", "Лампа", "300")
RETAIL, WHOLESALE = ("Розничная",), ("Оптовая",)


def choose(house: House, price_type: str) -> None:
    house.set(replace(house.exchange.settings, price_type=price_type))
    house.store.write(lambda work: mark_for_context(work, house.exchange, now=house.clock()))


def told(house: House) -> list[tuple[str, str, object]]:
    problems = house.store.read(lambda work: work.problems.open(house.exchange_id))
    return [(p.kind, p.record, p.facts["price_type"]) for p in problems]


@pytest.fixture
async def retail(house: House) -> House:
    """Both are sold at a retail price, and only the lamp has a wholesale one."""
    choose(house, "Розничная")
    house.bring(import_xml([TABLE, LAMP]))
    house.bring(offers_xml([TABLE, LAMP], price_types=RETAIL), name="offers.xml")
    house.bring(offers_xml([replace(LAMP, price="250")], price_types=WHOLESALE), name="offers.xml")
    await house.deliver()
    return house


async def test_the_plan_names_a_good_without_a_price_of_the_new_type(retail: House) -> None:
    choose(retail, "Оптовая")

    plan = await preview(retail.store, retail.portal, retail.portal, exchange_id=retail.exchange_id)

    assert [row["name"] for row in as_document(plan)["changes"]] == ["Лампа", "Стол"]  # type: ignore[attr-defined]
    assert [(c.ref.id, str(c.action), c.reason, dict(c.fields)) for c in plan.changes] == [
        ("p2", "change", "", {"price": ("300", "250")}),
        ("p1", "refuse", "price.stale", {"price": ("1500", None)}),
    ]


async def test_its_price_stays_and_a_person_is_told_once(retail: House) -> None:
    choose(retail, "Оптовая")

    for _ in range(2):
        await retail.deliver()

    assert [retail.portal.held()[key]["price"] for key in ("p1", "p2")] == ["1500", "250"]
    assert told(retail) == [("price.stale", "product p1", "Оптовая")]
    assert retail.totals() == {}


async def test_what_happens_to_the_card_does_not_end_it(retail: House) -> None:
    choose(retail, "Оптовая")
    retail.bring(import_xml([replace(TABLE, name="Стол письменный"), LAMP]))

    await retail.deliver()

    assert retail.portal.held()["p1"]["name"] == "Стол письменный"
    assert told(retail) == [("price.stale", "product p1", "Оптовая")]


async def test_it_ends_when_1c_gives_the_price(retail: House) -> None:
    choose(retail, "Оптовая")
    await retail.deliver()

    retail.bring(offers_xml([replace(TABLE, price="1200")], price_types=WHOLESALE), name="offers.xml")
    await retail.deliver()

    assert (told(retail), retail.portal.held()["p1"]["price"]) == ([], "1200")


async def test_it_ends_when_the_former_type_is_chosen_again(retail: House) -> None:
    choose(retail, "Оптовая")
    await retail.deliver()

    choose(retail, "Розничная")
    await retail.deliver()

    assert told(retail) == []


async def test_a_new_good_without_it_is_made_without_a_price_and_told(retail: House) -> None:
    choose(retail, "Оптовая")
    chair = Good("p3", "Стул", "700")
    retail.bring(import_xml([chair]))
    retail.bring(offers_xml([chair], price_types=RETAIL), name="offers.xml")

    await retail.deliver()

    assert "price" not in retail.portal.held()["p3"]
    assert ("price.none", "product p3", "Оптовая") in told(retail)


async def test_a_good_without_any_price_in_1c_is_no_problem(retail: House) -> None:
    gift = Good("p4", "Подарок", None)
    retail.bring(import_xml([gift]))
    retail.bring(offers_xml([gift]), name="offers.xml")

    await retail.deliver()

    assert told(retail) == []
