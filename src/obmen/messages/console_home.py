"""The console's first page, and the page that starts an exchange."""

from __future__ import annotations

from typing import Final

from obmen.messages.base import Text

STATES: Final[dict[str, Text]] = {
    "home.state.well": Text("Всё хорошо, последний обмен {ago}", "All well, last exchange {ago}"),
    "home.state.problems": Text(
        "Обмен идёт, последний {ago}; {problems} {problems:проблема ждёт|проблемы ждут|проблем ждут} вас",
        "The exchange goes on, last {ago}; {problems} {problems:problem waits|problems wait} for you",
    ),
    "home.state.slow": Text(
        "Доставка отстаёт: самая старая запись ждёт {since}",
        "Delivery lags behind: the oldest record waits for {since}",
    ),
    "home.state.silent": Text("1С молчит: последний обмен {ago}", "1C is silent: last exchange {ago}"),
    "home.state.mass_change": Text(
        "Массовое изменение ждёт вашего решения: {held:number} {held:запись|записи|записей}",
        "A mass change waits for your word: {held:number} {held:record|records}",
    ),
    "home.state.first_run": Text(
        "Первая выгрузка каталога ждёт вашего решения", "The first catalogue waits for your word"
    ),
    "home.state.new": Text("1С ещё ни разу не обращалась", "1C has not called yet"),
    "home.state.sales_held": Text(
        "Обмен заказами остановлен и ждёт вашего решения",
        "The exchange of orders is stopped and waits for your word",
    ),
    "home.state.halted": Text("Портал не принимает запросы: {halt}", "The portal takes no requests: {halt}"),
}

NOW: Final[dict[str, Text]] = {
    "now.title": Text("Обменяться сейчас", "Exchange now"),
    "now.onec.title": Text("В 1С: начать обмен", "In 1C: begin the exchange"),
    "now.onec.text": Text(
        "Обмен всегда начинает 1С: шлюз не может её позвать. Чтобы не ждать расписания, нажмите кнопку в самой 1С.",
        "1C always begins: the gateway can't call it. Not to wait for its schedule, press the button in 1C itself.",
    ),
    "now.onec.trade.one": Text(
        "Откройте «НСИ и администрирование» → «Интеграция» → «Обмен с сайтом».",
        "Open «НСИ и администрирование» → «Интеграция» → «Обмен с сайтом».",
    ),
    "now.onec.trade.two": Text(
        "Откройте узел обмена с этим шлюзом.", "Open the node of the exchange with this gateway."
    ),
    "now.onec.trade.three": Text(
        "Нажмите «Выполнить обмен» и дождитесь сообщения об окончании.",
        "Press «Выполнить обмен» and wait for the message that it has ended.",
    ),
    "now.onec.unf.one": Text(
        "Откройте «Компания» → «Интернет-магазин» (или «Обмен с сайтами»).",
        "Open «Компания» → «Интернет-магазин» (or «Обмен с сайтами»).",
    ),
    "now.onec.unf.two": Text(
        "Выберите узел обмена с этим шлюзом.", "Choose the node of the exchange with this gateway."
    ),
    "now.onec.unf.three": Text(
        "Нажмите «Выполнить обмен» и дождитесь сообщения об окончании.",
        "Press «Выполнить обмен» and wait for the message that it has ended.",
    ),
    "now.ours.title": Text("Здесь: наша часть", "Here: our part"),
    "now.ours.text": Text(
        "Прочитать изменённые счета портала, разобрать то, что 1С уже принесла, и доставить всё, что ждёт очереди. Само это делается и так, без кнопки, только позже.",
        "Read changed invoices of the portal, work through what 1C has brought already, and deliver all that waits. It happens by itself too, only later.",
    ),
    "now.ours.go": Text("Начать нашу часть", "Begin our part"),
}

TEXTS: Final[dict[str, Text]] = {
    **STATES,
    **NOW,
    "home.title": Text("Обмены", "Exchanges"),
    "home.none.title": Text("Обменов пока нет", "There is no exchange yet"),
    "home.none.text": Text(
        "Обмен соединяет одну базу 1С с одним порталом Битрикс24.",
        "An exchange joins one 1C base to one Bitrix24 portal.",
    ),
    "home.light.green": Text("Всё хорошо", "All well"),
    "home.light.yellow": Text("Посмотрите", "Have a look"),
    "home.light.red": Text("Не работает", "Does not work"),
    "home.orders": Text(
        "; {count} {count:счёт ждёт|счёта ждут|счетов ждут} вас", "; {count} {count:invoice waits|invoices wait} for you"
    ),
    "home.problems": Text(
        "{count:number} {count:проблема|проблемы|проблем}", "{count:number} {count:problem|problems}"
    ),
    "home.now": Text("Обменяться сейчас", "Exchange now"),
    "home.queue": Text("В очереди", "In the queue"),
    "home.queue.since": Text("старейшая ждёт {since}", "the oldest waits for {since}"),
    "home.queue.empty": Text("всё доставлено", "all is delivered"),
    "home.quota": Text("Расход лимита портала", "Use of the portal's limit"),
    "home.quota.none": Text("за последние 10 минут", "in the last 10 minutes"),
    "home.unaided": Text("Счетов без участия людей", "Invoices without a person"),
    "home.unaided.of": Text(
        "из {sent:number} за 30 дней", "of {sent:number} in 30 days"
    ),
    "home.chart": Text(
        "За сутки 1С обратилась {talks:number} {talks:раз|раза|раз}", "1C called {talks:number} {talks:time|times} in a day"
    ),
    "home.chart.failed": Text(
        ", {failed} {failed:файл не прочитан|файла не прочитаны|файлов не прочитаны}", ", {failed} {failed:file|files} could not be read"
    ),
    "home.chart.bar": Text(
        "каталог {catalog}, заказы {sale}, ошибки {failed}", "catalogue {catalog}, orders {sale}, errors {failed}"
    ),
    "home.chart.catalog": Text("каталог", "catalogue"),
    "home.chart.sale": Text("заказы", "orders"),
    "home.chart.now": Text("сейчас", "now"),
}  # fmt: skip
