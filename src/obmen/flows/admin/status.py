"""What an exchange stands at, in numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from obmen.domain.identity import EntityKind
from obmen.flows.admin.figures import goods_told
from obmen.flows.admin.pictures import picture_status
from obmen.flows.admin.stock import stock_status
from obmen.flows.catalog.context import CATALOGUE_HELD, read_price_types, resolve_price_type
from obmen.flows.catalog.holding import MASS, held_now
from obmen.flows.ports.catalog import Due
from obmen.flows.ports.exchanges import Exchange
from obmen.flows.ports.sales import OrderState
from obmen.flows.ports.store import Work
from obmen.flows.sales.rates import unconfirmed_rates
from obmen.flows.sales.terms import SALES_HELD, family_of


def read_status(work: Work, exchange: Exchange, *, webhook_key: str, now: datetime) -> dict[str, object]:
    """Return the status document; `pending` is 0 when nothing is under way or due.

    `webhook_key` tells the exchange's webhook from others of the portal in the shared picture of its pace.
    """
    states = _by_state(work.outbox.totals(exchange.id))
    held_first = bool(exchange.learnt.get(CATALOGUE_HELD))
    stock = stock_status(work, exchange, now=now)
    new = states[Due.NEW] - int(str(stock["resting"]))
    waiting = work.inbox.waiting(exchange_id=exchange.id)
    under_way = len(work.intents.open([exchange.id]))
    delivered = work.journal.latest(exchange.id, "delivery.delivered")
    session = work.journal.latest(exchange.id, "onec.session_opened")
    orders = work.ledger.counts(exchange.id)
    return {
        "name": exchange.name,
        "portal": exchange.portal_host,
        "products": work.bindings.count(exchange.id, EntityKind.PRODUCT),
        "variants": work.bindings.count(exchange.id, EntityKind.VARIATION),
        "known_to_1c": goods_told(work, exchange.id),
        "pending": states[Due.READY] + (0 if held_first else new) + waiting + under_way,
        "parked": states[Due.PARKED],
        "held": states[Due.HELD] + (new if held_first else 0),
        "held_reason": ", ".join(_why_held(work, exchange)),
        "problems": work.problems.count(exchange.id),
        "stock": stock,
        "pictures": picture_status(work, exchange),
        "halted": _halt(work.leases.pacing(exchange.portal_host), webhook_key),
        "orders": {str(state): orders.get(state, 0) for state in OrderState},
        "sales_held": exchange.learnt.get(SALES_HELD, ""),
        "onec_family": family_of(exchange) or exchange.settings.onec_family,
        "price_type": _price_type(work, exchange),
        "vat_unconfirmed": list(_unconfirmed(work, exchange)),
        "last_onec_session": session.at.isoformat() if session else None,
        "last_delivery": delivered.at.isoformat() if delivered else None,
    }


def _price_type(work: Work, exchange: Exchange) -> str:
    """Return the name of the price type that is the price; what 1C has not told of yet, as it was set."""
    types = read_price_types(work, exchange.id)
    chosen = types.get(resolve_price_type(exchange, types) or "")
    return chosen.name if chosen else exchange.settings.price_type


def _why_held(work: Work, exchange: Exchange) -> list[str]:
    """Return why something waits for a person: the first run's reason, then the kinds of mass change."""
    first = exchange.learnt.get(CATALOGUE_HELD, "")
    held = held_now(work, exchange.id)
    return ([first] if first else []) + [MASS[change] for change in MASS if held.get(change)]


def _by_state(totals: Mapping[tuple[str, str], int]) -> Counter[str]:
    states: Counter[str] = Counter()
    for (state, _), count in totals.items():
        states[state] += count
    return states


def _halt(pacing: Mapping[str, object], webhook_key: str) -> str | None:
    """Return the code with which the portal takes nothing from this webhook."""
    halts = pacing.get("halts")
    halt = halts.get(webhook_key) if isinstance(halts, Mapping) else None
    return str(halt["code"]) if halt else None


def _unconfirmed(work: Work, exchange: Exchange) -> tuple[str, ...]:
    discovery = work.exchanges.discovery(exchange.id)
    return unconfirmed_rates(exchange, discovery.profile) if discovery else ()
