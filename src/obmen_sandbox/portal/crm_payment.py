"""Payments of deals and invoices; paying moves no stage by itself.

Source: Bitrix24 `api-reference/crm/universal/payment/`.
"""

from typing import Any, Final

from obmen_sandbox.portal.crm_rows import rows_of
from obmen_sandbox.portal.crm_vocabulary import DEAL, INVOICE, table_of
from obmen_sandbox.portal.errors import RestError
from obmen_sandbox.portal.lists import Reply, Row, select_rows, sort_rows, stored
from obmen_sandbox.portal.method import Call, Method
from obmen_sandbox.portal.phpform import as_map, to_flag, to_int
from obmen_sandbox.portal.state import PortalState
from obmen_sandbox.portal.words import words

KINDS: Final = {
    "id": "int",
    "paid": "string",
    "accountNumber": "string",
    "sum": "float",
    "datePaid": "datetime",
}
SHOWN: Final = words(
    """
    id accountNumber paid datePaid empPaidId paySystemId sum currency paySystemName
    """
)


def add(call: Call) -> Reply:
    """`crm.item.payment.add`: an order is made beside the item, its rows become the order's basket."""
    state, type_id = call.state, to_int(call.need("entityTypeId"))
    if type_id not in (DEAL, INVOICE):
        raise RestError(0, "Для данной сущности функционал создания оплат недоступен")
    item = state.table(table_of(type_id)).get(to_int(call.need("entityId")))
    if item is None:
        raise RestError(0, f"Сущность с идентификатором №{to_int(call.params['entityId'])} не существует")
    order = order_of(state, type_id, item)
    order["payments"] += 1
    row = state.insert(
        "payment",
        {
            "orderId": order["id"],
            "entityTypeId": type_id,
            "entityId": item["id"],
            "paid": "N",
            "datePaid": None,
            "accountNumber": f"{order['id']}/{order['payments']}",
            "empPaidId": None,
            "paySystemId": 6,
            "sum": 0,
            "currency": item["currencyId"],
            "paySystemName": "Наличные",
        },
    )
    return Reply(row["id"])


def order_of(state: PortalState, type_id: int, item: Row) -> Row:
    """The shop order of an item, made when there is none."""
    for order in state.rows("order"):
        if (order["entityTypeId"], order["entityId"]) == (type_id, item["id"]):
            return order
    for row in rows_of(state, type_id, item["id"]):
        row["xmlId"] = f"sale_basket_{state.new_id('basket')}"
    return state.insert("order", {"entityTypeId": type_id, "entityId": item["id"], "payments": 0})


def show(row: Row) -> Row:
    return {name: row[name] for name in SHOWN}


def find(call: Call) -> Row:
    row = call.state.table("payment").get(call.need_id())
    if row is None:
        raise RestError(0, "Оплата не найдена")
    return row


def list_(call: Call) -> Reply:
    """`crm.item.payment.list`: all at once, without a total."""
    key = (to_int(call.need("entityTypeId")), to_int(call.need("entityId")))
    rows = [row for row in call.state.rows("payment") if (row["entityTypeId"], row["entityId"]) == key]
    rows = select_rows(rows, call.params.get("filter"), KINDS, get=stored)
    return Reply([show(row) for row in sort_rows(rows, call.params.get("order"), KINDS, get=stored)])


def set_paid(call: Call, row: Row, paid: str) -> None:
    row["paid"] = paid
    row["datePaid"] = call.state.stamp() if paid == "Y" else None
    row["empPaidId"] = call.user_id if paid == "Y" else None


def pay(call: Call, paid: str) -> Reply:
    set_paid(call, find(call), paid)
    return Reply(result=True)


def update(call: Call) -> Reply:
    row, fields = find(call), as_map(call.need("fields"))
    if "paid" in fields:
        set_paid(call, row, to_flag(fields["paid"], default="N"))
    if "paySystemId" in fields:
        row["paySystemId"] = to_int(fields["paySystemId"])
    return Reply(row["id"])


def delete(call: Call) -> Reply:
    row = find(call)
    if row["paid"] == "Y":
        raise RestError(0, "Нельзя удалить оплаченную оплату")
    del call.state.table("payment")[row["id"]]
    return Reply(result=True)


def add_product(call: Call) -> Reply:
    """`crm.item.payment.product.add`: a row of the item enters the payment."""
    payment = call.state.table("payment").get(to_int(call.need("paymentId")))
    item_row = call.state.table("productRow").get(to_int(call.need("rowId")))
    if payment is None or item_row is None:
        raise RestError(0, "Оплата или строка не найдена")
    quantity: Any = call.need("quantity")
    payment["sum"] = round(payment["sum"] + item_row["price"] * float(quantity), 2)
    return Reply(
        call.state.insert("paymentProduct", {"paymentId": payment["id"], "rowId": item_row["id"]})["id"]
    )


METHODS: Final = (
    Method("crm.item.payment.add", add, "crm", writes=True, cost_s=0.3),
    Method("crm.item.payment.list", list_, "crm"),
    Method("crm.item.payment.get", lambda c: Reply(show(find(c))), "crm"),
    Method("crm.item.payment.pay", lambda c: pay(c, "Y"), "crm", writes=True, cost_s=0.2),
    Method("crm.item.payment.unpay", lambda c: pay(c, "N"), "crm", writes=True, cost_s=0.2),
    Method("crm.item.payment.update", update, "crm", writes=True, cost_s=0.2),
    Method("crm.item.payment.delete", delete, "crm", writes=True, cost_s=0.2),
    Method("crm.item.payment.product.add", add_product, "crm", writes=True, cost_s=0.2),
)
