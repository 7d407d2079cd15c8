"""Settings as people change them: by subject, with what can be chosen, and as one file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from obmen.delta.desire import select_groups
from obmen.domain.catalog import Group
from obmen.domain.errors import BadSetting
from obmen.domain.settings import (
    MASK,
    OWNED_FIELDS,
    OWNER_PREFIX,
    PARSERS,
    SECRET,
    ExchangeSettings,
    join_list,
    shown,
    with_setting,
)
from obmen.flows.catalog.context import read_context
from obmen.flows.ports.exchanges import Exchange
from obmen.flows.ports.store import Work

SECTIONS: Final[Mapping[str, tuple[str, ...]]] = {
    "catalogue": (
        "price_type", "price_types", "attributes", "variants", "stocks", "stock_minutes", "images",
        "image_max_px", "vat_create",
        "max_change_percent", "max_price_change_percent", "drift",
    ),
    "invoices": (
        "own_company", "invoices_since", "invoices_from_stage", "order_prefix", "resend", "counterparty_gate",
        "service_item", "order_changes", "responsible_fallback",
    ),
    "stages": ("paid_stage", "partly_paid_stage", "shipped_stage", "cancelled_stage"),
    "onec": ("onec_family", "onec_charset", "timezone", "onec_allow_from"),
    "portal": (
        "event_token", "interval_minutes", "poll_seconds", "rate_per_second", "burst", "operating_seconds",
    ),
    "alerts": ("alert_email", "alert_url", "alert_user", "alert_silence_minutes"),
    "keeping": ("keep_days",),
}  # fmt: skip
"""Every setting but `groups` and `owner.FIELD`, which have tables of their own."""
CHOICES: Final[Mapping[str, tuple[str, ...]]] = {
    "onec_family": ("auto", "trade", "unf", "module"),
    "variants": ("offers", "flat", "off"),
    "drift": ("off", "show", "restore"),
    "vat_create": ("on", "off"),
    "stocks": ("on", "off"),
    "images": ("on", "off"),
    "resend": ("auto", "ask", "never"),
    "counterparty_gate": ("warn", "strict"),
    "order_changes": ("notify", "update"),
    "onec_charset": ("windows-1251", "utf-8"),
}
OWNERS: Final = ("1c", "crm", "first")
STAGES: Final = frozenset({"invoices_from_stage", *SECTIONS["stages"]})
FILE_KEYS: Final = ("groups", *(key for keys in SECTIONS.values() for key in keys))


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One setting on a page."""

    key: str
    value: str
    default: str
    choices: tuple[tuple[str, str], ...] = ()  # (value, name) known by name; empty: a text
    words: tuple[str, ...] = ()  # values that are words of the language
    is_secret: bool = False

    @property
    def is_changed(self) -> bool:
        """Tell whether it is another than the default."""
        return self.value != self.default


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsPage:
    """All settings of an exchange, and what they mean now."""

    sections: Mapping[str, Sequence[Field]]
    owners: Mapping[str, str]
    vat: Sequence[tuple[str, int]]  # rates that the portal has, with their ids
    price_type: str  # name of what is the price now; empty: not decided
    groups: int  # how many 1C has
    selected: int  # how many of them are taken


def settings_of(work: Work, exchange: Exchange) -> SettingsPage:
    """Return all settings of an exchange."""
    values, defaults = shown(exchange.settings), shown(ExchangeSettings())
    named, context = _named(work, exchange), read_context(work, exchange)
    discovery = work.exchanges.discovery(exchange.id)
    now = context.price_types.get(context.price_type_id or "")
    return SettingsPage(
        sections={
            section: [_field(key, values, defaults, named) for key in keys]
            for section, keys in SECTIONS.items()
        },
        owners={name: exchange.settings.owner_of(name) for name in OWNED_FIELDS},
        vat=sorted(discovery.profile.vat_ids.items()) if discovery else [],
        price_type=now.name if now else "",
        groups=len(context.groups),
        selected=len(context.groups) if context.selected is None else len(context.selected),
    )


def _field(
    key: str,
    values: Mapping[str, str],
    defaults: Mapping[str, str],
    named: Mapping[str, tuple[tuple[str, str], ...]],
) -> Field:
    value, choices = values[key], named.get(key, ())
    if choices and value:
        choices = tuple((value if name == value else one, name) for one, name in choices)  # as it is set
        choices = choices if value in {one for one, _ in choices} else ((value, value), *choices)
    return Field(
        key=key,
        value="" if key in SECRET else value,
        default=defaults[key],
        choices=choices,
        words=CHOICES.get(key, ()),
        is_secret=key in SECRET,
    )


def _named(work: Work, exchange: Exchange) -> dict[str, tuple[tuple[str, str], ...]]:
    """Return what is chosen by name: price types of 1C, stages and own companies of the portal."""
    discovery = work.exchanges.discovery(exchange.id)
    types = read_context(work, exchange).price_types.values()
    named = {"price_type": tuple((one.id, one.name) for one in types if not one.deleted)}
    if discovery is not None:
        stages = tuple((one.id, one.name) for one in discovery.profile.stages)
        named |= dict.fromkeys(STAGES, stages)
        companies = discovery.profile.own_companies
        named["own_company"] = tuple((str(one.id), f"{one.name} {one.tax_id}".strip()) for one in companies)
    return named


def changes_in(exchange: Exchange, wished: Mapping[str, str]) -> dict[str, str]:
    """Return what of the wished differs; a secret that is left empty stays. Raises BadSetting."""
    known = shown(exchange.settings)
    changes = {}
    for key, text in wished.items():
        if key not in PARSERS and not key.startswith(OWNER_PREFIX):
            raise BadSetting(key, key=key, reason="unknown", allowed=", ".join(PARSERS))
        if (key in SECRET and text in {"", MASK}) or text == known.get(key):
            continue
        changed = shown(with_setting(exchange.settings, key, text))
        if changed != known or key in SECRET:
            changes[key] = text
    return changes


@dataclass(frozen=True, slots=True)
class Branch:
    """A group of 1C and those within it."""

    group: Group
    is_chosen: bool  # named by the setting
    is_taken: bool  # named, or within one that is
    children: tuple[Branch, ...]


def tree_of(work: Work, exchange: Exchange) -> tuple[Branch, ...]:
    """Return 1C's groups as a tree, with those that the exchange takes."""
    groups = read_context(work, exchange).groups
    wanted = set(exchange.settings.groups)
    taken = select_groups(groups, exchange.settings.groups)
    within: dict[str | None, list[Group]] = {}
    for group in groups.values():
        parent = group.parent_id if group.parent_id in groups else None
        within.setdefault(parent, []).append(group)

    def grow(parent: str | None, above: frozenset[str]) -> tuple[Branch, ...]:
        return tuple(
            Branch(
                group,
                bool({group.id, group.name} & wanted),
                taken is None or group.id in taken,
                grow(group.id, above | {group.id}),
            )
            for group in sorted(within.get(parent, ()), key=lambda one: one.name)
            if group.id not in above
        )

    return grow(None, frozenset())


@dataclass(frozen=True, slots=True)
class Taken:
    """How many goods of 1C the chosen groups have."""

    goods: int
    of: int


def taken_by(work: Work, exchange: Exchange, wanted: Sequence[str] | None) -> Taken:
    """Count the goods that a choice of groups takes, None: all; takes long with 100,000 goods."""
    counts = work.measures.goods_by_group(exchange.id)
    total = sum(counts.values())
    if wanted is None:
        return Taken(total, total)
    chosen = (select_groups(read_context(work, exchange).groups, wanted) if wanted else None) or frozenset()
    return Taken(sum(n for group, n in counts.items() if group in chosen), total)


def as_file(exchange: Exchange) -> dict[str, str]:
    """Return the settings that differ from the defaults, without secrets."""
    values, defaults = shown(exchange.settings), shown(ExchangeSettings())
    keys = (*FILE_KEYS, *(OWNER_PREFIX + name for name in OWNED_FIELDS))
    return {key: values[key] for key in keys if values[key] != defaults[key] and key not in SECRET}


@dataclass(frozen=True, slots=True)
class Difference:
    """One setting that a file would change."""

    key: str
    old: str
    new: str


def compare_file(exchange: Exchange, told: Mapping[str, object]) -> list[Difference]:
    """Return what a file would change; what it does not name gets its default. Raises BadSetting."""
    values, defaults = shown(exchange.settings), shown(ExchangeSettings())
    wished = {key: _text(value) for key, value in told.items()}
    known = as_file(exchange)
    whole = {key: wished.get(key, defaults[key]) for key in {*known, *wished} if key in defaults} | {
        key: text for key, text in wished.items() if key not in defaults
    }
    changes = changes_in(exchange, whole)
    return [Difference(key, values.get(key, ""), changes[key]) for key in sorted(changes)]


def _text(value: object) -> str:
    """A file may write on/off, numbers and lists as YAML does."""
    match value:
        case bool():
            return "on" if value else "off"
        case list() | tuple():
            return join_list(tuple(str(item) for item in value))
        case date():
            return value.isoformat()
        case None:
            return ""
        case _:
            return str(value)
