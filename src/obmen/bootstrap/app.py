"""One process's whole: database, portals, dialogue, and the work on them."""

from __future__ import annotations

import asyncio
import shutil
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Final

import structlog

from obmen.bootstrap.portals import Portals
from obmen.config import Config
from obmen.flows.admin.check import ensure_discovery
from obmen.flows.catalog.accept import Acceptance
from obmen.flows.catalog.apply import apply_next
from obmen.flows.catalog.first_look import look_first
from obmen.flows.catalog.found_galleries import AT_ONCE, Look, look_at, meet_galleries
from obmen.flows.catalog.galleries import named_files, plan_galleries
from obmen.flows.catalog.planning import plan_pending
from obmen.flows.catalog.stocks import plan_stocks
from obmen.flows.catalog.sweeping import gather_rolls
from obmen.flows.delivery.ambiguity import next_moment
from obmen.flows.delivery.drain import UNREACHABLE_WAIT, Drain, Lane, Step, drain_lane
from obmen.flows.delivery.outcomes import is_told_halted, tell_answering, tell_halted
from obmen.flows.dialogue import Dialogue
from obmen.flows.ports.exchanges import Exchange
from obmen.flows.ports.inbox import OnecSession
from obmen.flows.ports.letters import Letters
from obmen.flows.ports.pictures import PictureFiles
from obmen.flows.ports.portal import PortalFailing, PortalHalted, PortalUnreachable
from obmen.flows.ports.store import Store, Work
from obmen.flows.sales.answer import acknowledge, answer_orders
from obmen.flows.sales.fields import complete_fields
from obmen.flows.sales.poll import is_told_failing, poll_invoices, relist_open, tell_failing, tell_polled
from obmen.jobs.engine import Engine
from obmen.onec.commerceml.writers.orders import write_orders

DIALOGUE_OVER: Final = timedelta(hours=1)  # an answer without orders says nothing when its dialogue is over
Log = structlog.stdlib.BoundLogger


def _is_told_troubled(work: Work, exchange_id: int) -> bool:
    """Tell whether a person was told that the portal can't be asked."""
    return is_told_failing(work, exchange_id) or is_told_halted(work, exchange_id)


def _tell_well(work: Work, exchange_id: int) -> None:
    """Close what was told: the portal answers, and invoices are read again."""
    tell_polled(work, exchange_id)
    tell_answering(work, exchange_id)


@dataclass(slots=True, kw_only=True)
class App:
    """Everything that a command or a loop works with."""

    config: Config
    store: Store
    portals: Portals
    pictures: PictureFiles
    engine: Engine
    acceptance: Acceptance
    drain: Drain
    letters: Letters
    clock: Callable[[], datetime]
    log: Log
    public_url: str
    key: bytes = field(repr=False)
    dialogue: Dialogue = field(init=False)  # needs the App's own answers, so it comes last
    resting: frozenset[int] = frozenset()  # exchanges whose portal took nothing when it was looked at
    _locks: dict[object, asyncio.Lock] = field(default_factory=lambda: defaultdict(asyncio.Lock))

    async def exchange(self, name: str) -> Exchange:
        """Find an exchange; raises NotFound."""
        return await self.store.aread(lambda work: work.exchanges.get(name=name))

    async def exchanges(self, *, host: str | None = None) -> tuple[Exchange, ...]:
        """Return all exchanges, or those of one portal."""
        found = await self.store.aread(lambda work: work.exchanges.all())
        return tuple(e for e in found if host is None or e.portal_host == host)

    def onec_url(self, exchange: Exchange) -> str:
        """Return the address that 1C's node takes."""
        return f"{self.public_url}/1c/{exchange.name}"

    async def apply_all(self, exchange_id: int) -> int:
        """Apply every package whose turn has come; returns how many."""
        applied = 0
        async with self._locks["apply", exchange_id]:
            while await asyncio.to_thread(apply_next, self.store, exchange_id=exchange_id, now=self.clock()):
                applied += 1
        return applied

    async def plan_all(self, exchange: Exchange, *, patient: bool) -> int:
        """Compare what is marked; discovers the portal first. Raises PortalHalted or PortalUnreachable."""
        async with self._locks["plan", exchange.portal_host], self._telling_halts(exchange):
            portal = self.portals.of(exchange)
            lookups = portal.lookups
            await ensure_discovery(self.store, lookups, exchange=exchange, now=self.clock())
            if not await look_first(self.store, portal.belongings, exchange_id=exchange.id, now=self.clock()):
                return 0
            return await plan_pending(
                self.store, lookups, exchange_id=exchange.id, now=self.clock(), patient=patient
            )

    async def plan_stock(self, exchange: Exchange, *, patient: bool) -> int:
        """Begin a run of stock when one is due; returns how many rows of the outbox it took or made.

        Raises PortalHalted or PortalUnreachable.
        """
        async with self._locks["plan", exchange.portal_host]:
            portal = self.portals.of(exchange)
            return await plan_stocks(
                self.store,
                portal.stocks,
                portal.lookups,
                exchange_id=exchange.id,
                now=self.clock(),
                patient=patient,
            )

    async def drain_once(self, host: str, lane: Lane) -> Step:
        """Deliver until nothing of a lane is due; one drain per portal and lane at a time."""
        async with self._locks["drain", host, lane]:
            exchange_ids: Sequence[int] = [e.id for e in await self.exchanges(host=host)]
            return await drain_lane(self.drain, host=host, exchange_ids=exchange_ids, lane=lane)

    async def deliver_catalogue(self, host: str) -> float | None:
        """Plan and deliver the catalogue of one portal; returns how long to rest.

        What waits to be applied comes first: a plan that does not know of it makes what is undone afterwards.
        """
        waits = []
        for exchange in await self.exchanges(host=host):
            await self.apply_all(exchange.id)
            try:
                await self.plan_all(exchange, patient=True)
            except (PortalHalted, PortalUnreachable) as trouble:
                self.log.warning("portal.unavailable", exchange=exchange.name, reason=str(trouble))
                waits += [UNREACHABLE_WAIT] if isinstance(trouble, PortalUnreachable) else []
        step = await self.drain_once(host, Lane.CATALOGUE)
        while step.wait is None and await self._begin_stock(host):
            step = await self.drain_once(host, Lane.CATALOGUE)
        if await self.plan_pictures(host):
            self.engine.nudge(f"deliver:{host}:pictures")
        return await self._rest(host, step, *waits)

    async def plan_pictures(self, host: str) -> int:
        """Compare the pictures that are marked; returns how many products were looked at."""
        planned = 0
        for exchange in await self.exchanges(host=host):
            async with self._locks["plan", exchange.portal_host]:
                planned += await plan_galleries(self.store, exchange_id=exchange.id, now=self.clock())
                if await self._meet_pictures(exchange):
                    planned += await plan_galleries(self.store, exchange_id=exchange.id, now=self.clock())
        return planned

    def looking(self, exchange: Exchange) -> Look:
        """Return the way to look at what found products of a portal show."""
        max_px = exchange.settings.image_max_px
        return partial(look_at, shown=self.portals.of(exchange).pictures, files=self.pictures, max_px=max_px)

    async def _meet_pictures(self, exchange: Exchange) -> int:
        """Look at what some found products show; a portal that can't be asked now is asked later."""
        look, now = self.looking(exchange), self.clock()
        try:
            met = await meet_galleries(self.store, look, exchange_id=exchange.id, now=now)
        except (PortalHalted, PortalUnreachable) as trouble:
            self.log.warning("portal.unavailable", exchange=exchange.name, reason=str(trouble))
            return 0
        if met == AT_ONCE:
            self.engine.nudge(f"deliver:{exchange.portal_host}")  # there may be more
        return met

    async def deliver_pictures(self, host: str) -> float | None:
        """Deliver the pictures of one portal, each by itself; returns how long to rest."""
        return await self._rest(host, await self.drain_once(host, Lane.PICTURES))

    async def _begin_stock(self, host: str) -> bool:
        """Let stock follow what it lies in: when nothing else of the catalogue can go, its run begins."""
        begun = False
        for exchange in await self.exchanges(host=host):
            try:
                begun |= bool(await self.plan_stock(exchange, patient=True))
            except (PortalHalted, PortalUnreachable) as trouble:
                self.log.warning("portal.unavailable", exchange=exchange.name, reason=str(trouble))
        return begun

    async def deliver_sales(self, host: str) -> float | None:
        """Deliver stages, fields, messages and notices of one portal; returns how long to rest."""
        waits = [await self._complete_fields(exchange) for exchange in await self.exchanges(host=host)]
        step = await self.drain_once(host, Lane.SALES)
        return await self._rest(host, step, *(wait for wait in waits if wait is not None))

    async def _complete_fields(self, exchange: Exchange) -> timedelta | None:
        """Make what invoices lack for 1C's number; returns how long a portal rests that can't now."""
        lookups = self.portals.of(exchange).lookups
        try:
            await complete_fields(store=self.store, lookups=lookups, exchange=exchange, now=self.clock())
        except (PortalHalted, PortalUnreachable) as trouble:
            self.log.warning("portal.unavailable", exchange=exchange.name, reason=str(trouble))
            return UNREACHABLE_WAIT if isinstance(trouble, PortalUnreachable) else None
        return None

    async def _rest(self, host: str, step: Step, *troubles: timedelta) -> float | None:
        """Return how long a loop rests: until the portal has rested, or what waits for its time is due."""
        now, ids = self.clock(), [exchange.id for exchange in await self.exchanges(host=host)]
        moment = await self.store.aread(lambda work: next_moment(work, ids, now=now))
        waits = [
            wait for wait in (step.wait, moment - now if moment else None, *troubles) if wait is not None
        ]
        return min(waits).total_seconds() if waits else None

    async def wake_repaired(self) -> None:
        """Wake all that waited for a portal that takes requests again, whoever found that out."""
        exchanges = await self.exchanges()
        resting = await self.store.aread(lambda work: self._resting(work, exchanges))
        for exchange in (e for e in exchanges if e.id in self.resting - resting):
            self.log.info("portal.repaired", exchange=exchange.name, portal=exchange.portal_host)
            self.wake(exchange)
        self.resting = resting

    def _resting(self, work: Work, exchanges: Sequence[Exchange]) -> frozenset[int]:
        pacing = {host: work.leases.pacing(host) for host in {e.portal_host for e in exchanges}}
        return frozenset(e.id for e in exchanges if self.portals.is_resting(e, pacing[e.portal_host]))

    def wake(self, exchange: Exchange) -> None:
        """Let every loop that asks an exchange's portal come at once."""
        for topic in (f"deliver:{exchange.portal_host}", f"poll:{exchange.name}", f"relist:{exchange.name}"):
            self.engine.nudge(topic)

    async def poll(self, exchange: Exchange) -> None:
        """Read changed invoices into the ledger; raises PortalHalted or PortalUnreachable."""
        try:
            await self._poll(exchange)
        except PortalFailing as failing:
            tell = partial(tell_failing, exchange_id=exchange.id, failing=failing, now=self.clock())
            await self.store.awrite(tell)
            raise
        if await self.store.aread(partial(_is_told_troubled, exchange_id=exchange.id)):
            await self.store.awrite(partial(_tell_well, exchange_id=exchange.id))
        self._deliver_news(exchange)

    async def _poll(self, exchange: Exchange) -> None:
        portal, now = self.portals.of(exchange), self.clock()
        async with self._telling_halts(exchange):
            await ensure_discovery(self.store, portal.lookups, exchange=exchange, now=now)
            await poll_invoices(store=self.store, invoices=portal.invoices, exchange_id=exchange.id, now=now)

    @asynccontextmanager
    async def _telling_halts(self, exchange: Exchange) -> AsyncIterator[None]:
        """Make a problem of a portal that takes nothing, whatever it was asked for."""
        try:
            yield
        except PortalHalted as halted:
            tell = partial(
                tell_halted, exchange_id=exchange.id, code=halted.code, detail=halted.detail, now=self.clock()
            )
            await self.store.awrite(tell)
            raise

    def _deliver_news(self, exchange: Exchange) -> None:
        """What an invoice made us say to its manager goes out at once, not at the next interval."""
        self.engine.nudge(f"deliver:{exchange.portal_host}:sales")

    async def relist(self, exchange: Exchange) -> None:
        """Find out which open invoices are gone; raises PortalHalted or PortalUnreachable."""
        invoices = self.portals.of(exchange).invoices
        async with self._telling_halts(exchange):
            await relist_open(store=self.store, invoices=invoices, exchange_id=exchange.id, now=self.clock())
        self._deliver_news(exchange)

    async def answer_orders(self, *, exchange: Exchange, session: OnecSession) -> bytes:
        """Answer 1C's `mode=query`."""
        body = await answer_orders(
            exchange=exchange,
            session=session,
            store=self.store,
            invoices=self.portals.of(exchange).invoices,
            write=write_orders,
            now=self.clock(),
        )
        self._deliver_news(exchange)
        return body

    async def acknowledge(self, *, exchange: Exchange, session: OnecSession) -> None:
        """Take 1C's `mode=success`."""
        await acknowledge(exchange=exchange, session=session, store=self.store, now=self.clock())

    def sweep_pictures(self, before: datetime) -> None:
        """Remove the files of pictures that no good of any exchange names, unless they have just come."""
        named: set[str] = set()
        for exchange in self.store.read(lambda work: work.exchanges.all()):
            named |= self.store.read(partial(named_files, exchange_id=exchange.id))
        self.pictures.sweep(named, before=before)

    def forget_before(self, exchange: Exchange, before: datetime) -> None:
        """Forget events older than `before`, and uploads that no package needs any more."""
        while self.store.write(lambda work: work.journal.forget(exchange.id, before=before)):
            continue
        while self.store.write(lambda work: work.intents.forget(exchange.id, before=before)):
            continue
        over = self.clock() - DIALOGUE_OVER
        self.store.write(lambda work: work.wire.forget_empty(exchange.id, before=over))
        self.store.write(lambda work: work.wire.forget_answers(exchange.id, before=before))
        while self.store.write(lambda work: work.runs.forget(exchange.id, before=before)):
            continue
        gather_rolls(self.store, exchange.id)
        while self.store.write(lambda work: work.robots.forget(exchange.id, before=before)):
            continue
        for folder in (self.config.data_dir / "inbox" / str(exchange.id)).glob("*"):
            if folder.stat().st_mtime < before.timestamp():
                shutil.rmtree(folder)
