"""Bitrix24's own names, each written once. Source: apidocs.bitrix24.com/api-reference, 2026-08."""

from __future__ import annotations

from typing import Final

# common
BATCH: Final = "batch"  # how-to-call-rest-api/batch
SCOPE: Final = "scope"  # common/system/scope
PROFILE: Final = "profile"  # common/users/profile; needs no scope, `user.current` does
APP_INFO: Final = "app.info"  # common/system/app-info; a webhook may be refused

# catalogue; rights: portal administrator or a catalogue permission
CATALOG_CATALOG_LIST: Final = "catalog.catalog.list"  # catalog/catalog/catalog-catalog-list
CATALOG_SECTION_ADD: Final = "catalog.section.add"  # catalog/section
CATALOG_SECTION_UPDATE: Final = "catalog.section.update"
CATALOG_SECTION_LIST: Final = "catalog.section.list"
CATALOG_PRODUCT_ADD: Final = "catalog.product.add"  # catalog/product
CATALOG_PRODUCT_UPDATE: Final = "catalog.product.update"
CATALOG_PRODUCT_LIST: Final = "catalog.product.list"
CATALOG_PRODUCT_SKU_ADD: Final = "catalog.product.sku.add"  # catalog/product/sku; a head of variations
CATALOG_PRODUCT_OFFER_ADD: Final = "catalog.product.offer.add"  # catalog/product/offer
CATALOG_PRODUCT_OFFER_UPDATE: Final = "catalog.product.offer.update"
CATALOG_PRODUCT_OFFER_LIST: Final = "catalog.product.offer.list"
CATALOG_PRICE_ADD: Final = "catalog.price.add"  # catalog/price
CATALOG_PRICE_UPDATE: Final = "catalog.price.update"
CATALOG_PRICE_DELETE: Final = "catalog.price.delete"
CATALOG_PRICE_LIST: Final = "catalog.price.list"
CATALOG_PRICE_MODIFY: Final = "catalog.price.modify"  # all prices of one product: the others are deleted
CATALOG_PRICE_TYPE_ADD: Final = "catalog.priceType.add"  # catalog/price-type
CATALOG_PRICE_TYPE_LIST: Final = "catalog.priceType.list"
CATALOG_PRICE_TYPE_LANG_ADD: Final = "catalog.priceTypeLang.add"  # catalog/price-type/price-type-lang
CATALOG_PRICE_TYPE_LANG_UPDATE: Final = "catalog.priceTypeLang.update"
CATALOG_PRICE_TYPE_LANG_LIST: Final = "catalog.priceTypeLang.list"
CATALOG_PRODUCT_PROPERTY_ADD: Final = "catalog.productProperty.add"  # catalog/product-property
CATALOG_PRODUCT_PROPERTY_UPDATE: Final = "catalog.productProperty.update"
CATALOG_PRODUCT_PROPERTY_LIST: Final = "catalog.productProperty.list"
CATALOG_PRODUCT_PROPERTY_ENUM_ADD: Final = "catalog.productPropertyEnum.add"  # catalog/product-property-enum
CATALOG_PRODUCT_PROPERTY_ENUM_UPDATE: Final = "catalog.productPropertyEnum.update"
CATALOG_PRODUCT_PROPERTY_ENUM_LIST: Final = "catalog.productPropertyEnum.list"
CATALOG_PRODUCT_IMAGE_ADD: Final = "catalog.productImage.add"  # catalog/product-image
CATALOG_PRODUCT_IMAGE_LIST: Final = "catalog.productImage.list"
CATALOG_PRODUCT_IMAGE_DELETE: Final = "catalog.productImage.delete"
CATALOG_VAT_LIST: Final = "catalog.vat.list"  # catalog/vat
CATALOG_VAT_ADD: Final = "catalog.vat.add"
CATALOG_MEASURE_ADD: Final = "catalog.measure.add"  # catalog/measure
CATALOG_MEASURE_LIST: Final = "catalog.measure.list"
CATALOG_STORE_ADD: Final = "catalog.store.add"  # catalog/store
CATALOG_STORE_UPDATE: Final = "catalog.store.update"
CATALOG_STORE_LIST: Final = "catalog.store.list"
CATALOG_STOREPRODUCT_LIST: Final = "catalog.storeproduct.list"  # catalog/store-product
CATALOG_DOCUMENT_MODE_STATUS: Final = "catalog.document.mode.status"  # catalog/document
CATALOG_DOCUMENT_ADD: Final = "catalog.document.add"
CATALOG_DOCUMENT_LIST: Final = "catalog.document.list"
CATALOG_DOCUMENT_CONDUCT: Final = "catalog.document.conduct"
CATALOG_DOCUMENT_DELETE: Final = "catalog.document.delete"
CATALOG_DOCUMENT_ELEMENT_ADD: Final = "catalog.document.element.add"  # catalog/document/document-element
CATALOG_DOCUMENT_ELEMENT_LIST: Final = "catalog.document.element.list"

# CRM
CRM_ITEM_LIST: Final = "crm.item.list"  # crm/universal/crm-item-list
CRM_ITEM_UPDATE: Final = "crm.item.update"  # crm/universal/crm-item-update
CRM_ITEM_FIELDS: Final = "crm.item.fields"  # crm/universal/crm-item-fields
USERFIELDCONFIG: Final = "userfieldconfig"  # the scope of the next one, beside crm
USERFIELDCONFIG_ADD: Final = "userfieldconfig.add"  # crm/universal/userfieldconfig
CRM_ITEM_PRODUCTROW_SET: Final = "crm.item.productrow.set"  # crm/universal/product-rows
CRM_ITEM_PRODUCTROW_LIST: Final = "crm.item.productrow.list"  # crm/universal/product-rows
CRM_CATEGORY_LIST: Final = "crm.category.list"  # crm/universal/category
CRM_STATUS_ENTITY_TYPES: Final = "crm.status.entity.types"  # crm/status; category and prefix of stages
CRM_STATUS_LIST: Final = "crm.status.list"  # crm/status/crm-status-list
CRM_CURRENCY_LIST: Final = "crm.currency.list"  # crm/currency
CRM_REQUISITE_LIST: Final = "crm.requisite.list"  # crm/requisites/universal
CRM_REQUISITE_PRESET_LIST: Final = "crm.requisite.preset.list"  # crm/requisites/presets
CRM_REQUISITE_LINK_LIST: Final = "crm.requisite.link.list"  # crm/requisites/links
CRM_REQUISITE_BANKDETAIL_LIST: Final = "crm.requisite.bankdetail.list"  # crm/requisites/bank-detail
CRM_ADDRESS_LIST: Final = "crm.address.list"  # crm/requisites/addresses
CRM_TIMELINE_LOGMESSAGE_ADD: Final = "crm.timeline.logmessage.add"  # crm/timeline/logmessage
CRM_TIMELINE_LOGMESSAGE_LIST: Final = "crm.timeline.logmessage.list"  # 10 a page
IM_NOTIFY_SYSTEM_ADD: Final = "im.notify.system.add"  # chats/notifications
CRM_AUTOMATION_TRIGGER_EXECUTE: Final = "crm.automation.trigger.execute"  # crm/automation/triggers
USER_GET: Final = "user.get"  # user/user-get; one of the scopes user, user_basic, user_brief

# kinds of CRM objects: entityTypeId (crm/data-types#object_type)
CONTACT: Final = 3
COMPANY: Final = 4
REQUISITE: Final = 8
SMART_INVOICE: Final = 31
INVOICE_ROWS: Final = "SI"  # ownerType of an invoice's product rows
INVOICE_STAGES: Final = "SMART_INVOICE_STAGE_"  # + category id: ENTITY_ID of crm.status

# fields of an invoice for 1C's number and date: made by us, or by an administrator; written when they exist
USER_FIELD: Final = "UF_CRM_"
USER_FIELD_ENTITY: Final = "CRM_SMART_INVOICE"  # entityId of crm/universal/userfieldconfig
UF_ONEC_NUMBER: Final = "UF_CRM_SMART_INVOICE_1C_NUMBER"
UF_ONEC_DATE: Final = "UF_CRM_SMART_INVOICE_1C_DATE"
ONEC_FIELDS: Final[dict[str, tuple[str, dict[str, str]]]] = {  # name -> (userTypeId, editFormLabel)
    UF_ONEC_NUMBER: ("string", {"ru": "Номер заказа в 1С", "en": "Order number in 1C"}),
    UF_ONEC_DATE: ("date", {"ru": "Дата заказа в 1С", "en": "Order date in 1C"}),
}

# address types of crm.address
ADDRESS_ACTUAL: Final = 1
ADDRESS_REGISTRATION: Final = 4
ADDRESS_LEGAL: Final = 6

# a picture of a product: its type, and the property of the block that holds the gallery
MORE_PHOTO: Final = "MORE_PHOTO"
FILE_CONTENT: Final = "fileContent"  # beside `fields`: name and base64 (files/how-to-upload-files)
FILE_TYPE: Final = "F"  # propertyType of files

# types of properties: propertyType (catalog/product-property)
TEXT: Final = "S"
NUMBER: Final = "N"
LIST: Final = "L"
OWN_PROPERTIES: Final[dict[str, tuple[str, tuple[str, ...]]]] = {  # xmlId -> name, codes: ours, others'
    "obmen-article": ("Артикул", ("CML2_ARTICLE", "ARTICLE", "ARTNUMBER")),
    "obmen-barcode": ("Штрихкод", ("CML2_BAR_CODE", "BARCODE")),
    "obmen-full-name": ("Полное наименование", ("ONEC_FULL_NAME",)),
    "obmen-brand": ("Бренд", ("ONEC_BRAND",)),
    "obmen-country": ("Страна", ("ONEC_COUNTRY",)),
    "obmen-code": ("Код в 1С", ("ONEC_CODE",)),
    "obmen-characteristic": ("Характеристика", ("ONEC_CHARACTERISTIC",)),
}
NO_VALUE: Final = "(нет)"  # text of the value that keeps a list from becoming a check box

# reserved XML_ID of the default presets of requisites, country 1
PRESET_COMPANY: Final = "#CRM_REQUISITE_PRESET_DEF_RU_COMPANY#"
PRESET_ENTREPRENEUR: Final = "#CRM_REQUISITE_PRESET_DEF_RU_INDIVIDUAL#"
PRESET_PERSON: Final = "#CRM_REQUISITE_PRESET_DEF_RU_PERSON#"
RUSSIA: Final = 1

# names of VAT rows whose rate reads as empty, as 0 % may too (bitrix24.md §2.8, §9 C5)
VAT_ROW: Final = "НДС {rate}%"  # as the portal names its own rows
WITHOUT_VAT: Final = ("без", "no vat", "without", "tax free", "not subject")

# technical names are Latin
LATIN: Final[dict[str, str]] = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "e", "ж": "zh", "з": "z", "и": "i",
    "й": "y", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t",
    "у": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ы": "y",
    "ь": "", "э": "e", "ю": "yu", "я": "ya",
}  # fmt: skip
PORTAL_LANGUAGE: Final = "ru"

YES: Final = "Y"
NO: Final = "N"
LIST_PAGE: Final = 50
LOGMESSAGE_PAGE: Final = 10

# where the answer of a writing method holds the object; the object's id is in `id`
OBJECT_OF: Final[dict[str, str]] = {
    CATALOG_SECTION_ADD: "section",
    CATALOG_SECTION_UPDATE: "section",
    CATALOG_PRODUCT_ADD: "element",
    CATALOG_PRODUCT_UPDATE: "element",
    CATALOG_PRODUCT_SKU_ADD: "sku",
    CATALOG_PRODUCT_OFFER_ADD: "offer",
    CATALOG_PRODUCT_OFFER_UPDATE: "offer",
    CATALOG_PRODUCT_IMAGE_ADD: "productImage",
    CATALOG_PRICE_ADD: "price",
    CATALOG_PRICE_UPDATE: "price",
    CATALOG_STORE_ADD: "store",
    CATALOG_STORE_UPDATE: "store",
    CATALOG_DOCUMENT_ADD: "document",
    CATALOG_DOCUMENT_ELEMENT_ADD: "documentElement",
    CATALOG_PRICE_TYPE_ADD: "priceType",
    CATALOG_PRICE_TYPE_LANG_ADD: "priceTypeLang",
    CATALOG_PRICE_TYPE_LANG_UPDATE: "priceTypeLang",
    CATALOG_PRODUCT_PROPERTY_ADD: "productProperty",
    CATALOG_PRODUCT_PROPERTY_UPDATE: "productProperty",
    CATALOG_PRODUCT_PROPERTY_ENUM_ADD: "productPropertyEnum",
    CATALOG_PRODUCT_PROPERTY_ENUM_UPDATE: "productPropertyEnum",
    CRM_ITEM_UPDATE: "item",
    CRM_TIMELINE_LOGMESSAGE_ADD: "logMessage",
}
# writing methods whose answer is the id itself
BARE_ID: Final = frozenset({IM_NOTIFY_SYSTEM_ADD})
# where the answer of a list method holds its rows; the others answer a plain list
ROWS_OF: Final[dict[str, str]] = {
    CATALOG_CATALOG_LIST: "catalogs",
    CATALOG_SECTION_LIST: "sections",
    CATALOG_PRODUCT_LIST: "products",
    CATALOG_PRODUCT_OFFER_LIST: "offers",
    CATALOG_PRODUCT_IMAGE_LIST: "productImages",
    CATALOG_PRICE_LIST: "prices",
    CATALOG_PRICE_TYPE_LIST: "priceTypes",
    CATALOG_PRICE_TYPE_LANG_LIST: "priceTypeLangs",
    CATALOG_PRODUCT_PROPERTY_LIST: "productProperties",
    CATALOG_PRODUCT_PROPERTY_ENUM_LIST: "productPropertyEnums",
    CATALOG_VAT_LIST: "vats",
    CATALOG_MEASURE_LIST: "measures",
    CATALOG_STORE_LIST: "stores",
    CATALOG_STOREPRODUCT_LIST: "storeProducts",
    CATALOG_DOCUMENT_LIST: "documents",
    CATALOG_DOCUMENT_ELEMENT_LIST: "documentElements",
    CRM_ITEM_LIST: "items",
    CRM_ITEM_PRODUCTROW_LIST: "productRows",
    CRM_CATEGORY_LIST: "categories",
    CRM_TIMELINE_LOGMESSAGE_LIST: "logMessages",
}
# methods that are useful and not vital: without their scope the rest goes on
OF_APPLICATIONS: Final = frozenset({CRM_AUTOMATION_TRIGGER_EXECUTE})
"""Writing methods that no webhook may call."""
OPTIONAL: Final = frozenset({IM_NOTIFY_SYSTEM_ADD, CRM_TIMELINE_LOGMESSAGE_ADD, USER_GET})
