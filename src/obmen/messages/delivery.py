"""Delivery to the portal: what was refused, and what a person has to decide."""

from __future__ import annotations

from typing import Final

from obmen.messages.base import Text

TEXTS: Final[dict[str, Text]] = {
    "delivery.rejected": Text(
        "Битрикс24 не принял запись: {code} {detail} (метод {method})",
        "Bitrix24 refused the record: {code} {detail} (method {method})",
        "Исправьте причину на портале или в 1С и выполните: obmen retry {exchange}.",
        "Mend the cause on the portal or in 1C, then run: obmen retry {exchange}.",
    ),
    "object.gone": Text(
        "Запись удалена в CRM вручную второй раз",
        "The record was deleted in the CRM by hand for the second time",
        "Если она нужна, выполните obmen retry {exchange}; если нет, снимите её с выгрузки в 1С.",
        "If it is needed, run obmen retry {exchange}; if not, take it out of the export in 1C.",
    ),
    "drift.found": Text(
        "В CRM вручную изменено то, чем владеет 1С: записей {count}, из них удалено {gone}",
        "Edited in the CRM by hand though 1C owns it: {count} records, {gone} of them deleted",
        "Посмотрите: obmen drift {exchange}; вернуть значения 1С: obmen drift {exchange} --restore --yes; поле, которым должен владеть CRM: obmen exchange set {exchange} owner.ПОЛЕ=crm.",
        "See obmen drift {exchange}; to put 1C's values back: obmen drift {exchange} --restore --yes; for a field that the CRM shall own: obmen exchange set {exchange} owner.FIELD=crm.",
    ),
    "adopt.doubt": Text(
        "На портале может быть несколько таких записей, или одна на несколько записей 1С: «{name}» и {choices}",
        "The portal may have several of these, or one for several records of 1C: “{name}” and {choices}",
        "Решите: obmen adopt {exchange} --pair {id}={first} --yes; если на портале её нет: --pair {id}=new.",
        "Decide: obmen adopt {exchange} --pair {id}={first} --yes; if the portal has none: --pair {id}=new.",
    ),
    "left.adopt.doubt": Text(
        "на портале может быть уже, ждёт решения: obmen adopt", "the portal may have it, waits: obmen adopt"
    ),
    "undo.gone": Text("записи в CRM больше нет", "the record is no longer in the CRM"),
    "undo.changed_since": Text("с тех пор изменено", "changed since"),
    "undo.no_former": Text("прежнего значения не было", "there was no former value"),
    "vat.missing": Text(
        "На портале нет ставки НДС, которая нужна товару: {detail}",
        "The portal lacks the VAT rate that the product needs: {detail}",
        "Добавьте ставку: CRM → Настройки → Налоги; или включите vat_create=on. Затем obmen check {exchange} и obmen retry {exchange}.",
        "Add the rate in CRM settings → Taxes, or set vat_create=on. Then obmen check {exchange} and obmen retry {exchange}.",
    ),
    "measure.missing": Text(
        "На портале нет единицы измерения с кодом ОКЕИ {detail}",
        "The portal lacks the unit of measure with OKEI code {detail}",
        "Добавьте единицу измерения на портале, затем obmen check {exchange} и obmen retry {exchange}.",
        "Add the unit on the portal, then run obmen check {exchange} and obmen retry {exchange}.",
    ),
    "currency.missing": Text(
        "На портале нет валюты цены: {detail}",
        "The portal lacks the currency of the price: {detail}",
        "Добавьте валюту в настройках CRM, затем obmen check {exchange} и obmen retry {exchange}.",
        "Add the currency in the CRM's settings, then run obmen check {exchange} and obmen retry {exchange}.",
    ),
    "catalog.missing": Text(
        "На портале нет товарного каталога CRM",
        "The portal has no CRM product catalogue",
        "Откройте раздел «Товары» в CRM, чтобы портал создал каталог, затем obmen check {exchange}.",
        "Open Products in the CRM so that the portal makes its catalogue, then run obmen check {exchange}.",
    ),
    "offers_block.missing": Text(
        "На портале нет блока вариаций",
        "The portal has no block of variations",
        "Запустите obmen check {exchange}: без блока вариаций каждая характеристика пойдёт отдельным товаром.",
        "Run obmen check {exchange}: without a block of variations each characteristic goes as a product of its own.",
    ),
    "price_type.missing": Text(
        "На портале нет базового типа цены",
        "The portal has no base price type",
        "Отметьте один из типов цен базовым в настройках каталога, затем obmen check {exchange} и obmen retry {exchange}.",
        "Mark one of the price types as base, then run obmen check {exchange} and obmen retry {exchange}.",
    ),
    "adopt.first": Text(
        "На портале уже есть товары или разделы, похожие на данные 1С: {count}. Чтобы не "
        "создать их второй раз, первый запуск ждёт вашего решения",
        "The portal has goods or sections like 1C's already: {count}. Not to make them a "
        "second time, the first run waits for your word",
        "Посмотрите obmen adopt {exchange} и примите их: obmen adopt {exchange} --yes. Если это другие товары и все товары "
        "1С надо создать заново: obmen release {exchange}.",
        "Look at obmen adopt {exchange} and take them over: obmen adopt {exchange} --yes. If they are other goods and all "
        "of 1C's shall be made anew: obmen release {exchange}.",
    ),
    "price_type.undecided": Text(
        "В 1С несколько типов цен: {names}. Взят первый, «{name}»; первый запуск ждёт вашего выбора",
        "1C has several price types: {names}. The first, “{name}”, was taken; the first run waits for your choice",
        "Выберите: obmen exchange set {exchange} price_type=…; или отпустите с первым: obmen release {exchange}. Что будет "
        "создано, показывает obmen plan {exchange}.",
        "Choose: obmen exchange set {exchange} price_type=…; or let it go with the first: obmen release {exchange}. What "
        "would be made is shown by obmen plan {exchange}.",
    ),
    "plan.unsigned": Text(
        "Первая выгрузка каталога ждёт вашей подписи под планом",
        "The first catalogue waits for the plan to be signed",
        "Откройте «План», посмотрите на него и подпишите; или отпустите без плана: obmen release {exchange}.",
        "Open “Plan”, look at it and sign it; or let it go without one: obmen release {exchange}.",
    ),
    "delivery.rejected.needs_application": Text(
        "Битрикс24 позволяет это только приложению, а не вебхуку: {detail} (метод {method})",
        "Bitrix24 lets only an application do this, not a webhook: {detail} (method {method})",
        "В этой версии шлюз работает через вебхук: сделайте это на портале вручную и закройте: obmen retry {exchange}.",
        "This version works by a webhook: do it by hand on the portal, then close it with obmen retry {exchange}.",
    ),
    "delivery.rejected.not_found": Text(
        "Записи, которую надо изменить, в CRM больше нет (метод {method})",
        "The record to be changed is no longer in the CRM (method {method})",
        "Если её удалили намеренно, закройте проблему: obmen retry {exchange} {id}.",
        "If it was deleted on purpose, close the problem: obmen retry {exchange} {id}.",
    ),
    "delivery.rejected.ACCESS_DENIED": Text(
        "У вебхука нет прав на эту запись: {detail} (метод {method})",
        "The webhook has no rights on this record: {detail} (method {method})",
        "Дайте пользователю вебхука права на неё (лучше всего служебный администратор), затем obmen retry {exchange}.",
        "Give the webhook's user the rights (a service administrator is best), then run obmen retry {exchange}.",
    ),
    "delivery.rejected.CRM_FIELD_ERROR_REQUIRED": Text(
        "Битрикс24 не пускает счёт на стадию, пока не заполнено обязательное поле: {detail}",
        "Bitrix24 refuses the stage while a required field is empty: {detail}",
        "Заполните поле в счёте и выполните obmen retry {exchange}.",
        "Fill the field in the invoice, then run obmen retry {exchange}.",
    ),
    "delivery.rejected.CRM_FIELD_ERROR_VALUE_NOT_VALID": Text(
        "Битрикс24 не принял значение поля: {detail} (метод {method})",
        "Bitrix24 refused the value of a field: {detail} (method {method})",
        "Исправьте поле в счёте и выполните obmen retry {exchange}.",
        "Mend the field in the invoice, then run obmen retry {exchange}.",
    ),
    "price.stale": Text(
        "В 1С у товара нет цены вида «{price_type}». В CRM остаётся прежняя: {price}",
        "1C has no price of type “{price_type}” for the product. The CRM keeps the former one: {price}",
        "Задайте эту цену в 1С и выгрузите, или выберите другой вид: obmen exchange set {exchange} price_type=…",
        "Set this price in 1C and export, or choose another type: obmen exchange set {exchange} price_type=…",
    ),
    "price.none": Text(
        "В 1С у товара нет цены вида «{price_type}», поэтому в CRM он без цены",
        "1C has no price of type “{price_type}” for the product, so in the CRM it has none",
        "Задайте эту цену в 1С и выгрузите, или выберите другой вид: obmen exchange set {exchange} price_type=…",
        "Set this price in 1C and export, or choose another type: obmen exchange set {exchange} price_type=…",
    ),
    "left.price.stale": Text(
        "в 1С нет цены выбранного вида, остаётся прежняя",
        "1C has no price of the chosen type, the former stays",
    ),
    "left.price.none": Text(
        "в 1С нет цены выбранного вида, товар без цены", "1C has no price of the chosen type, none is written"
    ),
    "mass.deactivate": Text(
        "Слишком много товаров и разделов сразу станут неактивными: {count} при известных {known} "
        "(порог {limit} %). Они ждут решения человека, остальное идёт",
        "Too many products and sections would go inactive at once: {count}, with {known} known "
        "(limit {limit} %). They wait for a person, the rest goes on",
        "Посмотрите obmen plan {exchange}. Если так и надо, выполните obmen release {exchange}; "
        "если нет, исправьте в 1С и выгрузите снова.",
        "Look at obmen plan {exchange}. If this is meant, run obmen release {exchange}; "
        "if not, mend it in 1C and export again.",
    ),
    "mass.move": Text(
        "Слишком много товаров и разделов сразу переименовано или перемещено: {count} при известных {known} "
        "(порог {limit} %). Они ждут решения человека, остальное идёт",
        "Too many products and sections are renamed or moved at once: {count}, with {known} known "
        "(limit {limit} %). They wait for a person, the rest goes on",
        "Посмотрите obmen plan {exchange}. Если так и надо, выполните obmen release {exchange}; "
        "если нет, исправьте в 1С и выгрузите снова.",
        "Look at obmen plan {exchange}. If this is meant, run obmen release {exchange}; "
        "if not, mend it in 1C and export again.",
    ),
    "mass.price_jump": Text(
        "Слишком много цен сразу изменилось больше чем на {jump} %: {count} при известных {known} товарах "
        "(порог {limit} %). Они ждут решения человека, остальное идёт",
        "Too many prices moved by more than {jump} % at once: {count}, with {known} products known "
        "(limit {limit} %). They wait for a person, the rest goes on",
        "Посмотрите obmen plan {exchange}. Если так и надо, выполните obmen release {exchange}; "
        "если нет, исправьте цены в 1С и выгрузите снова.",
        "Look at obmen plan {exchange}. If this is meant, run obmen release {exchange}; "
        "if not, mend the prices in 1C and export again.",
    ),
    "mass.unpicture": Text(
        "Слишком много товаров сразу останутся без картинок из 1С: {count} при {known} товарах с картинками "
        "(порог {limit} %). Они ждут решения человека, остальное идёт",
        "Too many products would lose all pictures of 1C at once: {count}, with {known} products that have any "
        "(limit {limit} %). They wait for a person, the rest goes on",
        "Посмотрите obmen plan {exchange} и проверьте, не выключена ли в 1С выгрузка картинок. Если так и надо, "
        "выполните obmen release {exchange}; если нет, включите её и выгрузите снова.",
        "Look at obmen plan {exchange}, and whether pictures are switched off in 1C's export. If this is meant, "
        "run obmen release {exchange}; if not, switch them on and export again.",
    ),
    "left.mass.unpicture": Text(
        "массовое удаление картинок, ждёт решения: obmen release",
        "a mass removal of pictures, waits: obmen release",
    ),
    "left.mass.deactivate": Text(
        "массовое выключение, ждёт решения: obmen release", "a mass deactivation, waits: obmen release"
    ),
    "left.mass.move": Text(
        "массовое переименование или перемещение, ждёт решения: obmen release",
        "a mass renaming or move, waits: obmen release",
    ),
    "left.mass.price_jump": Text(
        "массовый скачок цен, ждёт решения: obmen release", "a mass jump of prices, waits: obmen release"
    ),
    "why.there": Text("есть в CRM", "is in the CRM"),
    "why.deleted": Text("помечено на удаление в 1С", "marked for deletion in 1C"),
    "why.inactive": Text("есть в CRM и неактивно", "is in the CRM, inactive"),
    "why.held": Text("ждёт взгляда человека: obmen release", "waits for a person's look: obmen release"),
    "why.first_run": Text(
        "первый запуск ждёт вашего решения: obmen status", "the first run waits for your word: obmen status"
    ),
    "why.awaits_offers": Text("ждёт своих предложений", "waits for its offers"),
    "why.on_its_way": Text("ждёт своей очереди", "waits for its turn"),
    "why.not_told": Text("1С о таком товаре не сообщала", "1C has not told of such a good"),
    "vat.rate.none": Text("без НДС", "no VAT"),
    "switch.on": Text("включён", "on"),
    "switch.off": Text("выключен", "off"),
    "left.outside_groups": Text("вне выбранных групп", "outside the chosen groups"),
    "left.swept": Text(
        "ушло из выгрузки 1С и выключено (obmen sweep)",
        "has left 1C's selection and was made inactive (obmen sweep)",
    ),
    "left.card_unknown": Text("1С ещё не прислала карточку", "1C has not sent the card yet"),
    "left.has_variants": Text("вместо товара идут его характеристики", "its characteristics go instead"),
    "left.as_variation": Text("идёт вариацией своего товара", "goes as a variation of its product"),
    "left.as_product": Text("идёт отдельным товаром", "goes as a product of its own"),
    "left.product_parked": Text(
        "ждёт своего товара: у товара есть проблема", "waits for its product, which has a problem"
    ),
    "left.section_parked": Text(
        "ждёт своего раздела: у раздела есть проблема", "waits for its section, which has a problem"
    ),
    "left.variants_off": Text("характеристики не передаются", "characteristics do not travel"),
    "record.kind.invoice": Text("счёт", "invoice"),
    "record.kind.order": Text("заказ", "order"),
    "record.kind.product": Text("товар", "product"),
    "record.kind.variation": Text("вариация", "variation"),
    "record.kind.section": Text("раздел", "section"),
    "record.kind.exchange": Text("обмен", "exchange"),
    "record.kind.stage": Text("стадия счёта", "stage of invoice"),
    "record.kind.card": Text("карточка", "card"),
    "record.kind.offer": Text("предложение", "offer"),
    "record.kind.prices": Text("цены", "prices"),
    "record.kind.stocks": Text("остатки", "stock levels"),
    "record.kind.group": Text("группа", "group"),
    "record.kind.rows": Text("строки счёта", "rows of invoice"),
    "record.kind.message": Text("сообщение в ленте", "timeline message"),
    "record.kind.notice": Text("уведомление", "notice"),
    "record.kind.VAT": Text("ставка НДС", "VAT"),
    "lookup.impossible": Text(
        "Ответ на вызов {method} потерян, и узнать, выполнен ли он, нельзя",
        "The answer to {method} was lost, and there is no way to learn whether it ran",
        "Проверьте запись на портале и выполните obmen retry {exchange}, если её там нет.",
        "Look at the record on the portal and run obmen retry {exchange} if it is not there.",
    ),
    "owner.mismatch": Text(
        "Цена попала не к тому товару: {detail}",
        "A price landed on another product than its own: {detail}",
        "Шлюз исправит её сам при следующей доставке; проверьте товар на портале.",
        "The gateway mends it at the next delivery; look at the product on the portal.",
    ),
    "portal.renamed": Text(
        "Портал переехал: был {old}, теперь {new}. Новый адрес сохранён, обмен идёт",
        "The portal has moved from {old} to {new}. The new address is kept, the exchange goes on",
        "Делать ничего не нужно; снять напоминание: obmen retry {exchange}.",
        "Nothing has to be done; to drop this reminder: obmen retry {exchange}.",
    ),
    "portal.failing": Text(
        "Портал {portal} отвечает, но не выполняет {method}: {code} {detail}. Новых счетов поэтому не видно",
        "Portal {portal} answers, but does not do {method}: {code} {detail}. So new invoices are not seen",
        "Это ошибка внутри портала. Шлюз повторяет запрос и продолжит сам; если она не проходит, напишите в поддержку "
        "Битрикс24, назвав метод и код.",
        "It is a failure inside the portal. The gateway asks again and goes on by itself; if it lasts, tell Bitrix24's "
        "support the method and the code.",
    ),
    "portal.halted": Text(
        "Портал {portal} не принимает запросы: {code} {detail}",
        "Portal {portal} takes no requests: {code} {detail}",
        "Проверьте вебхук и тариф портала. Работа продолжится сама: шлюз пробует раз в десять минут.",
        "Check the webhook and the portal's plan. Work goes on by itself: the gateway tries every ten minutes.",
    ),
}
