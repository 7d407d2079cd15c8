"""The sales ledger: one row per invoice that is or may become an order in 1C."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, auto
from typing import Protocol

from obmen.domain.invoice import Invoice
from obmen.domain.order import CustomerOrder, OrderNews


class OrderState(StrEnum):
    """Where an invoice stands on its way to 1C."""

    WAITING = auto()  # not ready yet (no rows, no client, stage too early): no problem before 24 hours
    HELD = auto()  # a person has to decide: `reason`
    DUE = auto()  # will be in the next answer to 1C
    SENT = auto()  # acknowledged by mode=success
    TAKEN = auto()  # 1C has named the order in a message: taken in work
    LEFT = auto()  # never to be sent: failure stage before sending, deleted, another company


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerRow:
    """One invoice in the ledger."""

    exchange_id: int
    invoice_id: int
    number: str  # order number for 1C
    state: OrderState
    reason: str  # code of obmen.messages, when WAITING, HELD or LEFT
    seen_at: datetime  # when we first saw it
    invoice: Invoice  # as last read
    digest: bytes  # of what would be sent
    sent_digest: bytes  # of what 1C acknowledged; empty before
    deliveries: int  # answers to `query` that carried it without `success`
    onec_id: str  # GUID of the order in 1C
    news: OrderNews | None  # the last that 1C told
    paid_amount: str  # the payment ledger, Decimal as text


class Ledger(Protocol):
    """Invoices and orders that belong together."""

    def put(self, row: LedgerRow) -> None: ...

    def get(self, exchange_id: int, *, invoice_id: int | None = None, number: str | None = None) -> LedgerRow | None: ...

    def rows(self, exchange_id: int, *, states: Sequence[OrderState] = (), limit: int = 1000) -> Sequence[LedgerRow]: ...

    def freeze(self, session_id: int, orders: Sequence[tuple[CustomerOrder, bytes]], *, now: datetime) -> None:
        """Remember (order, digest) as the answer to this session's `query`; counts a delivery of each."""
        ...

    def frozen(self, session_id: int) -> Mapping[int, bytes]:
        """Return invoice id -> digest of what this session was given."""
        ...
