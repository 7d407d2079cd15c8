"""Invoices of the CRM and the orders that they become in 1C."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from pydantic import Field
from starlette.responses import Response

from obmen.api.caller import Caller, needs_at
from obmen.api.long import SOON, Wait, answer_long, long_work
from obmen.api.refusals import documented
from obmen.api.shapes import WHOLE, Amount, Anything, Asked, Before, Line, Money, Number, Page, Shape
from obmen.domain import money
from obmen.domain.roles import Permission
from obmen.domain.settlement import LineSum
from obmen.flows.desk.invoices import BothSides, Listed, list_invoices, show_invoice
from obmen.flows.ports.sales import OrderState
from obmen.messages.problems import told_with_fix

router = APIRouter(tags=["invoices"], responses=documented(401, 403, 404, 422, 429))
Looking = Annotated[Caller, needs_at(Permission.LOOK)]
Sender = Annotated[Caller, needs_at(Permission.SEND)]
InvoiceId = Annotated[Number, Path(description="The invoice's id in Bitrix24.")]
MOST: int = 1000


class Which(StrEnum):
    """What the list is narrowed to."""

    ALL = "all"
    PERSON = "person"  # waits for a person
    COMING = "coming"  # on its way to 1C
    ONEC = "onec"  # in 1C
    LEFT = "left"  # never to be sent


class InvoiceLine(Shape):
    """An invoice as the list shows it."""

    id: int = Field(description="In Bitrix24.")
    number: str = Field(description="The order's number in 1C.", examples=["B24-128"])
    crm_number: str
    title: str
    state: OrderState
    reason: str
    text: str = Field(description="The reason in words.")
    stage: str
    client: str
    total: Money
    onec_number: str
    marks: list[str] = Field(description="How the order stands in 1C.", examples=[["posted", "paid"]])
    updated_at: datetime


class Side(Shape):
    """What one side has of an item."""

    quantity: Amount
    total: Amount


class ComparedLine(Shape):
    """An item as it was billed and as 1C has it; null: it is not there."""

    key: str
    name: str
    crm: Side | None
    onec: Side | None
    differs: bool


class Payment(Shape):
    """A payment that 1C has told."""

    number: str
    date: date | None
    amount: Money


class InvoiceProblem(Shape):
    """Why an invoice waits for a person."""

    id: int
    kind: str
    text: str
    fix: str


class Happened(Shape):
    """One event of the dialogue."""

    at: datetime
    event: str = Field(examples=["sales.order_sent"])
    facts: Anything


class ShownInvoice(InvoiceLine):
    """Everything of one invoice."""

    url: str
    lines: list[ComparedLine]
    paid: Money
    payments: list[Payment]
    onec_total: Money | None
    problems: list[InvoiceProblem]
    history: list[Happened]


class Chosen(Asked):
    """Which invoices are meant: by id, or all since a day."""

    invoices: list[Number] = Field(default=[], max_length=MOST, examples=[[128]])
    since: Annotated[date, Field(strict=False)] | None = Field(default=None, examples=["2026-11-01"])

    @property
    def ids(self) -> list[int]:
        """Return each invoice once."""
        return sorted(set(self.invoices))

    @property
    def day(self) -> str | None:
        """Return the day as the command takes it."""
        return self.since.isoformat() if self.since else None


class ChosenToSend(Chosen):
    """Which invoices go to 1C, and how."""

    as_new: bool = Field(default=False, description="As another order, where 1C has closed the first.")


class SentLine(Shape):
    """What becomes of one invoice."""

    invoice: int
    number: str
    client: str
    total: str
    before: str
    after: str
    reason: str
    text: str


class Sent(Shape):
    """What goes to 1C, or would."""

    preview: bool
    sent: bool
    count: int
    due: int
    missing: list[int]
    invoices: list[SentLine]


class Binding(Asked):
    """Which item of 1C a row is."""

    row: Annotated[int, Field(ge=1, le=MOST), WHOLE] = Field(description="Counted from 1.")
    item: Line = Field(description="The item's id in 1C.")


class Bound(Shape):
    """A row that was bound."""

    invoice: int
    row: int
    item: str
    state: str


@router.get("/exchanges/{exchange}/invoices", operation_id="listInvoices")
async def list_(
    caller: Looking,
    state: Which = Which.ALL,
    text: Annotated[
        Line | None, Query(description="Looked for in both numbers and the client's name.")
    ] = None,
    before: Before = None,
) -> Page[InvoiceLine]:
    listing = await caller.read(
        partial(list_invoices, exchange=caller.exchange, state=state, text=text or "", before=before)
    )
    return Page(items=[_line(caller, one) for one in listing.rows], next=listing.before)


@router.get("/exchanges/{exchange}/invoices/{invoice}", operation_id="showInvoice")
async def show(invoice: InvoiceId, caller: Looking) -> ShownInvoice:
    whole = await caller.read(partial(show_invoice, exchange=caller.exchange, invoice_id=invoice))
    currency = whole.listed.row.invoice.total.currency
    return ShownInvoice(
        **_line(caller, whole.listed).model_dump(),
        url=whole.url,
        lines=[_compared(one) for one in whole.lines],
        paid=Money(amount=_amount(whole.paid.amount), currency=currency),
        payments=[
            Payment(
                number=one.mark.number,
                date=one.mark.date.date() if one.mark.date else None,
                amount=_money(one.amount),
            )
            for one in whole.payments
        ],
        onec_total=_money(whole.told_total) if whole.told_total else None,
        problems=[
            InvoiceProblem(id=one.id, kind=one.kind, **_words(caller, one.kind, one.facts))
            for one in whole.problems
        ],
        history=[Happened(at=one.at, event=one.event, facts=whole.named(one.facts)) for one in whole.history],
    )


@router.post(
    "/exchanges/{exchange}/invoices/send/plan", operation_id="planSending", responses=long_work(Sent)
)
async def plan_sending(request: Request, chosen: Chosen, caller: Sender, wait: Wait = SOON) -> Response:
    return await answer_long(
        request, caller, "send", wait=wait, invoices=chosen.ids, since=chosen.day, yes=False, as_new=False
    )


@router.post("/exchanges/{exchange}/invoices/send", operation_id="sendInvoices", responses=long_work(Sent))
async def send(request: Request, chosen: ChosenToSend, caller: Sender, wait: Wait = SOON) -> Response:
    return await answer_long(
        request,
        caller,
        "send",
        wait=wait,
        invoices=chosen.ids,
        since=chosen.day,
        yes=True,
        as_new=chosen.as_new,
    )


@router.post(
    "/exchanges/{exchange}/invoices/{invoice}/bind", operation_id="bindRow", responses=documented(409)
)
async def bind(
    invoice: InvoiceId, asked: Binding, caller: Annotated[Caller, needs_at(Permission.BIND)]
) -> Bound:
    answer = await caller.ask("bind", invoice=invoice, row=asked.row, item=asked.item)
    return Bound(**answer.document)


def _line(caller: Caller, listed: Listed) -> InvoiceLine:
    row = listed.row
    return InvoiceLine(
        id=row.invoice_id,
        number=row.number,
        crm_number=row.invoice.number,
        title=row.invoice.title,
        state=row.state,
        reason=row.reason,
        text=_words(caller, row.reason, row.facts)["text"] if row.reason else "",
        stage=listed.stage,
        client=listed.client,
        total=_money(row.invoice.total),
        onec_number=row.news.onec.number if row.news else "",
        marks=list(listed.marks),
        updated_at=row.invoice.updated_at,
    )


def _words(caller: Caller, kind: str, facts: object) -> dict[str, str]:
    known = facts if isinstance(facts, dict) else {}
    text, fix = told_with_fix(kind, known, exchange=caller.exchange.name, language=caller.language)
    return {"text": text, "fix": fix}


def _compared(line: BothSides) -> ComparedLine:
    return ComparedLine(
        key=line.key, name=line.name, crm=_side(line.ours), onec=_side(line.theirs), differs=line.differs
    )


def _side(line: LineSum | None) -> Side | None:
    return Side(quantity=_amount(line.quantity), total=_amount(line.total)) if line else None


def _money(sum_: money.Money) -> Money:
    return Money(amount=_amount(sum_.amount), currency=sum_.currency)


def _amount(value: Decimal) -> str:
    return f"{value:f}"
