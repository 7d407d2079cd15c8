"""The steps from nothing to the first paid invoice; each is judged by what has really happened."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum, auto
from typing import Final
from urllib.parse import urlsplit

from obmen.delivery.profile import CheckState
from obmen.domain.identity import EntityKind
from obmen.domain.lifecycle import News
from obmen.domain.payment import Paid, payment_state
from obmen.flows.admin.figures import goods_told
from obmen.flows.catalog.context import PRICE_TYPE
from obmen.flows.catalog.holding import UNDECIDED
from obmen.flows.desk.problems import price_types_of
from obmen.flows.ports.exchanges import Discovery, Exchange
from obmen.flows.ports.sales import LedgerRow, OrderState
from obmen.flows.ports.store import Work
from obmen.flows.sales.rates import unconfirmed_rates
from obmen.flows.sales.terms import family_of

PRESET: Final = "preset"  # names in `Exchange.learnt`: the preset that a person chose,
VENDOR_OFF: Final = "vendor_off"  # … when a person said that the vendor's exchange is off,
FORM: Final = "node_form"  # … which form of a node they look at,
NODE_FILLED: Final = "node_filled"  # … when they had filled it in,
REPORT_SEEN: Final = "report_seen"  # … when the report on the real data was looked at,
RATES: Final = "goods_rates"  # … and the VAT rates that goods had in it
VENDOR: Final = "portal.vendor_exchange"  # the pre-flight's finding
NEWEST: Final = 200  # invoices that are looked at for the trial
A_FEW: Final = 10
PAID_IN_FULL: Final = f"sales.{News.PAID_IN_FULL}"  # in the history of an order
LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})


class StepName(StrEnum):
    """The steps of the way to the first paid invoice, in their order."""

    PORTAL = auto()
    PREFLIGHT = auto()
    PRESET = auto()
    NODE = auto()
    CHECKAUTH = auto()
    CATALOGUE = auto()
    CHOICE = auto()
    REPORT = auto()
    RUN = auto()
    TRIAL = auto()


@dataclass(frozen=True, slots=True)
class Step:
    """One step; `name` has its words, `facts` what they show."""

    name: StepName
    done: bool
    facts: Mapping[str, object] = field(default_factory=dict)


def steps_of(work: Work, exchange: Exchange) -> list[Step]:
    """Return the steps in their order."""
    return [JUDGES[name](work, exchange) for name in StepName]


def current_of(steps: Sequence[Step]) -> str:
    """Return the step that comes next; empty: all are done."""
    return next((step.name for step in steps if not step.done), "")


def mark_of(steps: Sequence[Step]) -> str:
    """Return what changes when the page of the steps should be looked at anew."""
    told = [
        (str(step.name), step.done, dict(step.facts) if step.name is StepName.TRIAL else {}) for step in steps
    ]
    return hashlib.sha256(repr(told).encode()).hexdigest()[:16]


def practice_of(exchange: Exchange) -> str:
    """Return where the practice copies are when the portal is one; empty: it is a real portal."""
    parts = urlsplit(exchange.portal_url)
    return f"{parts.scheme}://{parts.netloc}" if parts.hostname in LOOPBACK else ""


def _portal(work: Work, exchange: Exchange) -> Step:
    application = work.applications.get(exchange.id)
    facts = {
        "portal": exchange.portal_host,
        "webhook": "/rest/" in exchange.portal_url,
        "application": str(application.standing) if application else "",
    }
    return Step(StepName.PORTAL, work.exchanges.discovery(exchange.id) is not None, facts)


def _preflight(work: Work, exchange: Exchange) -> Step:
    discovery = work.exchanges.discovery(exchange.id)
    missing = [one for one in discovery.findings if one.state is CheckState.MISSING] if discovery else []
    said_off = exchange.learnt.get(VENDOR_OFF, "")
    seen = _vendor_since(discovery, said_off) if discovery and said_off else None
    done = discovery is not None and not missing and bool(said_off) and seen is None
    facts = {
        "looked_at": discovery.profile.found_at if discovery else None,
        "said_off": datetime.fromisoformat(said_off) if said_off else None,
        "seen": seen,
    }
    return Step(StepName.PREFLIGHT, done, facts)


def _vendor_since(discovery: Discovery, said_off: str) -> datetime | None:
    """Return when goods of the vendor's exchange were changed although somebody had switched it off."""
    for finding in discovery.findings:
        latest = str(finding.facts.get("latest", "")) if finding.id == VENDOR else ""
        if latest and datetime.fromisoformat(latest) > datetime.fromisoformat(said_off):
            return datetime.fromisoformat(latest)
    return None


def _preset(_: Work, exchange: Exchange) -> Step:
    chosen = exchange.learnt.get(PRESET, "")
    return Step(StepName.PRESET, bool(chosen), {"chosen": chosen})


def _node(work: Work, exchange: Exchange) -> Step:
    filled = bool(exchange.learnt.get(NODE_FILLED)) or _last_dialogue(work, exchange) is not None
    family = family_of(exchange) or "trade"
    return Step(StepName.NODE, filled, {"form": exchange.learnt.get(FORM) or family})


def _checkauth(work: Work, exchange: Exchange) -> Step:
    at = _last_dialogue(work, exchange)
    return Step(StepName.CHECKAUTH, at is not None, {"at": at} if at else {})


def _last_dialogue(work: Work, exchange: Exchange) -> datetime | None:
    return next(iter(work.sessions.moments(exchange_id=exchange.id, limit=1)), None)


def _catalogue(work: Work, exchange: Exchange) -> Step:
    cards = goods_told(work, exchange.id)
    groups = work.records.count(exchange.id, EntityKind.GROUP)
    return Step(StepName.CATALOGUE, cards > 0, {"cards": cards, "groups": groups})


def _choice(work: Work, exchange: Exchange) -> Step:
    types = price_types_of(work, exchange.id)
    known = exchange.settings.price_type or exchange.learnt.get(PRICE_TYPE, "")
    undecided = bool(work.problems.open(exchange.id, kind=UNDECIDED))
    facts = {"types": types, "chosen": types.get(known, known), "groups": len(exchange.settings.groups)}
    return Step(StepName.CHOICE, bool(known) and not undecided, facts)


def _report(_: Work, exchange: Exchange) -> Step:
    return Step(StepName.REPORT, bool(exchange.learnt.get(REPORT_SEEN)))


def _run(work: Work, exchange: Exchange) -> Step:
    products = work.bindings.count(exchange.id, EntityKind.PRODUCT)
    return Step(StepName.RUN, products > 0, {"products": products})


def _trial(work: Work, exchange: Exchange) -> Step:
    counts = work.ledger.counts(exchange.id)
    sent = counts.get(OrderState.SENT, 0) + counts.get(OrderState.TAKEN, 0)
    paid = _was_paid(work, exchange)
    rates = _rates_to_try(work, exchange)
    facts = {"sent": sent > 0, "told": counts.get(OrderState.TAKEN, 0) > 0, "paid": paid, "rates": rates}
    return Step(StepName.TRIAL, sent > 0 and paid and not rates, facts)


def _was_paid(work: Work, exchange: Exchange) -> bool:
    """Tell whether an order was ever paid: the history says so at once, the orders themselves for longer."""
    if work.journal.latest(exchange.id, PAID_IN_FULL) is not None:
        return True
    return any(
        payment_state(row.news).level in (Paid.FULL, Paid.EXCESS) for row in _newest_told(work, exchange)
    )


def _newest_told(work: Work, exchange: Exchange) -> Iterator[LedgerRow]:
    """Yield the newest orders that 1C has told of, a few at a time: who looks for one finds it soon."""
    before: int | None = None
    for _ in range(NEWEST // A_FEW):
        rows = work.register.page(exchange.id, states=(OrderState.TAKEN,), before=before, limit=A_FEW)
        yield from rows
        if len(rows) < A_FEW:
            return
        before = rows[-1].invoice_id


def _rates_to_try(work: Work, exchange: Exchange) -> list[str]:
    """Return the VAT rates that no order has confirmed yet; those that no good has cannot be tried."""
    discovery = work.exchanges.discovery(exchange.id)
    if discovery is None:
        return []
    unconfirmed = unconfirmed_rates(exchange, discovery.profile)
    if RATES not in exchange.learnt:
        return list(unconfirmed)
    of_goods = exchange.learnt[RATES].split(",")
    return [rate for rate in unconfirmed if rate in of_goods]


JUDGES: Final[Mapping[StepName, Callable[[Work, Exchange], Step]]] = {
    StepName.PORTAL: _portal,
    StepName.PREFLIGHT: _preflight,
    StepName.PRESET: _preset,
    StepName.NODE: _node,
    StepName.CHECKAUTH: _checkauth,
    StepName.CATALOGUE: _catalogue,
    StepName.CHOICE: _choice,
    StepName.REPORT: _report,
    StepName.RUN: _run,
    StepName.TRIAL: _trial,
}
