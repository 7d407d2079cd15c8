"""Values as 1C and its look-alikes write them: numbers, flags, dates, rates, currencies."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Final

from obmen.domain.vat import NO_VAT, Vat
from obmen.onec.commerceml import vocabulary as words

ID_LENGTH: Final = 100  # look-alikes have ids of their own; 1C's are 36, or 73 with a characteristic
NUMBER_LENGTH: Final = 60  # with blanks around it; what is refused is not remembered either
EMPTY_GUID: Final = "00000000-0000-0000-0000-000000000000"

FRACTION: Final = 12  # digits of a fraction that are meant; look-alikes that count in binary write up to 20
_plain_number: Final = re.compile(r"-?[0-9]{1,18}(?:\.[0-9]{1,20})?").fullmatch
_blanks: Final = re.compile(r"[\s\u00a0\u202f\u2009'’]+")
_rate: Final = re.compile(r"([0-9]{1,3}(?:[.,][0-9]{1,4})?)\s*(?:%|/\s*1[0-9]{2}\s*%?)?")
_date: Final = re.compile(
    r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})"
    r"(?:[T ]\s*(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2}))?.*)?"
)
_local_date: Final = re.compile(
    r"(?P<day>[0-9]{1,2})\.(?P<month>[0-9]{2})\.(?P<year>[0-9]{4})"
    r"(?:[T ]\s*(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2}))?.*)?"
)


class Unreadable(Exception):
    """A record cannot be understood; `reason` is a code of obmen.messages."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason, detail)
        self.reason, self.detail = reason, detail


@lru_cache(maxsize=16_384)  # most quantities, sums and rates come again and again
def number(text: str | None) -> Decimal:
    """Read a number with a dot or a comma, with or without blanks between its thousands.

    Raises: Unreadable — `record.bad_number`.
    """
    if text and len(text) > NUMBER_LENGTH:
        raise Unreadable("record.bad_number", text[:80])
    text = text.strip() if text else ""
    if _plain_number(text):
        return _meant(text)
    compact = _blanks.sub("", text)
    if "," in compact:
        thousands, point = (",", ".") if compact.rfind(".") > compact.rfind(",") else (".", ",")
        compact = compact.replace(thousands, "").replace(point, ".")
    if _plain_number(compact):
        return _meant(compact)
    raise Unreadable("record.bad_number", text[:80])


def _meant(plain: str) -> Decimal:
    """Return the number without the dust that binary counting leaves: 720.8000000000001 is 720.8."""
    if len(plain.partition(".")[2]) <= FRACTION:
        return Decimal(plain)
    return Decimal(f"{Decimal(plain):.{FRACTION}f}".rstrip("0").rstrip("."))


def flag(text: str) -> bool | None:
    """Read a flag in any of 1C's spellings; None when it is none of them."""
    text = text.strip().lower()
    if text in words.TRUE:
        return True
    return False if text in words.FALSE else None


def key_of(name: str) -> str:
    """Return the form in which names of requisites are compared.

    `СтатусЗаказа` and `Статус заказа` are one; the C of `1С` is Latin as often as not (facts §3.6).
    """
    return _blanks.sub("", name).lower().replace(words.ONEC_LATIN, words.ONEC)


def currency(text: str | None) -> str | None:
    """Read a currency by the first characters of its name in 1C; None when it is blank.

    An unknown one is handed on in capitals: whether it will do is not for a reader to judge.
    """
    name = text.strip().rstrip(".").lower() if text else ""
    if not name:
        return None
    return words.CURRENCIES.get(name) or words.CURRENCIES.get(name[:3]) or name[:3].upper()


def vat(text: str | None) -> Vat | None:
    """Read a rate: `20`, `20%`, `НДС20`, `20/120`, `Без НДС`; None when it is blank or no rate."""
    compact = _blanks.sub("", text).lower() if text else ""
    if compact in words.WITHOUT_VAT:
        return NO_VAT
    found = _rate.fullmatch(compact.removeprefix(words.VAT))
    if found is None:
        return None
    return Vat(Decimal(found[1].replace(",", ".")).normalize() + 0)


def moment(text: str | None) -> datetime | None:
    """Read a date with or without time, its hour with or without a leading zero.

    The moment is naive: it is 1C's local time, and the file does not say where. `0001-01-01` is none.
    """
    text = text.strip() if text else ""
    found = _date.fullmatch(text) or _local_date.fullmatch(text)
    if found is None or found["year"] == "0001":
        return None
    part = found.groupdict(default="0")
    with suppress(ValueError):
        return datetime.fromisoformat(
            f"{part['year']}-{part['month']}-{int(part['day']):02}"
            f"T{int(part['hour']):02}:{part['minute']:0>2}:{part['second']:0>2}"
        )
    return None


def record_id(text: str | None) -> str:
    """Read an id.

    Raises: Unreadable — `record.no_id`, `record.id_too_long`.
    """
    text = text.strip() if text else ""
    if not text:
        raise Unreadable("record.no_id")
    if len(text) > ID_LENGTH:
        raise Unreadable("record.id_too_long", text[:ID_LENGTH])
    return text


def item_ids(raw_id: str | None, characteristic: str | None) -> tuple[str, str | None]:
    """Read product and characteristic from `Ид` (`id` or `id#id`) and a separate `ИдХарактеристики`.

    Raises: Unreadable — nothing before the `#`, or too long.
    Source: CommerceML 2 «Предложение»; facts §2.4 and §2.5.
    """
    product, _, variant = record_id(raw_id).partition("#")
    variant = variant or characteristic or ""
    if len(variant) > ID_LENGTH:
        raise Unreadable("record.id_too_long", variant[:ID_LENGTH])
    if not product:
        raise Unreadable("record.no_id", variant)
    return product, None if not variant or variant == EMPTY_GUID else variant
