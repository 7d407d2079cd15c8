"""Invoices are listed without gaps and read whole."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from obmen.domain.counterparty import BankAccount, ClientKind
from obmen.domain.invoice import Invoice
from obmen.domain.money import Money
from obmen.domain.vat import NO_VAT, Vat
from obmen.flows.ports.portal import PortalUnreachable
from tests.unit.bitrix24.builders import PROFILE
from tests.unit.bitrix24.fakes import Error, Portals, always, portal

SINCE = datetime(2026, 11, 24, 9, tzinfo=UTC)
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
                kind = params["filter"]["ENTITY_TYPE_ID"]
                return [row for row in self.requisites if row["ENTITY_TYPE_ID"] == kind]
            case _:
                return {
                    "crm.requisite.link.list": [{"ENTITY_ID": "128", **self.links[0]}],
                    "crm.requisite.preset.list": PRESETS,
                    "crm.address.list": self.addresses,
                    "crm.requisite.bankdetail.list": self.banks,
                }[method]


@pytest.fixture
def books() -> Books:
    return Books()


async def read(books: Books) -> Invoice:
    [invoice] = await portal(Portals(books)).invoices.read([128], profile=PROFILE)
    return invoice


async def test_an_invoice_is_read_whole_in_three_requests(books: Books) -> None:
    transport = Portals(books)

    [invoice] = await portal(transport).invoices.read([128], profile=PROFILE)

    assert transport.requests == 3
    assert (invoice.id, invoice.number, invoice.stage_id) == (128, "128", "DT31_5:N")
    assert invoice.begin_date == date(2026, 11, 24)
    assert invoice.total == Money(Decimal(14457), "RUB")
    assert invoice.deal_id == 777
    assert (invoice.company_id, invoice.contact_id, invoice.own_company_id) == (311, 45, 4)
    assert invoice.requisite_doubt == ""


async def test_rows_keep_without_vat_apart_from_zero(books: Books) -> None:
    invoice = await read(books)

    assert [line.vat for line in invoice.lines] == [Vat(Decimal(22)), NO_VAT, Vat(Decimal(0))]
    assert invoice.lines[0].price == Decimal("144.57")
    assert invoice.lines[2].quantity == Decimal("1.5")
    assert [line.unit_code for line in invoice.lines] == ["6", "796", "796"]
    assert [line.product_id for line in invoice.lines] == [902, 0, 903]


async def test_a_company_is_a_legal_entity_with_all_its_papers(books: Books) -> None:
    client = (await read(books)).counterparty

    assert client is not None
    assert (client.id, client.kind) == ("B24C311", ClientKind.LEGAL_ENTITY)
    assert (client.name, client.official_name) == ("Вектор", "ООО «Вектор»")
    assert (client.tax_id, client.kpp, client.ogrn) == ("7701234567", "770101001", "1027700000001")
    assert client.legal_address == "101000, Москва, ул. Мира, 1"
    assert client.actual_address == "Тверь, пл. Ленина"
    assert (client.phone, client.email) == ("+7 495 000-00-00", "mail@vector.example")
    assert client.account == BankAccount(
        number="40702810900000000001", bank="Банк", bic="044525225", correspondent="30101810400000000225"
    )


async def test_the_linked_bank_account_is_the_one(books: Books) -> None:
    books.links = [{"REQUISITE_ID": "58", "BANK_DETAIL_ID": "10"}]

    client = (await read(books)).counterparty

    assert client is not None
    assert client.account is not None
    assert client.account.number == "40702810900000000002"


async def test_several_requisites_and_none_linked_is_a_doubt(books: Books) -> None:
    books.requisites = [REQUISITE, {**REQUISITE, "ID": "59"}]

    assert (await read(books)).requisite_doubt == "several_requisites"


async def test_linked_requisites_are_no_doubt(books: Books) -> None:
    books.requisites = [REQUISITE, {**REQUISITE, "ID": "59", "RQ_KPP": "770201001"}]
    books.links = [{"REQUISITE_ID": "59", "BANK_DETAIL_ID": "0"}]

    invoice = await read(books)

    assert invoice.requisite_doubt == ""
    assert invoice.counterparty is not None
    assert invoice.counterparty.kpp == "770201001"


async def test_the_only_active_requisites_are_no_doubt(books: Books) -> None:
    idle = [{**REQUISITE, "ID": "59", "ACTIVE": "N"}, {**REQUISITE, "ID": "60", "ADDRESS_ONLY": "Y"}]
    books.requisites = [*idle, REQUISITE]

    assert (await read(books)).requisite_doubt == ""


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"PRESET_ID": "2", "RQ_KPP": ""}, ClientKind.ENTREPRENEUR),
        ({"RQ_INN": "500100732259", "RQ_KPP": ""}, ClientKind.ENTREPRENEUR),
        ({"PRESET_ID": "9", "RQ_OGRNIP": "304500116000157"}, ClientKind.ENTREPRENEUR),
        ({"PRESET_ID": "3", "RQ_INN": "500100732259"}, ClientKind.PERSON),
        ({}, ClientKind.LEGAL_ENTITY),
    ],
)
async def test_the_kind_of_a_client(books: Books, changes: dict[str, str], kind: ClientKind) -> None:
    books.requisites = [{**REQUISITE, **changes}]

    client = (await read(books)).counterparty

    assert client is not None
    assert client.kind is kind


async def test_an_entrepreneur_has_a_persons_name_and_no_kpp(books: Books) -> None:
    entrepreneur = {
        "PRESET_ID": "2", "RQ_INN": "500100732259", "RQ_OGRNIP": "304500116000157",
        "RQ_LAST_NAME": "Иванов", "RQ_FIRST_NAME": "Пётр", "RQ_SECOND_NAME": "Сергеевич",
    }  # fmt: skip
    books.requisites = [{**REQUISITE, **entrepreneur}]

    client = (await read(books)).counterparty

    assert client is not None
    assert client.official_name == "Иванов Пётр Сергеевич"
    assert (client.kpp, client.ogrn) == ("", "304500116000157")


async def test_a_contact_is_a_person(books: Books) -> None:
    books.items = [{**ITEM, "companyId": 0}]

    client = (await read(books)).counterparty

    assert client is not None
    assert (client.id, client.kind, client.name) == ("B24P45", ClientKind.PERSON, "Иванов Пётр Сергеевич")
    assert client.account is None


async def test_an_invoice_without_a_client_has_no_counterparty(books: Books) -> None:
    books.items = [{**ITEM, "companyId": None, "contactIds": [], "contactId": None}]

    assert (await read(books)).counterparty is None


async def test_a_deleted_client_is_no_counterparty(books: Books) -> None:
    books.companies = []

    assert (await read(books)).counterparty is None


async def test_a_vanished_invoice_is_left_out(books: Books) -> None:
    books.items = []

    def answer(method: str, params: dict[str, Any]) -> object:
        if method == "crm.item.productrow.list":
            raise Error("OWNER_NOT_FOUND")
        return books(method, params)

    assert await portal(Portals(answer)).invoices.read([128], profile=PROFILE) == []


async def test_rows_that_cannot_be_read_are_not_taken_for_none(books: Books) -> None:
    def answer(method: str, params: dict[str, Any]) -> object:
        if method == "crm.item.productrow.list":
            raise Error("ACCESS_DENIED")
        return books(method, params)

    with pytest.raises(PortalUnreachable):
        await portal(Portals(answer)).invoices.read([128], profile=PROFILE)


async def test_changes_are_listed_by_id_so_that_none_is_skipped() -> None:
    def answer(method: str, params: dict[str, Any]) -> object:
        last = int(params["filter"][">id"])
        rows = [
            {"id": n, "updatedTime": f"2026-11-24T13:{59 - n % 60:02}:00+03:00"}
            for n in range(last + 1, min(last + 51, 121))
        ]
        return {"items": rows}

    transport = Portals(answer)

    changed = await portal(transport).invoices.changed_since(SINCE, own_company_id=4)

    assert transport.requests == 3
    assert len(changed.ids) == len(set(changed.ids)) == 120
    assert changed.ids[:2] == (59, 119)
    assert changed.cursor == datetime.fromisoformat("2026-11-24T13:59:00+03:00")
    assert transport.commands[0][1]["filter"] == {
        ">=updatedTime": "2026-11-24T09:00:00+00:00",
        "mycompanyId": "4",
        ">id": "0",
    }


async def test_without_changes_the_cursor_stays() -> None:
    transport = Portals(always({"items": []}))

    changed = await portal(transport).invoices.changed_since(SINCE, own_company_id=None)

    assert (changed.ids, changed.cursor) == ((), SINCE)
    assert "mycompanyId" not in transport.commands[0][1]["filter"]


async def test_existing_invoices_are_told_fifty_a_command() -> None:
    transport = Portals(always({"items": [{"id": 1}, {"id": 60}]}))

    assert await portal(transport).invoices.existing(range(1, 101)) == frozenset({1, 60})
    assert transport.requests == 1
    assert len(transport.commands) == 2
