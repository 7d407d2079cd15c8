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
    "catalogue.more": Text("Показать ещё", "Show more"),
}
