"""The pre-flight: what the portal is like, what the dialogue has taught, what is missing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from obmen.delivery.profile import CheckState, Finding, PortalProfile
from obmen.delta.desire import kind_of_variants
from obmen.flows.admin.goods import goods_findings
from obmen.flows.admin.pictures import picture_findings
from obmen.flows.admin.stock import stock_findings
from obmen.flows.admin.variations import variation_findings
from obmen.flows.catalog.apply import mark_for_context
from obmen.flows.catalog.context import CATALOGUE_HELD, CONTEXT_DIGEST, read_context, variants_of
from obmen.flows.catalog.holding import CHOICE, UNADOPTED
from obmen.flows.ports.exchanges import Discovery, Exchange
from obmen.flows.ports.portal import Lookups
from obmen.flows.ports.store import Store, Work
from obmen.flows.sales.rates import confirmed_rates, unconfirmed_rates
from obmen.flows.sales.terms import Blocked, family_of, own_company, shared_with

FRESH_FOR = timedelta(days=1)


async def discover(store: Store, lookups: Lookups, *, exchange: Exchange) -> Discovery:
    """Read what the portal is like and keep it; raises PortalHalted or PortalUnreachable."""
    profile, findings = await lookups.discover()
    now = profile.found_at
    return await store.awrite(lambda work: _keep(work, exchange.id, profile, tuple(findings), now=now))


def _keep(
    work: Work, exchange_id: int, profile: PortalProfile, findings: tuple[Finding, ...], *, now: datetime
) -> Discovery:
    """Keep what was found, with the properties that values travel in and that are still there.

    What the portal has refused before is tried anew: its plan or its rights may be others by now.
    """
    known = work.exchanges.discovery(exchange_id)
    there = {shape.id: shape for shape in profile.properties.values()}
    carried = known.profile.properties.items() if known is not None else ()
    properties = {
        key: replace(there[shape.id], made_as=shape.made_as) for key, shape in carried if shape.id in there
    }
    labels = known.profile.price_type_names if known is not None else {}
    kept = replace(profile, properties=properties, price_type_names=labels)
    discovery = Discovery(profile=kept, findings=findings)
    work.exchanges.put_discovery(exchange_id, discovery)
    exchange = work.exchanges.get(id=exchange_id)
    if known is not None and known.profile.refused:
        work.outbox.mark_items(exchange_id, variants=kind_of_variants(variants_of(work, exchange)), now=now)
    if CONTEXT_DIGEST in exchange.learnt:  # a block of variations may have come, or gone
        mark_for_context(work, exchange, now=now)
    return discovery


async def ensure_discovery(store: Store, lookups: Lookups, *, exchange: Exchange, now: datetime) -> Discovery:
    """Return a discovery not older than a day."""
    known = await store.aread(lambda work: work.exchanges.discovery(exchange.id))
    if known is not None and now - known.profile.found_at < FRESH_FOR:
        return known
    return await discover(store, lookups, exchange=exchange)


def own_findings(work: Work, exchange: Exchange, profile: PortalProfile) -> Sequence[Finding]:
    """Return what we know without asking the portal: 1C, the price type, the own company."""
    return (
        *_onec(exchange, profile),
        _price_type(work, exchange),
        *goods_findings(work, exchange, profile),
        *variation_findings(work, exchange),
        *_unadopted(work, exchange),
        _own_company(work, exchange, profile),
        *stock_findings(work, exchange, profile),
        *picture_findings(work, exchange, profile),
    )


def _onec(exchange: Exchange, profile: PortalProfile) -> Iterator[Finding]:
    family = family_of(exchange)
    if not family:
        yield Finding(id="onec.family.unknown", state=CheckState.DEGRADED)
    else:
        yield Finding(id=f"onec.family.{family}", state=CheckState.OK, facts={"family": family})
        state = CheckState.OK if family == "unf" else CheckState.DEGRADED
        yield Finding(id="onec.part_payments", state=state)
    unconfirmed = unconfirmed_rates(exchange, profile)
    facts = {"unconfirmed": ", ".join(unconfirmed), "confirmed": ", ".join(sorted(confirmed_rates(exchange)))}
    state = CheckState.DEGRADED if unconfirmed else CheckState.OK
    yield Finding(id="onec.vat_rates", state=state, facts=facts)


def _price_type(work: Work, exchange: Exchange) -> Finding:
    context = read_context(work, exchange)
    names = ", ".join(t.name for t in context.price_types.values())
    if not context.price_types:
        return Finding(id="onec.price_type.none", state=CheckState.DEGRADED)
    chosen = context.price_types.get(context.price_type_id or "")
    if chosen is None:
        facts = {"asked": exchange.settings.price_type, "names": names}
        return Finding(id="onec.price_type.unknown", state=CheckState.MISSING, facts=facts)
    facts = {"name": chosen.name, "names": names}
    if exchange.learnt.get(CATALOGUE_HELD) == CHOICE:
        return Finding(id="onec.price_type.undecided", state=CheckState.DEGRADED, facts=facts)
    return Finding(id="onec.price_type", state=CheckState.OK, facts=facts)


def _unadopted(work: Work, exchange: Exchange) -> Iterator[Finding]:
    """Tell of a first run that waits because the portal seems to have goods of 1C."""
    for problem in work.problems.open(exchange.id, kind=UNADOPTED):
        yield Finding(id=UNADOPTED, state=CheckState.DEGRADED, facts=problem.facts)


def _own_company(work: Work, exchange: Exchange, profile: PortalProfile) -> Finding:
    names = ", ".join(f"{c.name} ({c.id})" for c in profile.own_companies)
    asked = exchange.settings.own_company
    if asked and not any(asked in {str(c.id), c.tax_id} for c in profile.own_companies):
        return Finding(
            id="own_company.unknown", state=CheckState.MISSING, facts={"asked": asked, "names": names}
        )
    if not asked and len(profile.own_companies) > 1:
        return Finding(id="own_company.undecided", state=CheckState.MISSING, facts={"names": names})
    company = own_company(exchange, profile)
    if isinstance(company, Blocked):  # one ИНН that several own companies have
        return Finding(id="own_company.undecided", state=CheckState.MISSING, facts={"names": names})
    taken = f"{company.name} ({company.id})" if company else ""
    other = shared_with(work, exchange, company)
    if other:
        facts = {"names": taken, "other": other}
        return Finding(id="own_company.shared", state=CheckState.MISSING, facts=facts)
    return Finding(id="own_company", state=CheckState.OK, facts={"names": taken})
