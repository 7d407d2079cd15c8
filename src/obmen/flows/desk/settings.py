"""Settings as people change them: by subject, with what can be chosen, and as one file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from obmen.delta.attributes import ALL, BUILT_IN, NOTHING
from obmen.delta.desire import CatalogContext, select_groups
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
    split_list,
    with_setting,
)
from obmen.flows.admin.figures import figures_of
from obmen.flows.catalog.context import read_context, read_properties
from obmen.flows.desk.effect import Effect
from obmen.flows.desk.effects import Owned, effects_of, owned_of, taken_of
from obmen.flows.ports.exchanges import Exchange
from obmen.flows.ports.figures import Figures
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
NOTHING_TICKED: Final[Mapping[str, str]] = {"price_types": "", "attributes": NOTHING}
"""Lists of which items are ticked, and what is set when none is."""
STAGES: Final = frozenset({"invoices_from_stage", *SECTIONS["stages"]})
FILE_KEYS: Final = ("groups", *(key for keys in SECTIONS.values() for key in keys))


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """One item of a list that may be ticked."""

    value: str
    name: str  # empty: the value is a word of ours
    count: int  # goods that have it
    is_on: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One setting on a page."""

    key: str
    value: str
    default: str
    effect: Effect  # what it comes to at present
    choices: tuple[tuple[str, str], ...] = ()  # (value, name) known by name; empty: a text
    words: tuple[str, ...] = ()  # values that are words of the language
    is_secret: bool = False
    ticks: tuple[Tick, ...] = ()  # of a list whose items are known by name; empty: a text
    is_all: bool = False  # everything is ticked, also what comes later

    @property
    def is_changed(self) -> bool:
        """Tell whether it is another than the default."""
        return self.value != self.default


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsPage:
    """All settings of an exchange, and what they mean now."""

    sections: Mapping[str, Sequence[Field]]
    counted_at: datetime  # the numbers of the catalogue
    taken: Effect  # what the groups come to
    owners: Sequence[Owned]
    vat: Sequence[tuple[str, int]]  # rates that the portal has, with their ids
    price_type: str  # name of what is the price now; empty: not decided
    groups: int  # how many 1C has
    selected: int  # how many of them are taken


def settings_of(work: Work, exchange: Exchange, *, now: datetime) -> SettingsPage:
    """Return all settings of an exchange."""
    values, defaults = shown(exchange.settings), shown(ExchangeSettings())
    context, figures = read_context(work, exchange), figures_of(work, exchange.id, now=now)
    named, ticks = _named(work, exchange, context), _ticks(work, exchange, context, figures)
    effects = effects_of(work, exchange, context, figures, now=now)
    discovery = work.exchanges.discovery(exchange.id)
    price_type = context.price_types.get(context.price_type_id or "")

    def field(key: str) -> Field:
        its_ticks, is_all = ticks.get(key, ()), values[key] == ALL
        plain = _field(key, values, defaults, named, effect=effects[key])
        return replace(plain, ticks=its_ticks, is_all=is_all)

    return SettingsPage(
        sections={section: [field(key) for key in keys] for section, keys in SECTIONS.items()},
        counted_at=figures.counted_at,
        taken=effects["groups"],
        owners=owned_of(exchange, figures),
        vat=sorted(discovery.profile.vat_ids.items()) if discovery else [],
        price_type=price_type.name if price_type else "",
        groups=len(context.groups),
        selected=len(context.groups) if context.selected is None else len(context.selected),
    )


def _field(
    key: str,
    values: Mapping[str, str],
    defaults: Mapping[str, str],
    named: Mapping[str, tuple[tuple[str, str], ...]],
    *,
    effect: Effect,
) -> Field:
    value, choices = values[key], named.get(key, ())
    if choices and value:
        choices = tuple((value if name == value else one, name) for one, name in choices)  # as it is set
        choices = choices if value in {one for one, _ in choices} else ((value, value), *choices)
    return Field(
        key=key,
        value="" if key in SECRET else value,
        default=defaults[key],
        effect=effect,
        choices=choices,
        words=CHOICES.get(key, ()),
        is_secret=key in SECRET,
    )


def _ticks(
    work: Work, exchange: Exchange, context: CatalogContext, figures: Figures
) -> dict[str, tuple[Tick, ...]]:
    """Return what lists may name, by setting: further price types, and what 1C tells of goods."""
    types = {one.id: one.name for one in context.price_types.values() if not one.deleted}
    told = {key: one.name for key, one in read_properties(work, exchange).items() if not one.deleted}
    attributes = dict.fromkeys(BUILT_IN, "") | told
    counts = {**figures.by_attribute, **figures.by_property}
    return {
        "price_types": _ticked(types, exchange.settings.price_types, figures.by_price_type),
        "attributes": _ticked(attributes, exchange.settings.attributes, counts),
    }


def _ticked(known: Mapping[str, str], chosen: Sequence[str], counts: Mapping[str, int]) -> tuple[Tick, ...]:
    """Return what is known by name, and what was typed before 1C told of it; empty while nothing is known."""
    asked = {one.casefold() for one in chosen} - {ALL, NOTHING}
    as_set = {one.casefold(): one for one in chosen if one.casefold() in asked}
    ticks = []
    for key, name in known.items():
        value = as_set.pop(key.casefold(), "") or as_set.pop(name.casefold(), "")
        ticks.append(Tick(value=value or key, name=name, count=counts.get(key, 0), is_on=bool(value)))
    typed = [Tick(value=one, name=one, count=0, is_on=True) for one in as_set.values()]
    return (*ticks, *typed) if known else ()


def _named(work: Work, exchange: Exchange, context: CatalogContext) -> dict[str, tuple[tuple[str, str], ...]]:
    """Return what is chosen by name: price types of 1C, stages and own companies of the portal."""
    discovery = work.exchanges.discovery(exchange.id)
    types = context.price_types.values()
    named = {"price_type": tuple((one.id, one.name) for one in types if not one.deleted)}
    if discovery is not None:
        stages = tuple((one.id, one.name) for one in discovery.profile.stages)
        named |= dict.fromkeys(STAGES, stages)
        companies = discovery.profile.own_companies
        named["own_company"] = tuple((str(one.id), f"{one.name} {one.tax_id}".strip()) for one in companies)
    return named


def list_told(exchange: Exchange, key: str, told: Sequence[str]) -> str:
    """Return the value of a list of which items were ticked and typed; in another order it is the same."""
    if ALL in told:
        return ALL
    items = tuple(dict.fromkeys(item for one in told for item in split_list(one)))
    known = split_list(shown(exchange.settings)[key])
    return join_list(known if set(known) == set(items) else items) or NOTHING_TICKED[key]


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


def taken_by(work: Work, exchange: Exchange, wanted: Sequence[str] | None, *, now: datetime) -> Taken:
    """Return how many goods a choice of groups takes; None: all."""
    figures = figures_of(work, exchange.id, now=now)
    if wanted is None:
        return Taken(figures.goods, figures.goods)
    taken = taken_of(read_context(work, exchange), wanted, figures) if wanted else 0
    return Taken(taken, figures.goods)


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
