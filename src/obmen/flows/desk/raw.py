"""Messages of an invoice's dialogue as they went over the wire: which there are, and what is kept of one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from obmen.domain.errors import NotFound
from obmen.flows.admin.explain import row_of
from obmen.flows.desk.invoices import history_of
from obmen.flows.ports.exchanges import Exchange
from obmen.flows.ports.inbox import Package
from obmen.flows.ports.journal import Entry
from obmen.flows.ports.store import Work
from obmen.flows.ports.wire import KeptAnswer, KeptCall

ANSWER: Final = "answer"  # ours to 1C's query
FILE: Final = "file"  # that 1C brought
CALL: Final = "call"  # ours to the portal
OFFERED: Final = "sales.order_offered"
TOLD: Final = "sales.order_told"


class Way(StrEnum):
    """From whom to whom a message went."""

    TO_ONEC = "to_1c"
    FROM_ONEC = "from_1c"
    TO_CRM = "to_crm"


WAYS: Final = {ANSWER: Way.TO_ONEC, FILE: Way.FROM_ONEC, CALL: Way.TO_CRM}


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message as the history names it."""

    id: str  # `answer-12`, `file-34`, `call-56`
    at: datetime
    event: str  # that names it

    @property
    def way(self) -> Way:
        """Return from whom to whom it went."""
        return way_of(self.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A message with what is kept of it; None: it is not kept any more."""

    message: Message
    order: str  # number of the order that it is looked at for
    kept: KeptAnswer | Package | KeptCall | None
    secrets: tuple[str, ...]  # to be masked in it


def way_of(message_id: str) -> Way:
    """Return from whom to whom a message went."""
    return WAYS[message_id.partition("-")[0]]


def messages_of(history: Sequence[Entry]) -> list[Message]:
    """Return the messages that a history names, each once, the newest first."""
    found: dict[str, Message] = {}
    for entry in sorted(history, key=lambda one: one.at):
        for id_ in ids_of(entry.event, entry.facts):
            found.setdefault(id_, Message(id=id_, at=entry.at, event=entry.event))
    return sorted(found.values(), key=lambda one: one.at, reverse=True)


def ids_of(event: str, facts: Mapping[str, object]) -> list[str]:
    """Return the messages that an event came about by."""
    calls = facts.get("calls")
    ids = [f"{CALL}-{one}" for one in calls] if isinstance(calls, list | tuple) else []
    if event == OFFERED and "session" in facts:
        ids.append(f"{ANSWER}-{facts['session']}")
    if event == TOLD and "package" in facts:
        ids.append(f"{FILE}-{facts['package']}")
    return ids


def list_messages(work: Work, exchange: Exchange, *, invoice: str) -> list[Message]:
    """Return the messages of an invoice, by its id or its order's number; raises NotFound."""
    return messages_of(_history(work, exchange, invoice)[1])


def find_message(work: Work, exchange: Exchange, *, invoice: str, message_id: str) -> Found:
    """Find a message that the invoice's history names, and no other; raises NotFound."""
    order, history = _history(work, exchange, invoice)
    message = next((one for one in messages_of(history) if one.id == message_id), None)
    if message is None:
        raise NotFound("message", reason="message", message=message_id, invoice=invoice)
    return Found(
        message=message,
        order=order,
        kept=_kept(work, exchange, message.id),
        secrets=_secrets(work, exchange),
    )


def _history(work: Work, exchange: Exchange, invoice: str) -> tuple[str, Sequence[Entry]]:
    row = row_of(work, exchange, invoice)
    if row is None:
        raise NotFound("invoice", reason="invoice", invoice=invoice)
    return row.number, history_of(work, row)


def _kept(work: Work, exchange: Exchange, message_id: str) -> KeptAnswer | Package | KeptCall | None:
    kind, _, number = message_id.partition("-")
    if kind == ANSWER:
        return work.wire.answer(exchange.id, int(number))
    if kind == FILE:
        return work.wire.package(exchange.id, int(number))
    return next(iter(work.wire.calls(exchange.id, [int(number)])), None)


def _secrets(work: Work, exchange: Exchange) -> tuple[str, ...]:
    """Return every secret of an exchange that we know in clear."""
    webhook = exchange.portal_url.rstrip("/").rpartition("/")[2]
    application = work.applications.get(exchange.id)
    own = (
        (application.client_secret, application.application_token, application.access_token,
         application.refresh_token)
        if application
        else ()
    )  # fmt: skip
    return tuple(one for one in (webhook, exchange.settings.event_token, *own) if one)
