"""Short views of a base for pages and the control API."""

from typing import Any

from obmen_sandbox.onec.base import Base
from obmen_sandbox.onec.codec import to_plain
from obmen_sandbox.onec.model import Order, offer_key


def base_summary(base: Base) -> dict[str, Any]:
    """Return a base in numbers; the password stays inside."""
    state, node = base.state, base.settings
    return {
        "name": base.name,
        "family": node.family.value,
        "address": node.address,
        "login": node.login,
        "items": len(state.items),
        "orders": len(state.orders),
        "counterparties": len(state.counterparties),
        "changed_items": len(state.changed_items),
        "changed_orders": len(state.changed_orders),
    }


def order_summary(base: Base, order: Order) -> dict[str, Any]:
    """Return an order with names instead of references."""
    buyer = base.state.counterparties.get(order.counterparty_id)
    plain: dict[str, Any] = to_plain(order)
    return plain | {
        "buyer": buyer.name if buyer else "",
        "total": to_plain(order.total()),
        "paid": to_plain(order.paid()),
        "is_paid": order.is_paid(),
        "is_shipped": order.is_shipped(),
        "lines": [
            to_plain(line)
            | {"name": _line_name(base, line.item_id, line.characteristic_id), "vat_amount": tax}
            for line in order.lines
            for tax in [to_plain(line.vat_amount(included=order.vat_included))]
        ],
    }


def _line_name(base: Base, item_id: str, characteristic_id: str) -> str:
    item = base.state.items.get(item_id)
    if item is None:
        return offer_key(item_id, characteristic_id)
    one = item.characteristics.get(characteristic_id)
    return f"{item.name} ({one.name})" if one else item.name
