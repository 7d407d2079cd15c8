"""Each marked record is compared with what the CRM holds: pure, the same for dry run and run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from obmen.delivery.profile import PortalProfile
from obmen.delta.attributes import with_emptied
from obmen.delta.compare import XML_ID, Action, Change, ChangeClass, classify, compare
from obmen.delta.desire import CatalogContext, Left, ancestors
from obmen.domain.identity import EntityKind, Ref
from obmen.flows.catalog.reading import BLOCK_OF, Page
from obmen.flows.catalog.taking import takeable
from obmen.flows.ports.catalog import OutboxRow
from obmen.flows.ports.exchanges import Exchange
from obmen.flows.ports.portal import Remote

VAT_MISSING: Final = "vat.missing"
MEASURE_MISSING: Final = "measure.missing"
CURRENCY_MISSING: Final = "currency.missing"
REFUSALS: Final = (VAT_MISSING, MEASURE_MISSING, CURRENCY_MISSING)
"""Kinds of the problems of a change that the portal, as it is set up, cannot take."""

REPLACED: Final = frozenset({Left.HAS_VARIANTS, Left.VARIANTS_OFF, Left.AS_VARIATION, Left.AS_PRODUCT})
"""A product by its variants, these by the product, and each form of a variant by the other."""


@dataclass(frozen=True, slots=True)
class Judged:
    """One marked row and what follows from it."""

    row: OutboxRow
    change: Change
    counted_as: ChangeClass
    rank: int = 0
    name: str = ""  # what people call the record


def judge(
    page: Page, found: Mapping[Ref, Remote], exchange: Exchange, profile: PortalProfile
) -> list[Judged]:
    """Compare each row's record with what the CRM holds: pure, the same for dry run and run."""
    judged = []
    for row in page.rows:
        known = _known(page, found, row.ref)
        desired = _takeable(page, row.ref, known, profile)
        change = _change(row.ref, desired, known, exchange, profile)
        jump = exchange.settings.max_price_change_percent
        counted_as = classify(change, jump_percent=jump)
        judged.append(Judged(row, change, counted_as, _rank(row.ref, page.context), _name(desired, known)))
    return judged


def _takeable(
    page: Page, ref: Ref, known: Mapping[str, object] | None, profile: PortalProfile
) -> Mapping[str, object] | Left | None:
    """Return what the CRM should hold, as far as the portal has a place for it, with what 1C has emptied."""
    desired = page.desires.get(ref)
    if not isinstance(desired, Mapping):
        return desired
    if known is not None and XML_ID in known:  # adopted: from now on it is known by 1C's id
        desired = {XML_ID: ref.id, **desired}
    if ref.kind not in BLOCK_OF:
        return desired
    whole = with_emptied(desired, known, page.context.attributes_of(ref.kind))
    return takeable(whole, profile=profile, block=BLOCK_OF[ref.kind])


def _name(desired: Mapping[str, object] | Left | None, known: Mapping[str, object] | None) -> str:
    wanted = desired if isinstance(desired, Mapping) else {}
    return str(wanted.get("name") or (known or {}).get("name") or "")


def _known(page: Page, found: Mapping[Ref, Remote], ref: Ref) -> Mapping[str, object] | None:
    binding = page.bindings.get(ref)
    if binding is not None:
        return binding.fields
    remote = found.get(ref)
    return remote.fields if remote is not None else None


def _change(
    ref: Ref,
    desired: Mapping[str, object] | Left | None,
    known: Mapping[str, object] | None,
    exchange: Exchange,
    profile: PortalProfile,
) -> Change:
    if isinstance(desired, Left) or desired is None:
        return _change_of_left(ref, desired, known, exchange)
    change = compare(ref, desired=desired, known=known, owners=exchange.settings.owners_of(ref.kind))
    refusal = _refusal(change, profile)
    if refusal and change.action is not Action.NOTHING:
        return Change(ref=ref, action=Action.REFUSE, fields=change.fields, reason=refusal)
    return change


def _change_of_left(
    ref: Ref, left: Left | None, known: Mapping[str, object] | None, exchange: Exchange
) -> Change:
    """What others stand for now goes inactive, or they would be there twice; all else stays as it is."""
    ours = exchange.settings.owner_of("active") == "1c"
    if left in REPLACED and ours and known is not None and known.get("active") is True:
        fields: dict[str, tuple[object, object]] = {"active": (True, False)}
        return Change(ref=ref, action=Action.DEACTIVATE, fields=fields, reason=left)
    return Change(ref=ref, action=Action.NOTHING, reason=left or "")


def _refusal(change: Change, profile: PortalProfile) -> str:
    """Say why the portal can't take a change as it is set up: nothing is guessed."""
    vat = change.fields.get("vat")
    if vat is not None and str(vat[1]) not in profile.vat_ids:
        return VAT_MISSING
    unit = change.fields.get("unit")
    if unit is not None and str(unit[1]) not in profile.measure_ids:
        return MEASURE_MISSING
    currency = change.fields.get("currency")
    if currency is not None and profile.currencies and str(currency[1]) not in profile.currencies:
        return CURRENCY_MISSING
    return ""


def _rank(ref: Ref, context: CatalogContext) -> int:
    """What others lean on goes first: sections by their depth, products before their variations."""
    if ref.kind is EntityKind.SECTION:
        return len(ancestors(context.groups, ref.id))
    return 1 if ref.kind is EntityKind.VARIATION else 0
