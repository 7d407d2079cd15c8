"""A day of all that goods are: attributes, price types, variations, pictures, stock by inventory documents.

The clothing shop: a shirt in two colours and four sizes, a belt, six price types, five warehouses.
"""

from base64 import b64decode, b64encode
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, ClassVar, Final

from obmen_sandbox.stories.pictures import png
from tests.chaos.day import Day
from tests.support.world_gateway import Unsettled
from tests.support.world_sandbox import Onec, Sandbox

GREEN: Final = b64encode(png(0, 160, 0)).decode()
RHYTHM_S: Final = 60.0
RUNS: Final = 10  # of stock, until none waits
DOCUMENTS: Final = ("documents", "document_elements")


@dataclass
class GoodsDay(Day):
    """The catalogue comes, changes, and moves; nobody bills anything."""

    settings: ClassVar[dict[str, str]] = {
        "price_type": "Розничная",
        "price_types": "all",
        "attributes": "all",
        "stocks": "on",
        "stock_minutes": "1",
        "images": "on",
    }

    @classmethod
    def open_portal(cls, sandbox: Sandbox) -> None:
        """Inventory management is on."""
        sandbox.manage_inventory()

    @classmethod
    def make_base(cls, sandbox: Sandbox) -> Onec:
        """A trade base with the clothing shop."""
        base = sandbox.make_base(family="trade", goods=0, knows_vat_22=True)
        base.tell("wear")
        return base

    @property
    def phases(self) -> tuple[Callable[[], None], ...]:
        """The parts of the day in their order."""
        return (self.load, self.change, self.move)

    @property
    def preparations(self) -> tuple[Callable[[], None], ...]:
        """What people do before 1C exchanges in each phase."""
        return (self.do_nothing, self.change_goods, self.move_goods)

    def go_on(self, **faults: Any) -> None:
        """1C exchanges, the gateway does what follows, and a stock that waits for its minute gets it."""
        self.world.exchange_once(self.base, **faults)
        self.write_stock()

    def write_stock(self) -> None:
        """Time passes until no stock waits."""
        for _ in range(RUNS):
            if not self.exchange.settled()["stock"]["resting"]:
                return
            self.world.jump(RHYTHM_S)
        raise Unsettled("stock does not come to rest")

    def move(self) -> None:
        """Only prices and stock: 1C tells them without cards."""
        self.move_goods()
        self.go_on()

    def change_goods(self) -> None:
        """A name, a property, a variation that is given up, pictures; prices and stock with them."""
        shirt, belt = self.base.goods()
        first, second = shirt["pictures"]
        self.base.item(shirt["id"], "picture", id=first["id"], data=GREEN)
        self.base.item(shirt["id"], "picture", id=second["id"], first=True)
        season = next(iter(shirt["properties"]))
        gone, dearer, *_ = shirt["characteristics"]
        self.base.item(shirt["id"], "property", property=season, values=shirt["properties"][season][:1])
        self.base.item(shirt["id"], "characteristic", id=gone)
        self.base.item(shirt["id"], "price", price="1550.50", characteristic=dearer)
        self.base.item(belt["id"], "rename", name="Ремень плетёный")
        self.put(belt["id"], place=1, quantity=7)

    def move_goods(self) -> None:
        """A retail and a further price; stock comes in, goes out, and runs out."""
        shirt, belt = self.base.goods()
        further = list(self.base.dump()["price_types"])[1]
        fuller, emptier = list(shirt["characteristics"])[2:4]
        self.base.item(belt["id"], "price", price="1010")
        self.base.item(belt["id"], "price", price="777.70", price_type=further)
        self.put(shirt["id"], place=0, quantity=45, characteristic=fuller)
        self.put(shirt["id"], place=2, quantity=1, characteristic=emptier)
        self.put(belt["id"], place=3, quantity=0)

    def put(self, item_id: str, *, place: int, quantity: int, characteristic: str = "") -> None:
        """So much lies in a warehouse from now on."""
        warehouse = list(self.base.dump()["warehouses"])[place]
        self.base.item(
            item_id, "stock", quantity=quantity, warehouse=warehouse, characteristic=characteristic
        )

    def end(self) -> dict[str, Any]:
        """Both systems, but for the documents: how many runs stock needs is the way, not the end."""
        found = super().end()
        found["portal"] = {name: rows for name, rows in found["portal"].items() if name not in DOCUMENTS}
        return found

    def check_systems(self, told: str = "", *, phases: int = 0) -> None:
        """As on a quiet day; besides each document has taken effect once, and stock is that of 1C."""
        super().check_systems(told, phases=phases)
        dump = self.world.sandbox.dump()
        self.check_documents(dump, told)
        assert shown(dump) == self.told_pictures(), told
        levels = levels_of(dump)
        assert levels == moved(dump), told
        assert levels.items() >= self.told_levels().items(), told

    def check_documents(self, dump: dict[str, Any], told: str) -> None:
        """None is a draft; each was made, conducted, and has each of its lines, once."""
        made = [one["id"] for one in dump["documents"]]
        conducted = [one["keys"]["id"] for one in self.world.sandbox.writes("catalog.document.conduct")]
        numbers = Counter(one["docNumber"] for one in dump["documents"])
        lines = Counter((one["docId"], one["elementId"], store_of(one)) for one in dump["document_elements"])
        assert made, told
        assert {one["status"] for one in dump["documents"]} == {"Y"}, told
        assert sorted(map(int, conducted)) == sorted(made), told
        assert set(numbers.values()) == set(lines.values()) == {1}, told

    def told_pictures(self) -> dict[str, list[str]]:
        """Digests of each good's pictures in 1C, in their order."""
        return {
            item["id"]: [sha256(b64decode(one["data_base64"])).hexdigest() for one in item["pictures"]]
            for item in self.base.goods()
        }

    def told_levels(self) -> dict[tuple[str, str], float]:
        """What lies where by 1C, of what is sold."""
        dump = self.base.dump()
        gone = {
            f"{item['id']}#{key}"
            for item in dump["items"].values()
            for key, one in item["characteristics"].items()
            if one.get("deleted")
        }
        return {
            (key, warehouse): float(quantity)
            for key, levels in dump["stocks"].items()
            for warehouse, quantity in levels.items()
            if key not in gone and float(quantity)
        }

    def check_outcome(self, told: str) -> None:
        """One variation is given up; the others and the belt are there."""
        dump = self.world.sandbox.dump()
        assert Counter(one["active"] for one in dump["offers"]) == {"Y": 7, "N": 1}, told
        assert {
            len([p for p in dump["prices"] if p["productId"] == one["id"]]) for one in dump["offers"]
        } == {len(self.base.dump()["price_types"])}, told


def shown(dump: dict[str, Any]) -> dict[str, list[str]]:
    """Digests of each product's pictures in the portal, in their order, by the product's external code."""
    goods, _ = codes_of(dump)
    found: dict[str, list[str]] = {}
    for picture in sorted(dump["images"], key=lambda one: int(one["id"])):
        found.setdefault(goods[picture["productId"]], []).append(picture["sha256"])
    return found


def store_of(line: dict[str, Any]) -> int:
    """The store that a line of a document is about."""
    return int(line["storeTo"] or line["storeFrom"])


def levels_of(dump: dict[str, Any]) -> dict[tuple[str, str], float]:
    """What lies in the portal, by the external codes of good and store."""
    goods, stores = codes_of(dump)
    return {
        (goods[one["productId"]], stores[one["storeId"]]): float(one["amount"])
        for one in dump["stock"]
        if one["amount"]
    }


def moved(dump: dict[str, Any]) -> dict[tuple[str, str], float]:
    """What all lines of all documents come to."""
    goods, stores = codes_of(dump)
    totals: dict[tuple[str, str], float] = {}
    for line in dump["document_elements"]:
        key = (goods[line["elementId"]], stores[store_of(line)])
        totals[key] = totals.get(key, 0.0) + (line["amount"] if line["storeTo"] else -line["amount"])
    return {key: total for key, total in totals.items() if total}


def codes_of(dump: dict[str, Any]) -> tuple[dict[int, str], dict[int, str]]:
    """External codes of goods and of stores by their ids."""
    goods = {one["id"]: one["xmlId"] for one in (*dump["products"], *dump["offers"])}
    return goods, {one["id"]: one["xmlId"] for one in dump["stores"]}
