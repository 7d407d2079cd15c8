"""Variants that came as `guid#guid` are found again by changes that name the characteristic apart."""

from tests.integration.catalogue.conftest import House
from tests.integration.catalogue.packages import HEAD, TAIL, Good, import_xml, offers_xml

SHIRT = Good("p1", "Футболка", None)
PRICE = (
    "<Цены><Цена><ИдТипаЦены>Розничная</ИдТипаЦены><ЦенаЗаЕдиницу>{price}</ЦенаЗаЕдиницу>"
    "<Валюта>RUB</Валюта></Цена></Цены>"
)


def changes(variant: str, price: str) -> str:
    """ИзмененияПакетаПредложений: prices only, the characteristic in an element of its own."""
    offer = f"<Ид>p1</Ид><ИдХарактеристики>{variant}</ИдХарактеристики>{PRICE.format(price=price)}"
    section = "ИзмененияПакетаПредложений"
    rows = f"<Предложения><Предложение>{offer}</Предложение></Предложения>"
    return HEAD.format(at="2026-11-25T09:00:00") + f"<{section}><Ид>c#</Ид>{rows}</{section}>" + TAIL


async def test_a_price_that_names_its_characteristic_apart_changes_that_variant_only(house: House) -> None:
    house.bring(import_xml([SHIRT]))
    variants = [Good(f"p1#{v}", f"Футболка ({v})", price) for v, price in (("red", "100"), ("blue", "110"))]
    house.bring(offers_xml(variants), name="offers.xml")
    await house.deliver()
    house.portal.log.clear()

    house.bring(changes("blue", "115"), name="offers0_1.xml")
    await house.deliver()

    held = house.portal.variations()
    assert house.portal.log == [("price.update", "p1#blue")]
    assert {key: fields["price"] for key, fields in held.items()} == {"p1#red": "100", "p1#blue": "115"}
    assert "price" not in house.portal.held()["p1"]
