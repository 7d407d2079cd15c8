"""The catalogue's and the stock's journey over a real database and a practice portal of its own process."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet

from obmen.delivery.profile import Finding
from obmen.domain.settings import ExchangeSettings
from obmen.flows.admin.check import own_findings
from obmen.flows.admin.manage import set_exchange
from obmen.flows.catalog.first_look import look_first
from obmen.flows.catalog.found_galleries import Met, look_at, meet_galleries
from obmen.flows.catalog.galleries import GalleryRow, plan_galleries
from obmen.flows.catalog.planning import plan_pending
from obmen.flows.catalog.preview import Plan, preview
from obmen.flows.catalog.stocks import plan_stocks
from obmen.flows.delivery.ambiguity import next_moment
from obmen.flows.delivery.drain import Drain, Lane, Step, drain_lane
from obmen.flows.ports.catalog import Due
from obmen.flows.ports.exchanges import Discovery, Exchange
from obmen.flows.ports.inbox import Package
from obmen.flows.ports.pictures import ShownPictures
from obmen.flows.ports.portal import Deliveries
from obmen.flows.ports.store import Work
from obmen.pictures.keeping import KeptPictures
from obmen.storage.database import open_store
from obmen.storage.unit_of_work import SqlStore
from tests.integration.bitrix24.practice import STARTED, Attach, Practice, jumping
from tests.integration.bringing import accept_xml, apply_all
from tests.integration.catalogue.picture_packages import put_files

HOST = "127.0.0.1"
RHYTHM_S = 120.0  # what waits longer is not for certainty


@dataclass
class Shop:
    """One exchange whose portal is a practice portal."""

    store: SqlStore
    practice: Practice
    folder: Path
    exchange_id: int
    _names: Iterator[int] = field(default_factory=itertools.count)

    @property
    def exchange(self) -> Exchange:
        return self.store.read(lambda work: work.exchanges.get(id=self.exchange_id))

    def clock(self) -> Any:  # noqa: ANN401 — a moment of the practice portal's world
        return self.practice.portal.client.world.clock()

    def bring(self, *packages: str | bytes) -> None:
        """Accept packages as 1C would bring them, and apply them."""
        for xml in packages:
            path = self.folder / f"{next(self._names)}.xml"
            accept_xml(self.store, self.exchange, xml, path=path, name=path.name, clock=self.clock)
        apply_all(self.store, self.exchange_id, clock=self.clock)

    def upload(self, xml: str, files: Mapping[str, bytes]) -> Package:
        """Accept a package beside files, as one session of 1C brings them, and apply it."""
        session = self.folder / "inbox" / str(self.exchange_id) / str(next(self._names))
        session.mkdir(parents=True)
        put_files(session, files)
        package = accept_xml(
            self.store, self.exchange, xml, path=session / "import.xml", name="import.xml", clock=self.clock,
            data_dir=self.folder,
        )  # fmt: skip
        apply_all(self.store, self.exchange_id, clock=self.clock)
        return package

    async def begin_stock(self, *, patient: bool = False) -> int:
        portal = self.practice.portal
        return await plan_stocks(
            self.store, portal.stocks, portal.lookups, exchange_id=self.exchange_id, now=self.clock(),
            patient=patient,
        )  # fmt: skip

    async def plan_pictures(self, shown: ShownPictures | None = None) -> int:
        planned = await plan_galleries(self.store, exchange_id=self.exchange_id, now=self.clock())
        look = partial(self.look, shown=shown or self.practice.portal.pictures)
        met = await meet_galleries(self.store, look, exchange_id=self.exchange_id, now=self.clock())
        return planned + met

    async def look(self, rows: Sequence[GalleryRow], *, shown: ShownPictures) -> Sequence[Met]:
        """Look at what found products show."""
        files, max_px = KeptPictures(self.folder), self.exchange.settings.image_max_px
        return await look_at(rows, shown=shown, files=files, max_px=max_px)

    def retry(self) -> None:
        """A person lets what is parked be tried anew."""
        self.store.write(lambda work: work.outbox.release(self.exchange_id, state=Due.PARKED))

    async def drain(self, deliveries: Deliveries | None = None) -> None:
        """Deliver what is due, and what waits for certainty, as a process that has just begun."""
        while True:
            steps = [await self.drain_once(lane, deliveries) for lane in (Lane.CATALOGUE, Lane.PICTURES)]
            resting = [step.wait.total_seconds() for step in steps if step.wait is not None]
            wait_s = min([*resting, *self._waits_s()], default=None)
            if wait_s is None or wait_s > RHYTHM_S:
                return
            await self.practice.portal.client.world.sleep(wait_s)

    async def drain_once(self, lane: Lane, deliveries: Deliveries | None = None) -> Step:
        """Deliver what is due of one lane."""
        sending = deliveries or self.practice.portal.deliveries
        tools = Drain(store=self.store, deliveries=lambda _: sending,
                      lookups=lambda _: self.practice.portal.lookups, clock=self.clock,
                      new_id=lambda: f"b{next(self._names)}", owner="me")  # fmt: skip
        return await drain_lane(tools, host=HOST, exchange_ids=[self.exchange_id], lane=lane)

    def _waits_s(self) -> list[float]:
        """In how many seconds something is due, or certain, that waits now."""
        now = self.clock()
        moment = self.store.read(lambda work: next_moment(work, [self.exchange_id], now=now))
        return [(moment - now).total_seconds()] if moment else []

    def set(self, **changes: str) -> None:
        """A person changes settings."""
        now = self.clock()
        self.store.write(lambda work: set_exchange(work, name="shop", changes=changes, now=now))

    async def rest(self, *, minutes: float) -> None:
        """Let time pass."""
        await self.practice.portal.client.world.sleep(minutes * 60)

    async def plan(self) -> None:
        portal, id_ = self.practice.portal, self.exchange_id
        await look_first(self.store, portal.belongings, exchange_id=id_, now=self.clock())
        await plan_pending(self.store, portal.lookups, exchange_id=id_, now=self.clock(), patient=False)

    def findings(self) -> Sequence[Finding]:
        """What `check` says that is known without asking the portal."""

        def read(work: Work) -> Sequence[Finding]:
            discovery = work.exchanges.discovery(self.exchange_id)
            assert discovery is not None
            return own_findings(work, work.exchanges.get(id=self.exchange_id), discovery.profile)

        return self.store.read(read)

    async def deliver(
        self,
        through: Deliveries | None = None,
        *,
        patient: bool = False,
        shown: ShownPictures | None = None,
    ) -> None:
        """Plan and deliver goods, then stock, then pictures, until nothing is due."""
        await self.plan()
        await self.drain(through)
        while await self.begin_stock(patient=patient):
            await self.drain(through)
        while await self.plan_pictures(shown):
            await self.drain(through)

    async def preview(self) -> Plan:
        portal = self.practice.portal
        return await preview(
            self.store,
            portal.lookups,
            portal.stocks,
            exchange_id=self.exchange_id,
            look=partial(self.look, shown=portal.pictures),
        )

    async def dump(self) -> Mapping[str, Any]:
        """Everything that the portal holds."""
        dumped: Mapping[str, Any] = await self.practice.control("dump")
        return dumped

    async def levels(self) -> dict[tuple[str, str], float]:
        """What lies in the portal: amount by item and store, both as 1C calls them."""
        state = await self.dump()
        items = {row["id"]: row["xmlId"] for row in state["products"]}
        stores = {row["id"]: row["xmlId"] or row["title"] for row in state["stores"]}
        return {
            (items[row["productId"]], stores[row["storeId"]]): row["amount"]
            for row in state["stock"]
            if row["amount"]
        }

    async def pictures(self) -> dict[str, list[str]]:
        """What each product shows, as 1C calls it: digests of its pictures, in their order."""
        state = await self.dump()
        items = {row["id"]: row["xmlId"] for row in state["products"]}
        shown: dict[str, list[str]] = {}
        for row in sorted(state["images"], key=lambda one: one["id"]):
            shown.setdefault(items[row["productId"]], []).append(row["sha256"])
        return shown

    async def struck(self) -> bool:
        """Tell whether a fault that was switched on has done its harm."""
        return bool((await self.practice.control("faults"))["struck"])

    def problems(self) -> list[str]:
        return [p.kind for p in self.store.read(lambda work: work.problems.open(self.exchange_id))]

    def pending(self) -> dict[tuple[str, str], int]:
        return dict(self.store.read(lambda work: work.outbox.totals(self.exchange_id)))


PORTAL = ("--plan", "enterprise", "--empty")
"""Arguments of a practice portal."""


@asynccontextmanager
async def opened(
    url: str,
    folder: Path,
    database_url: str,
    *,
    settings: ExchangeSettings | None = None,
    attach: Attach = jumping,
) -> AsyncIterator[Shop]:
    """Open a shop beside a practice portal that begins anew; unless set otherwise, its stock travels."""
    settings = settings or replace(ExchangeSettings(), stocks=True)
    contents = partial(KeptPictures(folder).content, max_px=settings.image_max_px)
    async with attach(url, settings=settings, contents=contents) as practice:
        await practice.control("reset", {})
        store = open_store(url=database_url, data_dir=folder, key=Fernet.generate_key())
        exchange = store.write(
            lambda work: work.exchanges.add(
                name="shop", login="shop", password_hash="x", portal_url=url, portal_host=HOST,
                settings=settings, now=STARTED,
            )
        )  # fmt: skip
        profile, findings = await practice.portal.lookups.discover()
        discovery = Discovery(profile=profile, findings=tuple(findings))
        store.write(lambda work: work.exchanges.put_discovery(exchange.id, discovery))
        yield Shop(store, practice, folder, exchange.id)
        store.close()
