"""What people call the fields and values of a plan: names in the place of 1C's Ид."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from obmen.delta.attributes import PREFIX
from obmen.delta.compare import PRICE_PREFIX, Change
from obmen.delta.desire import CatalogContext, ancestors
from obmen.domain.catalog import Property

Names = dict[str, dict[str, str]]


def names_in(changes: Iterable[Change], context: CatalogContext) -> tuple[dict[str, str], Names]:
    """Return the names of the fields in changes, and those of the values in them by field."""
    fields: dict[str, str] = {}
    values: Names = {}
    for change in changes:
        for name, pair in change.fields.items():
            if name not in fields:
                fields |= _field(name, context)
            told = dict(_values(name, pair, context))
            if told:
                values.setdefault(name, {}).update(told)
    return fields, values


def _field(name: str, context: CatalogContext) -> dict[str, str]:
    """Name a price by its type and an attribute by its property; properties of one name by their Ид too."""
    if name.startswith(PRICE_PREFIX):
        price_type = context.price_types.get(name.removeprefix(PRICE_PREFIX))
        return {name: price_type.name} if price_type else {}
    own = _property(name, context)
    if own is None:
        return {}
    known = {**context.attributes.properties, **context.of_variations.properties}
    namesakes = [one for one in known.values() if one.name == own.name]
    return {name: own.name if len(namesakes) == 1 else f"{own.name} ({own.id})"}


def _property(name: str, context: CatalogContext) -> Property | None:
    if not name.startswith(PREFIX):
        return None
    key = name.removeprefix(PREFIX)
    return context.attributes.properties.get(key) or context.of_variations.properties.get(key)


def _values(name: str, pair: Iterable[object], context: CatalogContext) -> Iterator[tuple[str, str]]:
    lists = (value if isinstance(value, list) else [value] for value in pair)
    used = [one for values in lists for one in values if one is not None]
    own = _property(name, context)
    if own is not None:
        yield from ((key, text) for key, text in own.values if key in used)
    elif name in {"section", "parent"}:
        yield from ((str(key), path) for key in used if (path := group_path(str(key), context)))


def group_path(group_id: str, context: CatalogContext) -> str:
    """Name a group with those above it: `Одежда / Футболки`."""
    ids = [*reversed(ancestors(context.groups, group_id)), group_id]
    return " / ".join(context.groups[one].name for one in ids if one in context.groups)
