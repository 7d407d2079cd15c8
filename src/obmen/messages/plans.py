"""A plan as people read it: on the terminal, and on paper to sign."""

from __future__ import annotations

from typing import Final

from obmen.messages.base import Text

PLANS: Final[dict[str, Text]] = {
    "plan.kind": Text("вид", "kind"),
    "plan.kind.product": Text("товар", "product"),
    "plan.kind.gallery": Text("картинки", "pictures"),
    "plan.kind.section": Text("раздел", "section"),
    "plan.kind.stock": Text("остаток", "stock"),
    "plan.kind.store": Text("склад", "store"),
    "plan.kind.variation": Text("вариация", "variation"),
    "plan.create": Text("создать", "create"),
    "plan.change": Text("изменить", "change"),
    "plan.deactivate": Text("выключить", "deactivate"),
    "plan.reactivate": Text("включить", "reactivate"),
    "plan.refuse": Text("нельзя", "refuse"),
    "plan.more": Text(
        "… и ещё {left}: obmen plan {name} --json", "… and {left} more: obmen plan {name} --json"
    ),
    "plan.cost": Text(
        "Запросов к порталу: около {requests}, времени: около {seconds} с",
        "Requests to the portal: about {requests}, time: about {seconds} s",
    ),
    "plan.price_type": Text("Цены — типа «{name}»", "The prices are of type “{name}”"),
    "plan.left_out.groups": Text(
        "Вне выбранных групп: {count} ({names}…)", "Outside the chosen groups: {count} ({names}…)"
    ),
    "plan.left_out.selection": Text(
        "Ушло из выгрузки 1С, остаётся как есть: {count} (obmen sweep {name})",
        "Left 1C's selection, stay as they are: {count} (obmen sweep {name})",
    ),
    "plan.sheet.outside": Text("Вне групп", "Outside groups"),
    "plan.outside": Text(
        "Вне выбранных групп: не передаётся, в CRM остаётся как есть",
        "Outside the chosen groups: does not travel, stays as it is in the CRM",
    ),
    "plan.fields": Text("было → станет", "before → after"),
    "plan.field": Text("поле", "field"),
    "plan.old": Text("было", "before"),
    "plan.new": Text("станет", "after"),
    "plan.action": Text("что будет", "what will be"),
    "plan.record": Text("запись", "record"),
    "plan.why": Text("почему", "why"),
    "plan.yes": Text("да", "yes"),
    "plan.no": Text("нет", "no"),
    "plan.title": Text("План обмена «{name}»", "Plan of the exchange “{name}”"),
    "plan.pictures_unseen": Text(
        "Товаров, которые на портале уже есть и, возможно, с картинками: {count}. Перед записью их картинки сравнятся с "
        "картинками 1С: одинаковые не добавятся, поэтому изменений будет не больше, чем показано.",
        "Goods that the portal has already, maybe with pictures: {count}. Before anything is written their pictures are "
        "compared with 1C's: equal ones are not added, so there will be no more changes than shown.",
    ),
    "plan.sheet.totals": Text("Итоги", "Totals"),
    "plan.sheet.changes": Text("Изменения", "Changes"),
    "plan.made_at": Text("Составлен {moment}", "Made {moment}"),
    "plan.nothing": Text("Менять нечего.", "Nothing is to be changed."),
    "plan.shown": Text(
        "Показаны первые {shown} записей из {all}; все записи: obmen plan {name} --report план.xlsx",
        "The first {shown} of {all} records are shown; for all of them: obmen plan {name} --report plan.xlsx",
    ),
    "plan.sign": Text("Согласовано", "Approved"),
    "plan.sign.name": Text("фамилия и должность", "name and position"),
    "plan.sign.signature": Text("подпись", "signature"),
    "plan.sign.date": Text("дата", "date"),
    "plan.saved": Text("План записан: {path}", "The plan is written: {path}"),
    "plan.field.name": Text("Наименование", "Name"),
    "plan.field.pictures": Text("Картинки", "Pictures"),
    "plan.field.section": Text("Раздел", "Section"),
    "plan.field.parent": Text("Стоит в", "Stands in"),
    "plan.field.active": Text("Активность", "Active"),
    "plan.field.unit": Text("Единица (ОКЕИ)", "Unit (OKEI)"),
    "plan.field.vat": Text("Ставка НДС", "VAT rate"),
    "plan.field.vat_included": Text("НДС в цене", "VAT included"),
    "plan.field.price": Text("Цена", "Price"),
    "plan.field.currency": Text("Валюта", "Currency"),
    "plan.field.article": Text("Артикул", "Article"),
    "plan.field.barcode": Text("Штрихкод", "Barcode"),
    "plan.field.characteristic": Text("Характеристика", "Characteristic"),
    "plan.field.full_name": Text("Полное наименование", "Full name"),
    "plan.field.description": Text("Описание", "Description"),
    "plan.field.brand": Text("Бренд", "Brand"),
    "plan.field.country": Text("Страна", "Country"),
    "plan.field.weight": Text("Вес, г", "Weight, g"),
    "plan.field.address": Text("Адрес", "Address"),
    "plan.field.xml_id": Text("Внешний код", "External code"),
    "plan.field.code": Text("Код в 1С", "Code in 1C"),
    "plan.price_of": Text("Цена «{name}»", "Price “{name}”"),
    "plan.makes": Text("Будет создано в справочниках портала", "To be made in the portal's directories"),
    "plan.makes.unit": Text("единица «{name}»", "unit “{name}”"),
    "plan.makes.vat": Text("ставка НДС {name}", "VAT rate {name}"),
    "plan.makes.price_type": Text("тип цен «{name}»", "price type “{name}”"),
    "plan.makes.property": Text("свойство «{name}»", "property “{name}”"),
}
