"""Files to read in these tests, and what was read of them."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TypeVar

from obmen.domain.catalog import Offer, Product
from obmen.domain.order import OrderNews
from obmen.flows.ports.onec import BadRecord, Read
from obmen.onec.commerceml.readers.package import read_package

FIXTURES = Path(__file__).parents[2] / "fixtures" / "onec"
R = TypeVar("R")


def records_of(name: str) -> list[Read]:
    """Read one of tests/fixtures/onec."""
    with (FIXTURES / name).open("rb") as source:
        return list(read_package(source))


def read_text(inner: str) -> list[Read]:
    """Read a file with these sections."""
    root = "КоммерческаяИнформация"
    text = f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} ВерсияСхемы="2.07">{inner}</{root}>'
    return list(read_package(io.BytesIO(text.encode())))


def only(records: list[Read], kind: type[R]) -> list[R]:
    """Return the records of one kind."""
    return [record for record in records if isinstance(record, kind)]


def read_goods(inner: str) -> Product:
    """Read the one product of a catalogue."""
    [product] = only(read_text(f"<Каталог><Товары>{inner}</Товары></Каталог>"), Product)
    return product


def read_offers(inner: str) -> list[Read]:
    """Read a package of offers, without its headers."""
    records = read_text(f"<ПакетПредложений><Предложения>{inner}</Предложения></ПакетПредложений>")
    return [record for record in records if isinstance(record, Offer | BadRecord)]


def read_offer(inner: str) -> Offer:
    """Read one good offer."""
    [offer] = read_offers(f"<Предложение><Ид>t1</Ид>{inner}</Предложение>")
    assert isinstance(offer, Offer)
    return offer


def read_order(inner: str) -> OrderNews:
    """Read one good order."""
    document = (
        f"<Документ><Ид>o</Ид><Номер>B24-1</Номер><ХозОперация>Заказ товара</ХозОперация>{inner}</Документ>"
    )
    [order] = only(read_text(document), OrderNews)
    return order


def requisites(**told: str) -> str:
    """Write requisites; an underscore in a name stands for a blank."""
    rows = "".join(
        f"<ЗначениеРеквизита><Наименование>{name.replace('_', ' ')}</Наименование>"
        f"<Значение>{value}</Значение></ЗначениеРеквизита>"
        for name, value in told.items()
    )
    return f"<ЗначенияРеквизитов>{rows}</ЗначенияРеквизитов>"
