"""Stock: what is written into the CRM, and what waits for a person."""

from __future__ import annotations

from typing import Final

from obmen.messages.base import Text
from obmen.messages.sales import CRM_LANGUAGE

TEXTS: Final[dict[str, Text]] = {
    "stock.document_title": Text("Остатки из 1С", "Stock from 1C"),
    "stock.total": Text("Остаток", "Stock"),
    "stock.quantity": Text("Остаток всего", "Stock in all"),
    "stock.split": Text("Остатки по складам", "Stock by warehouse"),
    "stock.refused": Text(
        "Портал {portal} не принимает документы складского учёта: {detail}",
        "Portal {portal} takes no documents of inventory management: {detail}",
        "Проверьте тариф, складской учёт и права пользователя вебхука на склады. Остатки пойдут сами при "
        "следующей записи, раз в stock_minutes.",
        "Check the plan, inventory management and the rights of the webhook's user to stores. Stock goes on by "
        "itself at the next writing, every stock_minutes.",
    ),
    "stock.store_refused": Text(
        "Портал {portal} не создаёт склад «{name}»: {detail}",
        "Portal {portal} does not make the store “{name}”: {detail}",
        "Несколько складов есть не на каждом тарифе. Остатки складов, которых нет, не передаются, остальное "
        "идёт; когда тариф сменится, выполните obmen retry {exchange}.",
        "Not every plan has several stores. Stock of warehouses without a store does not travel, all else does; "
        "once the plan is changed, run obmen retry {exchange}.",
    ),
    "stock.draft_left": Text(
        "Черновик складского документа {number} не удаляется: {detail}",
        "The draft of the stock document {number} cannot be removed: {detail}",
        "Удалите черновик на портале; проводить его не нужно: остатки записаны другими документами.",
        "Remove the draft on the portal; it need not take effect: stock is written by other documents.",
    ),
    "record.kind.store": Text("склад", "store"),
    "record.kind.stock": Text("остаток товара", "stock of"),
    "record.kind.stock_document": Text("складской документ", "stock document"),
    "record.kind.stock_element": Text("строка складского документа", "line of stock document"),
    "record.kind.stock_conduct": Text("проведение складского документа", "conduct of stock document"),
    "record.kind.stock_discard": Text("удаление черновика", "removal of draft"),
    "check.stock.documents.ok": Text(
        "Остатки пишутся складскими документами, складов: {stores}",
        "Stock is written by inventory documents, stores: {stores}",
    ),
    "check.stock.quantity.degraded": Text(
        "Складской учёт на портале выключен или его нет на тарифе: пишется общее количество товара, "
        "разбивка по складам — в свойство «{property}»",
        "Inventory management is off or not in the portal's plan: the total goes into the product, the split by "
        "warehouse into the property “{property}”",
        "Чтобы остатки лежали по складам, включите складской учёт на портале.",
        "To keep stock by store, switch inventory management on.",
    ),
    "check.stock.stores.degraded": Text(
        "Нет складов на портале для складов 1С: {names}. Их остатки не передаются{instead}",
        "The portal has no stores for 1C's warehouses: {names}. Their stock does not travel{instead}",
        "Несколько складов есть не на каждом тарифе; после смены тарифа выполните obmen retry {exchange}.",
        "Not every plan has several stores; once the plan is changed, run obmen retry {exchange}.",
    ),
    "check.stock.only_store.degraded": Text(
        "На портале один склад, складов 1С на нём нет: туда пишется остаток всех складов вместе",
        "The portal has one store and none of 1C's warehouses: it holds the stock of all of them together",
        "Несколько складов есть не на каждом тарифе; после смены тарифа выполните obmen retry {exchange}.",
        "Not every plan has several stores; once the plan is changed, run obmen retry {exchange}.",
    ),
    "check.stock.nameless.degraded": Text(
        "1С назвала эти склады только по Ид: {ids}. Их остатки передаются, склады на портале названы так же",
        "1C has named these warehouses by their ids only: {ids}. Their stock travels, the stores are called the "
        "same",
        "Выгрузите список складов из 1С (полная выгрузка предложений): склады получат свои названия.",
        "Let 1C send the list of warehouses (a full export of offers): the stores get their names.",
    ),
    "check.stock.negative.degraded": Text(
        "Товаров с отрицательным остатком в 1С: {count}. На портал вместо него пишется 0",
        "Goods whose stock is below zero in 1C: {count}. The portal is given 0 instead",
        "Проверьте остатки этих товаров в 1С: отчёт «Контроль отрицательных остатков».",
        "Look at the stock of these goods in 1C.",
    ),
    "check.stock.homeless.degraded": Text(
        "Товаров, остаток которых 1С прислала без складов: {count}. На портале несколько складов, и шлюз не "
        "знает, на каком они лежат",
        "Goods whose stock 1C has sent without warehouses: {count}. The portal has several stores, and it is "
        "unknown which one holds them",
        "Включите в 1С выгрузку остатков по складам.",
        "Let 1C send stock by warehouse.",
    ),
}


def crm_text(code: str) -> str:
    """Return a text that is written into the CRM, in its language."""
    return TEXTS[code].told(CRM_LANGUAGE, {})
