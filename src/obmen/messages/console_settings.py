"""The console's pages of exchanges and settings; what a setting means stands in cli_settings."""

from __future__ import annotations

from typing import Final

from obmen.messages.base import Text

CHOICES: Final[dict[str, Text]] = {
    "choice.onec_family.auto": Text("узнать из диалога", "learn from the dialogue"),
    "choice.onec_family.trade": Text("УТ, КА, ERP, Розница", "УТ, КА, ERP, Розница"),
    "choice.onec_family.unf": Text("УНФ", "УНФ"),
    "choice.onec_family.module": Text("модуль Битрикс", "Bitrix's module"),
    "choice.variants.offers": Text("вариации товара", "variations of the product"),
    "choice.variants.flat": Text("отдельные товары", "products of their own"),
    "choice.variants.off": Text("как в штатном обмене", "as the vendor's exchange"),
    "choice.drift.off": Text("не искать", "don't look"),
    "choice.drift.show": Text("показывать", "show"),
    "choice.drift.restore": Text("возвращать", "put back"),
    "choice.vat_create.on": Text("да", "yes"),
    "choice.vat_create.off": Text("нет", "no"),
    "choice.stocks.on": Text("да", "yes"),
    "choice.stocks.off": Text("нет", "no"),
    "choice.images.on": Text("да", "yes"),
    "choice.images.off": Text("нет", "no"),
    "choice.resend.auto": Text("отправлять снова", "send again"),
    "choice.resend.ask": Text("спрашивать", "ask"),
    "choice.resend.never": Text("не отправлять", "don't send"),
    "choice.counterparty_gate.warn": Text("отправить и сказать", "send and say so"),
    "choice.counterparty_gate.strict": Text("задержать счёт", "hold the invoice"),
    "choice.order_changes.notify": Text("сообщить", "tell"),
    "choice.order_changes.update": Text("изменить счёт", "change the invoice"),
    "choice.onec_charset.windows-1251": Text("windows-1251", "windows-1251"),
    "choice.onec_charset.utf-8": Text("utf-8", "utf-8"),
}

FIELDS: Final[dict[str, Text]] = {
    "field.name": Text("Название", "Name"),
    "field.section": Text("Раздел", "Section"),
    "field.price": Text("Цены", "Prices"),
    "field.vat": Text("НДС", "VAT"),
    "field.unit": Text("Единица", "Unit"),
    "field.active": Text("Активность", "Active"),
    "field.article": Text("Артикул", "Article"),
    "field.barcode": Text("Штрихкод", "Barcode"),
    "field.full_name": Text("Полное наименование", "Full name"),
    "field.description": Text("Описание", "Description"),
    "field.brand": Text("Марка", "Brand"),
    "field.country": Text("Страна", "Country"),
    "field.weight": Text("Вес", "Weight"),
    "field.code": Text("Код", "Code"),
    "field.attributes": Text("Свойства", "Properties"),
    "owner.1c": Text("1С", "1C"),
    "owner.crm": Text("CRM", "CRM"),
    "owner.first": Text("один раз", "once"),
}

TEXTS: Final[dict[str, Text]] = {
    **CHOICES,
    **FIELDS,
    "new.title": Text("Новый обмен", "New exchange"),
    "new.name": Text("Имя обмена", "Name of the exchange"),
    "new.name.hint": Text(
        "Латиница, цифры, дефис: попадёт в адрес для 1С. Изменить потом нельзя.",
        "Latin letters, digits, a hyphen: it becomes part of 1C's address. It can't be changed later.",
    ),
    "new.portal": Text("Входящий вебхук портала", "The portal's inbound webhook"),
    "new.portal.hint": Text(
        "https://ПОРТАЛ/rest/ПОЛЬЗОВАТЕЛЬ/КЛЮЧ/ — на портале: Разработчикам → Другое → Входящий вебхук.",
        "https://PORTAL/rest/USER/SECRET/; on the portal: Developer resources → Other → Inbound webhook.",
    ),
    "new.login": Text("Логин для 1С", "Login for 1C"),
    "new.login.hint": Text("Пусто — как имя обмена.", "Empty: the name of the exchange."),
    "new.go": Text("Создать", "Make"),
    "made.title": Text("Адрес и пароль для 1С", "Address and password for 1C"),
    "made.once": Text(
        "Пароль показан один раз: скопируйте его сейчас.", "The password is shown once: copy it now."
    ),
    "made.text": Text(
        "Эти три значения вводятся в узел обмена с сайтом в 1С.", "These three go into 1C's node of the exchange with a site."
    ),
    "made.url": Text("Адрес", "Address"),
    "made.login": Text("Логин", "Login"),
    "made.password": Text("Пароль", "Password"),
    "made.wizard": Text("Дальше, к мастеру", "On to the wizard"),
    "new.application": Text("Без вебхука: портал подключит приложение", "No webhook: an application will connect the portal"),
    "new.application.hint": Text(
        "Тогда вместо вебхука — только адрес портала, https://ПОРТАЛ/. Ключ приложения спросит мастер.",
        "Then the portal's address alone, https://PORTAL/, instead of the webhook. The wizard asks for the application's key.",
    ),
    "new.practice": Text("Нет ни портала, ни 1С?", "Neither a portal nor 1C at hand?"),
    "new.practice.text": Text(
        "Попробуйте на учебных копиях: команда ниже запустит учебный портал и учебную 1С и напечатает адрес вебхука. "
        "Вставьте его сюда; мастер будет тем же самым.",
        "Try it on practice copies: the command below starts a practice portal and a practice 1C and prints the address "
        "of a webhook. Put it here; the wizard is the very same.",
    ),
    "made.next": Text("К настройкам", "To the settings"),
    "made.back": Text("К настройкам", "To the settings"),
    "settings.title": Text("Настройки", "Settings"),
    "settings.file": Text("Файлом", "As a file"),
    "settings.who": Text("Кто менял", "Who changed what"),
    "settings.address": Text("Адрес для 1С", "Address for 1C"),
    "settings.portal_host": Text("Портал", "Portal"),
    "settings.learnt": Text("Какая 1С", "Which 1C"),
    "settings.section.catalogue": Text("Каталог", "Catalogue"),
    "settings.section.invoices": Text("Счета и заказы", "Invoices and orders"),
    "settings.section.stages": Text("Стадии счетов", "Stages of invoices"),
    "settings.section.onec": Text("1С", "1C"),
    "settings.section.portal": Text("Портал: события и темп", "Portal: events and pace"),
    "settings.section.alerts": Text("Оповещения", "Alerts"),
    "settings.section.keeping": Text("Хранение", "Keeping"),
    "settings.groups.taken": Text(
        "Групп: {selected:number} из {of:number}", "{selected:number} of {of:number} groups"
    ),
    "settings.groups.none": Text("1С ещё не прислала групп", "1C has sent no groups yet"),
    "settings.default": Text("по умолчанию: {value}", "default: {value}"),
    "settings.empty": Text("пусто", "empty"),
    "settings.secret": Text("не показывается", "never shown"),
    "settings.secret.set": Text("задано", "set"),
    "settings.by_default": Text("по умолчанию", "default"),
    "settings.price_type.now": Text("Сейчас ценой служит «{name}»", "The price is “{name}” now"),
    "settings.counted": Text(
        "Числа рядом с настройками: к чему они ведут сейчас. Каталог посчитан {at}.",
        "The numbers beside settings say what they come to at present. The catalogue was counted {at}.",
    ),
    "settings.ticks.all": Text("Все, и те, что появятся", "All, and those to come"),
    "settings.ticks.more": Text("Ещё, через запятую", "More, separated by commas"),
    "effect.groups": Text(
        "берёт {goods:number} из {of:number} товаров", "takes {goods:number} of {of:number} goods"
    ),
    "effect.price_type": Text(
        "цена этого вида есть у {count:number} из {of:number} позиций с ценами",
        "{count:number} of {of:number} items with prices have one of this type",
    ),
    "effect.variants": Text("характеристик в 1С: {count:number}", "characteristics in 1C: {count:number}"),
    "effect.images": Text(
        "картинки есть у {count:number} из {of:number} товаров",
        "{count:number} of {of:number} goods have pictures",
    ),
    "effect.stocks": Text(
        "складов: {warehouses:number}, ненулевых остатков: {levels:number}",
        "warehouses: {warehouses:number}, levels above nothing: {levels:number}",
    ),
    "effect.held": Text("сейчас задержано записей: {count:number}", "records held now: {count:number}"),
    "effect.no_price_type": Text(
        "вид цен ещё не выбран; позиций с ценами в 1С: {of:number}",
        "no price type is chosen yet; items with prices in 1C: {of:number}",
    ),
    "effect.price_types": Text(
        "едут кроме основного: {count:number} из {of:number}", "travel beside it: {count:number} of {of:number}"
    ),
    "effect.attributes": Text(
        "переносится {count:number} из {of:number}", "{count:number} of {of:number} travel"
    ),
    "effect.no_number.image_max_px": Text(
        "числа нет: картинка уменьшается, когда отправляется, заранее её размер не известен",
        "no number: a picture is scaled when it is sent, its size is not known before",
    ),
    "effect.stock_run": Text("остатки записаны {at}", "stock was written {at}"),
    "effect.stock_run.none": Text("остатки ещё не записывались", "no stock has been written yet"),
    "effect.no_number.responsible_fallback": Text(
        "числа нет: что ответственный уволен, портал говорит, только когда ему пора сообщить",
        "no number: the portal says that somebody is gone only when they are to be told",
    ),
    "effect.stage": Text(
        "сейчас это «{name}», на ней {count:number} {count:счёт|счёта|счетов}",
        "“{name}” now, {count:number} {count:invoice|invoices} on it",
    ),
    "effect.no_stage": Text(
        "стадия не выбрана: счета остаются на своих", "no stage is chosen: invoices stay where they are"
    ),
    "effect.stages_unknown": Text(
        "портал ещё не проверялся, его стадии неизвестны", "the portal was not looked at yet, nor its stages"
    ),
    "effect.family.trade": Text(
        "сейчас УТ, КА, ERP или Розница; за сутки {count:number} {count:сеанс|сеанса|сеансов} 1С",
        "УТ, КА, ERP or Розница now; {count:number} {count:dialogue|dialogues} of 1C in a day",
    ),
    "effect.family.unf": Text(
        "сейчас УНФ; за сутки {count:number} {count:сеанс|сеанса|сеансов} 1С",
        "УНФ now; {count:number} {count:dialogue|dialogues} of 1C in a day",
    ),
    "effect.family.module": Text(
        "сейчас модуль Битрикс; за сутки {count:number} {count:сеанс|сеанса|сеансов} 1С",
        "Bitrix's module now; {count:number} {count:dialogue|dialogues} of 1C in a day",
    ),
    "effect.family.unknown": Text(
        "ещё не узнано; за сутки {count:number} {count:сеанс|сеанса|сеансов} 1С",
        "not learnt yet; {count:number} {count:dialogue|dialogues} of 1C in a day",
    ),
    "effect.charset": Text(
        "за сутки 1С {count:number} {count:раз|раза|раз} спрашивала заказы",
        "1C has asked for orders {count:number} {count:time|times} in a day",
    ),
    "effect.timezone": Text("сейчас там {time}", "it is {time} there"),
    "effect.clients": Text(
        "за заказами до сих пор приходили с {count:number} {count:адреса|адресов|адресов}: {names}",
        "orders were asked for from {count:number} {count:address|addresses} so far: {names}",
    ),
    "effect.interval": Text("в очереди сейчас: {count:number}", "in the queue now: {count:number}"),
    "effect.polls": Text(
        "это {count:number} {count:опрос|опроса|опросов} в сутки", "that is {count:number} {count:question|questions} a day"
    ),
    "effect.rate": Text(
        "израсходованный запас возвращается за {seconds:number} с",
        "a burst that was used up is back in {seconds:number} s",
    ),
    "effect.burst": Text(
        "сейчас занято {used:number} из {of:number}, шлюз занимает не больше {ours:number}",
        "{used:number} of {of:number} in use now, the gateway uses {ours:number} at most",
    ),
    "effect.quota": Text(
        "за десять минут израсходовано {percent:number} %, больше всех — {method}",
        "{percent:number} % used in ten minutes, most by {method}",
    ),
    "effect.quota.none": Text(
        "за последние десять минут не израсходовано ничего", "nothing was used in the last ten minutes"
    ),
    "effect.no_number.event_token": Text(
        "числа нет: событие только торопит опрос и нигде не хранится",
        "no number: an event only hastens the next question and is kept nowhere",
    ),
    "effect.alerts": Text(
        "за 30 дней {count:number} {count:оповещение|оповещения|оповещений}, последнее {at}; не ушло: {failed:number}",
        "{count:number} {count:alert|alerts} in 30 days, the last {at}; not sent: {failed:number}",
    ),
    "effect.alerts.none": Text("оповещать пока было не о чем", "there was nothing to alert of yet"),
    "effect.alerts.nobody": Text("сейчас так никто не оповещается", "nobody is alerted this way now"),
    "effect.silence": Text(
        "1С молчит {now:number} мин; тревога после {limit:number} мин",
        "1C has been silent for {now:number} min; alarm after {limit:number} min",
    ),
    "effect.silence.learning": Text(
        "1С молчит {now:number} мин; обычное молчание ещё не известно, сеансов мало",
        "1C has been silent for {now:number} min; too few dialogues to know what is usual",
    ),
    "effect.silence.new": Text("1С ещё не выходила на связь", "1C has not spoken yet"),
    "effect.kept": Text(
        "хранится файлов 1С: {files:number}, {megabytes:number} МБ",
        "files of 1C kept: {files:number}, {megabytes:number} MB",
    ),
    "effect.order_prefix": Text("номер заказа, например: {number}", "an order's number, for example: {number}"),
    "effect.kept_from_onec": Text(
        "из-за этого не идут в 1С: {count:number} {count:счёт|счёта|счетов}",
        "kept from 1C by this: {count:number} {count:invoice|invoices}",
    ),
    "effect.waiting": Text(
        "ждут решения человека: {count:number}", "wait for a person's word: {count:number}"
    ),
    "settings.save": Text("Сохранить", "Save"),
    "settings.saved": Text(
        "Изменено: {count} {count:настройка|настройки|настроек}. Действует сразу.",
        "{count} {count:setting|settings} changed, in effect at once.",
    ),
    "settings.same": Text("Ничего не изменилось.", "Nothing has changed."),
    "settings.owners": Text("Кто владеет полем товара", "Who owns a product's field"),
    "settings.owners.text": Text(
        "1С — шлюз держит как в 1С; CRM — не трогает; один раз — заполняет при создании.",
        "1C: kept as 1C has it; CRM: left alone; once: filled when the product is made.",
    ),
    "settings.owners.field": Text("Поле", "Field"),
    "settings.owners.told": Text(
        "1С называет у {count:number} {count:товара|товаров|товаров}",
        "1C tells it of {count:number} {count:item|items}",
    ),
    "settings.owners.kept": Text(
        "правок в CRM остаётся: {count:number}", "edits in the CRM that stay: {count:number}"
    ),
    "settings.owners.kept.unknown": Text(
        "правки в CRM ещё не искались", "edits in the CRM were not looked for yet"
    ),
    "settings.vat": Text("Ставки НДС портала", "VAT rates of the portal"),
    "settings.vat.rate": Text("Ставка", "Rate"),
    "settings.vat.id": Text("Номер на портале", "Id on the portal"),
    "settings.vat.none": Text("Без НДС", "Without VAT"),
    "settings.vat.unknown": Text("Портал ещё не проверялся.", "The portal was not looked at yet."),
    "settings.vat.text": Text(
        "Товар со ставкой, которой здесь нет, не уйдёт в CRM и станет проблемой.",
        "A product with a rate that is not here does not go to the CRM and becomes a problem.",
    ),
    "settings.danger": Text("Доступы и удаление", "Access and removal"),
    "settings.portal.go": Text("Заменить вебхук", "Replace the webhook"),
    "settings.password": Text("Новый пароль для 1С", "New password for 1C"),
    "settings.password.hint": Text("Прежний перестанет действовать сразу.", "The former one ends at once."),
    "settings.password.ask": Text(
        "Выдать 1С новый пароль? Со старым она больше не войдёт.", "Give 1C a new password? The old one ends."
    ),
    "settings.remove": Text("Удалить обмен", "Remove the exchange"),
    "settings.remove.name": Text("Введите имя обмена: {name}", "Type the name of the exchange: {name}"),
    "settings.remove.hint": Text(
        "Шлюз забудет всё об обмене. В 1С и Битрикс24 ничего не изменится.",
        "The gateway forgets all of it. Nothing changes in 1C or Bitrix24.",
    ),
    "settings.remove.go": Text("Удалить", "Remove"),
    "settings.removed": Text("Обмен «{name}» удалён.", "The exchange “{name}” is removed."),
    "groups.title": Text("Группы номенклатуры", "Groups of goods"),
    "groups.text": Text(
        "Отмеченная группа берётся вместе с вложенными. Что уходит из выбора, остаётся в CRM как есть.",
        "A ticked group is taken with those within it. What leaves the choice stays in the CRM as it is.",
    ),
    "groups.all": Text("Все группы, и те, что появятся", "All groups, those to come included"),
    "groups.none": Text("Групп пока нет", "There are no groups yet"),
    "groups.none.text": Text("Они появятся после первой выгрузки из 1С.", "They come with 1C's first exchange."),
    "groups.taken": Text(
        "Берётся {goods:number} из {of:number} {of:товара|товаров|товаров}", "Takes {goods:number} of {of:number} {of:item|items}"
    ),
    "file.title": Text("Настройки файлом", "Settings as a file"),
    "file.now": Text("Сейчас", "Now"),
    "file.now.text": Text(
        "Только то, что отличается от значений по умолчанию; без паролей и ключей.",
        "Only what differs from the defaults; no passwords or keys.",
    ),
    "file.export": Text("Скачать", "Download"),
    "file.import": Text("Загрузить", "Import"),
    "file.choose": Text("Файл YAML", "A YAML file"),
    "file.paste": Text("или текст", "or text"),
    "file.import.hint": Text(
        "Чего в файле нет, вернётся к значению по умолчанию. Сначала покажем разницу.",
        "What the file does not name gets its default. The differences are shown first.",
    ),
    "file.compare": Text("Сравнить", "Compare"),
    "file.differences": Text(
        "{count} {count:отличие|отличия|отличий}", "{count} {count:difference|differences}"
    ),
    "file.setting": Text("Настройка", "Setting"),
    "file.old": Text("Сейчас", "Now"),
    "file.new": Text("Станет", "Will be"),
    "file.apply": Text("Применить", "Apply"),
}  # fmt: skip
