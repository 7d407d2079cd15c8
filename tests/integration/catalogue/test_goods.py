"""What goods lean on in the portal's directories is made once, whatever becomes of an answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import pytest

from obmen.delivery.profile import PortalProfile
from obmen.domain.properties import PropertyNeed
from obmen.domain.settings import with_setting
from obmen.flows.admin.check import discover
from obmen.flows.catalog.apply import mark_for_context
from obmen.flows.catalog.preview import preview
from obmen.flows.ports.portal import Announce, MadeProperties, PortalUnreachable
from tests.integration.catalogue.conftest import FakePortal, House
from tests.integration.catalogue.packages import Good, import_xml, offers_xml

TABLE = Good("p1", "Стол", "1500.50")
PROPERTY = (
    "</Группы><Свойства><Свойство><Ид>colour</Ид><Наименование>Цвет</Наименование>"
    "<ТипЗначений>Справочник</ТипЗначений><ВариантыЗначений><Справочник><ИдЗначения>red</ИдЗначения>"
    "<Значение>Красный</Значение></Справочник></ВариантыЗначений></Свойство></Свойства></Классификатор>"
)
VALUE = (
    "<ЗначенияСвойств><ЗначенияСвойства><Ид>colour</Ид><Значение>red</Значение></ЗначенияСвойства>"
    "</ЗначенияСвойств><СтавкиНалогов>"
)


def coloured(*of: Good) -> str:
    xml = import_xml(of).replace("</Группы></Классификатор>", PROPERTY)
    return xml.replace("<СтавкиНалогов>", VALUE)


def choose(house: House, **settings: str) -> None:
    chosen = house.exchange.settings
    for key, value in settings.items():
        chosen = with_setting(chosen, key, value)
    house.set(chosen)
    house.store.write(lambda work: mark_for_context(work, house.exchange, now=house.clock()))


def bring(house: House, *price_types: str) -> None:
    house.bring(coloured(TABLE))
    house.bring(offers_xml((TABLE,), price_types=price_types or ("Розничная",)), name="offers.xml")


@dataclass
class LosingPortal(FakePortal):
    """Loses the answers to so many requests that make rows; the rows are made."""

    lose: int = 0
    asked: list[str] = field(default_factory=list)

    async def create_properties(
        self, needs: Sequence[PropertyNeed], *, profile: PortalProfile, announce: Announce
    ) -> MadeProperties:
        self.asked += [need.key for need in needs]
        made = await super().create_properties(needs, profile=profile, announce=announce)
        self._lose()
        return made

    async def create_vat(self, code: str, *, announce: Announce) -> int | None:
        self.asked.append(code)
        made = await super().create_vat(code, announce=announce)
        self._lose()
        return made

    def _lose(self) -> None:
        if self.lose:
            self.lose -= 1
            raise PortalUnreachable("TimeoutError")


async def test_goods_travel_with_the_properties_that_are_chosen(house: House) -> None:
    choose(house, attributes="Цвет")
    bring(house)

    await house.deliver()

    assert house.portal.held()["p1"]["attr.colour"] == "red"
    assert house.portal.made == ["product:colour red"]


async def test_a_property_and_its_values_are_made_once(house: House) -> None:
    choose(house, attributes="Цвет")
    bring(house)
    await house.deliver()

    house.bring(coloured(TABLE, Good("p2", "Стул", "700")))
    await house.deliver()

    assert house.portal.held()["p2"]["attr.colour"] == "red"
    assert house.portal.made == ["product:colour red"]


async def test_after_a_lost_answer_nothing_is_made_before_the_request_has_ended(house: House) -> None:
    house.portal = LosingPortal(house.clock, lose=1)
    choose(house, attributes="Цвет")
    bring(house)

    for _ in range(2):
        with pytest.raises(PortalUnreachable):
            await house.plan()
    house.clock.advance(101)
    await house.deliver()

    assert house.portal.asked == ["product:colour"] * 2
    assert house.portal.held()["p1"]["attr.colour"] == "red"


async def test_a_vat_row_whose_answer_was_lost_is_not_made_before_the_request_has_ended(house: House) -> None:
    house.portal = LosingPortal(house.clock, lose=1)
    choose(house, vat_create="on")
    house.bring(import_xml([replace(TABLE, vat="7")]))
    house.bring(offers_xml([TABLE]), name="offers.xml")

    for _ in range(2):
        with pytest.raises(PortalUnreachable):
            await house.plan()
    asked_before = list(house.portal.asked)
    house.clock.advance(101)
    await house.deliver()

    assert (asked_before, house.portal.asked) == (["7"], ["7"] * 2)
    assert house.portal.held()["p1"]["vat"] == "7"


async def test_a_property_that_is_gone_is_found_or_made_again(house: House) -> None:
    choose(house, attributes="Цвет")
    bring(house)
    await house.plan()

    await discover(house.store, house.portal, exchange=house.exchange)  # it knows of no property any more
    await house.drain()
    await house.deliver()

    assert house.portal.held()["p1"]["attr.colour"] == "red"
    assert house.problems() == []


async def test_further_prices_travel_when_they_are_chosen(house: House) -> None:
    choose(house, price_type="Розничная", price_types="all")
    bring(house, "Розничная", "Оптовая")

    await house.deliver()

    held = house.portal.held()["p1"]
    assert (held["price"], held["price.Оптовая"]) == ("1500.5", ["1500.5", "RUB"])
    assert house.portal.made == ["Оптовая Оптовая"]


async def test_a_plan_with_one_price_type_is_asked_once_and_again_after_a_check(house: House) -> None:
    house.portal.one_price_type = True
    choose(house, price_type="Розничная", price_types="all")
    bring(house, "Розничная", "Оптовая")
    await house.deliver()
    first = dict(house.portal.held()["p1"])

    house.portal.one_price_type = False
    house.bring(offers_xml((Good("p1", "Стол", "1600"),), price_types=("Розничная", "Оптовая")), name="o.xml")
    await house.deliver()
    second = dict(house.portal.held()["p1"])
    await discover(house.store, house.portal, exchange=house.exchange)
    await house.deliver()

    assert "price.Оптовая" not in first | second
    assert second["price"] == "1600"
    assert house.portal.held()["p1"]["price.Оптовая"] == ["1600", "RUB"]


async def test_the_plan_tells_what_would_be_made_and_makes_nothing(house: House) -> None:
    choose(house, attributes="Цвет,article", price_type="Розничная", price_types="all")
    bring(house, "Розничная", "Оптовая")

    plan = await preview(house.store, house.portal, house.portal, exchange_id=house.exchange_id)

    assert {(one.kind, one.name) for one in plan.makes} == {("price_type", "Оптовая"), ("property", "Цвет")}
    assert plan.field_names == {"attr.colour": "Цвет", "price.Оптовая": "Оптовая"}
    assert house.portal.made == []
    await house.deliver()
    product = next(change for change in plan.changes if change.ref.id == "p1")
    assert {name: new for name, (_, new) in product.fields.items()} == house.portal.held()["p1"]


async def test_fields_of_the_crm_are_left_alone(house: House) -> None:
    choose(
        house,
        attributes="Цвет",
        price_type="Розничная",
        price_types="all",
        **{"owner.attributes": "crm", "owner.price": "crm"},
    )
    bring(house, "Розничная", "Оптовая")
    await house.deliver()

    house.bring(
        coloured(TABLE).replace("<Значение>red</Значение>", "<Значение>blue</Значение>"), name="i.xml"
    )
    house.bring(offers_xml((Good("p1", "Стол", "1"),), price_types=("Розничная", "Оптовая")), name="o.xml")
    await house.deliver()

    held = house.portal.held()["p1"]
    assert (held["attr.colour"], held["price"]) == ("red", "1500.5")
    assert held["price.Оптовая"] == ["1500.5", "RUB"]
