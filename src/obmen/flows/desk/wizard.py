"""The steps from nothing to the first paid invoice; each is judged by what has really happened."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from obmen.delivery.profile import CheckState
from obmen.delta.parts import price_type_from
from obmen.domain.identity import EntityKind
from obmen.domain.payment import Paid, payment_state
from obmen.flows.catalog.context import CATALOGUE_HELD, PRICE_TYPE
from obmen.flows.ports.exchanges import Exchange
from obmen.flows.ports.sales import OrderState
from obmen.flows.ports.store import Work
from obmen.flows.sales.rates import unconfirmed_rates
from obmen.flows.sales.terms import family_of

PRESET: Final = "preset"  # names in `Exchange.learnt`: the preset that a person chose,
REPORT_SEEN: Final = "report_seen"  # … and when the report on the real data was looked at
NEWEST: Final = 200  # invoices that are looked at for the trial


@dataclass(frozen=True, slots=True)
class Step:
    """One step; `name` has its words, `facts` what they show."""

    name: str
    done: bool
    facts: Mapping[str, object] = field(default_factory=dict)


def steps_of(work: Work, exchange: Exchange) -> list[Step]:
    """Return the steps in their order."""
    return [judge(work, exchange) for judge in STEPS]


def current_of(steps: Sequence[Step]) -> str:
    """Return the step that comes next; empty: all are done."""
    return next((step.name for step in steps if not step.done), "")


def _portal(work: Work, exchange: Exchange) -> Step:
    return Step("portal", work.exchanges.discovery(exchange.id) is not None, {"portal": exchange.portal_host})


def _preflight(work: Work, exchange: Exchange) -> Step:
    discovery = work.exchanges.discovery(exchange.id)
    missing = [one for one in discovery.findings if one.state is CheckState.MISSING] if discovery else []
    return Step("preflight", discovery is not None and not missing)


def _preset(_: Work, exchange: Exchange) -> Step:
    chosen = exchange.learnt.get(PRESET, "")
    return Step("preset", bool(chosen), {"chosen": chosen})


def _node(work: Work, exchange: Exchange) -> Step:
    return Step("node", bool(_first_dialogue(work, exchange)), {"family": family_of(exchange)})


def _checkauth(work: Work, exchange: Exchange) -> Step:
    at = _first_dialogue(work, exchange)
    return Step("checkauth", at is not None, {"at": at} if at else {})


def _first_dialogue(work: Work, exchange: Exchange) -> datetime | None:
    return next(iter(work.sessions.moments(exchange_id=exchange.id, limit=1)), None)


def _catalogue(work: Work, exchange: Exchange) -> Step:
    cards = work.records.count(exchange.id, EntityKind.CARD)
    groups = work.records.count(exchange.id, EntityKind.GROUP)
    return Step("catalogue", cards > 0, {"cards": cards, "groups": groups})


def _choice(work: Work, exchange: Exchange) -> Step:
    types = price_types_of(work, exchange.id)
    known = exchange.settings.price_type or exchange.learnt.get(PRICE_TYPE, "")
    is_held = exchange.learnt.get(CATALOGUE_HELD) == "price_type"
    return Step("choice", bool(known) and not is_held, {"types": types, "chosen": types.get(known, known)})


def price_types_of(work: Work, exchange_id: int) -> dict[str, str]:
    """Return the names of 1C's price types by their ids."""
    bodies = work.records.all(exchange_id, EntityKind.PRICE_TYPE)
    return {id_: price_type_from(id_, body).name or id_ for id_, body in bodies.items()}


def _report(_: Work, exchange: Exchange) -> Step:
    return Step("report", bool(exchange.learnt.get(REPORT_SEEN)))


def _run(work: Work, exchange: Exchange) -> Step:
    products = work.bindings.count(exchange.id, EntityKind.PRODUCT)
    return Step("run", products > 0, {"products": products})


def _trial(work: Work, exchange: Exchange) -> Step:
    counts = work.ledger.counts(exchange.id)
    sent = counts.get(OrderState.SENT, 0) + counts.get(OrderState.TAKEN, 0)
    told = work.register.page(exchange.id, states=(OrderState.TAKEN,), limit=NEWEST)
    paid = any(payment_state(row.news).level in (Paid.FULL, Paid.EXCESS) for row in told)
    discovery = work.exchanges.discovery(exchange.id)
    rates = list(unconfirmed_rates(exchange, discovery.profile)) if discovery else []
    facts = {"sent": sent > 0, "told": bool(told), "paid": paid, "rates": rates}
    return Step("trial", sent > 0 and paid and not rates, facts)


STEPS: Final[Sequence[Callable[[Work, Exchange], Step]]] = (
    _portal, _preflight, _preset, _node, _checkauth, _catalogue, _choice, _report, _run, _trial,
)  # fmt: skip
