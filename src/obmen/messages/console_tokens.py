"""The console's page of tokens."""

from __future__ import annotations

from typing import Final

from obmen.messages.base import Text

SCOPES: Final[dict[str, Text]] = {
    "tokens.scope.look": Text("читать", "read"),
    "tokens.scope.refresh": Text(
        "спросить портал, выполнить накопившееся", "ask the portal, do the pending work"
    ),
    "tokens.scope.send": Text("отправлять счета в 1С", "send invoices to 1C"),
    "tokens.scope.retry": Text("повторять отложенное", "try anew what was parked"),
    "tokens.scope.bind": Text("связывать строки с товарами 1С", "bind rows to items of 1C"),
    "tokens.scope.ignore": Text("откладывать проблемы в сторону", "put problems aside"),
    "tokens.scope.release": Text("отпускать, отменять, восстанавливать", "release, undo, restore"),
    "tokens.scope.see_raw": Text("видеть сообщения, как они прошли", "see messages as they went"),
    "tokens.scope.import": Text("давать файлы 1С", "give files of 1C"),
    "tokens.scope.settings": Text("менять настройки", "change settings"),
    "tokens.scope.exchanges": Text("создавать и удалять обмены", "make and remove exchanges"),
    "tokens.scope.tokens": Text("выдавать и отзывать токены", "make and revoke tokens"),
    "tokens.scope.audit": Text("читать, кто что делал", "read who did what"),
    "tokens.scope.users": Text("видеть людей", "see people"),
}

TEXTS: Final[dict[str, Text]] = {
    **SCOPES,
    "menu.tokens": Text("Токены", "Tokens"),
    "tokens.title": Text("Токены программ", "Tokens of programs"),
    "tokens.text": Text(
        "Токеном программа подписывает запросы к шлюзу. Что она может запросить:",
        "A program shows its token with every request. What it can ask for:",
    ),
    "tokens.made": Text("Токен «{name}» готов", "The token “{name}” is ready"),
    "tokens.made.text": Text("Он показан один раз: сохраните его сейчас.", "It is shown once: keep it now."),
    "tokens.used": Text("запрос: {moment}", "last request: {moment}"),
    "tokens.expires": Text("действует до: {moment}", "expires: {moment}"),
    "tokens.revoke": Text("Отозвать", "Revoke"),
    "tokens.revoke.ask": Text("Отозвать токен «{name}»?", "Revoke the token “{name}”?"),
    "tokens.revoked": Text(
        "Токен «{name}» больше не действует", "The token “{name}” is worth nothing any more"
    ),
    "tokens.new": Text("Новый токен", "A new token"),
    "tokens.name": Text("Имя программы", "The program's name"),
    "tokens.name.hint": Text("До 64 букв, цифр и знаков . _ @ -", "Up to 64 letters, digits and . _ @ -"),
    "tokens.scopes": Text("Права", "Scopes"),
    "tokens.exchanges.hint": Text(
        "Ничего не отмечено — все обмены, которые видите вы.",
        "Nothing ticked means all exchanges that you see.",
    ),
    "tokens.days": Text("Сколько дней действует", "For how many days"),
    "tokens.days.hint": Text("Пусто — бессрочно.", "Empty: without end."),
    "tokens.go": Text("Выдать токен", "Make a token"),
}
