"""Goods stand where 1C says, however the packages that tell it follow each other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from obmen.domain.settings import ExchangeSettings
from obmen.flows.ports.catalog import Due
from tests.integration.catalogue.conftest import House
from tests.integration.catalogue.packages import Good, goods, import_xml, offers_xml

LAMP, TABLE = Good("p1", "Лампа", group="g2"), Good("p2", "Стол", group="g1")
ALL = (("g1", "Всё"), ("g2", "Свет"))


def bring(house: House, *of: Good, groups: Iterable[tuple[str, str]] = ALL) -> None:
    house.bring(import_xml(of, groups=groups))
    house.bring(offers_xml(of), name="offers.xml")


def section(house: House, key: str) -> object:
    return house.portal.held()[key]["section"]


async def test_a_good_moves_into_its_group_when_a_later_package_brings_it(house: House) -> None:
    bring(house, LAMP, groups=ALL[:1])
    await house.deliver()
    before = section(house, "p1")

    house.bring(import_xml([], groups=ALL))
    await house.deliver()

    assert (before, section(house, "p1")) == (None, "g2")
    assert house.totals() == {}


async def test_variants_that_are_products_move_with_their_good(house: House) -> None:
    house.set(replace(ExchangeSettings(), variants="flat"))
    red = Good("p1#red", "Лампа красная", group="g2")
    house.bring(import_xml([LAMP], groups=ALL[:1]))
    house.bring(offers_xml([red]), name="offers.xml")
    await house.deliver()

    house.bring(import_xml([], groups=ALL))
    await house.deliver()

    assert section(house, "p1#red") == "g2"


async def test_a_head_moves_and_its_variations_stay_under_it(house: House) -> None:
    red = Good("p1#red", "Лампа красная", group="g2")
    house.bring(import_xml([LAMP], groups=ALL[:1]))
    house.bring(offers_xml([red]), name="offers.xml")
    await house.deliver()
    before = len(house.portal.log)

    house.bring(import_xml([], groups=ALL))
    await house.deliver()

    assert section(house, "p1") == "g2"
    assert house.portal.log[before:] == [("add", "g2"), ("update", "p1")]


async def test_a_good_leaves_a_group_that_1c_deletes_and_comes_back_with_it(house: House) -> None:
    bring(house, LAMP, TABLE)
    await house.deliver()
    deleted = import_xml([], groups=ALL).replace("<Группа><Ид>g2", '<Группа Статус="Удален"><Ид>g2')

    house.bring(deleted)
    await house.deliver()
    without = section(house, "p1")
    house.bring(import_xml([], groups=ALL))
    await house.deliver()

    assert (without, section(house, "p1"), section(house, "p2")) == (None, "g2", "g1")


async def test_a_renamed_group_is_one_change_and_its_goods_are_none(house: House) -> None:
    bring(house, LAMP, TABLE)
    await house.deliver()

    house.bring(import_xml([], groups=(("g1", "Всё"), ("g2", "Светильники"))))

    assert house.totals() == {(Due.NEW, ""): 1}


async def test_a_new_group_compares_only_what_stands_in_it(house: House) -> None:
    bring(house, *goods(10), LAMP, groups=ALL[:1])
    await house.deliver()

    house.bring(import_xml([], groups=ALL))

    assert house.totals() == {(Due.NEW, ""): 2}  # the section and the lamp
