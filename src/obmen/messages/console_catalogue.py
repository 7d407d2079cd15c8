"""The console's pages of the catalogue."""

from __future__ import annotations

from typing import Final

from obmen.messages.base import Text

TEXTS: Final[dict[str, Text]] = {
    "menu.catalogue": Text("Каталог", "Catalogue"),
    "catalogue.title": Text("Каталог", "Catalogue"),
    "catalogue.search": Text("Название, артикул, штрихкод, Ид", "Name, article, barcode, id"),
    "catalogue.group": Text("Группа", "Group"),
    "catalogue.group.all": Text("Все группы", "All groups"),
    "catalogue.state": Text("Какие товары", "Which goods"),
    "catalogue.state.all": Text("Все товары", "All goods"),
    "catalogue.state.active": Text("Включённые", "Active"),
    "catalogue.state.problem": Text("С проблемами", "With problems"),
    "catalogue.state.inactive": Text("Выключенные", "Inactive"),
    "catalogue.column.name": Text("Название", "Name"),
    "catalogue.column.article": Text("Артикул", "Article"),
    "catalogue.column.price": Text("Цена", "Price"),
    "catalogue.column.variations": Text("Вариаций", "Variations"),
    "catalogue.inactive": Text("выключен", "inactive"),
    "catalogue.problem": Text("есть проблема", "has a problem"),
    "catalogue.none": Text("Таких товаров в CRM нет", "The CRM has no such goods"),
    "catalogue.none.text": Text(
        "Здесь товары, которые обмен уже завёл в CRM.",
        "Here are the goods that the exchange has made in the CRM.",
    ),
    "good.parent": Text("Товар этой вариации", "The good of this variation"),
    "good.problems": Text("Что мешает", "What is in the way"),
    "good.sides": Text("Обе стороны: {kind}", "Both sides: {kind}"),
    "good.field": Text("Поле", "Field"),
    "good.onec": Text("Говорит 1С", "1C says"),
    "good.crm": Text("Записано в CRM", "Written into the CRM"),
    "good.owner": Text("Владелец", "Owner"),
    "good.owner.1c": Text("1С", "1C"),
    "good.owner.crm": Text("CRM", "the CRM"),
    "good.owner.first": Text("первое значение", "first value"),
    "good.differs": Text("отличается", "differs"),
    "good.variations": Text("Вариации", "Variations"),
    "good.prices": Text("Цены в 1С", "Prices in 1C"),
    "good.stocks": Text("Остатки в 1С", "Stock in 1C"),
    "good.total": Text("Всего", "In all"),
    "good.runs": Text("Запуски, которые меняли эту запись", "Runs that changed this record"),
    "good.made": Text("создано", "made"),
    "good.history": Text("Что происходило", "What happened"),
    "catalogue.more": Text("Показать ещё", "Show more"),
}
