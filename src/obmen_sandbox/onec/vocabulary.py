"""The words of 1C that the practice base stores or reads, each written once."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

# ---- CommerceML 2: elements of an order that the reader looks for (facts §3.1–3.2)
ROOT: Final = "КоммерческаяИнформация"
CONTAINER: Final = "Контейнер"  # 3.1: an order with its payments and shipments
DOCUMENT: Final = "Документ"
OPERATION: Final = "ХозОперация"
CURRENCY: Final = "Валюта"
ID: Final = "Ид"
NUMBER: Final = "Номер"
DATE: Final = "Дата"
TIME: Final = "Время"
COMMENT: Final = "Комментарий"
SUM: Final = "Сумма"
COUNTERPARTIES: Final = "Контрагенты"
COUNTERPARTY: Final = "Контрагент"
NAME: Final = "Наименование"
OFFICIAL_NAME: Final = "ОфициальноеНаименование"
FULL_NAME: Final = "ПолноеНаименование"
TAX_ID: Final = "ИНН"
KPP: Final = "КПП"
ADDRESS: Final = "Адрес"
LEGAL_ADDRESS: Final = "ЮридическийАдрес"
REGISTRATION_ADDRESS: Final = "АдресРегистрации"
PRESENTATION: Final = "Представление"
ADDRESS_FIELD: Final = "АдресноеПоле"
CONTACTS: Final = "Контакты"
CONTACT: Final = "Контакт"
TYPE: Final = "Тип"
VALUE: Final = "Значение"
ACCOUNTS: Final = "РасчетныеСчета"
ACCOUNT: Final = "РасчетныйСчет"
ACCOUNT_NUMBER: Final = "НомерСчета"
BANK: Final = "Банк"
BIC: Final = "БИК"
CORRESPONDENT: Final = "СчетКорреспондентский"
WAREHOUSES: Final = "Склады"
WAREHOUSE: Final = "Склад"
TAXES: Final = "Налоги"
TAX: Final = "Налог"
RATE: Final = "Ставка"
INCLUDED: Final = "УчтеноВСумме"
TAX_RATES: Final = "СтавкиНалогов"
TAX_RATE: Final = "СтавкаНалога"
GOODS: Final = "Товары"
PRODUCT: Final = "Товар"
ARTICLE: Final = "Артикул"
BARCODE: Final = "Штрихкод"
DESCRIPTION: Final = "Описание"
BASE_UNIT: Final = "БазоваяЕдиница"
CODE: Final = "Код"
PRICE_PER_UNIT: Final = "ЦенаЗаЕдиницу"
QUANTITY: Final = "Количество"
UNIT: Final = "Единица"
COEFFICIENT: Final = "Коэффициент"
DISCOUNTS: Final = "Скидки"
DISCOUNT: Final = "Скидка"
REQUISITES: Final = "ЗначенияРеквизитов"
REQUISITE: Final = "ЗначениеРеквизита"
CHARACTERISTICS: Final = "ХарактеристикиТовара"
CHARACTERISTIC: Final = "ХарактеристикаТовара"
CHARACTERISTIC_ID: Final = "ИдХарактеристики"
SUBDOCUMENTS: Final = "ПодчиненныеДокументы"
SUBDOCUMENT: Final = "ПодчиненныйДокумент"

# ---- CommerceML 2: elements of a catalogue that is loaded as the item list of the base
CLASSIFIER: Final = "Классификатор"
CATALOGUE: Final = "Каталог"
GROUPS: Final = "Группы"
GROUP: Final = "Группа"
OFFERS: Final = "Предложения"
OFFER: Final = "Предложение"
PRICE_TYPES: Final = "ТипыЦен"
PRICE_TYPE: Final = "ТипЦены"
PRICE_TYPE_ID: Final = "ИдТипаЦены"
PRICES: Final = "Цены"
PRICE: Final = "Цена"
PROPERTIES: Final = "Свойства"
PROPERTY: Final = "Свойство"
VALUE_KIND: Final = "ТипЗначений"
VARIANTS: Final = "ВариантыЗначений"
VARIANT_ID: Final = "ИдЗначения"
MULTIPLE: Final = "Множественное"
FOR_OFFERS: Final = "ДляПредложений"
PROPERTY_VALUES: Final = "ЗначенияСвойств"
PROPERTY_VALUE: Final = "ЗначенияСвойства"
COUNTRY: Final = "Страна"
WEIGHT: Final = "Вес"
BRAND: Final = "ТорговаяМарка"
MAKER: Final = "Изготовитель"
STATUS: Final = "Статус"
STATUS_DELETED: Final = "Удален"
DELETION_MARK: Final = "ПометкаУдаления"
WAREHOUSE_ID: Final = "ИдСклада"
WAREHOUSE_QUANTITY: Final = "КоличествоНаСкладе"

# ---- the site's dictionaries (УНФ, `mode=info`)
SITE_STATUSES: Final = "Cтатусы"  # the first letter is Latin, as the portal vendor's site writes it
SITE_PAYMENTS: Final = "ПлатежныеСистемы"
SITE_DELIVERIES: Final = "СлужбыДоставки"
SITE_ELEMENT: Final = "Элемент"
SITE_NAME: Final = "Название"

# ---- requisites by name (ЗначенияРеквизитов), spaces as 1C writes them
R_ITEM_KIND: Final = "ВидНоменклатуры"
R_ITEM_TYPE: Final = "ТипНоменклатуры"
R_FULL_NAME: Final = "Полное наименование"
R_CANCELLED: Final = "Отменен"
R_ORDER_STATUS: Final = "Статус заказа"
R_ORDER_STATUS_ID: Final = "Статуса заказа ИД"
R_BUYER_COMMENT: Final = "Комментарии покупателя"
R_ORDER_PAID: Final = "Заказ оплачен"
R_PAYMENT_METHOD: Final = "Метод оплаты"
R_PAYMENT_METHOD_ID: Final = "Метод оплаты ИД"
R_PAYMENT_DATE: Final = "Дата оплаты"
R_PAYMENT_NUMBER: Final = "Номер платежного документа"
R_SHIPMENT_DATE: Final = "Дата отгрузки"
R_NUMBER_1C: Final = "Номер по 1С"
R_DATE_1C: Final = "Дата по 1С"
R_POSTED: Final = "Проведен"
R_PAYMENT_NUMBER_1C: Final = "Номер оплаты по 1С"
R_PAYMENT_DATE_1C: Final = "Дата оплаты по 1С"
R_SHIPMENT_NUMBER_1C: Final = "Номер отгрузки по 1С"
R_SHIPMENT_DATE_1C: Final = "Дата отгрузки по 1С"
R_IS_PAID: Final = "Оплачен"
R_IS_SHIPPED: Final = "Отгружен"
R_SHIPPING_NUMBER: Final = "Номер документа отгрузки"
R_SHIPPING_DATE: Final = "Дата документа отгрузки"

R_WEIGHT: Final = "Вес"
R_HTML: Final = "ОписаниеВФорматеHTML"

# ---- kinds of properties
T_LIST: Final = "Справочник"
T_TEXT: Final = "Строка"
T_NUMBER: Final = "Число"

# ---- values
ORDER_OPERATION: Final = "Заказ товара"
ACQUIRING: Final = "Эквайринговая операция"
CASHLESS: Final = "Выплата безналичных денег"
VAT: Final = "НДС"
NO_VAT: Final = "Без НДС"
TYPE_PRODUCT: Final = "Товар"
TYPE_SERVICE: Final = "Услуга"
TYPE_STOCK: Final = "Запас"  # УНФ says this where УТ says «Товар»
CONTACT_PHONE: Final = "ТелефонРабочий"
CONTACT_MAIL: Final = "Почта"
RUB: Final = "RUB"

# ---- states of an order: Состояние of ЗаказКлиента (УТ), СостояниеЗаказа of ЗаказПокупателя (УНФ)
S_AWAITS_APPROVAL: Final = "Ожидается согласование"
S_IN_WORK: Final = "В работе"
S_SHIPPED: Final = "Отгружен"
S_CLOSED: Final = "Закрыт"

PRICE_SHOWN: Final = " {price} {currency} за {unit}"
CHARACTERISTIC_SHOWN: Final = "{item} ({characteristic})"
COMMENT_PREFIX: Final = "Комментарий менеджера на сайте: "
ORDER_PREFIX: Final = "ТД00-"  # prefix of the organisation in document numbers of a trade base
UNF_ORDER_PREFIX: Final = "НФНФ-"
CATALOGUE_NAME: Final = "Основной каталог"
OWNER_NAME: Final = 'ООО "Ромашка-Опт"'
NEW_ITEM_KIND: Final = "Товар"

UNITS: Final[
    Mapping[str, tuple[str, str, str]]
] = {  # ОКЕИ code: short, full, international (facts onec §6.4)
    "796": ("шт", "Штука", "PCE"),
    "166": ("кг", "Килограмм", "KGM"),
    "163": ("г", "Грамм", "GRM"),
    "168": ("т", "Тонна", "TNE"),
    "112": ("л", "Литр", "LTR"),
    "006": ("м", "Метр", "MTR"),
    "055": ("м2", "Квадратный метр", "MTK"),
    "356": ("ч", "Час", "HUR"),
    "778": ("упак", "Упаковка", "NMP"),
    "839": ("компл", "Комплект", "SET"),
    "715": ("пар", "Пара", "NPR"),
    "736": ("рул", "Рулон", "NPL"),
    "362": ("мес", "Месяц", "MON"),
}

# The converter of VAT texts in УТ 11.5.20, КА 2.5.12, ERP 2.5.17 knows these and no others (facts §3.1).
KNOWN_RATES: Final[Mapping[str, Decimal]] = {
    "0": Decimal(0),
    "10": Decimal(10),
    "18": Decimal(18),
    "20": Decimal(20),
    "10.00": Decimal(10),
    "18.00": Decimal(18),
    "20.00": Decimal(20),
    "10/110": Decimal(10),
    "18/118": Decimal(18),
    "20/120": Decimal(20),
}
NEWER_RATES: Final[Mapping[str, Decimal]] = {
    "5": Decimal(5),
    "7": Decimal(7),
    "22": Decimal(22),
    "5.00": Decimal(5),
    "7.00": Decimal(7),
    "22.00": Decimal(22),
    "22/122": Decimal(22),
}
