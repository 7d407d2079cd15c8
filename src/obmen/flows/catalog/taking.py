"""What of a record a portal can take: the rest waits until it can, and the pre-flight says so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from obmen.delivery.profile import PortalProfile
from obmen.delta.attributes import property_of
from obmen.delta.compare import PRICE_PREFIX
from obmen.domain.properties import Block, property_key

PRICE_TYPES: Final = "price_types"
"""Name in `PortalProfile.refused` of what the portal said when it took no further price type."""


def takeable(desired: Mapping[str, object], *, profile: PortalProfile, block: Block) -> Mapping[str, object]:
    """Leave out prices and attributes that the portal has refused a place for, or whose currency it lacks."""
    left_out = {name for name, value in desired.items() if not _has_place(name, value, profile, block)}
    return {n: v for n, v in desired.items() if n not in left_out} if left_out else desired


def _has_place(name: str, value: object, profile: PortalProfile, block: Block) -> bool:
    if name.startswith(PRICE_PREFIX):
        return further_group(name.removeprefix(PRICE_PREFIX), profile) is not None and _has_currency(
            value, profile
        )
    own_id = property_of(name)
    return not own_id or property_key(block, own_id) not in profile.refused


def further_group(price_type_id: str, profile: PortalProfile) -> int | None:
    """Return the CRM's price type of one of 1C's; None: there is none, or it is the base one of another."""
    group = profile.price_type_ids.get(price_type_id)
    return None if group is None or group == profile.base_price_type_id else group


def needed_price_types(desires: Iterable[object], profile: PortalProfile) -> Iterator[str]:
    """Return the price types, by 1C's Ид, of further prices in a currency that the portal has."""
    for desired in desires:
        for name, value in desired.items() if isinstance(desired, Mapping) else ():
            if name.startswith(PRICE_PREFIX) and _has_currency(value, profile):
                yield name.removeprefix(PRICE_PREFIX)


def _has_currency(value: object, profile: PortalProfile) -> bool:
    currency = str(value[1]) if isinstance(value, list) else ""
    return not profile.currencies or currency in profile.currencies
