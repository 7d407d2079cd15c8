"""Goods that have prices in 1C, but none of the type that is the price: told to a person, never guessed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from obmen.delta.compare import HEAD, Action, Change
from obmen.delta.desire import CatalogContext
from obmen.delta.parts import prices_from
from obmen.domain.identity import EntityKind, Ref, price_ref
from obmen.flows.catalog.items import ITEMS
from obmen.flows.catalog.reading import Page
from obmen.flows.ports.exchanges import Exchange
from obmen.flows.ports.store import Work

PRICE_STALE: Final = "price.stale"  # the CRM holds a price, of another type or by hand: it stays
PRICE_NONE: Final = "price.none"  # the CRM holds none
GAPS: Final = (PRICE_STALE, PRICE_NONE)


def read_unpriced(work: Work, exchange: Exchange, page: Page) -> frozenset[Ref]:
    """Return the page's goods that are sold, have prices in 1C, and none of the type that is the price."""
    if page.context.price_type_id is None:
        return frozenset()
    sold = [ref for ref, desired in page.desires.items()
            if isinstance(desired, Mapping) and desired.get("active") and "price" not in desired
            and HEAD not in desired and ref.kind in ITEMS]  # fmt: skip
    told = work.records.bodies(exchange.id, EntityKind.PRICES, [ref.id for ref in sold])
    return frozenset(ref for ref in sold if ref.id in told and prices_from(told[ref.id]))


def tell_unpriced(work: Work, exchange: Exchange, page: Page, *, now: datetime) -> None:
    """Keep one problem for each good of the page that lacks its price, and close those of the others."""
    unpriced = read_unpriced(work, exchange, page)
    others = [_about(row.ref) for row in page.rows if row.ref not in unpriced]
    work.problems.solve_of(exchange.id, others, kinds=GAPS)
    held = work.bindings.get(exchange.id, unpriced)
    for ref in sorted(unpriced, key=lambda ref: ref.id):
        price = held[ref].fields.get("price") if ref in held else None
        kind = PRICE_NONE if price is None else PRICE_STALE
        if work.problems.open(exchange.id, kind=kind, ref=_about(ref)):
            continue
        work.problems.solve_of(exchange.id, [_about(ref)], kinds=GAPS)
        work.problems.raise_(
            exchange.id,
            kind=kind,
            ref=_about(ref),
            record=f"{ref.kind} {ref.id}",
            facts={"price": price, "price_type": _name_of(page.context)},
            now=now,
        )


def with_gaps(
    changes: Sequence[Change], unpriced: Collection[Ref], known: Mapping[Ref, object]
) -> list[Change]:
    """Return the changes of a plan; goods that lack their price say so, also those that change in nothing.

    `known`: the prices that the CRM holds.
    """
    changing = {change.ref for change in changes}
    told = [_told(change, known) if change.ref in unpriced else change for change in changes]
    silent = sorted((ref for ref in unpriced if ref not in changing), key=lambda ref: ref.id)
    return told + [_refusal(ref, known.get(ref)) for ref in silent]


def _told(change: Change, known: Mapping[Ref, object]) -> Change:
    reason = PRICE_NONE if known.get(change.ref) is None else PRICE_STALE
    return change if change.reason else replace(change, reason=reason)


def _refusal(ref: Ref, price: object) -> Change:
    reason = PRICE_NONE if price is None else PRICE_STALE
    return Change(ref=ref, action=Action.REFUSE, fields={"price": (price, None)}, reason=reason)


def _about(ref: Ref) -> Ref:
    """The problem is the price's: what is done with the card does not end it."""
    return price_ref(ref)


def _name_of(context: CatalogContext) -> str:
    chosen = context.price_types.get(context.price_type_id or "")
    return chosen.name if chosen else context.price_type_id or ""
