"""The command line: refusals."""

from __future__ import annotations

from typing import Final

from obmen.messages.base import Text

TEXTS: Final[dict[str, Text]] = {
    "setting.unknown": Text(
        "Неизвестная настройка «{key}»",
        "Unknown setting “{key}”",
        "Есть такие: {allowed}",
        "These exist: {allowed}",
    ),
    "setting.value": Text(
        "Настройка {key} не может быть «{value}»",
        "Setting {key} can't be “{value}”",
        "Можно: {allowed}",
        "Allowed: {allowed}",
    ),
    "setting.shape": Text(
        "«{key}» — не настройка вида KEY=VALUE",
        "“{key}” is no setting of the form KEY=VALUE",
        "Например: order_prefix=SH-; пустое значение возвращает исходное: order_prefix=",
        "For example order_prefix=SH-; an empty value restores the default: order_prefix=",
    ),
    "setting.pair": Text(
        "«{key}»: не пара вида ИД=НОМЕР",
        "“{key}” is no pair of the form ID=NUMBER",
        "Ид из 1С и номер записи портала, или new, если на портале её нет: --pair 9f3a…=128",
        "1C's id and the number of the portal's object, or new if the portal has none: --pair 9f3a…=128",
    ),
    "refused.adopt_object": Text(
        "На портале нет записи {id}, которую можно связать с «{record}»: её нет, или она уже связана",
        "The portal has no object {id} to be joined to “{record}”: it is not there, or joined already",
        "Номера свободных записей показывает obmen adopt без --yes.",
        "obmen adopt without --yes shows the numbers of free objects.",
    ),
    "environment.unknown": Text(
        "Неизвестная переменная среды {key}",
        "Unknown environment variable {key}",
        "Есть такие: {allowed}",
        "These exist: {allowed}",
    ),
    "environment.value": Text(
        "Переменная среды {key} не может быть «{value}»",
        "Environment variable {key} can't be “{value}”",
        "Можно: {allowed}",
        "Allowed: {allowed}",
    ),
    "not_found.exchange": Text(
        "Нет обмена «{name}»",
        "There is no exchange “{name}”",
        "Список: obmen exchange list",
        "See: obmen exchange list",
    ),
    "refused.plan_other": Text(
        "Этот план уже пересчитан: показан другой",
        "This plan has been reckoned anew: another one is shown",
        "Откройте план ещё раз и посмотрите, что изменилось.",
        "Open the plan again and see what has changed.",
    ),
    "refused.taken.name": Text(
        "Обмен «{value}» уже есть",
        "Exchange “{value}” exists already",
        "Выберите другое имя; список: obmen exchange list",
        "Choose another name; see: obmen exchange list",
    ),
    "refused.taken.login": Text(
        "Логин «{value}» уже занят обменом «{exchange}»",
        "Login “{value}” is taken by exchange “{exchange}”",
        "Задайте другой: --login",
        "Give another: --login",
    ),
    "refused.taken.order_prefix": Text(
        "Префикс заказов «{value}» уже занят обменом «{exchange}»",
        "Order prefix “{value}” is taken by exchange “{exchange}”",
        "У каждого обмена свой order_prefix.",
        "Each exchange has its own order_prefix.",
    ),
    "refused.taken": Text(
        "«{value}» уже занято обменом «{exchange}»",
        "“{value}” is taken by exchange “{exchange}”",
        "Имя, логин 1С и префикс заказов у каждого обмена свои.",
        "Each exchange has its own name, 1C login and order prefix.",
    ),
    "refused.prefix_taken": Text(
        "Префикс заказов «{prefix}» уже занят обменом «{name}»",
        "Order prefix “{prefix}” is taken by exchange “{name}”",
        "У каждого обмена свой order_prefix.",
        "Each exchange has its own order_prefix.",
    ),
    "refused.needs_yes": Text(
        "Спросить некого: команда запущена не на терминале",
        "There is nobody to ask: this is no terminal",
        "Добавьте --yes: {command} --yes",
        "Add --yes: {command} --yes",
    ),
    "refused.not_discovered": Text(
        "Портал обмена ещё не проверен",
        "The exchange's portal has not been checked yet",
        "Выполните obmen check {exchange} и повторите.",
        "Run obmen check {exchange} and try again.",
    ),
    "refused.archive": Text(
        "Архив не распакован: {why} {detail}",
        "The archive was not unpacked: {why} {detail}",
        "Проверьте архив; принимаются файлы, папки и архивы zip.",
        "Look at the archive; files, folders and zip archives are taken.",
    ),
    "refused.portal_url": Text(
        "Адрес портала не годится: {why}",
        "The portal's address won't do: {why}",
        "Нужен входящий вебхук: https://ПОРТАЛ/rest/ПОЛЬЗОВАТЕЛЬ/КЛЮЧ/",
        "An inbound webhook is needed: https://PORTAL/rest/USER/SECRET/",
    ),
    "refused.portal_bare": Text(
        "Адрес портала не годится: {why}",
        "The portal's address won't do: {why}",
        "С --application нужен просто адрес портала: https://ПОРТАЛ/",
        "With --application the portal's bare address is needed: https://PORTAL/",
    ),
    "refused.portal_other": Text(
        "Вебхук другого портала: {host} вместо {known}",
        "A webhook of another portal: {host} instead of {known}",
        "Для другого портала создайте новый обмен.",
        "Make a new exchange for another portal.",
    ),
    "refused.check_first": Text(
        "Портал ещё не проверен",
        "The portal has not been checked yet",
        "Выполните obmen check {exchange} и повторите.",
        "Run obmen check {exchange} and try again.",
    ),
    "refused.bad_name": Text(
        "Имя обмена «{name}» не годится",
        "The exchange's name “{name}” won't do",
        "Латинские буквы, цифры, - и _, до 40 знаков.",
        "Latin letters, digits, - and _, up to 40.",
    ),
    "refused.bad_login": Text(
        "Логин «{login}» не годится",
        "Login “{login}” won't do",
        "Латинские буквы и цифры.",
        "Latin letters and digits.",
    ),
    "refused.no_xml": Text(
        "Файлов XML не найдено: {paths}",
        "No XML files found: {paths}",
        "Нужны файлы CommerceML.",
        "CommerceML files are needed.",
    ),
    "refused.no_problem": Text(
        "Нет проблем с номерами {ids}",
        "There are no problems {ids}",
        "Список: obmen problems {exchange}",
        "See: obmen problems {exchange}",
    ),
    "refused.portal_halted": Text(
        "Портал не принимает запросы: {code} {told}",
        "The portal takes no requests: {code} {told}",
        "Проверьте вебхук и тариф портала; шлюз пробует раз в десять минут и продолжит сам.",
        "Check the webhook and the plan; the gateway tries every ten minutes and goes on by itself.",
    ),
    "refused.portal_unreachable": Text(
        "Портал не отвечает: {told:away}",
        "The portal does not answer: {told:away}",
        "Ничего не потеряно. Проверьте адрес портала и доступ в интернет, потом повторите.",
        "Nothing is lost. Check the portal's address and the network, then try again.",
    ),
    "refused.portal_failing": Text(
        "Портал отвечает, но не выполняет {method}: {error} {told}",
        "The portal answers, but does not do {method}: {error} {told}",
        "Ничего не потеряно. Это ошибка внутри портала: если она не проходит, напишите в поддержку Битрикс24, назвав метод "
        "и код.",
        "Nothing is lost. It is a failure inside the portal: if it lasts, tell Bitrix24's support the method and the code.",
    ),
    "refused.worker_sqlite": Text(
        "Второму рабочему процессу нужен PostgreSQL",
        "A second worker process needs PostgreSQL",
        "Задайте OBMEN_DATABASE_URL=postgresql://…",
        "Set OBMEN_DATABASE_URL=postgresql://…",
    ),
    "refused.serve_died": Text(
        "Процесс obmen serve остановился, не ответив",
        "The obmen serve process stopped without an answer",
        "Запустите его снова и повторите команду.",
        "Start it again and repeat the command.",
    ),
    "not_found.record": Text(
        "О записи «{id}» ничего не известно",
        "Nothing is known of record “{id}”",
        "Годится Ид из 1С, номер счёта или номер заказа.",
        "1C's id, an invoice id or an order number will do.",
    ),
    "not_found.run": Text(
        "Нет запуска {id}, или он ничего не менял",
        "There is no run {id}, or it has changed nothing",
        "Номера запусков: obmen runs {exchange}.",
        "The numbers of runs: obmen runs {exchange}.",
    ),
    "not_found.invoice": Text(
        "О счёте {invoice} ничего не известно",
        "Nothing is known of invoice {invoice}",
        "Отправьте его: obmen send {exchange} {invoice}",
        "Send it: obmen send {exchange} {invoice}",
    ),
    "not_found.row": Text(
        "В счёте {invoice} нет строки {row}: строк {rows}",
        "Invoice {invoice} has no row {row}; it has {rows}",
        "Строки показывает obmen explain {exchange} {invoice}",
        "See the rows: obmen explain {exchange} {invoice}",
    ),
    "not_found.item": Text(
        "1С не присылала номенклатуры с Ид {item}",
        "1C has not sent an item with id {item}",
        "Выполните обмен каталогом в 1С или проверьте Ид.",
        "Run the catalogue exchange in 1C, or look at the id.",
    ),
    "folder.busy": Text(
        "Папку данных {folder} уже использует другой процесс obmen (pid {pid} {url})",
        "Another obmen process uses the data folder {folder} (pid {pid} {url})",
        "Остановите его или задайте другую папку: OBMEN_DATA_DIR.",
        "Stop it, or choose another folder: OBMEN_DATA_DIR.",
    ),
    "database.away": Text(
        "База данных {address} не отвечает: {why}",
        "The database {address} does not answer: {why}",
        "Проверьте, работает ли сервер PostgreSQL, доступен ли он с этой машины и верна ли переменная OBMEN_DATABASE_URL. "
        "Принятое не потеряно: когда сервер вернётся, работа продолжится сама.",
        "See that the PostgreSQL server runs, can be reached from this machine, and that OBMEN_DATABASE_URL is right. "
        "Nothing that was taken is lost: once the server is back, work goes on by itself.",
    ),
    "portal.bad_address": Text(
        "Адрес портала не годится",
        "The portal's address won't do",
        "Нужен вебхук https://ПОРТАЛ/rest/ПОЛЬЗОВАТЕЛЬ/КЛЮЧ/",
        "A webhook https://PORTAL/rest/USER/SECRET/ is needed",
    ),
    "portal.bad_address.shape": Text(
        "Это не адрес входящего вебхука",
        "This is not the address of an inbound webhook",
        "Нужен вебхук https://ПОРТАЛ/rest/ПОЛЬЗОВАТЕЛЬ/КЛЮЧ/",
        "A webhook https://PORTAL/rest/USER/SECRET/ is needed",
    ),
    "portal.bad_address.https": Text(
        "К порталу {host} можно обращаться только по https",
        "Portal {host} may be called by https only",
        "По http обращаются только к этой же машине.",
        "Plain http is for this machine only.",
    ),
    "portal.bad_address.private": Text(
        "Портал {host} стоит в частной сети, а она не разрешена",
        "Portal {host} is in a private network, which is not allowed",
        "Перечислите его в OBMEN_ALLOW_HOSTS.",
        "Name it in OBMEN_ALLOW_HOSTS.",
    ),
    "secrets.unreadable": Text(
        "Секреты в базе закрыты другим ключом, чем secret.key в папке данных",
        "The secrets in the database were sealed with another key than the data folder's secret.key",
        "Верните прежний secret.key или задайте вебхук заново: obmen exchange set {exchange} portal=…",
        "Put the former secret.key back, or set the webhook anew: obmen exchange set {exchange} portal=…",
    ),
    "serve.port": Text(
        "Порт {port} занять не удалось: {why}",
        "Port {port} can't be taken: {why}",
        "Выберите другой: obmen serve --port …",
        "Choose another: obmen serve --port …",
    ),
    "refused.sweep_owner": Text(
        "Активностью товаров владеет CRM (owner.active), поэтому шлюз её не меняет",
        "The CRM owns whether goods are active (owner.active), so the gateway does not change it",
        "Верните владение 1С: obmen exchange set {exchange} owner.active=",
        "Give it back to 1C: obmen exchange set {exchange} owner.active=",
    ),
    "internal": Text(
        "Внутренняя ошибка: {detail}",
        "An internal error: {detail}",
        "Повторите команду; если ошибка повторится, сообщите о ней вместе с текстом выше.",
        "Run the command again; if it repeats, report it with the text above.",
    ),
    "currency.mismatch": Text(
        "Суммы в разных валютах не складываются: {detail}",
        "Amounts in different currencies cannot be added: {detail}",
        "Сделайте валюты строк и счёта одинаковыми.",
        "Make the currencies of the rows and of the invoice the same.",
    ),
}
