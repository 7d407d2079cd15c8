"""The command line: headings, results, questions, progress."""

from __future__ import annotations

from typing import Final

from obmen.messages.base import Text
from obmen.messages.cli_help import HELP
from obmen.messages.keeping import KEEPING
from obmen.messages.plans import PLANS

PROGRESS: Final[dict[str, Text]] = {
    "progress.read": Text("Чтение {name}", "Reading {name}"),
    "progress.apply": Text("Сравнение с тем, что известно", "Comparing with what is known"),
    "progress.portal": Text("Опрос портала", "Asking the portal"),
    "progress.compare": Text("Сравнение с порталом", "Comparing with the portal"),
    "progress.report": Text("Чтение данных", "Reading the data"),
    "progress.undo": Text("Сверка с CRM", "Reading what the CRM holds"),
    "progress.drift": Text("Сверка с CRM", "Holding the CRM against what it was given"),
    "progress.deliver": Text("Доставка в Битрикс24", "Delivering to Bitrix24"),
    "progress.send": Text("Чтение счетов", "Reading invoices"),
}

QUESTIONS: Final[dict[str, Text]] = {
    "ask.client_secret": Text("client_secret приложения", "The application's client_secret"),
    "ask.remove": Text(
        "Забыть обмен {name} вместе с его историей?", "Forget exchange {name} together with its history?"
    ),
    "ask.send": Text("Отправить счетов: {count}?", "Send {count} invoices?"),
}

RESULTS: Final[dict[str, Text]] = {
    "ignore.done": Text("Отложено в сторону: {ignored}.", "Put aside: {ignored}."),
    "token.added": Text("Токен «{name}» показывается один раз:", "The token “{name}” is shown once:"),
    "token.name": Text("Имя", "Name"),
    "token.scopes": Text("Права", "Scopes"),
    "token.exchanges": Text("Обмены", "Exchanges"),
    "token.used_at": Text("Последний запрос", "Last request"),
    "token.expires_at": Text("Действует до", "Expires"),
    "token.all": Text("все", "all"),
    "token.never": Text("—", "–"),
    "token.none": Text(
        "Токенов нет: obmen token add ИМЯ --scope look", "No tokens: obmen token add NAME --scope look"
    ),
    "token.revoked": Text(
        "Токен «{name}» больше не действует", "The token “{name}” is worth nothing any more"
    ),
    "user.login": Text("Логин", "Login"),
    "user.name": Text("Имя", "Name"),
    "user.role": Text("Роль", "Role"),
    "user.state": Text("Состояние", "State"),
    "user.role.owner": Text("владелец", "owner"),
    "user.role.integrator": Text("интегратор", "integrator"),
    "user.role.accountant": Text("бухгалтер", "accountant"),
    "user.role.manager": Text("менеджер", "manager"),
    "user.state.ready": Text("входит", "signs in"),
    "user.state.invited": Text("ещё без пароля", "has no password yet"),
    "user.state.locked": Text("вход закрыт", "locked out"),
    "user.none": Text("Пока никого: obmen user link", "Nobody yet: obmen user link"),
    "user.link": Text(
        "Ссылка действует {hours} {hours:час|часа|часов} и один раз:\n{url}",
        "The link works for {hours} {hours:hour|hours}, once:\n{url}",
    ),
    "login.name": Text("Обмен", "Exchange"),
    "login.onec_url": Text("Адрес сайта для 1С", "Site address for 1C"),
    "login.login": Text("Логин", "Login"),
    "login.password": Text("Пароль", "Password"),
    "app.state": Text("Приложение", "Application"),
    "app.state.none": Text("не задано: обмен работает по вебхуку", "none: the exchange works by webhook"),
    "app.state.expected": Text(
        "ключ известен, портал ещё не установил его", "its key is known, the portal has not installed it yet"
    ),
    "app.state.installed": Text("установлено", "installed"),
    "app.state.gone": Text("удалено с портала", "removed from the portal"),
    "app.handler_url": Text("Путь вашего обработчика", "Your handler path"),
    "app.install_url": Text("Путь для первоначальной установки", "Initial installation path"),
    "app.scopes": Text("Права", "Scopes"),
    "app.client_id": Text("client_id", "client_id"),
    "app.trouble": Text("Битрикс24 отказал", "Bitrix24 refuses"),
    "login.once": Text(
        "Пароль показан один раз: запишите его в узел обмена 1С.",
        "The password is shown once: enter it in 1C's exchange node.",
    ),
    "exchange.portal": Text("Портал", "Portal"),
    "exchange.created_at": Text("Создан", "Made"),
    "exchange.value": Text("значение", "value"),
    "exchange.default": Text("по умолчанию", "default"),
    "exchange.marked": Text("* задано для этого обмена", "* set for this exchange"),
    "exchange.unchanged": Text("Ничего не изменилось: так и было", "Nothing has changed: so it was"),
    "exchange.nothing": Text("не задано", "not set"),
    "exchange.all": Text(
        "Все настройки: obmen exchange show {name}", "All settings: obmen exchange show {name}"
    ),
    "exchange.learnt": Text("узнано из диалога", "learnt from the dialogue"),
    "exchange.list.name": Text("обмен", "exchange"),
    "exchange.list.portal": Text("портал", "portal"),
    "exchange.list.login": Text("логин 1С", "1C login"),
    "exchange.list.onec_url": Text("адрес для 1С", "address for 1C"),
    "exchange.list.none": Text(
        "Обменов пока нет: obmen exchange add", "No exchanges yet: obmen exchange add"
    ),
    "exchange.removed": Text("Обмен {name} забыт.", "Exchange {name} is forgotten."),
    "check.ready": Text("Можно начинать.", "Ready to start."),
    "check.not_ready": Text("Сначала исправьте отмеченное ✗.", "Mend what is marked ✗ first."),
    "import.file": Text("файл", "file"),
    "import.state": Text("состояние", "state"),
    "import.taken": Text("принято", "taken"),
    "import.state.staged": Text("принят", "taken"),
    "import.state.applying": Text("сверяется", "being compared"),
    "import.state.applied": Text("принят", "taken"),
    "import.state.repeated": Text("уже был", "known already"),
    "import.state.failed": Text("не прочитан", "not read"),
    "import.state.received": Text("принимается", "being taken"),
    "import.groups": Text("групп", "groups"),
    "import.products": Text("товаров", "products"),
    "import.offers": Text("предложений", "offers"),
    "import.price_types": Text("типов цен", "price types"),
    "import.orders": Text("заказов", "orders"),
    "import.bad": Text("не понято записей", "records not understood"),
    "sync.done": Text(
        "Вызовов: {calls}. Осталось: {pending}, ждёт человека: {held}, отложено: {parked}.",
        "Calls: {calls}. Left: {pending}, waits for a person: {held}, put aside: {parked}.",
    ),
    "sync.held": Text(
        "Посмотрите obmen plan {name} и отпустите: obmen release {name}",
        "Look at obmen plan {name}, then let it go: obmen release {name}",
    ),
    "status.choose": Text(
        "Выберите тип цен: obmen exchange set {name} price_type=… (какие есть, скажет obmen check {name})",
        "Choose the price type: obmen exchange set {name} price_type=… (obmen check {name} says which there are)",
    ),
    "sync.parked": Text(
        "Что отложено и почему: obmen problems {name}", "What and why: obmen problems {name}"
    ),
    "runs.none": Text("В каталоге CRM ещё ничего не менялось.", "Nothing has been changed in the CRM yet."),
    "runs.run": Text("запуск", "run"),
    "runs.began_at": Text("начат", "began"),
    "runs.cause": Text("почему", "why"),
    "runs.made": Text("создано", "made"),
    "runs.changed": Text("изменено", "changed"),
    "runs.cause.onec": Text("выгрузка 1С: {package}", "1C has sent {package}"),
    "runs.cause.settings": Text("настройки: {settings}", "settings: {settings}"),
    "runs.cause.drift": Text("возвращены значения 1С", "1C's values put back"),
    "runs.cause.undo": Text("отменён запуск {run}", "run {run} taken back"),
    "runs.cause.sweep": Text("выключено то, что ушло из выгрузки", "what left 1C's selection made inactive"),
    "runs.cause.adopt": Text("принят каталог портала", "the portal's catalogue adopted"),
    "undo.kept": Text("остаётся как есть: {why}", "stays as it is: {why}"),
    "undo.more": Text(
        "… и ещё {left}: obmen undo {name} {run} --json", "… and {left} more: obmen undo {name} {run} --json"
    ),
    "undo.preview": Text(
        "Вернётся записей: {back}, останется как есть: {kept}. Выполнить: obmen undo {name} {run} --yes",
        "Records that go back: {back}, that stay: {kept}. To do it: obmen undo {name} {run} --yes",
    ),
    "undo.done": Text(
        "Возвращаются записи: {back}, остались как есть: {kept}. Если serve не запущен: obmen sync {name}",
        "Records going back: {back}, left as they are: {kept}. Without a running serve: obmen sync {name}",
    ),
    "undo.nothing": Text(
        "Возвращать нечего: в CRM уже прежние значения.",
        "Nothing to put back: the CRM holds the former values.",
    ),
    "drift.gone": Text("удалено в CRM", "deleted in the CRM"),
    "drift.field": Text("{field}: 1С {ours}, в CRM {theirs}", "{field}: 1C {ours}, in the CRM {theirs}"),
    "drift.more": Text(
        "… и ещё {left}: obmen drift {name} --json", "… and {left} more: obmen drift {name} --json"
    ),
    "drift.none": Text(
        "Расхождений нет: в CRM то, что передано из 1С.", "No drift: the CRM holds what 1C has given."
    ),
    "drift.restoring": Text(
        "Возвращаются значения 1С, записей: {count}. Если serve не запущен: obmen sync {name}",
        "Put back to 1C's values: {count} records. Without a running serve: obmen sync {name}",
    ),
    "drift.preview": Text(
        "Это предварительный показ. Вернуть значения 1С: obmen drift {name} --restore --yes",
        "This is a preview. To put 1C's values back: obmen drift {name} --restore --yes",
    ),
    "drift.advice": Text(
        "Вернуть значения 1С: obmen drift {name} --restore --yes; оставить полем CRM: obmen exchange set {name} owner.ПОЛЕ=crm",
        "To put 1C's values back: obmen drift {name} --restore --yes; to leave a field to the CRM: obmen exchange set {name} owner.FIELD=crm",
    ),
    "release.done": Text("Отпущено записей: {released}.", "Records let go: {released}."),
    "release.sales": Text("Продажи идут дальше.", "Sales go on."),
    "send.invoice": Text("счёт", "invoice"),
    "send.number": Text("заказ", "order"),
    "send.client": Text("клиент", "client"),
    "send.total": Text("сумма", "total"),
    "send.state": Text("состояние", "state"),
    "send.count": Text("Счетов: {count}", "Invoices: {count}"),
    "send.preview": Text(
        "Это предварительный показ. Отправить: добавьте --yes", "This is a preview. To send, add --yes"
    ),
    "send.sent": Text("Уйдут в 1С при следующем обмене: {due}.", "Go to 1C at its next exchange: {due}."),
    "send.missing": Text("Нет на портале: {ids}", "Not on the portal: {ids}"),
    "bind.done": Text(
        "Строка {row} счёта {invoice} привязана к {item}; состояние счёта: {state}",
        "Row {row} of invoice {invoice} is bound to {item}; the invoice's state: {state}",
    ),
    "order.state.": Text("новый", "new"),
    "order.state.waiting": Text("ждёт", "waits"),
    "order.state.held": Text("задержан", "held"),
    "order.state.due": Text("уйдёт в 1С", "goes to 1C"),
    "order.state.sent": Text("получен 1С", "1C has it"),
    "order.state.taken": Text("в работе в 1С", "in work in 1C"),
    "order.state.left": Text("не отправляется", "not sent"),
    "status.name": Text("Обмен", "Exchange"),
    "status.portal": Text("Портал", "Portal"),
    "status.products": Text("Товаров в Битрикс24", "Products in Bitrix24"),
    "status.variants": Text("Вариаций в Битрикс24", "Variations in Bitrix24"),
    "status.known_to_1c": Text("Товаров в 1С", "Products in 1C"),
    "status.pending": Text("В работе", "Pending"),
    "status.parked": Text("Отложено", "Put aside"),
    "status.held": Text("Ждёт человека", "Waits for a person"),
    "status.held_reason": Text("Почему ждёт", "Why it waits"),
    "held.price_type": Text(
        "типов цен несколько, а price_type не выбран",
        "there are several price types, and price_type is not set",
    ),
    "held.adoption": Text(
        "на портале уже есть похожие товары: obmen adopt", "the portal has goods like these: obmen adopt"
    ),
    "held.plan": Text("первый план ждёт подписи", "the first plan waits for a signature"),
    "status.lacking": Text("Чего портал не может", "What the portal lacks"),
    "status.problems": Text("Проблем", "Problems"),
    "status.halted": Text("Портал остановлен", "Portal halted"),
    "status.pictures": Text("Картинки", "Pictures"),
    "status.pictures.off": Text("не передаются", "do not travel"),
    "status.pictures.on": Text(
        "у товаров: {products}, ждут: {waiting}", "at products: {products}, waiting: {waiting}"
    ),
    "status.stock": Text("Остатки", "Stock"),
    "status.stock.off": Text("не передаются", "does not travel"),
    "status.stock.documents": Text("складскими документами", "by inventory documents"),
    "status.stock.quantity": Text(
        "количеством товара и свойством: складской учёт выключен или его нет на тарифе",
        "in the product and a property: inventory management is off or not in the plan",
    ),
    "status.stock.resting": Text("ждёт следующей записи: {count}", "waits for the next writing: {count}"),
    "status.stock.stores_missing": Text("нет складов на портале: {names}", "stores missing: {names}"),
    "status.orders": Text("Счета", "Invoices"),
    "status.sales_held": Text("Продажи остановлены", "Sales stopped"),
    "status.onec_family": Text("Какая 1С", "1C family"),
    "status.price_type": Text("Тип цен", "Price type"),
    "status.vat_unconfirmed": Text("Ставки НДС не подтверждены", "VAT rates unconfirmed"),
    "status.last_onec_session": Text("1С обращалась", "1C called"),
    "status.last_delivery": Text("Доставка", "Delivered"),
    "problems.none": Text("Ничто не ждёт человека.", "Nothing waits for a person."),
    "problems.since": Text("с {since}", "since {since}"),
    "passport.onec": Text("1С", "1C"),
    "passport.crm": Text("Битрикс24", "Bitrix24"),
    "passport.desired": Text("Как должно быть в Битрикс24", "As it shall be in Bitrix24"),
    "passport.invoice": Text("Счёт и заказ", "Invoice and order"),
    "passport.invoice.invoice_id": Text("Счёт (id)", "Invoice (id)"),
    "passport.invoice.number": Text("Номер заказа", "Order number"),
    "passport.invoice.state": Text("Состояние", "State"),
    "passport.invoice.reason": Text("Почему", "Why"),
    "passport.invoice.stage": Text("Стадия", "Stage"),
    "passport.invoice.total": Text("Сумма", "Sum"),
    "passport.invoice.currency": Text("Валюта", "Currency"),
    "passport.invoice.rows": Text("Строки", "Rows"),
    "passport.invoice.onec_id": Text("Ид в 1С", "1C's id"),
    "passport.invoice.onec_number": Text("Номер в 1С", "1C's number"),
    "passport.invoice.paid": Text("Оплачено", "Paid"),
    "passport.pending": Text("Ждёт", "Waits"),
    "passport.problem": Text("Проблема", "Problem"),
    "passport.owner": Text("владеет", "owner"),
    "passport.runs": Text("Запуски", "Runs"),
    "passport.made": Text("создано", "made"),
    "passport.state.new": Text("сравнивается", "being compared"),
    "passport.state.ready": Text("в очереди на запись", "in the queue"),
    "passport.state.held": Text("до решения человека", "for a person"),
    "passport.state.parked": Text("отложено", "put aside"),
    "passport.history": Text("История", "History"),
    "passport.raw": Text("сообщение (--raw)", "message (--raw)"),
    "retry.done": Text(
        "Снова в работе: {retried}, закрыто: {closed}.", "Tried again: {retried}, closed: {closed}."
    ),
}

ERRORS: Final[dict[str, Text]] = {
    "usage": Text(
        "Неверный вызов: {message}",
        "Wrong usage: {message}",
        "Справка: {command} --help",
        "See: {command} --help",
    ),
    "usage.send": Text("Назовите счета или задайте --since", "Name invoices, or give --since"),
    "usage.report": Text("файл с окончанием .xlsx или .html", "a file that ends in .xlsx or .html"),
    "usage.tls": Text("--tls-cert и --tls-key задаются вместе", "--tls-cert and --tls-key go together"),
    "aborted": Text("Прервано", "Interrupted"),
}

TEXTS: Final[dict[str, Text]] = {**HELP, **PROGRESS, **QUESTIONS, **RESULTS, **PLANS, **KEEPING, **ERRORS}
