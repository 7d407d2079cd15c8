"""Whether an invoice is an order for 1C, and which one: judged line by line, to the kopeck."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo

from obmen.domain.catalog import Unit
from obmen.domain.counterparty import ClientKind, Counterparty, is_tax_id
from obmen.domain.invoice import Invoice, InvoiceLine, Semantics
from obmen.domain.lifecycle import Rung
from obmen.domain.money import Money, round_kopeck
from obmen.domain.order import CustomerOrder, OrderLine
from obmen.domain.vat import vat_within

NUMBER_LENGTH: Final = 11  # the look-up column of 1C is String(11) (commerceml.md §3.1)
PIECE: Final = "796"  # OKEI: what a row without a unit is sold by
DOUBTS: Final = "doubts"  # a fact of `Hold`: codes of obmen.messages, comma-separated
_BB_CODE: Final = re.compile(r"\[/?[a-zA-Z*]+(?:=[^\]]*)?\]")


@dataclass(frozen=True, slots=True)
class Item:
    """What 1C knows a row by."""

    key: str  # `guid` or `guid#guid`
    article: str = ""
    is_service: bool = False


UNDECIDED: Final = Item("")
"""What a row stands for that names a product with variants, and not which of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What one exchange's invoices are judged by."""

    prefix: str
    own_company_id: int | None  # None: the portal has no own companies to tell apart
    since: datetime
    rungs: Mapping[str, Rung]
    from_stage: str  # STATUS_ID; empty: the first
    strict: bool  # doubts about the client hold the invoice
    zone: ZoneInfo


@dataclass(frozen=True, slots=True)
class Ready:
    """An order for 1C; `doubts` about the client are told and do not hold it."""

    order: CustomerOrder
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wait:
    """Not ready yet; nobody has to do anything before a day has passed."""

    reason: str


@dataclass(frozen=True, slots=True)
class Hold:
    """A person has to decide."""

    reason: str
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Out:
    """No order starts here."""

    reason: str


Judgement = Ready | Wait | Hold | Out


def judge_invoice(
    invoice: Invoice, *, terms: Terms, items: Mapping[int, Item], number: str, has_twin: bool = False
) -> Judgement:
    """Judge one invoice as order `number`; `items` are by row id.

    `has_twin`: another client of the CRM has the same ИНН and КПП.
    """
    out = _outside(invoice, terms)
    if out is not None:
        return out
    if not invoice.lines:
        return Wait("invoice.no_rows")
    if invoice.counterparty is None:
        return Wait("invoice.no_client")
    if not (invoice.counterparty.name or invoice.counterparty.official_name).strip():
        return Hold("client.no_name", {"client": invoice.counterparty.id})
    hold = _held(invoice, items, number)
    if hold is not None:
        return hold
    doubts = doubts_about(invoice.counterparty, requisite_doubt=invoice.requisite_doubt, has_twin=has_twin)
    if doubts and terms.strict:
        return Hold("client.held", {DOUBTS: ", ".join(doubts)})
    order = order_from(invoice, invoice.counterparty, zone=terms.zone, items=items, number=number)
    return Ready(order, doubts)


def _outside(invoice: Invoice, terms: Terms) -> Out | Wait | None:
    if terms.own_company_id is not None and invoice.own_company_id not in (terms.own_company_id, 0):
        return Out("invoice.other_company")
    if invoice.created_at < terms.since:
        return Out("invoice.earlier")
    rung = terms.rungs.get(invoice.stage_id)
    if rung is not None and rung.semantics is Semantics.FAILURE:
        return Out("invoice.failed")
    first = terms.rungs.get(terms.from_stage)
    if rung is None or first is None or rung.semantics is Semantics.SUCCESS:
        return None
    return Wait("invoice.stage_early") if rung.sort < first.sort else None


def _held(invoice: Invoice, items: Mapping[int, Item], number: str) -> Hold | None:
    if len(number) > NUMBER_LENGTH:
        return Hold("number.too_long", {"number": number, "limit": str(NUMBER_LENGTH)})
    unknown = [line.name or str(line.product_id) for line in invoice.lines if line.row_id not in items]
    if unknown:
        return Hold("row.unknown", {"rows": "; ".join(unknown)})
    vague = [line.name for line in invoice.lines if items[line.row_id] == UNDECIDED]
    if vague:
        return Hold("row.no_variant", {"rows": "; ".join(vague)})
    bad = [line.name for line in invoice.lines if line.quantity <= 0 or line.price < 0]
    if bad:
        return Hold("row.bad_amount", {"rows": "; ".join(bad)})
    return _sum_differs(invoice)


def _sum_differs(invoice: Invoice) -> Hold | None:
    """Compare the sum to pay with the rows: equal to the kopeck, or a person looks."""
    rows = sum((line_total(line) for line in invoice.lines), Decimal("0.00"))
    if rows == invoice.total.amount:
        return None
    facts = {"rows": format(rows, "f"), "total": format(invoice.total.amount, "f")}
    return Hold("sum.manual" if invoice.is_manual_total else "sum.differs", facts)


def doubts_about(client: Counterparty, *, requisite_doubt: str, has_twin: bool) -> tuple[str, ...]:
    """Return why 1C could double or mistake this client, surest first; codes of obmen.messages."""
    doubts = []
    if client.tax_id and not _fits(client):
        doubts.append("client.bad_tax_id")
    if not client.tax_id and client.kind is not ClientKind.PERSON:
        doubts.append("client.no_tax_id")
    if client.kind is ClientKind.LEGAL_ENTITY and not client.kpp:
        doubts.append("client.no_kpp")
    if requisite_doubt:
        doubts.append(f"client.{requisite_doubt}")
    if has_twin:
        doubts.append("client.twin")
    return tuple(doubts)


def _fits(client: Counterparty) -> bool:
    length = 10 if client.kind is ClientKind.LEGAL_ENTITY else 12
    return len(client.tax_id) == length and is_tax_id(client.tax_id)


def order_number(prefix: str, invoice_id: int, edition: int = 0) -> str:
    """Return the number by which 1C finds the order; each new edition is a new order there."""
    return f"{prefix}{invoice_id}" + (f"-{edition + 1}" if edition else "")


def invoice_of_number(number: str, prefix: str) -> int | None:
    """Return the invoice that a number names, in whatever edition; None: not one of ours."""
    matched = re.fullmatch(re.escape(prefix) + r"(\d{1,10})(?:-\d+)?", number)
    return int(matched[1]) if matched else None


def line_total(line: InvoiceLine) -> Decimal:
    """Return what a row comes to, as both sides compute it."""
    return round_kopeck(line.price * line.quantity)


def order_from(
    invoice: Invoice, client: Counterparty, *, zone: ZoneInfo, items: Mapping[int, Item], number: str
) -> CustomerOrder:
    """Build the order of an invoice whose rows are all known."""
    lines = tuple(_line(line, items[line.row_id]) for line in invoice.lines)
    total = sum((line.total for line in lines), Decimal("0.00"))
    return CustomerOrder(
        invoice_id=invoice.id,
        number=number,
        placed_at=_placed_at(invoice, zone),
        total=Money(total, invoice.total.currency),
        counterparty=client,
        lines=lines,
        comment=_comment(invoice),
    )


def _line(line: InvoiceLine, item: Item) -> OrderLine:
    total = line_total(line)
    return OrderLine(
        key=item.key,
        name=line.name,
        article=item.article,
        unit=Unit(line.unit_code.lstrip("0") or PIECE, line.unit_name),
        price=line.price,
        quantity=line.quantity,
        total=total,
        vat=line.vat,
        vat_sum=vat_within(total, line.vat),
        is_service=item.is_service,
    )


def _placed_at(invoice: Invoice, zone: ZoneInfo) -> datetime:
    """Take the invoice's own date and the time of its making, both as clocks beside the base show them."""
    made = invoice.created_at.astimezone(zone)
    if invoice.begin_date is None:
        return made
    return datetime.combine(invoice.begin_date, made.timetz().replace(tzinfo=None), tzinfo=zone)


def _comment(invoice: Invoice) -> str:
    words = " ".join(_BB_CODE.sub("", invoice.comment).split())
    number = f"№ {invoice.number}" if invoice.number else ""
    return ". ".join(part for part in (number, words) if part)


def cancelled(order: CustomerOrder) -> CustomerOrder:
    """Return the order as 1C is told that it was cancelled."""
    return replace(order, cancelled=True)


def digest_of(order: CustomerOrder) -> bytes:
    """Return 16 bytes that change when what the order says changes.

    Phone, e-mail, addresses and account of the client stay out: they are no reason to overwrite an order.
    """
    client = order.counterparty
    parts = (
        order.number, order.placed_at.isoformat(), order.total.currency, order.comment, order.cancelled,
        (client.id, client.kind.value, client.name, client.official_name, client.tax_id, client.kpp),
        [_line_parts(line) for line in order.lines],
    )  # fmt: skip
    return hashlib.blake2b(repr(parts).encode("utf-8", "surrogatepass"), digest_size=16).digest()


def _line_parts(line: OrderLine) -> tuple[object, ...]:
    numbers = [format(n.normalize(), "f") for n in (line.price, line.quantity, line.total)]
    return (line.key, line.name, line.unit.code, *numbers, line.vat.code)


def differences(sent: CustomerOrder, now: CustomerOrder) -> tuple[str, ...]:
    """Name what differs between two states of one order: codes of obmen.messages."""
    left, right = sent.counterparty, now.counterparty
    told = {
        "differs.cancelled": sent.cancelled != now.cancelled,
        "differs.total": sent.total != now.total,
        "differs.lines": _lines_of(sent) != _lines_of(now),
        "differs.client": (left.name, left.tax_id, left.kpp) != (right.name, right.tax_id, right.kpp),
        "differs.date": sent.placed_at.date() != now.placed_at.date(),
        "differs.comment": sent.comment != now.comment,
    }
    return tuple(code for code, differs in told.items() if differs)


def _lines_of(order: CustomerOrder) -> Sequence[tuple[object, ...]]:
    return [_line_parts(line) for line in order.lines]
