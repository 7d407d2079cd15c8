"""What a practice portal has from the start: a small wholesale company and its clients."""

from typing import Any, Final

from obmen_sandbox.portal.crm_vocabulary import DEAL, INVOICE
from obmen_sandbox.portal.lists import Row
from obmen_sandbox.portal.seed_people import clients, own_company, seed_people
from obmen_sandbox.portal.state import ELEMENTS, PortalState

PRODUCT_BLOCK, OFFERS_BLOCK = 15, 16
BLOCK_NAME: Final = "Товарный каталог CRM"
PIECE: Final = 796
INVOICE_CATEGORY: Final = 5

NEXT_IDS: Final = {  # the last id that other people used up before us
    ELEMENTS: 900,
    "section": 40,
    "price": 3300,
    "propertyValue": 5500,
    "file": 7704,
    "eventHandler": 185,
    "crm2": 776,
    "crm3": 44,
    "crm4": 310,
    "crm31": 127,
    "accountNumber": 127,
    "productRow": 5000,
    "requisite": 57,
    "bankDetail": 30,
    "notification": 90511,
    "timeline": 5119,
    "document": 63,
    "documentElement": 147,
    "status": 400,
    "task": 3710,
    "payment": 1035,
    "order": 3652,
    "multifield": 14,
    "productProperty": 130,
    "productPropertyEnum": 740,
}
VATS: Final = (("Без НДС", None), ("НДС 0%", 0), ("НДС 20%", 20), ("НДС 10%", 10), ("НДС 22%", 22))
MEASURES: Final = (
    (6, "Метр", "м", "m", "MTR"),
    (112, "Литр", "л", "l", "LTR"),
    (163, "Грамм", "г", "g", "GRM"),
    (166, "Килограмм", "кг", "kg", "KGM"),
    (796, "Штука", "шт", "pc. 1", "PCE. NMB"),
    (778, "Упаковка", "упак", "pack", "NMP"),
    (55, "Квадратный метр", "м2", "m2", "MTK"),
    (113, "Кубический метр", "м3", "m3", "MTQ"),
)
INVOICE_STAGES: Final = (
    ("N", "Новый", 10, "#39A8EF", None, "Y"),
    ("S", "Отправлен клиенту", 20, "#2FC6F6", None, "N"),
    ("UC_PART", "Частично оплачен", 30, "#FFA900", None, "N"),
    ("UC_SHIP", "Отгружен", 40, "#55D0E0", None, "N"),
    ("P", "Оплачен", 50, "#7BD500", "S", "Y"),
    ("D", "Не оплачен", 60, "#FF5752", "F", "Y"),
)
DEAL_STAGES: Final = (
    ("NEW", "Новая", 10, "#39A8EF", None, "Y"),
    ("PREPARATION", "Подготовка документов", 20, "#2FC6F6", None, "N"),
    ("EXECUTING", "В работе", 30, "#47E4C2", None, "N"),
    ("WON", "Сделка успешна", 40, "#7BD500", "S", "Y"),
    ("LOSE", "Сделка провалена", 50, "#FF5752", "F", "Y"),
)
QUOTE_STAGES: Final = (
    ("DRAFT", "Новое", 10, "#39A8EF", None, "Y"),
    ("APPROVED", "Принято", 20, "#7BD500", "S", "Y"),
    ("DECLAINED", "Отклонено", 30, "#FF5752", "F", "Y"),
)
CURRENCIES: Final = (
    ("RUB", "1.0000", "100", "Y", "Российский рубль", "# ₽"),
    ("USD", "92.5000", "200", "N", "Доллар США", "$#"),
    ("EUR", "99.1000", "300", "N", "Евро", "# €"),
)


def seed(state: PortalState) -> None:
    """Fill an empty portal."""
    seed_catalogue(state)
    seed_statuses(state)
    seed_people(state)
    own_company(state)
    if not state.settings.empty_portal:
        clients(state)
    for name, last in NEXT_IDS.items():
        state.last_ids[name] = max(last, state.last_ids[name])
    state.events.clear()


def seed_catalogue(state: PortalState) -> None:
    """What a catalogue stands on, and a product that was here before."""
    seed_blocks(state)
    for number, (title, rate) in enumerate(VATS, start=1):
        row: Row = {"name": title, "rate": rate, "active": "Y", "sort": number * 100}
        state.put("vat", number, {**row, "timestampX": state.stamp()})
    for number, (okei, title, symbol, intl, letters) in enumerate(MEASURES, start=1):
        row = {"code": okei, "measureTitle": title, "symbol": symbol, "symbolIntl": intl}
        default = "Y" if okei == PIECE else "N"
        state.put("measure", number, {**row, "symbolLetterIntl": letters, "isDefault": default})
    for number, values in enumerate(CURRENCIES, start=1):
        state.put("currency", number, currency(state, *values))
    price_type: Row = {"name": "BASE", "base": "Y", "sort": 100, "xmlId": "BASE", "createdBy": 1}
    price_type |= {"modifiedBy": 1, "dateCreate": state.stamp(), "timestampX": state.stamp()}
    state.put("priceType", 1, price_type)
    store: Row = {"title": "Основной склад", "address": "г. Москва, ул. Складская, 1", "active": "Y"}
    store |= {"sort": 100, "code": None, "xmlId": None, "issuingCenter": "Y", "dateCreate": state.stamp()}
    state.put("store", 1, store)
    seed_properties(state)
    seed_old_product(state)


def seed_blocks(state: PortalState) -> None:
    """The block of products, and the block of variations where there is one."""
    base: Row = {"iblockTypeId": "CRM_PRODUCT_CATALOG", "lid": "s1", "subscription": "N", "vatId": None}
    own: Row = {"iblockId": PRODUCT_BLOCK, "name": BLOCK_NAME, "productIblockId": None, "skuPropertyId": None}
    state.put("catalog", PRODUCT_BLOCK, {**base, **own})
    if state.settings.without_offers_block:
        return
    offers: Row = {"iblockId": OFFERS_BLOCK, "name": f"{BLOCK_NAME} (предложения)", "skuPropertyId": 88}
    state.put("catalog", OFFERS_BLOCK, {**base, **offers, "productIblockId": PRODUCT_BLOCK})


def currency(
    state: PortalState, code: str, amount: str, sort: str, is_base: str, full: str, shape: str
) -> Row:
    return {
        "CURRENCY": code,
        "AMOUNT_CNT": "1",
        "AMOUNT": amount,
        "SORT": sort,
        "BASE": is_base,
        "FULL_NAME": full,
        "LID": "ru",
        "FORMAT_STRING": shape,
        "DEC_POINT": ".",
        "THOUSANDS_SEP": "&nbsp;",
        "DECIMALS": "2",
        "DATE_UPDATE": state.stamp(),
    }


def seed_properties(state: PortalState) -> None:
    """Properties that every portal has, an article, and a list on variations."""
    for number, block, title, kind, code, multiple in (
        (88, OFFERS_BLOCK, "Элемент каталога", "E", "CML2_LINK", "N"),
        (89, PRODUCT_BLOCK, "Картинки галереи", "F", "MORE_PHOTO", "Y"),
        (90, OFFERS_BLOCK, "Картинки галереи", "F", "MORE_PHOTO", "Y"),
        (101, PRODUCT_BLOCK, "Артикул", "S", "CML2_ARTICLE", "N"),
        (120, OFFERS_BLOCK, "Сечение", "L", "SECTION_MM2", "N"),
    ):
        row: Row = {
            "iblockId": block,
            "name": title,
            "propertyType": kind,
            "code": code,
            "multiple": multiple,
        }
        row |= {
            "userType": None,
            "xmlId": None,
            "listType": "L",
            "isRequired": "N",
            "sort": 500,
            "active": "Y",
        }
        state.put("productProperty", number, {**row, "timestampX": state.stamp()})
    for number, value in ((733, "3x2.5"), (734, "3x4")):
        enum: Row = {"propertyId": 120, "value": value, "xmlId": f"section-{value}", "def": "N", "sort": 500}
        state.put("productPropertyEnum", number, enum)


def seed_old_product(state: PortalState) -> None:
    """A product with id 1 and a section: what a wrong reference would hit."""
    section: Row = {
        "iblockId": PRODUCT_BLOCK,
        "iblockSectionId": None,
        "name": "Разное",
        "xmlId": None,
        "code": None,
    }
    section |= {"sort": 500, "active": "Y", "description": None, "descriptionType": "text"}
    state.put("section", 40, section)
    state.put("section", 1, {**section, "name": "Старые товары"})
    row: Row = {
        "iblockId": PRODUCT_BLOCK,
        "iblockSectionId": 1,
        "name": "Пробный товар",
        "active": "Y",
        "type": 1,
    }
    row |= {
        "code": None,
        "xmlId": "1",
        "measure": 5,
        "vatId": 1,
        "vatIncluded": "N",
        "available": "N",
        "sort": 500,
    }
    row |= {
        "bundle": "N",
        "canBuyZero": "N",
        "quantityTrace": "D",
        "subscribe": "D",
        "createdBy": 1,
        "modifiedBy": 1,
    }
    row |= {"previewTextType": "text", "detailTextType": "text", "barcodeMulti": "N", "withoutOrder": "N"}
    state.put(ELEMENTS, 1, {**row, "dateCreate": state.stamp(), "timestampX": state.stamp()})


def seed_statuses(state: PortalState) -> None:
    invoice, prefix = f"SMART_INVOICE_STAGE_{INVOICE_CATEGORY}", f"DT31_{INVOICE_CATEGORY}:"
    put_stages(state, 301, invoice, str(INVOICE_CATEGORY), [(prefix + s[0], *s[1:]) for s in INVOICE_STAGES])
    put_stages(state, 320, "DEAL_STAGE", "0", list(DEAL_STAGES))
    put_stages(state, 340, "QUOTE_STATUS", None, list(QUOTE_STAGES))
    put_stages(
        state,
        360,
        "SOURCE",
        None,
        [("CALL", "Звонок", 10, None, None, "Y"), ("WEB", "Сайт", 20, None, None, "Y")],
    )
    put_stages(state, 370, "COMPANY_TYPE", None, [("CUSTOMER", "Клиент", 10, None, None, "Y")])
    category: Row = {"entityTypeId": INVOICE, "number": INVOICE_CATEGORY, "name": "Общая", "sort": 500}
    state.put("category", 1, {**category, "isDefault": "Y"})
    state.put("category", 2, {**category, "entityTypeId": DEAL, "number": 0, "isDefault": "Y"})


def put_stages(
    state: PortalState, first: int, entity: str, category: str | None, stages: list[tuple[Any, ...]]
) -> None:
    for number, (code, name, sort, color, semantics, system) in enumerate(stages, start=first):
        row: Row = {
            "ENTITY_ID": entity,
            "STATUS_ID": code,
            "NAME": name,
            "NAME_INIT": name,
            "SORT": str(sort),
        }
        row |= {"SYSTEM": system, "CATEGORY_ID": category, "COLOR": color, "SEMANTICS": semantics}
        state.put("status", number, row)
