"""What 1C's news look like in the timeline of an invoice and in a notice."""

from __future__ import annotations

from typing import Final

from obmen.messages.base import Text

NEWS: Final[dict[str, Text]] = {
    "message.title": Text("1С: заказ {number}", "1C: order {number}"),
    "notice.about": Text("Счёт {invoice}, {client}. {text}", "Invoice {invoice}, {client}. {text}"),
    "notice.digest": Text(
        "Сразу много нового по вашим счетам: новостей — {news}, счетов — {invoices}. Подробности — в ленте каждого "
        "счёта. Первые:\n{first}",
        "Much news of your invoices at once: {news} on {invoices} invoices. See the timeline of each. The "
        "first ones:\n{first}",
    ),
    "news.numbered": Text(
        "Заказ заведён в 1С: № {document} от {date}.", "The order is in 1C: No. {document} of {date}."
    ),
    "news.numbered_trade": Text(
        "Заказ заведён в 1С: № {document} от {date}. Эта 1С не сообщает о частичных оплатах.",
        "The order is in 1C: No. {document} of {date}. This 1C does not tell part payments.",
    ),
    "news.lines_changed": Text(
        "В 1С изменён состав заказа, сумма теперь {total:money}. Было выставлено → стало (количество = "
        "сумма):\n{changes}",
        "The lines were changed in 1C, the total is {total:money} now. Billed → now (quantity = sum):\n{changes}",
    ),
    "news.lines_back": Text(
        "В 1С состав заказа снова такой, как был выставлен: {total:money}.",
        "The lines of the order are in 1C again as they were billed: {total:money}.",
    ),
    "news.lines_followed": Text(
        "В 1С изменён состав заказа, строки счёта меняются вслед: сумма была {was:money}, стала {total:money}. Было → "
        "стало (количество = сумма):\n{changes}",
        "The lines were changed in 1C, and the invoice follows: the total was {was:money}, it is {total:money} now. Was → "
        "is (quantity = sum):\n{changes}",
    ),
    "news.lines_kept": Text(
        "В 1С изменён состав заказа, сумма теперь {total:money}. Строки счёта не изменены: {why} {goods}. Выставлено → "
        "в 1С (количество = сумма):\n{changes}",
        "The lines were changed in 1C, the total is {total:money} now. The invoice's rows stay: {why_en} {goods}. Billed → "
        "in 1C (quantity = sum):\n{changes}",
    ),
    "news.rows_left": Text(
        "Строки счёта всё же не изменены вслед за 1С: {why} {goods}.",
        "The invoice's rows do not follow 1C after all: {why_en} {goods}.",
    ),
    "kept.amounts": Text(
        "в 1С есть строки без количества или с отрицательной суммой:",
        "lines without a quantity or below zero:",
    ),
    "kept.closed": Text("счёт или заказ уже закрыт", "the invoice or the order is closed already"),
    "kept.crm_changed": Text("счёт изменили и в CRM", "the invoice was changed in the CRM as well"),
    "kept.currency": Text("валюта заказа другая", "the order has another currency"),
    "kept.manual_total": Text("сумма счёта задана вручную", "the invoice's total was set by hand"),
    "kept.no_lines": Text("в заказе нет строк", "the order has no lines"),
    "kept.not_wanted": Text("настройка order_changes уже другая", "order_changes is set otherwise by now"),
    "kept.paid": Text("счёт уже оплачен", "the invoice is paid already"),
    "kept.prices": Text(
        "цена за единицу не выражается в копейках:", "the price of one is not a whole number of kopecks:"
    ),
    "kept.sum": Text("сумма строк не равна сумме заказа", "the lines do not come to the order's total"),
    "kept.unbound": Text("в CRM нет товаров:", "goods that the CRM does not have:"),
    "kept.units": Text("в 1С строки в упаковках:", "lines in packages in 1C:"),
    "news.partly_shipped": Text(
        "Отгружено частично: документ № {document} от {date}.",
        "Shipped in part: document No. {document} of {date}.",
    ),
    "news.shipped": Text(
        "Отгружено полностью: документ № {document} от {date}.",
        "Shipped in full: document No. {document} of {date}.",
    ),
    "news.shipment_gone": Text(
        "Отгрузка в 1С отменена. Стадия счёта не изменена.", "The shipment is gone in 1C. The stage stays."
    ),
    "news.paid_in_part": Text(
        "Оплачено частично: {amount:money} из {total:money} {currency:sign}, осталось {rest:money}.",
        "Paid in part: {amount:money} of {total:money} {currency:sign}, {rest:money} remain.",
    ),
    "news.paid_in_full": Text(
        "Оплачено полностью: {amount:money} {currency:sign}. Документ № {document} от {date}.",
        "Paid in full: {amount:money} {currency:sign}. Document No. {document} of {date}.",
    ),
    "news.overpaid": Text(
        "Оплачено с излишком: {amount:money} при сумме {total:money} {currency:sign}, излишек {excess:money}.",
        "Paid in excess: {amount:money} for a total of {total:money} {currency:sign}, {excess:money} over.",
    ),
    "news.excess_returned": Text(
        "Излишек оплаты уменьшился: оплачено {amount:money} при сумме {total:money} {currency:sign}.",
        "The excess went down: {amount:money} paid for a total of {total:money} {currency:sign}.",
    ),
    "news.payment_gone": Text(
        "1С больше не показывает оплату: было {was:money}, теперь {amount:money} из {total:money} {currency:sign}. "
        "Стадия счёта не изменена.",
        "The payment is gone in 1C: it was {was:money}, now {amount:money} of {total:money} {currency:sign}. The stage stays.",
    ),
    "news.cancelled": Text("Заказ в 1С отменён.", "The order was cancelled in 1C."),
    "news.deleted": Text("Заказ в 1С помечен на удаление.", "The order is marked for deletion in 1C."),
    "news.restored": Text(
        "Заказ в 1С снова действует: отмена или пометка удаления снята.",
        "The order is alive again in 1C: it is neither cancelled nor marked any more.",
    ),
    "order.differs": Text(
        "Счёт изменён, а заказ в 1С уже в работе и не меняется. Отличается: {differences}.",
        "The invoice was changed, but 1C already works with the order, which stays. Different: "
        "{differences_en}.",
        "Измените заказ {onec_number} в 1С вручную или отправьте счёт новым заказом: obmen send {exchange} {invoice_id} --new.",
        "Change order {onec_number} in 1C by hand, or send the invoice as a new order: obmen send {exchange} {invoice_id} --new.",
    ),
    "differs.cancelled": Text("отмена", "cancellation"),
    "differs.total": Text("сумма", "total"),
    "differs.lines": Text("строки", "lines"),
    "differs.client": Text("клиент", "client"),
    "differs.date": Text("дата", "date"),
    "differs.comment": Text("комментарий", "comment"),
}
