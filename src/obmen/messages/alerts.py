"""What a person is told by letter: silence, a queue that stands, failures, and that they are over."""

from __future__ import annotations

from typing import Final

from obmen.messages.base import Text

TEXTS: Final[dict[str, Text]] = {
    "onec.silent": Text(
        "1С молчит с {since}: дольше {hours} ч она не молчала",
        "1C has been silent since {since}: longer than {hours} h",
        "Проверьте в 1С, что обмен по расписанию включён и проходит без ошибок, и что адрес шлюза открывается с "
        "сервера 1С. Другой срок: настройка alert_silence_minutes.",
        "See in 1C that the scheduled exchange is on and passes, and that the gateway's address opens from 1C's "
        "server. Another limit: the setting alert_silence_minutes.",
    ),
    "sales.standing": Text(
        "Новости об оплатах и отгрузках ждут отправки на портал уже {minutes} мин",
        "News of payments and shipments have been waiting for the portal for {minutes} min",
        "Посмотрите, что говорят obmen status {exchange} и obmen check {exchange}: портал может быть недоступен или перегружен.",
        "See what obmen status {exchange} and obmen check {exchange} say: the portal may be out of reach or overloaded.",
    ),
    "delivery.failing": Text(
        "За последний час портал не принял {failed} из {all} изменений ({percent} %)",
        "Within the last hour the portal has not taken {failed} of {all} changes ({percent} %)",
        "Откройте obmen problems {exchange}: одинаковые отказы обычно имеют одну причину.",
        "Look into obmen problems {exchange}: alike refusals usually have one cause.",
    ),
    "alert.subject": Text("Обмен {exchange}: нужен человек", "Exchange {exchange}: a person is needed"),
    "alert.subject_over": Text("Обмен {exchange}: снова в порядке", "Exchange {exchange}: all well again"),
    "alert.foot": Text("Обмен {exchange} {url}", "Exchange {exchange} {url}"),
    "alert.trial": Text(
        "Проверка: письма об обмене {exchange} доходят.",
        "A trial: letters about the exchange {exchange} arrive.",
    ),
    "alert.over.onec.silent": Text("1С снова обменивается.", "1C exchanges again."),
    "alert.over.sales.standing": Text("Новости снова уходят на портал.", "News reach the portal again."),
    "alert.over.delivery.failing": Text(
        "Портал снова принимает изменения.", "The portal takes changes again."
    ),
    "alert.over.portal.halted": Text("Портал снова отвечает.", "The portal answers again."),
    "alert.over.onec.copy_of_base": Text("Продажи снова идут.", "Sales go on again."),
    "alert.over.onec.new_client": Text("Продажи снова идут.", "Sales go on again."),
    "alert.over.mass": Text(
        "Массовое изменение больше не ждёт человека.", "The mass change no longer waits for a person."
    ),
    "alert.no_ways": Text(
        "Некому сообщать: не заданы alert_email, alert_url и alert_user",
        "Nobody is told: alert_email, alert_url and alert_user are not set",
        "obmen exchange set {exchange} alert_email=name@example.org",
        "obmen exchange set {exchange} alert_email=name@example.org",
    ),
    "alert.no_server": Text(
        "Почтовый сервер не задан: переменная OBMEN_SMTP_URL",
        "No mail server is set: variable OBMEN_SMTP_URL",
    ),
}
