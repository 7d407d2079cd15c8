"""A base with two items, and the lines that it makes of an order."""

from obmen_sandbox.onec.base import Base
from obmen_sandbox.onec.model import Characteristic, Family, Item, OrderLine, Settings
from obmen_sandbox.onec.order_reader import read_orders
from tests.contract.onec.conftest import Clock
from tests.contract.onec.orders import GUID_A, Doc, package

GUID_B = "22222222-2222-4222-8222-222222222222"
CHAR = "33333333-3333-4333-8333-333333333333"


def made(clock: Clock, family: Family = Family.TRADE, **settings: object) -> Base:
    base = Base(name="base", settings=Settings(family=family, **settings), now=clock)  # type: ignore[arg-type]
    base.put_item(Item(id=GUID_A, name="Стол", article="СТ-1"))
    base.put_item(
        Item(id=GUID_B, name="Рубашка", characteristics={CHAR: Characteristic(id=CHAR, name="синий, M")})
    )
    return base


def loaded_lines(base: Base, *lines: str, taxes: str = "") -> list[OrderLine]:
    assert read_orders(base, package(Doc(lines=list(lines), taxes=taxes))).ok
    return base.find_order("B24-1").lines
