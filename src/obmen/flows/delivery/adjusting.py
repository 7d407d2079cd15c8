"""What becomes of adjustments: lines gather in a draft, and the draft takes effect once.

A line that the portal refuses leaves the draft, and its item waits for a person. A draft that it refuses as a
whole is removed, and its items go again in smaller ones until the faulty item is alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from obmen.delta.stock import document_of, element_of
from obmen.domain.identity import EntityKind, Ref
from obmen.flows.catalog.stock_reading import IN_PARTS
from obmen.flows.catalog.stocks import REFUSED, REJECTED, STOCK_PRIORITY
from obmen.flows.ports.delivery import Binding
from obmen.flows.ports.journal import Entry
from obmen.flows.ports.store import Work

GONE: Final = "not_found"
STORE_REFUSED: Final = "stock.store_refused"  # kinds of problems, as REFUSED is one
DRAFT_LEFT: Final = "stock.draft_left"
CONDUCTED: Final = "stock.conducted"
LINES, LEFT_OUT = "lines", "left_out"  # fields of a document's binding
MINE: Final = frozenset({EntityKind.STOCK_ELEMENT, EntityKind.STOCK_CONDUCT, EntityKind.STOCK_DISCARD})


class Written(NamedTuple):
    """One line of a document as it was planned."""

    key: str
    name: str  # field of the level
    product_id: int
    level: str  # what the store holds once the document has taken effect


class Answer(NamedTuple):
    """What the portal said to a call that it refused."""

    code: str
    detail: str
    method: str


def end_delivered(work: Work, exchange_id: int, ref: Ref, row: tuple[int, int], *, now: datetime) -> bool:
    """End a row (id, version) of an adjustment that was delivered; False: it is no such row."""
    if ref.kind not in MINE:
        return False
    work.outbox.done(dict([row]))
    if ref.kind is EntityKind.STOCK_CONDUCT:
        _keep_levels(work, exchange_id, ref.id, now=now)
    if ref.kind is not EntityKind.STOCK_ELEMENT:
        work.bindings.forget(exchange_id, document_of(ref))
    return True


def _keep_levels(work: Work, exchange_id: int, number: str, *, now: datetime) -> None:
    """Remember what stores hold since a document took effect."""
    levels: defaultdict[Ref, dict[str, object]] = defaultdict(dict)
    products: dict[Ref, int] = {}
    for line in _kept(_document(work, exchange_id, number)):
        ref = Ref(EntityKind.STOCK, line.key)
        levels[ref][line.name], products[ref] = line.level, line.product_id
    known = work.bindings.get(exchange_id, levels)
    work.bindings.put(
        exchange_id,
        [
            Binding(ref, products[ref], {**(known[ref].fields if ref in known else {}), **fields})
            for ref, fields in levels.items()
        ],
    )
    entries = [
        Entry(at=now, event=CONDUCTED, ref=ref, facts={"document": number, "levels": fields})
        for ref, fields in levels.items()
    ]
    work.journal.add(exchange_id, entries)
    work.problems.solve_of(exchange_id, levels, kinds=(REJECTED,))
    work.problems.solve(exchange_id, kind=REFUSED)


def end_rejected(
    work: Work, exchange_id: int, ref: Ref, row: tuple[int, int], answer: Answer, *, now: datetime
) -> bool:
    """Find a way for what the portal refused; False: it is no row of an adjustment or a store."""
    match ref.kind:
        case EntityKind.STOCK_ELEMENT:
            _leave_out(work, exchange_id, ref, answer, now=now)
        case EntityKind.STOCK_CONDUCT:
            _narrow_down(work, exchange_id, ref.id, answer, now=now)
        case EntityKind.STOCK_DOCUMENT:
            _give_up_document(work, exchange_id, ref, answer, now=now)
        case EntityKind.STOCK_DISCARD:
            _give_up_draft(work, exchange_id, ref, answer, now=now)
        case EntityKind.STORE:
            _refuse_store(work, exchange_id, ref, row, answer, now=now)
            return True
        case _:
            return False
    work.outbox.done(dict([row]))
    return True


def _leave_out(work: Work, exchange_id: int, ref: Ref, answer: Answer, *, now: datetime) -> None:
    number, _, index = ref.id.partition("/")
    document = _document(work, exchange_id, number)
    line = _lines(document)[int(index)]
    left_out = [*_left_out(document), line.key]
    work.bindings.merge(exchange_id, document_of(ref), {LEFT_OUT: left_out})
    _park_item(work, exchange_id, line.key, answer, now=now)


def _narrow_down(work: Work, exchange_id: int, number: str, answer: Answer, *, now: datetime) -> None:
    document = Ref(EntityKind.STOCK_DOCUMENT, number)
    lines = _kept(_document(work, exchange_id, number))
    keys = list(dict.fromkeys(line.key for line in lines))
    if answer.code == GONE:  # a person has deleted the draft: nothing of it has taken effect
        work.bindings.forget(exchange_id, document)
        _again(work, exchange_id, keys, due_at=now)
        return
    discard = Ref(EntityKind.STOCK_DISCARD, number)
    work.outbox.mark_given(exchange_id, {discard: {}}, now=now, priority=STOCK_PRIORITY)
    if len(keys) == 1:
        _park_item(work, exchange_id, keys[0], answer, now=now)
        return
    rows = _again(work, exchange_id, keys, due_at=now)
    work.outbox.postpone(rows, due_at=now, reason=f"{IN_PARTS} {max(1, len(lines) // 2)}")


def _give_up_document(work: Work, exchange_id: int, ref: Ref, answer: Answer, *, now: datetime) -> None:
    """The portal takes no documents: one problem tells it, and stock is tried again at its rhythm."""
    row = work.outbox.of(exchange_id, [ref])[ref]
    lines = _lines(row.desired or {})
    elements = work.outbox.of(exchange_id, [element_of(ref.id, index) for index in range(len(lines))])
    work.outbox.done({one.id: one.version for one in elements.values()})
    exchange = work.exchanges.get(id=exchange_id)
    later = now + timedelta(minutes=exchange.settings.stock_minutes)
    rows = _again(work, exchange_id, [line.key for line in lines], due_at=later)
    work.outbox.postpone(rows, due_at=later, reason=REFUSED)
    facts = {"portal": exchange.portal_host, "code": answer.code, "detail": answer.detail}
    work.problems.raise_(
        exchange_id, kind=REFUSED, ref=None, record=exchange.portal_host, facts=facts, now=now
    )


def _give_up_draft(work: Work, exchange_id: int, ref: Ref, answer: Answer, *, now: datetime) -> None:
    work.bindings.forget(exchange_id, document_of(ref))
    if answer.code != GONE:
        facts = {"number": ref.id, "detail": answer.detail}
        work.problems.raise_(exchange_id, kind=DRAFT_LEFT, ref=ref, record=ref.id, facts=facts, now=now)


def _refuse_store(
    work: Work, exchange_id: int, ref: Ref, row: tuple[int, int], answer: Answer, *, now: datetime
) -> None:
    """A plan may allow one store only: one problem for all warehouses, and the others go on."""
    desired = work.outbox.of(exchange_id, [ref])[ref].desired or {}
    work.outbox.park(row[0], reason=answer.code, version=row[1])
    host = work.exchanges.get(id=exchange_id).portal_host
    facts = {"name": desired.get("name", ref.id), "detail": answer.detail}
    work.problems.raise_(exchange_id, kind=STORE_REFUSED, ref=None, record=host, facts=facts, now=now)


def settle_drafts(work: Work, exchange_id: int, refs: Iterable[Ref], *, now: datetime) -> None:
    """Let drafts take effect whose lines are all there; one that has none is removed."""
    numbers = {document_of(ref) for ref in refs if ref.kind is EntityKind.STOCK_ELEMENT}
    drafts = work.bindings.get(exchange_id, numbers)
    given: dict[Ref, Mapping[str, object]] = {}
    for ref, binding in sorted(drafts.items(), key=lambda item: item[0].id):
        lines = range(len(_lines(binding.fields)))
        if not work.outbox.of(exchange_id, [element_of(ref.id, index) for index in lines]):
            kind = EntityKind.STOCK_CONDUCT if _kept(binding.fields) else EntityKind.STOCK_DISCARD
            given[Ref(kind, ref.id)] = {}
    known = work.outbox.of(exchange_id, given)
    given = {ref: desired for ref, desired in given.items() if ref not in known}
    work.outbox.mark_given(exchange_id, given, now=now, priority=STOCK_PRIORITY)


def _again(work: Work, exchange_id: int, keys: Iterable[str], *, due_at: datetime) -> list[int]:
    """Mark the stock of items; the next run reads anew what their stores hold."""
    refs = [Ref(EntityKind.STOCK, key) for key in keys]
    work.outbox.mark(exchange_id, refs, now=due_at)
    return [row.id for row in work.outbox.of(exchange_id, refs).values()]


def _park_item(work: Work, exchange_id: int, key: str, answer: Answer, *, now: datetime) -> None:
    ref = Ref(EntityKind.STOCK, key)
    (row_id,) = _again(work, exchange_id, [key], due_at=now)
    work.outbox.park(row_id, reason=answer.code)
    work.problems.raise_(
        exchange_id, kind=REJECTED, ref=ref, record=f"{ref.kind} {key}", facts=answer._asdict(), now=now
    )


def _document(work: Work, exchange_id: int, number: str) -> Mapping[str, object]:
    ref = Ref(EntityKind.STOCK_DOCUMENT, number)
    binding = work.bindings.get(exchange_id, [ref]).get(ref)
    return binding.fields if binding else {}


def _lines(document: Mapping[str, object]) -> list[Written]:
    lines = document.get(LINES)
    return [Written(*line) for line in lines] if isinstance(lines, Sequence) else []


def _left_out(document: Mapping[str, object]) -> list[str]:
    keys = document.get(LEFT_OUT)
    return [str(key) for key in keys] if isinstance(keys, Sequence) else []


def _kept(document: Mapping[str, object]) -> list[Written]:
    left_out = frozenset(_left_out(document))
    return [line for line in _lines(document) if line.key not in left_out]
