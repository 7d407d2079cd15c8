"""The console's page of health."""

from __future__ import annotations

from typing import Final

from obmen.messages.base import Text

METRICS: Final[dict[str, Text]] = {
    "metric.obmen_portal_requests": Text(
        "Запросы к порталам по тому, чем кончились: done — выполнен, остальное — отказы и обрывы",
        "Requests to portals by what became of them: done is done, all else is refusals and breaks",
    ),
    "metric.obmen_portal_commands": Text(
        "Команды в этих запросах, по тому, чем кончились: в одном запросе их до 50",
        "Commands in these requests by what became of them: up to 50 in a request",
    ),
    "metric.obmen_portal_request_duration_seconds": Text(
        "Сколько секунд занимает запрос; здесь среднее, в /metrics распределение",
        "Seconds that a request takes; the mean here, the distribution in /metrics",
    ),
    "metric.obmen_portal_halted": Text(
        "Сколько вебхуков портал сейчас не принимает; больше нуля — повод для тревоги",
        "Webhooks that their portal takes nothing from now; above zero is a reason to look",
    ),
}

TEXTS: Final[dict[str, Text]] = {
    **METRICS,
    "menu.health": Text("Состояние", "Health"),
    "health.title": Text("Состояние", "Health"),
    "health.now": Text("Сейчас", "Now"),
    "health.portal": Text("Портал", "Portal"),
    "health.portal.takes": Text("принимает запросы", "takes requests"),
    "health.portal.halted": Text("не принимает запросы: {code}", "takes no requests: {code}"),
    "health.talked": Text("1С обращалась", "1C called"),
    "health.talked.never": Text("ещё ни разу", "never yet"),
    "health.lacking": Text("Чего портал не может", "What the portal lacks"),
    "health.held": Text("Ждут решения человека", "Wait for a person's word"),
    "health.parked": Text("Отложены с проблемой", "Parked with a problem"),
    "health.check": Text("Проверка", "Pre-flight"),
    "health.check.go": Text("Проверить сейчас", "Check now"),
    "health.check.at": Text("{when}, начал {who}", "{when}, begun by {who}"),
    "health.check.none": Text(
        "С запуска шлюза проверки не было. Она только читает: портал, права, стадии, ставки НДС, 1С.",
        "Not checked since the gateway was started. It only reads: the portal, rights, stages, VAT rates, 1C.",
    ),
    "health.check.ok": Text("в порядке", "in order"),
    "health.check.degraded": Text("с ограничением", "limited"),
    "health.check.missing": Text("не хватает", "missing"),
    "health.alerts": Text("Оповещения", "Alerts"),
    "health.calm": Text("Тревог нет", "Nothing is alarming"),
    "health.ways": Text("Кому сообщается", "Who is told"),
    "health.ways.none": Text("Некому: не задано ни одного адреса", "Nobody: no address is set"),
    "health.ways.set": Text("Изменить в настройках", "Change it in the settings"),
    "health.rules": Text("О чём сообщается", "What is told"),
    "health.rule.silence": Text(
        "1С молчит дольше обычного (или дольше alert_silence_minutes);",
        "1C is silent for longer than usual (or than alert_silence_minutes);",
    ),
    "health.rule.queue": Text(
        "оплаты, стадии и сообщения ждут портал больше 15 минут;",
        "payments, stages and messages wait for the portal for more than 15 minutes;",
    ),
    "health.rule.refusals": Text(
        "за час портал не принял хотя бы 20 изменений, и это хотя бы пятая их часть;",
        "within an hour the portal has refused 20 changes or more, and a fifth of all or more;",
    ),
    "health.rule.halt": Text("портал не принимает ничего;", "the portal takes nothing at all;"),
    "health.rule.held": Text(
        "массовое изменение или остановленные заказы ждут человека. Когда становится хорошо, сообщается и это.",
        "a mass change, or orders that were stopped, wait for a person. That all is well again is told too.",
    ),
    "health.way.e-mail": Text("Почта", "E-mail"),
    "health.way.url": Text("Запрос на адрес", "A request to an address"),
    "health.way.bitrix24": Text("Уведомление в Битрикс24", "A notification in Bitrix24"),
    "health.trial.go": Text("Отправить пробное", "Send a trial"),
    "health.trial.sent": Text("{way}: пробное сообщение отправлено.", "{way}: the trial is sent."),
    "health.trial.failed": Text("{way}: не отправлено. {why}", "{way}: not sent. {why}"),
    "health.trial.nobody": Text(
        "Пробное сообщение уходит почтой и запросом на адрес, а они не заданы.",
        "A trial goes by e-mail and to an address, and neither is set.",
    ),
    "health.metrics": Text("Показатели для мониторинга", "Metrics for monitoring"),
    "health.metrics.text": Text(
        "Все порталы этого процесса с его запуска; мониторинг читает их по адресу /metrics.",
        "All portals of this process since its start; monitoring reads them at /metrics.",
    ),
    "health.metric.name": Text("Имя", "Name"),
    "health.metric.means": Text("Что значит", "What it means"),
    "health.metric.now": Text("Сейчас", "Now"),
}
