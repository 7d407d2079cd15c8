"""What people do in a practice base, and how it is copied and restored."""

from decimal import Decimal
from pathlib import Path

import pytest

from obmen_sandbox.onec import vocabulary as v
from obmen_sandbox.onec.base import Base, NotPossible, OrderNotFound
from obmen_sandbox.onec.catalog_portions import catalog_portions
from obmen_sandbox.onec.model import Part
from obmen_sandbox.onec.order_reader import read_orders
from obmen_sandbox.onec.profile import profile_of
from tests.contract.onec.conftest import Clock, MakeBase
from tests.contract.onec.orders import Doc, package


@pytest.fixture
def base(make_base: MakeBase) -> Base:
    base = make_base(goods=3)
    read_orders(base, package(Doc()))
    return base


def test_an_order_is_found_by_each_of_its_names(base: Base) -> None:
    order = base.find_order("B24-1")

    assert base.find_order(order.number) is order
    assert base.find_order(order.id) is order
    with pytest.raises(OrderNotFound):
        base.find_order("B24-9")


def test_paying_without_a_sum_pays_what_is_owed(base: Base) -> None:
    base.pay("B24-1", Decimal(100))

    assert base.pay("B24-1").amount == Decimal("140.00")
    assert base.find_order("B24-1").is_paid()


def test_more_than_owed_can_be_paid_by_sum_only(base: Base) -> None:
    base.pay("B24-1", Decimal(500))

    assert base.find_order("B24-1").is_paid()
    with pytest.raises(NotPossible):
        base.pay("B24-1")


def test_a_payment_is_taken_back(base: Base) -> None:
    base.pay("B24-1")
    base.unpay("B24-1")

    assert not base.find_order("B24-1").is_paid()
    with pytest.raises(NotPossible):
        base.unpay("B24-1")


def test_shipping_in_parts_ends_shipped(base: Base) -> None:
    base.ship("B24-1", {0: Decimal(1)})
    half = base.find_order("B24-1").is_shipped()
    base.ship("B24-1", {0: Decimal(1)})

    assert (half, base.find_order("B24-1").is_shipped()) == (False, True)
    assert base.find_order("B24-1").state == v.S_SHIPPED


def test_an_approved_order_is_not_approved_again(base: Base) -> None:
    base.approve("B24-1")

    with pytest.raises(NotPossible):
        base.approve("B24-1")


def test_a_backup_brings_the_base_back(base: Base) -> None:
    backup = base.dump()
    base.pay("B24-1")
    base.rename(next(iter(base.state.items)), "Иное")

    base.restore(backup)

    assert base.dump() == backup
    assert not base.find_order("B24-1").is_paid()


def test_a_restored_base_gives_other_guids_to_the_orders_it_loads_again(make_base: MakeBase) -> None:
    base = make_base()
    backup = base.dump()
    read_orders(base, package(Doc()))
    first = base.find_order("B24-1").id

    base.restore(backup)
    read_orders(base, package(Doc()))

    assert base.find_order("B24-1").id != first


def test_a_copy_has_the_same_node_and_lives_on_its_own(base: Base) -> None:
    twin = base.clone()
    same = twin.dump() == base.dump()

    for one in (base, twin):
        read_orders(one, package(Doc(number="B24-2")))

    assert same
    assert twin.settings.login == base.settings.login
    assert twin.find_order("B24-1").id == base.find_order("B24-1").id
    assert twin.find_order("B24-2").id != base.find_order("B24-2").id


def test_the_same_history_gives_the_same_dump(make_base: MakeBase) -> None:
    dumps = []
    for _ in range(2):
        base = make_base()
        read_orders(base, package(Doc(), Doc(number="B24-2")))
        base.pay("B24-2", Decimal(10))
        dumps.append(base.dump())

    assert dumps[0] == dumps[1]


def test_changes_register_only_what_changed(base: Base) -> None:
    item = next(iter(base.state.items))
    base.state.changed_items.clear()

    base.change_price(item, Decimal(5))
    base.change_stock(item, Decimal(7))

    assert base.state.changed_items == {item: [Part.PRICE.value, Part.REST.value]}


def test_everything_can_be_registered_for_a_full_export(base: Base) -> None:
    base.state.changed_items.clear()
    base.state.full_export = False

    base.register_everything()

    assert base.state.full_export
    assert len(base.state.changed_items) == len(base.state.items)


def test_a_base_loads_the_files_it_has_written(make_base: MakeBase, clock: Clock, tmp_path: Path) -> None:
    source, target = make_base(goods=14), Base(name="other", now=clock)
    for portion in catalog_portions(source, profile_of(source.settings)):
        for name, data in portion.portion.files.items():
            (tmp_path / name).write_bytes(data)

    assert target.load_items_from_commerceml(tmp_path) == 14
    assert target.dump()["prices"] == source.dump()["prices"]
    assert target.dump()["stocks"] == source.dump()["stocks"]
    assert target.dump()["groups"] == source.dump()["groups"]
    variants = [
        {key: list(item.characteristics) for key, item in one.state.items.items()} for one in (source, target)
    ]
    assert variants[0] == variants[1]


def test_a_base_loads_real_files(commerceml_files: Path, clock: Clock) -> None:
    base = Base(name="base", now=clock)

    seen = base.load_items_from_commerceml(
        commerceml_files / "dobromyslov__commerceml-parser/data/import0_1.xml"
    )

    assert seen == len(base.state.items) == 36
    assert any(item.deleted for item in base.state.items.values())
