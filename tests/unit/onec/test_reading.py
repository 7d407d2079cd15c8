"""Quirks of real files: what is told, what is not, what is bad, and in what order it may come."""

from __future__ import annotations

import io
import random
from collections.abc import Iterator
from decimal import Decimal
from typing import BinaryIO, cast
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from obmen.delta.parts import told_of
from obmen.domain.catalog import Group, Offer, PackageHeader, Price, Product, Property, Stock, Warehouse
from obmen.domain.identity import EntityKind
from obmen.domain.order import OrderNews
from obmen.flows.ports.onec import BadRecord, Read
from obmen.onec.commerceml.readers.counts import ReadCounts
from obmen.onec.commerceml.readers.package import read_package
from tests.unit.onec.reading import (
    FIXTURES,
    only,
    read_goods,
    read_offer,
    read_offers,
    read_text,
)


def test_an_offer_without_prices_leaves_them_unchanged_and_one_with_none_has_none() -> None:
    assert read_offer("<Наименование>Чашка</Наименование>").prices is None
    assert read_offer("<Цены/>").prices == ()


@pytest.mark.parametrize(
    "deletion",
    [
        "<Статус>Удален</Статус>",
        "<ПометкаУдаления>true</ПометкаУдаления>",
        "<ПометкаУдаления> True </ПометкаУдаления>",
    ],
)
def test_deletion_is_told_by_a_child(deletion: str) -> None:
    assert read_offer(deletion).deleted
    assert read_goods(f"<Товар><Ид>1</Ид>{deletion}</Товар>").deleted


@pytest.mark.parametrize("status", ["Новый", "Изменен", "Без изменений"])
def test_other_states_are_no_deletion(status: str) -> None:
    [offer] = read_offers(f'<Предложение Статус="{status}"><Ид>1</Ид></Предложение>')

    assert isinstance(offer, Offer)
    assert not offer.deleted


def test_a_mark_that_is_not_set_does_not_undo_the_attribute() -> None:
    deleted = '<Предложение Статус="Удален"><Ид>1</Ид><ПометкаУдаления>false</ПометкаУдаления></Предложение>'

    [offer] = read_offers(deleted)

    assert isinstance(offer, Offer)
    assert offer.deleted


def test_one_bad_offer_is_parked_and_the_others_are_read() -> None:
    records = read_offers(
        "<Предложение><Наименование>Без Ид</Наименование></Предложение>\n"
        "<Предложение><Ид>2</Ид><Цены><Цена><ИдТипаЦены>p</ИдТипаЦены><ЦенаЗаЕдиницу>дорого</ЦенаЗаЕдиницу>"
        "</Цена></Цены></Предложение>"
        "<Предложение><Ид>3</Ид><Цены><Цена><ЦенаЗаЕдиницу>5</ЦенаЗаЕдиницу></Цена></Цены></Предложение>"
        "<Предложение><Ид>4</Ид></Предложение>"
    )

    *bad, good = records
    assert bad == [
        BadRecord(2, "Предложение", "", "record.no_id"),
        BadRecord(3, "Предложение", "2", "record.bad_number", "дорого"),
        BadRecord(3, "Предложение", "3", "record.no_id"),
    ]
    assert isinstance(good, Offer)


def test_a_product_without_a_name_is_bad_unless_it_is_deleted() -> None:
    records = read_text(
        "<Каталог><Товары><Товар><Ид>1</Ид></Товар><Товар><Ид>2</Ид><Статус>Удален</Статус></Товар></Товары></Каталог>"
    )

    assert [record.reason for record in only(records, BadRecord)] == ["record.no_name"]
    assert [product.deleted for product in only(records, Product)] == [True]


def test_a_group_without_an_id_is_bad_and_its_children_hang_on_its_parent() -> None:
    records = read_text(
        "<Классификатор><Группы><Группа><Ид>1</Ид><Наименование>Все</Наименование><Группы><Группа><Группы>"
        "<Группа><Наименование>Чашки</Наименование><Ид>3</Ид></Группа>"
        "</Группы></Группа></Группы></Группа></Группы></Классификатор>"
    )

    assert [(group.id, group.parent_id) for group in only(records, Group)] == [("1", None), ("3", "1")]
    assert len(only(records, BadRecord)) == 1


def test_sections_come_in_any_order() -> None:
    product = "<Товар><Ид>1</Ид><Наименование>Чашка</Наименование></Товар>"
    catalogue = f"<Каталог><Ид>k</Ид><Товары>{product}</Товары></Каталог>"
    classifier = "<Классификатор><Группы><Группа><Ид>g</Ид></Группа></Группы></Классификатор>"
    offers = "<Предложения><Предложение><Ид>1</Ид></Предложение></Предложения>"
    package = f"<ПакетПредложений>{offers}</ПакетПредложений>"

    forwards = read_text(catalogue + classifier + package)
    backwards = read_text(package + classifier + catalogue)

    assert len(forwards) == len(backwards) == 6
    assert {repr(record) for record in forwards} == {repr(record) for record in backwards}


def test_unknown_elements_are_passed_over_wherever_they_stand() -> None:
    records = read_text(
        "<Реклама><Товар><Ид>9</Ид></Товар></Реклама>"
        "<Каталог><Ресурсы><Ресурс/></Ресурсы><Товары><Скидка/><Товар><Ид>1</Ид><Новое><Ид>7</Ид></Новое>"
        "<Наименование>Чашка</Наименование></Товар></Товары></Каталог><!-- конец --><?xsl?>"
    )

    assert [product.id for product in only(records, Product)] == ["1"]
    assert not only(records, BadRecord)


@pytest.mark.parametrize(
    "namespace",
    ["", ' xmlns="urn:1C.ru:commerceml_2"', ' xmlns="urn:1C.ru:commerceml_3"', " xmlns='urn:other'"],
)
def test_names_count_whatever_their_namespace(namespace: str) -> None:
    text = (
        f"<КоммерческаяИнформация{namespace}><Документ><Номер>1</Номер></Документ></КоммерческаяИнформация>"
    )

    assert len(only(list(read_package(io.BytesIO(text.encode()))), OrderNews)) == 1


def test_a_prefix_is_as_good_as_none() -> None:
    text = (
        '<c:КоммерческаяИнформация xmlns:c="urn:1C.ru:commerceml_2" ВерсияСхемы="2.07">'
        "<c:Документ><c:Номер>1</c:Номер></c:Документ></c:КоммерческаяИнформация>"
    )

    assert len(only(list(read_package(io.BytesIO(text.encode()))), OrderNews)) == 1


def test_html_in_a_description_is_kept_escaped_or_bare() -> None:
    text = "<p>Чашка &amp; блюдце</p>"

    escaped = read_goods(
        f"<Товар><Ид>1</Ид><Наименование>Ч</Наименование><Описание>{escape(text)}</Описание></Товар>"
    )
    quoted = read_goods(
        f"<Товар><Ид>1</Ид><Наименование>Ч</Наименование><Описание><![CDATA[{text}]]></Описание></Товар>"
    )
    bare = read_goods(
        "<Товар><Ид>1</Ид><Наименование>Ч</Наименование><Описание>Это <b>чашка</b>.</Описание></Товар>"
    )

    assert escaped.description == quoted.description == text
    assert bare.description == "Это чашка."


@pytest.mark.parametrize(
    ("plain", "html", "kept"),
    [
        ("Медь", "<p>Медь</p>", "<p>Медь</p>"),
        ("Медь", "Медь и ПВХ", "Медь"),
        ("Медь и ещё много", "<p>" + "М" * 997, "Медь и ещё много"),
        ("", "Медь", "Медь"),
    ],
)
def test_the_description_in_html_stands_before_the_plain_one_unless_it_is_cut(
    plain: str, html: str, kept: str
) -> None:
    product = read_goods(
        f"<Товар><Ид>1</Ид><Наименование>К</Наименование><Описание>{plain}</Описание><ЗначенияРеквизитов>"
        "<ЗначениеРеквизита><Наименование>ОписаниеВФорматеHTML</Наименование>"
        f"<Значение>{escape(html)}</Значение></ЗначениеРеквизита></ЗначенияРеквизитов></Товар>"
    )

    assert product.description == kept


def test_a_description_of_megabytes_passes() -> None:
    text = "<p>чашка</p>" * 400_000

    product = read_goods(
        f"<Товар><Ид>1</Ид><Наименование>Ч</Наименование><Описание>{escape(text)}</Описание></Товар>"
    )

    assert product.description == text


def test_two_properties_of_one_name_are_two() -> None:
    records = read_text(
        "<Классификатор><Свойства><Свойство><Ид>1</Ид><Наименование>Цвет</Наименование></Свойство>"
        "<Свойство><Ид>2</Ид><Наименование>Цвет</Наименование></Свойство></Свойства></Классификатор>"
    )

    assert [(record.id, record.name) for record in only(records, Property)] == [("1", "Цвет"), ("2", "Цвет")]


def test_empty_values_of_properties_say_nothing() -> None:
    offer = read_offer(
        "<ЗначенияСвойств><ЗначенияСвойства><Ид>1</Ид><Значение/></ЗначенияСвойства><ЗначенияСвойства><Ид>2</Ид>"
        "<Значение>00000000-0000-0000-0000-000000000000</Значение></ЗначенияСвойства><ЗначенияСвойства><Ид>3</Ид>"
        "<Значение>a</Значение><Значение>b</Значение></ЗначенияСвойства></ЗначенияСвойств>"
    )

    assert offer.properties == (("3", ("a", "b")),)


def test_a_level_of_stock_left_blank_is_none_left() -> None:
    assert read_offer('<Склад ИдСклада="s" КоличествоНаСкладе=""/>').stocks == (Stock("s", Decimal(0)),)


def test_a_total_left_blank_is_not_told() -> None:
    assert read_offer("<Количество/>").quantity is None


def test_a_warehouse_may_stand_in_the_classifier() -> None:
    records = read_text(
        "<Классификатор><Склады><Склад><Ид>s</Ид><Наименование>Склад</Наименование></Склад></Склады></Классификатор>"
    )

    assert only(records, Warehouse) == [Warehouse(id="s", name="Склад")]


def test_a_package_of_changes_is_told_by_its_name_alone() -> None:
    [_, header] = read_text(
        "<ИзмененияПакетаПредложений><ИдКаталога>k</ИдКаталога></ИзмененияПакетаПредложений>"
    )

    assert header == PackageHeader(schema_version="2.07", catalog_id="k", only_changes=True)


class Trickle(io.RawIOBase):
    """A source that hands out a few bytes at a time."""

    def __init__(self, data: bytes, *, at_most: int) -> None:
        self._data, self._at_most, self._at = data, at_most, 0

    def read(self, size: int = -1) -> bytes:
        size = self._at_most if size < 0 else min(size, self._at_most)
        piece = self._data[self._at : self._at + size]
        self._at += len(piece)
        return piece


@pytest.mark.parametrize("at_most", [1, 7, 1000])
@pytest.mark.parametrize("name", sorted(path.name for path in FIXTURES.glob("[!t]*.xml")))
def test_where_the_chunks_end_changes_nothing(
    name: str, at_most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = (FIXTURES / name).read_bytes()
    whole = list(read_package(io.BytesIO(data)))
    monkeypatch.setattr("obmen.onec.commerceml.readers.stream.HEAD_BYTES", 600)

    pieces = list(read_package(cast("BinaryIO", Trickle(data, at_most=at_most))))

    assert pieces == whole


def many_offers(count: int) -> Iterator[bytes]:
    yield "<КоммерческаяИнформация><ПакетПредложений><Предложения>".encode()
    for index in range(count):
        price = f"<Цена><ИдТипаЦены>p</ИдТипаЦены><ЦенаЗаЕдиницу>{index}</ЦенаЗаЕдиницу></Цена>"
        yield f"<Предложение><Ид>{index}</Ид><Цены>{price}</Цены></Предложение>\n".encode()
    yield "</Предложения></ПакетПредложений></КоммерческаяИнформация>".encode()


def test_offers_are_handed_on_while_the_file_is_still_being_read() -> None:
    source = io.BytesIO(b"".join(many_offers(20_000)))

    reading = read_package(source)
    for _ in range(10):
        next(reading)

    assert source.tell() < source.getbuffer().nbytes / 2


def test_every_offer_of_many_is_read_once() -> None:
    counts = ReadCounts()
    source = io.BytesIO(b"".join(many_offers(20_000)))

    offers = only(list(read_package(source, counts=counts)), Offer)

    assert [int(offer.product_id) for offer in offers] == list(range(20_000))
    assert (counts.offers, counts.prices) == (20_000, 20_000)


def digests(records: list[Read]) -> set[tuple[EntityKind, str, tuple[bytes | None, ...]]]:
    found: set[tuple[EntityKind, str, tuple[bytes | None, ...]]] = set()
    for record in records:
        if isinstance(record, Product | Offer | Group | Property | Warehouse):
            told = told_of(record)
            found |= {(told.kind, told.key, told[5:8])} if told else set()
    return found


ORDERED = {"Картинка", "Значение"}  # the first picture is the main one; values keep their order


def shuffle(element: etree._Element, chance: random.Random) -> None:
    """Put children into another order; those whose order means something keep it among themselves."""
    children = list(element)
    mixed = chance.sample(children, len(children))
    kept = {name: iter([child for child in children if child.tag == name]) for name in ORDERED}
    if element.tag == "Группы" and any(child.tag == "Ид" for child in children):
        mixed = children
    element[:] = [next(kept[child.tag]) if child.tag in kept else child for child in mixed]
    for child in children:
        shuffle(child, chance)


@pytest.mark.parametrize(
    "name", ["ut_2_07_catalogue.xml", "ut_2_07_offers.xml", "unf_2_08.xml", "module_3_1_rests.xml"]
)
@given(seed=st.integers(min_value=0, max_value=10**6))
def test_the_order_of_children_changes_no_digest(name: str, seed: int) -> None:
    text = (FIXTURES / name).read_text(encoding="utf-8-sig").encode()
    text = text.replace(b' xmlns="', b' ignored="', 1)
    root = etree.fromstring(text)
    shuffle(root, random.Random(seed))

    shuffled = list(read_package(io.BytesIO(etree.tostring(root, encoding="utf-8"))))

    assert digests(shuffled) == digests(list(read_package(io.BytesIO(text))))


def test_the_smallest_quantitys_price_wins_in_any_order() -> None:
    def price(amount: int, least: str) -> str:
        return f"<Цена><ИдТипаЦены>p</ИдТипаЦены><ЦенаЗаЕдиницу>{amount}</ЦенаЗаЕдиницу>{least}</Цена>"

    ten, one, always = (
        price(8, "<МинКоличество>10</МинКоличество>"),
        price(9, "<МинКоличество>1</МинКоличество>"),
        price(10, ""),
    )

    assert read_offer(f"<Цены>{ten}{one}</Цены>").prices == (Price("p", Decimal(9), None),)
    assert read_offer(f"<Цены>{one}{always}{ten}</Цены>").prices == (Price("p", Decimal(10), None),)
