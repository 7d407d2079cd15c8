"""Price types of the CRM for those of 1C that travel beside the price: made if the plan allows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from obmen.delivery.profile import PortalProfile
from obmen.domain.identity import Ref
from obmen.flows.catalog.claiming import making_alone
from obmen.flows.catalog.context import keep_profile
from obmen.flows.catalog.reading import Page
from obmen.flows.catalog.taking import PRICE_TYPES, needed_price_types
from obmen.flows.ports.exchanges import Exchange
from obmen.flows.ports.portal import Directories
from obmen.flows.ports.store import Store, Work


def needed_names(page: Page, profile: PortalProfile, early: frozenset[Ref]) -> dict[str, str]:
    """Return the price types that the page needs and the portal lacks: name by 1C's Ид.

    What a portal has refused it is not asked for again before the next pre-flight.
    """
    if PRICE_TYPES in profile.refused:
        return {}
    desires = (desired for ref, desired in page.desires.items() if ref not in early)
    needed = set(needed_price_types(desires, profile))
    return {key: page.context.price_types[key].name for key in sorted(needed - profile.price_type_ids.keys())}


def renamed(page: Page, profile: PortalProfile) -> dict[str, str]:
    """Return the price types that we have made and that 1C calls otherwise now: name by 1C's Ид."""
    types = page.context.price_types
    return {
        key: types[key].name
        for key, name in profile.price_type_names.items()
        if key in types and types[key].name != name and not types[key].deleted
    }


async def rename_price_types(
    store: Store,
    directories: Directories,
    *,
    exchange: Exchange,
    profile: PortalProfile,
    names: Mapping[str, str],
    now: datetime,
) -> PortalProfile:
    """Call price types what 1C calls them, and keep that it was done.

    Raises: PortalHalted, PortalUnreachable.
    """
    if not names:
        return profile
    async with making_alone(store, host=exchange.portal_host, now=now) as announce:
        await directories.rename_price_types(names, ids=profile.price_type_ids, announce=announce)
        await store.awrite(lambda work: _keep_names(work, exchange.id, names))
    return _with_names(profile, names)


def _keep_names(work: Work, exchange_id: int, names: Mapping[str, str]) -> None:
    keep_profile(work, exchange_id, lambda known: _with_names(known, names))


def _with_names(profile: PortalProfile, names: Mapping[str, str]) -> PortalProfile:
    return replace(profile, price_type_names={**profile.price_type_names, **names})


async def complete_price_types(
    store: Store,
    directories: Directories,
    *,
    exchange: Exchange,
    profile: PortalProfile,
    names: Mapping[str, str],
    now: datetime,
) -> PortalProfile:
    """Make price types, and keep what was made or refused.

    Raises: PortalHalted, PortalUnreachable.
    """
    if not names:
        return profile
    async with making_alone(store, host=exchange.portal_host, now=now) as announce:
        made, said = await directories.create_price_types(names, announce=announce)
        refused = {PRICE_TYPES: said} if made.keys() != names.keys() else {}
        called = {key: names[key] for key in made}
        await store.awrite(lambda work: _keep(work, exchange.id, made, refused))
        await store.awrite(lambda work: _keep_names(work, exchange.id, called))
    return _with_names(with_price_types(profile, made, refused), called)


def with_price_types(
    profile: PortalProfile, made: Mapping[str, int], refused: Mapping[str, str]
) -> PortalProfile:
    """Return the profile with these price types made or refused."""
    return replace(
        profile,
        price_type_ids={**profile.price_type_ids, **made},
        refused={**profile.refused, **refused},
    )


def _keep(work: Work, exchange_id: int, made: Mapping[str, int], refused: Mapping[str, str]) -> None:
    keep_profile(work, exchange_id, lambda known: with_price_types(known, made, refused))
