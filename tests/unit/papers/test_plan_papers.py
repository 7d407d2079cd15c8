"""A plan on paper holds every field of every record, in the reader's words, and nothing that acts."""

from __future__ import annotations

import zipfile
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest
from lxml import etree, html

from obmen.papers import plan_html, plan_xlsx
from obmen.papers.plan_html import write_plan_html
from obmen.papers.plan_xlsx import write_plan_xlsx

MADE_AT = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
NONE = {"create": 0, "change": 0, "deactivate": 0, "reactivate": 0, "refuse": 0}
CELL = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def a_change(**told: object) -> dict[str, Any]:
    change = {
        "kind": "product",
        "id": "guid-1",
        "name": "Шапка",
        "action": "change",
        "fields": {},
        "reason": "",
    }
    return change | told


def a_plan(*changes: dict[str, Any]) -> dict[str, Any]:
    return {
        "totals": {"product": NONE | {"change": len(changes)}},
        "requests": 3,
        "seconds": 1.5,
        "changes": list(changes),
    }


def sheets_of(document: dict[str, Any], language: str = "ru") -> list[list[list[str]]]:
    """Read the workbook's texts with a reader of our own: sheets of rows of cells."""
    book = zipfile.ZipFile(
        BytesIO(write_plan_xlsx(document, exchange="shop", made_at=MADE_AT, language=language))
    )
    names = sorted(n for n in book.namelist() if n.startswith("xl/worksheets/sheet"))
    return [_rows(etree.fromstring(book.read(name))) for name in names]


def _rows(sheet: etree._Element) -> list[list[str]]:
    return [["".join(cell.itertext()) for cell in row] for row in sheet.iter(f"{CELL}row")]


def page_of(document: dict[str, Any], language: str = "ru") -> str:
    return write_plan_html(document, exchange="shop", made_at=MADE_AT, language=language)


def test_the_workbook_has_a_row_for_each_field_of_each_record() -> None:
    cheaper = a_change(fields={"price": ["100", "90"], "name": ["Шапка", "Шапка зимняя"]})
    gone = a_change(id="guid-2", name="Шарф", action="deactivate", fields={"active": [True, False]})

    _, changes = sheets_of(a_plan(cheaper, gone))

    assert changes[1:] == [
        ["изменить", "товар", "guid-1", "Шапка", "Цена", "100", "90", ""],
        ["изменить", "товар", "guid-1", "Шапка", "Наименование", "Шапка", "Шапка зимняя", ""],
        ["выключить", "товар", "guid-2", "Шарф", "Активность", "да", "нет", ""],
    ]


def test_the_workbook_tells_totals_and_has_room_for_a_signature() -> None:
    totals, _ = sheets_of(a_plan(a_change(fields={"price": [None, "5"]})))

    told = [cell for row in totals for cell in row]
    assert "План обмена «shop»" in told
    assert ["товар", "0", "1", "0", "0", "0"] in totals
    assert any(cell.startswith("подпись") for cell in told)


def test_a_name_that_looks_like_a_formula_or_a_link_stays_text() -> None:
    sly = a_change(name='=HYPERLINK("http://evil")', fields={"name": [None, "https://evil"]})

    book = zipfile.ZipFile(
        BytesIO(write_plan_xlsx(a_plan(sly), exchange="shop", made_at=MADE_AT, language="ru"))
    )

    sheet = etree.fromstring(book.read("xl/worksheets/sheet2.xml"))
    assert sheet.find(f".//{CELL}f") is None
    assert sheet.find(f".//{CELL}hyperlink") is None


def test_a_plan_longer_than_a_sheet_goes_on_on_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plan_xlsx, "SHEET_ROWS", 2)
    changes = [a_change(id=f"guid-{n}", fields={"price": ["1", "2"]}) for n in range(5)]

    _, *sheets = sheets_of(a_plan(*changes))

    assert [[row[2] for row in sheet[1:]] for sheet in sheets] == [
        ["guid-0", "guid-1"], ["guid-2", "guid-3"], ["guid-4"],
    ]  # fmt: skip


def test_the_page_shows_old_and_new_of_each_field() -> None:
    page = html.fromstring(page_of(a_plan(a_change(fields={"vat_included": [True, False]}))))

    row = [cell.text_content().strip() for cell in page.xpath("//tr[@class='first']/td")]
    assert row[2:] == ["НДС в цене", "да", "нет"]


def test_the_page_runs_nothing_that_a_name_brings() -> None:
    page = page_of(a_plan(a_change(name="<script>alert(1)</script>", fields={"price": ["1", "2"]})))

    assert "<script" not in page
    assert "&lt;script&gt;" in page


def test_the_page_says_when_it_shows_only_the_beginning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plan_html, "SHOWN", 2)
    changes = [a_change(id=f"guid-{n}", fields={"price": ["1", "2"]}) for n in range(3)]

    page = page_of(a_plan(*changes))

    assert "guid-1" in page
    assert "guid-2" not in page
    assert "первые 2 записей из 3" in page


def test_a_refused_record_tells_why() -> None:
    refused = a_change(action="refuse", fields={"vat": [None, "22"]}, reason="vat.missing")

    page = html.fromstring(page_of(a_plan(refused)))

    assert "22" in page.xpath("string(//tr[@class='first']/td[1])")


def test_papers_speak_english_by_choice() -> None:
    document = a_plan(a_change(fields={"price": ["1", "2"]}))

    assert "Plan of the exchange" in page_of(document, "en")
    assert ["change", "product", "guid-1", "Шапка", "Price", "1", "2", ""] in sheets_of(document, "en")[1]


def a_plan_that_leaves_out(*names: str) -> dict[str, Any]:
    records = [{"id": f"guid-{number}", "name": name} for number, name in enumerate(names)]
    left_out = {"groups": {"count": len(records), "records": records}, "selection": {"count": 4}}
    return a_plan(a_change(fields={"price": ["1", "2"]})) | {"left_out": left_out}


def test_the_workbook_lists_every_good_that_the_groups_leave_out() -> None:
    totals, _, outside = sheets_of(a_plan_that_leaves_out("Шапка", "=1+1"))

    assert outside[1:] == [["guid-0", "Шапка"], ["guid-1", "=1+1"]]
    told = [cell for row in totals for cell in row]
    assert "Вне выбранных групп: 2 (Шапка, =1+1…)" in told
    assert "Ушло из выгрузки 1С, остаётся как есть: 4 (obmen sweep shop)" in told


def test_the_page_lists_every_good_that_the_groups_leave_out() -> None:
    page = html.fromstring(page_of(a_plan_that_leaves_out("Шапка", "<b>Шарф</b>")))

    rows = [[cell.text_content() for cell in row] for row in page.xpath("//tr[@class='outside']")]
    assert rows == [["guid-0", "Шапка"], ["guid-1", "<b>Шарф</b>"]]
    assert "Ушло из выгрузки 1С, остаётся как есть: 4 (obmen sweep shop)" in page.text_content()


def test_a_plan_that_leaves_nothing_out_has_no_sheet_of_it() -> None:
    plan = a_plan(a_change(fields={"price": ["1", "2"]}))
    plan["left_out"] = {"groups": {"count": 0, "records": []}, "selection": {"count": 0}}

    assert len(sheets_of(plan)) == 2
    assert "Вне выбранных групп" not in page_of(plan)
