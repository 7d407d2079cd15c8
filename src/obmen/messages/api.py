"""The API: its operations, the statuses of its answers, and what goes wrong."""

from __future__ import annotations

from typing import Final

from obmen.messages.base import Text

OPERATIONS: Final[dict[str, Text]] = {
    "listExchanges": Text("Обмены", "Exchanges"),
    "addExchange": Text(
        "Создать обмен; пароль для 1С показывается один раз",
        "Make an exchange; the password for 1C is shown once",
    ),
    "showExchange": Text("Обмен с настройками", "An exchange with its settings"),
    "setExchange": Text("Изменить настройки: все или ни одной", "Change settings, all or none"),
    "renewOnecPassword": Text(
        "Новый пароль для 1С; прежний перестаёт действовать", "A new password for 1C; the former one ends"
    ),
    "removeExchange": Text(
        "Забыть обмен; в 1С и в Битрикс24 ничего не меняется",
        "Forget an exchange; nothing changes in 1C or in Bitrix24",
    ),
    "listStatus": Text("Состояние всех обменов", "How all exchanges stand"),
    "showStatus": Text("Состояние обмена в числах", "How an exchange stands, in numbers"),
    "check": Text("Проверка портала и обмена", "The pre-flight of portal and exchange"),
    "listProblems": Text("Что ждёт человека", "What waits for a person"),
    "retry": Text(
        "Повторить отложенное и задержанное: названное или всё",
        "Try anew what was parked or held: what is named, or all",
    ),
    "listAside": Text("Проблемы, отложенные в сторону", "Problems that were put aside"),
    "ignore": Text(
        "Отложить проблемы в сторону, с причиной; изменится суть — вернутся",
        "Put problems aside, with a reason; one that tells something else later is open again",
    ),
    "unignore": Text("Вернуть отложенное в сторону", "Let what was put aside be open again"),
    "showAlerts": Text("Кому сообщается о неполадках и что не так сейчас", "Whom trouble is told, and what is wrong now"),
    "tryAlerts": Text("Пробное письмо о неполадках", "A trial of the ways by which trouble is told"),
    "showPassport": Text(
        "Паспорт записи: значения обеих сторон, история, решения",
        "A record's passport: both sides' values, history, decisions",
    ),
    "plan": Text(
        "Пробный прогон: каждое поле, которое изменится; портал только читается",
        "Dry run: every field that would change; the portal is only read",
    ),
    "sync": Text("Выполнить всё, что накопилось", "Do the pending work now"),
    "searchGoods": Text("Товары CRM, пришедшие из 1С, по названию", "Goods that the CRM has from 1C, by name"),
    "listGroups": Text("Группы 1С деревом", "The tree of 1C's groups"),
    "importFile": Text(
        "Принять файл CommerceML или архив zip, как их выгружает 1С",
        "Take a CommerceML file or a zip archive as 1C leaves them",
    ),
    "listRuns": Text("Запуски: что изменено в CRM, новые сверху", "Runs: what was changed in the CRM, the newest first"),
    "showApplication": Text(
        "Приложение портала: как далеко дошло и что вписать на портале",
        "The portal's application: how far it has come, and what the portal's form asks for",
    ),
    "keepApplicationKey": Text(
        "Сохранить ключ локального приложения", "Keep the key of the local application"
    ),
    "inviteUser": Text(
        "Пригласить человека; ссылка показывается один раз", "Invite a person; the link is shown once"
    ),
    "changeUser": Text("Изменить имя, роль и обмены человека", "Change a person's name, role and exchanges"),
    "renewUserLink": Text(
        "Новая ссылка для входа тому, кто забыл пароль", "A new link for who has lost the password"
    ),
    "lockUser": Text("Закрыть человеку вход", "Lock a person out"),
    "unlockUser": Text("Снова открыть человеку вход", "Let a person in again"),
    "getSettingsFile": Text("Настройки файлом YAML, без секретов", "The settings as a YAML file, without secrets"),
    "compareSettingsFile": Text("Что изменил бы файл настроек", "What a file of settings would change"),
    "applySettingsFile": Text(
        "Принять файл настроек; чего в нём нет, станет по умолчанию",
        "Take a file of settings over; what it does not name gets its default",
    ),
    "countTaken": Text("Сколько товаров возьмут группы", "How many goods a choice of groups takes"),
    "showScope": Text(
        "Что, куда, когда и по какому правилу передаётся, а что нет",
        "What goes where, when and by which rule, and what does not",
    ),
    "listSteps": Text("Шаги настройки: какие пройдены", "The steps of setting up: which are done"),
    "report": Text("Отчёт о данных до начала", "What the real data looks like before the start"),
    "listMessages": Text("Сообщения диалога о счёте", "Messages of an invoice's dialogue"),
    "showMessage": Text(
        "Сообщение, как оно прошло по сети: часть об этом счёте, секреты скрыты",
        "A message as it went over the wire: what it says of this invoice, without secrets",
    ),
    "getMessageFile": Text("Сообщение целиком, секреты скрыты", "The whole message, without secrets"),
    "planUndo": Text("Что вернёт отмена запуска", "What taking a run back would change"),
    "undo": Text("Отменить запуск", "Take a run back"),
    "findDrift": Text("Что исправлено в CRM, хотя этим владеет 1С", "What was edited in the CRM though 1C owns it"),
    "restoreDrift": Text("Вернуть значения 1С", "Put 1C's values back"),
    "planAdoption": Text(
        "Какие товары портала и 1С — одни и те же", "Which of the portal's goods are which of 1C's"
    ),
    "adopt": Text("Связать их; сомнения ждут человека", "Join them; doubts wait for a person"),
    "planSweep": Text("Что ушло из выгрузки 1С", "What has left 1C's selection"),
    "sweep": Text("Сделать ушедшее неактивным", "Make inactive what has left"),
    "listInvoices": Text("Счета, новые сверху", "Invoices, the newest first"),
    "showInvoice": Text(
        "Счёт: строки обеих сторон, оплаты, почему ждёт, весь диалог",
        "An invoice: lines of both sides, payments, why it waits, the dialogue",
    ),
    "planSending": Text("Какие счета уйдут в 1С", "Which invoices would go to 1C"),
    "sendInvoices": Text("Отправить счета в 1С, в том числе снова", "Send invoices to 1C, also again"),
    "bindRow": Text("Сказать, какой товар 1С стоит в строке счёта", "Say which item of 1C a row of an invoice is"),
    "listAudit": Text("Кто что сделал, новое сверху", "Who did what, the newest first"),
    "listUsers": Text("Люди, которые входят в консоль", "People who sign in to the console"),
    "release": Text("Отпустить то, что ждёт взгляда человека", "Let go what waits for a person's look"),
    "listTasks": Text("Работы, что идут и недавно закончились; без их итогов", "Works under way or lately ended, without their results"),
    "showTask": Text("Работа и её итог", "A work and its result"),
    "getTaskReport": Text("План на подпись: XLSX или страница", "The plan to be signed: XLSX or a page"),
    "showOwnToken": Text("Токен, которым подписан этот запрос", "The token that this request shows"),
    "listTokens": Text("Токены программ, без секретов", "Tokens of programs, without secrets"),
    "addToken": Text(
        "Выдать токен; секрет показывается один раз. Больше своего токен не выдаёт",
        "Make a token; its secret is shown once. A token gives no more than it has",
    ),
    "revokeToken": Text("Отозвать токен", "Revoke a token"),
}  # fmt: skip

STATUSES: Final[dict[str, Text]] = {
    "200": Text("Сделано", "Done"),
    "201": Text("Создано", "Made"),
    "202": Text("Начато: работа видна по адресу из Location", "Begun: the work is watched at Location"),
    "204": Text("Сделано, ответа нет", "Done; there is nothing to tell"),
    "400": Text("Запрос не читается", "The request cannot be read"),
    "401": Text("Нужен токен", "A token is needed"),
    "403": Text("У токена нет этого права", "The token lacks the scope"),
    "404": Text("Такого нет", "Not found"),
    "405": Text("Такого действия нет", "There is no such deed"),
    "409": Text("Сейчас это сделать нельзя", "It cannot be done as things stand"),
    "413": Text("Слишком длинно", "Too long"),
    "415": Text("Такой вид данных не принимается", "This kind of data is not taken"),
    "422": Text("Запрос не той формы", "The request has not the right shape"),
    "429": Text("Слишком много неверных токенов", "Too many wrong tokens"),
    "500": Text("Сбой шлюза", "The gateway has failed"),
}

SUBJECTS: Final[dict[str, Text]] = {
    "exchanges": Text("Обмены", "Exchanges"),
    "settings": Text("Настройки и состав", "Settings and scope"),
    "state": Text("Состояние", "State"),
    "catalogue": Text("Каталог", "Catalogue"),
    "runs": Text("Запуски", "Runs"),
    "invoices": Text("Счета", "Invoices"),
    "tasks": Text("Работы", "Tasks"),
    "people": Text("Люди и журнал", "People and audit"),
    "tokens": Text("Токены", "Tokens"),
}

WORDS: Final[dict[str, Text]] = {
    "about": Text(
        "Всё, что умеет консоль, для программ. Каждый запрос несёт токен: Authorization: Bearer …; его права названы у "
        "действий. Язык ответов: Accept-Language, ru или en. Долгая работа отвечает, когда закончится за wait секунд, "
        "иначе 202 и адрес в Location.",
        "All that the console does, for programs. Every request carries a token: Authorization: Bearer …; its scopes are "
        "named at the operations. The language of answers: Accept-Language, ru or en. Work that takes long answers when it "
        "ends within `wait` seconds, else with 202 and an address in Location.",
    ),
    "page.subjects": Text("Разделы", "Subjects"),
    "page.problems": Text("Ошибки", "Problems"),
    "page.problems.about": Text(
        "Ошибка приходит как application/problem+json (RFC 9457): status и title одни для всех ошибок этого вида, detail "
        "говорит, что случилось, fix — что делать, code — постоянное имя причины. 409: запрос понят, но сейчас его "
        "выполнить нельзя; 422: у запроса не та форма, errors называет места.",
        "What goes wrong comes as application/problem+json (RFC 9457): status and title are those of its kind, detail says "
        "what happened, fix what to do, code is the cause's lasting name. 409: the request was understood and cannot be "
        "granted as things stand; 422: it has not the right shape, errors names the places.",
    ),
    "page.shapes": Text("Формы данных", "Shapes"),
    "page.scope": Text("Право", "Scope"),
    "page.any": Text("любой токен", "any token"),
    "page.parameters": Text("Параметры", "Parameters"),
    "page.body": Text("Тело", "Body"),
    "page.answers": Text("Ответы", "Answers"),
    "page.fields": Text("Поля", "Fields"),
    "nowhere": Text("По этому адресу ничего нет", "There is nothing at this address", "Список: /api/v1/docs", "See: /api/v1/docs"),
    "method": Text(
        "Этот адрес такого метода не знает",
        "This address does not know the method",
        "Что он знает, сказано в заголовке Allow.",
        "What it knows is in the header Allow.",
    ),
    "misshapen": Text(
        "Запрос не той формы",
        "The request has not the right shape",
        "Места названы в errors; формы описаны в /api/v1/docs",
        "errors names the places; shapes are described in /api/v1/docs",
    ),
    "broken": Text(
        "Что-то пошло не так, и это записано в журнал шлюза",
        "Something went wrong, and the gateway's log has it",
        "Повторите позже; если не поможет, покажите журнал тому, кто ставил шлюз.",
        "Try again later; if that does not help, show the log to whoever set the gateway up.",
    ),
    "unknown.missing": Text(
        "Запрос без токена",
        "The request shows no token",
        "Заголовок: Authorization: Bearer ТОКЕН; новый токен: obmen token add ИМЯ --scope look",
        "Send: Authorization: Bearer TOKEN; a new token: obmen token add NAME --scope look",
    ),
    "unknown.wrong": Text(
        "Такого токена нет: он неверен, отозван или его срок вышел",
        "There is no such token: it is wrong, was revoked or has expired",
        "Какие есть: obmen token list; новый: obmen token add ИМЯ --scope look",
        "See: obmen token list; a new one: obmen token add NAME --scope look",
    ),
    "hasty": Text(
        "С этого адреса пришло слишком много неверных токенов",
        "Too many wrong tokens came from this address",
        "Попробуйте снова через {seconds} {seconds:секунду|секунды|секунд}.",
        "Try again in {seconds} {seconds:second|seconds}.",
    ),
    "forbidden": Text(
        "У токена «{name}» нет права {scope}",
        "The token “{name}” has not the scope {scope}",
        "Выдайте токен с этим правом: obmen token add ИМЯ --scope {scope}",
        "Make a token with it: obmen token add NAME --scope {scope}",
    ),
    "too_long": Text(
        "Тело запроса слишком длинно",
        "The request's body is too long",
        "Обычный запрос — до 1 МБ, файлы обмена — до 1 ГБ.",
        "A request has at most 1 MB, files of an exchange 1 GB.",
    ),
}  # fmt: skip

REFUSED: Final[dict[str, Text]] = {
    "refused.token_whole": Text(
        "Токен «{name}» выдан для отдельных обменов, а люди общие для всех",
        "The token “{name}” is for some exchanges only, and people are of the whole installation",
        "Нужен токен для всех обменов: без --exchange.",
        "It takes a token of all exchanges: without --exchange.",
    ),
    "refused.token_narrow": Text(
        "Токен «{name}» выдан для отдельных обменов и новых не создаёт",
        "The token “{name}” is for some exchanges only and makes no new ones",
        "Нужен токен для всех обменов: без --exchange.",
        "It takes a token of all exchanges: without --exchange.",
    ),
    "refused.token_name": Text(
        "Такое имя токену не подходит",
        "A token cannot have this name",
        "До 64 букв, цифр и знаков . _ @ -, например имя программы.",
        "Up to 64 letters, digits and . _ @ -, such as the program's name.",
    ),
    "refused.token_scope": Text(
        "Права «{scope}» нет",
        "There is no scope “{scope}”",
        "Есть: {known}",
        "There are: {known}",
    ),
    "refused.page_mark": Text(
        "Такой страницы нет",
        "There is no such page",
        "Берите next из прошлой страницы как есть.",
        "Take `next` of the page before as it is.",
    ),
    "refused.task_report": Text(
        "Отчёт бывает только у законченного плана",
        "Only a plan that has ended has a report",
        "Посмотрите работу: GET /api/v1/tasks/…",
        "See the task: GET /api/v1/tasks/…",
    ),
}  # fmt: skip

TEXTS: Final[dict[str, Text]] = {
    **{f"api.do.{name}": text for name, text in OPERATIONS.items()},
    **{f"api.status.{status}": text for status, text in STATUSES.items()},
    **{f"api.subject.{name}": text for name, text in SUBJECTS.items()},
    **{f"api.{name}": text for name, text in WORDS.items()},
    **REFUSED,
}
