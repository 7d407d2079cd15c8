"""Messages as they went over the wire: where they went, and what is shown of them."""

from __future__ import annotations

from typing import Final

from obmen.messages.base import Text

TEXTS: Final[dict[str, Text]] = {
    "raw.way.to_1c": Text("в 1С", "to 1C"),
    "raw.way.from_1c": Text("из 1С", "from 1C"),
    "raw.way.to_crm": Text("в Битрикс24", "to Bitrix24"),
    "raw.all": Text("Сообщение целиком; секреты скрыты.", "The whole message; secrets are hidden."),
    "raw.part": Text(
        "Часть сообщения о заказе {order}; секреты скрыты.",
        "What the message says of order {order}; secrets are hidden.",
    ),
    "raw.cut": Text(
        "Показано начало: остальное в файле. Секреты скрыты.",
        "The beginning is shown: the rest is in the file. Secrets are hidden.",
    ),
    "raw.gone": Text(
        "Этого сообщения больше нет: сообщения хранятся {days} {days:день|дня|дней} (keep_days), "
        "а файлы, принятые из другой папки, не хранятся вовсе.",
        "This message is not kept any more: messages are kept for {days} {days:day|days} (keep_days), "
        "and files that were imported from another folder are not kept at all.",
    ),
    "not_found.message": Text(
        "У счёта {invoice} нет сообщения {message}.",
        "Invoice {invoice} has no message {message}.",
        "Список сообщений есть в истории счёта.",
        "The invoice's history names its messages.",
    ),
    "refused.message_gone": Text(
        "Сообщение {message} больше не хранится.",
        "Message {message} is not kept any more.",
        "Срок хранения задаёт keep_days.",
        "How long messages are kept says keep_days.",
    ),
    "refused.message_big": Text(
        "Сообщение слишком велико, чтобы показать его здесь.",
        "The message is too big to be shown here.",
        "Файл лежит в папке данных шлюза: {path}",
        "The file is in the gateway's data folder: {path}",
    ),
}
