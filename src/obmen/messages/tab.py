"""The tab inside Bitrix24."""

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
    "tab.pending": Text("Ждёт: {what}, {state}", "Waits: {what}, {state}"),
    "tab.pending.new": Text("сравнивается", "being compared"),
    "tab.pending.ready": Text("в очереди на запись", "in the queue"),
    "tab.pending.held": Text("до решения человека", "for a person"),
    "tab.pending.parked": Text("отложено", "put aside"),
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
TEXTS: Final[dict[str, Text]] = {**HEALTH, **TAB}
