"""Changed orders of a base into a CommerceML file for the site (facts §3.4–3.5)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from obmen_sandbox.onec import vocabulary as v
from obmen_sandbox.onec.catalog_writer import NS_TRADE, NS_UNF, VERSION_TRADE, VERSION_UNF, unit_of
from obmen_sandbox.onec.model import (
    Counterparty,
    Family,
    Order,
    OrderLine,
    Payment,
    Settings,
    Shipment,
    State,
    offer_key,
)
from obmen_sandbox.onec.xml import local, render

VERSION_SUBORDINATE: Final = "2.10"
VERSION_MODULE: Final = "2.09"
TEMPLATES: Final = {
    Family.TRADE: "orders_trade.xml",
    Family.RETAIL: "orders_trade.xml",
    Family.UNF: "orders_unf.xml",
    Family.MODULE: "orders_module.xml",
}
DELIVERY: Final = "ORDER_DELIVERY"  # УНФ calls the first service of a shipment so for «Битрикс»


def write_orders(state: State, orders: Sequence[Order], *, formed_at: datetime) -> bytes:
    """Write one file of orders; a portion whose orders were all skipped has none."""
    family = state.settings.family
    return render(
        TEMPLATES[family],
        {
            "ns": NS_UNF if family is Family.UNF else NS_TRADE,
            "version": _version(state.settings),
            "formed": f"{local(formed_at):%Y-%m-%dT%H:%M:%S}",
            "subordinate": family is Family.UNF and state.settings.subordinate_documents,
            "documents": [_order_view(state, order) for order in orders],
        },
    )


def _version(settings: Settings) -> str:
    match settings.family:
        case Family.UNF:
            return VERSION_SUBORDINATE if settings.subordinate_documents else VERSION_UNF
        case Family.MODULE:
            return VERSION_MODULE
        case Family.TRADE | Family.RETAIL:
            return VERSION_TRADE


def _order_view(state: State, order: Order) -> dict[str, Any]:
    lines = order.active_lines()
    return {
        "id": order.id,  # the 1C GUID, not the site's Ид
        "number": order.site_number,
        "date": order.site_date,
        "time": order.site_time,
        "currency": order.currency[:3],
        "total": order.total(),
        "deleted": order.deleted,
        "own_number": order.number,
        "own_date": f"{local(order.date):%Y-%m-%d}",
        "buyer": state.counterparties.get(order.counterparty_id) or Counterparty(id="", name=""),
        "comment": order.comment,
        "vat_included": order.vat_included,
        "taxes": sum(line.vat_amount(included=order.vat_included) for line in lines),
        "lines": [_line_view(state, order, line) for line in lines],
        "requisites": _requisites(state.settings, order),
        "payments": [_payment_view(payment, order) for payment in order.payments],
        "shipments": [_shipment_view(state, paper, order) for paper in order.shipments],
    }


def _line_view(state: State, order: Order, line: OrderLine) -> dict[str, Any]:
    item = state.items.get(line.item_id)
    one = item.characteristics.get(line.characteristic_id) if item else None
    name = item.name if item else ""
    return {
        "id": offer_key(line.item_id, line.characteristic_id),
        "article": item.article if item else "",
        "name": (f"{name} ({one.name})" if one else name)[:250],
        "unit": unit_of(line.unit_code),
        "vat": line.vat,
        "tax": line.vat_amount(included=order.vat_included),
        "price": line.price,
        "quantity": line.quantity,
        "amount": line.amount,
        "coefficient": line.coefficient,
        "is_service": bool(item and item.type == v.TYPE_SERVICE),
    }


def when(moment: datetime, family: Family) -> str:
    """Write a date as a requisite: УТ's `ДЛФ=T` has no leading zero in hours, older releases have no time."""
    here = local(moment)
    match family:
        case Family.TRADE:
            return f"{here:%Y-%m-%d}T{here.hour}:{here:%M:%S}"
        case Family.RETAIL:
            return f"{here:%Y-%m-%d}"
        case Family.UNF | Family.MODULE:
            return f"{here:%Y-%m-%dT%H:%M:%S}"


def _requisites(settings: Settings, order: Order) -> list[tuple[str, str]]:
    """Return what the family tells of an order. УТ never says how much was paid, nor that a part was."""
    family = settings.family
    if family is Family.MODULE:
        return _module_requisites(order)
    rows = [
        (v.R_NUMBER_1C, order.number),
        (v.R_DATE_1C, when(order.date, family)),
        (v.DELETION_MARK, _flag(value=order.deleted)),
        (v.R_POSTED, _flag(value=order.posted)),
    ]
    if not (family is Family.UNF and settings.subordinate_documents):
        rows += _full_payment(order, family) + _full_shipment(order, family)
    if family is Family.UNF:
        rows += _unf_requisites(order)
    if order.is_cancelled():
        rows.append((v.R_CANCELLED, "true"))
    return rows


def _module_requisites(order: Order) -> list[tuple[str, str]]:
    """The add-on puts number, date and deletion mark into elements of the document."""
    facts = _full_payment(order, Family.MODULE) + _full_shipment(order, Family.MODULE)
    cancelled = [(v.R_CANCELLED, "true")] if order.is_cancelled() else []
    return [(v.R_POSTED, _flag(value=order.posted)), *facts, *cancelled]


def _full_payment(order: Order, family: Family) -> list[tuple[str, str]]:
    if not (order.posted and order.is_paid()):
        return []
    last = order.payments[-1]
    return [(v.R_PAYMENT_NUMBER_1C, last.number), (v.R_PAYMENT_DATE_1C, when(last.date, family))]


def _full_shipment(order: Order, family: Family) -> list[tuple[str, str]]:
    if not (order.posted and order.is_shipped()):
        return []
    last = order.shipments[-1]
    return [(v.R_SHIPMENT_NUMBER_1C, last.number), (v.R_SHIPMENT_DATE_1C, when(last.date, family))]


def _unf_requisites(order: Order) -> list[tuple[str, str]]:
    kept = [(name, order.properties.get(name, "")) for name in (v.R_PAYMENT_METHOD_ID, v.R_PAYMENT_METHOD)]
    return [
        (v.R_IS_PAID, _flag(value=order.is_paid())),
        (v.R_IS_SHIPPED, _flag(value=order.is_shipped())),
        *[(name, value) for name, value in kept if value],
        (v.R_ORDER_STATUS, order.state),
    ]


def _flag(*, value: bool) -> str:
    return "true" if value else "false"


def _payment_view(payment: Payment, order: Order) -> dict[str, Any]:
    paid_at = local(payment.date)
    rows = [
        (v.R_PAYMENT_NUMBER_1C, payment.number),
        (v.R_PAYMENT_DATE_1C, f"{paid_at:%Y-%m-%dT%H:%M:%S}"),
        (v.R_IS_PAID, "true"),
        (v.R_PAYMENT_DATE, f"{paid_at:%Y-%m-%dT%H:%M:%S}"),
    ]
    method = order.properties.get(v.R_PAYMENT_METHOD, "")
    return {
        "id": payment.id,
        "number": payment.site_number,  # only a payment that the site made has a number there
        "date": f"{paid_at:%Y-%m-%d}",
        "operation": payment.operation,
        "currency": order.currency[:3],
        "amount": payment.amount,
        "requisites": [*rows, *([(v.R_PAYMENT_METHOD, method)] if method else [])],
    }


def _shipment_view(state: State, paper: Shipment, order: Order) -> dict[str, Any]:
    lines = [_line_view(state, order, line) for line in paper.lines]
    delivery = next((line for line in lines if line["is_service"]), None)
    if delivery is not None:
        delivery["id"] = DELIVERY
    return {
        "id": paper.id,
        "date": f"{local(paper.date):%Y-%m-%d}",
        "lines": [delivery, *(line for line in lines if line is not delivery)] if delivery else lines,
        "requisites": [
            (v.R_SHIPPING_NUMBER, paper.number),
            (v.R_SHIPPING_DATE, f"{local(paper.date):%Y-%m-%dT%H:%M:%S}"),
            (v.R_IS_SHIPPED, "true"),
        ],
    }
