"""The words of CommerceML 2, as 1C writes them.

Source, where nothing else is said: XDTO package CML208 of УТ 11.5.20 (namespace `urn:1C.ru:commerceml_2`).
"""

from collections.abc import Mapping
from typing import Final

# ---- the file and its sections -----------------------------------------------------------------

COMMERCE_DATA: Final = "КоммерческаяИнформация"  # root of every file
SCHEMA_VERSION: Final = "ВерсияСхемы"
GENERATED_AT: Final = "ДатаФормирования"
ONLY_CHANGES: Final = "СодержитТолькоИзменения"  # attribute; in 2.03 a child at the end
CLASSIFIER: Final = "Классификатор"
CATALOG: Final = "Каталог"
OFFER_PACKAGE: Final = "ПакетПредложений"
OFFER_PACKAGE_CHANGES: Final = "ИзмененияПакетаПредложений"  # prices and rests only; facts §2.5
CATALOG_ID: Final = "ИдКаталога"
GROUPS: Final = "Группы"
GROUP: Final = "Группа"
PROPERTIES: Final = "Свойства"
PROPERTY: Final = "Свойство"
PRICE_TYPES: Final = "ТипыЦен"
PRICE_TYPE: Final = "ТипЦены"
WAREHOUSES: Final = "Склады"
WAREHOUSE: Final = "Склад"
UNITS: Final = "ЕдиницыИзмерения"  # 2.10 and 3.1
UNIT: Final = "ЕдиницаИзмерения"
PRODUCTS: Final = "Товары"
PRODUCT: Final = "Товар"
OFFERS: Final = "Предложения"
OFFER: Final = "Предложение"  # a product or one variant of it, with prices and stock
COUNTERPARTIES: Final = "Контрагенты"
COUNTERPARTY: Final = "Контрагент"
CONTAINER: Final = "Контейнер"  # 3.1: an order with its payments and shipments
DOCUMENT: Final = "Документ"

CML1_ID: Final = "Идентификатор"  # CommerceML 1 (1С 7.7) keeps data in attributes
CML1_OPERATION: Final = "ХозОперация"

# ---- fields that many records share ------------------------------------------------------------

ID: Final = "Ид"
NAME: Final = "Наименование"
VALUE: Final = "Значение"
STATUS: Final = "Статус"  # attribute (2.07) or child of Товар, Предложение
DELETED: Final = "Удален"
DELETION_MARK: Final = "ПометкаУдаления"  # 3.1
TRUE: Final = frozenset({"true", "1", "да", "истина"})
FALSE: Final = frozenset({"false", "0", "нет", "ложь"})

# ---- Классификатор -----------------------------------------------------------------------------

VALUE_KIND: Final = "ТипЗначений"
VALUE_KINDS: Final = "ТипыЗначений"  # 2.03: ТипыЗначений/ТипЗначений{Тип, ВариантыЗначений}
KIND: Final = "Тип"
KIND_STRING: Final = "Строка"
KIND_NUMBER: Final = "Число"
KIND_DATE: Final = "Время"
KIND_LIST: Final = "Справочник"
MULTIPLE: Final = "Множественное"
FOR_OFFERS: Final = "ДляПредложений"
CHOICES: Final = "ВариантыЗначений"
CHOICE_ID: Final = "ИдЗначения"

TAX: Final = "Налог"
TAX_INCLUDED: Final = "УчтеноВСумме"
ADDRESS: Final = "Адрес"
PRESENTATION: Final = "Представление"

SHORT_NAME: Final = "НаименованиеКраткое"
LONG_NAME: Final = "НаименованиеПолное"
UNIT_CODE: Final = "Код"

# ---- Товар and Предложение ---------------------------------------------------------------------

BARCODE: Final = "Штрихкод"
BARCODE_OLD: Final = "ШтрихКод"  # 2.03 to 2.05
ARTICLE: Final = "Артикул"
CODE: Final = "Код"  # УНФ
FULL_NAME: Final = "ПолноеНаименование"
BASE_UNIT: Final = "БазоваяЕдиница"
DESCRIPTION: Final = "Описание"
PICTURE: Final = "Картинка"
COUNTRY: Final = "Страна"
WEIGHT: Final = "Вес"
BRAND: Final = "ТорговаяМарка"
MANUFACTURER: Final = "Изготовитель"
PROPERTY_VALUES: Final = "ЗначенияСвойств"
PROPERTY_VALUE: Final = "ЗначенияСвойства"
TAX_RATES: Final = "СтавкиНалогов"
TAX_RATE: Final = "СтавкаНалога"
RATE: Final = "Ставка"
CHARACTERISTICS: Final = "ХарактеристикиТовара"
CHARACTERISTIC: Final = "ХарактеристикаТовара"
CHARACTERISTIC_ID: Final = "ИдХарактеристики"
REQUISITES: Final = "ЗначенияРеквизитов"
REQUISITE: Final = "ЗначениеРеквизита"
PRICES: Final = "Цены"
PRICE: Final = "Цена"
PRICE_TYPE_ID: Final = "ИдТипаЦены"
PRICE_PER_UNIT: Final = "ЦенаЗаЕдиницу"
MIN_QUANTITY: Final = "МинКоличество"
CURRENCY: Final = "Валюта"
QUANTITY: Final = "Количество"
COEFFICIENT: Final = "Коэффициент"
WAREHOUSE_ID: Final = "ИдСклада"
WAREHOUSE_QUANTITY: Final = "КоличествоНаСкладе"
RESTS: Final = "Остатки"  # 3.1: Остатки/Остаток/Склад{Ид, Количество}
REST: Final = "Остаток"

VAT: Final = "ндс"
WITHOUT_VAT: Final = frozenset({"безндс", "безналога", "необлагается", "нет"})
SERVICES: Final = frozenset({"услуга", "работа"})

# ---- Документ ----------------------------------------------------------------------------------

NUMBER: Final = "Номер"
NUMBER_IN_1C: Final = "Номер1С"  # 2.09
DATE: Final = "Дата"
DATE_IN_1C: Final = "Дата1С"  # 2.09
OPERATION: Final = "ХозОперация"
TOTAL: Final = "Сумма"
TAXES: Final = "Налоги"
SUB_DOCUMENTS: Final = "ПодчиненныеДокументы"  # 2.10
SUB_DOCUMENT: Final = "ПодчиненныйДокумент"

ORDER_OPERATION: Final = "заказтовара"  # operations are compared by `readers.values.key_of`
PAYMENT_OPERATIONS: Final = frozenset(
    {"выплатаналичныхденег", "выплатабезналичныхденег", "эквайринговаяоперация"}  # schema 2.10
)
REFUND_OPERATIONS: Final = frozenset({"возвратналичныхденег", "возвратбезналичныхденег"})
SHIPMENT_OPERATIONS: Final = frozenset({"отпусктовара"})

# ---- Контрагент --------------------------------------------------------------------------------

OFFICIAL_NAME: Final = "ОфициальноеНаименование"
TAX_ID: Final = "ИНН"
KPP: Final = "КПП"
OGRN: Final = "ОГРН"
LEGAL_ADDRESS: Final = "ЮридическийАдрес"
REGISTRATION_ADDRESS: Final = "АдресРегистрации"
CONTACTS: Final = "Контакты"
CONTACT: Final = "Контакт"
CONTACT_KIND: Final = "Тип"
PHONE_KINDS: Final = ("телефон",)
MAIL_KINDS: Final = ("почта", "электроннаяпочта", "email", "e-mail")
ACCOUNTS: Final = "РасчетныеСчета"
ACCOUNT: Final = "РасчетныйСчет"
ACCOUNT_NUMBER: Final = "НомерСчета"
BANK: Final = "Банк"
BIC: Final = "БИК"
CORRESPONDENT: Final = "СчетКорреспондентский"

# ---- requisites: names without spaces, in small letters, 1С with a Cyrillic С --------------------

ONEC: Final = "1с"
ONEC_LATIN: Final = "1c"  # what Bitrix and people type
GOODS_REQUISITES: Final[Mapping[str, str]] = {  # УТ 11.5 ДобавитьНоменклатуруXDTO; 10.3 for the short forms
    "полноенаименование": "full_name",
    "наименованиеполное": "full_name",
    "код": "code",
    "вес": "weight",
    "описаниевформатеhtml": "html",
    "типноменклатуры": "item_kind",
    "видноменклатуры": "item_sort",
}
ORDER_REQUISITES: Final[Mapping[str, str]] = {  # facts §3.4 to §3.6
    "номерпо1с": "onec_number",
    "датапо1с": "onec_date",
    "пометкаудаления": "deleted",
    "проведен": "posted",
    "отменен": "cancelled",
    "отменён": "cancelled",
    "номероплатыпо1с": "payment_number",
    "датаоплатыпо1с": "payment_date",
    "номеротгрузкипо1с": "shipment_number",
    "датаотгрузкипо1с": "shipment_date",
    "номердокументаотгрузки": "shipment_number",
    "датадокументаотгрузки": "shipment_date",
    "оплачен": "paid",
    "заказоплачен": "paid",
    "отгружен": "shipped",
    "статусзаказа": "status",
}

# ---- currencies and units ----------------------------------------------------------------------

CURRENCIES: Final[Mapping[str, str]] = {  # first three characters of its name in 1C, or its code
    "руб": "RUB", "р": "RUB", "₽": "RUB", "rur": "RUB", "rub": "RUB", "643": "RUB", "810": "RUB",
    "грн": "UAH", "гри": "UAH", "uah": "UAH", "980": "UAH", "₴": "UAH",
    "usd": "USD", "дол": "USD", "840": "USD", "$": "USD",
    "eur": "EUR", "евр": "EUR", "978": "EUR", "€": "EUR",
    "kzt": "KZT", "тен": "KZT", "тнг": "KZT", "тг": "KZT", "398": "KZT", "₸": "KZT",
    "byn": "BYN", "бел": "BYN", "933": "BYN",
    "uzs": "UZS", "сум": "UZS", "860": "UZS",
    "kgs": "KGS", "сом": "KGS", "417": "KGS",
    "amd": "AMD", "дра": "AMD", "051": "AMD",
    "cny": "CNY", "юан": "CNY", "156": "CNY",
}  # fmt: skip
UNIT_CODES: Final[Mapping[str, str]] = {  # ОКЕИ, for files that name a unit without its code
    "шт": "796", "кг": "166", "г": "163", "гр": "163", "т": "168", "м": "6", "см": "4", "мм": "3",
    "м2": "55", "кв.м": "55", "м3": "113", "куб.м": "113", "л": "112", "мл": "111", "уп": "778",
    "упак": "778", "компл": "839", "набор": "704", "пар": "715", "пара": "715", "ч": "356", "час": "356",
    "рул": "736", "пог.м": "18", "т.шт": "798", "тыс.шт": "798",
}  # fmt: skip
