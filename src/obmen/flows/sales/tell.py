"""News become what the CRM shows: a line in the invoice's timeline, a notice, a stage, fields."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from obmen.domain.identity import EntityKind, Ref
from obmen.domain.invoice import InvoiceLine
from obmen.flows.ports.catalog import Due
from obmen.flows.ports.exchanges import Exchange
from obmen.flows.ports.sales import LedgerRow
from obmen.flows.ports.store import Work
from obmen.flows.sales.notices import Notice, send_notices
from obmen.messages.sales import CRM_LANGUAGE, TEXTS

FIRST: Final = 10  # sales overtake the catalogue; within them stages go before words
SECOND: Final = 11
LAST: Final = 13  # after notices: automation goes on when all else of the news is there
OF_STAGES: Final = range(FIRST, SECOND)


@dataclass(frozen=True, slots=True)
class Told:
    """One thing to tell about an invoice; `key` is unique within it, so that a replay adds nothing."""

    code: str
    key: str
    facts: Mapping[str, str] = field(default_factory=dict)


def text_of(code: str, facts: Mapping[str, object]) -> str:
    """Return the text of a code in the language of the CRM."""
    return TEXTS[code].told(CRM_LANGUAGE, facts)


def in_words(name: str, codes: Sequence[str]) -> dict[str, str]:
    """Return codes as words, `name` for the Russian texts and `name_en` for the English; none: nothing."""
    if not codes:
        return {}
    return {
        name: ", ".join(TEXTS[code].told("ru", {}) for code in codes),
        f"{name}_en": ", ".join(TEXTS[code].told("en", {}) for code in codes),
    }


def tell(work: Work, exchange: Exchange, row: LedgerRow, news: Iterable[Told], *, now: datetime) -> None:
    """Put news into the invoice's timeline and notify its responsible at once."""
    send_notices(work, exchange, put_messages(work, exchange, row, news, now=now), now=now)


def put_messages(
    work: Work, exchange: Exchange, row: LedgerRow, news: Iterable[Told], *, now: datetime
) -> list[Notice]:
    """Put news into the invoice's timeline; return the notices that go with them."""
    notices = []
    user_id = _user_of(row, exchange)
    for told in news:
        facts = _about(row) | dict(told.facts)
        text = text_of(told.code, facts)
        desired = {"invoice_id": row.invoice_id, "title": text_of("message.title", facts), "text": text}
        ref = Ref(EntityKind.MESSAGE, f"{row.invoice_id}:{told.key}")
        work.outbox.mark(exchange.id, [ref], now=now, desired=desired, priority=SECOND, state=Due.READY)
        if user_id:
            notice = text_of("notice.about", {**facts, "text": text})
            notices.append(Notice(user_id, row.invoice_id, told.key, notice))
    return notices


def _user_of(row: LedgerRow, exchange: Exchange) -> int:
    """Return who is told: the responsible, or the fallback when there is none or he is gone; 0: nobody."""
    fallback = exchange.settings.responsible_fallback
    if row.invoice.responsible_gone:
        return fallback
    return row.invoice.responsible_id or fallback


def _about(row: LedgerRow) -> dict[str, str]:
    client = row.invoice.counterparty
    return {
        "invoice": row.invoice.number or str(row.invoice_id), "number": row.number,
        "client": client.name if client else "",
        "onec_number": row.news.onec.number if row.news else "",
    }  # fmt: skip


def move_stage(work: Work, exchange: Exchange, invoice_id: int, stage: str, *, now: datetime) -> None:
    """Let an invoice go to a stage."""
    ref = Ref(EntityKind.STAGE, str(invoice_id))
    work.outbox.mark(exchange.id, [ref], now=now, desired={"stage": stage}, priority=FIRST, state=Due.READY)


def withdraw_stage(work: Work, exchange: Exchange, invoice_id: int) -> None:
    """Take back a stage that has not gone out."""
    _withdraw(work, exchange, Ref(EntityKind.STAGE, str(invoice_id)))


def set_rows(
    work: Work, exchange: Exchange, invoice_id: int, rows: tuple[InvoiceLine, ...], *, now: datetime
) -> None:
    """Let an invoice have other rows."""
    ref = Ref(EntityKind.ROWS, str(invoice_id))
    work.outbox.mark(exchange.id, [ref], now=now, desired={"rows": rows}, priority=FIRST, state=Due.READY)


def withdraw_rows(work: Work, exchange: Exchange, invoice_id: int) -> None:
    """Take back rows that have not gone out."""
    _withdraw(work, exchange, Ref(EntityKind.ROWS, str(invoice_id)))


def _withdraw(work: Work, exchange: Exchange, ref: Ref) -> None:
    waiting = work.outbox.of(exchange.id, [ref])
    work.outbox.done({row.id: row.version for row in waiting.values()})


def keep_fields(
    work: Work, exchange: Exchange, invoice_id: int, fields: Mapping[str, object], *, now: datetime
) -> None:
    """Keep 1C's GUID, number and date on the invoice: xml_id, onec_number, onec_date."""
    ref = Ref(EntityKind.INVOICE, str(invoice_id))
    work.outbox.mark(exchange.id, [ref], now=now, desired=fields, priority=SECOND, state=Due.READY)
