"""A robot that waits is always answered: its request is kept first, and looked at until that is done."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum, auto
from functools import partial
from typing import Final

from obmen.domain.errors import ObmenError
from obmen.domain.order import OrderNews
from obmen.domain.payment import payment_state
from obmen.domain.settlement import is_closed, is_shipped
from obmen.flows.ports.application import Answered, InPortal, RobotRequest
from obmen.flows.ports.exchanges import Exchange
from obmen.flows.ports.journal import Entry
from obmen.flows.ports.portal import Invoices, PortalHalted, PortalUnreachable
from obmen.flows.ports.sales import LedgerRow, OrderState
from obmen.flows.ports.store import Store, Work
from obmen.flows.sales.problems import order_ref
from obmen.flows.sales.send import send_orders
from obmen.messages.catalogue import text_of
from obmen.messages.errors import text_of_error
from obmen.messages.problems import text_of_problem
from obmen.messages.sales import CRM_LANGUAGE

SEND: Final = "obmen_send_invoice"
ASK: Final = "obmen_ask_state"
WAIT_FOR_1C: Final = timedelta(hours=1)  # 1C comes by its own schedule; after that the process goes on
IN_TIME: Final = timedelta(minutes=2)  # before a robot gives up by itself it is told how far things are
LOOK_EVERY: Final = timedelta(seconds=30)
GIVE_UP_AFTER: Final = timedelta(days=7)
LONGEST_PAUSE: Final = timedelta(minutes=10)
TRIES_TO_DECIDE: Final = 8  # what still fails then is answered as a failure
YES_NO: Final = {True: "Y", False: "N"}


class Status(StrEnum):
    """What a robot is told; the customer's process branches by it."""

    SENT = auto()  # 1C has the order
    WAITING = auto()  # it goes with 1C's next exchange
    HELD = auto()  # a person has to decide
    NOT_SENT = auto()  # it is none of the exchange's: its stage, its company, its age
    FAILED = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Robots:
    """What answering robots needs."""

    store: Store
    invoices: Callable[[Exchange], Invoices]
    in_portal: Callable[[Exchange], InPortal]
    discover: Callable[[Exchange], Awaitable[object]]
    clock: Callable[[], datetime]


def answer_by(asked_at: datetime, *, timeout_s: int) -> datetime:
    """Return until when 1C is waited for; `timeout_s`: how long the robot waits, 0 where it does not tell."""
    patience = timedelta(seconds=timeout_s) - IN_TIME if timeout_s > 0 else WAIT_FOR_1C
    return asked_at + max(min(patience, WAIT_FOR_1C), timedelta())


async def answer_robots(tools: Robots, exchange: Exchange) -> datetime | None:
    """Look at every robot whose time has come; returns when the next one's comes."""
    requests = await tools.store.aread(lambda work: work.robots.due(exchange.id, now=tools.clock()))
    for request in requests:
        await _look_at(tools, exchange, request)
    return await tools.store.aread(lambda work: work.robots.next_due(exchange.id))


async def _look_at(tools: Robots, exchange: Exchange, request: RobotRequest) -> None:
    """Decide once, keep what was decided, and answer until somebody takes it."""
    now = tools.clock()
    tried = replace(request, tries=request.tries + 1, due_at=now + _pause(request.tries))
    await tools.store.awrite(lambda work: work.robots.update(tried))  # whoever is killed here comes again
    answer = request.answer or await _decide(tools, exchange, tried)
    if answer is None:
        later = replace(tried, due_at=now + LOOK_EVERY)
        await tools.store.awrite(lambda work: work.robots.update(later))
        return
    decided = replace(tried, answer=answer)
    await tools.store.awrite(lambda work: work.robots.update(decided))
    await _answer(tools, exchange, decided)


def _pause(tries: int) -> timedelta:
    return min(timedelta(seconds=5 * 2.0 ** min(tries, 10)), LONGEST_PAUSE)


async def _answer(tools: Robots, exchange: Exchange, request: RobotRequest) -> None:
    values = request.answer or {}
    try:
        outcome = await tools.in_portal(exchange).answer(
            request.event_token, values, log=values.get("text", "")
        )
    except (PortalHalted, PortalUnreachable):
        if tools.clock() - request.asked_at < GIVE_UP_AFTER:
            return
        outcome = Answered.REFUSED
    ended = replace(request, outcome=str(outcome))
    await tools.store.awrite(partial(_end, request=ended, now=tools.clock()))


def _end(work: Work, *, request: RobotRequest, now: datetime) -> None:
    work.robots.update(request)
    row = work.ledger.get(request.exchange_id, invoice_id=request.invoice_id)
    facts = {"robot": request.code, "invoice": request.invoice_id, "outcome": request.outcome}
    ref = order_ref(row) if row else None
    entry = Entry(
        at=now, event="application.robot_answered", ref=ref, facts={**facts, **(request.answer or {})}
    )
    work.journal.add(request.exchange_id, [entry])


async def _decide(tools: Robots, exchange: Exchange, request: RobotRequest) -> Mapping[str, str] | None:
    """Return what the robot is told; None: 1C has not taken the order yet, or the portal did not tell."""
    try:
        return await _decided(tools, exchange, request)
    except ObmenError as error:
        return _failed(text_of_error(error, language=CRM_LANGUAGE))
    except (PortalHalted, PortalUnreachable) as trouble:
        return _failed(str(trouble)) if request.tries >= TRIES_TO_DECIDE else None
    except Exception as error:
        if request.tries < TRIES_TO_DECIDE:
            raise
        return _failed(type(error).__name__)


async def _decided(tools: Robots, exchange: Exchange, request: RobotRequest) -> Mapping[str, str] | None:
    if not request.invoice_id:
        return _failed(_said("robot.no_invoice"))
    row = await _row(tools, request)
    if request.code == SEND and (row is None or row.state in (OrderState.WAITING, OrderState.LEFT)):
        await tools.discover(exchange)
        await send_orders(
            store=tools.store,
            invoices=tools.invoices(exchange),
            exchange_id=exchange.id,
            ids=[request.invoice_id],
            now=tools.clock(),
        )
        row = await _row(tools, request)
    if row is None:
        return {"status": str(Status.NOT_SENT), "text": _said("robot.not_known")}
    if request.code == SEND and row.state is OrderState.DUE and tools.clock() < request.answer_by:
        return None
    return state_of(row)


async def _row(tools: Robots, request: RobotRequest) -> LedgerRow | None:
    return await tools.store.aread(
        lambda work: work.ledger.get(request.exchange_id, invoice_id=request.invoice_id)
    )


def state_of(row: LedgerRow) -> dict[str, str]:
    """Return what an invoice's order has come to, as a robot is told."""
    status = _status(row)
    told = {"status": str(status), "order_number": row.number, "text": _text(row, status)}
    return told | (_news(row.news) if row.news else {})


def _status(row: LedgerRow) -> Status:
    match row.state:
        case OrderState.SENT | OrderState.TAKEN:
            return Status.SENT
        case OrderState.DUE:
            return Status.WAITING
        case OrderState.HELD:
            return Status.HELD
        case OrderState.WAITING | OrderState.LEFT:
            return Status.NOT_SENT


def _text(row: LedgerRow, status: Status) -> str:
    reason = text_of_problem(row.reason, language=CRM_LANGUAGE, facts=row.facts) if row.reason else ""
    onec = row.news.onec.number if row.news else ""
    return _said(f"robot.{status}", number=row.number, onec_number=onec, why=reason)


def _news(news: OrderNews) -> dict[str, str]:
    paid = payment_state(news)
    return {
        "onec_number": news.onec.number,
        "paid": str(paid.level),
        "paid_amount": f"{paid.amount:.2f}",
        "shipped": YES_NO[is_shipped(news)],
        "cancelled": YES_NO[is_closed(news)],
    }


def _failed(why: str) -> dict[str, str]:
    return {"status": str(Status.FAILED), "text": _said("robot.failed", why=why)}


def _said(code: str, **facts: str) -> str:
    return text_of(code, language=CRM_LANGUAGE, facts=facts)
