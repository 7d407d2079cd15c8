"""The console's first page."""

from __future__ import annotations

from typing import Final

from obmen.messages.base import Text

TEXTS: Final[dict[str, Text]] = {
    "home.title": Text("Обмены", "Exchanges"),
    "home.none.title": Text("Обменов пока нет", "There is no exchange yet"),
    "home.none.text": Text(
        "Обмен соединяет одну базу 1С с одним порталом Битрикс24.",
        "An exchange joins one 1C base to one Bitrix24 portal.",
    ),
}
