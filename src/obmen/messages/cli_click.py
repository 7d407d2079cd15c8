"""What the command line's library says by itself, in Russian: English phrase -> ours."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

RUSSIAN: Final[Mapping[str, str]] = {
    "Usage:": "Использование:",
    "Options": "Параметры",
    "Commands": "Команды",
    "Positional arguments": "Аргументы",
    "required": "обязательно",
    "default: {default}": "по умолчанию: {default}",
    "Show this message and exit.": "Показать эту справку.",
    "Aborted!": "Прервано.",
    "Error: {message}": "Ошибка: {message}",
    "Error: invalid input": "Ответьте y (да) или n (нет)",
    "Try '{command} {option}' for help.": "Справка: {command} {option}",
    "Invalid value: {message}": "Неверное значение: {message}",
    "Invalid value for {param_hint}: {message}": "Неверное значение {param_hint}: {message}",
    "Missing argument": "Не задан аргумент",
    "Missing option": "Не задан параметр",
    "Missing parameter": "Не задан параметр",
    "Missing command.": "Не задана команда.",
    "No such option {name!r}.": "Нет параметра {name!r}.",
    "No such command {name!r}.": "Нет команды {name!r}.",
    "Did you mean {possibility}?": "Может быть, {possibility}?",
    "(Did you mean one of: {possibilities}?)": "(Может быть: {possibilities}?)",
    "Got unexpected extra argument ({args})": "Лишний аргумент ({args})",
    "Got unexpected extra arguments ({args})": "Лишние аргументы ({args})",
    "Option {name!r} requires an argument.": "Параметру {name!r} нужно значение.",
    "Option {name!r} does not take a value.": "Параметру {name!r} значение не нужно.",
    "{value!r} is not one of {choices}.": "{value!r} — такого нет; есть {choices}.",
    "{value!r} is not a valid {number_type}.": "{value!r} — не число.",
    "{value} is not in the range {range}.": "{value} не в пределах {range}.",
    "{value!r} does not match the format {format}.": "{value!r} не похоже на дату вида {format}.",
    "{name} {filename!r} does not exist.": "{filename!r} не существует.",
    "{name} {filename!r} is a directory.": "{filename!r} — папка.",
    "{name} {filename!r} is not readable.": "{filename!r} не читается.",
}
