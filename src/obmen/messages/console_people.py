"""The console's pages of people: users, one's own sign-in, the audit."""

from __future__ import annotations

from typing import Final

from obmen.messages.base import Text

VERBS: Final[dict[str, Text]] = {
    "audit.verb.exchange.add": Text("создал обмен", "made an exchange"),
    "audit.verb.exchange.set": Text("изменил настройки", "changed settings"),
    "audit.verb.exchange.password": Text("выдал 1С новый пароль", "gave 1C a new password"),
    "audit.verb.plan.signed": Text("подписал план", "signed a plan"),
    "audit.verb.exchange.remove": Text("удалил обмен", "removed an exchange"),
    "audit.verb.alerts": Text("отправил пробное оповещение", "sent a trial alert"),
    "audit.verb.check": Text("проверил обмен", "checked the exchange"),
    "audit.verb.retry": Text("повторил отложенное", "tried again"),
    "audit.verb.import": Text("загрузил файлы 1С", "gave files of 1C"),
    "audit.verb.sync": Text("запустил обмен сейчас", "started the exchange now"),
    "audit.verb.release": Text("отпустил запуск", "let a run go"),
    "audit.verb.drift": Text("вернул правки в CRM", "put edits in the CRM back"),
    "audit.verb.undo": Text("отменил запуск", "took a run back"),
    "audit.verb.adopt": Text("принял каталог, который был на портале", "took over the portal's catalogue"),
    "audit.verb.sweep": Text(
        "сделал неактивным то, что ушло из выгрузки", "made inactive what left the selection"
    ),
    "audit.verb.send": Text("отправил счета в 1С", "sent invoices to 1C"),
    "audit.verb.bind": Text("связал строку с номенклатурой", "bound a row to an item"),
    "audit.verb.ignore": Text("отложил проблему в сторону", "put a problem aside"),
    "audit.verb.unignore": Text("вернул проблему в работу", "made a problem open again"),
    "audit.verb.token.add": Text("выдал токен", "made a token"),
    "audit.verb.token.revoke": Text("отозвал токен", "revoked a token"),
    "audit.verb.user.link": Text("выдал ссылку для входа", "gave a link to sign in"),
    "audit.verb.user.invited": Text("пригласил", "invited"),
    "audit.verb.user.changed": Text("изменил права", "changed rights"),
    "audit.verb.user.locked": Text("закрыл вход", "locked out"),
    "audit.verb.user.unlocked": Text("открыл вход", "let in again"),
    "audit.verb.login.opened": Text("вошёл", "signed in"),
    "audit.verb.login.closed": Text("вышел", "signed out"),
    "audit.verb.password.set": Text("сменил пароль", "changed the password"),
}

TEXTS: Final[dict[str, Text]] = {
    **VERBS,
    "people.title": Text("Люди", "People"),
    "people.role": Text("Роль", "Role"),
    "people.exchanges": Text("Обмены", "Exchanges"),
    "people.exchanges.all": Text("все", "all"),
    "people.exchanges.hint": Text(
        "Ничего не отмечено — видит все обмены, и те, что появятся.",
        "Nothing ticked means all exchanges, those to come included.",
    ),
    "people.state.locked": Text("закрыт", "locked out"),
    "people.state.invited": Text("ссылка ещё не использована", "link not used yet"),
    "people.state.seen": Text("заходили {ago}", "seen {ago}"),
    "people.state.away": Text("давно не входил", "not signed in"),
    "people.edit": Text("Изменить", "Change"),
    "people.name": Text("Имя", "Name"),
    "people.save": Text("Сохранить", "Save"),
    "people.new_link": Text("Новая ссылка для входа", "New link to sign in"),
    "people.lock": Text("Закрыть вход", "Lock out"),
    "people.lock.ask": Text(
        "Закрыть вход для «{name}»? Открытые окна перестанут работать сразу.",
        "Lock “{name}” out? Open windows stop working at once.",
    ),
    "people.unlock": Text("Открыть вход", "Let in"),
    "people.invite": Text("Пригласить", "Invite"),
    "people.invite.go": Text("Создать и получить ссылку", "Make and get the link"),
    "people.roles": Text("Что может каждая роль", "What each role may do"),
    "people.role.owner": Text(
        "Всё, и приглашать людей.", "Everything, and inviting people."
    ),
    "people.role.integrator": Text(
        "Настраивает обмены, отпускает и отменяет запуски, видит сообщения как они шли, выдаёт токены.",
        "Sets exchanges up, lets runs go and takes them back, sees messages as they went, makes tokens.",
    ),
    "people.role.accountant": Text(
        "Отправляет счета, повторяет отложенное, связывает строки, откладывает проблемы с причиной.",
        "Sends invoices, tries again, binds rows, puts problems aside with a reason.",
    ),
    "people.role.manager": Text(
        "Смотрит всё, кроме настроек и журнала действий, и обновляет.",
        "Sees all but settings and the audit, and refreshes.",
    ),
    "people.link.title": Text("Ссылка для «{name}»", "Link for “{name}”"),
    "people.link.text": Text(
        "Передайте её сами: она показана один раз, действует сутки и впускает один раз.",
        "Pass it on yourself: it is shown once, works for a day and lets in once.",
    ),
    "people.changed": Text("Сохранено: {name}", "Saved: {name}"),
    "people.locked": Text("Вход закрыт: {name}", "Locked out: {name}"),
    "people.unlocked": Text("Вход открыт: {name}", "Let in again: {name}"),
    "account.title": Text("Мой вход", "My sign-in"),
    "account.logins": Text("Где открыт вход", "Where you are signed in"),
    "account.logins.unknown": Text("Неизвестный браузер", "Unknown browser"),
    "account.logins.seen": Text("активность {ago}, открыт {since}", "seen {ago}, opened {since}"),
    "account.logins.this": Text("это окно", "this one"),
    "account.logins.end": Text("Выйти там", "Sign out there"),
    "account.logins.end_others": Text("Выйти везде, кроме этого окна", "Sign out everywhere else"),
    "account.logins.ended": Text(
        "Закрыто {count} {count:вход|входа|входов}", "Ended {count} {count:sign-in|sign-ins}"
    ),
    "account.password": Text("Пароль", "Password"),
    "account.password.former": Text("Прежний пароль", "Former password"),
    "account.password.new": Text("Новый пароль", "New password"),
    "account.password.go": Text("Сменить пароль", "Change the password"),
    "account.password.changed": Text(
        "Пароль изменён; в других браузерах нужно войти снова.",
        "The password is changed; other browsers have to sign in again.",
    ),
    "audit.title": Text("Кто что делал", "Who did what"),
    "audit.when": Text("Когда", "When"),
    "audit.who": Text("Кто", "Who"),
    "audit.what": Text("Что", "What"),
    "audit.change": Text("Было → стало", "Old → new"),
    "audit.exchange": Text("Обмен", "Exchange"),
    "audit.exchange.all": Text("Все обмены", "All exchanges"),
    "audit.filter": Text("Показать", "Show"),
    "audit.older": Text("Раньше", "Earlier"),
    "audit.none": Text("Пока никто ничего не делал", "Nobody has done anything yet"),
    "audit.actor.user": Text("в консоли", "in the console"),
    "audit.actor.token": Text("программа", "a program"),
    "audit.actor.command": Text("командная строка", "command line"),
    "audit.actor.portal": Text("в Битрикс24", "in Bitrix24"),
}  # fmt: skip
