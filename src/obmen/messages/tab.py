"""The tab inside Bitrix24, and what the journal's events are called there."""

from __future__ import annotations

from typing import Final

from obmen.messages.base import Text

HEALTH: Final[dict[str, Text]] = {
    "inside.health.well": Text("Всё в порядке.", "All is well."),
    "inside.health.problems": Text("Ждут решения человека: {count}", "Waiting for a person: {count}"),
    "inside.health.halted": Text(
        "Портал не принимает запросы обмена: откройте консоль обмена.",
        "The portal takes no requests of the exchange: open its console.",
    ),
    "inside.health.session": Text("Последний сеанс 1С", "1C's last session"),
    "inside.health.never": Text("ещё не было", "none yet"),
    "inside.health.pending": Text("Ждёт передачи", "Pending"),
    "inside.health.where": Text(
        "Вкладка «1С» есть в карточках сделки, компании и счёта.",
        "The 1C tab is in the cards of deals, companies and invoices.",
    ),
}
TAB: Final[dict[str, Text]] = {
    "tab.open": Text("Ещё не оплачено:", "Still to be paid:"),
    "tab.currency": Text("{currency:sign}", "{currency:sign}"),
    "tab.invoice": Text("Счёт {number}", "Invoice {number}"),
    "tab.onec": Text("в 1С: {number}", "in 1C: {number}"),
    "tab.of": Text("от", "of"),
    "tab.lines": Text("Строки и остатки", "Lines and stock"),
    "tab.refresh": Text("Обновить сейчас", "Refresh now"),
    "tab.why": Text("Почему так?", "Why?"),
    "tab.none": Text("Счетов здесь нет.", "There are no invoices here."),
    "tab.not_ours": Text(
        "Счёт {id} не относится к этому обмену.", "Invoice {id} is none of this exchange's."
    ),
    "tab.state.waiting": Text("Ещё не готов для 1С", "Not ready for 1C yet"),
    "tab.state.held": Text("Ждёт решения человека", "Waits for a person"),
    "tab.state.due": Text("Уйдёт со следующим сеансом 1С", "Goes with 1C's next session"),
    "tab.state.sent": Text("Передан в 1С", "Sent to 1C"),
    "tab.state.taken": Text("Принят в 1С", "Taken by 1C"),
    "tab.state.left": Text("Не передаётся", "Not sent"),
    "tab.posted": Text("Проведён", "Posted"),
    "tab.not_posted": Text("Не проведён", "Not posted"),
    "tab.paid.none": Text("Не оплачен", "Not paid"),
    "tab.paid.part": Text("Оплачен частично", "Partly paid"),
    "tab.paid.full": Text("Оплачен", "Paid"),
    "tab.paid.excess": Text("Переплата", "Overpaid"),
    "tab.shipped": Text("Отгружен", "Shipped"),
    "tab.closed": Text("Закрыт", "Closed"),
    "tab.sum": Text("Сумма", "Sum"),
    "tab.paid_sum": Text("оплачено", "paid"),
    "tab.rest": Text("осталось", "left"),
    "tab.payments": Text("Оплаты", "Payments"),
    "tab.shipments": Text("Отгрузки", "Shipments"),
    "tab.line": Text("Товар", "Item"),
    "tab.quantity": Text("Количество", "Quantity"),
    "tab.price": Text("Цена", "Price"),
    "tab.stock": Text("Остаток в 1С", "Stock in 1C"),
    "tab.stock.all": Text("всего", "in all"),
    "tab.price_of": Text("цены 1С от {moment}", "1C's prices of {moment}"),
    "tab.told_at": Text("1С сообщила {moment}", "1C told at {moment}"),
    "tab.client.tax_id": Text("ИНН / КПП", "Tax id"),
    "tab.client.address": Text("Адрес", "Address"),
    "tab.client.id": Text("Ид для 1С", "Id for 1C"),
    "tab.pending": Text("Ждёт передачи: {kind}, {state}", "Pending: {kind}, {state}"),
    "tab.no_history": Text("Событий ещё не было.", "Nothing has happened yet."),
    "tab.expired": Text(
        "Страница открыта слишком давно.",
        "The page was opened too long ago.",
        "Откройте вкладку снова.",
        "Open the tab again.",
    ),
    "tab.foreign": Text(
        "Этот счёт не из открытой карточки.",
        "This invoice is not of the opened card.",
        "Откройте вкладку в его карточке.",
        "Open the tab in its own card.",
    ),
    "tab.unknown": Text(
        "Об этом счёте обмен ничего не знает.",
        "The exchange knows nothing of this invoice.",
        "Он другой организации, на ранней стадии или создан до начала обмена.",
        "It is another company's, at an early stage, or older than the exchange.",
    ),
    "tab.unreachable": Text(
        "Портал сейчас не отвечает обмену.",
        "The portal does not answer the exchange now.",
        "Попробуйте ещё раз через минуту.",
        "Try again in a minute.",
    ),
}
EVENTS: Final[dict[str, Text]] = {
    "event.sales.order_offered": Text("Заказ включён в ответ 1С", "The order was in an answer to 1C"),
    "event.sales.order_sent": Text("1С подтвердила получение заказа", "1C has acknowledged the order"),
    "event.sales.order_taken": Text("1С взяла заказ в работу", "1C has taken the order in work"),
    "event.sales.order_released": Text("Человек отпустил заказ", "A person has let the order go"),
    "event.sales.held": Text("Заказ задержан до решения человека", "The order was held for a person"),
    "event.sales.doubted": Text("Есть сомнение в данных клиента", "The client's data are doubtful"),
    "event.sales.differs": Text("Счёт и заказ в 1С различаются", "Invoice and 1C's order differ"),
    "event.sales.news_held": Text("Новость 1С отложена: продажи остановлены", "1C's news was held back"),
    "event.sales.news_late": Text("Пришла устаревшая новость 1С", "Older news of 1C came late"),
    "event.sales.news_dropped": Text("Новость другой базы не принята", "News of another base was dropped"),
    "event.sales.row_bound": Text("Строка привязана к товару 1С", "A row was bound to an item of 1C"),
    "event.sales.stage_moved": Text("Стадия счёта меняется", "The invoice's stage moves"),
    "event.sales.stage_left": Text("Стадия оставлена как есть", "The stage was left as it is"),
    "event.sales.stage_yielded": Text(
        "Стадию уже изменил менеджер", "A manager had moved the stage meanwhile"
    ),
    "event.sales.former_order": Text("1С назвала прежний заказ", "1C named a former order"),
    "event.sales.numbered": Text("1С дала номер", "1C gave a number"),
    "event.sales.lines_changed": Text("В 1С изменены строки", "Lines were changed in 1C"),
    "event.sales.partly_shipped": Text("Отгружено частично", "Partly shipped"),
    "event.sales.shipped": Text("Отгружено", "Shipped"),
    "event.sales.shipment_gone": Text("Отгрузка отменена", "The shipment is gone"),
    "event.sales.paid_in_part": Text("Оплачено частично", "Paid in part"),
    "event.sales.paid_in_full": Text("Оплачено полностью", "Paid in full"),
    "event.sales.overpaid": Text("Переплата", "Overpaid"),
    "event.sales.excess_returned": Text("Переплата возвращена", "The excess was returned"),
    "event.sales.payment_gone": Text("Оплата отменена", "The payment is gone"),
    "event.sales.cancelled": Text("Заказ отменён в 1С", "The order was cancelled in 1C"),
    "event.sales.restored": Text("Заказ восстановлен в 1С", "The order was restored in 1C"),
    "event.delivery.delivered": Text("Записано в Битрикс24", "Written to Bitrix24"),
    "event.delivery.parked": Text("Битрикс24 отказал", "Bitrix24 refused"),
    "event.delivery.looked_up": Text("Ответ потерян, результат проверен", "A lost answer was looked up"),
    "event.application.robot_answered": Text("Ответ роботу", "A robot was answered"),
}
TEXTS: Final[dict[str, Text]] = {**HEALTH, **TAB, **EVENTS}
