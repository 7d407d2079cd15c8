"""What one exchange's whole catalogue is judged by, read from the database."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping

from obmen.delivery.profile import PortalProfile
from obmen.delta.attributes import Attributes, choose_attributes, names_properties
from obmen.delta.desire import CatalogContext, choose_price_types, select_groups, variants_as
from obmen.delta.parts import group_from, price_type_from, property_from
from obmen.domain.catalog import PriceType, Property
from obmen.domain.errors import Refused
from obmen.domain.identity import EntityKind
from obmen.domain.settings import stored
from obmen.flows.ports.exchanges import Discovery, Exchange
from obmen.flows.ports.store import Work

PRICE_TYPE: str = "price_type"
"""Name in `Exchange.learnt` of the price type that became the price."""
CATALOGUE_HELD: str = "catalogue_held"
"""Name in `Exchange.learnt` of the reason why the first run waits for a person; empty: it doesn't."""
CONTEXT_DIGEST: str = "context_digest"

_JUDGING = ("price_type", "price_types", "groups", "attributes")


def read_portal(work: Work, exchange_id: int) -> tuple[Exchange, PortalProfile]:
    """Return an exchange and what its portal is like; raises Refused until a pre-flight has looked at it."""
    exchange, discovery = work.exchanges.get(id=exchange_id), work.exchanges.discovery(exchange_id)
    if discovery is None:
        raise Refused("check", reason="check_first", exchange=exchange.name)
    return exchange, discovery.profile


def keep_profile(work: Work, exchange_id: int, change: Callable[[PortalProfile], PortalProfile]) -> None:
    """Change what is known of a portal between two pre-flights; without one there is nothing to change."""
    known = work.exchanges.discovery(exchange_id)
    if known is None:
        return
    changed = change(known.profile)
    if changed != known.profile:
        work.exchanges.put_discovery(exchange_id, Discovery(profile=changed, findings=known.findings))


def read_context(work: Work, exchange: Exchange) -> CatalogContext:
    """Read groups and price types, and resolve what the settings name."""
    groups = {k: group_from(k, body) for k, body in work.records.all(exchange.id, EntityKind.GROUP).items()}
    types = read_price_types(work, exchange.id)
    discovery = work.exchanges.discovery(exchange.id)
    price_type_id = resolve_price_type(exchange, types)
    return CatalogContext(
        settings=exchange.settings,
        variants=variants_of(work, exchange),
        groups=groups,
        price_types=types,
        price_type_id=price_type_id,
        base_currency=discovery.profile.base_currency if discovery else "RUB",
        selected=select_groups(groups, exchange.settings.groups),
        further=choose_price_types(exchange.settings.price_types, types, base=price_type_id),
        attributes=_attributes(work, exchange),
    )


def _attributes(work: Work, exchange: Exchange) -> Attributes:
    asked = exchange.settings.attributes
    return choose_attributes(asked, read_properties(work, exchange) if names_properties(asked) else {})


def variants_of(work: Work, exchange: Exchange) -> str:
    """Return how variants stand in the CRM: `offers`, `flat` or `off`, as set and as the portal can."""
    discovery = work.exchanges.discovery(exchange.id)
    block = discovery.profile.offers_iblock_id if discovery else None
    return variants_as(exchange.settings.variants, offers_block=block)


def read_price_types(work: Work, exchange_id: int) -> dict[str, PriceType]:
    """Read the price types that 1C has told of."""
    told = work.records.all(exchange_id, EntityKind.PRICE_TYPE)
    return {key: price_type_from(key, body) for key, body in told.items()}


def read_properties(work: Work, exchange: Exchange) -> dict[str, Property]:
    """Read the properties that 1C has told of."""
    told = work.records.all(exchange.id, EntityKind.PROPERTY)
    return {key: property_from(key, body) for key, body in told.items()}


def resolve_price_type(exchange: Exchange, types: Mapping[str, PriceType]) -> str | None:
    """Return the id of the price type that is the price: as set (Ид or name), else as learnt."""
    asked = exchange.settings.price_type or exchange.learnt.get(PRICE_TYPE, "")
    if asked in types:
        return asked
    return next((t.id for t in types.values() if t.name == asked), None)


def context_digest(work: Work, exchange: Exchange) -> str:
    """Return a digest of all that judges every product: when it changes, all are compared anew."""
    told = hashlib.blake2b(digest_size=16)
    settings = stored(exchange.settings)
    told.update(repr([(name, settings.get(name)) for name in _JUDGING]).encode())
    variants = variants_of(work, exchange)
    told.update(variants.encode())
    told.update(exchange.learnt.get(PRICE_TYPE, "").encode())
    for kind in (EntityKind.PRICE_TYPE, *((EntityKind.GROUP,) if exchange.settings.groups else ())):
        told.update(repr(sorted(work.records.all(exchange.id, kind).items())).encode())
    chosen = {**_attributes(work, exchange).properties, **_of_offers(work, exchange, variants)}
    told.update(repr(sorted((key, one.name, one.kind, one.multiple) for key, one in chosen.items())).encode())
    return told.hexdigest()


def _of_offers(work: Work, exchange: Exchange, variants: str) -> Mapping[str, Property]:
    """Return the properties that set variations apart, as far as 1C says so of a property."""
    if variants != "offers":
        return {}
    return {key: one for key, one in read_properties(work, exchange).items() if one.for_offers}
