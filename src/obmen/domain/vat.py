"""VAT as 1C computes it: per line, half up, "без НДС" apart from 0 %."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from obmen.domain.money import round_kopeck

HUNDRED: Final = Decimal(100)


@dataclass(frozen=True, slots=True)
class Vat:
    """A VAT rate in per cent; `rate=None` means without VAT, which is not 0 %."""

    rate: Decimal | None

    @property
    def code(self) -> str:
        """Short text of the rate: `none`, `0`, `22`."""
        return "none" if self.rate is None else format(self.rate.normalize(), "f")


NO_VAT: Final = Vat(None)
ZERO_VAT: Final = Vat(Decimal(0))
LOST_BY_SOME_RELEASES: Final = ("22", "7", "5")  # 1C's releases that do not know them read 0


def vat_from_code(code: str) -> Vat:
    """Turn `none` or a number of per cent back into a rate."""
    return NO_VAT if code == "none" else Vat(Decimal(code))


def vat_within(gross: Decimal, vat: Vat) -> Decimal:
    """Return the VAT contained in a gross amount (onec.md §6.1)."""
    if not vat.rate:
        return Decimal("0.00")
    return round_kopeck(gross - HUNDRED * gross / (HUNDRED + vat.rate))
