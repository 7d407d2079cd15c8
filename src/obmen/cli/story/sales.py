"""Sales: invoices become orders in 1C, and payments there become stages in Bitrix24."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from obmen.cli.story.agreement import kinds
from obmen.cli.story.loopback import Json
from obmen.cli.story.practice import PAID
from obmen.cli.story.scene import Aside, Joint, Stage, checked
from obmen.cli.story.screen import Screen, money, seconds
from obmen.cli.story.trouble import StoryFailed

NEWS_S: Final = 120.0

Rows = Sequence[tuple[str, Decimal]]


@dataclass(frozen=True, slots=True)
class Billed:
    """An invoice, and the order that 1C has made of it."""

    invoice_id: int
    number: str  # the order's number at the site
    total: Decimal


def choose_rows(joint: Joint) -> Sequence[Rows]:
    """Choose goods for three invoices: variant and weighed item, machine and service, something small."""
    on_sale = list(kinds(joint.base.dump()))

    def pick(fits: Callable[[str, Json], bool]) -> str:
        return next(key for key, item in on_sale if fits(key, item))

    variant = pick(lambda key, item: "#" in key and item["vat"] == "22")
    weighed = pick(lambda _, item: item["unit_code"] == "166")
    plain = pick(lambda key, item: "#" not in key and item["vat"] == "22")
    service = pick(lambda _, item: not item["vat"].isdigit())
    reduced = pick(lambda key, item: "#" in key and item["vat"] == "10")
    return (
        ((variant, Decimal(3)), (weighed, Decimal("2.5"))),
        ((plain, Decimal(2)), (service, Decimal(1))),
        ((reduced, Decimal(1)),),
    )


def clients(screen: Screen) -> Sequence[tuple[str, Mapping[str, object]]]:
    """Return who is billed: a company that 1C knows, a new one, and a person."""
    new = {
        "title": screen.text("demo.new_client"),
        "short_name": screen.text("demo.new_client"),
        "full_name": screen.text("demo.new_client.full"),
        "address": screen.text("demo.new_client.address"),
        "inn": "5506012345",
        "kpp": "550601001",
        "phone": "+7 381 200-00-00",
    }
    return (
        ("demo.client.known", {"company": {"id": 2}}),
        ("demo.client.new", {"company": new}),
        ("demo.client.person", {"contact": {"id": 1}}),
    )


def bill_three(stage: Stage, joint: Joint) -> Sequence[Billed]:
    """Make three invoices in the portal, let 1C take them, and compare the sums."""
    made = []
    for (who, client), rows in zip(clients(stage.screen), choose_rows(joint), strict=True):
        invoice = joint.portal.bill(client, rows, deal=stage.screen.text("demo.deal"))
        made.append((who, invoice))
    stage.screen.table(
        [f"demo.column.{name}" for name in ("invoice", "client", "rows", "sum", "stage")],
        [
            [
                f"№ {invoice['accountNumber']}", stage.screen.text(who), str(len(invoice["rowIds"])),
                money(invoice["opportunity"]), joint.stages[invoice["stageId"]],
            ]
            for who, invoice in made
        ],
        right=(2, 3),
    )  # fmt: skip
    return take_orders(stage, joint, [invoice for _, invoice in made])


def take_orders(stage: Stage, joint: Joint, invoices: Sequence[Json]) -> Sequence[Billed]:
    """Let 1C take the orders of invoices. Raises StoryFailed when one is missing or a sum differs."""
    known = set(joint.base.dump()["counterparties"])
    began = time.monotonic()
    run = stage.run_onec(joint)
    stage.screen.say(
        "demo.onec_done",
        base=joint.base.name,
        requests=run.requests,
        seconds=seconds(time.monotonic() - began),
    )
    prefix = joint.gateway.do("exchange.show", name=joint.name)["settings"]["order_prefix"]
    orders = {order["site_number"]: order for order in joint.base.orders()}
    rows, billed = [], []
    for invoice in invoices:
        number = f"{prefix}{invoice['id']}"
        order = orders.get(number)
        if order is None:
            raise StoryFailed("demo.failed.no_order", invoice=invoice["accountNumber"])
        total = Decimal(order["total"])
        rows.append(_row(stage.screen, invoice, order, is_known=order["counterparty_id"] in known))
        if total != Decimal(str(invoice["opportunity"])):
            raise StoryFailed(
                "demo.failed.sum",
                invoice=invoice["accountNumber"],
                crm=money(invoice["opportunity"]),
                onec=money(total),
            )
        billed.append(Billed(invoice["id"], number, total))
    columns = ("invoice", "site_number", "order", "buyer", "crm_sum", "onec_sum", "equal")
    stage.screen.table([f"demo.column.{name}" for name in columns], rows, right=(4, 5))
    return billed


def _row(screen: Screen, invoice: Json, order: Json, *, is_known: bool) -> Sequence[str]:
    buyer = screen.text("demo.buyer.known" if is_known else "demo.buyer.new", buyer=order["buyer"])
    return [
        f"№ {invoice['accountNumber']}", order["site_number"], order["number"], buyer,
        money(invoice["opportunity"]), money(order["total"]),
        "✓" if Decimal(order["total"]) == Decimal(str(invoice["opportunity"])) else "✗",
    ]  # fmt: skip


def pay(stage: Stage, joint: Joint, billed: Billed, *, amount: Decimal | None = None) -> str:
    """Pay an order in 1C, whole or in part, and wait for the news in Bitrix24; returns the stage's name.

    Raises: StoryFailed — nothing new is seen in the invoice.
    """
    screen = stage.screen
    before = joint.portal.invoice(billed.invoice_id)
    order = joint.base.order(billed.number)
    joint.base.pay(billed.number, amount)
    paid = Decimal(joint.base.order(billed.number)["paid"]) - Decimal(order["paid"])
    screen.say("demo.paid_in_1c", order=order["number"], paid=money(paid), of=money(billed.total))
    began = time.monotonic()
    with screen.working("demo.working.onec", base=joint.base.name):
        run = Aside(joint.base.run)
        after = stage.wait(lambda: _news(joint, billed, before), what="demo.wait.stage", within_s=NEWS_S)
        took = time.monotonic() - began
        checked(stage.wait(run.result, what="demo.wait.onec", within_s=180), joint)
    return _show_news(stage, joint, before, after, took)


def _news(joint: Joint, billed: Billed, before: Json) -> Json | None:
    """Return the invoice when it shows another stage and a new line in its timeline."""
    now = joint.portal.invoice(billed.invoice_id)
    is_moved = now["invoice"]["stageId"] != before["invoice"]["stageId"]
    return now if is_moved and len(now["timeline"]) > len(before["timeline"]) else None


def _show_news(stage: Stage, joint: Joint, before: Json, after: Json, took: float) -> str:
    name = joint.stages[after["invoice"]["stageId"]]
    was = joint.stages[before["invoice"]["stageId"]]
    stage.screen.good(
        "demo.stage_moved", number=after["invoice"]["accountNumber"], was=was, now=name, seconds=seconds(took)
    )
    seen = {line["id"] for line in before["timeline"]}
    for line in after["timeline"]:
        if line["id"] not in seen:
            stage.screen.quote(line["text"])
    return name


def approve(stage: Stage, joint: Joint, billed: Billed) -> None:
    """Take the order in work, as a person in 1C does."""
    joint.base.approve(billed.number)
    order = joint.base.order(billed.number)
    stage.screen.say("demo.approved", order=order["number"], state=order["state"])


def is_paid(joint: Joint, billed: Billed) -> bool:
    """Tell whether the invoice stands in the stage of success."""
    return str(joint.portal.invoice(billed.invoice_id)["invoice"]["stageId"]).endswith(PAID)
