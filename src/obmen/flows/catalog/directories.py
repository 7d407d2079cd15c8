"""Rows of the portal's directories that a page of goods needs: units are made, VAT rows by permission."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from obmen.delivery.profile import PortalProfile, PropertyShape
from obmen.domain.identity import Ref
from obmen.domain.properties import merged
from obmen.domain.vat import NO_VAT
from obmen.flows.catalog.claiming import making_alone
from obmen.flows.catalog.context import keep_profile
from obmen.flows.catalog.price_types import (
    complete_price_types,
    needed_names,
    rename_price_types,
    renamed,
    with_price_types,
)
from obmen.flows.catalog.properties import complete_properties, with_properties
from obmen.flows.catalog.reading import Page
from obmen.flows.ports.exchanges import Exchange
from obmen.flows.ports.portal import Directories, Lookups
from obmen.flows.ports.store import Store, Work

PLANNED = 0  # stands for the id of a row that a run would make


NOBODY: Final[frozenset[Ref]] = frozenset()


def lacking_units(page: Page, profile: PortalProfile, *, early: frozenset[Ref] = NOBODY) -> dict[str, str]:
    """Return the units that the page needs and the portal lacks: name by OKEI code."""
    needed = _values(page, "unit", early)
    return {code: page.unit_names.get(code, "") for code in sorted(needed - profile.measure_ids.keys())}


def lacking_vats(page: Page, profile: PortalProfile, *, early: frozenset[Ref] = NOBODY) -> list[str]:
    """Return the VAT rates that the page needs and the portal lacks; "without VAT" can't be made."""
    return sorted(_values(page, "vat", early) - profile.vat_ids.keys() - {NO_VAT.code})


def _values(page: Page, name: str, early: frozenset[Ref]) -> set[str]:
    desired = [
        fields for ref, fields in page.desires.items() if isinstance(fields, Mapping) and ref not in early
    ]
    return {str(fields[name]) for fields in desired if fields.get(name) is not None}


async def complete(
    store: Store,
    lookups: Lookups,
    *,
    exchange: Exchange,
    profile: PortalProfile,
    page: Page,
    early: frozenset[Ref],
    now: datetime,
) -> PortalProfile:
    """Make what the page needs and may be made, and keep the new ids; records with the rest are refused."""
    profile = await _complete_rates_and_units(
        store, lookups, exchange=exchange, profile=profile, page=page, early=early, now=now
    )
    profile = await complete_price_types(
        store, lookups, exchange=exchange, profile=profile, names=needed_names(page, profile, early), now=now
    )
    profile = await rename_price_types(
        store, lookups, exchange=exchange, profile=profile, names=renamed(page, profile), now=now
    )
    return await complete_properties(
        store, lookups, exchange=exchange, profile=profile, needs=merged(page.needs(early=early)), now=now
    )


async def _complete_rates_and_units(
    store: Store,
    lookups: Lookups,
    *,
    exchange: Exchange,
    profile: PortalProfile,
    page: Page,
    early: frozenset[Ref],
    now: datetime,
) -> PortalProfile:
    units = lacking_units(page, profile, early=early)
    vats = lacking_vats(page, profile, early=early) if exchange.settings.vat_create else []
    made_units = await lookups.create_measures(units) if units else {}
    if made_units:
        await store.awrite(lambda work: _keep(work, exchange.id, made_units, {}))
    made_vats = await _create_vats(store, lookups, exchange=exchange, codes=vats, now=now)
    return _with(profile, made_units, made_vats)


async def _create_vats(
    store: Store, lookups: Lookups, *, exchange: Exchange, codes: Sequence[str], now: datetime
) -> Mapping[str, int]:
    """Make VAT rows; the portal would keep two of one rate, so they are made alone."""
    if not codes:
        return {}
    async with making_alone(store, host=exchange.portal_host, now=now) as announce:
        asked = {code: await lookups.create_vat(code, announce=announce) for code in codes}
        made = {code: row for code, row in asked.items() if row is not None}
        await store.awrite(lambda work: _keep(work, exchange.id, {}, made))
    return made


def _keep(work: Work, exchange_id: int, units: Mapping[str, int], vats: Mapping[str, int]) -> None:
    keep_profile(work, exchange_id, lambda known: _with(known, units, vats))


@dataclass(frozen=True, slots=True)
class Making:
    """A row of a directory that a run would make."""

    kind: str  # unit, vat, price_type, property
    id: str
    name: str


def makings(page: Page, profile: PortalProfile, exchange: Exchange) -> list[Making]:
    """Return the rows that a run would make for a page: for the dry run."""
    needs = merged(page.needs(early=NOBODY))
    lacking = [needs[key] for key in needs.keys() - profile.properties.keys() - profile.refused.keys()]
    vats = lacking_vats(page, profile) if exchange.settings.vat_create else []
    return [
        *(Making("unit", code, name) for code, name in lacking_units(page, profile).items()),
        *(Making("vat", code, "") for code in vats),
        *(Making("price_type", key, name) for key, name in needed_names(page, profile, NOBODY).items()),
        *(Making("property", need.id, need.name) for need in sorted(lacking, key=lambda need: need.key)),
    ]


async def as_found(directories: Directories, *, profile: PortalProfile, page: Page) -> PortalProfile:
    """Return the profile with the needed properties that the portal has and we have not met yet.

    Raises: PortalHalted, PortalUnreachable.
    """
    needs = merged(page.needs(early=NOBODY))
    unmet = [needs[key] for key in needs.keys() - profile.properties.keys() - profile.refused.keys()]
    if not unmet:
        return profile
    return with_properties(profile, await directories.find_properties(unmet, profile=profile), {})


def as_if_complete(profile: PortalProfile, *, exchange: Exchange, page: Page) -> PortalProfile:
    """Return the profile as a run would make it: for the dry run, which makes nothing."""
    vats = lacking_vats(page, profile) if exchange.settings.vat_create else []
    planned = _with(
        profile, dict.fromkeys(lacking_units(page, profile), PLANNED), dict.fromkeys(vats, PLANNED)
    )
    planned = with_price_types(planned, dict.fromkeys(needed_names(page, profile, NOBODY), PLANNED), {})
    lacking = merged(page.needs(early=NOBODY)).keys() - profile.properties.keys() - profile.refused.keys()
    return with_properties(planned, dict.fromkeys(lacking, PropertyShape(id=PLANNED, type="")), {})


def _with(profile: PortalProfile, units: Mapping[str, int], vats: Mapping[str, int]) -> PortalProfile:
    return replace(profile, measure_ids={**profile.measure_ids, **units}, vat_ids={**profile.vat_ids, **vats})
