"""The console's wizard: words of its steps, and of the form in 1C."""

from __future__ import annotations

from typing import Final

from obmen.messages.base import Text

TEXTS: Final[dict[str, Text]] = {
    "menu.wizard": Text("Мастер настройки", "Set-up"),
    "wizard.title": Text("Мастер настройки", "Set-up"),
    "wizard.lead": Text(
        "Шаги проверяются сами. Мастер можно закрыть и продолжить когда угодно.",
        "Steps check themselves. The wizard can be left and resumed at any time.",
    ),
    "wizard.done": Text("готово", "done"),
    "wizard.next": Text("сейчас", "now"),
    "wizard.all_done": Text(
        "Всё готово: счёт ушёл в 1С, оплата вернулась, ставки НДС подтверждены.",
        "All is done: an invoice has gone to 1C, the payment has come back, the VAT rates are confirmed.",
    ),
    "wizard.step.portal": Text("Портал", "Portal"),
    "wizard.step.preflight": Text("Проверка портала", "Pre-flight"),
    "wizard.step.preset": Text("Порядок работы", "Way of working"),
    "wizard.step.node": Text("Узел обмена в 1С", "Exchange node in 1C"),
    "wizard.step.checkauth": Text("Первый сеанс 1С", "First dialogue of 1C"),
    "wizard.step.catalogue": Text("Первый каталог", "First catalogue"),
    "wizard.step.choice": Text("Тип цен и группы", "Price type and groups"),
    "wizard.step.report": Text("Отчёт о данных", "Report on the data"),
    "wizard.step.run": Text("План и запуск", "Plan and run"),
    "wizard.step.trial": Text("Пробный счёт", "Trial invoice"),
    "wizard.portal.text": Text("Портал {portal} отвечает.", "The portal {portal} answers."),
    "wizard.portal.wait": Text(
        "Портал {portal} ещё не спрашивали: начните проверку в следующем шаге.",
        "The portal {portal} has not been asked yet: begin the check in the next step.",
    ),
    "wizard.preflight.text": Text(
        "Штатный обмен портала с 1С должен быть выключен и на портале, и в 1С: он распоряжается тем, чего нет в файле. "
        "Через вебхук он не виден, поэтому проверьте сами.",
        "The vendor's standard exchange has to be off on the portal and in 1C: it disposes of what is absent from a "
        "file. A webhook can't see it, so look yourself.",
    ),
    "wizard.preflight.go": Text("Проверить портал", "Check the portal"),
    "wizard.preset.prepaid": Text("Предоплата", "Prepaid"),
    "wizard.preset.prepaid.text": Text(
        "Счёт становится заказом в 1С; оплата, проведённая в 1С, переводит счёт в «Оплачен».",
        "The invoice becomes an order in 1C; the payment made there makes the invoice paid.",
    ),
    "wizard.preset.postpaid": Text("Постоплата", "Post-paid"),
    "wizard.preset.postpaid.text": Text(
        "С закрывающими документами. Появится позже.", "With closing documents. It comes later."
    ),
    "wizard.preset.go": Text("Выбрать", "Choose"),
    "wizard.preset.chosen": Text("выбрано", "chosen"),
    "wizard.family": Text("Какая у вас 1С", "Which 1C you have"),
    "wizard.family.trade": Text("УТ 11, КА 2, ERP 2, Розница 2", "Trade (UT 11, KA 2, ERP 2, Retail 2)"),
    "wizard.family.unf": Text("УНФ", "UNF"),
    "wizard.family.module": Text("Модуль обмена Битрикс", "Bitrix's module for 1C"),
    "wizard.family.go": Text("Показать форму", "Show the form"),
    "wizard.node.text": Text(
        "Заполните узел обмена в 1С так. Названия полей в релизах немного различаются.",
        "Fill in the exchange node in 1C like this. Names of fields differ a little between releases.",
    ),
    "wizard.copy": Text("Скопировать", "Copy"),
    "wizard.field.address": Text("Адрес сайта", "Address of the site"),
    "wizard.field.login": Text("Имя пользователя", "User name"),
    "wizard.field.password": Text("Пароль", "Password"),
    "wizard.field.password.value": Text(
        "показан один раз при создании; новый: в настройках обмена",
        "shown once when the exchange was made; a new one: in its settings",
    ),
    "wizard.field.catalogue": Text("Обмен товарами", "Exchange of goods"),
    "wizard.field.catalogue.value": Text("включить", "on"),
    "wizard.field.orders": Text("Обмен заказами", "Exchange of orders"),
    "wizard.field.orders.value": Text("включить", "on"),
    "wizard.field.stock": Text("Выгружать остатки", "Send stock"),
    "wizard.field.stock.value": Text("если остатки нужны в CRM", "where the CRM needs it"),
    "wizard.field.prices": Text("Виды цен", "Price types"),
    "wizard.field.prices.value": Text("те, что нужны в CRM", "those that the CRM needs"),
    "wizard.field.number": Text(
        "«Номер заказа на сайте», «Дата заказа на сайте»", "Number and date of the order on the site"
    ),
    "wizard.field.number.value": Text(
        "заполнить оба: без них заказ не вернётся, и оплата не дойдёт до CRM",
        "both: without them the order does not come back, and the payment never reaches the CRM",
    ),
    "wizard.field.state": Text("Идентификация контрагентов", "How counterparties are found"),
    "wizard.field.state.value": Text("по ИНН и КПП", "by tax id and KPP"),
    "wizard.field.payments": Text("Подчинённые документы", "Subordinate documents"),
    "wizard.field.payments.value": Text(
        "включить: только так УНФ передаёт каждую оплату", "on: only so UNF tells each payment"
    ),
    "wizard.field.search": Text("Поиск контрагентов", "Search of counterparties"),
    "wizard.field.search.value": Text("ИНН/КПП первым", "tax id and KPP first"),
    "wizard.field.version": Text("Версия схемы", "Version of the schema"),
    "wizard.field.version.value": Text(
        "любая: шлюз понимает 2.03–3.1", "any: the gateway understands 2.03 to 3.1"
    ),
    "wizard.checkauth.wait": Text(
        "Нажмите в 1С «Выполнить обмен». Страница ждёт и увидит это сама.",
        "Press “run the exchange” in 1C. This page waits and sees it by itself.",
    ),
    "wizard.checkauth.done": Text(
        "1С поздоровалась {when}. Связь есть!", "1C has said hello {when}. You are connected!"
    ),
    "wizard.catalogue.wait": Text("Ждём первую выгрузку товаров.", "Waiting for the first goods."),
    "wizard.catalogue.done": Text(
        "Получено товаров: {cards}, групп: {groups}.", "Goods received: {cards}, groups: {groups}."
    ),
    "wizard.choice.text": Text(
        "Какой тип цен станет ценой товара в CRM, и какие группы брать.",
        "Which price type becomes the price in the CRM, and which groups to take.",
    ),
    "wizard.choice.price": Text("Тип цен", "Price type"),
    "wizard.choice.go": Text("Сохранить", "Save"),
    "wizard.choice.groups": Text("Выбрать группы", "Choose groups"),
    "wizard.choice.done": Text("Цена: {chosen}", "The price: {chosen}"),
    "wizard.report.text": Text(
        "Что в данных помешает: двойники, товары без НДС, клиенты без ИНН, неиспользуемые стадии.",
        "What in the data will be in the way: doubles, goods without VAT, clients without tax id, unused stages.",
    ),
    "wizard.report.go": Text("Посмотреть на данные", "Look at the data"),
    "wizard.report.seen": Text("Посмотрел, дальше", "Seen, go on"),
    "wizard.report.goods": Text("Товаров", "Goods"),
    "wizard.report.deleted": Text("Помечены на удаление", "Marked for deletion"),
    "wizard.report.without_vat": Text("Без ставки НДС", "Without a VAT rate"),
    "wizard.report.without_group": Text("Без группы", "Without a group"),
    "wizard.report.without_article": Text("Без артикула", "Without an article"),
    "wizard.report.same_names": Text("Одинаковые названия", "Equal names"),
    "wizard.report.same_articles": Text("Одинаковые артикулы", "Equal articles"),
    "wizard.report.clients": Text(
        "Клиенты счетов с сомнительными реквизитами", "Clients of invoices with doubtful requisites"
    ),
    "wizard.report.unused_stages": Text("Стадии, в которых нет счетов", "Stages without invoices"),
    "wizard.run.text": Text(
        "План показывает каждое поле до первой записи. Подпишите его, и обмен выполнит.",
        "The plan shows every field before the first write. Sign it, and the exchange runs it.",
    ),
    "wizard.run.go": Text("Открыть план", "Open the plan"),
    "wizard.run.done": Text("Товаров в CRM: {products}", "Goods in the CRM: {products}"),
    "wizard.trial.text": Text(
        "Выставьте в CRM пробный счёт, выполните обмен, измените и проведите оплату заказа в 1С, выполните обмен ещё раз.",
        "Make a trial invoice in the CRM, run the exchange, change and pay the order in 1C, run the exchange again.",
    ),
    "wizard.trial.sent": Text("Счёт получен 1С", "1C has received an invoice"),
    "wizard.trial.told": Text("1С вернула заказ", "1C has sent the order back"),
    "wizard.trial.paid": Text("Оплата дошла до CRM", "The payment has reached the CRM"),
    "wizard.trial.rates": Text("Ставки НДС подтверждены", "VAT rates are confirmed"),
    "wizard.trial.rates.left": Text("ещё не подтверждены: {rates}", "not confirmed yet: {rates}"),
    "wizard.trial.go": Text("Счета", "Invoices"),
}
