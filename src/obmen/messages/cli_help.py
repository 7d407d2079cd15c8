"""The command line: what `--help` says of commands and their options."""

from __future__ import annotations

from typing import Final

from obmen.messages.base import Text

HELP: Final[dict[str, Text]] = {
    "help.main": Text(
        "Обмен между 1С:Предприятие и Битрикс24: каталог, счета, заказы, оплаты.",
        "The exchange between 1C:Enterprise and Bitrix24: catalogue, invoices, orders, payments.",
    ),
    "help.example": Text("Пример:", "Example:"),
    "help.version": Text("Показать версию.", "Show the version."),
    "help.settings": Text("Настройки:", "Settings:"),
    "help.json": Text("Один документ JSON на стандартном выводе.", "One JSON document on standard output."),
    "help.exchange": Text(
        "Обмены: одна база 1С и один портал Битрикс24.", "Exchanges: one 1C base and one Bitrix24 portal."
    ),
    "help.exchange.add": Text(
        "Создать обмен; пароль для 1С показывается один раз.",
        "Make an exchange; the password for 1C is shown once.",
    ),
    "help.exchange.add.portal": Text(
        "Входящий вебхук: https://ПОРТАЛ/rest/ПОЛЬЗОВАТЕЛЬ/КЛЮЧ/",
        "The inbound webhook: https://PORTAL/rest/USER/SECRET/",
    ),
    "help.exchange.add.login": Text(
        "Логин для узла обмена в 1С; по умолчанию имя обмена.",
        "The login for 1C's exchange node; by default the exchange's name.",
    ),
    "help.exchange.add.application": Text(
        "Вебхука нет: портал будет вызывать приложение; URL — просто адрес портала.",
        "There is no webhook, the application does everything; URL is the portal's bare address.",
    ),
    "help.exchange.app": Text(
        "Приложение в Битрикс24: вкладка «1С», события, роботы. Без --client-id показывает, что вписать "
        "в карточку локального приложения и установлено ли оно.",
        "The application in Bitrix24: 1C tab, events, robots. Without --client-id it shows what to fill into "
        "the local application's card, and whether it is installed.",
    ),
    "help.exchange.app.client_id": Text(
        "client_id из карточки приложения.", "client_id of the application's card."
    ),
    "help.exchange.app.client_secret": Text(
        "client_secret; если не указан, спрашивается или читается со стандартного ввода.",
        "client_secret; when left out it is asked for, or read from standard input.",
    ),
    "help.exchange.app.oauth_url": Text(
        "Сервер авторизации, если он не обычный (учебный портал).",
        "The authorisation server where it isn't the usual one (a practice portal).",
    ),
    "help.exchange.app.remove": Text(
        "Забыть приложение; обмен продолжает работать по вебхуку.",
        "Forget the application; the exchange goes on by webhook.",
    ),
    "help.exchange.set": Text(
        "Изменить настройки; KEY= возвращает значение по умолчанию.",
        "Change settings; KEY= restores the default.",
    ),
    "help.exchange.show": Text(
        "Показать обмен: адрес для 1С, настройки, чему научил диалог.",
        "Show an exchange: the address for 1C, the settings, what the dialogue has taught.",
    ),
    "help.exchange.list": Text("Перечислить обмены.", "List the exchanges."),
    "help.exchange.password": Text(
        "Выдать новый пароль для 1С; прежний перестаёт действовать.",
        "Give 1C a new password; the former one ends.",
    ),
    "help.exchange.remove": Text(
        "Забыть обмен и всё, что о нём известно; в 1С и в Битрикс24 ничего не меняется.",
        "Forget an exchange and all that is known of it; nothing changes in 1C or in Bitrix24.",
    ),
    "help.exchange.remove.yes": Text("Забыть без вопроса.", "Forget without asking."),
    "help.check": Text(
        "Проверить портал и обмен до начала: чего не хватает и что делать.",
        "The pre-flight of portal and exchange: what is missing, and what to do.",
    ),
    "help.import": Text(
        "Принять файлы CommerceML, папки или архивы zip с диска.",
        "Take CommerceML files, folders or zip archives from disk.",
    ),
    "help.plan": Text(
        "Показать каждое поле, которое изменится в Битрикс24; ничего не пишет.",
        "Show every field that would change in Bitrix24; writes nothing.",
    ),
    "help.plan.report": Text(
        "Записать план в файл .xlsx или .html, чтобы согласовать и подписать.",
        "Write the plan to a file, .xlsx or .html, to be approved and signed.",
    ),
    "help.sync": Text(
        "Сделать сейчас всё, что ждёт, и дождаться конца.", "Do all pending work now and wait for its end."
    ),
    "help.release": Text(
        "Отпустить то, что ждёт взгляда человека: массовое изменение, первый запуск, остановленные продажи.",
        "Let go what waits for a person's look: a mass change, the first run, sales that were stopped.",
    ),
    "help.send": Text(
        "Отправить счета в 1С, в том числе ещё раз: названные или созданные с даты.",
        "Send invoices to 1C, also again: chosen ones, or those made since a date.",
    ),
    "help.send.since": Text(
        "Все счета, созданные с этой даты; сначала показывает, сколько их и какие.",
        "All invoices made since this date; shows first how many and which.",
    ),
    "help.send.yes": Text("Отправить без вопроса.", "Send without asking."),
    "help.send.new": Text(
        "Отправить новым заказом под новым номером: прежний заказ 1С остаётся как есть.",
        "Send as a new order with a new number: the former order stays in 1C as it is.",
    ),
    "help.bind": Text(
        "Привязать строку счёта, которой 1С не знает, к номенклатуре 1С, здесь и впредь. ROW: номер строки по порядку.",
        "Bind a row that 1C does not know to an item of 1C, here and from now on. ROW: the row's number, from 1.",
    ),
    "help.report": Text(
        "Показать, что в данных помешает: двойники, товары без НДС, клиенты без ИНН, пустые стадии.",
        "What in the data will be in the way: doubles, goods without VAT, clients without tax id, unused stages.",
    ),
    "help.status": Text(
        "Показать, что сделано, что ждёт и где нужна помощь.",
        "Show what is done, what waits, and where help is needed.",
    ),
    "help.problems": Text(
        "Перечислить, что ждёт человека, с объяснением и выходом.",
        "List what waits for a person, with the reason and the way out.",
    ),
    "help.alerts": Text(
        "Кому сообщается о неполадках и что не в порядке сейчас; --trial шлёт пробное письмо",
        "Whom trouble is told, and what is wrong now; --trial sends a letter to try it",
    ),
    "help.alerts.trial": Text("отправить пробное письмо", "send a letter to try it"),
    "alerts.sent": Text("отправлено", "sent"),
    "alerts.calm": Text("Сообщать не о чем", "There is nothing to tell"),
    "help.retry": Text(
        "Попробовать отложенное ещё раз: всё, или названные проблемы, которые при этом закрываются.",
        "Try what was put aside again: all of it, or the named problems, which are closed by that.",
    ),
    "help.explain": Text(
        "Показать паспорт записи: значения обеих сторон, все события и почему так.",
        "The passport of one record: both sides' values, every event, and why.",
    ),
    "help.explain.id": Text(
        "ID: Ид из 1С, номер счёта или номер заказа.", "ID: 1C's id, an invoice id or an order number."
    ),
    "help.explain.raw": Text(
        "Сообщение диалога о счёте, как оно прошло по сети; какие есть, говорит история.",
        "A message of an invoice's dialogue as it went over the wire; the history names them.",
    ),
    "help.explain.whole": Text(
        "С --raw: сообщение целиком, в своей кодировке, в стандартный вывод.",
        "With --raw: the whole message, in its own letters, to standard output.",
    ),
    "help.ignore": Text(
        "Отложить проблемы в сторону с причиной; изменится суть проблемы — она вернётся.",
        "Put problems aside with a reason; one that tells something else comes back.",
    ),
    "help.ignore.reason": Text("Почему это не проблема.", "Why it is no problem."),
    "help.token": Text("Токены программ для /api/v1.", "Tokens of programs for /api/v1."),
    "help.token.add": Text(
        "Выдать токен программе; он показывается один раз.", "Make a program's token; it is shown once."
    ),
    "help.token.add.scopes": Text("Права: {scopes}.", "Scopes: {scopes}."),
    "help.token.add.scope": Text(
        "Что можно; можно назвать несколько.", "What it may do; may be given several times."
    ),
    "help.token.add.exchange": Text(
        "Только этот обмен; можно назвать несколько. По умолчанию все.",
        "Only this exchange; may be given several times. By default all.",
    ),
    "help.token.add.days": Text(
        "Сколько дней действует; по умолчанию бессрочно.", "For how many days; by default without end."
    ),
    "help.token.list": Text("Какие токены есть, без секретов.", "Which tokens there are, without secrets."),
    "help.token.revoke": Text("Отозвать токен.", "Revoke a token."),
    "help.user": Text("Люди, которые входят в консоль.", "The people who sign in to the console."),
    "help.user.list": Text("Перечислить людей и их роли.", "List the people and their roles."),
    "help.user.link": Text(
        "Выдать одноразовую ссылку: без логина — первому владельцу, с логином — тому, кто потерял пароль.",
        "Make a one-time link: without a login for the first owner, with one for who has lost the password.",
    ),
    "help.serve": Text(
        "Запустить шлюз: адрес для 1С и Битрикс24 и вся работа в одном процессе.",
        "The gateway: the address for 1C and Bitrix24, and all the work, in one process.",
    ),
    "help.serve.host": Text("Адрес, на котором слушать.", "The address to listen on."),
    "help.serve.port": Text("Порт; 0: любой свободный.", "The port; 0: any free one."),
    "help.serve.tls_cert": Text("Сертификат, файл PEM.", "Certificate, a PEM file."),
    "help.serve.tls_key": Text("Ключ сертификата, файл PEM.", "Key of the certificate, a PEM file."),
    "help.worker": Text(
        "Запустить ещё один рабочий процесс рядом с serve (нужен PostgreSQL).",
        "One more worker process beside serve (needs PostgreSQL).",
    ),
    "help.sandbox": Text(
        "Запустить учебный портал и учебную 1С; первая строка вывода: адрес вебхука.",
        "A practice portal and a practice 1C; the first line of output is the webhook's address.",
    ),
    "help.demo": Text(
        "Показать весь путь на учебных копиях: каталог, счета, заказы, оплаты.",
        "The whole story on practice copies: catalogue, invoices, orders, payments.",
    ),
    "help.demo.stay": Text(
        "Остаться запущенным в конце; по умолчанию да на терминале.",
        "Stay up at the end; by default yes on a terminal.",
    ),
    "help.drift": Text(
        "Показать правки в CRM полей, которыми владеет 1С; с --restore вернуть значения 1С.",
        "Show edits in the CRM of fields that 1C owns; with --restore put 1C's values back.",
    ),
    "help.drift.restore": Text("Вернуть значения 1С.", "Put 1C's values back."),
    "help.yes": Text("Выполнить, а не только показать.", "Act, not only show."),
    "help.undo": Text(
        "Вернуть значения, которые были до запуска RUN (номера: obmen runs), там, где в CRM ещё то, что он записал.",
        "Put back the values from before RUN (numbers: obmen runs), where the CRM still holds what it wrote.",
    ),
    "help.runs": Text(
        "Что менялось в каталоге CRM, запуск за запуском.",
        "What was changed in the CRM's catalogue, run by run.",
    ),
}
