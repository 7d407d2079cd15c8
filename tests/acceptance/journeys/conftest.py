"""A shop that has connected its 1C and has its catalogue in the portal."""

from dataclasses import dataclass
from typing import Any

import pytest

from tests.support.world import Exchange, World
from tests.support.world_fixtures import forge, make_world, sandbox, world
from tests.support.world_sandbox import Bill, Onec

__all__ = ["forge", "make_world", "sandbox", "world"]


@dataclass
class Shop:
    """One company: its gateway, portal and 1C."""

    world: World
    exchange: Exchange
    base: Onec

    @property
    def goods(self) -> list[str]:
        """Ид of the items: the first has characteristics, the last is coffee."""
        return [one["id"] for one in self.base.goods()]

    def go_on(self, **faults: Any) -> None:
        """1C exchanges, and the gateway does what follows."""
        self.world.exchange_once(self.base, **faults)
        self.exchange.settled()

    def bill(self, **wish: Any) -> int:
        """A manager bills a known company for two pots, or what is wished."""
        given: dict[str, Any] = {"company": {"id": 2}, "rows": [{"product": self.goods[1], "quantity": 2}]}
        return self.world.sandbox.invoice(**given | wish)

    def look(self, bill: int) -> Bill:
        """The invoice in the portal."""
        return self.world.sandbox.look(bill)

    def count(self, bill: int, text: str) -> int:
        """How many messages of an invoice's timeline say something."""
        return sum(text in message for message in self.look(bill).texts)

    def minutes(self, count: int) -> None:
        """Time passes."""
        for _ in range(count * 4):
            self.world.jump(15)
        self.exchange.settled()

    def send(self, *words: str) -> dict[str, Any]:
        """`obmen send`, with the person's yes."""
        sent: dict[str, Any] = self.world.gateway.must("send", self.exchange.name, *words, "--yes")
        return sent


def open_shop(world: World, *, family: str = "trade", **settings: str) -> Shop:
    """Connect a base of a family and load its catalogue."""
    exchange = world.add_exchange("shop", price_type="Розничная", **settings)
    rates = {"knows_vat_22": True} if family == "trade" else {}
    base = exchange.connect(world.sandbox.make_base(family=family, goods=4, **rates))
    shop = Shop(world, exchange, base)
    shop.go_on()
    return shop


@pytest.fixture
def shop(world: World) -> Shop:
    """A trade base."""
    return open_shop(world)


@pytest.fixture(params=["trade", "retail", "unf", "module"])
def any_shop(world: World, request: pytest.FixtureRequest) -> Shop:
    """A base of each family."""
    return open_shop(world, family=request.param)
