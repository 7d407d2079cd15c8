"""Payments that a site reports inside an order, as far as a family takes them."""

from decimal import Decimal

from obmen_sandbox.onec import vocabulary as v
from obmen_sandbox.onec.base import Base
from obmen_sandbox.onec.loader import requisites_of
from obmen_sandbox.onec.model import Family, Order, Payment
from obmen_sandbox.onec.tree import Node


def unf_number(base: Base, site_number: str) -> str:
    """Return the prefix and the digits of the site number; the next free number when that is taken."""
    digits = "".join(sign for sign in site_number if sign.isdigit())
    prefix = base.settings.order_prefix or v.UNF_ORDER_PREFIX
    number = f"{prefix}{digits.zfill(6)}"
    taken = {order.number for order in base.state.orders.values()}
    return base.next_number("order") if not digits or number in taken else number


def read_payments(base: Base, order: Order, document: Node) -> None:
    """Take payments over: acquiring sub-documents in УНФ, «Заказ оплачен» with a mapped method elsewhere."""
    requisites = requisites_of(document)
    if base.settings.family is Family.UNF:
        for paper in document.at(v.SUBDOCUMENTS).all(v.SUBDOCUMENT):
            _take_acquiring(base, order, paper)
        _take_requisites(base, order, requisites)
        return
    paid = requisites.get(v.R_ORDER_PAID, "").lower() == "true"
    methods = {requisites.get(v.R_PAYMENT_METHOD_ID, ""), requisites.get(v.R_PAYMENT_METHOD, "")}
    if paid and not order.payments and methods & set(base.settings.card_payment_methods):
        _add(base, order, order.total(), site_number="")


def _take_acquiring(base: Base, order: Order, paper: Node) -> None:
    if paper.text(v.OPERATION).lower() != v.ACQUIRING.lower():
        return
    number = paper.text(v.NUMBER) or paper.text(v.ID)
    if any(payment.site_number == number for payment in order.payments):
        return
    _add(base, order, Decimal(paper.text(v.SUM) or "0"), site_number=number)


def _take_requisites(base: Base, order: Order, requisites: dict[str, str]) -> None:
    """УНФ makes a payment of the whole sum when date, method and number of one are all given."""
    needed = (v.R_PAYMENT_DATE, v.R_PAYMENT_METHOD, v.R_PAYMENT_NUMBER)
    number = requisites.get(v.R_PAYMENT_NUMBER, "")
    known = any(payment.site_number == number for payment in order.payments)
    if all(requisites.get(name) for name in needed) and not known:
        _add(base, order, order.total(), site_number=number)


def _add(base: Base, order: Order, amount: Decimal, *, site_number: str) -> None:
    order.payments.append(
        Payment(
            id=base.new_id("payment", order.id),
            number=base.next_number("payment"),
            date=base.now(),
            amount=amount,
            operation=v.ACQUIRING,
            site_number=site_number,
        )
    )
