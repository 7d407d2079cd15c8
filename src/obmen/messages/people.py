"""People, links and programs: what is refused, and what the terminal says on the first start."""

from __future__ import annotations

from typing import Final

from obmen.messages.base import Text

TEXTS: Final[dict[str, Text]] = {
    "serve.first_link": Text(
        "В консоль ещё никто не входил. Первый владелец входит по ссылке (действует {hours} {hours:час|часа|часов}, один раз):\n{url}",
        "Nobody has signed in to the console yet. The first owner's link (works for {hours} {hours:hour|hours}, once):\n{url}",
        "Новая ссылка: obmen user link",
        "A new link: obmen user link",
    ),
    "refused.sign_in": Text(
        "Логин или пароль не подходит",
        "Login or password is wrong",
        "Проверьте раскладку клавиатуры. Если пароль потерян, новую ссылку даст владелец, или команда: obmen user link ЛОГИН",
        "Check the keyboard's layout. If the password is lost, the owner gives you a new link, or: obmen user link LOGIN",
    ),
    "refused.sign_in_hasty": Text(
        "Слишком много неверных паролей",
        "Too many wrong passwords",
        "Попробуйте снова через {seconds} {seconds:секунду|секунды|секунд}.",
        "Try again in {seconds} {seconds:second|seconds}.",
    ),
    "refused.password_length": Text(
        "Пароль должен быть не короче {least} и не длиннее {most} знаков",
        "A password has at least {least} and at most {most} characters",
        "Хороший пароль — несколько слов подряд.",
        "Several words in a row make a good one.",
    ),
    "refused.password_again": Text(
        "Пароли не совпали", "The passwords differ", "Введите один и тот же пароль дважды.", "Type the same password twice."
    ),
    "refused.password_former": Text(
        "Прежний пароль не подходит",
        "The former password is wrong",
        "Если он потерян, новую ссылку даст владелец.",
        "If it is lost, the owner gives you a new link.",
    ),
    "not_found.choice": Text(
        "Такого выбора в форме не было",
        "The form had no such choice",
        "Откройте страницу заново и повторите.",
        "Open the page again and repeat.",
    ),
    "refused.user_login": Text(
        "Такой логин не подходит",
        "This login won't do",
        "Логин — до 64 знаков без пробелов, например имя или почта.",
        "A login has up to 64 characters and no spaces: a name, or an e-mail address.",
    ),
    "refused.user_taken": Text(
        "Логин «{login}» уже занят",
        "Login “{login}” is taken",
        "Выберите другой; кто есть: obmen user list",
        "Choose another; see: obmen user list",
    ),
    "refused.user_whom": Text(
        "Владелец уже есть, и без логина ссылка не выдаётся",
        "There is an owner already, so a link needs a login",
        "obmen user link ЛОГИН; кто есть: obmen user list",
        "obmen user link LOGIN; see: obmen user list",
    ),
    "refused.user_locked": Text(
        "Вход для «{login}» закрыт",
        "“{login}” is locked out",
        "Откройте вход на странице людей консоли.",
        "Let them in again on the console's page of people.",
    ),
    "refused.user_last_owner": Text(
        "«{login}» — последний владелец",
        "“{login}” is the last owner",
        "Сначала сделайте владельцем кого-нибудь ещё, и пусть он войдёт.",
        "Make somebody else an owner first, and let them sign in.",
    ),
    "refused.bind_form": Text(
        "Нужны номер счёта, номер строки и Ид номенклатуры",
        "The invoice, the row and the item's id are needed",
        "Номера — целые, от 1.",
        "Numbers are whole, from 1 on.",
    ),
    "not_found.problem": Text(
        "Такой проблемы уже нет", "There is no such problem any more", "Возможно, она решилась сама.", "It may have solved itself."
    ),
    "refused.settings_file": Text(
        "Это не файл настроек",
        "This is no file of settings",
        "Нужен YAML со словарём settings; пример — кнопка «Скачать».",
        "A YAML with a mapping `settings` is needed; see “Download”.",
    ),
    "refused.groups_none": Text(
        "Не отмечена ни одна группа",
        "No group is ticked",
        "Отметьте группы или «Все группы».",
        "Tick groups, or “All groups”.",
    ),
    "refused.exchange_name": Text(
        "Имя обмена не совпало", "The name is not that of the exchange", "Обмен не удалён.", "Nothing was removed."
    ),
    "refused.exchange_not_yours": Text(
        "Вы видите только свои обмены и не можете создать новый",
        "You see your exchanges only and can't make a new one",
        "Попросите владельца.",
        "Ask the owner.",
    ),
    "refused.ignore_reason": Text(
        "Проблема откладывается только с причиной",
        "A problem is put aside with a reason only",
        "Напишите, почему это не проблема: через месяц спросят.",
        "Write why it is no problem: somebody will ask in a month.",
    ),
    "refused.token_taken": Text(
        "Токен с именем «{name}» уже есть",
        "There is a token named “{name}” already",
        "Выберите другое имя или отзовите прежний токен.",
        "Choose another name, or revoke the former one.",
    ),
    "refused.form_long": Text(
        "Форма или файл слишком велики",
        "The form or file is too big",
        "Файл настроек — не больше 2 МБ.",
        "A file of settings has at most 2 MB.",
    ),
    "form.choice": Text(
        "Такого выбора в форме не было",
        "The form had no such choice",
        "Откройте страницу заново и повторите.",
        "Open the page again and repeat.",
    ),
    "not_found.user": Text(
        "Нет человека с логином «{name}»",
        "There is nobody with the login “{name}”",
        "Кто есть: obmen user list",
        "See: obmen user list",
    ),
    "not_found.link": Text(
        "Эта ссылка уже не действует",
        "This link does not work any more",
        "Ссылка действует сутки и один раз. Новую даст владелец, или команда: obmen user link",
        "A link works for a day, and once. The owner gives you a new one, or: obmen user link",
    ),
    "not_found.token": Text(
        "Нет токена «{name}»", "There is no token “{name}”", "Возможно, его уже отозвали.", "It may have been revoked."
    ),
    "not_found.task": Text(
        "О такой работе ничего не известно",
        "Nothing is known of this work",
        "Шлюз помнит последние работы до перезапуска; посмотрите журнал действий.",
        "The gateway remembers the latest works until it starts anew; see the audit.",
    ),
    "not_found.command": Text("Нет команды «{name}»", "There is no command “{name}”", "Список: obmen --help", "See: obmen --help"),
}  # fmt: skip
