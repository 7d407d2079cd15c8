"""Values as JSON that reads back equal."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from obmen.delivery.call import Call, ResultOf
from obmen.domain.catalog import Unit
from obmen.domain.counterparty import ClientKind, Counterparty
from obmen.domain.identity import EntityKind, Ref
from obmen.domain.invoice import Invoice, InvoiceLine
from obmen.domain.money import Money
from obmen.domain.vat import NO_VAT
from obmen.storage.values import TAG, from_json, to_json

LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.text()
    | st.decimals(allow_nan=False)
    | st.binary()
    | st.dates()
    | st.datetimes(timezones=st.just(UTC))
    | st.timedeltas()
    | st.builds(ResultOf, st.text())
    | st.builds(Unit, st.text(), st.text())
    | st.builds(Ref, st.sampled_from(EntityKind), st.text())
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner) | st.dictionaries(st.text() | st.integers() | st.just(TAG), inner)
    | st.lists(inner).map(tuple),
    max_leaves=20,
)  # fmt: skip


def same(left: object, right: object) -> bool:
    """Tell whether values are equal in type too, at any depth: `1 == True` is not enough."""
    if type(left) is not type(right):
        return False
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(same(left[key], right[key]) for key in left)
    if isinstance(left, list | tuple) and isinstance(right, list | tuple):
        return len(left) == len(right) and all(map(same, left, right))
    return left == right


@given(VALUES)
def test_any_value_comes_back_equal_in_value_and_type(value: object) -> None:
    assert same(from_json(to_json(value)), value)


def test_a_call_comes_back_equal() -> None:
    call = Call(
        name="price1",
        task_id=1,
        ref=Ref(EntityKind.PRODUCT, "p1"),
        method="catalog.price.add",
        params={"fields": {"productId": ResultOf("add1"), "price": Decimal("10.50"), "vatIncluded": True}},
        fields={"price": Decimal("10.50")},
        binds=Ref(EntityKind.PRICE, "p1"),
    )

    assert from_json(to_json(call)) == call


def test_an_invoice_comes_back_equal_with_its_choices() -> None:
    invoice = Invoice(
        id=128,
        number="С-128",
        title="",
        begin_date=date(2026, 11, 24),
        created_at=datetime(2026, 11, 24, 10, tzinfo=timezone(timedelta(hours=3))),
        updated_at=datetime(2026, 11, 24, 10, tzinfo=UTC),
        stage_id="DT31_1:N",
        own_company_id=1,
        total=Money(Decimal("1220.00"), "RUB"),
        is_manual_total=False,
        tax_value=Decimal("220.00"),
        responsible_id=1,
        company_id=7,
        contact_id=0,
        deal_id=0,
        xml_id="",
        comment="",
        lines=(
            InvoiceLine(
                row_id=1,
                product_id=2,
                name="Ботинки",
                price=Decimal(1220),
                quantity=Decimal(1),
                vat=NO_VAT,
                unit_code="796",
            ),
        ),
        counterparty=Counterparty(id="B24C7", kind=ClientKind.LEGAL_ENTITY, name="ООО"),
    )

    back = from_json(to_json(invoice))

    assert back == invoice
    assert back.counterparty.kind is ClientKind.LEGAL_ENTITY


def test_equal_mappings_make_equal_texts() -> None:
    assert to_json({"b": 1, "a": Decimal("1.0")}) == to_json({"a": Decimal("1.0"), "b": 1})


def test_a_field_that_a_class_has_lost_is_left_out() -> None:
    stored = to_json(ResultOf("add1")).replace('"call"', '"lost":1,"call"')

    assert from_json(stored) == ResultOf("add1")


@pytest.mark.parametrize("value", [object(), {"a": {1, 2}}, type("Ref", (), {})()])
def test_what_is_not_listed_is_refused(value: object) -> None:
    with pytest.raises(TypeError, match="cannot be stored"):
        to_json(value)
