"""The pre-flight: what each finding says in each state, and the advice."""

from __future__ import annotations

from typing import Final

from obmen.messages.base import Text

PORTAL: Final[dict[str, Text]] = {
    "portal.scope.ok": Text("Права вебхука достаточны: {scopes}", "The webhook's scopes suffice: {scopes}"),
    "portal.scope.missing": Text(
        "Вебхуку не хватает прав: {missing}",
        "The webhook lacks scopes: {missing}",
        "Отметьте их: Разработчикам → Другое → Входящий вебхук. Нужны crm, catalog, im, user.",
        "Tick them in Developer resources → Inbound webhook: crm, catalog, im, user.",
    ),
    "portal.scope.degraded": Text(
        "Часть прав вебхука не выдана: {missing}",
        "Some scopes are not granted: {missing}",
        "Без im менеджеры не получат уведомлений об оплате, без user не видно, что ответственный уволен.",
        "Without im managers get no notice of a payment; without user a dismissed responsible is not seen.",
    ),
    "portal.user.ok": Text(
        "Вебхук работает от имени администратора: {user}", "The webhook acts for an administrator: {user}"
    ),
    "portal.user.degraded": Text(
        "Вебхук работает не от имени администратора: {user}",
        "The webhook does not act for an administrator: {user}",
        "Каталог могут менять администраторы и те, кому дано право на товары. Лучше всего служебный администратор.",
        "Administrators and holders of the catalogue permission may change goods; a service administrator is best.",
    ),
    "portal.catalog.ok": Text(
        "Товарный каталог найден (блок {block})", "The catalogue was found (block {block})"
    ),
    "portal.catalog.missing": Text(
        "На портале нет товарного каталога CRM {error}",
        "The portal has no CRM product catalogue {error}",
        "Откройте «Товары» в CRM: портал создаст каталог. Проверьте право catalog у вебхука.",
        "Open Products in the CRM: the portal makes the catalogue. Check the webhook's scope catalog.",
    ),
    "portal.offers_block.ok": Text(
        "Вариации поддерживаются (блок {block})", "Variations are there (block {block})"
    ),
    "portal.offers_block.degraded": Text(
        "На портале нет блока вариаций: каждая характеристика станет отдельным товаром (variants=flat)",
        "The portal has no block of variations: each characteristic becomes a product (variants=flat)",
    ),
    "portal.vat.ok": Text("Ставки НДС портала: {rates}", "The portal's VAT rates: {rates}"),
    "portal.vat.degraded": Text(
        "На портале нет ставок НДС: {missing}; есть: {rates}",
        "The portal lacks VAT rates: {missing}; it has: {rates}",
        "Товары с такой ставкой будут отложены. Добавьте ставку в настройках CRM или задайте vat_create=on.",
        "Goods with such a rate are put aside. Add the rate in the CRM's settings, or set vat_create=on.",
    ),
    "portal.vat.missing": Text(
        "Ставки НДС портала не прочитаны {error}",
        "The portal's VAT rates were not read {error}",
        "Проверьте право catalog у вебхука.",
        "Check the webhook's scope catalog.",
    ),
    "portal.measures.ok": Text("Единиц измерения: {count}", "Units of measure: {count}"),
    "portal.measures.degraded": Text(
        "На портале нет штуки (код ОКЕИ 796)",
        "The portal lacks the piece (OKEI code 796)",
        "Недостающие единицы шлюз создаст сам по кодам ОКЕИ.",
        "The gateway makes missing units by their OKEI codes.",
    ),
    "portal.measures.missing": Text(
        "Единицы измерения не прочитаны {error}",
        "Units were not read {error}",
        "Проверьте право catalog у вебхука.",
        "Check the webhook's scope catalog.",
    ),
    "portal.currency.ok": Text("Валюта портала: {currency}", "The portal's currency: {currency}"),
    "portal.currency.missing": Text(
        "Валюты портала не прочитаны {error}",
        "The portal's currencies were not read {error}",
        "Проверьте право crm у вебхука.",
        "Check the webhook's scope crm.",
    ),
    "portal.price_type.ok": Text("Базовый тип цены портала найден: {names}", "The base price type: {names}"),
    "portal.price_type.missing": Text(
        "На портале нет базового типа цены {error}",
        "The portal has no base price type {error}",
        "Отметьте один из типов цен базовым в настройках каталога.",
        "Mark one of the price types as base in the catalogue's settings.",
    ),
    "portal.stores.ok": Text("Складов на портале: {count}", "Stores on the portal: {count}"),
    "portal.stores.degraded": Text(
        "Складов на портале нет или их не видно {error}",
        "The portal has no stores, or they can't be seen {error}",
        "Остатки в этой версии не передаются; для каталога и счетов склады не нужны.",
        "Stock does not travel in this version; catalogue and invoices need no stores.",
    ),
    "portal.inventory.ok": Text("Складской учёт: {on}", "Inventory management: {on}"),
    "portal.inventory.degraded": Text(
        "Состояние складского учёта не видно {error}",
        "The state of inventory management can't be seen {error}",
        "Для каталога и счетов это не важно; складской учёт понадобится для остатков.",
        "It does not matter for catalogue and invoices; stock will need it.",
    ),
    "portal.invoices.ok": Text(
        "Счета включены (воронка {category})", "Invoices are on (category {category})"
    ),
    "portal.invoices.missing": Text(
        "Счета (смарт-счета) на портале не включены {error}",
        "Invoices (smart invoices) are off on the portal {error}",
        "Включите счета: CRM → Настройки → Счета.",
        "Switch invoices on in the CRM's settings.",
    ),
    "portal.stages.ok": Text(
        "Стадии счёта: оплачен «{success}», не оплачен «{failure}»",
        "Invoice stages: paid “{success}”, not paid “{failure}”",
    ),
    "portal.stages.degraded": Text(
        "У счетов нет стадии отмены; оплачен: «{success}»",
        "Invoices have no failure stage; paid: “{success}”",
        "Отмена заказа в 1С придёт сообщением. Задайте cancelled_stage, если нужна стадия.",
        "A cancelled order arrives as a message. Set cancelled_stage if a stage is wanted.",
    ),
    "portal.stages.missing": Text(
        "Нет стадии «оплачен» {error}",
        "There is no stage for paid {error}",
        "Создайте успешную стадию счёта или задайте paid_stage.",
        "Make a success stage of invoices, or set paid_stage.",
    ),
    "portal.required_fields.ok": Text("Обязательных полей у счёта нет", "Invoices have no required fields"),
    "portal.required_fields.degraded": Text(
        "У счёта есть обязательные поля: {fields}",
        "Invoices have required fields: {fields}",
        "Если они пусты, портал не пустит счёт на стадию оплаты: шлюз назовёт поле.",
        "While they are empty the portal refuses the paid stage; the gateway will name the field.",
    ),
    "portal.required_fields.missing": Text(
        "Поля счёта не прочитаны {error}",
        "Invoice fields were not read {error}",
        "Проверьте право crm у вебхука.",
        "Check the webhook's scope crm.",
    ),
    "portal.invoice_fields.ok": Text(
        "Номер и дата заказа 1С хранятся в полях счёта: {names}",
        "1C's order number and date are kept in fields of the invoice: {names}",
    ),
    "portal.invoice_fields.coming.ok": Text(
        "Поля счёта для номера и даты заказа 1С шлюз создаст при первом сообщении 1С: {names}",
        "Fields of the invoice for 1C's order number and date will be made with 1C's first message: {names}",
    ),
    "portal.invoice_fields.degraded": Text(
        "У счетов нет полей для номера и даты заказа 1С: {names}",
        "Invoices have no fields for 1C's order number and date: {names}",
        "Отметьте у вебхука право userfieldconfig, и шлюз создаст поля сам, либо создайте их вручную. "
        "GUID заказа хранится и без них.",
        "Tick the webhook's scope userfieldconfig, and the gateway makes them, or make them by hand. "
        "The order's GUID is kept without them too.",
    ),
    "portal.invoice_fields.missing": Text(
        "Поля счёта не прочитаны {error}",
        "The invoice's fields were not read {error}",
        "Проверьте право crm у вебхука.",
        "Check the webhook's scope crm.",
    ),
    "portal.own_company.ok": Text("Своя компания: {names}", "Own company: {names}"),
    "portal.own_company.degraded": Text(
        "Своих компаний несколько: {names}",
        "There are several own companies: {names}",
        "Выберите одну для этого обмена: obmen exchange set {exchange} own_company=ИНН",
        "Choose one for this exchange: obmen exchange set {exchange} own_company=INN",
    ),
    "portal.own_company.missing": Text(
        "На портале не заведены реквизиты своей компании {error}",
        "The portal has no own company {error}",
        "CRM → Настройки → Реквизиты ваших компаний.",
        "CRM → Settings → Your company details.",
    ),
    "portal.requisites.ok": Text("Шаблонов реквизитов: {presets}", "Requisite presets: {presets}"),
    "portal.requisites.missing": Text(
        "Шаблоны реквизитов не найдены {error}",
        "Requisite presets were not found {error}",
        "CRM → Настройки → Реквизиты → Шаблоны: нужны шаблоны для России.",
        "CRM settings → Details → Templates: templates for Russia are needed.",
    ),
    "portal.vendor_exchange.ok": Text(
        "Следов штатного обмена с 1С не видно", "There is no trace of the vendor's own 1C exchange"
    ),
    "portal.vendor_exchange.degraded": Text(
        "В каталоге есть товары с кодами 1С ({seen}, последний изменён {latest})",
        "The catalogue holds goods with 1C's ids ({seen}, the latest changed {latest})",
        "Если они от штатного обмена, выключите его: он удаляет то, чего нет в выгрузке. Через вебхук этого не видно.",
        "If the vendor's exchange made them, switch it off: it deletes what it isn't sent. A webhook can't see it.",
    ),
    "portal.plan.ok": Text("Тариф портала: {plan}", "The portal's plan: {plan}"),
    "portal.plan.degraded": Text(
        "Тариф портала через вебхук не виден",
        "A webhook can't see the portal's plan",
        "На тарифе «Энтерпрайз» можно ускорить: rate_per_second=5 burst=250.",
        "On the Enterprise plan you may set rate_per_second=5 burst=250.",
    ),
    "portal.halted_now.missing": Text(
        "Портал не принимает запросы: {code} {detail}",
        "The portal takes no requests: {code} {detail}",
        "Проверьте, что вебхук существует и не просрочен, а тариф портала оплачен.",
        "See that the webhook exists and has not expired, and that the portal's plan is paid.",
    ),
    "portal.failing_now.missing": Text(
        "Портал отвечает, но не выполняет {method}: {code} {detail}",
        "The portal answers, but does not do {method}: {code} {detail}",
        "Это ошибка внутри портала: если она не проходит, напишите в поддержку Битрикс24, назвав метод и код.",
        "It is a failure inside the portal: if it lasts, tell Bitrix24's support the method and the code.",
    ),
    "portal.unreachable.missing": Text(
        "Портал не отвечает: {detail:away}",
        "The portal does not answer: {detail:away}",
        "Проверьте адрес портала и доступ в интернет с этой машины.",
        "Check the portal's address and this machine's way to the internet.",
    ),
}

OWN: Final[dict[str, Text]] = {
    "onec.family.unknown.degraded": Text(
        "Семейство 1С ещё не известно: 1С не обращалась к шлюзу",
        "The 1C family is not known yet: 1C has not called",
        "Настройте узел обмена в 1С и выполните обмен один раз, или задайте onec_family.",
        "Set the exchange node up in 1C and run it once, or set onec_family.",
    ),
    "onec.family.trade.ok": Text(
        "1С: УТ, КА, ERP или Розница", "1C: Trade, Integrated automation, ERP or Retail"
    ),
    "onec.family.unf.ok": Text("1С: Управление нашей фирмой", "1C: Company management (УНФ)"),
    "onec.family.module.ok": Text("1С с модулем обмена Битрикс", "1C with Bitrix's exchange module"),
    "onec.part_payments.degraded": Text(
        "Эта 1С не сообщает о частичных оплатах и переплатах, только о полной оплате",
        "This 1C does not tell part or excess payments, only full payment",
    ),
    "onec.part_payments.ok": Text("Эта 1С сообщает о каждой оплате", "This 1C tells every payment"),
    "onec.barcodes.degraded": Text(
        "Эта 1С передаёт только первый штрихкод товара: он останется у товара, у вариаций штрихкодов не будет",
        "This 1C tells only the first barcode of a good: it stays with the product, variations have none",
    ),
    "onec.barcodes.ok": Text(
        "Штрихкоды вариаций идут вместе с ними", "Barcodes of variations travel with them"
    ),
    "onec.vat_rates.degraded": Text(
        "Ставки НДС ещё не подтверждены этой 1С: {unconfirmed}",
        "This 1C has not confirmed VAT rates yet: {unconfirmed}",
        "Некоторые релизы читают 22, 5 и 7 как 0. Отправьте пробный счёт и измените заказ в 1С: сверим сами.",
        "Some releases read 22, 5 and 7 as 0. Send a trial invoice and change its order in 1C: we compare.",
    ),
    "onec.vat_rates.ok": Text("Ставки НДС подтверждены: {confirmed}", "VAT rates confirmed: {confirmed}"),
    "onec.price_type.none.degraded": Text(
        "1С ещё не передавала типов цен",
        "1C has not sent any price types yet",
        "Выполните обмен каталогом в 1С.",
        "Run the catalogue exchange in 1C.",
    ),
    "onec.price_type.ok": Text(
        "Цена берётся из типа цен «{name}»", "The price comes from price type “{name}”"
    ),
    "onec.price_type.undecided.degraded": Text(
        "Типов цен несколько ({names}); взят первый, «{name}». Первый запуск ждёт вашего выбора",
        "There are several price types ({names}); the first, “{name}”, was taken. The first run waits for you",
        "obmen exchange set {exchange} price_type=…, или obmen release {exchange}",
        "obmen exchange set {exchange} price_type=…, or obmen release {exchange}",
    ),
    "adopt.first.degraded": Text(
        "На портале уже есть товары или разделы, похожие на данные 1С: {count}. Первый запуск ждёт "
        "вашего решения",
        "The portal has goods or sections like 1C's already: {count}. The first run waits for your word",
        "obmen adopt {exchange}: принять их; obmen release {exchange}: создать всё заново",
        "obmen adopt {exchange}: take them over; obmen release {exchange}: make all anew",
    ),
    "onec.price_type.unknown.missing": Text(
        "Типа цен «{asked}» в 1С нет; есть: {names}",
        "1C has no price type “{asked}”; it has: {names}",
        "obmen exchange set {exchange} price_type=…",
        "obmen exchange set {exchange} price_type=…",
    ),
    "price_types.ok": Text("Ещё переносятся типы цен: {names}", "Further price types that travel: {names}"),
    "price_types.unknown.degraded": Text(
        "Типов цен «{asked}» в 1С нет; есть: {names}",
        "1C has no price types “{asked}”; it has: {names}",
        "obmen exchange set {exchange} price_types=…",
        "obmen exchange set {exchange} price_types=…",
    ),
    "price_types.refused.degraded": Text(
        "Портал не принял типы цен {names}: на тарифе доступен, по-видимому, один. Переносится только «{base}»."
        " Ответ портала: {said}",
        "The portal did not take the price types {names}: its plan seems to allow one. Only “{base}” travels."
        " The portal said: {said}",
        "Смените тариф и повторите obmen check {exchange}, или уберите их: obmen exchange set {exchange} price_types=",
        "Change the plan and run obmen check {exchange} again, or drop them: obmen exchange set {exchange} price_types=",
    ),
    "price_types.currency.ok": Text(
        "Цены «{name}» в {currency}, а валюта портала {own}: переносятся как есть, без пересчёта",
        "Prices “{name}” are in {currency}, the portal's currency is {own}: they travel as they are",
    ),
    "price_types.currency.degraded": Text(
        "Цены «{name}» в {currency}, а такой валюты на портале нет: они не переносятся",
        "Prices “{name}” are in {currency}, which the portal lacks: they do not travel",
        "Добавьте валюту в настройках CRM и повторите obmen check {exchange}.",
        "Add the currency in the CRM's settings and run obmen check {exchange} again.",
    ),
    "price_types.currency.missing": Text(
        "Цена товаров берётся из «{name}» в {currency}, а такой валюты на портале нет: товары с ней ждут",
        "The price comes from “{name}” in {currency}, which the portal lacks: goods that have one wait",
        "Добавьте валюту в настройках CRM и повторите obmen check {exchange}, или выберите другой price_type.",
        "Add the currency in the CRM's settings and run obmen check {exchange} again, or choose another price_type.",
    ),
    "attributes.ok": Text("В карточку переносятся: {names}", "What travels into the card: {names}"),
    "attributes.unknown.degraded": Text(
        "Свойств «{asked}» 1С не передавала",
        "1C has not told of the properties “{asked}”",
        "Проверьте названия в 1С или дождитесь полной выгрузки: obmen exchange set {exchange} attributes=…",
        "Check the names in 1C, or wait for a full export: obmen exchange set {exchange} attributes=…",
    ),
    "attributes.refused.degraded": Text(
        "Портал не принял свойства {names}; остальное переносится. Ответ портала: {said}",
        "The portal did not take the properties {names}; the rest travels. The portal said: {said}",
        "Дайте владельцу вебхука право менять каталог и повторите obmen check {exchange}.",
        "Give the webhook's owner the right to change the catalogue and run obmen check {exchange} again.",
    ),
    "own_company.ok": Text("Счета берутся от компании: {names}", "Invoices are taken from: {names}"),
    "own_company.undecided.missing": Text(
        "Своих компаний несколько, и не выбрано, чьи счета идут в эту 1С: {names}",
        "There are several own companies, and it is not set whose invoices go to this 1C: {names}",
        "obmen exchange set {exchange} own_company=ИНН",
        "obmen exchange set {exchange} own_company=INN",
    ),
    "own_company.shared.missing": Text(
        "Счета компании {names} уже забирает обмен {other}: сюда они не придут",
        "Exchange {other} already takes the invoices of {names}: none will come here",
        "Задайте каждому обмену свою: obmen exchange set {exchange} own_company=ИНН",
        "Give each exchange its own: obmen exchange set {exchange} own_company=INN",
    ),
    "own_company.unknown.missing": Text(
        "Своей компании «{asked}» на портале нет; есть: {names}",
        "The portal has no own company “{asked}”; it has: {names}",
        "obmen exchange set {exchange} own_company=ИНН",
        "obmen exchange set {exchange} own_company=INN",
    ),
}

TEXTS: Final[dict[str, Text]] = {f"check.{code}": text for code, text in {**PORTAL, **OWN}.items()}
