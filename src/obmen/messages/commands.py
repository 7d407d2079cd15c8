"""The command line: refusals and results."""

from __future__ import annotations

from typing import Final

from obmen.messages.base import Text

TEXTS: Final[dict[str, Text]] = {
    "setting.unknown": Text(
        "Неизвестная настройка «{key}»", "Unknown setting “{key}”", "Есть такие: {allowed}", "These exist: {allowed}"
    ),
    "setting.value": Text(
        "Настройка {key} не может быть «{value}»", "Setting {key} can't be “{value}”", "Можно: {allowed}", "Allowed: {allowed}"
    ),
    "setting.later": Text(
        "Настройка {key} относится к возможности, которой в этой версии ещё нет",
        "Setting {key} belongs to a feature that this version does not have yet",
    ),
    "not_found.exchange": Text(
        "Нет обмена «{name}»", "There is no exchange “{name}”", "Список: obmen exchange list", "See: obmen exchange list"
    ),
    "refused.exchange_exists": Text(
        "Обмен «{name}» уже есть", "Exchange “{name}” exists already", "Возьмите другое имя.", "Choose another name."
    ),
    "refused.login_taken": Text(
        "Логин 1С «{login}» уже занят", "1C login “{login}” is taken", "Задайте другой: --login", "Give another: --login"
    ),
    "refused.prefix_taken": Text(
        "Префикс заказов «{prefix}» уже у обмена «{name}»",
        "Order prefix “{prefix}” belongs to exchange “{name}”",
        "Задайте другой: obmen exchange set ИМЯ order_prefix=…",
        "Set another: obmen exchange set NAME order_prefix=…",
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
    "refused.locked": Text(
        "Папку данных {folder} уже использует другой процесс obmen (pid {pid}, {url})",
        "Another obmen process uses the data folder {folder} (pid {pid}, {url})",
        "Остановите его или задайте другую папку: OBMEN_DATA_DIR.",
        "Stop it, or choose another folder: OBMEN_DATA_DIR.",
    ),
    "refused.check_first": Text(
        "Портал ещё не проверен", "The portal has not been checked yet", "Выполните: obmen check {name}", "Run: obmen check {name}"
    ),
    "refused.later": Text(
        "Команда {command} появится в следующей версии", "Command {command} comes with the next version"
    ),
}
