"""The sales ledger: one row per invoice that is or may become an order in 1C."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
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
class Offering:
    """How the answers that carried an order went, since its content last changed or was acknowledged."""

    deliveries: int = 0  # answers to `query` that carried it without `success`
    alone: int = 0  # of these, tries of a suspect that carried nothing else
    size: int = 0  # orders in the last of them
    since: datetime | None = None  # when the first of them went out


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
    facts: Mapping[str, str] = field(default_factory=dict)  # of the reason
    problem: str = ""  # kind of the problem that is open because of this row's state
    edition: int = 0  # grows when a person sends it as a new order
    order: CustomerOrder | None = None  # what would be sent
    digest: bytes = b""  # of `order`
    sent: CustomerOrder | None = None  # what 1C acknowledged last
    sent_digest: bytes = b""  # of `sent`; empty before, and after a person asked to send it again
    allowed: bytes = b""  # digest that a person let go
    offering: Offering = field(default_factory=Offering)
    onec_id: str = ""  # GUID of the order in 1C
    news: OrderNews | None = None  # the last that 1C told
    news_at: str = ""  # ДатаФормирования of the file that told it
    held_news: OrderNews | None = None  # the last that came while sales were held
    gone: bool = False  # deleted in the CRM
    written: tuple[str, ...] = ()  # marks of lines of 1C that its rows were told to be, until they agree
    goal: str = ""  # the stage that 1C's news lead to, until the portal shows it
    revision: int = 0  # grows with each message of 1C that told something new
    paid_amount: str = ""  # the payment ledger, Decimal as text; empty: nothing told

    @property
    def was_sent(self) -> bool:
        """Tell whether 1C has acknowledged this order in any form."""
        return self.sent is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class FrozenAnswer:
    """The answer that one session's `query` was given."""

    body: bytes
    orders: tuple[tuple[CustomerOrder, bytes], ...]  # with the digest of each


class Ledger(Protocol):
    """Invoices and orders that belong together."""

    def put(self, row: LedgerRow) -> None: ...

    def get(
        self, exchange_id: int, *, invoice_id: int | None = None, number: str | None = None
    ) -> LedgerRow | None: ...

    def rows(
        self, exchange_id: int, *, states: Sequence[OrderState] = (), after: int = 0, limit: int = 1000
    ) -> Sequence[LedgerRow]:
        """Return rows by invoice id from `after` on."""
        ...

    def clients(self, exchange_id: int, *, tax_key: str) -> frozenset[str]:
        """Return ids of the clients that were billed under one ИНН and КПП, as `tax_key_of` writes them."""
        ...

    def counts(self, exchange_id: int) -> Mapping[OrderState, int]: ...

    def freeze(self, session_id: int, answer: FrozenAnswer, *, now: datetime) -> None:
        """Remember the answer to this session's `query`."""
        ...

    def frozen(self, session_id: int) -> FrozenAnswer | None:
        """Return what this session was given."""
        ...


class Register(Protocol):
    """The ledger as people leaf through it."""

    def page(
        self,
        exchange_id: int,
        *,
        states: Sequence[OrderState] = (),
        text: str = "",
        before: int | None = None,
        limit: int,
    ) -> Sequence[LedgerRow]:
        """Return the newest rows older than the invoice `before`; `text`: words of numbers and client."""
        ...

    def invoices(self, exchange_id: int, numbers: Collection[str]) -> Mapping[str, int]:
        """Return the invoices of orders by the orders' numbers; one that is not known is left out."""
        ...


def words_of(row: LedgerRow) -> str:
    """Return what a row is found by: both numbers and the client, in small letters."""
    client = row.invoice.counterparty
    words = (row.invoice.number, row.number, client.name if client else "", client.tax_id if client else "")
    return " ".join(word for word in words if word).casefold()


def tax_key_of(invoice: Invoice) -> str:
    """Return `ИНН/КПП` of an invoice's client; empty when it has no ИНН."""
    client = invoice.counterparty
    return f"{client.tax_id}/{client.kpp}" if client and client.tax_id else ""
