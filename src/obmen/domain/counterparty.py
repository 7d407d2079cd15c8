"""Who we trade with, and the check digits of Russian codes (onec.md §6.2)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum, auto
from typing import Final


class ClientKind(StrEnum):
    """How the law sees a client."""

    LEGAL_ENTITY = auto()
    ENTREPRENEUR = auto()  # ИП
    PERSON = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class BankAccount:
    """An account of a counterparty. 1C: РасчетныйСчет. Bitrix24: crm.requisite.bankdetail."""

    number: str
    bank: str
    bic: str
    correspondent: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counterparty:
    """Who we trade with. 1C: Справочник.Контрагенты. Bitrix24: crm.company or crm.contact + crm.requisite."""

    id: str  # ours: `B24C77` for a company, `B24P45` for a contact
    kind: ClientKind
    name: str
    official_name: str = ""  # as in the register: ООО "Ромашка"; a person's full name
    tax_id: str = ""  # ИНН: 10 digits for a company, 12 for a person
    kpp: str = ""
    ogrn: str = ""
    legal_address: str = ""
    actual_address: str = ""
    phone: str = ""
    email: str = ""
    account: BankAccount | None = None


_WEIGHTS_10: Final = (2, 4, 10, 3, 5, 9, 4, 6, 8)
_WEIGHTS_11: Final = (7, 2, 4, 10, 3, 5, 9, 4, 6, 8)
_WEIGHTS_12: Final = (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)


def _check_digit(digits: str, weights: tuple[int, ...]) -> int:
    return sum(int(d) * w for d, w in zip(digits, weights, strict=False)) % 11 % 10


def is_tax_id(tax_id: str) -> bool:
    """Tell whether an ИНН has the right length and check digits."""
    if not tax_id.isascii() or not tax_id.isdigit() or tax_id.startswith("00"):
        return False
    if len(tax_id) == 10:
        return int(tax_id[9]) == _check_digit(tax_id, _WEIGHTS_10)
    if len(tax_id) == 12:
        return int(tax_id[10]) == _check_digit(tax_id, _WEIGHTS_11) and int(tax_id[11]) == _check_digit(
            tax_id, _WEIGHTS_12
        )
    return False
