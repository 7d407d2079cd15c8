from __future__ import annotations

import itertools
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from obmen.delivery.call import Call, ResultOf, Task, Unready
from obmen.delivery.outcome import Ambiguous, Delivered, Halted, Outcome, Refused, Rejected
from obmen.delivery.profile import Finding, PortalProfile, PropertyShape, StageInfo
from obmen.delta.compare import HEAD, is_money
from obmen.domain.identity import EntityKind, Ref, price_ref
from obmen.domain.invoice import Semantics
from obmen.domain.properties import PropertyNeed, value_ref
from obmen.domain.settings import ExchangeSettings
from obmen.flows.catalog.planning import plan_pending
from obmen.flows.delivery.drain import Drain, Lane, Step, drain_lane
from obmen.flows.ports.exchanges import Discovery, Exchange
from obmen.flows.ports.inbox import Package
from obmen.flows.ports.portal import Announce, Budget, MadeProperties, Mapped, Remote, Unmappable
from obmen.flows.ports.stocks import Place, Survey
from obmen.storage.database import open_store
from obmen.storage.unit_of_work import SqlStore
from tests.integration.bitrix24.practice import running
from tests.integration.bringing import accept_xml, apply_all
from tests.integration.catalogue.practice_shop import PORTAL

START = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
HOST = "portal.example"


@dataclass
class Clock:
    """A clock that stands still until it is moved."""

    at: datetime = START

    def __call__(self) -> datetime:
        return self.at

    def advance(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


@pytest.fixture(scope="module")
def portal_url() -> Iterator[str]:
    """A practice portal of the module's own; who wants another one makes its own."""
    with running(*PORTAL) as url:
        yield url


def profile_of(*, vats: Sequence[str] = ("none", "0", "10", "22")) -> PortalProfile:
    return PortalProfile(
        found_at=START,
        user_id=1,
        product_iblock_id=15,
        offers_iblock_id=16,
        base_price_type_id=1,
        base_currency="RUB",
        currencies=("RUB",),
        vat_ids={code: index + 1 for index, code in enumerate(vats)},
        measure_ids={"796": 5},
        price_type_ids={},
        inventory=False,
        invoice_category_id=5,
        stages=(StageInfo(id="DT31_5:N", name="Новый", semantics=Semantics.PROCESS, sort=10),),
        own_companies=(),
        invoice_user_fields=(),
        scopes=("crm", "catalog"),
    )


Script = list[str]  # what happens to the next calls: run, lost, late, reject, gone, refuse, halt


@dataclass
class FakePortal:
    """A portal in memory that speaks neutral fields: each call does what the script says, then runs."""

    clock: Clock
    script: Script = field(default_factory=list)
    objects: dict[int, dict[str, object]] = field(default_factory=dict)
    of: dict[Ref, int] = field(default_factory=dict)
    log: list[tuple[str, str]] = field(default_factory=list)  # (method, key) of everything that ran
    requests: int = 0
    looked_up: int = 0
    made: list[str] = field(default_factory=list)  # rows of directories
    refused: frozenset[str] = frozenset()  # keys of records that it never takes
    unwanted: frozenset[str] = frozenset()  # units that the portal refuses to make
    one_price_type: bool = False  # as its plan says
    waiting: list[tuple[datetime, Call]] = field(default_factory=list)
    _ids: Iterator[int] = field(default_factory=lambda: itertools.count(101))

    # -- Deliveries ----------------------------------------------------------------------------------------

    def map(
        self, tasks: Sequence[Task], *, profile: PortalProfile, bound: Mapping[Ref, int]
    ) -> Sequence[Mapped | Unready | Unmappable]:
        coming = {task.ref for task in tasks if task.remote_id is None}
        return [self._mapped(task, bound, coming) for task in tasks]

    def _mapped(self, task: Task, bound: Mapping[Ref, int], coming: set[Ref]) -> Mapped | Unready:
        needed = _home(task.ref, task.desired)
        if needed and needed not in bound and needed not in coming:
            return Unready(task.id, needed)
        return Mapped(task.id, tuple(self._calls(task, bound)))

    def _calls(self, task: Task, bound: Mapping[Ref, int]) -> Iterator[Call]:
        changed = {n: v for n, v in task.desired.items() if task.known.get(n, ...) != v}
        money = {n: v for n, v in changed.items() if is_money(n)}
        card = {n: v for n, v in changed.items() if n not in money and n != HEAD}
        is_new = task.remote_id is None
        if card:
            method = "add" if is_new else "update"
            yield Call(
                name=f"t{task.id}",
                task_id=task.id,
                ref=task.ref,
                method=method,
                params={"fields": card},
                fields=card,
                binds=task.ref if is_new else None,
                target=task.remote_id,
            )
        if money:
            price = price_ref(task.ref)
            owner: object = ResultOf(f"t{task.id}") if is_new else task.remote_id
            known = bound.get(price)
            yield Call(name=f"t{task.id}c", task_id=task.id, ref=task.ref,
                       method="price.update" if known else "price.add",
                       params={"owner": owner, "fields": money}, fields=money,
                       binds=None if known else price, target=known)  # fmt: skip

    def budget(self, calls: Sequence[Call], *, now: datetime) -> Budget:
        return Budget(len(calls), timedelta())

    async def send(self, calls: Sequence[Call], *, until: datetime) -> Sequence[Outcome]:
        self.requests += 1
        made: dict[str, int] = {}
        return [self._one(call, made) for call in calls]

    def _one(self, call: Call, made: dict[str, int]) -> Outcome:
        fate = self.script.pop(0) if self.script else "run"
        if call.ref.id in self.refused:
            fate = "reject"
        match fate:
            case "lost":
                self.run(call, made)
                return Ambiguous("lost")
            case "never":
                return Ambiguous("lost")
            case "late":
                self.waiting.append((self.clock() + timedelta(seconds=50), call))
                return Ambiguous("lost")
            case "reject":
                return Rejected("ERROR_CORE", "no")
            case "gone":
                self.objects.pop(call.target or 0, None)
                self.of.pop(call.ref, None)
                return Rejected("not_found")
            case "refuse":
                return Refused(timedelta(seconds=3), "QUERY_LIMIT_EXCEEDED")
            case "halt":
                return Halted("NO_AUTH_FOUND")
            case _ if not self._can_run(call, made):
                return Refused(timedelta(0), "not_run")
            case _:
                return Delivered(self.run(call, made))

    def _can_run(self, call: Call, made: Mapping[str, int]) -> bool:
        """What leans on a call of the batch that has not run does not run either."""
        owner = call.params.get("owner")
        if isinstance(owner, ResultOf) and owner.call not in made:
            return False
        fields = call.params["fields"]
        assert isinstance(fields, dict)
        home = _home(call.ref, fields)
        return home is None or home in self.of

    def run(self, call: Call, made: dict[str, int]) -> int:
        """Do what a call says, for good."""
        self.log.append((call.method, call.ref.id))
        fields = call.params["fields"]
        assert isinstance(fields, dict)
        if call.method == "add":
            item_id = next(self._ids)
            self.objects[item_id] = dict(fields)
            self.of[call.ref] = item_id
            made[call.name] = item_id
            return item_id
        if call.method == "price.add":
            owner = call.params["owner"]
            owner_id = made[owner.call] if isinstance(owner, ResultOf) else owner
            assert isinstance(owner_id, int)
            self.objects[owner_id] |= fields
            self.of[price_ref(call.ref)] = owner_id + 10_000
            return owner_id + 10_000
        item_id = self.of[call.ref]
        self.objects[item_id] |= fields
        return item_id

    def run_late(self) -> None:
        """Run the calls whose answers were lost and whose time has come."""
        for due, call in list(self.waiting):
            if due <= self.clock():
                self.run(call, {})
                self.waiting.remove((due, call))

    async def look_up(self, calls: Sequence[Call]) -> Sequence[Outcome]:
        self.looked_up += 1
        return [self._seen(call) for call in calls]

    def _seen(self, call: Call) -> Outcome:
        ref = call.binds or call.ref
        if ref not in self.of:
            return Ambiguous("not there")
        held = self.objects[self.of[call.ref]]
        same = all(held.get(name) == value for name, value in call.fields.items())
        return Delivered(self.of[ref]) if same else Ambiguous("differs")

    # -- Lookups -------------------------------------------------------------------------------------------

    async def find(
        self, kind: EntityKind, keys: Sequence[str], *, profile: PortalProfile
    ) -> Mapping[str, Remote]:
        self.looked_up += 1
        return {
            key: Remote(id=self.of[Ref(kind, key)], fields=dict(self.objects[self.of[Ref(kind, key)]]),
                        price_id=self.of.get(price_ref(Ref(kind, key))))
            for key in keys if Ref(kind, key) in self.of
        }  # fmt: skip

    async def create_vat(self, code: str, *, announce: Announce) -> int | None:
        await announce(self.clock())
        self.made.append(code)
        return 70

    async def create_measures(self, names: Mapping[str, str]) -> Mapping[str, int]:
        self.made += [f"{code} {name}" for code, name in names.items()]
        return {code: 80 + number for number, code in enumerate(names) if code not in self.unwanted}

    async def find_properties(
        self, needs: Sequence[PropertyNeed], *, profile: PortalProfile
    ) -> Mapping[str, PropertyShape]:
        return {}

    async def create_properties(
        self, needs: Sequence[PropertyNeed], *, profile: PortalProfile, announce: Announce
    ) -> MadeProperties:
        await announce(self.clock())
        self.made += [f"{need.key} {' '.join(need.values)}".strip() for need in needs]
        shapes = {
            need.key: profile.properties.get(need.key)
            or PropertyShape(id=next(self._ids), type="L" if need.values else "S", multiple=need.multiple)
            for need in needs
        }
        values = {value_ref(shapes[n.key].id, value): next(self._ids) for n in needs for value in n.values}
        return MadeProperties(shapes=shapes, values=values, refused={})

    async def create_price_types(
        self, names: Mapping[str, str], *, announce: Announce
    ) -> tuple[Mapping[str, int], str]:
        await announce(self.clock())
        if self.one_price_type:
            return {}, "0 tariff"
        self.made += [f"{key} {name}" for key, name in names.items()]
        return {key: next(self._ids) for key in names}, ""

    async def rename_price_types(
        self, names: Mapping[str, str], *, ids: Mapping[str, int], announce: Announce
    ) -> None:
        self.made += [f"{key} {name}" for key, name in names.items()]

    async def create_invoice_fields(self, profile: PortalProfile) -> tuple[str, ...]:
        return profile.invoice_user_fields

    async def survey(self) -> Survey:
        return Survey(False, ())

    async def amounts(self, places: Collection[Place]) -> Mapping[Place, Decimal]:
        return {}

    async def discover(self) -> tuple[PortalProfile, Sequence[Finding]]:
        return profile_of(), ()

    def held(self) -> dict[str, dict[str, object]]:
        """What the portal holds, by 1C's key."""
        kinds = {EntityKind.PRODUCT, EntityKind.SECTION}
        return {ref.id: self.objects[item] for ref, item in self.of.items() if ref.kind in kinds}

    def variations(self) -> dict[str, dict[str, object]]:
        """The variations that the portal holds, by 1C's key."""
        its = {ref: item for ref, item in self.of.items() if ref.kind is EntityKind.VARIATION}
        return {ref.id: self.objects[item] for ref, item in its.items()}


def _home(ref: Ref, fields: Mapping[str, object]) -> Ref | None:
    """What a record stands in: a section, or the head of a variation."""
    home = fields.get("section") or fields.get("parent")
    kind = EntityKind.PRODUCT if ref.kind is EntityKind.VARIATION else EntityKind.SECTION
    return Ref(kind, str(home)) if home else None


@dataclass
class House:
    """The catalogue's journey over a real database and a portal in memory."""

    store: SqlStore
    portal: FakePortal
    clock: Clock
    folder: Path
    exchange_id: int = 0
    _batch: Iterator[int] = field(default_factory=itertools.count)
    _processes: dict[str, Drain] = field(default_factory=dict)
    _files: Iterator[int] = field(default_factory=itertools.count)

    @property
    def exchange(self) -> Exchange:
        return self.store.read(lambda work: work.exchanges.get(id=self.exchange_id))

    def accept(self, xml: str, *, name: str = "import.xml", session_id: int | None = None) -> Package:
        """Accept a file as 1C would bring it."""
        path = self.folder / f"{next(self._files)}-{name}"
        return accept_xml(
            self.store, self.exchange, xml, path=path, name=name, clock=self.clock, session_id=session_id
        )

    def bring(self, xml: str, *, name: str = "import.xml", session_id: int | None = None) -> Package:
        """Accept a file as 1C would bring it, and apply it."""
        package = self.accept(xml, name=name, session_id=session_id)
        apply_all(self.store, self.exchange_id, clock=self.clock)
        return package

    async def plan(self, *, patient: bool = False) -> int:
        return await plan_pending(
            self.store, self.portal, exchange_id=self.exchange_id, now=self.clock(), patient=patient
        )

    async def drain(self, *, owner: str = "me", lane: Lane = Lane.CATALOGUE) -> Step:
        return await drain_lane(self.process(owner), host=HOST, exchange_ids=[self.exchange_id], lane=lane)

    def process(self, owner: str) -> Drain:
        """A process that delivers: what it has under way is its own."""
        return self._processes.setdefault(owner, self._process(owner))

    def _process(self, owner: str) -> Drain:
        return Drain(
            store=self.store,
            deliveries=lambda _: self.portal,
            lookups=lambda _: self.portal,
            clock=self.clock,
            new_id=lambda: str(next(self._batch)),
            owner=owner,
        )

    async def deliver(self) -> None:
        """Plan and drain until nothing is due."""
        await self.plan()
        await self.drain()

    def totals(self) -> dict[tuple[str, str], int]:
        return dict(self.store.read(lambda work: work.outbox.totals(self.exchange_id)))

    def problems(self) -> list[str]:
        return [p.kind for p in self.store.read(lambda work: work.problems.open(self.exchange_id))]

    def learn(self, **learnt: str) -> None:
        self.store.write(lambda work: work.exchanges.update(self.exchange_id, learnt=learnt))

    def set(self, settings: ExchangeSettings) -> None:
        self.store.write(lambda work: work.exchanges.update(self.exchange_id, settings=settings))


@pytest.fixture
def house(database_url: str, tmp_path: Path) -> Iterator[House]:
    clock = Clock()
    store = open_store(url=database_url, data_dir=tmp_path, key=Fernet.generate_key())
    exchange = store.write(
        lambda work: work.exchanges.add(
            name="shop", login="shop", password_hash="x", portal_url=f"https://{HOST}/rest/1/s/",
            portal_host=HOST, settings=ExchangeSettings(), now=START,
        )
    )  # fmt: skip
    discovery = Discovery(profile=profile_of(), findings=())
    store.write(lambda work: work.exchanges.put_discovery(exchange.id, discovery))
    yield House(store=store, portal=FakePortal(clock), clock=clock, folder=tmp_path, exchange_id=exchange.id)
    store.close()
