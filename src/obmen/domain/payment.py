"""The payment ledger: what 1C says was paid; it may rise and fall, apart from the stage."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum, auto
from typing import Final

from obmen.domain.money import Money, round_kopeck
from obmen.domain.order import OrderNews

NOTHING: Final = Decimal("0.00")


class Paid(StrEnum):
    """How far an order is paid."""

    NONE = auto()
    PART = auto()
    FULL = auto()
    EXCESS = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentState:
    """What an order's payments come to, in the order's currency."""

    level: Paid
    amount: Decimal
    total: Decimal

    @property
    def rest(self) -> Decimal:
        """What is still to be paid."""
        return max(self.total - self.amount, NOTHING)

    @property
    def excess(self) -> Decimal:
        """What was paid over the total."""
        return max(self.amount - self.total, NOTHING)


def payment_state(news: OrderNews | None) -> PaymentState:
    """Return the payments that a message tells; each message tells all of them, so a replay adds nothing.

    УТ, КА, ERP and Розница tell full payment by a mark alone; УНФ tells a flag, with sub-documents the sums.
    """
    if news is None:
        return PaymentState(level=Paid.NONE, amount=NOTHING, total=NOTHING)
    total = round_kopeck(news.total.amount)
    if news.payments:
        amount = round_kopeck(sum({p.id: p.amount.amount for p in news.payments}.values(), NOTHING))
        level = _level(amount, total, told_full=bool(news.paid))
        return PaymentState(level=level, amount=amount, total=total)
    if news.paid or news.paid_mark is not None:
        return PaymentState(level=Paid.FULL, amount=total, total=total)
    return PaymentState(level=Paid.NONE, amount=NOTHING, total=total)


def is_paid_at_other_sum(news: OrderNews | None, invoiced: Money) -> bool:
    """Tell whether 1C calls an order paid whose total is another than what the client was billed."""
    if news is None or payment_state(news).level not in (Paid.FULL, Paid.EXCESS):
        return False
    return round_kopeck(news.total.amount) != round_kopeck(invoiced.amount)


def _level(amount: Decimal, total: Decimal, *, told_full: bool) -> Paid:
    if amount > total:
        return Paid.EXCESS
    if amount == total or told_full:
        return Paid.FULL
    return Paid.PART if amount > 0 else Paid.NONE
