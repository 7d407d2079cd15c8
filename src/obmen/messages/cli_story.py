"""What `obmen demo` prints."""

from __future__ import annotations

from typing import Final

from obmen.messages.base import Text

CHAPTERS: Final[dict[str, Text]] = {
    "title": Text(
        "Obmen: весь путь между 1С и Битрикс24 на учебных копиях обеих систем",
        "Obmen: the whole way between 1C and Bitrix24, on practice copies of both",
    ),
    "folder": Text(
        "Данные этого показа лежат в {folder}; ваши обмены он не трогает.",
        "This demonstration keeps its data in {folder}; your own exchanges are not touched.",
    ),
    "chapter.check": Text(
        "Обмен создан, портал проверен до начала", "An exchange is made, the portal is checked"
    ),
    "chapter.catalogue": Text(
        "Каталог из «{base}» в Битрикс24", "The catalogue of “{base}” goes to Bitrix24"
    ),
    "chapter.invoices": Text(
        "Три счёта в Битрикс24 становятся заказами в 1С", "Three invoices become orders in 1C"
    ),
    "chapter.payment": Text(
        "Оплата в 1С становится стадией счёта", "A payment in 1C becomes the invoice's stage"
    ),
    "chapter.unf": Text(
        "Вторая база: Управление нашей фирмой, со вторым порталом",
        "A second base: Company management (УНФ), with a portal of its own",
    ),
    "chapter.parts": Text("Счёт, оплаченный двумя частями", "An invoice that is paid in two parts"),
    "chapter.again": Text("Тот же каталог ещё раз, без изменений", "The same catalogue once more, unchanged"),
    "chapter.summary": Text("Итог", "Summary"),
    "chapter.stay": Text(
        "Учебные системы работают, их можно трогать", "The practice systems stay up to be tried"
    ),
    "stay": Text("Остановить: Ctrl+C", "Stop with Ctrl+C"),
    "stopped": Text("Остановлено.", "Stopped."),
}

LINES: Final[dict[str, Text]] = {
    "base.trade": Text("УТ", "Trade"),
    "base.unf": Text("УНФ", "UNF"),
    "exchange_made": Text(
        "В узел обмена 1С записаны адрес {address}, логин {login} и пароль (показывается один раз).",
        "1C's exchange node holds address {address}, login {login} and the password (shown once).",
    ),
    "base_holds": Text(
        "В базе «{base}»: групп {groups}, номенклатуры {items}, с характеристиками {offers}. НДС: {rates}. "
        "Типы цен: {price_types}.",
        "Base “{base}” holds {groups} groups, {items} items, {offers} with characteristics. VAT: {rates}. "
        "Price types: {price_types}.",
    ),
    "without_vat": Text("без НДС", "no VAT"),
    "units_made": Text(
        "Единиц измерения, которых на портале не было, шлюз добавил: {units}.",
        "Units of measure that the portal lacked were added by the gateway: {units}.",
    ),
    "checks_passed": Text(
        "Проверок без замечаний: {good} из {of}.", "Checks without remarks: {good} of {of}."
    ),
    "onec_done": Text(
        "1С «{base}» закончила обмен без ошибок: запросов {requests}, {seconds} с.",
        "1C “{base}” finished its exchange without errors: {requests} requests, {seconds} s.",
    ),
    "goods_read": Text(
        "Шлюз принял карточек: {cards}. Типов цен несколько, поэтому первая выгрузка ждёт выбора; записей в ней: {held}.",
        "The gateway took {cards} cards. There are several price types, so the first run of {held} records waits.",
    ),
    "plan_costs": Text(
        "Запросов к порталу: около {requests}. По расходу времени настоящего портала это около {minutes} мин.",
        "About {requests} requests. By what a real portal charges for calls it would take about {minutes} min.",
    ),
    "plan_kept": Text(
        "Сделано ровно то, что было в плане: товаров {made}, вариаций {variations}, разделов {sections}, "
        "за {seconds} с.",
        "Exactly what the plan said was done: {made} products, {variations} variations, {sections} sections, "
        "in {seconds} s.",
    ),
    "prices_agree": Text(
        "Цена и ставка НДС одинаковы в 1С и в Битрикс24: {same} из {of}, до копейки.",
        "Price and VAT rate are the same in 1C and in Bitrix24: {same} of {of}, to the kopeck.",
    ),
    "again_nothing": Text(
        "1С передала всё заново, запросов: {requests}. Записей в Битрикс24: {writes}; читающих запросов: {reads}.",
        "1C sent everything again in {requests} requests. Writes to Bitrix24: {writes}; reading requests: {reads}.",
    ),
    "deal": Text("Поставка", "Delivery of goods"),
    "client.known": Text("компания, которую 1С знает", "a company that 1C knows"),
    "client.new": Text("новая компания", "a new company"),
    "client.person": Text("человек", "a person"),
    "new_client": Text('ООО "Заря"', 'ООО "Заря"'),
    "new_client.full": Text(
        'Общество с ограниченной ответственностью "Заря"', 'Общество с ограниченной ответственностью "Заря"'
    ),
    "new_client.address": Text("644043, г. Омск, ул. Ленина, д. 1", "644043, г. Омск, ул. Ленина, д. 1"),
    "buyer.known": Text("{buyer} (найден)", "{buyer} (found)"),
    "buyer.new": Text("{buyer} (создан)", "{buyer} (made)"),
    "approved": Text("Заказ {order} в 1С: «{state}».", "Order {order} in 1C: “{state}”."),
    "paid_in_1c": Text(
        "В 1С к заказу {order} внесена оплата {paid} из {of}; выполняется обмен.",
        "In 1C a payment of {paid} of {of} is attached to order {order}; the exchange runs.",
    ),
    "stage_moved": Text(
        "Счёт № {number} в Битрикс24: «{was}» → «{now}», через {seconds} с после запуска обмена. В ленте счёта:",
        "Invoice No. {number} in Bitrix24: “{was}” → “{now}”, {seconds} s after the exchange began. Its timeline:",
    ),
    "address.portal": Text("Портал для «{base}»: {url}", "Portal of “{base}”: {url}"),
    "address.onec": Text("1С «{base}»: {url}", "1C “{base}”: {url}"),
    "address.console": Text(
        "Консоль, вход по одноразовой ссылке: {url}", "The console, by a one-time link: {url}"
    ),
    "try": Text(
        "Сделайте счёт на странице {portal}, нажмите «Выполнить обмен» в 1С, оплатите заказ и выполните обмен снова.",
        "Make an invoice at {portal}, press “Выполнить обмен” in 1C, pay the order and run the exchange again.",
    ),
}

TABLES: Final[dict[str, Text]] = {
    "column.kind": Text("что", "what"),
    "column.create": Text("создать", "create"),
    "column.change": Text("изменить", "change"),
    "column.deactivate": Text("выключить", "deactivate"),
    "column.reactivate": Text("включить", "reactivate"),
    "column.refuse": Text("нельзя", "refuse"),
    "kind.product": Text("товары", "products"),
    "kind.variation": Text("вариации", "variations"),
    "kind.section": Text("разделы", "sections"),
    "column.invoice": Text("счёт", "invoice"),
    "column.client": Text("клиент", "client"),
    "column.rows": Text("строк", "rows"),
    "column.sum": Text("сумма", "sum"),
    "column.stage": Text("стадия", "stage"),
    "column.site_number": Text("номер для 1С", "number for 1C"),
    "column.order": Text("заказ в 1С", "order in 1C"),
    "column.buyer": Text("контрагент в 1С", "counterparty in 1C"),
    "column.crm_sum": Text("в Битрикс24", "in Bitrix24"),
    "column.onec_sum": Text("в 1С", "in 1C"),
    "column.equal": Text("=", "="),
    "column.what": Text("что", "what"),
    "column.result": Text("увидено", "seen"),
    "count.sections": Text("Разделы", "Sections"),
    "count.products": Text("Товары", "Products"),
    "count.variations": Text("Вариации", "Variations"),
    "count.prices": Text("Цены", "Prices"),
    "count.requests": Text("Запросы", "Requests"),
    "summary.goods": Text("Каталог", "Catalogue"),
    "summary.goods.value": Text(
        "товаров {products}, вариаций {variations}, разделов {sections}",
        "{products} products, {variations} variations, {sections} sections",
    ),
    "summary.prices": Text("Цены и НДС на обеих сторонах", "Prices and VAT on both sides"),
    "summary.prices.value": Text("равны {same} из {of}", "equal {same} of {of}"),
    "summary.orders": Text("Счета → заказы", "Invoices → orders"),
    "summary.orders.value": Text(
        "{count}, на {total}; суммы равны до копейки",
        "{count}, for {total}; the sums are equal to the kopeck",
    ),
    "summary.payments": Text("Стадии по оплатам", "Stages by payments"),
    "summary.payments.value": Text("{stages}", "{stages}"),
    "summary.requests": Text("Запросы за выгрузку каталога", "Requests for the catalogue"),
    "summary.requests.value": Text(
        "{requests} при наименьшем возможном {minimum} (команд {commands}, по 50 в запросе)",
        "{requests}; the fewest possible are {minimum} ({commands} commands, 50 a request)",
    ),
    "summary.again": Text("Повтор без изменений", "Unchanged repetition"),
    "summary.again.value": Text(
        "записей {writes}, читающих запросов {requests}", "{writes} writes, {requests} reading requests"
    ),
    "summary.problems": Text("Ждёт человека", "Waits for a person"),
    "summary.problems.value": Text("{count}", "{count}"),
    "summary.time": Text("Время", "Time"),
    "summary.time.value": Text("{seconds} с", "{seconds} s"),
}

WAITING: Final[dict[str, Text]] = {
    "working.start": Text(
        "Запускаются учебные системы и шлюз…", "The practice systems and the gateway start…"
    ),
    "working.check": Text("Проверяется портал…", "The portal is checked…"),
    "working.plan": Text("Составляется план…", "The plan is made…"),
    "working.onec": Text("1С «{base}» выполняет обмен…", "1C “{base}” runs its exchange…"),
    "wait.onec": Text("конца обмена в 1С", "the end of 1C's exchange"),
    "wait.read": Text("принятого каталога", "the catalogue to be taken"),
    "wait.delivery": Text("доставки каталога", "the delivery of the catalogue"),
    "wait.stage": Text("новой стадии счёта", "the invoice's new stage"),
    "wait.settled": Text("конца работы шлюза", "the gateway to finish"),
}

FAILURES: Final[dict[str, Text]] = {
    "failed.folder": Text(
        "Папка {folder} не пуста, и сделал её не этот показ",
        "Folder {folder} is not empty, and this demonstration did not make it",
        "Уберите её или задайте другую папку данных: OBMEN_DATA_DIR.",
        "Move it away, or choose another data folder: OBMEN_DATA_DIR.",
    ),
    "failed.running": Text(
        "Такой показ уже идёт (процесс {pid})",
        "Such a demonstration is running already (process {pid})",
        "Остановите его: Ctrl+C в его окне.",
        "Stop it: Ctrl+C in its window.",
    ),
    "failed.ended": Text(
        "Процесс «{process}» остановился сам",
        "Process “{process}” ended by itself",
        "Что он сказал: {log}",
        "What it said: {log}",
    ),
    "failed.start": Text(
        "Процесс «{process}» не запустился за минуту",
        "Process “{process}” did not start within a minute",
        "Что он сказал: {log}",
        "What it said: {log}",
    ),
    "failed.process": Text(
        "Процесс показа не отвечает или отказал: {told}",
        "A process of the demonstration refused or does not answer: {told}",
        "Журналы: {folder}",
        "Logs: {folder}",
    ),
    "failed.command": Text("Шлюз отказал: {text}", "The gateway refused: {text}"),
    "failed.late": Text("Не дождались {what} за {seconds} с", "Waited {seconds} s in vain for {what}"),
    "failed.onec": Text(
        "1С «{base}» закончила обмен с ошибкой. Её журнал:\n{log}",
        "1C “{base}” finished its exchange with an error. Its journal:\n{log}",
    ),
    "failed.check": Text(
        "Портал для обмена «{exchange}» не готов", "The portal of exchange “{exchange}” is not ready"
    ),
    "failed.not_held": Text(
        "Первая выгрузка обмена «{exchange}» должна ждать выбора типа цен, а не ждёт",
        "The first run of exchange “{exchange}” should wait for the choice of a price type, and does not",
    ),
    "failed.plan": Text(
        "Сделано не то, что было в плане. План: {planned}. Сделано: {made}",
        "What was done is not what was planned. Plan: {planned}. Done: {made}",
    ),
    "failed.prices": Text(
        "Цены или НДС расходятся: нет на портале {missing}, отличаются {different} (например {first})",
        "Prices or VAT disagree: {missing} are not on the portal, {different} differ (for example {first})",
    ),
    "failed.rewritten": Text(
        "Неизменённый каталог записан снова: команд записи {writes}",
        "An unchanged catalogue was written again: {writes} writing commands",
    ),
    "failed.problems": Text(
        "Шлюз просит помощи ({count}):\n{told}", "The gateway asks for help ({count}):\n{told}"
    ),
    "failed.no_order": Text(
        "Счёт № {invoice} не стал заказом в 1С", "Invoice No. {invoice} did not become an order in 1C"
    ),
    "failed.sum": Text(
        "Суммы счёта № {invoice} расходятся: в Битрикс24 {crm}, в 1С {onec}",
        "The sums of invoice No. {invoice} disagree: {crm} in Bitrix24, {onec} in 1C",
    ),
    "failed.stage": Text(
        "Заказ оплачен полностью, а счёт стоит на стадии «{stage}»",
        "The order is paid in full, and the invoice stands at stage “{stage}”",
    ),
}

TEXTS: Final[dict[str, Text]] = {
    f"demo.{code}": text for code, text in {**CHAPTERS, **LINES, **TABLES, **WAITING, **FAILURES}.items()
}
