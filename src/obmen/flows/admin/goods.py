"""What `check` says of prices and attributes: what travels, what the portal has no place for, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from obmen.delivery.profile import CheckState, Finding, PortalProfile
from obmen.delta.attributes import BUILT_IN, PROPERTY_OF, unknown_attributes
from obmen.delta.desire import ALL_TYPES, CatalogContext
from obmen.domain.properties import Block, property_key
from obmen.flows.catalog.context import read_context, read_properties
from obmen.flows.catalog.taking import PRICE_TYPES, further_group
from obmen.flows.ports.exchanges import Exchange
from obmen.flows.ports.store import Work

OK, DEGRADED, MISSING = CheckState.OK, CheckState.DEGRADED, CheckState.MISSING


def goods_findings(work: Work, exchange: Exchange, profile: PortalProfile) -> Iterator[Finding]:
    """Return what is to be said of prices and attributes."""
    context = read_context(work, exchange)
    yield from _price_types(exchange, context, profile)
    yield from _currencies(context, profile)
    unknown = unknown_attributes(exchange.settings.attributes, read_properties(work, exchange))
    yield from _attributes(context, profile, unknown)


def _price_types(exchange: Exchange, context: CatalogContext, profile: PortalProfile) -> Iterator[Finding]:
    known = {name for one in context.price_types.values() for name in (one.id, one.name)}
    unknown = [name for name in exchange.settings.price_types if name not in {*known, ALL_TYPES}]
    if unknown and context.price_types:
        yield _finding(
            "price_types.unknown", DEGRADED, asked=", ".join(unknown), names=_names(context, known)
        )
    if not context.further:
        return
    said = profile.refused.get(PRICE_TYPES)
    lacking = {key for key in context.further if further_group(key, profile) is None}
    if said is not None and lacking:
        base = context.price_types.get(context.price_type_id or "")
        facts = {"names": _names(context, lacking), "base": base.name if base else "", "said": said}
        yield Finding(id="price_types.refused", state=DEGRADED, facts=facts)
    else:
        yield _finding("price_types", OK, names=_names(context, context.further))


def _currencies(context: CatalogContext, profile: PortalProfile) -> Iterator[Finding]:
    """Name the price types in another currency than the portal's own, and whether the portal has it."""
    carried = [key for key in (context.price_type_id, *sorted(context.further)) if key in context.price_types]
    for own in (context.price_types[key] for key in carried if key is not None):
        if not own.currency or own.currency == context.base_currency:
            continue
        lacks = MISSING if own.id == context.price_type_id else DEGRADED
        state = OK if not profile.currencies or own.currency in profile.currencies else lacks
        facts = {"name": own.name, "currency": own.currency, "own": context.base_currency}
        yield Finding(id="price_types.currency", state=state, facts=facts)


def _attributes(
    context: CatalogContext, profile: PortalProfile, unknown: tuple[str, ...]
) -> Iterator[Finding]:
    if unknown:
        yield _finding("attributes.unknown", DEGRADED, asked=", ".join(unknown))
    titles = {name: name for name in BUILT_IN if name in context.attributes.built_in}
    titles |= {key: own.name for key, own in context.attributes.properties.items()}
    refused = {
        title: said
        for name, title in titles.items()
        if (said := profile.refused.get(property_key(Block.PRODUCT, PROPERTY_OF.get(name, name)))) is not None
    }
    if refused:
        facts = {"names": ", ".join(refused), "said": next(iter(refused.values()))}
        yield Finding(id="attributes.refused", state=DEGRADED, facts=facts)
    else:
        yield _finding("attributes", OK, names=", ".join(titles.values()) or "—")


def _names(context: CatalogContext, keys: set[str] | frozenset[str]) -> str:
    return ", ".join(sorted(one.name for key, one in context.price_types.items() if key in keys))


def _finding(code: str, state: CheckState, **facts: object) -> Finding:
    told: Mapping[str, object] = facts
    return Finding(id=code, state=state, facts=told)
