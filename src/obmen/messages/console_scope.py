"""The console's page of what travels and what does not."""

from __future__ import annotations

from typing import Final

from obmen.messages.base import Text

SUBJECTS: Final[dict[str, Text]] = {
    "scope.subject.sections": Text("Группы товаров", "Groups of goods"),
    "scope.subject.goods": Text("Товары", "Goods"),
    "scope.subject.variations": Text("Характеристики", "Characteristics"),
    "scope.subject.price": Text("Цена", "Price"),
    "scope.subject.price_types": Text("Другие типы цен", "Further price types"),
    "scope.subject.vat": Text("Ставка НДС", "VAT rate"),
    "scope.subject.attributes": Text("Свойства карточки", "Attributes of the card"),
    "scope.subject.stock": Text("Остатки по складам", "Stock by warehouse"),
    "scope.subject.pictures": Text("Картинки", "Pictures"),
    "scope.subject.deletion": Text("Удаление", "Deletion"),
    "scope.subject.sweep": Text("Выбывшие из выгрузки", "What left the selection"),
    "scope.subject.drift": Text("Правки в CRM", "Edits in the CRM"),
    "scope.subject.undo": Text("Отмена запуска", "A run taken back"),
    "scope.subject.orders": Text("Счета → заказы", "Invoices → orders"),
    "scope.subject.changes": Text("Изменения счёта", "Changes of an invoice"),
    "scope.subject.counterparties": Text("Контрагенты", "Counterparties"),
    "scope.subject.payments": Text("Оплаты", "Payments"),
    "scope.subject.shipments": Text("Отгрузки и отмены", "Shipments and cancellations"),
    "scope.subject.lines": Text("Строки, изменённые в 1С", "Lines changed in 1C"),
    "scope.subject.numbers": Text("Номер и дата заказа", "Number and date of the order"),
}

RHYTHMS: Final[dict[str, Text]] = {
    "scope.rhythm.brought": Text("сразу, как 1С принесла", "as soon as 1C has brought it"),
    "scope.rhythm.stock": Text("не чаще раза в {minutes} мин", "every {minutes} min at most"),
    "scope.rhythm.hand": Text("по решению человека", "by a person's word"),
    "scope.rhythm.night": Text("каждую ночь", "every night"),
    "scope.rhythm.asked": Text(
        "портал спрашивается раз в {seconds} с, заказ уходит с обменом 1С",
        "the portal is asked every {seconds} s, the order goes with 1C's exchange",
    ),
    "scope.rhythm.within": Text("вместе с заказом", "within the order"),
}

RULES: Final[dict[str, Text]] = {
    "scope.rule.off": Text("выключено в настройках", "switched off in the settings"),
    "scope.rule.all": Text("все группы: {of:number}", "all groups: {of:number}"),
    "scope.rule.chosen": Text(
        "выбранные группы с вложенными: {selected:number} из {of:number}",
        "chosen groups with those within: {selected:number} of {of:number}",
    ),
    "scope.rule.goods": Text(
        "только отличия; выключение и перенос больше {percent} % товаров ждут человека",
        "differences only; deactivating or moving more than {percent} % of the goods waits for a person",
    ),
    "scope.rule.variants.offers": Text("вариации товара", "variations of the product"),
    "scope.rule.variants.flat": Text("каждая — отдельный товар", "each is a product of its own"),
    "scope.rule.variants.off": Text("не переносятся", "they do not travel"),
    "scope.rule.price": Text(
        "тип цен «{name}»; много изменений больше {percent} % сразу ждут человека",
        "price type “{name}”; many changes by more than {percent} % at once wait for a person",
    ),
    "scope.rule.price_undecided": Text("тип цен ещё не выбран", "the price type is not decided yet"),
    "scope.rule.listed": Text("{list}", "{list}"),
    "scope.rule.vat_made": Text("недостающая ставка заводится", "a missing rate is made"),
    "scope.rule.vat_asked": Text(
        "товар с недостающей ставкой ждёт человека", "goods with a missing rate wait for a person"
    ),
    "scope.rule.stock": Text(
        "количество, которое передаёт 1С, складскими документами",
        "the quantity that 1C tells, by documents of stock",
    ),
    "scope.rule.pictures": Text(
        "длинная сторона до {pixels} точек; свои картинки CRM остаются",
        "longest side up to {pixels} pixels; the CRM's own pictures stay",
    ),
    "scope.rule.deletion": Text(
        "пометка удаления в 1С выключает товар; отсутствие в файле ничего не удаляет",
        "a deletion mark in 1C makes goods inactive; absence from a file deletes nothing",
    ),
    "scope.rule.sweep": Text(
        "список показан, человек делает их неактивными", "listed, and a person makes them inactive"
    ),
    "scope.rule.drift.off": Text("не ищутся", "not looked for"),
    "scope.rule.drift.show": Text("показываются, возвращает человек", "shown, and a person puts them back"),
    "scope.rule.drift.restore": Text("возвращаются к значениям 1С", "put back to 1C's values"),
    "scope.rule.undo": Text("сначала показано, что вернётся", "what would come back is shown first"),
    "scope.rule.orders.first": Text(
        "счета своей компании с первой стадии", "invoices of the own company, from the first stage on"
    ),
    "scope.rule.orders.stage": Text(
        "счета своей компании со стадии «{stage}»", "invoices of the own company, from the stage “{stage}” on"
    ),
    "scope.rule.resend.auto": Text(
        "уходят снова, пока заказ не взят в работу", "sent again until the order is taken in work"
    ),
    "scope.rule.resend.ask": Text("спрашивают человека", "a person is asked"),
    "scope.rule.resend.never": Text("не уходят", "not sent"),
    "scope.rule.gate.warn": Text(
        "ИНН, КПП, адреса, счёт, телефон, почта; при сомнении уходит с предупреждением",
        "tax id, KPP, addresses, account, phone, e-mail; in doubt it goes, with a warning",
    ),
    "scope.rule.gate.strict": Text(
        "ИНН, КПП, адреса, счёт, телефон, почта; при сомнении счёт ждёт человека",
        "tax id, KPP, addresses, account, phone, e-mail; in doubt the invoice waits for a person",
    ),
    "scope.rule.payments.unf": Text("каждая оплата с суммой", "every payment with its sum"),
    "scope.rule.payments.trade": Text("только полная оплата", "full payment only"),
    "scope.rule.payments.unknown": Text(
        "сколько сообщает ваша 1С, станет известно после первого обмена",
        "how much your 1C tells is known after its first exchange",
    ),
    "scope.rule.shipments.unf": Text("отгрузки и отмена заказа", "shipments, and the order's cancellation"),
    "scope.rule.shipments.trade": Text(
        "только полная отгрузка, и отмена заказа", "full shipment only, and the order's cancellation"
    ),
    "scope.rule.shipments.unknown": Text(
        "сколько сообщает ваша 1С, станет известно после первого обмена",
        "how much your 1C tells is known after its first exchange",
    ),
    "scope.rule.lines.notify": Text(
        "менеджеру сообщается, счёт не меняется", "the manager is told, the invoice stays"
    ),
    "scope.rule.lines.update": Text("счёт следует за заказом", "the invoice follows the order"),
    "scope.rule.numbers": Text("хранятся в полях счёта", "kept in fields of the invoice"),
}

NEVER: Final[dict[str, Text]] = {
    "scope.never": Text("Что не передаётся", "What does not travel"),
    "scope.never.reserve": Text(
        "Резервы отдельной цифрой: переносится то количество, которое передаёт 1С",
        "Reserves as a figure of their own: the quantity that 1C tells is what travels",
    ),
    "scope.never.contracts": Text(
        "Договоры и соглашения: 1С берёт их из настроек узла",
        "Contracts and agreements: 1C takes them from its node",
    ),
    "scope.never.closing": Text(
        "Закрывающие документы: акты, накладные, счета-фактуры и их файлы",
        "Closing documents: acts, waybills, VAT invoices and their files",
    ),
    "scope.never.counterparties_back": Text(
        "Контрагенты из 1С в CRM, и контрагенты помимо счетов",
        "Counterparties from 1C to the CRM, and counterparties outside invoices",
    ),
    "scope.never.contacts": Text(
        "Контактные лица, подписанты, сайты компаний", "Contact persons, signatories, sites of companies"
    ),
    "scope.never.deals": Text(
        "Сделки и лиды: в 1С идут только счета", "Deals and leads: only invoices go to 1C"
    ),
    "scope.never.orders_of_onec": Text("Заказы, созданные в самой 1С", "Orders that were made in 1C itself"),
    "scope.never.part_payments": Text(
        "Частичные оплаты и отгрузки из УТ, КА, ERP и Розницы: они сообщают только полные",
        "Part payments and shipments from УТ, КА, ERP and Розница: they tell full ones only",
    ),
}

TEXTS: Final[dict[str, Text]] = {
    **SUBJECTS,
    **RHYTHMS,
    **RULES,
    **NEVER,
    "menu.scope": Text("Что передаётся", "What travels"),
    "scope.title": Text("Что передаётся", "What travels"),
    "scope.part.catalogue": Text("Каталог", "Catalogue"),
    "scope.part.sales": Text("Счета и заказы", "Invoices and orders"),
    "scope.column.subject": Text("Что", "What"),
    "scope.column.way": Text("Куда", "Where"),
    "scope.column.rhythm": Text("Когда", "When"),
    "scope.column.rule": Text("По какому правилу", "By which rule"),
    "scope.column.owner": Text("Чьё значение", "Whose value"),
    "scope.way.to_crm": Text("1С → CRM", "1C → CRM"),
    "scope.way.to_onec": Text("CRM → 1С", "CRM → 1C"),
    "scope.way.within_crm": Text("в CRM", "in the CRM"),
    "scope.way.nowhere": Text("не передаётся", "does not travel"),
    "scope.owner.1c": Text("1С", "1C"),
    "scope.owner.crm": Text("CRM", "CRM"),
    "scope.owner.first": Text("один раз", "once"),
    "scope.owner.named": Text("по полям, в настройках", "by field, in the settings"),
}  # fmt: skip
