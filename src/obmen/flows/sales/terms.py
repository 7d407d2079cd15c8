"""What one exchange's sales are judged by: settings resolved against the portal's profile."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from obmen.delivery.profile import OwnCompany, PortalProfile, StageInfo
from obmen.domain.billing import Terms
from obmen.domain.invoice import Semantics
from obmen.domain.lifecycle import Ladder, Rung
from obmen.flows.ports.exchanges import Exchange
from obmen.flows.ports.store import Work

FAMILY: Final = "onec_family"  # names in `Exchange.learnt`
CURSOR: Final = "invoice_cursor"
PAGE: Final = "invoice_page"
CLIENTS: Final = "sales_clients"
SALES_HELD: Final = "sales_held"
VAT_CONFIRMED: Final = "vat_confirmed"
ROW_PREFIX: Final = "row."

STAGE_SETTINGS: Final = (
    "invoices_from_stage", "paid_stage", "partly_paid_stage", "shipped_stage", "cancelled_stage",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Blocked:
    """No invoice enters before a person repairs this setting; `kind` is a code of obmen.messages."""

    kind: str
    facts: Mapping[str, object] = field(default_factory=dict)


def family_of(exchange: Exchange) -> str:
    """Return the 1C family: as set, else as learnt; empty while it is unknown."""
    asked = exchange.settings.onec_family
    return exchange.learnt.get(FAMILY, "") if asked == "auto" else asked


def find_stage(profile: PortalProfile, asked: str) -> StageInfo | None:
    """Find a stage by STATUS_ID, else by name."""
    by_id = next((s for s in profile.stages if s.id == asked), None)
    return by_id or next((s for s in profile.stages if s.name.casefold() == asked.casefold()), None)


def ladder_of(exchange: Exchange, profile: PortalProfile) -> Ladder:
    """Return the portal's stages and those that 1C's news lead to."""
    settings = exchange.settings
    return Ladder(
        rungs=_rungs(profile),
        paid=_stage_id(profile, settings.paid_stage) or _by_semantics(profile, Semantics.SUCCESS),
        partly_paid=_stage_id(profile, settings.partly_paid_stage),
        shipped=_stage_id(profile, settings.shipped_stage),
        cancelled=_stage_id(profile, settings.cancelled_stage) or _by_semantics(profile, Semantics.FAILURE),
    )


def terms_of(work: Work, exchange: Exchange, profile: PortalProfile) -> Terms | Blocked:
    """Resolve what invoices are judged by; anything doubtful blocks them all, and says so."""
    settings = exchange.settings
    for name in STAGE_SETTINGS:
        asked = str(getattr(settings, name))
        if asked and find_stage(profile, asked) is None:
            known = ", ".join(s.name for s in profile.stages)
            return Blocked("stage.unknown", {"setting": name, "value": asked, "known": known})
    company = own_company(exchange, profile)
    if isinstance(company, Blocked):
        return company
    other = shared_with(work, exchange, company)
    if other:
        return Blocked("own_company.shared", {"other": other})
    return Terms(
        prefix=settings.order_prefix,
        own_company_id=company.id if company else None,
        since=(settings.invoices_since or exchange.created_at).replace(microsecond=0),  # portals tell seconds
        rungs=_rungs(profile),
        from_stage=_stage_id(profile, settings.invoices_from_stage),
        strict=settings.counterparty_gate == "strict",
        zone=settings.zone,
    )


def own_company(exchange: Exchange, profile: PortalProfile) -> OwnCompany | Blocked | None:
    """Return whose invoices this exchange takes: as set by id or ИНН, else the only one of the portal."""
    asked, companies = exchange.settings.own_company, profile.own_companies
    if asked:
        found = [c for c in companies if asked in (str(c.id), c.tax_id)]
        if len(found) == 1:
            return found[0]
        return Blocked("own_company.unknown", {"value": asked, "known": _names(companies)})
    if len(companies) > 1:
        return Blocked("own_company.missing", {"known": _names(companies)})
    return companies[0] if companies else None


def shared_with(work: Work, exchange: Exchange, company: OwnCompany | None) -> str:
    """Name the exchange that has this company's invoices already: the portal's earlier one has them."""
    for other in work.exchanges.all():
        if other.portal_host != exchange.portal_host or other.id >= exchange.id:
            continue
        discovery = work.exchanges.discovery(other.id)
        theirs = own_company(other, discovery.profile) if discovery else None
        if isinstance(theirs, Blocked) or (discovery is None):
            continue
        if theirs is None or company is None or theirs.id == company.id:
            return other.name
    return ""


def _rungs(profile: PortalProfile) -> Mapping[str, Rung]:
    return {s.id: Rung(s.id, s.sort, s.semantics) for s in profile.stages}


def _stage_id(profile: PortalProfile, asked: str) -> str:
    stage = find_stage(profile, asked) if asked else None
    return stage.id if stage else ""


def _by_semantics(profile: PortalProfile, semantics: Semantics) -> str:
    return next((s.id for s in profile.stages if s.semantics is semantics), "")


def _names(companies: tuple[OwnCompany, ...]) -> str:
    return "; ".join(f"{c.name} (id {c.id}, {c.tax_id or '—'})" for c in companies)
