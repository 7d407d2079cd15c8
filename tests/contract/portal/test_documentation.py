"""Answers have the keys and the kinds of values of the official documentation's examples (2026-08)."""

import pytest

from tests.contract.portal.practice import Json, Practice
from tests.contract.portal.shapes import assert_like

STAMP = "2024-05-27T16:29:35+02:00"
MONEY_KEYS = {"priceAccount": 1, "priceExclusive": 1, "priceNetto": 1, "priceBrutto": 1, "discountSum": 1}
FIELD = {"isImmutable": True, "isReadOnly": False, "isRequired": True, "type": "integer"}
CRM_FIELD = {
    "type": "integer",
    "isRequired": True,
    "isReadOnly": False,
    "isImmutable": True,
    "isMultiple": False,
    "isDynamic": False,
    "title": "Owner ID",
}

READ: list[tuple[str, dict[str, object], Json]] = [
    ("scope", {}, ["catalog"]),
    ("feature.get", {"CODE": "rest_offline_extended"}, {"value": "Y"}),
    (
        "user.get",
        {"ID": 1},
        [{"ID": "1", "ACTIVE": True, "TIMESTAMP_X": {}, "UF_DEPARTMENT": [1], "USER_TYPE": "employee"}],
    ),
    (
        "user.current",
        {},
        {"ID": "1", "ACTIVE": True, "EMAIL": "a@b", "LAST_LOGIN": STAMP, "PERSONAL_GENDER": ""},
    ),
    (
        "catalog.catalog.get",
        {"id": 15},
        {"catalog": {"id": 15, "iblockId": 15, "lid": "s1", "subscription": "N"}},
    ),
    (
        "catalog.vat.get",
        {"id": 3},
        {"vat": {"active": "Y", "id": 3, "name": "x", "rate": 20, "timestampX": STAMP}},
    ),
    ("catalog.measure.get", {"id": 5}, {"measure": {"code": 796, "isDefault": "Y", "symbolLetterIntl": "x"}}),
    (
        "catalog.priceType.get",
        {"id": 1},
        {"priceType": {"base": "Y", "createdBy": 1, "dateCreate": STAMP, "id": 1}},
    ),
    (
        "catalog.store.get",
        {"id": 1},
        {"store": {"active": "Y", "address": "x", "issuingCenter": "Y", "sort": 100}},
    ),
    ("catalog.price.getFields", {}, {"price": {"catalogGroupId": FIELD, "productId": FIELD}}),
    (
        "catalog.product.getFieldsByFilter",
        {"filter": {"iblockId": 15}},
        {"product": {"iblockId": FIELD | {"name": "x"}, "property101": {"isDynamic": True, "userType": ""}}},
    ),
    ("catalog.ratio.list", {}, {"ratios": []}),
    ("catalog.roundingRule.list", {}, {"roundingRules": []}),
    ("catalog.storeproduct.list", {}, {"storeProducts": []}),
    ("catalog.document.list", {}, {"documents": []}),
    ("catalog.productImage.list", {"productId": 1}, {"productImages": []}),
    (
        "catalog.productProperty.get",
        {"id": 101},
        {"productProperty": {"iblockId": 15, "listType": "L", "sort": 500}},
    ),
    (
        "catalog.productPropertyEnum.get",
        {"id": 733},
        {"productPropertyEnum": {"def": "N", "propertyId": 120}},
    ),
    (
        "crm.currency.list",
        {},
        [{"CURRENCY": "RUB", "AMOUNT_CNT": "1", "BASE": "Y", "DECIMALS": "2", "LID": "ru"}],
    ),
    ("crm.currency.base.get", {}, "RUB"),
    (
        "crm.status.list",
        {"filter": {"ENTITY_ID": "SOURCE"}},
        [{"ID": "1", "SORT": "10", "SYSTEM": "Y", "EXTRA": []}],
    ),
    (
        "crm.category.list",
        {"entityTypeId": 31},
        {"categories": [{"id": 5, "isDefault": "Y", "originId": ""}]},
    ),
    (
        "crm.item.productrow.fields",
        {},
        {"fields": {"ownerId": CRM_FIELD, "price": CRM_FIELD | {"type": "double"}}},
    ),
    ("crm.requisite.fields", {}, {"ENTITY_ID": CRM_FIELD, "ACTIVE": CRM_FIELD | {"type": "char"}}),
    ("crm.requisite.get", {"id": 50}, {"ID": "50", "DATE_MODIFY": "", "MODIFY_BY_ID": None, "RQ_CPF": None}),
    (
        "crm.requisite.bankdetail.get",
        {"id": 20},
        {"ID": "20", "ENTITY_ID": "50", "COUNTRY_ID": "1", "RQ_IBAN": None},
    ),
    ("crm.requisite.preset.list", {"select": ["ID", "NAME"]}, [{"ID": "1", "NAME": "x"}]),
    (
        "crm.address.list",
        {"filter": {"ENTITY_ID": 50}},
        [{"TYPE_ID": "6", "ANCHOR_TYPE_ID": "4", "LOC_ADDR_ID": None}],
    ),
    ("crm.timeline.icon.list", {}, {"icons": [{"code": "info", "isSystem": True, "fileUri": ""}]}),
    (
        "crm.item.get",
        {"entityTypeId": 4, "id": 2},
        {
            "item": {
                "hasPhone": "Y",
                "hasImol": "N",
                "phoneWork": "x",
                "emailHome": "",
                "fm": [{"id": 1, "typeId": "PHONE"}],
            }
        },
    ),
    ("userfieldconfig.list", {"moduleId": "crm"}, {"fields": []}),
]


@pytest.mark.parametrize(("method", "params", "example"), READ, ids=[row[0] for row in READ])
async def test_an_answer_is_like_the_documentations(
    portal: Practice, method: str, params: dict[str, object], example: Json
) -> None:
    assert_like(await portal.call(method, **params), example)


async def test_lists_of_the_catalogue_stand_in_result(portal: Practice) -> None:
    for method, key in (
        ("vat", "vats"),
        ("measure", "measures"),
        ("priceType", "priceTypes"),
        ("store", "stores"),
    ):
        body = await portal.body(f"catalog.{method}.list")

        assert list(body["result"]) == [key]
        assert body["total"] == len(body["result"][key])


async def test_currencies_have_a_total_of_nought(portal: Practice) -> None:
    assert (await portal.body("crm.currency.list"))["total"] == 0


async def test_kinds_of_statuses_tell_their_semantics_as_documented(portal: Practice) -> None:
    kinds = {kind["ID"]: kind for kind in await portal.call("crm.status.entity.types")}

    assert kinds["SOURCE"] == {"ID": "SOURCE", "NAME": "Источники"}
    assert kinds["DEAL_STAGE"]["SEMANTIC_INFO"]["FINAL_SUCCESS_FIELD"] == "WON"
    assert kinds["SMART_INVOICE_STAGE_5"] == {
        "ID": "SMART_INVOICE_STAGE_5",
        "NAME": "Стадии счёта",
        "SEMANTIC_INFO": [],
        "PREFIX": "DT31_5",
        "FIELD_ATTRIBUTE_SCOPE": "category_5",
        "ENTITY_TYPE_ID": 31,
        "IS_ENABLED": True,
        "CATEGORY_ID": 5,
    }


async def test_a_list_of_products_shows_more_fields_than_one_product(portal: Practice) -> None:
    listed = (await portal.call("catalog.product.list", select=["*", "id"], filter={"iblockId": 15}))[
        "products"
    ][0]
    got = (await portal.call("catalog.product.get", id=1))["product"]

    assert set(listed) - set(got) == {
        "barcodeMulti",
        "recurSchemeLength",
        "recurSchemeType",
        "trialPriceId",
        "withoutOrder",
    }


async def test_the_purchasing_price_is_a_text_in_one_product_and_a_number_in_a_list(portal: Practice) -> None:
    number = await portal.add_product(purchasingPrice=1000, purchasingCurrency="RUB")
    select = ["id", "iblockId", "purchasingPrice"]

    listed = await portal.call("catalog.product.list", select=select, filter={"iblockId": 15, "id": number})
    got = (await portal.call("catalog.product.get", id=number))["product"]

    assert (listed["products"][0]["purchasingPrice"], got["purchasingPrice"]) == (1000, "1000.000000")


async def test_heads_and_services_show_fewer_fields(portal: Practice) -> None:
    fields = {"iblockId": 15, "name": "x"}

    head = (await portal.call("catalog.product.sku.add", fields=fields))["sku"]
    service = (await portal.call("catalog.product.service.add", fields=fields))["service"]

    assert not {"quantityReserved", "quantityTrace"} & set(head)
    assert not {"quantity", "measure", "weight", "purchasingPrice"} & set(service)
    assert service["type"] == 7


async def test_a_comment_is_all_strings(portal: Practice) -> None:
    number = await portal.add_invoice()
    fields = {"ENTITY_TYPE": "smart_invoice", "ENTITY_ID": number, "COMMENT": "x"}

    comment = await portal.call("crm.timeline.comment.add", fields=fields)

    assert await portal.call("crm.timeline.comment.get", id=comment) == {
        "ID": str(comment),
        "ENTITY_ID": str(number),
        "ENTITY_TYPE": "smart_invoice",
        "CREATED": "2026-11-24T09:00:00+03:00",
        "COMMENT": "x",
        "AUTHOR_ID": "1",
        "FILES": {},
    }


async def test_presets_refuse_unknown_names_unlike_their_neighbours(portal: Practice) -> None:
    refusal = await portal.refused("crm.requisite.preset.list", select=["BAD_FIELD"])

    assert refusal[:2] == (400, "100")
    assert refusal[2].startswith("Unknown field definition `BAD_FIELD`")
    assert await portal.call("crm.requisite.list", select=["BAD_FIELD", "ID"], filter={"ID": 50}) == [
        {"ID": "50"}
    ]


async def test_documents_have_no_get(portal: Practice) -> None:
    assert (await portal.refused("catalog.document.get", id=1))[0] == 404


@pytest.mark.parametrize(
    ("method", "params", "code"),
    [
        ("feature.get", {}, "CODE_EMPTY"),
        ("crm.category.list", {"entityTypeId": 777}, "NOT_FOUND"),
        ("crm.category.list", {"entityTypeId": 4}, "ENTITY_TYPE_NOT_SUPPORTED"),
        ("crm.timeline.comment.get", {"id": 777}, "NOT_FOUND"),
        ("crm.timeline.logmessage.get", {"id": 777}, "NOT_FOUND"),
        ("crm.item.payment.get", {"id": 777}, 0),
        ("catalog.product.getFieldsByFilter", {"filter": {"x": 1}}, 0),
        ("userfieldconfig.add", {"moduleId": "crm", "field": {}}, ""),
        ("catalog.productProperty.add", {"fields": {"iblockId": 15, "name": "x", "propertyType": "X"}}, "0"),
    ],
)
async def test_codes_of_errors(
    portal: Practice, method: str, params: dict[str, object], code: object
) -> None:
    assert (await portal.refused(method, **params))[:2] == (400, code)
