"""The application inside Bitrix24: checks, problems, pages, robots."""

from __future__ import annotations

from typing import Final

from obmen.messages.base import Text

CHECKS: Final[dict[str, Text]] = {
    "check.application.none.degraded": Text(
        "Обмен работает по вебхуку: вкладки «1С», роботов и триггеров на портале нет",
        "The exchange works by webhook: there is no 1C tab, no robots and no triggers in the portal",
        "Чтобы они появились, создайте локальное приложение: docs/howto/application.md",
        "To have them make a local application: docs/howto/application.md",
    ),
    "check.application.none.missing": Text(
        "У обмена нет ни вебхука, ни приложения",
        "The exchange has neither a webhook nor an application",
        "Назовите ключ приложения: obmen exchange app {exchange} --client-id …, или вебхук: obmen exchange set {exchange} portal=…",
        "Name the application's key: obmen exchange app {exchange} --client-id …, or a webhook: "
        "obmen exchange set {exchange} portal=…",
    ),
    "check.application.expected.degraded": Text(
        "Ключ приложения известен, портал его ещё не установил; обмен работает по вебхуку",
        "The application's key is known, the portal has not installed it yet; the exchange works by webhook",
        "Откройте приложение на портале от имени администратора или нажмите там «Переустановить».",
        "Open the application in the portal as an administrator, or press Reinstall there.",
    ),
    "check.application.expected.missing": Text(
        "Ключ приложения известен, портал его ещё не установил",
        "The application's key is known, the portal has not installed it yet",
        "Откройте приложение на портале от имени администратора или нажмите там «Переустановить».",
        "Open the application in the portal as an administrator, or press Reinstall there.",
    ),
    "check.application.gone.degraded": Text(
        "Приложение удалено с портала; обмен работает по вебхуку, вкладка, роботы и триггеры не работают",
        "The application was removed from the portal; the exchange works by webhook, tab and robots do not",
        "Установите приложение снова: docs/howto/application.md",
        "Install the application again: docs/howto/application.md",
    ),
    "check.application.gone.missing": Text(
        "Приложение удалено с портала, другого доступа к порталу нет",
        "The application was removed from the portal, and there is no other way in",
        "Установите приложение снова: docs/howto/application.md",
        "Install the application again: docs/howto/application.md",
    ),
    "check.application.refused.degraded": Text(
        "Битрикс24 не продлевает доступ приложению: {code}; обмен работает по вебхуку",
        "Bitrix24 does not renew the application's access: {code}; the exchange works by webhook",
        "Откройте приложение на портале от имени администратора. PAYMENT_REQUIRED: продлите тариф портала.",
        "Open the application in the portal as an administrator. PAYMENT_REQUIRED: renew the portal's plan.",
    ),
    "check.application.refused.missing": Text(
        "Битрикс24 не продлевает доступ приложению: {code}",
        "Bitrix24 does not renew the application's access: {code}",
        "Откройте приложение на портале от имени администратора. PAYMENT_REQUIRED: продлите тариф портала.",
        "Open the application in the portal as an administrator. PAYMENT_REQUIRED: renew the portal's plan.",
    ),
    "check.application.both.ok": Text(
        "Данные идут по вебхуку; вкладка, события, роботы и триггеры — через приложение (пользователь {user})",
        "Data go by webhook; tab, events, robots and triggers by the application (user {user})",
    ),
    "check.application.alone.ok": Text(
        "Весь обмен идёт через приложение (пользователь {user})",
        "Everything goes by the application (user {user})",
    ),
    "check.application.unseen.degraded": Text(
        "Приложение не удалось проверить: {why:away}",
        "The application could not be checked: {why:away}",
        "Повторите проверку позже.",
        "Check again later.",
    ),
    "check.application.events.ok": Text("События портала подписаны", "The portal's events are bound"),
    "check.application.events.degraded": Text(
        "Не подписаны события: {missing} {error}",
        "Events are not bound: {missing} {error}",
        "Обмен подпишет их сам в течение суток; до тех пор счета узнаются опросом. Сразу: «Переустановить».",
        "They are bound within a day; until then invoices are found by polling. At once: Reinstall.",
    ),
    "check.application.placements.ok": Text("Вкладки «1С» встроены", "The 1C tabs are placed"),
    "check.application.placements.degraded": Text(
        "Не встроены вкладки: {missing} {error}",
        "Tabs are not placed: {missing} {error}",
        "Дайте приложению право placement и переустановите его.",
        "Give the application the scope placement and install it again.",
    ),
    "check.application.robots.ok": Text("Роботы зарегистрированы", "The robots are registered"),
    "check.application.robots.degraded": Text(
        "Не зарегистрированы роботы: {missing} {error}",
        "Robots are not registered: {missing} {error}",
        "Дайте приложению право bizproc и переустановите его; на тарифе без роботов их не будет.",
        "Give the application the scope bizproc and install it again; a plan without robots has none.",
    ),
    "check.application.triggers.ok": Text("Триггеры зарегистрированы", "The triggers are registered"),
    "check.application.triggers.degraded": Text(
        "Не зарегистрированы триггеры: {missing} {error}",
        "Triggers are not registered: {missing} {error}",
        "Дайте приложению право crm и переустановите его.",
        "Give the application the scope crm and install it again.",
    ),
}
PROBLEMS: Final[dict[str, Text]] = {
    "application.halted": Text(
        "Битрикс24 не продлевает доступ приложению: {code} {detail}",
        "Bitrix24 does not renew the application's access: {code} {detail}",
        "Откройте приложение «1С» на портале от имени администратора: доступ восстановится. "
        "PAYMENT_REQUIRED: продлите тариф; NOT_INSTALLED: установите приложение снова.",
        "Open the application in the portal as an administrator: that restores the access. "
        "PAYMENT_REQUIRED: renew the plan; NOT_INSTALLED: install the application again.",
    ),
    "application.gone": Text(
        "Приложение удалено с портала {portal}: вкладка, роботы и триггеры не работают",
        "The application was removed from portal {portal}: tab, robots and triggers do not work",
        "Установите его снова (docs/howto/application.md) или откажитесь: obmen exchange app {exchange} --remove",
        "Install it again (docs/howto/application.md), or give it up: obmen exchange app {exchange} --remove",
    ),
}
REFUSALS: Final[dict[str, Text]] = {
    "refused.application_key": Text(
        "Это не ключ приложения",
        "This is no key of an application",
        "Возьмите оба значения в карточке локального приложения: client_id и client_secret.",
        "Take both from the local application's card: client_id and client_secret.",
    ),
    "refused.application_oauth": Text(
        "Адрес {url} — не адрес сервера авторизации",
        "{url} is no address of an authorisation server",
        "Обычно его не указывают; для учебной копии он напечатан при её запуске.",
        "Usually it is left out; a practice portal prints its own when it starts.",
    ),
}
PAGES: Final[dict[str, Text]] = {
    "inside.title": Text("Обмен с 1С", "Exchange with 1C"),
    "inside.refused.unknown": Text(
        "Этот обмен не ждёт приложения.",
        "This exchange expects no application.",
        "На сервере обмена: obmen exchange app {exchange} --client-id … и откройте приложение снова.",
        "On the exchange's server: obmen exchange app {exchange} --client-id …, then open the application again.",
    ),
    "inside.refused.forged": Text(
        "Запрос не от приложения этого портала.",
        "The request is not of this portal's application.",
        "Переустановите приложение на портале от имени администратора.",
        "Install the application again in the portal as an administrator.",
    ),
    "inside.refused.no_admin": Text(
        "Установить приложение может только администратор портала.",
        "Only an administrator of the portal can install the application.",
        "Попросите администратора открыть это приложение.",
        "Ask an administrator to open this application.",
    ),
    "inside.refused.denied": Text(
        "Битрикс24 не принял ключ приложения.",
        "Bitrix24 did not take the application's key.",
        "Сверьте client_id и client_secret с карточкой приложения: obmen exchange app {exchange} --client-id …",
        "Compare client_id and client_secret with the application's card: obmen exchange app {exchange} --client-id …",
    ),
    "inside.refused.foreign_card": Text(
        "У вас нет доступа к этой карточке.",
        "You have no access to this card.",
        "Попросите доступ у ответственного.",
        "Ask its responsible for access.",
    ),
    "inside.refused.busy": Text(
        "Слишком много попыток подряд.",
        "Too many attempts in a row.",
        "Подождите минуту и откройте страницу снова.",
        "Wait a minute and open the page again.",
    ),
    "inside.refused.unreachable": Text(
        "Портал сейчас не отвечает обмену.",
        "The portal does not answer the exchange now.",
        "Откройте страницу снова через минуту.",
        "Open the page again in a minute.",
    ),
    "inside.installed": Text("Приложение установлено.", "The application is installed."),
    "inside.installed.all": Text(
        "События, вкладки, роботы и триггеры зарегистрированы.",
        "Events, tabs, robots and triggers are registered.",
    ),
    "inside.installed.lacking": Text(
        "Не зарегистрировано: {missing}. Обмен повторит попытку сам; подробности: obmen check {exchange}.",
        "Not registered: {missing}. The exchange tries again by itself; details: obmen check {exchange}.",
    ),
}
ROBOTS: Final[dict[str, Text]] = {
    "robot.sent": Text(
        "1С: заказ {number} получен 1С, номер в 1С: {onec_number}", "1C has order {number}: {onec_number}"
    ),
    "robot.waiting": Text(
        "1С: заказ {number} ждёт следующего сеанса обмена", "Order {number} waits for 1C's next exchange"
    ),
    "robot.held": Text(
        "1С: заказ {number} ждёт решения человека: {why}", "Order {number} waits for a person: {why}"
    ),
    "robot.not_sent": Text("1С: счёт в 1С не отправлен: {why}", "The invoice is not sent to 1C: {why}"),
    "robot.failed": Text("1С: не получилось: {why}", "It failed: {why}"),
    "robot.no_invoice": Text("робот работает только на счетах", "the robot runs on invoices only"),
    "robot.not_known": Text("1С: счёт не относится к этому обмену", "The invoice is none of this exchange's"),
}
TEXTS: Final[dict[str, Text]] = {**CHECKS, **PROBLEMS, **REFUSALS, **PAGES, **ROBOTS}
