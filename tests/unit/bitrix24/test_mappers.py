"""Records as calls: only what changed travels, and ids come from bindings or from earlier calls."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

import pytest

from obmen.bitrix24.call import form
from obmen.bitrix24.mappers import MAPPERS
from obmen.bitrix24.mappers.message import marker
from obmen.bitrix24.mappers.scene import Scene, mapped
from obmen.delivery.call import Call, ResultOf, Task, Unready
from obmen.delivery.outcome import Rejected
from obmen.delivery.profile import PortalProfile
from obmen.domain.identity import EntityKind, Ref
from obmen.domain.invoice import InvoiceLine
from obmen.domain.vat import NO_VAT, Vat
from obmen.flows.ports.portal import Unmappable
from tests.unit.bitrix24.builders import CABLE, PRODUCT, PROFILE, SECTION, task

PRICE = Ref(EntityKind.PRICE, PRODUCT.id)


def run(
    one: Task,
    *,
    bound: Mapping[Ref, int] | None = None,
    coming: Mapping[Ref, str] | None = None,
    profile: PortalProfile = PROFILE,
) -> tuple[Call, ...] | Unready | Unmappable:
    scene = Scene(profile=profile, bound=bound or {}, coming=coming or {})
    return mapped(MAPPERS[one.ref.kind], one, scene)


def calls(one: Task, **scene: Mapping[Ref, int]) -> tuple[Call, ...]:
    made = run(one, bound=scene.get("bound"))
    assert isinstance(made, tuple)
    return made


def fields(call: Call) -> object:
    return call.params["fields"]


def test_a_new_section_gets_its_id_of_1c_as_xml_id() -> None:
    [add] = calls(task(SECTION, {"name": "Кабель", "parent": None, "active": True}))

    assert add.method == "catalog.section.add"
    assert fields(add) == {
        "iblockId": 15,
        "xmlId": "grp-1",
        "name": "Кабель",
        "active": True,
    }
    assert add.binds == SECTION


def test_only_what_changed_of_a_section_travels() -> None:
    known = {"name": "Кабель", "parent": None, "active": True}

    [update] = calls(task(SECTION, {**known, "name": "Провод"}, known=known, remote=41))

    assert (update.method, update.params) == (
        "catalog.section.update",
        {"id": 41, "fields": {"name": "Провод"}},
    )
    assert update.fields == {"name": "Провод"}
    assert update.target == 41
    assert update.binds is None


def test_what_did_not_change_makes_no_call() -> None:
    known = {"name": "Кабель", "parent": None, "active": True}

    assert calls(task(SECTION, known, known=known, remote=41)) == ()
    assert calls(task(PRODUCT, CABLE, known=CABLE, remote=901)) == ()


def test_a_parent_is_its_bound_id_or_a_reference_or_waited_for() -> None:
    child = task(Ref(EntityKind.SECTION, "grp-2"), {"name": "x", "parent": "grp-1", "active": True})

    [by_id] = calls(child, bound={SECTION: 41})
    by_reference = run(child, coming={SECTION: "t9"})
    waiting = run(child)

    assert by_id.params["fields"]["iblockSectionId"] == 41  # type: ignore[index]
    assert isinstance(by_reference, tuple)
    assert by_reference[0].params["fields"]["iblockSectionId"] == ResultOf("t9")  # type: ignore[index]
    assert waiting == Unready(child.id, SECTION)


def test_a_new_product_and_its_price_go_together() -> None:
    add, price = calls(task(PRODUCT, CABLE))

    assert fields(add) == {
        "iblockId": 15,
        "xmlId": "b1f0#c77a",
        "name": "Кабель",
        "active": True,
        "vatId": 5,
        "vatIncluded": True,
        "measure": 1,
    }
    assert price.method == "catalog.price.add"
    assert fields(price) == {
        "productId": ResultOf(add.name),
        "catalogGroupId": 1,
        "price": Decimal("118.5"),
        "currency": "RUB",
    }
    assert (add.binds, price.binds) == (PRODUCT, PRICE)
    assert price.ref == PRODUCT
    assert {**add.fields, **price.fields} == CABLE


def test_a_product_that_leaves_its_group_is_moved_to_the_root() -> None:
    [update] = calls(task(PRODUCT, CABLE, known={**CABLE, "section": "grp-1"}, remote=901))

    assert fields(update) == {"iblockSectionId": 0}


def test_a_symbolic_code_is_never_sent() -> None:
    assert "code" not in calls(task(PRODUCT, CABLE))[0].params["fields"]  # type: ignore[operator]


def test_a_product_without_a_price_is_a_card_alone() -> None:
    card = {name: value for name, value in CABLE.items() if name not in {"price", "currency"}}

    assert [call.method for call in calls(task(PRODUCT, card))] == ["catalog.product.add"]


def test_a_changed_price_updates_the_row_that_is_known() -> None:
    changed = {**CABLE, "price": "120"}

    [update] = calls(task(PRODUCT, changed, known=CABLE, remote=901), bound={PRICE: 3301})

    assert (update.method, update.params) == (
        "catalog.price.update",
        {"id": 3301, "fields": {"price": Decimal(120), "currency": "RUB"}},
    )
    assert (update.target, update.binds) == (3301, None)


def test_a_price_whose_row_is_unknown_is_added_to_the_product() -> None:
    [add] = calls(task(PRODUCT, {**CABLE, "price": "120"}, known=CABLE, remote=901))

    assert add.params["fields"]["productId"] == 901  # type: ignore[index]
    assert add.binds == PRICE


def test_a_changed_currency_carries_the_known_price() -> None:
    [update] = calls(task(PRODUCT, {"currency": "EUR"}, known=CABLE, remote=901), bound={PRICE: 3301})

    assert fields(update) == {"price": Decimal("118.5"), "currency": "EUR"}


def test_a_binding_of_a_deleted_products_price_is_not_believed() -> None:
    _, price = calls(task(PRODUCT, CABLE), bound={PRICE: 3301})

    assert price.method == "catalog.price.add"


@pytest.mark.parametrize(("vat", "vat_id"), [("none", 1), ("0", 2), ("22", 5)])
def test_without_vat_is_not_zero_per_cent(vat: str, vat_id: int) -> None:
    [add, _] = calls(task(PRODUCT, {**CABLE, "vat": vat}))

    assert add.params["fields"]["vatId"] == vat_id  # type: ignore[index]


@pytest.mark.parametrize(
    ("desired", "profile", "rejected"),
    [
        ({"vat": "7"}, PROFILE, Rejected("vat.missing", "7")),
        ({"unit": "055"}, PROFILE, Rejected("measure.missing", "055")),
        ({"currency": "KZT"}, PROFILE, Rejected("currency.missing", "KZT")),
        ({}, replace(PROFILE, product_iblock_id=None), Rejected("catalog.missing")),
        ({}, replace(PROFILE, base_price_type_id=None), Rejected("price_type.missing")),
    ],
)
def test_what_the_portal_lacks_is_said_by_name(
    desired: Mapping[str, object], profile: PortalProfile, rejected: Rejected
) -> None:
    one = task(PRODUCT, {**CABLE, **desired})

    assert run(one, profile=profile) == Unmappable(one.id, rejected)


def test_a_section_without_a_catalogue_is_impossible() -> None:
    one = task(SECTION, {"name": "Кабель", "parent": None, "active": True})

    made = run(one, profile=replace(PROFILE, product_iblock_id=None))

    assert made == Unmappable(one.id, Rejected("catalog.missing"))


def test_deleted_in_1c_is_inactive_in_the_crm() -> None:
    [update] = calls(task(PRODUCT, {**CABLE, "active": False}, known=CABLE, remote=901))

    assert fields(update) == {"active": False}


STAGE = Ref(EntityKind.STAGE, "128")


def test_a_stage_moves_the_invoice() -> None:
    [move] = calls(task(STAGE, {"stage": "DT31_5:P"}))

    assert (move.method, move.params) == (
        "crm.item.update",
        {
            "entityTypeId": 31,
            "id": 128,
            "fields": {"stageId": "DT31_5:P"},
            "useOriginalUfNames": True,
        },
    )
    assert move.target == 128


def test_a_stage_is_told_again_for_a_manager_may_have_moved_the_invoice_back() -> None:
    one = task(STAGE, {"stage": "DT31_5:P"}, known={"stage": "DT31_5:P"}, remote=128)

    [move] = calls(one)
    assert fields(move) == {"stageId": "DT31_5:P"}


ORDER: Mapping[str, object] = {"xml_id": "guid-1", "onec_number": "0001", "onec_date": "2026-11-24"}


def test_the_order_is_noted_on_the_invoice_where_fields_exist() -> None:
    ref = Ref(EntityKind.INVOICE, "128")
    profile = replace(PROFILE, invoice_user_fields=("UF_CRM_SMART_INVOICE_1C_NUMBER",))

    made = run(task(ref, ORDER), profile=profile)

    assert isinstance(made, tuple)
    assert fields(made[0]) == {"xmlId": "guid-1", "UF_CRM_SMART_INVOICE_1C_NUMBER": "0001"}
    assert made[0].fields == {"xml_id": "guid-1", "onec_number": "0001"}  # the date is told when it can be


def test_a_field_that_the_portal_lacks_makes_no_call() -> None:
    ref = Ref(EntityKind.INVOICE, "128")

    assert calls(task(ref, ORDER, known={**ORDER, "onec_date": "2026-11-23"}, remote=128)) == ()


def test_a_message_carries_the_mark_by_which_it_is_found() -> None:
    ref = Ref(EntityKind.MESSAGE, "128:paid:1")
    desired = {"invoice_id": 128, "title": "1С: оплата", "text": "Поступило 14 457,00 ₽"}

    [add] = calls(task(ref, desired))

    assert fields(add) == {
        "entityTypeId": 31,
        "entityId": 128,
        "title": "1С: оплата",
        "text": f"Поступило 14 457,00 ₽ {marker(ref)}",
        "iconCode": "info",
    }
    assert add.binds == ref
    assert calls(task(ref, desired, known=desired, remote=5120)) == ()


def test_a_notice_has_a_tag_so_that_a_repetition_replaces_it() -> None:
    ref = Ref(EntityKind.NOTICE, "128:paid")
    desired = {"user_id": 12, "text": "Оплата", "tag": "OBMEN|128"}

    [add] = calls(task(ref, desired))

    assert add.params == {
        "USER_ID": 12,
        "MESSAGE": "Оплата",
        "TAG": "OBMEN|128",
        "CLIENT_ID": "obmen",
    }
    assert calls(task(ref, desired, known=desired, remote=90512)) == ()


VARIATION = Ref(EntityKind.VARIATION, "b1f0#c77a")
HEAD = Ref(EntityKind.PRODUCT, "b1f0")
WIRE: Mapping[str, object] = {**{n: v for n, v in CABLE.items() if n != "section"}, "parent": "b1f0"}


def test_a_product_that_has_variations_from_the_start_is_made_as_their_head() -> None:
    (add,) = calls(task(HEAD, {"name": "Кабель", "section": None, "active": True, "head": True}))

    assert add.method == "catalog.product.sku.add"
    assert fields(add) == {"iblockId": 15, "xmlId": "b1f0", "name": "Кабель", "active": True}
    assert "head" not in add.fields


def test_a_new_variation_stands_in_the_block_of_offers_under_its_head() -> None:
    add, price = calls(task(VARIATION, WIRE), bound={HEAD: 901})

    assert add.method == "catalog.product.offer.add"
    assert fields(add) == {
        "iblockId": 16,
        "xmlId": "b1f0#c77a",
        "parentId": 901,
        "name": "Кабель",
        "active": True,
        "vatId": 5,
        "vatIncluded": True,
        "measure": 1,
    }
    assert price.params["fields"]["productId"] == ResultOf(add.name)  # type: ignore[index]
    assert (add.binds, price.binds) == (VARIATION, Ref(EntityKind.VARIATION_PRICE, VARIATION.id))


def test_a_variation_refers_to_a_head_of_the_same_request_or_waits_for_it() -> None:
    one = task(VARIATION, WIRE)

    together, alone = run(one, coming={HEAD: "t9p"}), run(one)

    assert isinstance(together, tuple)
    assert together[0].params["fields"]["parentId"] == ResultOf("t9p")  # type: ignore[index]
    assert alone == Unready(one.id, HEAD)


def test_a_changed_price_of_a_variation_is_one_command() -> None:
    price = Ref(EntityKind.VARIATION_PRICE, VARIATION.id)

    (update,) = calls(
        task(VARIATION, {**WIRE, "price": "120"}, known=WIRE, remote=902), bound={HEAD: 901, price: 3302}
    )

    assert (update.method, update.target) == ("catalog.price.update", 3302)


def test_a_variation_that_changes_is_updated_as_an_offer() -> None:
    (update,) = calls(task(VARIATION, {**WIRE, "name": "Провод"}, known=WIRE, remote=902), bound={HEAD: 901})

    assert (update.method, update.params) == (
        "catalog.product.offer.update",
        {"id": 902, "fields": {"name": "Провод"}},
    )


def test_without_a_block_of_offers_no_call_can_express_a_variation() -> None:
    refused = run(task(VARIATION, WIRE), bound={HEAD: 901}, profile=replace(PROFILE, offers_iblock_id=None))

    assert isinstance(refused, Unmappable)
    assert refused.rejected.code == "offers_block.missing"


ROWS = Ref(EntityKind.ROWS, "128")


def invoice_row(place: int, **fields: object) -> InvoiceLine:
    line = InvoiceLine(
        row_id=place, product_id=901, name="Кабель", price=Decimal("120.00"), quantity=Decimal("2.5"),
        vat=Vat(Decimal(22)), unit_code="006",
    )  # fmt: skip
    return replace(line, **fields)  # type: ignore[arg-type]


def test_rows_are_set_with_gross_prices_and_rates_apart_from_no_vat() -> None:
    lines = (
        invoice_row(1),
        invoice_row(2, product_id=0, name="Доставка", vat=NO_VAT, unit_code=""),
        invoice_row(3, vat=Vat(Decimal(0))),
    )

    [call] = calls(task(ROWS, {"rows": lines}))

    assert (call.method, call.target) == ("crm.item.productrow.set", 128)
    assert form(call.params) == (
        "ownerType=SI&ownerId=128"
        "&productRows[0][productId]=901&productRows[0][productName]=%D0%9A%D0%B0%D0%B1%D0%B5%D0%BB%D1%8C"
        "&productRows[0][price]=120.00&productRows[0][quantity]=2.5&productRows[0][taxRate]=22"
        "&productRows[0][taxIncluded]=Y&productRows[0][sort]=10&productRows[0][measureCode]=6"
        "&productRows[1][productName]=%D0%94%D0%BE%D1%81%D1%82%D0%B0%D0%B2%D0%BA%D0%B0"
        "&productRows[1][price]=120.00&productRows[1][quantity]=2.5&productRows[1][taxRate]="
        "&productRows[1][taxIncluded]=N&productRows[1][sort]=20"
        "&productRows[2][productId]=901&productRows[2][productName]=%D0%9A%D0%B0%D0%B1%D0%B5%D0%BB%D1%8C"
        "&productRows[2][price]=120.00&productRows[2][quantity]=2.5&productRows[2][taxRate]=0"
        "&productRows[2][taxIncluded]=Y&productRows[2][sort]=30&productRows[2][measureCode]=6"
    )
