"""What the gateway says to 1C in its dialogue, and the words of the answer to `mode=info`."""

from collections.abc import Mapping
from typing import Final

REASONS: Final[Mapping[str, str]] = {
    "database.away": "База данных шлюза не отвечает. Повторите обмен позже; принятое раньше не потеряно.",
    "auth.missing": "Не передано имя пользователя и пароль. Проверьте настройки узла обмена.",
    "auth.wrong": "Неверное имя пользователя или пароль. Проверьте настройки узла обмена.",
    "auth.network": "Адрес {address} не входит в сети, разрешённые этому обмену (настройка onec_allow_from).",
    "auth.exchange": "Имя пользователя относится к другому обмену. Проверьте адрес сайта в узле обмена.",
    "session.foreign": "Сеанс принадлежит другому обмену. Начните обмен заново.",
    "session.absent": "Сеанс не найден. Начните обмен заново.",
    "session.ended": "Сеанс завершён: не было запросов слишком долго. Начните обмен заново.",
    "method.unknown": "Метод {method} не поддерживается.",
    "method.post": "Файл передаётся методом POST.",
    "mode.unknown": "Неизвестный режим: type={type}, mode={mode}.",
    "file.name": "Недопустимое имя файла: {name}.",
    "file.no_name": "Не указано имя файла (filename).",
    "file.absent": "Файл {name} в этом сеансе не передан.",
    "file.interrupted": "Файл {name} передан не полностью: связь прервалась.",
    "file.archive": "{name} — архив; импортировать нужно файлы внутри него: {names}.",
    "disk.full": "На диске шлюза заканчивается место: осталось {free_mb} МБ. Файл {name} не принят.",
    "disk.quota": "Исчерпан объём, отведённый обмену для файлов: {quota_mb} МБ. Файл {name} не принят.",
    "internal": "Внутренняя ошибка шлюза ({error}). Подробности в журнале шлюза.",
}
"""Code -> why the gateway answered `failure`."""

BAD_FILE: Final = "Файл {name}, строка {line}: {reason}"
BAD_ARCHIVE: Final = "Файл {name}: {reason}"
READING: Final = "Файл {name} читается"

DICTIONARY: Final = "Справочник"
STATUSES: Final = "Cтатусы"  # the first letter is Latin: Bitrix writes it so and УНФ looks for it; facts §1.9
PAYMENT_SYSTEMS: Final = "ПлатежныеСистемы"
DELIVERY_SERVICES: Final = "СлужбыДоставки"
ELEMENT: Final = "Элемент"
ID: Final = "Ид"
NAME: Final = "Название"
