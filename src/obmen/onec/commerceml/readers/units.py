"""Units of measure, in the four ways that files name them."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from obmen.domain.catalog import Unit
from obmen.onec.commerceml import vocabulary as words
from obmen.onec.commerceml.elements import SHORT, Element, Field, Table, Values, fields_of, own_text

PIECE: Final = "796"

_UNIT: Final[Table[Field]] = Table({
    words.ID: "id",
    words.UNIT_CODE: "code",
    words.SHORT_NAME: "short",
    words.LONG_NAME: "long",
})  # fmt: skip


@lru_cache(maxsize=1024)
def unit_of(code: str, text: str, long_name: str) -> Unit:
    """Make a unit of a code (blank: 796), a text that may be the code itself, and a long name.

    Source: facts §2.3: `Код="796 "`, `Код="    "`, plain text `796 ` in 3.1, no code at all in look-alikes.
    """
    code = code.strip()
    text = text.strip()
    if not code and text.isdigit():
        code, text = text, ""
    name = text or long_name.strip()
    if not code:
        code = words.UNIT_CODES.get(name.rstrip(".").lower(), PIECE)
    return Unit(code.lstrip("0") or PIECE, name)


def put_base_unit(child: Element, values: Values) -> None:
    """Keep `<БазоваяЕдиница Код="796 " НаименованиеПолное="Штука">шт</БазоваяЕдиница>`."""
    long_name = child.get(words.LONG_NAME) or ""
    values["unit"] = unit_of(
        child.get(words.UNIT_CODE, "")[:SHORT], own_text(child)[:SHORT], long_name[:SHORT]
    )


def read_unit(element: Element) -> Unit:
    """Read `<ЕдиницаИзмерения>` of 2.10 and 3.1; long names are padded to 100 characters."""
    values = fields_of(element, _UNIT)
    code = values.get("code") or values.get("id", "")
    return unit_of(code[:SHORT], values.get("short", "")[:SHORT], values.get("long", "")[:SHORT])
