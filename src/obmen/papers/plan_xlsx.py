"""A plan as a workbook: totals and signatures on the first sheet, then every field of every record."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING, Final

import xlsxwriter

from obmen.flows.desk.plan_words import ACTIONS, Document, PlanWords

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

SHEET_ROWS: Final = 1_000_000  # a sheet ends at 1,048,576 rows
HEADINGS: Final = ("action", "kind", "record", "name", "field", "old", "new", "why")
WIDTHS: Final = (14, 12, 40, 44, 24, 36, 36, 44)
SIGNED: Final = ("sign.name", "sign.signature", "sign.date")


def write_plan_xlsx(document: Document, *, exchange: str, made_at: datetime, language: str) -> bytes:
    """Write the plan as an XLSX file; texts of 1C stay texts, whatever they begin with.

    Raises: nothing of its own; a plan larger than a sheet goes on on the next one.
    """
    words = PlanWords(document=document, language=language)
    file = BytesIO()
    book = xlsxwriter.Workbook(
        file, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    bold = book.add_format({"bold": True})
    _write_totals(book.add_worksheet(words.say("sheet.totals")), bold, words, exchange, made_at)
    _write_changes(book, bold, words)
    _write_outside(book, bold, words)
    book.close()
    return file.getvalue()


def _write_totals(sheet: Worksheet, bold: Format, words: PlanWords, exchange: str, made_at: datetime) -> None:
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, len(ACTIONS), 14)
    sheet.write_string(0, 0, words.say("title", name=exchange), bold)
    sheet.write_string(1, 0, words.say("made_at", moment=f"{made_at:%d.%m.%Y %H:%M %Z}"))
    sheet.write_string(2, 0, words.price_type())
    sheet.write_row(3, 0, [words.say("kind"), *map(words.say, ACTIONS)], bold)
    row = 4
    for kind, counts in words.totals():
        sheet.write_row(row, 0, [kind, *counts])
        row += 1
    costs = {name: words.document[name] for name in ("requests", "seconds")}
    sheet.write_string(row + 1, 0, words.say("cost", **costs))
    makes = words.makes()
    lines = [f"{words.say('makes')}: {', '.join(makes)}"] if makes else []
    for line in [*lines, *words.left_out(exchange)]:
        row += 1
        sheet.write_string(row + 1, 0, line)
    sheet.write_string(row + 3, 0, words.say("sign"), bold)
    for offset, code in enumerate(SIGNED):
        sheet.write_string(row + 4 + offset, 0, f"{words.say(code)}: ____________________")


def _write_changes(book: xlsxwriter.Workbook, bold: Format, words: PlanWords) -> None:
    sheet, number, row = _next_sheet(book, bold, words, 1), 1, 1
    for record in words.records():
        told = (record.action, record.kind, record.id, record.name)
        for line in record.fields or (None,):
            if row > SHEET_ROWS:
                number, row = number + 1, 1
                sheet = _next_sheet(book, bold, words, number)
            changed = (line.field, line.old, line.new) if line else ("", "", "")
            for column, text in enumerate((*told, *changed, record.why)):
                sheet.write_string(row, column, text)
            row += 1


def _write_outside(book: xlsxwriter.Workbook, bold: Format, words: PlanWords) -> None:
    """Write every good that the chosen groups leave out; nothing where there is none."""
    outside = words.outside()
    for start in range(0, len(outside), SHEET_ROWS):
        number = start // SHEET_ROWS + 1
        title = words.say("sheet.outside")
        sheet = book.add_worksheet(title if number == 1 else f"{title} {number}")
        sheet.set_column(0, 1, 44)
        sheet.write_row(0, 0, [words.say("record"), words.say("field.name")], bold)
        for row, told in enumerate(outside[start : start + SHEET_ROWS], start=1):
            for column, text in enumerate(told):
                sheet.write_string(row, column, text)


def _next_sheet(book: xlsxwriter.Workbook, bold: Format, words: PlanWords, number: int) -> Worksheet:
    title = words.say("sheet.changes")
    sheet = book.add_worksheet(title if number == 1 else f"{title} {number}")
    sheet.freeze_panes(1, 0)
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width)
    sheet.write_row(0, 0, [_heading(words, code) for code in HEADINGS], bold)
    return sheet


def _heading(words: PlanWords, code: str) -> str:
    return words.say("field.name" if code == "name" else code)
