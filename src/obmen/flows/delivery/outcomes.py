"""What became of calls is recorded in one transaction: ids are bound at once, rows find their way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import assert_never

from obmen.delivery.call import CERTAIN_AFTER_S, Call
from obmen.delivery.outcome import Ambiguous, Delivered, Halted, Outcome, Refused, Rejected
from obmen.domain.identity import EntityKind, Ref
from obmen.flows.catalog.galleries import mark_galleries
from obmen.flows.catalog.items import ITEMS
from obmen.flows.catalog.reading import COMPUTED
from obmen.flows.catalog.stocks import mark_stock
from obmen.flows.delivery.adjusting import Answer, end_delivered, end_rejected, settle_drafts
from obmen.flows.delivery.effects import record_effects
from obmen.flows.delivery.picturing import end_step
from obmen.flows.delivery.waiting import wake_leaning
from obmen.flows.forgetting import forget_object
from obmen.flows.ports.delivery import Binding, Intent
from obmen.flows.ports.journal import Entry
from obmen.flows.ports.portal import HALTED
from obmen.flows.ports.store import Work

CERTAIN_AFTER = timedelta(seconds=CERTAIN_AFTER_S)
NOT_FOUND = "not_found"  # what answers call an object that a person deleted in the CRM
REMADE = "delivery.remade"


@dataclass(frozen=True, slots=True)
class Sent:
    """One call that went out, and what became of it."""

    intent_id: int
    task_id: int
    version: int
    call: Call
    sent_at: datetime
    outcome: Outcome


def sent_of(intent: Intent, outcome: Outcome) -> Sent:
    """Pair an intent with what was found out of it."""
    return Sent(intent.id, intent.task_id, intent.version, intent.call, intent.sent_at, outcome)


def record_outcomes(work: Work, exchange_id: int, sent: Sequence[Sent], *, now: datetime) -> None:
    """Record the outcomes of calls; each task's row is ended, postponed or parked by its gravest one.

    A row does not end while another of its calls is still looked for.
    """
    record_effects(work, exchange_id, sent, now=now)
    by_task: dict[int, list[Sent]] = {}
    for item in sent:
        by_task.setdefault(item.task_id, []).append(item)
        if isinstance(item.outcome, Delivered | Refused | Ambiguous):
            _bind_rows(work, exchange_id, item.call, item.outcome.rows)
        if isinstance(item.outcome, Delivered):
            _bind(work, exchange_id, item.call, item.outcome)
    _finish(work, sent, now=now)
    wake_leaning(
        work, exchange_id, [s.call.binds for s in sent if s.call.binds and isinstance(s.outcome, Delivered)]
    )
    unknown = {intent.task_id for intent in work.intents.open([exchange_id])}
    for task_id, items in by_task.items():
        if task_id not in unknown or not all(isinstance(s.outcome, Delivered) for s in items):
            _end_task(work, exchange_id, items, now=now)
    settle_drafts(work, exchange_id, [item.call.ref for item in sent], now=now)
    if made := _new_items(sent):
        exchange = work.exchanges.get(id=exchange_id)
        mark_stock(work, exchange, made, now=now)
        mark_galleries(work, exchange, made, now=now)
    _tell_halt(work, exchange_id, [s.outcome for s in sent], now=now)


def _new_items(sent: Sequence[Sent]) -> list[Ref]:
    """Return the goods that have just been made: only now there is something whose stock can be written."""
    made = [item.call.binds for item in sent if isinstance(item.outcome, Delivered)]
    return [ref for ref in made if ref is not None and ref.kind in ITEMS]


def _tell_halt(work: Work, exchange_id: int, outcomes: Sequence[Outcome], *, now: datetime) -> None:
    """A portal that takes nothing is one problem, however many records wait; it ends by itself."""
    halted = next((o for o in outcomes if isinstance(o, Halted)), None)
    if halted is not None:
        tell_halted(work, exchange_id, code=halted.code, detail=halted.detail, now=now)
    elif any(isinstance(o, Delivered) for o in outcomes):
        tell_answering(work, exchange_id)


def tell_halted(work: Work, exchange_id: int, *, code: str, detail: str, now: datetime) -> None:
    """Open the problem of a portal that takes nothing, unless it is open."""
    if is_told_halted(work, exchange_id):
        return
    host = work.exchanges.get(id=exchange_id).portal_host
    facts = {"portal": host, "code": code, "detail": detail}
    work.problems.raise_(exchange_id, kind=HALTED, ref=None, record=host, facts=facts, now=now)


def is_told_halted(work: Work, exchange_id: int) -> bool:
    """Tell whether that problem is open."""
    return bool(work.problems.open(exchange_id, kind=HALTED))


def tell_answering(work: Work, exchange_id: int) -> None:
    """Close that problem: the portal answers."""
    work.problems.solve(exchange_id, kind=HALTED)


def _finish(work: Work, sent: Sequence[Sent], *, now: datetime) -> None:
    names = {s.intent_id: _name(s.outcome) for s in sent}
    work.intents.finish({i: name for i, name in names.items() if name is not None}, now=now)


def _name(outcome: Outcome) -> str | None:
    """Return the stored name of an outcome; an ambiguous intent stays open."""
    match outcome:
        case Delivered():
            return "delivered"
        case Refused():
            return "refused"
        case Rejected(code):
            return f"rejected {code}"
        case Halted(code):
            return f"halted {code}"
        case Ambiguous():
            return None
        case _:
            assert_never(outcome)


def _bind_rows(work: Work, exchange_id: int, call: Call, rows: Mapping[str, int]) -> None:
    """Bind what a call has made beside its record, also when only a part of it is there."""
    found = [Binding(call.rows[key], row_id, {}) for key, row_id in rows.items() if key in call.rows]
    if found:
        work.bindings.put(exchange_id, found)


def _bind(work: Work, exchange_id: int, call: Call, delivered: Delivered) -> None:
    if call.binds is not None and delivered.item_id is not None:
        fields = call.fields if call.binds == call.ref else {}
        work.bindings.put(exchange_id, [Binding(call.binds, delivered.item_id, fields)])
    if call.binds != call.ref and call.fields:
        work.bindings.merge(exchange_id, call.ref, call.fields)


def _end_task(work: Work, exchange_id: int, items: Sequence[Sent], *, now: datetime) -> None:
    gravest = max(items, key=lambda s: _gravity(s.outcome))
    row_id, ref = gravest.task_id, gravest.call.ref
    match gravest.outcome:
        case Delivered():
            _end_delivered(work, exchange_id, items, now=now)
        case Refused(wait, code):
            work.outbox.postpone([row_id], due_at=now + wait, reason=code)
        case Ambiguous(reason):
            due_at = max(now, gravest.sent_at + CERTAIN_AFTER)
            work.outbox.postpone([row_id], due_at=due_at, reason=reason or "ambiguous")
        case Halted(code):
            work.outbox.postpone([row_id], due_at=now, reason=code)
        case Rejected(code, detail):
            _end_rejected(work, exchange_id, gravest, ref, code, detail, now=now)
        case _:
            assert_never(gravest.outcome)


def _gravity(outcome: Outcome) -> int:
    return [Delivered, Refused, Halted, Ambiguous, Rejected].index(type(outcome))


def _end_delivered(work: Work, exchange_id: int, items: Sequence[Sent], *, now: datetime) -> None:
    call, row = items[0].call, (items[0].task_id, items[0].version)
    ref = call.ref
    if end_delivered(work, exchange_id, ref, row, now=now):
        return
    if end_step(work, exchange_id, call, row, items[0].outcome, now=now):
        return
    fields: dict[str, object] = {}
    for item in items:
        fields |= item.call.fields
    work.outbox.done({items[0].task_id: items[0].version})
    work.problems.solve(exchange_id, ref=ref)
    methods = [item.call.method for item in items]
    facts = {"methods": methods, "fields": fields, "calls": [item.intent_id for item in items]}
    work.journal.add(exchange_id, [Entry(at=now, event="delivery.delivered", ref=ref, facts=facts)])


def _end_rejected(
    work: Work, exchange_id: int, sent: Sent, ref: Ref, code: str, detail: str, *, now: datetime
) -> None:
    answer, row = Answer(code, detail, sent.call.method), (sent.task_id, sent.version)
    if end_rejected(work, exchange_id, ref, row, answer, now=now):
        return
    if end_step(work, exchange_id, sent.call, row, sent.outcome, now=now):
        return
    if code == NOT_FOUND and ref.kind in COMPUTED:
        if _remake(work, exchange_id, ref, now=now):
            return
        code = "object.gone"
    facts: dict[str, object] = {"code": code, "detail": detail, "method": sent.call.method}
    work.outbox.park(sent.task_id, reason=code, version=sent.version)
    work.problems.raise_(
        exchange_id, kind="delivery.rejected", ref=ref, record=f"{ref.kind} {ref.id}", facts=facts, now=now
    )
    told = {**facts, "calls": [sent.intent_id]}
    work.journal.add(exchange_id, [Entry(at=now, event="delivery.parked", ref=ref, facts=told)])


def _remake(work: Work, exchange_id: int, ref: Ref, *, now: datetime) -> bool:
    """An object that was deleted by hand is made again once; the second time a person is asked."""
    if any(entry.event == REMADE for entry in work.journal.of(exchange_id, [ref])):
        return False
    refs = [ref, *_variations_of(work, exchange_id, ref)]
    for one in refs:
        forget_object(work, exchange_id, one)
    work.outbox.mark(exchange_id, refs, now=now)
    work.journal.add(exchange_id, [Entry(at=now, event=REMADE, ref=ref, facts={})])
    return True


def _variations_of(work: Work, exchange_id: int, ref: Ref) -> Sequence[Ref]:
    """Return the bound variations of a product: they are gone with it, or are found without it."""
    if ref.kind is not EntityKind.PRODUCT:
        return ()
    keys = work.records.variants(exchange_id, [ref.id]).get(ref.id, ())
    return list(work.bindings.get(exchange_id, [Ref(EntityKind.VARIATION, key) for key in keys]))
