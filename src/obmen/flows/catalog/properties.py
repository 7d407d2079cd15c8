"""Properties that a page of goods needs are made before its values travel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Final

from obmen.delivery.profile import LIST_PROPERTY, PortalProfile, PropertyShape
from obmen.domain.catalog import PropertyKind
from obmen.domain.identity import Ref
from obmen.domain.properties import PropertyNeed, value_ref
from obmen.flows.catalog.claiming import making_alone
from obmen.flows.catalog.context import keep_profile
from obmen.flows.ports.delivery import Binding
from obmen.flows.ports.exchanges import Exchange
from obmen.flows.ports.portal import Directories, MadeProperties
from obmen.flows.ports.store import Store, Work

TEXT: Final = "text"  # in the binding of a value: what 1C called it when it was made


async def complete_properties(
    store: Store,
    directories: Directories,
    *,
    exchange: Exchange,
    profile: PortalProfile,
    needs: Mapping[str, PropertyNeed],
    now: datetime,
) -> PortalProfile:
    """Make what the portal lacks of the needed properties, and keep what it made or refused.

    Raises: PortalHalted, PortalUnreachable.
    """
    lacking = await store.aread(partial(_lacking, exchange_id=exchange.id, profile=profile, needs=needs))
    if not lacking:
        return profile
    async with making_alone(store, host=exchange.portal_host, now=now) as announce:
        made = await directories.create_properties(lacking, profile=profile, announce=announce)
        await store.awrite(lambda work: _keep(work, exchange.id, made, _texts(lacking, made)))
    return with_properties(profile, made.shapes, made.refused)


def _texts(needs: Sequence[PropertyNeed], made: MadeProperties) -> Mapping[Ref, str]:
    """Return what 1C calls the values of the properties that are there now."""
    return {
        value_ref(made.shapes[need.key].id, value_id): text
        for need in needs
        if need.key in made.shapes
        for value_id, text in need.values.items()
    }


def with_properties(
    profile: PortalProfile, shapes: Mapping[str, PropertyShape], refused: Mapping[str, str]
) -> PortalProfile:
    """Return the profile with these properties made or refused."""
    return replace(
        profile,
        properties={**profile.properties, **shapes},
        refused={**profile.refused, **refused},
    )


def _lacking(
    work: Work, *, exchange_id: int, profile: PortalProfile, needs: Mapping[str, PropertyNeed]
) -> Sequence[PropertyNeed]:
    """Return the needs that the portal does not meet, with the values that it lacks or calls otherwise."""
    asked = [need for key, need in needs.items() if key not in profile.refused]
    refs = {
        value_ref(shape.id, value_id)
        for need in asked
        if (shape := profile.properties.get(need.key)) is not None
        for value_id in need.values
    }
    bound = work.bindings.get(exchange_id, refs)
    return [left for need in asked if (left := _left_of(need, profile, bound)) is not None]


def _left_of(need: PropertyNeed, profile: PortalProfile, bound: Mapping[Ref, Binding]) -> PropertyNeed | None:
    """Return what is left of a need; None: it is met."""
    shape = profile.properties.get(need.key)
    if shape is None:
        return need
    values = {
        value_id: text
        for value_id, text in need.values.items()
        if _called(bound.get(value_ref(shape.id, value_id))) != text
    }
    is_narrow = need.multiple and not shape.multiple
    is_other = (shape.type == LIST_PROPERTY) is not (need.kind is PropertyKind.LIST)
    is_renamed = shape.made_as not in ("", need.name)
    return replace(need, values=values) if values or is_narrow or is_other or is_renamed else None


def _called(binding: Binding | None) -> object:
    return None if binding is None else binding.fields.get(TEXT)


def _keep(work: Work, exchange_id: int, made: MadeProperties, texts: Mapping[Ref, str]) -> None:
    """Keep the shapes with the profile and the values as bindings."""
    keep_profile(work, exchange_id, lambda known: with_properties(known, made.shapes, made.refused))
    work.bindings.put(
        exchange_id,
        [Binding(ref, made.values[ref], {TEXT: text}) for ref, text in texts.items() if ref in made.values],
    )
