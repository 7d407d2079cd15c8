"""A small but complete day: the catalogue is loaded and changed, three invoices are billed and paid."""

import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from typing import Any, ClassVar, Final, Self

from tests.support.world import JUMP_S, Exchange, World, difference
from tests.support.world_forge import Forge
from tests.support.world_gateway import Gateway, Unsettled
from tests.support.world_sandbox import Onec, Sandbox

GOODS: Final = 4  # the first has eight characteristics
NEW_CLIENT: Final = {
    "title": "ООО «Полюс»",
    "inn": "5506012340",
    "kpp": "550601001",
    "short_name": "ООО «Полюс»",
    "address": "644000, Омск, ул. Ленина, 1",
    "phone": "+7 3812 00-00-00",
    "email": "pole@pole.example",
}
PATIENCE: Final = 60  # looks
TRIES: Final = 40  # exchanges until a portal that was away is asked again


@dataclass
class Morning:
    """What all days begin with."""

    folder: Path
    login: str
    password: str
    quiet: list[dict[str, Any]] = field(default_factory=list)  # both systems after each undisturbed phase


@dataclass
class Day:
    """One day in one world."""

    settings: ClassVar[dict[str, str]] = {"price_type": "Розничная"}
    world: World
    exchange: Exchange
    base: Onec
    quiet: list[dict[str, Any]]
    bills: list[int] = field(default_factory=list)

    @classmethod
    def begin(cls, world: World, morning: Morning) -> Self:
        """A gateway with an exchange that has done nothing yet, a fresh portal, a fresh base."""
        gateway = world.gateway
        cls.open_portal(world.sandbox)
        if gateway.database_url:
            gateway.start()
            exchange = world.add_exchange("shop", **cls.settings)
        else:
            shutil.copytree(morning.folder, gateway.data_dir)
            gateway.start()
            url = f"{gateway.url}/1c/shop"
            exchange = Exchange(world, "shop", url, morning.login, morning.password)
        base = cls.make_base(world.sandbox)
        return cls(world, exchange, exchange.connect(base), morning.quiet)

    @classmethod
    def open_portal(cls, sandbox: Sandbox) -> None:
        """A portal is as it comes."""

    @classmethod
    def make_base(cls, sandbox: Sandbox) -> Onec:
        """A trade base with a few goods."""
        return sandbox.make_base(family="trade", goods=GOODS, knows_vat_22=True)

    @property
    def phases(self) -> tuple[Callable[[], None], ...]:
        """The parts of the day in their order."""
        return (self.load, self.change, self.bill, self.pay)

    @property
    def preparations(self) -> tuple[Callable[[], None], ...]:
        """What people do before 1C exchanges in each phase."""
        return (self.do_nothing, self.change_goods, self.make_bills, self.pay_bills)

    def do_nothing(self) -> None:
        """Nothing is done before the first exchange."""

    def go_on(self, **faults: Any) -> None:
        """1C exchanges, and the gateway does what follows."""
        self.world.exchange_once(self.base, **faults)
        self.exchange.settled()

    def load(self) -> None:
        """The catalogue comes for the first time."""
        self.go_on()

    def change(self) -> None:
        """One price, one name, one deletion."""
        self.change_goods()
        self.go_on()

    def bill(self) -> None:
        """Three invoices: a known company, a new one, a person; while the portal is away 1C asks in vain."""
        self.make_bills()
        self.wait_for_orders()

    def wait_for_orders(self) -> None:
        """1C exchanges until it has an order for each bill."""
        for _ in range(TRIES):
            self.go_on()
            if len(self.base.orders()) == len(self.bills):
                return
            self.world.jump(JUMP_S)
        raise Unsettled(f"orders do not come: {self.world.gateway.must('problems', 'shop')}")

    def pay(self) -> None:
        """The first is paid and shipped, the second is paid, the third is cancelled."""
        self.pay_bills()
        self.go_on()

    def change_goods(self) -> None:
        """What is done in 1C before `change`."""
        _, pot, folder, coffee = (one["id"] for one in self.base.goods())
        self.base.item(pot, "price", price="1234.50")
        self.base.item(folder, "rename", name="Папка подвесная")
        self.base.item(coffee, "delete")

    def make_bills(self) -> None:
        """What the manager does before `bill`."""
        shirt, pot, folder, _ = self.base.goods()
        size = f"{shirt['id']}#{next(iter(shirt['characteristics']))}"
        rows = [{"product": pot["id"], "quantity": 2}, {"product": size, "quantity": 1}]
        make = self.world.sandbox.invoice
        self.bills = [
            make(company={"id": 2}, rows=rows),
            make(company=NEW_CLIENT, rows=[{"product": folder["id"], "quantity": 3}], deal="Поставка"),
            make(contact={"id": 1}, rows=[{"product": pot["id"], "quantity": 1}]),
        ]

    def pay_bills(self) -> None:
        """What the accountant does before `pay`."""
        first, second, third = self.bills
        for bill in self.bills:
            self.base.act(bill, "approve")
        self.base.act(first, "pay")
        self.base.act(first, "ship")
        self.base.act(second, "pay")
        self.base.act(third, "cancel")

    def overlap(self, *, runs: int) -> None:
        """Several clients of the base exchange at once, as when «Выполнить обмен» is pressed twice."""
        clients = [Thread(target=self.base.run) for _ in range(runs)]
        for client in clients:
            client.start()
        for client in clients:
            client.join()

    def wait_until(self, seen: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """Wait until `obmen status` shows something, while time jumps on."""
        for _ in range(PATIENCE):
            status = self.exchange.status()
            if seen(status):
                return status
            time.sleep(0.1)
            self.world.jump(JUMP_S)
        raise Unsettled(str(self.exchange.status()))

    def pass_minutes(self, minutes: int) -> None:
        """Time passes in jumps, and the gateway does what it will."""
        for _ in range(minutes * 4):
            self.world.jump(15)
            time.sleep(0.1)

    def rest(self) -> None:
        """Two minutes pass: the portal is asked for what changed, and 1C exchanges once more."""
        self.world.gateway.ensure()
        self.world.jump(60)
        self.world.jump(60)
        self.exchange.settled()
        self.go_on()

    def live(self) -> None:
        """The whole day."""
        for phase in self.phases:
            phase()
        self.rest()

    def end(self) -> dict[str, Any]:
        """Both systems as they are."""
        return self.world.end_state(self.base)

    def check_systems(self, told: str = "", *, phases: int = 0) -> None:
        """After so many phases, or all, both systems are as on a quiet day, and nothing was made twice."""
        differs = difference(self.quiet[phases - 1], self.end())
        assert not differs, f"{told}\n{differs}\n{self.traces()}"
        assert self.world.doubles() == {}, told

    def check_end(self, told: str = "", *, phases: int = 0) -> None:
        """As `check_systems`; besides nobody is asked, and the outcome is right."""
        self.check_systems(told, phases=phases)
        assert self.exchange.problems() == [], told
        if phases in (0, len(self.phases)):
            self.check_outcome(told)

    def check_outcome(self, told: str) -> None:
        """The stages are right."""
        stages = [self.world.sandbox.look(bill).stage for bill in self.bills]
        assert stages == ["P", "P", "D"], told

    def traces(self) -> str:
        starts = range(1, self.world.gateway.starts + 1)
        files = [self.world.gateway.folder / f"steps-{number}" for number in starts]
        return "\n".join("… " + "\n".join(path.read_text().splitlines()[-12:]) for path in files)


def make_morning(forge: Forge, sandbox: Sandbox, folder: Path, kind: type[Day] = Day) -> Morning:
    """Make the exchange once, and live a quiet day of a kind to know its end."""
    sandbox.reset()
    world = World(sandbox, Gateway(forge, folder / "first", ""))
    world.gateway.start()
    exchange = world.add_exchange("shop", **kind.settings)
    world.gateway.stop()
    morning = Morning(folder / "copy", exchange.login, exchange.password)
    shutil.copytree(world.gateway.data_dir, morning.folder)
    sandbox.reset()
    day = kind.begin(World(sandbox, Gateway(forge, folder / "quiet", "")), morning)
    for phase in day.phases:
        phase()
        if phase == day.phases[-1]:
            day.rest()
        morning.quiet.append(day.end())
    day.check_end("a quiet day")
    day.world.gateway.kill()
    return morning
