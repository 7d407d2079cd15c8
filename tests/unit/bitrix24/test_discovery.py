"""What a portal is like: ids that differ from portal to portal, and the pre-flight's verdicts."""

from typing import Any

import pytest

from obmen.bitrix24.discovery_reading import vat_ids
from obmen.bitrix24.vocabulary import ONEC_FIELDS
from obmen.delivery.profile import CheckState, Finding, OwnCompany, PortalProfile
from obmen.domain.invoice import Semantics
from obmen.flows.ports.portal import PortalHalted
from tests.unit.bitrix24.fakes import Error, Portals, portal

STAGES = [
    {"STATUS_ID": "DT31_5:D", "NAME": "Не оплачен", "SORT": "40", "SEMANTICS": "F", "EXTRA": []},
    {"STATUS_ID": "DT31_5:N", "NAME": "Новый", "SORT": "10", "EXTRA": {"SEMANTICS": "process"}},
    {"STATUS_ID": "DT31_5:P", "NAME": "Оплачен", "SORT": "30", "EXTRA": {"SEMANTICS": "success"}},
    {"STATUS_ID": "DT31_5:X", "NAME": "Возврат", "SORT": "50", "EXTRA": {"SEMANTICS": "apology"}},
]  # fmt: skip
ANSWERS: dict[str, Any] = {
    "scope": ["crm", "catalog", "im", "user_basic"],
    "profile": {"ID": "7", "ADMIN": True, "NAME": "Обмен", "LAST_NAME": ""},
    "app.info": {"LICENSE": "ru_pro100", "LICENSE_FAMILY": "pro"},
    "catalog.document.mode.status": "Y",
    "crm.item.fields": {
        "fields": {
            "title": {"isRequired": True, "upperName": "TITLE"},
            "companyId": {"isRequired": True, "upperName": "COMPANY_ID", "title": "Компания"},
            "ufCrm_SMART_INVOICE_1": {"upperName": "UF_CRM_SMART_INVOICE_1C_NUMBER", "isRequired": False},
        }
    },
    "catalog.catalog.list": {
        "catalogs": [{"iblockId": 15, "productIblockId": None}, {"iblockId": 16, "productIblockId": 15}]
    },
    "catalog.vat.list": {
        "vats": [
            {"id": 1, "name": "Без НДС", "rate": None, "active": "Y"},
            {"id": 2, "name": "НДС 22%", "rate": 22, "active": "Y"},
        ]
    },
    "catalog.measure.list": {"measures": [{"id": 5, "code": 796}, {"id": 1, "code": "006"}]},
    "catalog.priceType.list": {"priceTypes": [{"id": 4, "name": "BASE", "base": "Y", "xmlId": "BASE"}]},
    "catalog.productProperty.list": {
        "productProperties": [{"id": "101", "iblockId": 15, "propertyType": "S", "multiple": "N"}]
    },
    "catalog.store.list": {"stores": [{"id": 1, "active": "Y"}]},
    "crm.currency.list": [{"CURRENCY": "RUB", "BASE": "Y"}, {"CURRENCY": "EUR", "BASE": "N"}],
    "crm.category.list": {"categories": [{"id": 5, "isDefault": "Y"}]},
    "crm.status.entity.types": [{"ID": "SMART_INVOICE_STAGE_5", "ENTITY_TYPE_ID": 31, "CATEGORY_ID": 5}],
    "crm.status.list": STAGES,
    "crm.requisite.preset.list": [{"ID": "1"}],
    "crm.item.list": {"items": [{"id": 4, "title": "ООО Ромашка"}]},
    "crm.requisite.list": [{"ENTITY_ID": "4", "RQ_INN": "7701234567"}],
    "catalog.product.list": {"products": []},
}

BOTH_FIELDS = {name: {"upperName": name} for name in ONEC_FIELDS}


async def discover(**changes: object) -> tuple[PortalProfile, dict[str, Finding], Portals]:
    """Discover a portal that differs from the usual one in some answers (dots as underscores)."""
    answers = ANSWERS | {name.replace("_", "."): answer for name, answer in changes.items()}

    def answer(method: str, params: dict[str, Any]) -> object:
        told: object = answers[method]
        if isinstance(told, Error):
            raise told
        return told

    transport = Portals(answer)
    profile, findings = await portal(transport).lookups.discover()
    return profile, {finding.id: finding for finding in findings}, transport


async def test_everything_is_read_in_two_requests() -> None:
    profile, findings, transport = await discover()

    assert transport.requests == 2
    assert profile.product_iblock_id == 15
    assert profile.offers_iblock_id == 16
    assert profile.base_price_type_id == 4
    assert profile.base_currency == "RUB"
    assert profile.currencies == ("RUB", "EUR")
    assert profile.vat_ids == {"none": 1, "22": 2}
    assert profile.measure_ids == {"796": 5, "6": 1}
    assert profile.inventory
    assert profile.invoice_category_id == 5
    assert profile.own_companies == (OwnCompany(id=4, name="ООО Ромашка", tax_id="7701234567"),)
    assert profile.invoice_user_fields == ("UF_CRM_SMART_INVOICE_1C_NUMBER",)
    assert profile.user_id == 7
    assert profile.plan == "pro"
    assert findings["portal.catalog"].state is CheckState.OK


async def test_stages_are_told_by_semantics_and_stand_in_order() -> None:
    profile, _, _ = await discover()

    assert [(stage.id, stage.semantics) for stage in profile.stages] == [
        ("DT31_5:N", Semantics.PROCESS),
        ("DT31_5:P", Semantics.SUCCESS),
        ("DT31_5:D", Semantics.FAILURE),
        ("DT31_5:X", Semantics.FAILURE),
    ]


@pytest.mark.parametrize(
    ("finding", "changes", "state"),
    [
        ("portal.scope", {"scope": ["crm"]}, CheckState.MISSING),
        ("portal.scope", {"scope": ["crm", "catalog", "user"]}, CheckState.DEGRADED),
        ("portal.scope", {"scope": ["crm", "catalog", "im"]}, CheckState.DEGRADED),
        ("portal.scope", {"scope": ["crm", "catalog", "im", "user_brief"]}, CheckState.OK),
        ("portal.scope", {"scope": {"0": "crm", "2": "catalog", "3": "im", "4": "user"}}, CheckState.OK),
        ("portal.user", {"profile": {"ID": "7", "ADMIN": False}}, CheckState.DEGRADED),
        ("portal.catalog", {"catalog_catalog_list": {"catalogs": []}}, CheckState.MISSING),
        (
            "portal.offers_block",
            {"catalog_catalog_list": {"catalogs": [{"iblockId": 15, "productIblockId": None}]}},
            CheckState.DEGRADED,
        ),
        ("portal.vat", {}, CheckState.DEGRADED),
        ("portal.vat", {"catalog_vat_list": []}, CheckState.MISSING),
        ("portal.measures", {"catalog_measure_list": []}, CheckState.DEGRADED),
        ("portal.currency", {"crm_currency_list": []}, CheckState.MISSING),
        ("portal.price_type", {"catalog_priceType_list": []}, CheckState.MISSING),
        ("portal.stores", {"catalog_store_list": Error("ACCESS_DENIED")}, CheckState.DEGRADED),
        ("portal.invoices", {"crm_category_list": [], "crm_status_entity_types": []}, CheckState.MISSING),
        ("portal.stages", {"crm_status_list": STAGES[1:2]}, CheckState.MISSING),
        ("portal.stages", {"crm_status_list": STAGES[2:3]}, CheckState.DEGRADED),
        ("portal.required_fields", {}, CheckState.DEGRADED),
        ("portal.invoice_fields", {}, CheckState.DEGRADED),
        ("portal.invoice_fields", {"crm_item_fields": BOTH_FIELDS, "scope": ["crm"]}, CheckState.OK),
        ("portal.invoice_fields.coming", {"scope": ["crm", "userfieldconfig"]}, CheckState.OK),
        ("portal.own_company", {"crm_item_list": []}, CheckState.MISSING),
        ("portal.own_company", {"crm_item_list": {"items": [{"id": 4}, {"id": 5}]}}, CheckState.DEGRADED),
        ("portal.requisites", {"crm_requisite_preset_list": []}, CheckState.MISSING),
        ("portal.plan", {"app_info": Error("ACCESS_DENIED")}, CheckState.DEGRADED),
    ],
)
async def test_a_verdict(finding: str, changes: dict[str, object], state: CheckState) -> None:
    _, findings, _ = await discover(**changes)

    assert findings[finding].state is state


async def test_a_list_that_the_webhook_may_not_read_is_missing_with_the_portals_code() -> None:
    _, findings, _ = await discover(catalog_vat_list=Error("insufficient_scope", "no"))

    assert findings["portal.vat"].state is CheckState.MISSING
    assert findings["portal.vat"].facts["error"] == "INSUFFICIENT_SCOPE"


async def test_the_category_may_be_known_from_the_kinds_of_stages_alone() -> None:
    profile, _, _ = await discover(crm_category_list=Error("ACCESS_DENIED"))

    assert profile.invoice_category_id == 5


async def test_goods_with_1cs_ids_that_others_made_hint_at_the_standard_exchange() -> None:
    guid = "2c8e8b1e-5b1f-11ee-9f3a-00155d000a01"
    rows = [{"xmlId": guid, "timestampX": "2026-11-24T08:00:00+03:00"}, {"xmlId": "not-a-guid"}]

    _, findings, _ = await discover(catalog_product_list={"products": rows})

    assert findings["portal.vendor_exchange"].state is CheckState.DEGRADED
    assert findings["portal.vendor_exchange"].facts == {"seen": 1, "latest": "2026-11-24T08:00:00+03:00"}


async def test_a_portal_that_does_not_know_us_is_halted() -> None:
    with pytest.raises(PortalHalted):
        await discover(profile=Error("NO_AUTH_FOUND"))


def row(number: int, name: str, rate: object, active: str = "Y") -> dict[str, object]:
    return {"id": number, "name": name, "rate": rate, "active": active}


def test_an_empty_rate_is_without_vat_unless_its_name_says_zero() -> None:
    rows = [row(1, "НДС 0%", None), row(2, "Без НДС (0%)", None), row(3, "НДС 20%", "20.00")]

    assert vat_ids(rows) == {"0": 1, "none": 2, "20": 3}


def test_an_inactive_row_of_a_rate_is_not_used() -> None:
    rows = [row(1, "НДС 22% старый", 22, active="N"), row(2, "НДС 22%", 22), row(3, "НДС 22% ещё", 22)]

    assert vat_ids(rows) == {"22": 2}


def test_a_rate_that_is_no_number_is_passed_over() -> None:
    assert vat_ids([row(1, "?", "x")]) == {}
