"""Marked records are compared with what the CRM holds: the plan. The dry run and the run are one."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from obmen.delivery.profile import PortalProfile
from obmen.delta.compare import Action, Change, ChangeClass, classify, compare, priority_of
from obmen.delta.desire import CatalogContext, Left, ancestors, desire_product, desire_section
from obmen.delta.guard import GUARDED, may_go
from obmen.delta.parts import card_from, offer_from, prices_from
from obmen.domain.identity import EntityKind, Ref, split_item_key
from obmen.flows.catalog.context import CATALOGUE_HELD, read_context
from obmen.flows.ports.catalog import Due, OutboxRow, Ready
from obmen.flows.ports.delivery import Binding
from obmen.flows.ports.exchanges import Exchange
from obmen.flows.ports.portal import Lookups, Remote
from obmen.flows.ports.store import Store, Work

PAGE = 2_500  # keys that one look-up request carries
GRACE = timedelta(seconds=60)  # so long a card waits for its offers: characteristics and price types follow

Desires = Mapping[Ref, Mapping[str, object] | Left]


@dataclass(frozen=True, slots=True)
class Judged:
    """One marked row and what follows from it."""

    row: OutboxRow
    change: Change
    counted_as: ChangeClass
    rank: int = 0


@dataclass(frozen=True, slots=True)
class Page:
    """A page of marked rows with everything that judging them needs."""

    rows: Sequence[OutboxRow]
    desires: Desires
    bindings: Mapping[Ref, Binding]
    context: CatalogContext
    early: frozenset[Ref] = field(default=frozenset())  # what the offers may still change: they have not come


def read_page(work: Work, exchange: Exchange, rows: Sequence[OutboxRow]) -> Page:
    """Read what the CRM should hold and what it was given, for a page of SECTION and PRODUCT rows."""
    context = read_context(work, exchange)
    sections = {r.ref: desire_section(context.groups[r.ref.id], context) for r in rows
                if r.ref.kind is EntityKind.SECTION and r.ref.id in context.groups}  # fmt: skip
    keys = [r.ref.id for r in rows if r.ref.kind is EntityKind.PRODUCT]
    products, early = _desire_products(work, exchange.id, keys, context)
    return Page(
        rows=rows,
        desires={**sections, **products},
        bindings=work.bindings.get(exchange.id, [r.ref for r in rows]),
        context=context,
        early=early if context.price_types else frozenset(row.ref for row in rows),
    )


def _desire_products(
    work: Work, exchange_id: int, keys: Sequence[str], context: CatalogContext
) -> tuple[Desires, frozenset[Ref]]:
    ids = {split_item_key(key)[0] for key in keys}
    cards = work.records.bodies(exchange_id, EntityKind.CARD, ids | set(keys))
    offers = work.records.bodies(exchange_id, EntityKind.OFFER, keys)
    prices = work.records.bodies(exchange_id, EntityKind.PRICES, keys)
    variants = work.records.variants(exchange_id, ids)
    desires: dict[Ref, Mapping[str, object] | Left] = {}
    for key in keys:
        product_id, _ = split_item_key(key)
        card = cards.get(key) or cards.get(product_id)
        offer = offers.get(key)
        desires[Ref(EntityKind.PRODUCT, key)] = desire_product(
            key,
            card=card_from(card) if card else None,
            offer=offer_from(key, offer) if offer else None,
            prices=prices_from(prices[key]) if key in prices else (),
            has_variants=bool(variants.get(product_id)),
            context=context,
        )
    early = {Ref(EntityKind.PRODUCT, k) for k in keys if k not in offers and k not in prices}
    return desires, frozenset(early)


def desire_one(work: Work, exchange: Exchange, record_id: str) -> Mapping[str, object] | Left | None:
    """Return what the CRM should hold of one product or group, or why it has no place there."""
    context = read_context(work, exchange)
    if record_id in context.groups:
        return desire_section(context.groups[record_id], context)
    desires, _ = _desire_products(work, exchange.id, [record_id], context)
    return desires[Ref(EntityKind.PRODUCT, record_id)]


def unbound(page: Page) -> list[Ref]:
    """Return the records that the CRM should hold and that are not bound: to be looked up first."""
    return [
        r.ref
        for r in page.rows
        if r.ref not in page.bindings and isinstance(page.desires.get(r.ref), Mapping)
    ]


async def look_up(lookups: Lookups, refs: Sequence[Ref], *, profile: PortalProfile) -> dict[Ref, Remote]:
    """Find by xmlId what the portal already has of these records."""
    found: dict[Ref, Remote] = {}
    for kind in (EntityKind.SECTION, EntityKind.PRODUCT):
        keys = [r.id for r in refs if r.kind is kind]
        for start in range(0, len(keys), PAGE):
            remotes = await lookups.find(kind, keys[start : start + PAGE], profile=profile)
            found |= {Ref(kind, key): remote for key, remote in remotes.items()}
    return found


def judge(
    page: Page, found: Mapping[Ref, Remote], exchange: Exchange, profile: PortalProfile
) -> list[Judged]:
    """Compare each row's record with what the CRM holds: pure, the same for dry run and run."""
    judged = []
    for row in page.rows:
        known = _known(page, found, row.ref)
        desired = page.desires.get(row.ref)
        change = _change(row.ref, desired, known, exchange, profile)
        jump = exchange.settings.max_price_change_percent
        judged.append(Judged(row, change, classify(change, jump_percent=jump), _rank(row.ref, page.context)))
    return judged


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
        return _change_of_left(ref, desired, known)
    change = compare(ref, desired=desired, known=known, owners=exchange.settings.owners)
    refusal = _refusal(change, profile)
    if refusal and change.action is not Action.NOTHING:
        return Change(ref=ref, action=Action.REFUSE, fields=change.fields, reason=refusal)
    return change


def _change_of_left(ref: Ref, left: Left | None, known: Mapping[str, object] | None) -> Change:
    """A product that became a set of characteristics goes inactive; all else stays as it is."""
    if left is Left.HAS_VARIANTS and known is not None and known.get("active") is True:
        fields: dict[str, tuple[object, object]] = {"active": (True, False)}
        return Change(ref=ref, action=Action.DEACTIVATE, fields=fields, reason=left)
    return Change(ref=ref, action=Action.NOTHING, reason=left or "")


def _refusal(change: Change, profile: PortalProfile) -> str:
    """Say why the portal can't take a change as it is set up: nothing is guessed."""
    vat = change.fields.get("vat")
    if vat is not None and str(vat[1]) not in profile.vat_ids:
        return "vat.missing"
    currency = change.fields.get("currency")
    if currency is not None and profile.currencies and str(currency[1]) not in profile.currencies:
        return "currency.missing"
    return ""


def _rank(ref: Ref, context: CatalogContext) -> int:
    return len(ancestors(context.groups, ref.id)) if ref.kind is EntityKind.SECTION else 0


async def plan_pending(
    store: Store, lookups: Lookups, *, exchange_id: int, now: datetime, patient: bool
) -> int:
    """Compare every marked row of an exchange and make it ready, held, parked or done; returns how many.

    `patient`: what came before its offers waits a minute for them.
    """
    total, after = 0, 0
    while True:
        read = partial(_next_page, exchange_id=exchange_id, after=after, now=now if patient else None)
        exchange, page, profile = await store.aread(read)
        if page is None or profile is None or not page.rows:
            break
        found = await look_up(lookups, unbound(page), profile=profile)
        after = page.rows[-1].id
        judged = await asyncio.to_thread(judge, page, found, exchange, profile)
        early = page.early if patient else frozenset()
        await store.awrite(
            partial(_record, exchange=exchange, judged=judged, found=found, early=early, now=now)
        )
        total += len(page.rows)
    await store.awrite(lambda work: _guard(work, work.exchanges.get(id=exchange_id)))
    return total


def _next_page(
    work: Work, *, exchange_id: int, after: int, now: datetime | None
) -> tuple[Exchange, Page | None, PortalProfile | None]:
    exchange = work.exchanges.get(id=exchange_id)
    discovery = work.exchanges.discovery(exchange_id)
    if discovery is None or exchange.learnt.get(CATALOGUE_HELD):
        return exchange, None, None
    rows = work.outbox.page([exchange_id], Due.NEW, limit=PAGE, now=now, after=after)
    return exchange, read_page(work, exchange, rows), discovery.profile


def _record(
    work: Work,
    *,
    exchange: Exchange,
    judged: Sequence[Judged],
    found: Mapping[Ref, Remote],
    early: frozenset[Ref],
    now: datetime,
) -> None:
    """Store what the comparison of a page says: bindings of what was found, and each row's way."""
    work.bindings.put(exchange.id, _bindings_of(found))
    ready: list[Ready] = []
    done: dict[int, int] = {}
    for one in judged:
        row, change = one.row, one.change
        if row.desired is not None:  # sales: given, not computed
            ready.append(Ready(row.id, row.priority, row.rank, ChangeClass.ORDINARY))
        elif change.action is Action.NOTHING:
            done[row.id] = row.version
        elif change.action is Action.REFUSE:
            park(work, exchange, row, change.reason, change.fields, now=now)
        elif row.ref in early and row.attempts == 0 and change.action is Action.CREATE:
            work.outbox.postpone([row.id], due_at=now + GRACE, reason="offers.awaited")
        else:
            state = Due.HELD if one.counted_as in GUARDED else Due.READY
            ready.append(Ready(row.id, priority_of(change), one.rank, one.counted_as, state))
    work.outbox.set_ready(ready)
    work.outbox.done(done)


def _bindings_of(found: Mapping[Ref, Remote]) -> list[Binding]:
    products = [Binding(ref, remote.id, remote.fields) for ref, remote in found.items()]
    prices = [
        Binding(Ref(EntityKind.PRICE, ref.id), remote.price_id, {})
        for ref, remote in found.items()
        if remote.price_id is not None
    ]
    return products + prices


def park(
    work: Work,
    exchange: Exchange,
    row: OutboxRow,
    reason: str,
    facts: Mapping[str, object],
    *,
    now: datetime,
) -> None:
    """Put a row aside for a person, with a problem that says why."""
    work.outbox.park(row.id, reason=reason)
    work.problems.raise_(
        exchange.id,
        kind=reason,
        ref=row.ref,
        record=f"{row.ref.kind} {row.ref.id}",
        facts=dict(facts),
        now=now,
    )


def _guard(work: Work, exchange: Exchange) -> None:
    """Let guarded changes go unless they are a mass change: then they wait for a person."""
    held = Counter({ChangeClass(change): n for (state, change), n in work.outbox.totals(exchange.id).items()
                    if state == Due.HELD and change})  # fmt: skip
    free = may_go(
        held,
        known_products=work.bindings.count(exchange.id, EntityKind.PRODUCT),
        max_change_percent=exchange.settings.max_change_percent,
    )
    for change in free:
        work.outbox.release(exchange.id, state=Due.HELD, change=change)
