"""With several price types and no choice the first run is a plan only, until a person has spoken."""

from __future__ import annotations

from obmen.flows.admin.manage import set_exchange
from obmen.flows.catalog.holding import let_first_run_go
from obmen.flows.catalog.preview import as_document, preview
from tests.integration.catalogue.conftest import House
from tests.integration.catalogue.packages import Good, import_xml, offers_xml

TABLE = Good("p1", "Стол", "1500.50")


def bring(house: House, *price_types: str) -> None:
    house.bring(import_xml([TABLE]))
    house.bring(offers_xml([TABLE], price_types=price_types), name="offers.xml")


async def test_with_several_price_types_the_first_run_waits_for_a_choice(house: House) -> None:
    bring(house, "Закупочная", "Розничная")
    await house.deliver()
    before, problems = house.portal.held(), house.problems()
    plan = await preview(house.store, house.portal, house.portal, exchange_id=house.exchange_id)

    house.store.write(lambda work: let_first_run_go(work, house.exchange_id, why="price_type"))
    await house.deliver()

    assert (before, problems) == ({}, ["price_type.undecided"])
    assert as_document(plan)["price_type"] == "Закупочная"
    assert house.portal.held()["p1"]["price"] == "1500.5"
    assert house.problems() == []


async def test_a_choice_lets_the_first_run_go_with_the_chosen_price(house: House) -> None:
    bring(house, "Закупочная", "Розничная")
    changes = {"price_type": "Розничная"}

    house.store.write(
        lambda work: set_exchange(work, name=house.exchange.name, changes=changes, now=house.clock())
    )
    await house.deliver()

    assert "p1" in house.portal.held()
    assert house.problems() == []


async def test_of_one_price_type_nothing_is_asked(house: House) -> None:
    bring(house, "Розничная")

    assert house.problems() == []
