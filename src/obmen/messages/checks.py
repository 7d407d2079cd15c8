"""The pre-flight: what each finding says in each state, and the advice."""

from __future__ import annotations

from typing import Final

from obmen.messages.base import Text

TEXTS: Final[dict[str, Text]] = {
    "check.portal.scope.ok": Text("Права вебхука достаточны: {scopes}", "The webhook's scopes suffice: {scopes}"),
    "check.portal.scope.missing": Text(
        "Вебхуку не хватает прав: {missing}",
        "The webhook lacks scopes: {missing}",
        "Отметьте их в настройках вебхука: Разработчикам → Другое → Входящий вебхук.",
        "Tick them in the webhook's settings.",
    ),
    "check.portal.scope.degraded": Text(
        "Часть прав вебхука не выдана: {missing}",
        "Some scopes are not granted: {missing}",
        "Без них уведомления и поля счетов не пишутся.",
        "Without them notifications and invoice fields are not written.",
    ),
}
