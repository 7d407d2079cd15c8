"""The console's shell: menu, sign-in, pages that say that something is not there."""

from __future__ import annotations

from typing import Final

from obmen.messages.base import Text

TEXTS: Final[dict[str, Text]] = {
    "shell.product": Text("Obmen", "Obmen"),
    "shell.skip": Text("Сразу к содержимому", "Skip to the content"),
    "shell.menu": Text("Меню", "Menu"),
    "shell.sign_out": Text("Выйти", "Sign out"),
    "shell.other_language": Text("English", "Русский"),
    "shell.theme.auto": Text("Оформление: как на устройстве", "Colours: as the device has them"),
    "shell.theme.light": Text("Оформление: светлое", "Colours: light"),
    "shell.theme.dark": Text("Оформление: тёмное", "Colours: dark"),
    "shell.to_home": Text("На главную", "To the first page"),
    "shell.nowhere.title": Text("Такой страницы нет", "There is no such page"),
    "shell.nowhere.text": Text(
        "Возможно, адрес набран с ошибкой или обмен удалён.",
        "The address may be mistyped, or the exchange was removed.",
    ),
    "shell.forbidden.title": Text("Для этого нужна другая роль", "This needs another role"),
    "shell.forbidden.text": Text(
        "Права раздаёт владелец на странице «Люди».", "The owner gives rights on the page of people."
    ),
    "shell.forged.title": Text("Форма устарела или пришла не с этой страницы", "The form is out of date, or not from here"),
    "shell.forged.text": Text(
        "Ничего не изменилось. Откройте страницу заново и повторите: так бывает, если в другой вкладке вы вышли или вошли снова.",
        "Nothing has changed. Open the page again and repeat: this happens when you signed out or in again in another tab.",
    ),
    "shell.broken.title": Text("На этой странице что-то сломалось", "Something on this page broke"),
    "shell.broken.text": Text(
        "Обмен при этом идёт. Подробности в журнале шлюза; если повторяется, пришлите их разработчику.",
        "The exchange goes on. The gateway's log has the details; send them to the developer if it happens again.",
    ),
    "shell.again": Text("Обновить", "Load again"),
    "shell.away.title": Text("База данных не отвечает", "The database does not answer"),
    "shell.away.text": Text(
        "Как только она ответит, обмен пойдёт сам: ничего не потеряно, 1С повторит. Обновите страницу через минуту; если не "
        "помогло, проверьте сервер базы данных.",
        "As soon as it does, the exchange goes on by itself: nothing is lost, 1C tries again. Load the page again in a "
        "minute; if that does not help, look at the database server.",
    ),
    "shell.copy": Text("Скопировать", "Copy"),
    "shell.account": Text("Мой вход", "My sign-in"),
    "menu.home": Text("Главная", "Home"),
    "menu.problems": Text("Проблемы", "Problems"),
    "menu.settings": Text("Настройки", "Settings"),
    "menu.people": Text("Люди", "People"),
    "menu.audit": Text("Кто что делал", "Who did what"),
    "task.title": Text("Работа", "Work"),
    "task.begun": Text("Начато", "Begun"),
    "task.progress": Text("Сколько сделано", "How much is done"),
    "task.look": Text("Обновить", "Look again"),
    "task.done": Text("Сделано.", "Done."),
    "task.by": Text("Начал {who}, {when}", "Begun by {who}, {when}"),
    "task.crashed": Text(
        "Работа прервалась: {what}. Подробности в журнале шлюза.", "The work broke off: {what}. The gateway's log has the details."
    ),
    "role.owner": Text("Владелец", "Owner"),
    "role.integrator": Text("Интегратор", "Integrator"),
    "role.accountant": Text("Бухгалтер", "Accountant"),
    "role.manager": Text("Менеджер", "Manager"),
    "sign_in.title": Text("Вход", "Sign in"),
    "sign_in.login": Text("Логин", "Login"),
    "sign_in.password": Text("Пароль", "Password"),
    "sign_in.go": Text("Войти", "Sign in"),
    "sign_in.lost": Text(
        "Забыли пароль? Новую ссылку даст владелец.", "Lost your password? The owner gives you a new link."
    ),
    "sign_in.new": Text(
        "Здесь ещё нет ни одного пользователя. Ссылку для первого входа печатает obmen serve при запуске, а новую — команда obmen user link.",
        "There is no user yet. obmen serve prints the link for the first owner when it starts, and obmen user link makes a new one.",
    ),
    "welcome.title": Text("Добро пожаловать", "Welcome"),
    "welcome.owner": Text(
        "Вы первый: станете владельцем и сможете пригласить остальных.",
        "You are the first: you become the owner and can invite the others.",
    ),
    "welcome.known": Text("{name}, придумайте пароль. Ваш логин: {login}", "{name}, choose a password. Your login: {login}"),
    "welcome.name": Text("Как вас зовут", "Your name"),
    "welcome.login.hint": Text("Короткое имя или почта, без пробелов.", "A short name or an e-mail address, no spaces."),
    "welcome.password.hint": Text("Не короче 10 знаков; несколько слов подряд — хорошо.", "At least 10 characters; several words in a row are good."),
    "welcome.again": Text("Пароль ещё раз", "The password again"),
    "welcome.go": Text("Сохранить и войти", "Save and sign in"),
}  # fmt: skip
