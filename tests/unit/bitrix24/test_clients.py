"""Clients of invoices are read with their papers, and the responsible are looked after."""

from typing import Any

import pytest

from obmen.domain.counterparty import BankAccount, ClientKind
from tests.unit.bitrix24.books import ITEM, REQUISITE, Books, read
from tests.unit.bitrix24.builders import PROFILE
from tests.unit.bitrix24.fakes import Error, Portals, portal


@pytest.fixture
def books() -> Books:
    return Books()


async def test_a_company_is_a_legal_entity_with_all_its_papers(books: Books) -> None:
    client = (await read(books)).counterparty

    assert client is not None
    assert (client.id, client.kind) == ("B24C311", ClientKind.LEGAL_ENTITY)
    assert (client.name, client.official_name) == ("Вектор", "Общество «Вектор»")
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


@pytest.mark.parametrize(
    ("typed", "kpp"), [("7701AB001", "7701AB001"), (" 7701 ab 001 ", "7701AB001"), ("770101001", "770101001")]
)
async def test_a_kpp_may_hold_letters(books: Books, typed: str, kpp: str) -> None:
    books.requisites = [{**REQUISITE, "RQ_KPP": typed}]

    client = (await read(books)).counterparty

    assert client is not None
    assert client.kpp == kpp


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


@pytest.mark.parametrize(
    ("full", "short", "official"),
    [
        ("Общество «Вектор»", "ООО «Вектор»", "Общество «Вектор»"),
        ("", "ООО «Вектор»", "ООО «Вектор»"),
        ("Общество «Вектор»", "", "Общество «Вектор»"),
        ("", "", ""),
    ],
)
async def test_the_official_name_is_the_full_one_else_the_short_one(
    books: Books, full: str, short: str, official: str
) -> None:
    books.requisites = [{**REQUISITE, "RQ_COMPANY_FULL_NAME": full, "RQ_COMPANY_NAME": short}]

    client = (await read(books)).counterparty

    assert client is not None
    assert client.official_name == official


IVANOV = {
    "PRESET_ID": "2", "RQ_INN": "500100732259", "RQ_OGRNIP": "304500116000157",
    "RQ_LAST_NAME": "Иванов", "RQ_FIRST_NAME": "Пётр", "RQ_SECOND_NAME": "Сергеевич",
}  # fmt: skip


@pytest.mark.parametrize(
    ("full", "short", "official"),
    [
        ("Индивидуальный предприниматель Иванов Пётр Сергеевич", "ИП Иванов П. С.",
         "Индивидуальный предприниматель Иванов Пётр Сергеевич"),
        ("", "ИП Иванов П. С.", "ИП Иванов П. С."),
        ("", "", "Иванов Пётр Сергеевич"),
    ],
)  # fmt: skip
async def test_an_entrepreneur_has_a_registered_name_else_a_persons_and_no_kpp(
    books: Books, full: str, short: str, official: str
) -> None:
    names = {"RQ_COMPANY_FULL_NAME": full, "RQ_COMPANY_NAME": short}
    books.requisites = [{**REQUISITE, **IVANOV, **names}]

    client = (await read(books)).counterparty

    assert client is not None
    assert client.official_name == official
    assert (client.kpp, client.ogrn) == ("", "304500116000157")


async def test_a_person_is_named_as_a_person_whatever_else_is_filled_in(books: Books) -> None:
    books.requisites = [{**REQUISITE, **IVANOV, "PRESET_ID": "3", "RQ_OGRNIP": ""}]

    client = (await read(books)).counterparty

    assert client is not None
    assert (client.kind, client.official_name) == (ClientKind.PERSON, "Иванов Пётр Сергеевич")


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


async def test_only_the_chosen_requisites_have_their_papers_read(books: Books) -> None:
    books.requisites = [{**REQUISITE, "ID": str(58 + n)} for n in range(5)]
    books.links = [{"REQUISITE_ID": "60", "BANK_DETAIL_ID": "0"}]
    transport = Portals(books)

    await portal(transport).invoices.read([128], profile=PROFILE)

    banks = [params["filter"] for method, params in transport.commands if "bankdetail" in method]
    assert banks == [{"ENTITY_ID": "60"}]


@pytest.mark.parametrize(
    ("user", "gone"),
    [
        ({"ID": "7", "ACTIVE": False}, True),
        ({"ID": "7", "ACTIVE": "N"}, True),
        ({"ID": 7, "ACTIVE": "0"}, True),
        ({"ID": "7", "ACTIVE": True}, False),
        ({"ID": "7", "ACTIVE": "Y"}, False),
        ({"ID": "7"}, False),
        ({"ID": "8", "ACTIVE": False}, False),
    ],
)
async def test_a_dismissed_responsible_is_seen(books: Books, user: dict[str, object], *, gone: bool) -> None:
    books.users = [user]

    assert (await read(books)).responsible_gone is gone


@pytest.mark.parametrize(
    "code",
    ["insufficient_scope", "ACCESS_DENIED", "ERROR_METHOD_NOT_FOUND", "OPERATION_TIME_LIMIT", "ERROR_CORE"],
)
async def test_users_that_cannot_be_read_change_nothing_else(books: Books, code: str) -> None:
    """Given a webhook without the scope `user`, or a portal that stumbles over it."""

    def answer(method: str, params: dict[str, Any]) -> object:
        if method == "user.get":
            raise Error(code)
        return books(method, params)

    one = portal(Portals(answer))

    [invoice] = await one.invoices.read([128], profile=PROFILE)

    assert not invoice.responsible_gone
    assert invoice.counterparty is not None
    assert one.client.pace.state.halt is None
