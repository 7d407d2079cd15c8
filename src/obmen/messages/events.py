"""Events of the journal in words: what happened to a record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from obmen.messages.base import Text
from obmen.messages.catalogue import all_texts
from obmen.messages.problems import text_of_problem

EVENTS: Final[dict[str, Text]] = {
    "sales.order_offered": Text(
        "Заказ передан 1С, ждём подтверждения", "The order was given to 1C; not yet acknowledged"
    ),
    "sales.order_sent": Text("1С подтвердила, что заказ получен", "1C has acknowledged the order"),
    "sales.order_taken": Text(
        "Заказ в работе: 1С назвала его в сообщении", "Taken in work: 1C has named the order"
    ),
    "sales.order_released": Text("Человек отправил заказ", "A person has sent the order"),
    "sales.order_told": Text("1С прислала заказ: файл {file}", "1C has told of the order: file {file}"),
    "sales.held": Text("Ждёт человека: {why}", "Waits for a person: {why}"),
    "sales.doubted": Text("Отправлен с сомнением: {why}", "Sent with a doubt: {why}"),
    "sales.differs": Text("Счёт и заказ в 1С расходятся", "The invoice and the order in 1C differ"),
    "sales.row_bound": Text("Строка «{row}» привязана к {key}", "The row “{row}” is bound to {key}"),
    "sales.rows_followed": Text("Строки счёта изменены вслед за 1С", "The invoice's rows follow 1C"),
    "sales.rows_kept": Text("Строки счёта не изменены: {why}", "The invoice's rows stay: {why}"),
    "sales.stage_moved": Text("Стадия: {from} → {to}", "Stage: {from} → {to}"),
    "sales.stage_left": Text("Стадия осталась прежней", "The stage stays"),
    "sales.stage_yielded": Text(
        "Стадию поменяли в CRM раньше нас", "The stage was changed in the CRM before us"
    ),
    "sales.news_late": Text(
        "Опоздавшее сообщение 1С не изменило ничего", "A late message of 1C has changed nothing"
    ),
    "sales.news_held": Text(
        "Сообщение 1С отложено: продажи остановлены", "1C's message waits: sales are stopped"
    ),
    "sales.news_dropped": Text("Отложенное сообщение 1С отброшено", "1C's message that waited was dropped"),
    "sales.numbered": Text(
        "Заказ заведён в 1С: № {document} от {date}", "The order is in 1C: No. {document} of {date}"
    ),
    "sales.lines_changed": Text("В 1С изменён состав заказа", "The lines were changed in 1C"),
    "sales.partly_shipped": Text("Отгружен частично: № {document}", "Shipped in part: No. {document}"),
    "sales.shipped": Text("Отгружен: № {document}", "Shipped: No. {document}"),
    "sales.shipment_gone": Text("Отгрузка снята", "The shipment is gone"),
    "sales.paid_in_part": Text(
        "Оплачено {amount:money}, осталось {rest:money}", "Paid {amount:money}, left {rest:money}"
    ),
    "sales.paid_in_full": Text("Оплачен полностью: {amount:money}", "Paid in full: {amount:money}"),
    "sales.overpaid": Text("Оплачен с излишком {excess:money}", "Overpaid by {excess:money}"),
    "sales.excess_returned": Text("Излишек возвращён", "The excess was returned"),
    "sales.payment_gone": Text("Оплата снята", "The payment is gone"),
    "sales.cancelled": Text("Отменён в 1С", "Cancelled in 1C"),
    "sales.restored": Text("Отмена снята", "No longer cancelled"),
    "delivery.delivered": Text("Записано в CRM", "Written into the CRM"),
    "delivery.parked": Text("CRM не приняла: {why}", "The CRM has refused: {why}"),
    "delivery.looked_up": Text(
        "Ответ портала потерялся, сделанное найдено", "The portal's answer was lost; what it did was found"
    ),
    "picture.added": Text("Картинка добавлена", "A picture was added"),
    "picture.met": Text(
        "Картинки товара на портале сравнены с картинками 1С: чужих осталось {others}",
        "The pictures on the portal were compared with 1C's: {others} of others stay",
    ),
    "picture.removed": Text("Картинка убрана", "A picture was removed"),
    "sales.former_order": Text(
        "1С назвала заказ, который с тех пор отправлен под новым номером",
        "1C named an order that has been sent under a new number since",
    ),
    "sales.foreign_order": Text("1С назвала заказ другого сайта", "1C named an order of another site"),
    "sales.unknown_order": Text(
        "1С назвала заказ, которого шлюз не знает", "1C named an order that the gateway does not know"
    ),
    "stock.conducted": Text("Остаток изменён документом {document}", "Stock moved by document {document}"),
    "stock.moved_by_others": Text(
        "Остаток в CRM изменился не нами", "Stock was moved in the CRM by somebody else"
    ),
    "application.robot_answered": Text(
        "Роботу бизнес-процесса отвечено", "A robot of a process was answered"
    ),
    "delivery.remade": Text("Удалённое в CRM заведено снова", "What was deleted in the CRM was made again"),
}
"""By the event's name; `why` is the reason in words."""


def event_in_words(event: str, facts: Mapping[str, object], *, language: str) -> str:
    """Return what an entry of the journal says; an event without words is shown as it is called."""
    told = EVENTS.get(event)
    return told.told(language, {**facts, "why": _why(facts, language)}) if told else event


def _why(facts: Mapping[str, object], language: str) -> str:
    code = str(facts.get("kind") or facts.get("reason") or facts.get("code") or facts.get("why") or "")
    if code in all_texts():
        return text_of_problem(code, language=language, facts=facts)
    told = facts.get("why_en") if language == "en" else None
    return str(told or facts.get("detail") or code)
