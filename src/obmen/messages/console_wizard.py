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
    "wizard.report.unused_stages": Text("Стадии, в которых нет счетов", "Stages without invoices"),
    "wizard.run.text": Text(
        "План показывает каждое поле до первой записи. Подпишите его, и обмен выполнит.",
        "The plan shows every field before the first write. Sign it, and the exchange runs it.",
    ),
    "wizard.run.go": Text("Открыть план", "Open the plan"),
    "wizard.run.done": Text("Товаров в CRM: {products}", "Goods in the CRM: {products}"),
    "wizard.trial.text": Text(
        "Выставьте в CRM пробный счёт и выполните обмен в 1С: появится заказ. Согласуйте его, измените, оплатите и выполните обмен ещё раз.",
        "Make a trial invoice in the CRM and run the exchange in 1C: an order appears. Approve it, change it, pay it, and run the exchange again.",
    ),
    "wizard.trial.sent": Text("Счёт получен 1С", "1C has received an invoice"),
    "wizard.trial.told": Text("1С вернула заказ", "1C has sent the order back"),
    "wizard.trial.paid": Text("Оплата дошла до CRM", "The payment has reached the CRM"),
    "wizard.trial.rates": Text("Ставки НДС подтверждены", "VAT rates are confirmed"),
    "wizard.trial.rates.left": Text("ещё не подтверждены: {rates} %", "not confirmed yet: {rates} %"),
    "wizard.trial.go": Text("Счета", "Invoices"),
    "wizard.to_home": Text("На главную", "Home"),
    "wizard.not_yet": Text("ещё нет", "not yet"),
    "wizard.greeted": Text("Связь есть! 1С поздоровалась с обменом", "You are connected! 1C has said hello"),
    "wizard.greeted.text": Text(
        "Адрес, логин и пароль верны. Дальше 1С пришлёт каталог; в CRM ничего не попадёт, пока вы не подпишете план.",
        "Address, login and password are right. Next 1C sends its catalogue; nothing is written to the CRM until you "
        "have signed the plan.",
    ),
    "wizard.portal.go": Text("Спросить портал", "Ask the portal"),
    "wizard.portal.webhook": Text(
        "Обмен ходит в него входящим вебхуком: этого хватает для товаров, счетов и оплат.",
        "The exchange calls it by an inbound webhook: that is enough for goods, invoices and payments.",
    ),
    "wizard.portal.bare": Text(
        "Вебхука нет: портал ответит, когда в нём установят приложение.",
        "There is no webhook: the portal answers once the application is installed there.",
    ),
    "wizard.application": Text("Подключить приложение", "Connect the application"),
    "wizard.application.text": Text(
        "Приложение добавляет вкладку «1С» в сделках, компаниях и счетах, мгновенные события и роботов. Без него обмен "
        "работает, но узнаёт об изменениях опросом. На портале: Разработчикам → Другое → Локальное приложение.",
        "The application adds the tab “1C” to deals, companies and invoices, events at once, and robots. Without it the "
        "exchange works, but learns of changes by asking. On the portal: Developer resources → Other → Local application.",
    ),
    "wizard.application.handler": Text("Путь вашего обработчика", "Your handler path"),
    "wizard.application.install": Text("Путь для первоначальной установки", "Initial installation path"),
    "wizard.application.scopes": Text("Права", "Permissions"),
    "wizard.application.state": Text("Сейчас", "Now"),
    "wizard.application.state.none": Text("не подключено", "not connected"),
    "wizard.application.state.expected": Text(
        "ключ сохранён; откройте приложение на портале", "the key is kept; open the application on the portal"
    ),
    "wizard.application.state.installed": Text("установлено", "installed"),
    "wizard.application.state.gone": Text(
        "его удалили с портала: добавьте его там заново",
        "it was removed from the portal: add it there anew",
    ),
    "wizard.application.client_id": Text("Код приложения (client_id)", "Application id (client_id)"),
    "wizard.application.client_secret": Text(
        "Ключ приложения (client_secret)", "Application key (client_secret)"
    ),
    "wizard.application.go": Text("Сохранить ключ", "Keep the key"),
    "wizard.preflight.at": Text("Портал смотрели: {when}", "The portal was looked at: {when}"),
    "wizard.preflight.well": Text("Всё, что нужно, на портале есть.", "The portal has all that is needed."),
    "wizard.preflight.ok": Text("В порядке: {count}", "In order: {count}"),
    "wizard.preflight.again": Text("Проверить ещё раз", "Check again"),
    "wizard.vendor": Text("Выключите штатный обмен", "Switch the vendor's exchange off"),
    "wizard.vendor.text": Text(
        "Если портал уже обменивался с 1С штатным модулем, выключите тот обмен и на портале (CRM → Настройки → 1С), и в 1С: "
        "два обмена портят работу друг друга, а штатный удаляет то, чего нет в выгрузке. Снаружи он не виден, поэтому "
        "скажите, что он выключен; дальше его следы проверяются сами.",
        "If the portal has already exchanged with 1C by the vendor's module, switch that off on the portal (CRM → "
        "Settings → 1C) and in 1C: two exchanges spoil each other's work, and the vendor's deletes what a file lacks. It "
        "can't be seen from outside, so say that it is off; from then on its traces are looked for.",
    ),
    "wizard.vendor.go": Text("Выключен или его не было", "It is off, or there was none"),
    "wizard.vendor.off": Text(
        "Выключен по вашим словам ({when}); с тех пор его следов на портале нет.",
        "Off, as you said ({when}); the portal has shown no trace of it since.",
    ),
    "wizard.vendor.seen": Text(
        "Вы сказали, что он выключен ({said}), но потом на портале изменился товар с кодом 1С ({seen}), и сделали это не мы. "
        "Проверьте портал и 1С ещё раз.",
        "You said that it is off ({said}), but later a product with 1C's id was changed on the portal ({seen}), and not "
        "by us. Look at the portal and at 1C once more.",
    ),
    "wizard.node.which": Text("Какая у вас 1С?", "Which 1C do you have?"),
    "wizard.node.where": Text("В 1С откройте:", "In 1C open:"),
    "wizard.node.text": Text(
        "Заполните форму, как здесь. Названия полей в релизах немного различаются.",
        "Fill in the form as it stands here. Names of fields differ a little between releases.",
    ),
    "wizard.node.form": Text("Форма узла: {name}", "The node's form: {name}"),
    "wizard.node.window": Text("Узел обмена с сайтом (создание)", "Узел обмена с сайтом (создание)"),
    "wizard.node.filled": Text("Заполнено, ждём 1С", "Filled in, wait for 1C"),
    "wizard.node.password": Text("Новый пароль для 1С", "A new password for 1C"),
    "wizard.node.password.ask": Text(
        "Прежний пароль перестанет действовать. Выдать новый?",
        "The former password will stop working. Make a new one?",
    ),
    "node.ticked": Text("флажок стоит", "ticked"),
    "node.may": Text("флажок по желанию", "may be ticked"),
    "wizard.practice.onec": Text(
        "Портал учебный: рядом с ним учебная 1С. Создайте там базу и заполните её узел:",
        "This is a practice portal, with a practice 1C beside it. Make a base there and fill its node in:",
    ),
    "wizard.practice.trial": Text("Учебные портал и 1С:", "The practice portal and 1C:"),
    "wizard.checkauth.if.address": Text(
        "адрес {address} должен открываться с сервера 1С;", "1C's server has to reach {address};"
    ),
    "wizard.checkauth.if.login": Text(
        "имя пользователя — {login}, пароль — тот, что показан при создании обмена;",
        "the user name is {login}, the password the one shown when the exchange was made;",
    ),
    "wizard.checkauth.if.net": Text(
        "если в настройках задан onec_allow_from, сервер 1С должен быть в этих сетях.",
        "where onec_allow_from is set, 1C's server has to be in those networks.",
    ),
    "wizard.choice.groups.all": Text("Берутся все группы.", "All groups are taken."),
    "wizard.choice.groups.some": Text(
        "Выбрано групп (с вложенными): {count}",
        "Groups chosen (with those within): {count}",
    ),
    "wizard.report.again": Text("Посмотреть заново", "Look anew"),
    "wizard.report.of_onec": Text("Товары 1С", "Goods of 1C"),
    "wizard.report.of_portal": Text("Клиенты и стадии портала", "Clients and stages of the portal"),
    "wizard.report.none": Text("нет", "none"),
    "wizard.report.more": Text("и ещё {count}", "and {count} more"),
    "wizard.report.companies": Text("Компаний-клиентов", "Companies"),
    "wizard.report.without_tax_id": Text(
        "Без ИНН: 1С найдёт их только по имени", "Without ИНН: 1C finds them by name only"
    ),
    "wizard.report.bad_tax_id": Text("ИНН с ошибкой", "A wrong ИНН"),
    "wizard.report.same_tax_ids": Text("Один ИНН у нескольких компаний", "Several companies of one ИНН"),
    "wizard.report.rates": Text("Ставки НДС", "VAT rates"),
    "wizard.report.away": Text("Портал не ответил: {why:away}", "The portal did not answer: {why:away}"),
    "wizard.trial.with": Text(
        "Возьмите в счёт товары со ставками {rates} %: так проверяется, что эта 1С их не теряет.",
        "Take goods with the rates {rates} % into it: so it is seen that this 1C does not lose them.",
    ),
    "audit.verb.wizard.vendor_off": Text(
        "сказал, что штатный обмен выключен", "said that the vendor's exchange is off"
    ),
    "audit.verb.wizard.preset": Text("выбрал порядок работы", "chose the way of working"),
    "audit.verb.wizard.node_form": Text("выбрал форму узла 1С", "chose the form of 1C's node"),
    "audit.verb.wizard.node_filled": Text("заполнил узел обмена в 1С", "filled 1C's node in"),
    "audit.verb.wizard.report_seen": Text("посмотрел отчёт о данных", "looked at the report on the data"),
}
