"""Words of 1C's form of a node; 1C has them in Russian only, so both languages name them as 1C does."""

from __future__ import annotations

from typing import Final

from obmen.messages.base import Text


def _label(russian: str) -> Text:
    """Return a label of 1C's own form."""
    return Text(russian, russian)


TEXTS: Final[dict[str, Text]] = {
    "node.form.trade": Text("УТ 11, КА 2, ERP 2", "UT 11, KA 2, ERP 2"),
    "node.form.retail": Text("Розница 2", "Retail 2"),
    "node.form.unf": Text("УНФ", "UNF"),
    "node.form.module": Text("Модуль обмена 1С-Битрикс", "1C-Bitrix's own module"),
    "node.form.trade.where": Text(
        "«НСИ и администрирование» → «Интеграция» → «Обмен с сайтом» → «Создать».",
        "«НСИ и администрирование» → «Интеграция» → «Обмен с сайтом» → «Создать».",
    ),
    "node.form.retail.where": Text(
        "«Администрирование» → «Обмен данными» → «Обмен с сайтом» → «Создать».",
        "«Администрирование» → «Обмен данными» → «Обмен с сайтом» → «Создать».",
    ),
    "node.form.unf.where": Text(
        "«CRM» (в старых версиях «Компания») → «Интернет-магазин» → «Настроить».",
        "«CRM» (older: «Компания») → «Интернет-магазин» → «Настроить».",
    ),
    "node.form.module.where": Text(
        "Окно настройки модуля, раздел подключения к сайту.", "The module's settings, connection to the site."
    ),
    "node.tab.main": _label("Основные настройки"),
    "node.tab.goods": _label("Выгрузка товаров"),
    "node.tab.orders": _label("Обмен заказами"),
    "node.tab.connection": _label("Подключение к сайту"),
    "node.address": _label("Адрес сайта"),
    "node.login": _label("Имя пользователя"),
    "node.password": _label("Пароль"),
    "node.password.value": Text(
        "показан один раз, при создании обмена", "was shown once, when the exchange was made"
    ),
    "node.goods": _label("Выгрузка товаров"),
    "node.orders": _label("Обмен заказами"),
    "node.way": _label("Способ обмена данными"),
    "node.way.value": _label("Прямой обмен с сайтом"),
    "node.schedule": _label("Автоматический обмен"),
    "node.schedule.value": Text("каждые 10 минут", "every 10 minutes"),
    "node.owner": _label("Организация — владелец каталога"),
    "node.owner.value": Text("ваша организация", "your company"),
    "node.catalogue": _label("Каталог товаров"),
    "node.prices": _label("Цены и остатки"),
    "node.pictures": _label("Изображения и прочие файлы"),
    "node.pictures.value": Text("если картинки нужны в CRM", "where the CRM needs pictures"),
    "node.changes": _label("Режим выгрузки данных"),
    "node.changes.value": Text(
        "Только изменения (первый раз 1С выгрузит всё)", "Changes only (the first time 1C sends everything)"
    ),
    "node.classes": _label("Классификация номенклатуры"),
    "node.classes.value": Text("по группам номенклатуры", "by groups of goods"),
    "node.price_types": _label("Каталоги и виды цен"),
    "node.price_types.value": Text("те, что нужны в CRM", "those that the CRM needs"),
    "node.clients": _label("Параметры поиска контрагентов"),
    "node.clients.value": Text("по ИНН и КПП", "by ИНН and КПП"),
    "node.client_group": _label("Группа для новых контрагентов"),
    "node.client_group.value": Text(
        "любая: сюда попадут клиенты из CRM", "any: clients from the CRM come there"
    ),
    "node.company": _label("Организация"),
    "node.company.value": Text("на неё оформляются заказы", "orders are made in its name"),
    "node.number": _label("Номер заказа на сайте"),
    "node.number.value": Text(
        "обязательно: без него заказ не вернётся, и оплата не дойдёт до CRM",
        "a must: without it the order does not come back, and the payment never reaches the CRM",
    ),
    "node.date": _label("Дата заказа на сайте"),
    "node.date.value": Text("обязательно, вместе с номером", "a must, together with the number"),
    "node.states": _label("Соответствие статусов заказов"),
    "node.states.value": Text("можно оставить пустым", "may stay empty"),
    "node.protocol": _label("Система управления сайтом"),
    "node.protocol.value": _label("1С-Битрикс"),
    "node.papers": _label("Подчинённые документы"),
    "node.papers.value": Text("только так УНФ передаёт каждую оплату", "only so UNF tells each payment"),
    "node.search": _label("Поиск контрагентов"),
    "node.search.value": Text("ИНН/КПП первым", "ИНН/КПП first"),
    "node.version": _label("Версия схемы"),
    "node.version.value": Text("любая: шлюз понимает 2.03–3.1", "any: the gateway understands 2.03 to 3.1"),
}
