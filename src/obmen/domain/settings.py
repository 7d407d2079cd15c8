"""Settings of an exchange: names, defaults and limits; parsing from `KEY=VALUE`."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from obmen.domain.errors import BadSetting
from obmen.domain.identity import EntityKind

OWNED_FIELDS: Final = (
    "name", "section", "price", "vat", "unit", "active", "article", "barcode", "full_name", "description",
    "brand", "country", "weight", "code", "attributes",
)  # fmt: skip
"""Whose owner may be set; `price` is every price of a product, `attributes` every property of 1C."""
OWNER_WORDS: Final[Mapping[str, str]] = {"currency": "price", "vat_included": "vat", "attr": "attributes"}
OWNER_PREFIX: Final = "owner."
MASK: Final = "********"
SECRET: Final = ("event_token", "alert_url")
"""Settings that are never shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeSettings:
    """Everything that a person may set for one exchange. Source: the reference page of settings."""

    onec_family: str = "auto"  # auto | trade | unf | module
    price_type: str = ""  # name or Ид; empty: the first price type of the first package that has any
    price_types: tuple[str, ...] = ()  # `all`, or names and Ид of those that travel beside it; empty: none
    groups: tuple[str, ...] = ()  # empty: all
    attributes: tuple[str, ...] = ("article", "barcode", "full_name", "description")
    variants: str = "offers"  # offers | flat | off
    owners: Mapping[str, str] = field(default_factory=dict)  # field -> 1c | crm | first
    max_change_percent: int = 30
    max_price_change_percent: int = 50
    drift: str = "show"  # off | show | restore: edits in the CRM of what 1C owns, looked for every night
    vat_create: bool = False
    stocks: bool = False
    stock_minutes: int = 60  # how often stock is written at most
    images: bool = False
    image_max_px: int = 1600  # longest side of a picture that is sent
    interval_minutes: int = 10
    poll_seconds: int = 60
    invoices_since: datetime | None = None  # None: the moment of `exchange add`
    invoices_from_stage: str = ""  # name or STATUS_ID; empty: the first
    own_company: str = ""  # id or ИНН; empty: the only one
    order_prefix: str = "B24-"
    resend: str = "ask"  # auto | ask | never
    counterparty_gate: str = "warn"  # strict | warn
    service_item: str = ""
    paid_stage: str = ""
    partly_paid_stage: str = ""
    shipped_stage: str = ""
    cancelled_stage: str = ""
    order_changes: str = "notify"  # notify | update
    responsible_fallback: int = 0  # user id; 0: none
    alert_email: tuple[str, ...] = ()
    alert_url: str = field(default="", repr=False)  # may hold a key
    alert_user: int = 0  # of the portal; 0: none
    alert_silence_minutes: int = 0  # 0: half again as long as 1C ever was silent
    event_token: str = field(default="", repr=False)
    rate_per_second: float = 2.0
    burst: int = 50
    operating_seconds: int = 480
    onec_charset: str = "windows-1251"
    timezone: str = "Europe/Moscow"
    onec_allow_from: tuple[str, ...] = ()  # networks; empty: any
    keep_days: int = 90

    @property
    def zone(self) -> ZoneInfo:
        """Time zone of the 1C base."""
        return ZoneInfo(self.timezone)

    def owner_of(self, name: str) -> str:
        """Who owns a field of a product: `1c`, `crm` or `first`."""
        return owner_of(self.owners, name)

    def owners_of(self, kind: EntityKind) -> Mapping[str, str]:
        """Who owns the fields of a record: groups are 1C's, whatever is set for goods."""
        return {} if kind is EntityKind.SECTION else self.owners


def owner_of(owners: Mapping[str, str], name: str) -> str:
    """Who owns a field of a product; `price.…` goes with the price, `attr.…` with the attributes."""
    return owners.get(owner_word(name), "1c")


def owner_word(name: str) -> str:
    """Return the word of OWNED_FIELDS that a field's owner is set by."""
    family = name.partition(".")[0]
    return OWNER_WORDS.get(family, family)


def split_list(text: str) -> tuple[str, ...]:
    """Split a comma-separated list; an item with a comma stands in double quotes."""
    if not text.strip():
        return ()
    row = next(csv.reader(io.StringIO(text), skipinitialspace=True))
    return tuple(item.strip() for item in row if item.strip())


def join_list(items: tuple[str, ...]) -> str:
    """Write a list as `split_list` reads it."""
    return ",".join(f'"{item}"' if "," in item else item for item in items)


def _choice(*allowed: str) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if text not in allowed:
            raise ValueError(" | ".join(allowed))
        return text

    return parse


def _whole(low: int, high: int) -> Callable[[str], int]:
    def parse(text: str) -> int:
        if not text.isascii() or not text.isdigit() or not low <= int(text) <= high:
            raise ValueError(f"{low}…{high}")
        return int(text)

    return parse


def _rate(text: str) -> float:
    if not re.fullmatch(r"\d+(\.\d+)?", text) or not 0.1 <= float(text) <= 100:
        raise ValueError("0.1…100")
    return float(text)


def _switch(text: str) -> bool:
    if text not in {"on", "off"}:
        raise ValueError("on | off")
    return text == "on"


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError("2026-11-24 | 2026-11-24T10:00:00+03:00") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo("Europe/Moscow"))


def _prefix(text: str) -> str:
    if not re.fullmatch(r"[A-Za-zА-Яа-яЁё0-9-]{1,4}", text):
        raise ValueError("1…4: A-Z a-z А-Я а-я 0-9 -")
    return text


def _zone(text: str) -> str:
    try:
        return ZoneInfo(text).key
    except (ZoneInfoNotFoundError, ValueError):
        raise ValueError("Europe/Moscow, Asia/Yekaterinburg, …") from None


def _text(text: str) -> str:
    return text.strip()


def _addresses(text: str) -> tuple[str, ...]:
    addresses = split_list(text)
    if not all(re.fullmatch(r"[^@\s<>,;]+@[^@\s<>,;]+", address) for address in addresses):
        raise ValueError("name@example.org, …")
    return addresses


def _url(text: str) -> str:
    if not re.fullmatch(r"https?://[^\s/]+\S*", text.strip()):
        raise ValueError("https://example.org/…")
    return text.strip()


PARSERS: Final[Mapping[str, Callable[[str], Any]]] = {
    "onec_family": _choice("auto", "trade", "unf", "module"),
    "price_type": _text,
    "price_types": split_list,
    "groups": split_list,
    "attributes": split_list,
    "variants": _choice("offers", "flat", "off"),
    "max_change_percent": _whole(0, 100),
    "max_price_change_percent": _whole(0, 100),
    "drift": _choice("off", "show", "restore"),
    "vat_create": _switch,
    "stocks": _switch,
    "stock_minutes": _whole(1, 1440),
    "images": _switch,
    "image_max_px": _whole(64, 10_000),
    "interval_minutes": _whole(1, 1440),
    "poll_seconds": _whole(1, 86_400),
    "invoices_since": _moment,
    "invoices_from_stage": _text,
    "own_company": _text,
    "order_prefix": _prefix,
    "resend": _choice("auto", "ask", "never"),
    "counterparty_gate": _choice("strict", "warn"),
    "service_item": _text,
    "paid_stage": _text,
    "partly_paid_stage": _text,
    "shipped_stage": _text,
    "cancelled_stage": _text,
    "order_changes": _choice("notify", "update"),
    "responsible_fallback": _whole(0, 2**31),
    "alert_email": _addresses,
    "alert_url": _url,
    "alert_user": _whole(0, 2**31),
    "alert_silence_minutes": _whole(0, 100_000),
    "event_token": _text,
    "rate_per_second": _rate,
    "burst": _whole(1, 1000),
    "operating_seconds": _whole(1, 600),
    "onec_charset": _choice("windows-1251", "utf-8"),
    "timezone": _zone,
    "onec_allow_from": split_list,
    "keep_days": _whole(1, 3650),
}


def with_setting(settings: ExchangeSettings, key: str, value: str) -> ExchangeSettings:
    """Return settings with one changed; an empty value restores the default.

    Raises: BadSetting — with the right names, or the right values.
    """
    if key.startswith(OWNER_PREFIX):
        return _with_owner(settings, key, value)
    if key not in PARSERS:
        raise BadSetting(
            key, key=key, reason="unknown", allowed=", ".join([*PARSERS, "portal", "owner.FIELD"])
        )
    changed: dict[str, Any] = {key: _parsed(key, value) if value else getattr(ExchangeSettings(), key)}
    return replace(settings, **changed)


def _parsed(key: str, value: str) -> object:
    try:
        return PARSERS[key](value)
    except ValueError as bad:
        raise BadSetting(key, key=key, reason="value", value=value, allowed=str(bad)) from None


def _with_owner(settings: ExchangeSettings, key: str, value: str) -> ExchangeSettings:
    name = key.removeprefix(OWNER_PREFIX)
    if name not in OWNED_FIELDS:
        raise BadSetting(
            key, key=key, reason="unknown", allowed=", ".join(OWNER_PREFIX + f for f in OWNED_FIELDS)
        )
    if value not in {"", "1c", "crm", "first"}:
        raise BadSetting(key, key=key, reason="value", value=value, allowed="1c | crm | first")
    owners = {k: v for k, v in settings.owners.items() if k != name}
    return replace(settings, owners={**owners, name: value} if value else owners)


def shown(settings: ExchangeSettings) -> dict[str, str]:
    """Return every setting as the text that `with_setting` takes, secrets masked."""
    texts = {f.name: _show(getattr(settings, f.name)) for f in fields(settings) if f.name != "owners"}
    texts |= {name: MASK for name in SECRET if texts[name]}
    return texts | {OWNER_PREFIX + name: settings.owner_of(name) for name in OWNED_FIELDS}


def stored(settings: ExchangeSettings) -> dict[str, str]:
    """Return the settings that differ from the defaults, as `restored` takes them."""
    default = shown_raw(ExchangeSettings())
    return {key: text for key, text in shown_raw(settings).items() if text != default.get(key)}


def shown_raw(settings: ExchangeSettings) -> dict[str, str]:
    """As `shown`, with secrets."""
    return shown(settings) | {name: getattr(settings, name) for name in SECRET}


def restored(texts: Mapping[str, str]) -> ExchangeSettings:
    """Build settings from what `stored` returned; raises BadSetting."""
    settings = ExchangeSettings()
    for key, value in texts.items():
        settings = with_setting(settings, key, value)
    return settings


def _show(value: object) -> str:
    match value:
        case bool():
            return "on" if value else "off"
        case tuple():
            return join_list(value)
        case datetime():
            return value.isoformat()
        case None:
            return ""
        case _:
            return str(value)
