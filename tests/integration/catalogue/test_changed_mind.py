"""A person changes the settings, and 1C changes its mind: nothing is doubled, and the way back is open."""

from __future__ import annotations

from dataclasses import replace

import pytest

from obmen.flows.admin.manage import set_exchange
from tests.integration.catalogue.conftest import House
from tests.integration.catalogue.packages import Good, import_xml, offers_xml

GROUPS = (("g1", "Всё"), ("g2", "Новое"))
SHIRT = Good("p1", "Рубашка", price=None)
RED, BLUE = Good("p1#red", "Рубашка красная", "900"), Good("p1#blue", "Рубашка синяя", "950")
TABLE, LAMP = Good("p2", "Стол", "1000"), Good("p3", "Лампа", "500", group="g2")


def bring(house: House, *of: Good, offers: tuple[Good, ...] = ()) -> None:
    house.bring(import_xml(of, groups=GROUPS))
    house.bring(offers_xml(offers or of), name="offers.xml")


def choose(house: House, **settings: str) -> None:
    house.store.write(lambda work: set_exchange(work, name="shop", changes=settings, now=house.clock()))


def active(house: House) -> set[str]:
    return {key for key, fields in house.portal.held().items() if key.startswith("p") and fields["active"]}


async def test_characteristics_off_and_on_again_make_no_doubles(house: House) -> None:
    choose(house, variants="flat")
    bring(house, SHIRT, offers=(RED, BLUE))
    await house.deliver()
    flat, objects = active(house), len(house.portal.objects)

    choose(house, variants="off")
    await house.deliver()
    off = active(house)
    choose(house, variants="flat")
    await house.deliver()

    assert (flat, off, active(house)) == ({"p1#red", "p1#blue"}, {"p1"}, {"p1#red", "p1#blue"})
    assert len(house.portal.objects) == objects + 1  # the shirt itself, which is only inactive now


async def test_what_leaves_the_chosen_groups_stays_as_it_is_until_it_comes_back(house: House) -> None:
    bring(house, TABLE, LAMP)
    await house.deliver()

    choose(house, groups="Новое")
    bring(house, replace(TABLE, price="1100"), replace(LAMP, price="550"))
    await house.deliver()
    narrow = [house.portal.held()[key]["price"] for key in ("p2", "p3")]
    choose(house, groups="")
    await house.deliver()

    assert narrow == ["1000", "550"]
    assert [house.portal.held()[key]["price"] for key in ("p2", "p3")] == ["1100", "550"]


async def test_another_price_type_changes_the_price_of_all(house: House) -> None:
    types = ("Розничная", "Оптовая")
    house.bring(import_xml([TABLE, LAMP], groups=GROUPS))
    prices = offers_xml([TABLE, LAMP], price_types=types)
    for retail, wholesale in (("1000", "900"), ("500", "450")):
        told = f"<ИдТипаЦены>Оптовая</ИдТипаЦены><ЦенаЗаЕдиницу>{retail}<"
        assert told in prices
        prices = prices.replace(told, told.replace(f">{retail}<", f">{wholesale}<"))
    house.bring(prices, name="offers.xml")
    choose(house, price_type="Розничная")
    await house.deliver()

    choose(house, price_type="Оптовая")
    await house.deliver()

    assert [house.portal.held()[key]["price"] for key in ("p2", "p3")] == ["900", "450"]


@pytest.mark.parametrize("groups", ["", "Всё"])
async def test_a_good_that_is_restored_in_1c_is_active_again(house: House, groups: str) -> None:
    choose(house, groups=groups)
    bring(house, TABLE)
    await house.deliver()
    bring(house, replace(TABLE, deleted=True))
    await house.deliver()
    gone = active(house)

    bring(house, replace(TABLE, name="Стол письменный"))
    await house.deliver()

    assert (gone, active(house)) == (set(), {"p2"})
    assert house.portal.held()["p2"]["name"] == "Стол письменный"
