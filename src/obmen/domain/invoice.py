"""An invoice as Bitrix24 shows it. Bitrix24: crm.item, entityTypeId 31; rows crm.item.productrow."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from obmen.domain.counterparty import Counterparty
from obmen.domain.money import Money
from obmen.domain.vat import Vat


class Semantics(StrEnum):
    """What a stage means. Bitrix24: SEMANTICS of crm.status."""

    PROCESS = "process"
    SUCCESS = "success"
    FAILURE = "failure"


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceLine:
    """One row of an invoice; `price` is gross, after discount, whatever the tax flag (bitrix24.md §3.5)."""

    row_id: int
    product_id: int  # the portal's id; 0 for a free-text row
    name: str
    price: Decimal
    quantity: Decimal
    vat: Vat
    unit_code: str  # OKEI
    unit_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Invoice:
    """An invoice re-read whole from the portal."""

    id: int
    number: str  # accountNumber: the number that the client sees
    title: str
    begin_date: date | None
    created_at: datetime
    updated_at: datetime
    stage_id: str
    own_company_id: int
    total: Money  # opportunity
    is_manual_total: bool
    tax_value: Decimal
    responsible_id: int
    company_id: int
    contact_id: int
    deal_id: int
    xml_id: str
    comment: str
    lines: tuple[InvoiceLine, ...]
    counterparty: Counterparty | None  # None: no client chosen
    responsible_gone: bool = False  # the user was dismissed: somebody else has to be told
    requisite_doubt: str = ""  # why the client's requisites are not certain: `several_requisites`, …
