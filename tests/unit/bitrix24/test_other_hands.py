"""Answers in the forms that PHP, old methods and portals of other hands give them."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from obmen.bitrix24.answers import Answer, Failure, judge_batch, judge_single, parts_of
from obmen.bitrix24.reading import is_no, is_yes, number, rows_in
from obmen.bitrix24.vocabulary import CATALOG_PRODUCT_ADD, CATALOG_VAT_LIST, CRM_ITEM_UPDATE, CRM_STATUS_LIST
from obmen.delivery.outcome import Ambiguous, Delivered, Outcome, Rejected
from obmen.delivery.profile import OwnCompany
from obmen.domain.identity import EntityKind
from tests.unit.bitrix24.books import ITEM, Books
from tests.unit.bitrix24.builders import PROFILE, call
from tests.unit.bitrix24.fakes import FakeTransport, Portals, always, portal, reply
from tests.unit.bitrix24.test_discovery import discover

SHORT = timedelta(seconds=1)
NO_RIGHT = {"error": "ACCESS_DENIED", "error_description": "no"}


@pytest.mark.parametrize(
    ("answered", "outcome"),
    [
        ({"result": {"a": {"element": {"id": 5}}}}, Delivered(5, {"id": 5})),
        ({"result": {"a": {"element": {"id": "5"}}}, "result_error": []}, Delivered(5, {"id": "5"})),
        ({"result": {"a": {"product": {"id": 5}}}, "result_error": {}}, Delivered(5, {"id": 5})),
        ({"result": {"a": {"id": 5}}, "result_error": None}, Delivered(5, {"id": 5})),
        ({"result": {"a": 5}, "result_error": {"a": None}}, Delivered(5, {"id": 5})),
        ({"result": {"a": 5}, "result_error": {"a": []}}, Delivered(5, {"id": 5})),
        ({"result": {"a": None}, "result_error": {"a": NO_RIGHT}}, Rejected("ACCESS_DENIED", "no")),
        ({"result": [], "result_error": {"a": NO_RIGHT}}, Rejected("ACCESS_DENIED", "no")),
        ({"result": [], "result_error": {"a": "out of order"}}, Rejected("error", "out of order")),
        ({"result": {"a": {"error": "ERROR_ADD", "error_description": "no"}}}, Rejected("ERROR_ADD", "no")),
        ({"result": {"a": []}}, Ambiguous("answer.without_id")),
        ({"result": [], "result_error": []}, Ambiguous("answer.missing")),
    ],
)
def test_what_became_of_a_creation(answered: dict[str, object], outcome: Outcome) -> None:
    creation = call(method=CATALOG_PRODUCT_ADD, target=None, params={"fields": {}})

    assert judge_batch([creation], Answer(200, {"result": answered}), halt=False) == [outcome]


@pytest.mark.parametrize("result", [True, [], {"item": {"id": "901"}}, {"item": []}, 901])
def test_an_update_needs_no_id_in_its_answer(result: object) -> None:
    outcome = judge_single(call(method=CRM_ITEM_UPDATE), Answer(200, {"result": result}), made={})

    assert isinstance(outcome, Delivered)
    assert outcome.item_id == 901


def test_a_batch_whose_keys_are_numbers_is_a_list() -> None:
    body = {"result": [{"id": 1}, {"id": 2}], "result_error": {"2": NO_RIGHT}, "result_next": [50, None]}

    parts = parts_of(Answer(200, {"result": body}))

    assert parts.results == {"0": {"id": 1}, "1": {"id": 2}}
    assert parts.failures == {"2": Failure("ACCESS_DENIED", "no")}
    assert parts.next == {"0": 50}


@pytest.mark.parametrize("time", [None, [], {}, {"duration": "0.2"}, {"operating": None}])
async def test_an_answer_without_times_is_an_answer(time: object) -> None:
    body = {"result": {"a": 1}, "result_time": {"a": time}}
    answers = [{"result": body}, {"result": body, "time": time}, {"result": {"result": {"a": 1}}}]

    for answer in answers:
        client = portal(FakeTransport(reply(answer))).client
        assert (await client.batch({}, halt=False, patience=SHORT)).status == 200


@pytest.mark.parametrize(
    ("method", "result"),
    [
        (CATALOG_VAT_LIST, {"vats": [{"id": 1}]}),
        (CATALOG_VAT_LIST, {"vats": [{"id": 1}], "total": 1}),
        (CATALOG_VAT_LIST, {"result": {"vats": [{"id": 1}]}, "total": 1}),
        (CATALOG_VAT_LIST, {"result": [{"id": 1}]}),
        (CATALOG_VAT_LIST, [{"id": 1}]),
        (CATALOG_VAT_LIST, {"vats": {"7": {"id": 1}}}),
        (CRM_STATUS_LIST, [{"id": 1}]),
        (CRM_STATUS_LIST, {"3": {"id": 1}}),
        (CRM_STATUS_LIST, {"result": [{"id": 1}]}),
    ],
)
def test_rows_are_found_wherever_they_lie(method: str, result: object) -> None:
    assert rows_in(result, method) == [{"id": 1}]


@pytest.mark.parametrize(
    "nothing", [[], {}, None, True, {"vats": []}, {"vats": None}, {"other": [{"id": 1}]}]
)
def test_no_rows_are_no_rows(nothing: object) -> None:
    assert rows_in(nothing, CATALOG_VAT_LIST) == []


def test_flags_and_numbers_in_all_their_spellings() -> None:
    assert all(map(is_yes, ("Y", "y", True, 1, "1", "true")))
    assert not any(map(is_yes, ("N", "", None, False, 0, "0", "false", [])))
    assert all(map(is_no, ("N", "n", False, 0, "0", "false")))
    assert not any(map(is_no, ("Y", "", None, True, 1, "1", "true", [])))
    spellings: list[object] = [5, "5", 5.0, "5.0", " 5 ", "1e3", "inf", "nan", []]
    assert [number(value) for value in spellings] == [5, 5, 5, 5, 5, 1000, 0, 0, 0]


async def test_a_portal_that_speaks_in_true_and_false_is_discovered() -> None:
    profile, findings, _ = await discover(
        catalog_document_mode_status=True,
        catalog_catalog_list=[
            {"iblockId": "15", "productIblockId": None}, {"iblockId": "16", "productIblockId": "15"},
        ],
        catalog_vat_list=[
            {"id": "1", "name": "Без НДС", "rate": "", "active": True},
            {"id": "2", "name": "НДС 22%", "rate": "22.00", "active": True},
        ],
        catalog_measure_list={"5": {"id": "5", "code": "796"}},
        catalog_priceType_list=[{"id": "4", "name": "BASE", "base": True, "xmlId": None}],
        catalog_store_list=[{"id": "1", "active": True}],
        crm_currency_list=[{"CURRENCY": "RUB", "BASE": True}],
        crm_category_list=[{"id": "5", "isDefault": True}],
        crm_item_list=[{"id": "4", "title": "ООО Ромашка"}],
        crm_item_fields={"companyId": {"isRequired": True, "title": "Компания"}},
        profile={"ID": 7, "ADMIN": "Y"},
    )  # fmt: skip

    assert (profile.product_iblock_id, profile.offers_iblock_id) == (15, 16)
    assert profile.vat_ids == {"none": 1, "22": 2}
    assert profile.measure_ids == {"796": 5}
    assert (profile.base_price_type_id, profile.base_currency, profile.inventory) == (4, "RUB", True)
    assert profile.invoice_category_id == 5
    assert profile.own_companies == (OwnCompany(id=4, name="ООО Ромашка", tax_id="7701234567"),)
    assert findings["portal.stores"].facts == {"count": 1}
    assert findings["portal.required_fields"].facts == {"fields": "Компания"}


async def test_requisites_of_own_companies_are_asked_for_one_by_one() -> None:
    _, _, transport = await discover(crm_item_list={"items": [{"id": 4}, {"id": 5}]})

    asked = [params["filter"] for method, params in transport.commands if method == "crm.requisite.list"]
    assert asked == [{"ENTITY_TYPE_ID": "4", "ENTITY_ID": "4"}, {"ENTITY_TYPE_ID": "4", "ENTITY_ID": "5"}]


GUID = "5f7a2b10-0c5d-4b4e-9d55-3a1f0c9e7d01"


async def test_our_own_products_are_no_sign_of_another_exchange() -> None:
    """Given a portal that drops a filter which it does not know, as the catalogue's lists do."""
    rows = [{"xmlId": GUID, "createdBy": "7"}, {"xmlId": GUID, "createdBy": 12}]

    _, findings, _ = await discover(catalog_product_list=rows)

    assert findings["portal.vendor_exchange"].facts["seen"] == 1


Wrap = Callable[[str, list[dict[str, str]]], object]
WRAPS: list[Wrap] = [lambda name, rows: {name: rows}, lambda _, rows: rows, lambda _, rows: {"9": rows[0]}]


@pytest.mark.parametrize("wrap", WRAPS)
@pytest.mark.parametrize("flag", ["Y", True, "1"])
async def test_a_product_is_found_in_every_form(wrap: Wrap, flag: object) -> None:
    product = {
        "id": "901",
        "xmlId": "b1f0",
        "name": "Кабель",
        "active": flag,
        "vatIncluded": flag,
        "vatId": "5",
    }
    answers: dict[str, Any] = {
        "catalog.product.list": [product],
        "catalog.price.list": [{"id": "3301", "productId": "901", "price": "118.50", "currency": "RUB"}],
    }

    def answer(method: str, params: dict[str, Any]) -> object:
        name = method.removeprefix("catalog.").removesuffix(".list") + "s"
        return wrap(name, answers[method])

    found = await portal(Portals(answer)).lookups.find(EntityKind.PRODUCT, ["b1f0"], profile=PROFILE)

    assert found["b1f0"].id == 901
    assert found["b1f0"].price_id == 3301
    assert found["b1f0"].fields == {
        "name": "Кабель", "active": True, "vat_included": True, "vat": "22", "section": None,
        "price": "118.5", "currency": "RUB", "description": None, "weight": None,
    }  # fmt: skip


async def test_sections_and_prices_are_asked_for_with_the_documented_operator() -> None:
    transport = Portals(always([{"id": 901, "xmlId": "b1f0", "iblockSectionId": 41}]))

    await portal(transport).lookups.find(EntityKind.PRODUCT, ["b1f0"], profile=PROFILE)
    await portal(transport).lookups.find(EntityKind.SECTION, ["b1f0"], profile=PROFILE)

    several = {
        (method, name)
        for method, params in transport.commands
        for name, value in params["filter"].items()
        if isinstance(value, dict)
    }
    assert several == {
        ("catalog.product.list", "xmlId"),
        ("catalog.price.list", "@productId"),
        ("catalog.section.list", "@id"),
        ("catalog.section.list", "@xmlId"),
    }


async def test_an_invoice_of_plain_lists_and_texts_is_read() -> None:
    books = Books()
    books.items = [
        {**ITEM, "id": "128", "companyId": "311", "isManualOpportunity": True, "opportunity": "14457.00"}
    ]

    def answer(method: str, params: dict[str, Any]) -> object:
        told = books(method, params)
        return next(iter(told.values())) if isinstance(told, dict) else told

    [invoice] = await portal(Portals(answer)).invoices.read([128], profile=PROFILE)

    assert (invoice.id, invoice.company_id, invoice.is_manual_total) == (128, 311, True)
    assert len(invoice.lines) == 3
    assert invoice.counterparty is not None
