"""The console's page of problems: what many alike ones are called, and what mends them."""

from __future__ import annotations

from typing import Final

from obmen.messages.base import Text

GROUPS: Final[dict[str, Text]] = {
    "group.client.no_tax_id": Text(
        "У {count} {count:клиента|клиентов|клиентов} не указан ИНН",
        "{count} {count:client has|clients have} no ИНН",
    ),
    "group.client.bad_tax_id": Text(
        "У {count} {count:клиента|клиентов|клиентов} неверный ИНН",
        "{count} {count:client has|clients have} a wrong ИНН",
    ),
    "group.client.no_kpp": Text(
        "У {count} {count:клиента|клиентов|клиентов} не указан КПП",
        "{count} {count:client has|clients have} no КПП",
    ),
    "group.client.several_requisites": Text(
        "В {count} {count:счёте|счетах|счетах} не выбран реквизит клиента",
        "{count} {count:invoice names|invoices name} none of the client's requisites",
    ),
    "group.client.twin": Text(
        "У {count} {count:клиента|клиентов|клиентов} есть двойник в CRM",
        "{count} {count:client has|clients have} a twin in the CRM",
    ),
    "group.client.doubtful": Text(
        "1С может задвоить {count} {count:клиента|клиентов|клиентов}: {doubts}",
        "1C could double {count} {count:client|clients}: {doubts}",
    ),
    "group.client.held": Text(
        "{count} {count:счёт не отправлен|счёта не отправлены|счетов не отправлены}: {doubts}",
        "{count} {count:invoice is|invoices are} not sent: {doubts}",
    ),
    "group.client.no_name": Text(
        "У клиентов {count} {count:счёта|счетов|счетов} нет названия",
        "Clients of {count} {count:invoice|invoices} have no name",
    ),
    "group.invoice.no_rows": Text(
        "В {count} {count:счёте|счетах|счетах} больше суток нет ни одной строки",
        "{count} {count:invoice has|invoices have} had no row for a day",
    ),
    "group.invoice.no_client": Text(
        "В {count} {count:счёте|счетах|счетах} больше суток не выбран клиент",
        "{count} {count:invoice has|invoices have} had no client for a day",
    ),
    "group.invoice.earlier": Text(
        "{count} {count:счёт выставлен|счёта выставлены|счетов выставлены} раньше даты invoices_since",
        "{count} {count:invoice is|invoices are} earlier than invoices_since",
    ),
    "group.row.unknown": Text(
        "В {count} {count:счёте|счетах|счетах} есть строки, которых 1С не знает",
        "{count} {count:invoice has|invoices have} rows that 1C does not know",
    ),
    "group.row.no_variant": Text(
        "В {count} {count:счёте|счетах|счетах} не сказано, какая нужна характеристика",
        "{count} {count:invoice does|invoices do} not say which variant",
    ),
    "group.row.bad_amount": Text(
        "В {count} {count:счёте|счетах|счетах} есть строки без количества или с отрицательной ценой",
        "{count} {count:invoice has|invoices have} rows without a quantity or with a negative price",
    ),
    "group.sum.differs": Text(
        "В {count} {count:счёте|счетах|счетах} сумма не равна сумме строк",
        "In {count} {count:invoice|invoices} the sum is not that of the rows",
    ),
    "group.sum.manual": Text(
        "В {count} {count:счёте|счетах|счетах} сумма задана вручную",
        "The sum of {count} {count:invoice|invoices} is set by hand",
    ),
    "group.order.changed": Text(
        "{count} {count:счёт изменён|счёта изменены|счетов изменены} после отправки в 1С",
        "{count} {count:invoice|invoices} changed after 1C had {count:it|them}",
    ),
    "group.order.changed_not_sent": Text(
        "{count} {count:счёт изменён|счёта изменены|счетов изменены}, изменения не отправляются",
        "{count} {count:invoice|invoices} changed, and the changes are not sent",
    ),
    "group.order.differs": Text(
        "{count} {count:счёт|счёта|счетов} и заказ в 1С расходятся",
        "{count} {count:invoice differs|invoices differ} from 1C's order",
    ),
    "group.order.quarantined": Text(
        "1С не принимает {count} {count:заказ|заказа|заказов}",
        "1C does not take {count} {count:order|orders}",
    ),
    "group.price.none": Text(
        "У {count:number} {count:товара|товаров|товаров} в 1С нет цены выбранного вида",
        "{count:number} {count:product has|products have} no price of the chosen type in 1C",
    ),
    "group.price.stale": Text(
        "У {count:number} {count:товара|товаров|товаров} цена выбранного вида в 1С пропала, в CRM осталась прежняя",
        "{count:number} {count:product has|products have} lost the price in 1C and kept it in the CRM",
    ),
    "group.vat.missing": Text(
        "На портале нет ставки НДС для {count:number} {count:товара|товаров|товаров}",
        "The portal lacks the VAT rate of {count:number} {count:product|products}",
    ),
    "group.measure.missing": Text(
        "На портале нет единицы измерения для {count:number} {count:товара|товаров|товаров}",
        "The portal lacks the unit of {count:number} {count:product|products}",
    ),
    "group.object.gone": Text(
        "{count:number} {count:запись удалена|записи удалены|записей удалены} в CRM вручную",
        "{count:number} {count:record was|records were} deleted in the CRM by hand",
    ),
    "group.delivery.rejected.ACCESS_DENIED": Text(
        "У вебхука нет прав на {count:number} {count:запись|записи|записей}",
        "The webhook has no right to {count:number} {count:record|records}",
    ),
    "group.delivery.rejected": Text(
        "Битрикс24 не принял {count:number} {count:запись|записи|записей}: {code} {detail}",
        "Bitrix24 refused {count:number} {count:record|records}: {code} {detail}",
    ),
    "group.file.bad": Text(
        "{count} {count:файл|файла|файлов} 1С не {count:прочитан|прочитаны|прочитаны}",
        "{count} {count:file|files} of 1C could not be read",
    ),
    "group.onec.bad_record": Text(
        "{count} {count:документ|документа|документов} 1С не {count:понят|поняты|поняты}",
        "{count} {count:document|documents} of 1C could not be understood",
    ),
    "group.onec.unknown_order": Text(
        "1С прислала {count} {count:заказ|заказа|заказов}, которых шлюз не знает",
        "1C sent {count} {count:order|orders} that the gateway does not know",
    ),
}

TEXTS: Final[dict[str, Text]] = {
    **GROUPS,
    "problems.title": Text("Проблемы", "Problems"),
    "problems.none.title": Text("Ничего не ждёт вас", "Nothing waits for you"),
    "problems.none.text": Text(
        "Всё, что требует решения человека, появляется здесь; в журнале ничего не прячется.",
        "All that needs a person's word appears here; nothing hides in a log.",
    ),
    "problems.and_more": Text(
        "{text} — и ещё {count} {count:такая|таких|таких}", "{text}, and {count} more like it"
    ),
    "problems.since": Text("Впервые {ago}", "First {ago}"),
    "problems.all": Text("Показать все {count:number}", "Show all {count:number}"),
    "problems.fix.retry": Text("Повторить", "Try again"),
    "problems.fix.seen": Text("Понятно, убрать", "Understood, close"),
    "problems.fix.send": Text("Отправить в 1С как есть", "Send to 1C as it is"),
    "problems.fix.release": Text("Отпустить", "Let it go"),
    "problems.fix.bind": Text("Связать строку с номенклатурой", "Bind a row to an item"),
    "problems.fix.company": Text("Своя компания", "Own company"),
    "problems.fix.stage": Text("Стадия", "Stage"),
    "problems.fix.price": Text("Тип цен", "Price type"),
    "problems.fix.plan": Text("Открыть план", "Open the plan"),
    "problems.choose": Text("Выбрать", "Choose"),
    "problems.chosen": Text("Настройка сохранена, обмен продолжается.", "The setting is kept, the exchange goes on."),
    "problems.bind.invoice": Text("Номер счёта (id)", "Invoice (id)"),
    "problems.bind.row": Text("Строка", "Row"),
    "problems.bind.item": Text("Ид номенклатуры 1С", "Id of the 1C item"),
    "problems.bind.hint": Text(
        "GUID товара или «товар#характеристика»; он есть на странице товара.",
        "The product's GUID, or “product#variant”; its page has it.",
    ),
    "problems.bind.go": Text("Связать", "Bind"),
    "problems.bound": Text("Строка {row} счёта {invoice} связана.", "Row {row} of invoice {invoice} is bound."),
    "problems.release.ask": Text(
        "Отпустить всё, что ждёт решения? Изменения уйдут в CRM.", "Let all go that waits? The changes go to the CRM."
    ),
    "problems.released": Text(
        "Отпущено: {count:number} {count:запись|записи|записей}.", "Let go: {count:number} {count:record|records}."
    ),
    "problems.send.ask": Text(
        "Отправить {count} {count:счёт|счёта|счетов} в 1С?", "Send {count} {count:invoice|invoices} to 1C?"
    ),
    "problems.ignore": Text("Отложить в сторону", "Put aside"),
    "problems.ignore.reason": Text("Почему это не проблема", "Why it is no problem"),
    "problems.ignore.hint": Text(
        "Запишется в журнал действий. Если суть изменится, проблема вернётся.",
        "It is kept in the audit. When the matter changes, the problem comes back.",
    ),
    "problems.ignore.go": Text("Отложить {count:number}", "Put {count:number} aside"),
    "problems.ignore.chosen": Text("Отложить отмеченные", "Put the ticked aside"),
    "problems.ignored": Text("Отложено в сторону: {count:number}", "Put aside: {count:number}"),
    "problems.unignore": Text("Вернуть", "Bring back"),
    "problems.unignored": Text("Возвращено: {count}", "Brought back: {count}"),
    "problems.retry.chosen": Text("Повторить отмеченные", "Try the ticked again"),
    "problems.ask": Text("Исправить может бухгалтер или интегратор.", "An accountant or an integrator can mend it."),
    "problems.aside": Text("Отложено в сторону", "Put aside"),
    "problems.aside.link": Text("Отложено: {count:number}", "Put aside: {count:number}"),
    "problems.aside.text": Text(
        "Эти проблемы не считаются. Изменится суть — вернутся сами.",
        "These are not counted. When the matter changes, they come back by themselves.",
    ),
    "problems.aside.none": Text("Ничего не отложено", "Nothing is put aside"),
    "problems.aside.why": Text("«{reason}» — {by}, {when}", "“{reason}”, {by}, {when}"),
    "problems.aside.gone": Text("сейчас такой проблемы нет", "no such problem now"),
    "problems.pick": Text("Выбор", "Choice"),
    "problems.record": Text("Запись", "Record"),
    "problems.what": Text("Что случилось", "What happened"),
    "problems.when": Text("Впервые", "First"),
    "problems.next": Text("Дальше", "Next"),
}  # fmt: skip
