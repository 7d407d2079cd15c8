from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from obmen.delta.compare import (
    CARD_PRIORITY,
    PRICE_PRIORITY,
    SECTION_PRIORITY,
    Action,
    Change,
    ChangeClass,
    classify,
    compare,
    priority_of,
    wanted,
)
from obmen.delta.guard import GUARDED, NEVER_BELOW, may_go
from obmen.domain.identity import EntityKind, Ref

REF = Ref(EntityKind.PRODUCT, "p1")
KNOWN = {"name": "Стол", "section": "g1", "active": True, "price": "100", "currency": "RUB", "vat": "22"}
VALUES = st.one_of(st.none(), st.booleans(), st.text(max_size=5))
FIELDS = st.dictionaries(st.sampled_from(["name", "section", "vat", "unit", "price"]), VALUES)


def change(**desired: object) -> Change:
    return compare(REF, desired={**KNOWN, **desired}, known=KNOWN, owners={})


@given(known=FIELDS, desired=FIELDS)
def test_what_a_change_makes_compares_equal_afterwards(
    known: dict[str, object], desired: dict[str, object]
) -> None:
    first = compare(REF, desired=desired, known=known, owners={})

    after = wanted(first, known=known)

    assert compare(REF, desired=desired, known=after, owners={}).action is Action.NOTHING


def test_only_what_differs_travels() -> None:
    assert change(price="110").fields == {"price": ("100", "110")}


def test_a_deleted_good_that_the_crm_never_had_is_not_made() -> None:
    made = compare(REF, desired={**KNOWN, "active": False}, known=None, owners={})

    assert made.action is Action.NOTHING


@pytest.mark.parametrize("owner", ["crm", "first"])
def test_a_field_of_the_crm_is_filled_at_creation_and_never_overwritten(owner: str) -> None:
    desired = {**KNOWN, "name": "Стол письменный"}

    made = compare(REF, desired=desired, known=None, owners={"name": owner})
    later = compare(REF, desired=desired, known=KNOWN, owners={"name": owner})

    assert made.fields["name"] == (None, "Стол письменный")
    assert later.action is Action.NOTHING


@pytest.mark.parametrize(
    ("desired", "known_active", "action"),
    [(False, True, Action.DEACTIVATE), (True, False, Action.REACTIVATE)],
)
def test_activity_has_its_own_action(desired: bool, known_active: bool, action: Action) -> None:
    known = {**KNOWN, "active": known_active}

    assert compare(REF, desired={**KNOWN, "active": desired}, known=known, owners={}).action is action


@pytest.mark.parametrize(
    ("made", "counted_as"),
    [
        (change(active=False, name="Другой"), ChangeClass.DEACTIVATE),
        (change(name="Другой", price="900"), ChangeClass.MOVE),
        (change(section="g2"), ChangeClass.MOVE),
        (change(price="151"), ChangeClass.PRICE_JUMP),
        (change(price="49"), ChangeClass.PRICE_JUMP),
        (change(price="150"), ChangeClass.ORDINARY),
        (change(vat="10"), ChangeClass.ORDINARY),
    ],
)
def test_the_guard_counts_a_change_by_its_gravest_part(made: Change, counted_as: ChangeClass) -> None:
    assert classify(made, jump_percent=50) is counted_as


def test_sections_go_first_then_prices_then_cards() -> None:
    section = Change(ref=Ref(EntityKind.SECTION, "g1"), action=Action.CREATE, fields={"name": (None, "A")})

    order = [priority_of(section), priority_of(change(price="110")), priority_of(change(name="B", price="1"))]

    assert order == [SECTION_PRIORITY, PRICE_PRIORITY, CARD_PRIORITY]
    assert order == sorted(order)


@given(known=st.integers(0, 100_000), percent=st.integers(0, 100), pending=st.integers(0, 100_000))
def test_a_mass_change_waits_and_a_small_one_never_does(known: int, percent: int, pending: int) -> None:
    free = may_go({ChangeClass.DEACTIVATE: pending}, known=known, max_change_percent=percent)

    goes = pending < NEVER_BELOW or Decimal(pending) <= Decimal(known) * percent / 100
    assert (ChangeClass.DEACTIVATE in free) is goes
    assert {ChangeClass.MOVE, ChangeClass.PRICE_JUMP} <= free


def test_creations_are_never_held() -> None:
    assert ChangeClass.CREATE not in GUARDED
