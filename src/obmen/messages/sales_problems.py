"""What of sales waits for a person, and what to do about it."""

from __future__ import annotations

from typing import Final

from obmen.messages.base import Text

PROBLEMS: Final[dict[str, Text]] = {
    # why an invoice does not go yet
    "invoice.no_rows": Text(
        "В счёте {invoice} нет ни одной строки",
        "Invoice {invoice} has no rows",
        "Добавьте товары или удалите счёт.",
        "Add goods, or delete the invoice.",
    ),
    "invoice.no_client": Text(
        "В счёте {invoice} не выбран клиент",
        "Invoice {invoice} has no client",
        "Выберите компанию или контакт.",
        "Choose a company or a contact.",
    ),
    "invoice.stage_early": Text(
        "Счёт ещё не дошёл до нужной стадии", "The invoice has not come to its stage yet"
    ),
    "invoice.failed": Text("Счёт не оплачен: стадия провала", "The invoice failed"),
    "invoice.deleted": Text("Счёт удалён в CRM", "The invoice was deleted in the CRM"),
    "invoice.other_company": Text("Счёт другой своей компании", "An invoice of another own company"),
    "invoice.earlier": Text(
        "Счёт выставлен раньше даты invoices_since",
        "The invoice is earlier than invoices_since",
        "Отправить его можно командой obmen send {exchange}.",
        "It can be sent with obmen send {exchange}.",
    ),
    "row.unknown": Text(
        "В счёте {invoice} есть строки, которых 1С не знает: {rows}",
        "Invoice {invoice} has rows that 1C does not know: {rows}",
        "Замените строку товаром из каталога, привяжите её к номенклатуре 1С (obmen bind {exchange} {invoice_id} …) или задайте service_item "
        "для услуг.",
        "Replace the row by a product of the catalogue, bind it to an item of 1C (obmen bind {exchange} {invoice_id} …), or set service_item "
        "for services.",
    ),
    "row.no_variant": Text(
        "В счёте {invoice} есть товары с характеристиками, а какая нужна, не сказано: {rows}",
        "Invoice {invoice} has products with characteristics and does not say which: {rows}",
        "Замените строку вариацией этого товара или привяжите её к характеристике (obmen bind {exchange} {invoice_id} …): привязка "
        "действует в этом счёте.",
        "Replace the row by a variation of the product, or bind it to a characteristic (obmen bind {exchange} {invoice_id} …): the binding "
        "holds in this invoice.",
    ),
    "row.bad_amount": Text(
        "В счёте {invoice} есть строки без количества или с отрицательной ценой: {rows}",
        "Invoice {invoice} has rows without a quantity or with a negative price: {rows}",
        "Исправьте строки: 1С такие строки молча выбросит.",
        "Mend the rows: 1C would drop them silently.",
    ),
    "number.too_long": Text(
        "Номер заказа {number} длиннее {limit} символов",
        "Order number {number} is longer than {limit} characters",
        "Сократите order_prefix.",
        "Make order_prefix shorter.",
    ),
    "sum.differs": Text(
        "Сумма счёта {invoice} — {total:money}, а сумма строк — {rows:money}",
        "Invoice {invoice} says {total:money}, its rows come to {rows:money}",
        "Пересохраните строки счёта, чтобы суммы совпали до копейки.",
        "Save the rows anew so that both agree to the kopeck.",
    ),
    "sum.manual": Text(
        "Сумма счёта {invoice} задана вручную: {total:money}, а сумма строк — {rows:money}",
        "The total of invoice {invoice} was set by hand to {total:money}, its rows come to {rows:money}",
        "Включите в счёте пересчёт суммы по товарам или исправьте цены строк.",
        "Let the invoice count its total from the goods, or mend the prices.",
    ),
    # the client
    "client.no_name": Text(
        "У клиента счёта {invoice} нет названия",
        "The client of invoice {invoice} has no name",
        "Заполните название: без него 1С запишет заказ без контрагента.",
        "Give it one: 1C would store an order without a counterparty.",
    ),
    "client.doubtful": Text(
        "Заказ {number}: 1С может задвоить клиента «{client}»: {doubts}",
        "Order {number}: 1C may double client “{client}”: {doubts_en}",
        "Дополните реквизиты клиента. Чтобы такие счета ждали, задайте counterparty_gate=strict.",
        "Complete the client's requisites. counterparty_gate=strict lets such invoices wait.",
    ),
    "client.held": Text(
        "Счёт {invoice} не отправлен: 1С может задвоить клиента «{client}»: {doubts}",
        "Invoice {invoice} was not sent: 1C may double client “{client}”: {doubts_en}",
        "Дополните реквизиты клиента или отправьте счёт как есть: obmen send {exchange} {invoice_id}.",
        "Complete the client's requisites, or send the invoice as it is: obmen send {exchange} {invoice_id}.",
    ),
    "client.no_tax_id": Text(
        "не указан ИНН",
        "no tax id (ИНН)",
        "Укажите ИНН в реквизитах клиента.",
        "Give the ИНН in the client's requisites.",
    ),
    "client.bad_tax_id": Text(
        "ИНН неверен: длина или контрольное число",
        "the tax id (ИНН) is wrong: its length or check digit",
        "Исправьте ИНН в реквизитах клиента.",
        "Mend the ИНН in the client's requisites.",
    ),
    "client.no_kpp": Text(
        "не указан КПП",
        "no КПП",
        "Укажите КПП в реквизитах клиента.",
        "Give the КПП in the client's requisites.",
    ),
    "client.several_requisites": Text(
        "у клиента несколько реквизитов, в счёте не выбран ни один",
        "the client has several requisites and none is chosen in the invoice",
        "Выберите реквизит в счёте.",
        "Choose one in the invoice.",
    ),
    "client.twin": Text(
        "в CRM есть другой клиент с теми же ИНН и КПП",
        "another client of the CRM has the same ИНН and КПП",
        "Объедините дубли в CRM.",
        "Merge the doubles in the CRM.",
    ),
    # after the first sending
    "order.changed": Text(
        "Счёт {invoice} изменён после отправки в 1С. Отличается: {differences}",
        "Invoice {invoice} was changed after it went to 1C. Different: {differences_en}",
        "Отправить изменение: obmen send {exchange} {invoice_id}. 1С перезапишет заказ, пока он ожидает согласования; всегда "
        "отправлять: resend=auto.",
        "Send the change with obmen send {exchange} {invoice_id}: 1C overwrites the order while it waits for approval. Always: "
        "resend=auto.",
    ),
    "order.changed_not_sent": Text(
        "Счёт {invoice} изменён после отправки в 1С, изменения не отправляются (resend=never). "
        "Отличается: {differences}",
        "Invoice {invoice} was changed after it went to 1C, and changes are not sent (resend=never). "
        "Different: {differences_en}",
        "Измените заказ {number} в 1С вручную или отправьте изменение: obmen send {exchange} {invoice_id}.",
        "Change order {number} in 1C by hand, or send the change with obmen send {exchange} {invoice_id}.",
    ),
    "order.quarantined": Text(
        "1С не принимает заказ {number}: ответов без подтверждения — {deliveries}. Остальные заказы идут "
        "без него",
        "1C does not take order {number}: {deliveries} answers without acknowledgement. The others go "
        "without it",
        "Посмотрите журнал регистрации 1С, исправьте счёт и выполните obmen retry {exchange}.",
        "Look at 1C's event log, mend the invoice and run obmen retry {exchange}.",
    ),
    "order.cancelled_paid": Text(
        "Заказ {number} отменён в 1С, хотя по нему есть оплата. Стадия счёта {invoice} не изменена",
        "Order {number} was cancelled in 1C although it has payments. The stage of invoice {invoice} stays",
        "Решите с бухгалтерией, возвращать ли деньги, и переведите счёт вручную.",
        "Decide with accounting whether to refund, and move the invoice by hand.",
    ),
    "order.restored": Text(
        "Заказ {number} снова действует в 1С. Стадия счёта {invoice} не изменена",
        "Order {number} is alive again in 1C. The stage of invoice {invoice} stays",
        "Верните счёт на нужную стадию вручную.",
        "Move the invoice to its stage by hand.",
    ),
    "payment.gone": Text(
        "1С больше не показывает оплату заказа {number}: было {was:money}, теперь {amount:money} из {total:money}. "
        "Стадия счёта {invoice} не изменена",
        "The payment of order {number} is gone in 1C: it was {was:money}, now {amount:money} of {total:money}. The stage "
        "of invoice {invoice} stays",
        "Уточните у бухгалтерии: ошибка разноски, возврат или изменилась сумма заказа.",
        "Ask accounting: a mistake, a refund, or another total of the order.",
    ),
    "payment.short": Text(
        "Заказ {number} больше не оплачен полностью: {amount:money} из {total:money}. Стадия счёта {invoice} не изменена",
        "Order {number} is no longer paid in full: {amount:money} of {total:money}. The stage of invoice {invoice} stays",
        "Уточните у бухгалтерии, изменилась ли сумма заказа.",
        "Ask accounting whether the order's total has changed.",
    ),
    "payment.other_sum": Text(
        "Заказ {number} в 1С оплачен полностью, но его сумма {total:money}, а счёт {invoice} выставлен на "
        "{billed:money}. Оплачено {amount:money}, счёт переведён в оплаченные",
        "Order {number} is paid in full in 1C, but its total is {total:money}, and invoice {invoice} was billed "
        "at {billed:money}. Paid: {amount:money}; the invoice was moved to paid",
        "Если состав заказа изменили намеренно, поправьте строки счёта под него; если по ошибке, верните строки "
        "в 1С и дождитесь доплаты.",
        "If the order was changed on purpose, mend the invoice's rows by it; if by mistake, restore the lines in "
        "1C and wait for the rest.",
    ),
    "payment.on_cancelled": Text(
        "Пришла оплата {amount:money} по счёту {invoice}, который закрыт как неоплаченный",
        "A payment of {amount:money} came for invoice {invoice}, which was closed as failed",
        "Верните счёт в работу вручную.",
        "Bring the invoice back by hand.",
    ),
    "shipment.on_cancelled": Text(
        "Заказ {number} отгружен, а счёт {invoice} закрыт как неоплаченный",
        "Order {number} was shipped, but invoice {invoice} was closed as failed",
        "Верните счёт в работу вручную.",
        "Bring the invoice back by hand.",
    ),
    "shipment.gone": Text(
        "Отгрузка заказа {number} в 1С отменена. Стадия счёта {invoice} не изменена",
        "The shipment of order {number} is gone in 1C. The stage of invoice {invoice} stays",
        "Уточните у склада.",
        "Ask the warehouse.",
    ),
    # the exchange as a whole
    "onec.unknown_order": Text(
        "1С прислала заказ {number}, которого шлюз не знает",
        "1C sent order {number}, which the gateway does not know",
        "Проверьте, не идёт ли обмен с другой базой или порталом.",
        "Look whether another base or portal takes part.",
    ),
    "onec.bad_record": Text(
        "{element} {id} в файле 1С (строка {line}) не понят: {reason} {detail}",
        "{element} {id} in 1C's file (line {line}) is not understood: {reason} {detail}",
        "Перезапишите документ в 1С, чтобы он выгрузился снова.",
        "Save the document in 1C so that it comes again.",
    ),
    "onec.copy_of_base": Text(
        "Похоже, обмен ведёт копия базы 1С: заказ {number} пришёл с другим идентификатором. Продажи "
        "остановлены",
        "A copy of the 1C base seems to talk: order {number} came with another id. Sales have stopped",
        "Отключите обмен в копии и выполните obmen release {exchange}.",
        "Turn the exchange off in the copy, then run obmen release {exchange}.",
    ),
    "onec.new_client": Text(
        "Запрос заказов пришёл с нового адреса {address} (раньше: {known}). Возможно, это копия базы. "
        "Продажи остановлены",
        "The query for orders came from a new address, {address} (before: {known}). It may be a copy of "
        "the base. Sales have stopped",
        "Если сервер 1С переехал, выполните obmen release {exchange}. Если это копия базы, отключите в ней обмен.",
        "If the 1C server has moved, run obmen release {exchange}. If it is a copy, turn the exchange off there.",
    ),
    "onec.not_acknowledged": Text(
        "1С получает заказы, но не подтверждает их приём",
        "1C takes orders and does not acknowledge them",
        "Посмотрите журнал регистрации 1С. Шлюз делит заказы на части и отложит тот, что мешает.",
        "Look at 1C's event log. The gateway tries smaller parts and sets the culprit apart.",
    ),
    "vat.lost": Text(
        "1С прочитала ставку НДС {rate} как {told} (заказ {number}): этот выпуск 1С её не знает",
        "1C read VAT {rate} as {told} (order {number}): this release of 1C does not know the rate",
        "Обновите конфигурацию 1С; до этого исправляйте ставку в заказах вручную.",
        "Update the 1C configuration; until then mend the rate in the orders by hand.",
    ),
    "stage.unknown": Text(
        "Настройка {setting} называет стадию, которой на портале нет: {value}",
        "Setting {setting} names a stage that the portal lacks: {value}",
        "Есть стадии: {known}. Исправьте настройку: obmen exchange set {exchange} {setting}=…",
        "There are: {known}. Mend it with obmen exchange set {exchange} {setting}=…",
    ),
    "own_company.missing": Text(
        "На портале несколько своих компаний, и не выбрана та, чьи счета идут в эту 1С",
        "The portal has several own companies, and none is chosen for this 1C",
        "Задайте own_company (id или ИНН). Есть: {known}",
        "Set own_company (id or ИНН). There are: {known}",
    ),
    "own_company.unknown": Text(
        "Своей компании {value} на портале нет, или под неё подходят несколько",
        "The portal has no own company {value}, or several fit",
        "Есть: {known}",
        "There are: {known}",
    ),
    "own_company.shared": Text(
        "Счета этой компании уже забирает обмен {other}",
        "Exchange {other} already takes this company's invoices",
        "Задайте каждому обмену свою own_company.",
        "Give each exchange its own own_company.",
    ),
}
