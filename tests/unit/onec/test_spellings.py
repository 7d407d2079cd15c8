"""A characteristic told as `guid#guid` or apart, in `ИдХарактеристики`, is the same variant (facts §2.5)."""

from __future__ import annotations

import pytest

from obmen.domain.catalog import Offer
from obmen.domain.order import OrderNews
from tests.unit.onec.reading import only, read_order, read_text

SHIRT, RED, BLUE = "018d777d-9094-11ec-a2ff-04421a23d8e8", "018d7af3", "018d8047"
ZERO = "00000000-0000-0000-0000-000000000000"
SECTIONS = ("ПакетПредложений", "ИзмененияПакетаПредложений")
BODY = (
    "<Наименование>Футболка</Наименование><ХарактеристикиТовара><ХарактеристикаТовара>"
    "<Наименование>Цвет</Наименование><Значение>{colour}</Значение>"
    "</ХарактеристикаТовара></ХарактеристикиТовара><Цены><Цена><ИдТипаЦены>retail</ИдТипаЦены>"
    "<ЦенаЗаЕдиницу>{price}</ЦенаЗаЕдиницу><Валюта>руб</Валюта></Цена></Цены>"
    '<Склад ИдСклада="w" КоличествоНаСкладе="{price}"/>'
)


def together(variant: str) -> str:
    return f"<Ид>{SHIRT}#{variant}</Ид>"


def apart(variant: str) -> str:
    return f"<Ид>{SHIRT}</Ид><ИдХарактеристики>{variant}</ИдХарактеристики>"


def apart_and_last(variant: str) -> str:
    """The element may stand behind all others."""
    return f"<Ид>{SHIRT}</Ид>{{body}}<ИдХарактеристики>{variant}</ИдХарактеристики>"


def offers(section: str, *told: str) -> list[Offer]:
    rows = "".join(f"<Предложение>{one}</Предложение>" for one in told)
    return only(read_text(f"<{section}><Предложения>{rows}</Предложения></{section}>"), Offer)


def body(colour: str, price: str) -> str:
    return BODY.format(colour=colour, price=price)


@pytest.mark.parametrize("section", SECTIONS)
def test_both_spellings_are_the_same_offers(section: str) -> None:
    red, blue = body("красный", "100"), body("синий", "110")

    joined = offers(section, together(RED) + red, together(BLUE) + blue)
    parted = offers(section, apart(RED) + red, apart(BLUE) + blue)
    behind = offers(section, *(apart_and_last(v).format(body=b) for v, b in ((RED, red), (BLUE, blue))))

    assert joined == parted == behind
    assert [(one.product_id, one.variant_id) for one in joined] == [(SHIRT, RED), (SHIRT, BLUE)]


@pytest.mark.parametrize("told", [f"<Ид>{SHIRT}</Ид>", together(ZERO), apart(ZERO), apart("")])
def test_without_a_characteristic_an_offer_is_the_goods_own(told: str) -> None:
    [offer] = offers("ПакетПредложений", told + body("красный", "100"))

    assert (offer.product_id, offer.variant_id) == (SHIRT, None)


@pytest.mark.parametrize("told", [together(RED), apart(RED)])
def test_a_line_of_an_order_has_its_characteristic_in_both_spellings(told: str) -> None:
    order: OrderNews = read_order(f"<Товары><Товар>{told}<Количество>1</Количество></Товар></Товары>")

    assert order.lines[0].key == f"{SHIRT}#{RED}"
