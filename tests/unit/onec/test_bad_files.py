"""Files that are no good: each refused with a line and a reason, at no cost."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from obmen.domain.catalog import Offer
from obmen.flows.ports.onec import BadFile, BadRecord
from obmen.onec.commerceml.readers import package
from obmen.onec.commerceml.readers.package import read_package
from tests.unit.onec.reading import FIXTURES, only, read_text

ROOT = "КоммерческаяИнформация"
GOOD = f'<?xml version="1.0" encoding="UTF-8"?>\n<{ROOT}>\n<Каталог/>\n</{ROOT}>'


def refusal(data: bytes) -> BadFile:
    with pytest.raises(BadFile) as refused:
        list(read_package(io.BytesIO(data)))
    return refused.value


@pytest.mark.parametrize("data", [b"", b" \n\n", b"\xef\xbb\xbf", b"\xff\xfe"])
def test_an_empty_file(data: bytes) -> None:
    assert refusal(data).reason == "xml.empty"


@pytest.mark.parametrize(
    "data", [b"<html><body>502</body></html>", GOOD.encode()[:-4], b"<?xml version='1.0'?>\n&"]
)
def test_what_stands_in_the_file_follows_the_reason_in_brackets(data: bytes) -> None:
    bad = refusal(data)

    assert (bad.detail[:1], bad.detail[-1:]) == ("(", ")")


def test_a_file_cut_off_anywhere_is_truncated() -> None:
    data = (FIXTURES / "ut_2_07_catalogue.xml").read_bytes().rstrip()
    reasons = {refusal(data[:end]).reason for end in range(60, len(data) - 1, 97)}

    assert reasons <= {"xml.truncated", "xml.not_commerceml"}


def test_a_truncated_file_names_the_line_where_it_ends_and_gives_what_it_had() -> None:
    data = (FIXTURES / "ut_2_07_offers.xml").read_bytes()
    reading = read_package(io.BytesIO(data[: data.index("<Представление> 5".encode())]))

    with pytest.raises(BadFile) as refused:
        list(reading)

    assert refused.value.reason == "xml.truncated"
    assert refused.value.line > 40


def test_a_tag_that_does_not_match_names_its_line() -> None:
    bad = refusal(f"<{ROOT}>\n<Каталог>\n</Товары>\n</{ROOT}>".encode())

    assert (bad.line, bad.reason) == (3, "xml.syntax")


@pytest.mark.parametrize(
    ("data", "line", "detail"),
    [
        (GOOD.encode("cp1251"), 2, "(utf-8)"),
        (GOOD.replace("UTF-8", "windows-1251").encode(), 2, "(cp1251)"),
        (GOOD.replace("UTF-8", "kk-99").encode(), 1, "(kk-99)"),
    ],
)
def test_a_wrong_encoding_is_told_by_its_name_and_line(data: bytes, line: int, detail: str) -> None:
    bad = refusal(data)

    assert (bad.reason, bad.line, bad.detail) == ("xml.encoding", line, detail)


BROKEN_LATER = GOOD.replace("<Каталог/>", "<Каталог>Стол</Каталог>").encode()


@pytest.mark.parametrize(
    "data",
    [
        BROKEN_LATER.replace("Стол".encode(), "Стол".encode("cp1251")),
        "просто текст".encode("cp1251"),
        b'<?xml version="1.0" encoding="UTF-8"?>' + "просто текст".encode("cp1251"),
        b'<?xml version="1.0" encoding="UTF-8"?><' + "Товар".encode("cp1251") + b"/>",
    ],
)
def test_a_refusal_is_one_line_that_can_be_read(data: bytes) -> None:
    bad = refusal(data)

    assert "\N{REPLACEMENT CHARACTER}" not in bad.detail
    assert bad.detail.isprintable()
    assert bad.line > 0


@pytest.mark.parametrize("text", ["просто текст", "{}", "PK\x03\x04", "<", "<<<"])
def test_what_is_no_xml(text: str) -> None:
    assert refusal(text.encode()).reason in {"xml.syntax", "xml.not_commerceml"}


@pytest.mark.parametrize(
    "text", ["<html><body/></html>", "<Справочник/>", "<?xml version='1.0'?>\n\n<yml_catalog>"]
)
def test_another_root(text: str) -> None:
    assert refusal(text.encode()).reason == "xml.not_commerceml"


def test_noise_is_refused_at_its_first_bytes() -> None:
    class Noise(io.RawIOBase):
        taken = 0

        def read(self, size: int = -1) -> bytes:
            self.taken += size
            return b"\x8f\x03\xe1 noise " * (size // 10 + 1)

    noise = Noise()

    with pytest.raises(BadFile):
        list(read_package(noise))  # type: ignore[arg-type]  # all that is asked of it is `read`

    assert noise.taken < 1_000_000


XXE = f"""<?xml version="1.0"?>
<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>
<{ROOT}><Каталог><Товары><Товар><Ид>1</Ид><Наименование>&x;</Наименование></Товар></Товары></Каталог></{ROOT}>"""
BOMB = (
    "<!DOCTYPE r [<!ENTITY a0 'ha'>"
    + "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 12))
    + f"]><{ROOT}><Каталог><Ид>&a11;</Ид></Каталог></{ROOT}>"
)


@pytest.mark.parametrize(
    "text", [XXE, BOMB, f"<!DOCTYPE {ROOT}>\n<{ROOT}/>", f"<!-- a -->\n<!DOCTYPE {ROOT} SYSTEM 'x'><{ROOT}/>"]
)
def test_a_doctype_is_refused_whatever_it_holds(text: str) -> None:
    assert refusal(text.encode()).reason == "xml.doctype"
    assert refusal(text.encode("utf-16")).reason == "xml.doctype"


def test_an_entity_that_nobody_defined_is_an_error() -> None:
    assert refusal(f"<{ROOT}><Каталог><Ид>&x;</Ид></Каталог></{ROOT}>".encode()).reason == "xml.syntax"


def declared(encoding: str) -> str:
    return GOOD.replace("UTF-8", encoding)


@pytest.mark.parametrize(
    "data",
    [
        declared("windows-1251").encode("utf-8"),
        declared("UTF-8").encode("cp1251"),
        declared("UTF-16").encode("utf-8"),
        declared("windows-1251").encode("cp866"),
        declared("кириллица").encode(),
        declared("no-such-letters").encode(),
    ],
    ids=["utf-8 as 1251", "1251 as utf-8", "utf-8 as utf-16", "866 as 1251", "nonsense", "unknown"],
)
def test_a_wrongly_declared_encoding(data: bytes) -> None:
    bad = refusal(data)

    assert bad.reason == "xml.encoding"
    assert bad.line >= 1


def test_a_letter_of_another_encoding_deep_in_the_file_names_its_line() -> None:
    data = f"<?xml version='1.0' encoding='UTF-8'?><{ROOT}>\n".encode() + b"<a/>\n" * 100_000 + b"\xcf</a>"

    bad = refusal(data)

    assert (bad.reason, bad.line) == ("xml.encoding", 100_002)


@pytest.mark.parametrize(
    "data",
    [
        GOOD.encode("utf-8-sig"),
        declared("windows-1251").encode("utf-8-sig"),
        GOOD.partition("\n")[2].encode(),
        GOOD.partition("\n")[2].encode("cp1251"),
        declared("windows-1251").encode("cp1251"),
        declared("UTF-16").encode("utf-16"),
        b"\xfe\xff" + declared("UTF-16").encode("utf-16-be"),
        declared("UTF-16").encode("utf-16-le"),
        GOOD.partition("\n")[2].encode("utf-16-le"),
        declared("KOI8-R").encode("koi8-r"),
    ],
)
def test_each_encoding_is_found_by_mark_by_prolog_or_by_trying(data: bytes) -> None:
    assert len(list(read_package(io.BytesIO(data)))) == 2


def test_an_older_standard_is_refused_by_name() -> None:
    bad = refusal((FIXTURES / "trade77_commerceml_1.xml").read_bytes())

    assert (bad.reason, bad.line) == ("xml.commerceml1", 3)


def test_a_document_of_the_older_standard_is_refused_by_name() -> None:
    bad = refusal(f'<{ROOT}><Документ Номер="1" ХозОперация="Order"/></{ROOT}>'.encode())

    assert bad.reason == "xml.commerceml1"


def test_nesting_without_end() -> None:
    assert refusal(f"<{ROOT}>".encode() + b"<a>" * 5000).reason == "xml.too_deep"


def test_a_text_without_end() -> None:
    data = f"<{ROOT}><Каталог><Товары><Товар><Описание>".encode() + b"x" * 11_000_000

    assert refusal(data).reason == "xml.text_too_long"


def test_a_root_without_end() -> None:
    assert refusal(f"<{ROOT} а='".encode() + b"x" * 1_000_000).reason == "xml.record_too_long"


@pytest.mark.parametrize("limit", ["RECORD_BYTES", "RECORD_TAGS"])
def test_a_record_without_end(limit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, limit, 100_000)

    data = f"<{ROOT}><Документ>".encode() + b"<a/>" * 1_000_000

    assert refusal(data).reason == "xml.record_too_long"


def test_a_bad_record_beyond_the_parsers_last_line_is_near_its_line() -> None:
    lines = "\n" * 70_000
    offers = "".join(f"<Предложение>\n<Ид>{n}</Ид></Предложение>" for n in range(40_000))

    records = read_text(
        f"{lines}<ПакетПредложений><Предложения>{offers}<Предложение/></Предложения></ПакетПредложений>"
    )

    [bad] = only(records, BadRecord)
    assert len(only(records, Offer)) == 40_000
    assert 100_000 < bad.line <= 110_003


@given(st.binary(max_size=300))
def test_bytes_by_chance_are_refused_and_nothing_else_happens(data: bytes) -> None:
    assert refusal(data).line >= 0


@given(
    st.integers(min_value=0, max_value=5000),
    st.sampled_from(
        [
            lambda b: bytes([b ^ 1]),
            lambda b: bytes([b, b]),
            lambda b: bytes([b, 60]),
            lambda b: bytes(b // 99),
        ]
    ),
)
def test_a_file_with_one_wrong_byte_is_read_or_refused(at: int, spoil: Callable[[int], bytes]) -> None:
    data = (FIXTURES / "ut_2_07_catalogue.xml").read_bytes()
    at %= len(data)
    spoilt = data[:at] + spoil(data[at]) + data[at + 1 :]

    with contextlib.suppress(BadFile):
        assert list(read_package(io.BytesIO(spoilt)))


@pytest.mark.parametrize("padding", [" " * 100_000, "0" * 100_000, "\u00a0" * 100_000])
def test_endless_numbers_and_ids_are_bad_records_and_not_remembered(padding: str) -> None:
    prices = f"<Цены><Цена><ИдТипаЦены>p{padding}</ИдТипаЦены><ЦенаЗаЕдиницу>1</ЦенаЗаЕдиницу></Цена></Цены>"
    quantity = f"<Количество>{padding}1</Количество>"

    records = read_text(
        "<ПакетПредложений><Предложения>"
        f"<Предложение><Ид>1</Ид>{prices}</Предложение><Предложение><Ид>2</Ид>{quantity}</Предложение>"
        "</Предложения></ПакетПредложений>"
    )

    assert [bad.reason for bad in only(records, BadRecord)] == ["record.id_too_long", "record.bad_number"]
