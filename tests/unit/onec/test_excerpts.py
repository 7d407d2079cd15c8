"""One order's document, cut out of what holds many."""

import pytest

from obmen.onec.commerceml.readers.excerpts import order_document, text_of_file

TWO = """<?xml version="1.0" encoding="windows-1251"?>
<КоммерческаяИнформация xmlns="urn:1C.ru:commerceml_2" ВерсияСхемы="2.10">
<Документ><Ид>1</Ид><Номер>B24-127</Номер><Клиент>Лютиков</Клиент></Документ>
<Документ><Ид>2</Ид><Номер>B24-128</Номер><Клиент>Ромашка</Клиент>
<ПодчиненныеДокументы><ПодчиненныйДокумент><Номер>B24-127</Номер></ПодчиненныйДокумент></ПодчиненныеДокументы>
</Документ></КоммерческаяИнформация>""".encode("windows-1251")
HELD = """<КоммерческаяИнформация><Контейнер>
<Документ><Номер>7</Номер></Документ><Документ><Номер>B24-128</Номер></Документ>
</Контейнер></КоммерческаяИнформация>""".encode()


def test_an_order_is_shown_without_the_others() -> None:
    found = order_document(TWO, number="B24-128")

    assert found.startswith("<Документ")
    assert "Ромашка" in found
    assert "Лютиков" not in found


def test_an_order_stands_with_what_is_in_its_container() -> None:
    assert "<Номер>7</Номер>" in order_document(HELD, number="B24-128")


@pytest.mark.parametrize(
    "body", [b"", b"no xml", TWO[:-40], b"\xff\xfe\x00", b"<!DOCTYPE x [<!ENTITY a 'b'>]><x/>"]
)
def test_what_is_not_there_or_cannot_be_read_is_nothing(body: bytes) -> None:
    assert order_document(body, number="B24-129") == ""


def test_entities_stay_what_they_are() -> None:
    body = (
        b"<!DOCTYPE a [<!ENTITY secret SYSTEM 'file:///etc/passwd'>]>"
        + "<a><Документ><Номер>1</Номер><Имя>&secret;</Имя></Документ></a>".encode()
    )

    assert order_document(body, number="1") == ""


def test_a_file_is_text_in_its_own_letters() -> None:
    assert text_of_file(TWO) == (TWO.decode("windows-1251"), "cp1251")
    assert text_of_file(b"\xef\xbb\xbfabc")[1] == "utf-8"
