"""A portal with one invoice and everything around it; tests change what it holds."""

from typing import Any

from obmen.domain.invoice import Invoice
from tests.unit.bitrix24.builders import PROFILE
from tests.unit.bitrix24.fakes import Portals, portal

ITEM: dict[str, Any] = {
    "id": 128,
    "title": "Счёт",
    "accountNumber": "128",
    "xmlId": None,
    "stageId": "DT31_5:N",
    "begindate": "2026-11-24T03:00:00+03:00",
    "createdTime": "2026-11-24T10:05:00+03:00",
    "updatedTime": "2026-11-24T10:06:00+03:00",
    "companyId": 311,
    "contactIds": [45],
    "mycompanyId": 4,
    "opportunity": 14457,
    "isManualOpportunity": "N",
    "taxValue": 2607,
    "currencyId": "RUB",
    "assignedById": 7,
    "parentId2": 777,
    "comments": "Оплата 100%",
}
ROWS = [
    {"id": 5001, "productId": 902, "productName": "Кабель", "price": 144.57, "quantity": 100, "taxRate": 22,
     "measureCode": 6, "measureName": "м"},
    {"id": 5002, "productId": 0, "productName": "Доставка", "price": 1500, "quantity": 1, "taxRate": None,
     "measureCode": None},
    {"id": 5003, "productId": 903, "productName": "Экспорт", "price": "0.10", "quantity": "1.5", "taxRate": 0,
     "measureCode": "796"},
]  # fmt: skip
REQUISITE = {
    "ID": "58", "ENTITY_TYPE_ID": "4", "ENTITY_ID": "311", "PRESET_ID": "1", "ACTIVE": "Y",
    "RQ_INN": " 7701234567 ", "RQ_KPP": "770101001", "RQ_OGRN": "1027700000001",
    "RQ_COMPANY_NAME": "ООО «Вектор»", "RQ_COMPANY_FULL_NAME": "Общество «Вектор»",
}  # fmt: skip
PRESETS = [
    {"ID": "1", "XML_ID": "#CRM_REQUISITE_PRESET_DEF_RU_COMPANY#"},
    {"ID": "2", "XML_ID": "#CRM_REQUISITE_PRESET_DEF_RU_INDIVIDUAL#"},
    {"ID": "3", "XML_ID": "#CRM_REQUISITE_PRESET_DEF_RU_PERSON#"},
]
COMPANY = {
    "id": 311,
    "title": "Вектор",
    "fm": [
        {"typeId": "EMAIL", "value": "mail@vector.example"},
        {"typeId": "PHONE", "value": "+7 495 000-00-00"},
    ],
}
CONTACT = {"id": 45, "name": "Пётр", "lastName": "Иванов", "secondName": "Сергеевич", "fm": []}


class Books:
    """A portal with one invoice; tests change what it holds."""

    def __init__(self) -> None:
        self.items, self.rows, self.links = [ITEM], ROWS, [dict[str, str]()]
        self.requisites, self.companies = [REQUISITE], [COMPANY]
        self.addresses = [
            {"TYPE_ID": "6", "ENTITY_ID": "58", "POSTAL_CODE": "101000", "CITY": "Москва",
             "ADDRESS_1": "ул. Мира, 1"},
            {"TYPE_ID": "1", "ENTITY_ID": "58", "CITY": "Тверь", "ADDRESS_1": "пл. Ленина"},
        ]  # fmt: skip
        self.banks = [
            {"ID": "9", "ENTITY_ID": "58", "RQ_ACC_NUM": "40702810900000000001", "RQ_BANK_NAME": "Банк",
             "RQ_BIK": "044525225", "RQ_COR_ACC_NUM": "30101810400000000225", "ACTIVE": "Y"},
            {"ID": "10", "ENTITY_ID": "58", "RQ_ACC_NUM": "40702810900000000002", "ACTIVE": "Y"},
        ]  # fmt: skip
        self.users: list[dict[str, object]] = [{"ID": "7", "ACTIVE": True}]

    def __call__(self, method: str, params: dict[str, Any]) -> object:
        match method, params.get("entityTypeId"):
            case "crm.item.list", "31":
                return {"items": self.items}
            case "crm.item.list", "4":
                return {"items": self.companies}
            case "crm.item.list", "3":
                return {"items": [CONTACT]}
            case "crm.item.productrow.list", _:
                return {"productRows": self.rows}
            case "crm.requisite.list", _:
                wanted = params["filter"]
                return [row for row in self.requisites if wanted.items() <= row.items()]
            case _:
                return {
                    "crm.requisite.link.list": [{"ENTITY_ID": "128", **self.links[0]}],
                    "crm.requisite.preset.list": PRESETS,
                    "crm.address.list": self.addresses,
                    "crm.requisite.bankdetail.list": self.banks,
                    "user.get": self.users,
                }[method]


async def read(books: Books) -> Invoice:
    [invoice] = await portal(Portals(books)).invoices.read([128], profile=PROFILE)
    return invoice


def crowd(count: int) -> tuple[Portals, Books]:
    """A portal with so many invoices, each with a client, requisites and a responsible of its own."""
    books = Books()
    books.items = [{**ITEM, "id": n, "companyId": 1000 + n, "assignedById": n} for n in range(1, count + 1)]
    books.companies = [{**COMPANY, "id": 1000 + n} for n in range(1, count + 1)]
    books.requisites = [
        {**REQUISITE, "ID": str(2000 + n), "ENTITY_ID": str(1000 + n)} for n in range(1, count + 1)
    ]

    def answer(method: str, params: dict[str, Any]) -> object:
        if method == "crm.item.list" and params["entityTypeId"] == "31":
            asked = set(params["filter"]["@id"].values())
            return {"items": [item for item in books.items if str(item["id"]) in asked]}
        return books(method, params)

    return Portals(answer), books
