"""Settings of an exchange and variables of the environment, one line each."""

from __future__ import annotations

from typing import Final

from obmen.messages.base import Text

SETTINGS: Final[dict[str, Text]] = {
    "onec_family": Text(
        "Какая это 1С: trade (УТ, КА, ERP, Розница), unf, module (модуль Битрикс); auto узнаёт из диалога",
        "Which 1C this is: trade (УТ, КА, ERP, Розница), unf, module (Bitrix's module); auto learns it from the dialogue",
    ),
    "price_type": Text(
        "Тип цен 1С, который становится ценой: название или Ид; по умолчанию первый, который прислала 1С",
        "The 1C price type that becomes the price, by name or id; by default the first that 1C has sent",
    ),
    "price_types": Text(
        "Какие ещё типы цен 1С становятся типами цен CRM: all, или названия и Ид через запятую; пусто: никакие",
        "Which further 1C price types become price types of the CRM: all, or names and ids, comma-separated; empty: none",
    ),
    "groups": Text(
        "Какие группы 1С брать вместе с вложенными: названия или Ид через запятую; пусто: все",
        "Which 1C groups to take, subtrees included: names or ids, comma-separated; empty: all",
    ),
    "attributes": Text(
        "Что переносится в карточку кроме цены: article, barcode, full_name, description, brand, country, weight"
        " (из кг в г), code, названия или Ид свойств 1С через запятую; all — всё, none — ничего",
        "What else travels into the card: article, barcode, full_name, description, brand, country, weight"
        " (kg to g), code, names or ids of 1C's properties, comma-separated; all, or none",
    ),
    "variants": Text(
        "Характеристики: offers — вариации товара, flat — каждая станет товаром, off — как в штатном обмене",
        "Characteristics: offers makes variations of the product, flat a product of each, off does as the "
        "vendor's exchange",
    ),
    "max_change_percent": Text(
        "Запуск, который выключает, переносит или переименовывает больше такой доли товаров, ждёт человека",
        "A run that deactivates, moves or renames more than this share of the products waits for a person",
    ),
    "max_price_change_percent": Text(
        "На сколько процентов цена может измениться без вопроса; много таких изменений сразу ждут человека",
        "By how many per cent a price may change unasked; many such changes at once wait for a person",
    ),
    "drift": Text(
        "Ручные правки полей 1С в CRM ищутся каждую ночь: show показывает, restore возвращает, off не ищет",
        "Edits in the CRM of what 1C owns, looked for every night: show tells, restore puts back, off doesn't look",
    ),
    "vat_create": Text(
        "Создавать ли на портале недостающую ставку НДС: on или off",
        "May a missing VAT rate be created on the portal: on or off",
    ),
    "interval_minutes": Text(
        "Как часто ожидающая работа начинается сама; то, что 1С принесла сейчас, идёт сразу",
        "How often pending work starts by itself; what 1C has just brought starts at once",
    ),
    "poll_seconds": Text(
        "Как часто спрашивать портал об изменённых счетах",
        "How often the portal is asked for changed invoices",
    ),
    "invoices_since": Text(
        "С какого момента счета идут в 1С сами; по умолчанию с создания обмена. Ранние: obmen send",
        "From when on invoices go to 1C by themselves; by default since the exchange was made. Earlier: obmen send",
    ),
    "invoices_from_stage": Text(
        "С какой стадии счёт идёт в 1С: название или STATUS_ID; пусто: с первой",
        "From which stage on an invoice goes to 1C: name or STATUS_ID; empty: the first",
    ),
    "own_company": Text(
        "Чьи счета идут в эту 1С: id или ИНН своей компании; обязательно, когда их несколько",
        "Whose invoices go to this 1C: id or ИНН of an own company; a must when there are several",
    ),
    "order_prefix": Text(
        "Начало номера заказа в 1С, до 4 знаков, своё у каждого обмена",
        "Beginning of the order's number in 1C, up to 4 characters, unique among exchanges",
    ),
    "resend": Text(
        "Счёт изменён, а 1С его уже получила: auto — отправить снова, ask — спросить, never — не отправлять",
        "An invoice changed that 1C already has: auto sends it again, ask waits for a person, never does not send",
    ),
    "counterparty_gate": Text(
        "Клиент, которого 1С может задвоить: warn — отправить и сказать, strict — задержать счёт",
        "A client that 1C could double: warn sends and says so, strict holds the invoice",
    ),
    "service_item": Text(
        "Ид номенклатуры 1С, которой становятся строки счёта без товара",
        "Id of the 1C item that stands for free-text rows",
    ),
    "paid_stage": Text(
        "Стадия полностью оплаченного счёта; пусто: успешная стадия портала",
        "Stage of an invoice that is paid in full; empty: the portal's success stage",
    ),
    "partly_paid_stage": Text(
        "Стадия частично оплаченного счёта; пусто: только сообщение",
        "Stage of an invoice that is paid in part; empty: a message only",
    ),
    "shipped_stage": Text(
        "Стадия отгруженного счёта; пусто: только сообщение", "Stage after shipment; empty: a message only"
    ),
    "cancelled_stage": Text(
        "Стадия счёта, заказ которого отменён в 1С; пусто: стадия провала портала",
        "Stage of an invoice whose order was cancelled in 1C; empty: the portal's failure stage",
    ),
    "order_changes": Text(
        "Строки заказа изменены в 1С: notify — сообщить, update — изменить счёт",
        "Lines were changed in 1C: notify tells, update changes the invoice",
    ),
    "responsible_fallback": Text(
        "Номер пользователя портала, которому сообщать, когда ответственный уволен; 0: никому",
        "The portal user who is told when the responsible is gone; 0: nobody",
    ),
    "portal": Text("Новый входящий вебхук того же портала", "A new inbound webhook of the same portal"),
    "alert_email": Text(
        "Кому писать, когда обмен молчит, стоит или ждёт человека: адреса через запятую; нужен OBMEN_SMTP_URL",
        "Whom to write when the exchange is silent, stands or waits for a person: addresses, comma-separated; "
        "needs OBMEN_SMTP_URL",
    ),
    "alert_url": Text(
        "Адрес, который вызывается с тем же сообщением в JSON; не показывается",
        "An address that is called with the same message as JSON; never shown",
    ),
    "alert_user": Text(
        "Пользователь портала, который получает то же уведомлением: id; 0 — никто",
        "A user of the portal who gets the same as a notification: id; 0: nobody",
    ),
    "alert_silence_minutes": Text(
        "Сколько минут 1С может молчать; 0 — в полтора раза дольше самого долгого молчания до сих пор",
        "How many minutes 1C may be silent; 0: half again as long as it ever was",
    ),
    "event_token": Text(
        "Токен исходящего вебхука: с ним события портала принимаются, без него не принимаются",
        "Token of the outgoing webhook: events that carry it are taken",
    ),
    "rate_per_second": Text(
        "Запросов к порталу в секунду по тарифу: 2, на «Энтерпрайз» 5",
        "Requests a second that the plan allows: 2, Enterprise 5",
    ),
    "burst": Text(
        "Запросов подряд по тарифу: 50, на «Энтерпрайз» 250", "Requests in a burst: 50, Enterprise 250"
    ),
    "operating_seconds": Text(
        "Секунд работы одного метода за десять минут, которые даёт портал",
        "Seconds of run time per method and ten minutes that the portal grants",
    ),
    "onec_charset": Text("Кодировка ответов для 1С", "Encoding of the answers to 1C"),
    "timezone": Text("Часовой пояс базы 1С", "Time zone of the 1C base"),
    "onec_allow_from": Text(
        "С каких адресов и сетей может обращаться эта 1С; пусто: с любых",
        "Addresses and networks that may call as this 1C; empty: any",
    ),
    "keep_days": Text(
        "Сколько дней хранить принятые файлы и сообщения", "How many days files and messages are kept"
    ),
    "owner.FIELD": Text(
        "Кто владеет полем товара ({fields}): 1c — 1С, crm — не трогать, first — заполнить один раз",
        "Who owns a product's field ({fields}): 1c, crm (leave it alone), first (fill it once)",
    ),
    "stocks": Text(
        "Передавать остатки: on — по складам складскими документами, а без складского учёта общим "
        "количеством и свойством с разбивкой по складам",
        "Let stock travel: on writes it by store with inventory documents, or, without inventory management, as "
        "the total and a property with the split by warehouse",
    ),
    "stock_minutes": Text(
        "Раз во сколько минут остатки пишутся на портал, не чаще; obmen sync пишет сразу",
        "How often stock is written at most, in minutes; obmen sync writes it at once",
    ),
    "images": Text(
        "Передавать картинки товаров: on — в галерею товара, в порядке 1С; файлы приходят со следующей полной "
        "выгрузкой",
        "Let pictures of goods travel: on puts them into the product's gallery in the order of 1C; their files "
        "come with the next full upload",
    ),
    "image_max_px": Text(
        "Наибольшая сторона картинки в точках; картинки больше уменьшаются перед отправкой",
        "Longest side of a picture in pixels; bigger ones are scaled down before they are sent",
    ),
}

ENVIRONMENT: Final[dict[str, Text]] = {
    "OBMEN_DATABASE_URL": Text(
        "База данных; по умолчанию файл SQLite в папке данных, для сервера postgresql://…",
        "The database; by default an SQLite file in the data folder, postgresql://… for a server",
    ),
    "OBMEN_DATA_DIR": Text(
        "Папка данных: база, принятые файлы, ключ; по умолчанию ./var",
        "The data folder: database, files, key; by default ./var",
    ),
    "OBMEN_PUBLIC_URL": Text(
        "Адрес, по которому шлюз вызывают 1С и Битрикс24",
        "The address by which 1C and Bitrix24 call the gateway",
    ),
    "OBMEN_ALLOW_HOSTS": Text(
        "Имена, адреса и сети через запятую, где может стоять портал в частной сети",
        "Comma-separated names, addresses and networks where a portal of a private network may be",
    ),
    "OBMEN_LANGUAGE": Text(
        "Язык команд и сообщений: ru или en", "Language of commands and messages: ru or en"
    ),
    "OBMEN_LOG_FORMAT": Text("Вид журнала: console или json", "Form of the log: console or json"),
    "OBMEN_SMTP_URL": Text(
        "Почтовый сервер для писем о неполадках: smtp[s]://логин:пароль@сервер:порт/?from=адрес; по умолчанию "
        "писем нет",
        "The mail server for letters about trouble: smtp[s]://login:password@host:port/?from=address; none by "
        "default",
    ),
}
