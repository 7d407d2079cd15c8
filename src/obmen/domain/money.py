"""Money: a Decimal with a currency, rounded as 1C rounds."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from obmen.domain.errors import CurrencyMismatch

KOPECK: Final = Decimal("0.01")


def round_kopeck(amount: Decimal) -> Decimal:
    """Round to the kopeck, half up: 1C's Окр15как20 (onec.md §6.1)."""
    return amount.quantize(KOPECK, ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in one currency (ISO 4217)."""

    amount: Decimal
    currency: str

    def __add__(self, other: Money) -> Money:
        """Add an amount of the same currency; raises CurrencyMismatch otherwise."""
        if other.currency != self.currency:
            raise CurrencyMismatch(f"{self.currency} + {other.currency}")
        return Money(self.amount + other.amount, self.currency)
