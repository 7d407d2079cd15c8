"""Words of an order in CommerceML 2.05 as 1C reads them (commerceml.md §3.1–3.3)."""

from __future__ import annotations

from typing import Final

ROOT: Final = "КоммерческаяИнформация"
SCHEMA_VERSION: Final = "ВерсияСхемы"
GENERATED_AT: Final = "ДатаФормирования"
VERSION: Final = "2.05"

DOCUMENT: Final = "Документ"
ID: Final = "Ид"
NUMBER: Final = "Номер"
DATE: Final = "Дата"
TIME: Final = "Время"
OPERATION: Final = "ХозОперация"
ORDER_OPERATION: Final = "Заказ товара"
ROLE: Final = "Роль"
SELLER: Final = "Продавец"
BUYER: Final = "Покупатель"
CURRENCY: Final = "Валюта"
RATE_OF_EXCHANGE: Final = "Курс"
SUM: Final = "Сумма"
COMMENT: Final = "Комментарий"

COUNTERPARTIES: Final = "Контрагенты"
COUNTERPARTY: Final = "Контрагент"
NAME: Final = "Наименование"
OFFICIAL_NAME: Final = "ОфициальноеНаименование"  # its presence makes a legal entity (УТ)
FULL_NAME: Final = "ПолноеНаименование"
LEGAL_ADDRESS: Final = "ЮридическийАдрес"
REGISTRATION_ADDRESS: Final = "АдресРегистрации"
ADDRESS: Final = "Адрес"
PRESENTATION: Final = "Представление"
TAX_ID: Final = "ИНН"
KPP: Final = "КПП"
OGRN: Final = "ЕГРПО"  # the only element of the schema for a number of the state register
ACCOUNTS: Final = "РасчетныеСчета"
ACCOUNT: Final = "РасчетныйСчет"
ACCOUNT_NUMBER: Final = "НомерСчета"
BANK: Final = "Банк"
CORRESPONDENT: Final = "СчетКорреспондентский"
BIC: Final = "БИК"
CONTACTS: Final = "Контакты"
CONTACT: Final = "Контакт"
TYPE: Final = "Тип"
VALUE: Final = "Значение"
WORK_PHONE: Final = "ТелефонРабочий"
MAIL: Final = "Почта"

TAXES: Final = "Налоги"
TAX: Final = "Налог"
VAT: Final = "НДС"
INCLUDED: Final = "УчтеноВСумме"
RATE: Final = "Ставка"
TAX_RATES: Final = "СтавкиНалогов"
TAX_RATE: Final = "СтавкаНалога"
WITHOUT_VAT: Final = "Без НДС"

GOODS: Final = "Товары"
PRODUCT: Final = "Товар"
ARTICLE: Final = "Артикул"
BASE_UNIT: Final = "БазоваяЕдиница"
CODE: Final = "Код"
FULL_UNIT_NAME: Final = "НаименованиеПолное"
PRICE_PER_UNIT: Final = "ЦенаЗаЕдиницу"
QUANTITY: Final = "Количество"
UNIT: Final = "Единица"
COEFFICIENT: Final = "Коэффициент"

REQUISITES: Final = "ЗначенияРеквизитов"
REQUISITE: Final = "ЗначениеРеквизита"
ITEM_KIND: Final = "ВидНоменклатуры"
ITEM_TYPE: Final = "ТипНоменклатуры"
GOODS_TYPE: Final = "Товар"
SERVICE_TYPE: Final = "Услуга"
CANCELLED: Final = "Отменен"

TRUE: Final = "true"
ONE: Final = "1"
HASH: Final = "#"
NUMBER_SIGN: Final = "№"  # stands for `#`, which 1C takes for a characteristic (§3.1, 5)
UNITS: Final = {  # OKEI: short name where the portal gave none (onec.md §6.4)
    "796": "шт", "166": "кг", "163": "г", "168": "т", "112": "л", "6": "м", "18": "пог. м", "55": "м2",
    "113": "м3", "356": "ч", "359": "сут", "362": "мес", "366": "год", "778": "упак", "839": "компл",
    "704": "набор", "715": "пар", "736": "рул", "812": "ящ", "625": "лист", "642": "ед", "876": "усл. ед",
}  # fmt: skip
