"""The command line: refusals and results."""

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
    "setting.later": Text(
        "Настройка {key} относится к возможности, которой в этой версии ещё нет",
        "Setting {key} belongs to a feature that this version does not have yet",
    ),
    "not_found.exchange": Text(
        "Нет обмена «{name}»",
        "There is no exchange “{name}”",
        "Список: obmen exchange list",
        "See: obmen exchange list",
    ),
    "refused.taken": Text(
        "«{value}» уже занято обменом «{exchange}» ({what})",
        "“{value}” is taken by exchange “{exchange}” ({what})",
        "Имя, логин 1С и префикс заказов у каждого обмена свои.",
        "Each exchange has its own name, 1C login and order prefix.",
    ),
    "refused.portal_url": Text(
        "Адрес портала не годится: {why}",
        "The portal's address won't do: {why}",
        "Нужен входящий вебхук: https://ПОРТАЛ/rest/ПОЛЬЗОВАТЕЛЬ/КЛЮЧ/",
        "An inbound webhook is needed: https://PORTAL/rest/USER/SECRET/",
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
        "Выполните: obmen check {name}",
        "Run: obmen check {name}",
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
        "Список: obmen problems ИМЯ",
        "See: obmen problems NAME",
    ),
    "refused.portal_halted": Text(
        "Портал не принимает запросы: {code} {told}",
        "The portal takes no requests: {code} {told}",
        "Проверьте вебхук и тариф портала; шлюз пробует раз в десять минут и продолжит сам.",
        "Check the webhook and the plan; the gateway tries every ten minutes and goes on by itself.",
    ),
    "refused.portal_unreachable": Text(
        "Портал не отвечает: {told}",
        "The portal does not answer: {told}",
        "Проверьте адрес портала и доступ в интернет; ничего не потеряно.",
        "Check the portal's address and the network; nothing is lost.",
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
    "folder.busy": Text(
        "Папку данных {folder} уже использует другой процесс obmen (pid {pid} {url})",
        "Another obmen process uses the data folder {folder} (pid {pid} {url})",
        "Остановите его или задайте другую папку: OBMEN_DATA_DIR.",
        "Stop it, or choose another folder: OBMEN_DATA_DIR.",
    ),
    "portal.bad_address": Text(
        "Адрес портала не годится ({reason})",
        "The portal's address won't do ({reason})",
        "Нужен вебхук https://ПОРТАЛ/rest/ПОЛЬЗОВАТЕЛЬ/КЛЮЧ/. Частные адреса перечислите в OBMEN_ALLOW_HOSTS.",
        "A webhook https://PORTAL/rest/USER/SECRET/ is needed. Name private hosts in OBMEN_ALLOW_HOSTS.",
    ),
    "secrets.unreadable": Text(
        "Секреты в базе закрыты другим ключом, чем secret.key в папке данных",
        "The secrets in the database were sealed with another key than the data folder's secret.key",
        "Верните прежний secret.key или задайте вебхук заново: obmen exchange set ИМЯ portal=…",
        "Put the former secret.key back, or set the webhook anew: obmen exchange set NAME portal=…",
    ),
    "serve.port": Text(
        "Порт {port} занять не удалось: {why}",
        "Port {port} can't be taken: {why}",
        "Выберите другой: obmen serve --port …",
        "Choose another: obmen serve --port …",
    ),
    "refused.later": Text(
        "Команда {command} появится в следующей версии", "Command {command} comes with the next version"
    ),
}
