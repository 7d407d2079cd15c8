"""Records that are spelled alike pass the parser by; what is read is the same as if it had read them all."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from obmen.domain.catalog import Offer
from obmen.flows.ports.onec import BadFile, BadRecord, Read
from obmen.onec.commerceml.readers.counts import ReadCounts
from obmen.onec.commerceml.readers.encoding import Encoding
from obmen.onec.commerceml.readers.package import read_package
from obmen.onec.commerceml.readers.shapes import Shapes
from obmen.onec.commerceml.readers.spans import MARK, Spans
from tests.unit.onec.reading import FIXTURES, only

HEAD = '<?xml version="1.0" encoding="{}"?>\n<КоммерческаяИнформация ВерсияСхемы="2.07"><ПакетПредложений>'
FIRST = HEAD.format("UTF-8") + "<Предложения>\n"
LAST = "</Предложения></ПакетПредложений></КоммерческаяИнформация>"
SMALL_HEAD = 600  # bytes: what comes behind it may pass the parser by


@pytest.fixture(autouse=True)
def _small_head() -> Iterator[None]:
    """Let all that this module reads be looked at: small files are read by the parser alone."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("obmen.onec.commerceml.readers.stream.HEAD_BYTES", SMALL_HEAD)
        yield


def offer(key: object, *, name: str = "Кроссовки", price: object = 10, level: object = 3) -> str:
    """Write an offer in three lines."""
    return (
        f'<Предложение><Ид>{key}</Ид><Наименование>{name}</Наименование>\n<БазоваяЕдиница Код="796 ">шт'
        f"</БазоваяЕдиница><Цены><Цена><ИдТипаЦены>p</ИдТипаЦены><ЦенаЗаЕдиницу>{price}</ЦенаЗаЕдиницу>"
        f'</Цена></Цены>\n<Склад ИдСклада="w" КоличествоНаСкладе="{level}"/></Предложение>\n'
    )


def package(*offers: str, encoding: str = "UTF-8") -> bytes:
    return (HEAD.format(encoding) + "<Предложения>\n" + "".join(offers) + LAST).encode(encoding)


def read(data: bytes) -> tuple[list[Read], ReadCounts, tuple[int, str] | None]:
    """Read as far as one gets; return records and counts, and where and why it ended."""
    counts = ReadCounts()
    records: list[Read] = []
    try:
        records.extend(read_package(io.BytesIO(data), counts=counts))
    except BadFile as bad:
        return [], ReadCounts(), (bad.line, bad.reason)
    return records, counts, None


def read_by_the_parser(data: bytes) -> tuple[list[Read], ReadCounts, tuple[int, str] | None]:
    """Read without looking for what is alike."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("obmen.onec.commerceml.readers.spans.ENCODINGS", frozenset())
        return read(data)


def parsed_bytes(data: bytes) -> int:
    """Count what is left for the parser when every mark stands where records stand."""
    source = io.BytesIO(data)
    spans = Spans(source, Encoding("utf-8"))
    spans.without_tail(source.read(SMALL_HEAD))
    left = 0
    for span in spans:
        left += len(span)
        if span.endswith(MARK):
            assert all(element.tag == "Предложение" for element in spans.alike())
    return left


def test_records_that_are_spelled_alike_pass_the_parser_by() -> None:
    data = package(*(offer(number, price=number) for number in range(1000)))

    left = parsed_bytes(data)

    assert left < len(data) / 50


def test_offers_with_more_prices_and_without_a_name_are_forms_of_their_own() -> None:
    price = "<Цена><ИдТипаЦены>p</ИдТипаЦены><ЦенаЗаЕдиницу>1</ЦенаЗаЕдиницу></Цена>"
    forms = [
        f"<Предложение><Ид>{{}}</Ид><Цены>{price * number}</Цены></Предложение>\n" for number in range(9)
    ]
    data = package(*(form.format(f"{turn}-{form}") for turn in range(100) for form in forms))

    left, told = (
        parsed_bytes(package(*(form.format(turn) for turn in range(100) for form in forms))),
        read(data),
    )

    assert left < len(data) / 10
    assert told == read_by_the_parser(data)


@pytest.mark.parametrize("name", sorted(path.name for path in FIXTURES.glob("[!t]*.xml")))
def test_every_fixture_is_read_alike(name: str) -> None:
    data = (FIXTURES / name).read_bytes()

    told = read(data)

    assert told == read_by_the_parser(data)


@pytest.mark.parametrize("encoding", ["windows-1251", "UTF-8", "UTF-16", "KOI8-R"])
def test_the_encoding_changes_nothing(encoding: str) -> None:
    data = package(*(offer(number, name=f"Тапок №{number % 3}"[: 6 if encoding == "KOI8-R" else 20])
                     for number in range(200)), encoding=encoding)  # fmt: skip

    records, counts, _ = read(data)

    assert counts.offers == len(only(records, Offer)) == 200
    assert records == read_by_the_parser(data)[0]


def test_a_bad_record_is_told_with_its_line_and_holds_no_other() -> None:
    data = package(*(offer(number, price="дорого" if number == 70 else 5) for number in range(100)))

    records, counts, _ = read(data)

    [bad] = only(records, BadRecord)
    assert (bad.line, bad.element, bad.id, bad.reason) == (
        3 + 3 * 70,
        "Предложение",
        "70",
        "record.bad_number",
    )
    assert len(only(records, Offer)) == 99
    assert (records, counts) == read_by_the_parser(data)[:2]


def test_an_error_in_the_middle_is_told_with_its_line() -> None:
    data = package(*(offer(number) for number in range(70)), "<Предложение><Ид>5</Предложение>")

    _, _, end = read(data)

    assert end == (3 + 3 * 70, "xml.syntax")


def test_a_file_that_ends_in_the_middle_is_truncated() -> None:
    data = package(*(offer(number) for number in range(300)))

    ends = {read(data[:end])[2] for end in range(len(data) - 3000, len(data) - 2, 37)}

    assert {end[1] for end in ends if end} == {"xml.truncated"}
    assert None not in ends


@pytest.mark.parametrize(
    "odd",
    [
        "<!-- </Предложение> -->",
        "<!-- </Предложение>" + offer("in a comment") + offer("in a comment, too") + " -->",
        "<Картинка><![CDATA[</Предложение>" + offer("in a text") * 3 + "]]></Картинка>",
        "<?odd </Предложение> ?>",
        "<Лишнее>" + offer("deeper") * 3 + "</Лишнее>",
        offer("a copy") * 2,
    ],
)  # fmt: skip
def test_what_looks_like_a_record_and_is_none_is_left_alone(odd: str) -> None:
    offers = [offer(number) for number in range(20)]
    data = package(*offers, odd, *offers)

    told = read(data)

    assert told == read_by_the_parser(data)


TEXTS = st.lists(
    st.sampled_from([
        "a", "Ж", " ", "\n", "\t", "\r\n", '"', "'", "=", "&amp;", "&#65;", "&lt;", "]]", ">", "/",
        "\ue0000\ue001", "\ufeff", "\U0001f600", "{}", "\\",
        "<b>x</b>", "<br/>", "<![CDATA[<i>]]>", "<!--c-->",
    ]),
    max_size=4,
).map("".join)  # fmt: skip
VALUES = st.lists(
    st.sampled_from(["1", "7.5", " ", "\t", "\n", "&quot;", "'", ">", "Ж", "&#10;"]), max_size=3
).map("".join)
OFFERS = st.builds(
    offer, st.integers(0, 5), name=TEXTS, price=st.sampled_from(["1", "2,5", "", "x", " 3 "]), level=VALUES
)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(OFFERS, min_size=3, max_size=12))
def test_whatever_stands_in_texts_and_attributes_is_read_the_same(offers: list[str]) -> None:
    data = package(*offers, *offers)

    told = read(data)

    assert told == read_by_the_parser(data)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(sorted(FIXTURES.glob("*offers*.xml"))), st.data())
def test_a_broken_byte_is_found_wherever_it_is(path: Path, data: st.DataObject) -> None:
    whole = path.read_bytes()
    at = data.draw(st.integers(SMALL_HEAD, len(whole) - 1))
    broken = whole[:at] + bytes([data.draw(st.integers(0, 255))]) + whole[at + 1 :]

    told = read(broken)

    assert told == read_by_the_parser(broken)


def test_what_is_too_odd_to_be_learnt_is_no_form() -> None:
    shapes = Shapes()
    prefixed = "<Предложение><x:Ид>1</x:Ид></Предложение>"

    shapes.learn(prefixed)

    assert shapes.read(prefixed, 0) is None
