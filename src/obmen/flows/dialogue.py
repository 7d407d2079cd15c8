"""The dialogue with 1C, as it goes: sessions, files, orders. The bytes are the business of room 1C.

A dialogue waits neither for another one nor for the portal: reading is queued, and asked for again.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from obmen.domain.errors import NotFound
from obmen.flows.dialogue_files import DialogueFiles
from obmen.flows.dialogue_live import Live, LiveSessions, Openings
from obmen.flows.dialogue_ports import (
    AcknowledgeOrders,
    AnswerOrders,
    DialogueFailure,
    DialogueLimits,
    Disk,
    Log,
    StageFile,
    StageResult,
    StillReading,
)
from obmen.flows.dialogue_records import DialogueRecords
from obmen.flows.ports.exchanges import Exchange
from obmen.flows.ports.inbox import OnecSession, SessionState
from obmen.flows.ports.store import Store, Work
from obmen.flows.uploads import is_archive, is_xml

SWEEP_EVERY_S: Final = 2.0
"""How often `Dialogue.sweep` wants to be called."""
FAMILY: Final = "onec_family"
"""Name in `Exchange.learnt` of the 1C family that the dialogue taught."""


@dataclass(slots=True, kw_only=True, eq=False)
class Dialogue:
    """The gateway's side of the dialogue; one object per process."""

    store: Store
    stage_file: StageFile
    answer_orders: AnswerOrders
    acknowledge: AcknowledgeOrders
    disk: Disk
    clock: Callable[[], datetime]
    data_dir: Path
    log: Log
    key: bytes = field(repr=False)  # of the digests of cookies and passwords
    say: Callable[[str, Mapping[str, object]], str]  # code and facts -> the reason in Russian
    limits: DialogueLimits = field(default_factory=DialogueLimits)
    files: DialogueFiles = field(init=False)
    records: DialogueRecords = field(init=False)
    _sessions: LiveSessions = field(init=False)
    _openings: Openings = field(default_factory=Openings)

    def __post_init__(self) -> None:
        self.files = DialogueFiles(
            store=self.store,
            disk=self.disk,
            stage_file=self.stage_file,
            inbox_dir=self.data_dir / "inbox",
            limits=self.limits,
        )
        self.records = DialogueRecords(store=self.store, clock=self.clock, log=self.log)
        self._sessions = LiveSessions(self.limits)

    async def adopt(self) -> None:
        """Take over dialogues that a dead process has left open: the node's next one supersedes them."""
        now = self.clock()
        for session in await self.store.aread(lambda work: work.sessions.idle(before=now)):
            self._sessions.used(session, now=now)

    async def settle(self) -> None:
        """Wait until everything is written down: before the database is closed."""
        await self._openings.wait_all()
        await self.records.settle()

    # who calls

    async def exchange_of(self, *, login: str) -> Exchange | None:
        """Find the exchange by its node's login."""

        def find(work: Work) -> Exchange | None:
            try:
                return work.exchanges.get(login=login)
            except NotFound:
                return None

        return await self.store.aread(find)

    async def checkauth(
        self, exchange: Exchange, *, kind: str, cookie_digest: bytes, client: str
    ) -> datetime:
        """Open a dialogue and return when; one row and nothing else: many only test the connection.

        The row is stored behind the answer, so that this first request never waits for a catalogue that is
        being stored; the next one waits for the row. Source: facts §1.2.
        """
        now = self.clock()

        def open_(work: Work) -> OnecSession:
            return work.sessions.open(
                exchange_id=exchange.id, kind=kind, cookie_digest=cookie_digest, client=client, now=now
            )

        opening = asyncio.create_task(self._open(open_))
        if self._openings.add(exchange.id, cookie_digest, opening) > self.limits.unused_sessions:
            await asyncio.wait({opening})
        return now

    async def _open(self, open_: Callable[[Work], OnecSession]) -> None:
        try:
            session = await self.store.awrite(open_)
        except Exception:  # the next request of this dialogue hears that there is no session
            self.log.exception("onec.session_not_opened")
            return
        superfluous = self._sessions.opened(session)
        if superfluous is not None:
            self.records.later(lambda work: work.sessions.end(superfluous))

    async def session_of(self, exchange: Exchange, *, digests: tuple[bytes, ...]) -> OnecSession:
        """Find the dialogue by its cookie, else by its sessid, else take the node's latest open one.

        Proxies eat cookies; Basic has been checked by now (facts §4 №19).
        Raises: DialogueFailure — another exchange's cookie, or no dialogue at all.
        """

        def find(work: Work) -> OnecSession | None:
            named = [found for digest in digests if (found := work.sessions.find(cookie_digest=digest))]
            return named[0] if named else work.sessions.latest_open(exchange_id=exchange.id)

        await self._openings.wait(exchange.id, digests)
        session = await self.store.aread(find)
        if session is None:
            raise DialogueFailure("session.absent")
        if session.exchange_id != exchange.id:
            raise DialogueFailure("session.foreign")
        return session

    def enter(self, exchange: Exchange, session: OnecSession) -> Live:
        """Note a request of a dialogue; its row is touched at the first one and then seldom."""
        now = self.clock()
        is_first = self._sessions.get(session.id) is None
        live = self._sessions.used(session, now=now)
        live.seen_at = now
        if not is_first and now - live.touched_at < timedelta(seconds=self.limits.touch_s):
            return live
        live.touched_at = now
        self.records.touch(session, now=now)
        if is_first and session.seen_at == session.started_at:  # not a restart's first look at an old one
            facts = {"session": session.id, "kind": session.kind, "client": session.client}
            self.records.event(exchange, "onec.session_opened", **facts)
        return live

    @contextmanager
    def request(self, live: Live) -> Iterator[None]:
        """Keep a dialogue from ending while one of its requests is under way."""
        with self._sessions.request(live, now=self.clock()):
            yield
        live.seen_at = self.clock()

    async def learn(self, exchange: Exchange, *, family: str) -> Exchange:
        """Remember the 1C family that the dialogue has shown."""
        await self.store.awrite(lambda work: work.exchanges.update(exchange.id, learnt={FAMILY: family}))
        self.log.info("onec.family_learnt", exchange=exchange.name, family=family)
        return replace(exchange, learnt={**exchange.learnt, FAMILY: family})

    # files

    async def receive(
        self, live: Live, exchange: Exchange, *, kind: str, name: str, parts: AsyncIterator[bytes]
    ) -> StageResult | StillReading | None:
        """Keep one part of a file. Whole orders are read at once: many nodes never say `import`.

        Raises: DialogueFailure — no space, or a dialogue that has ended.
        """
        if live.ending or live.session.state is SessionState.ENDED:
            raise DialogueFailure("session.ended")
        at = await self._keep(live, exchange, name=name, parts=parts)
        if at == 0 and (is_xml(name) or is_archive(name)):
            self.records.event(exchange, "onec.file_received", session=live.session.id, name=name)
        if kind == "sale" and is_xml(name) and await self.files.is_whole(live, name):
            return await self.import_file(live, exchange, name=name)
        return None

    async def _keep(self, live: Live, exchange: Exchange, *, name: str, parts: AsyncIterator[bytes]) -> int:
        """Keep a part; that there is no room for it is a problem for a person until there is some again."""
        now = self.clock()
        try:
            at = await self.files.receive(live, name=name, parts=parts, now=now)
        except DialogueFailure as refused:
            self.records.refused(exchange, refused, name=name)
            raise
        self.records.received(exchange)
        return at

    async def import_file(self, live: Live, exchange: Exchange, *, name: str) -> StageResult | StillReading:
        """Answer `import`: staged, failed, or still being read."""
        result = await self.files.import_file(live, exchange, name=name)
        if not isinstance(result, StillReading):
            self.records.import_answered(exchange, live.session, name, result, asked="import")
        return result

    # orders

    async def query(self, live: Live, exchange: Exchange) -> bytes:
        """Answer with the orders for 1C; asked again before `success`, with the same bytes."""
        if live.orders is None:
            asking = self.answer_orders(exchange=exchange, session=live.session)
            live.orders = asyncio.ensure_future(asking)
        try:
            return await asyncio.shield(live.orders)
        except Exception:
            live.orders = None
            raise

    async def success(self, live: Live, exchange: Exchange) -> None:
        """Take 1C's word that it has what this dialogue was given."""
        await self.acknowledge(exchange=exchange, session=live.session)
        live.orders = None

    async def stages(self, exchange: Exchange) -> tuple[tuple[str, str], ...]:
        """Return (id, name) of the portal's invoice stages; none before discovery."""
        found = await self.store.aread(lambda work: work.exchanges.discovery(exchange.id))
        return tuple((stage.id, stage.name) for stage in found.profile.stages) if found else ()

    # what else is told

    def ignore_deactivate(self, live: Live, exchange: Exchange, *, query: str) -> None:
        """Note that the vendor's add-on asked to switch off what it did not send: absence deletes nothing."""
        self.records.event(exchange, "onec.deactivate_ignored", session=live.session.id, query=query)

    def note_failure(self, exchange: Exchange, *, mode: str, reason: str) -> None:
        """Keep what 1C was told: its own log shows the last failure of a run only (facts §4 №20)."""
        self.records.event(exchange, "onec.failure_answered", mode=mode, reason=reason)

    # the end

    async def sweep(self) -> int:
        """End the dialogues that have fallen silent; returns how many. Call it every `SWEEP_EVERY_S`."""
        now = self.clock()
        before = now - timedelta(seconds=self.limits.idle_s)
        silent = await self.store.aread(lambda work: work.sessions.idle(before=before))
        silent = [session for session in silent if not self._sessions.is_in_use(session.id, now=now)]
        due = {s.id: s for s in [*silent, *self._sessions.superseded_and_quiet(now=now)]}
        self._sessions.forget_ended(now=now)
        by_node: dict[int, list[OnecSession]] = {}
        for id_ in sorted(due):
            by_node.setdefault(due[id_].exchange_id, []).append(due[id_])
        return sum(await asyncio.gather(*(self._end_in_turn(sessions) for sessions in by_node.values())))

    async def _end_in_turn(self, sessions: Sequence[OnecSession]) -> int:
        """End the dialogues of one node, the earliest first: what it brought is applied in this order."""
        for number, session in enumerate(sessions):
            if not await self._end_safely(session):
                return number
        return len(sessions)

    async def _end_safely(self, session: OnecSession) -> bool:
        try:
            await self.end_session(session)
        except Exception:  # one dialogue's trouble is not the others'; its files stay, the sweep comes again
            self.log.exception("onec.session_end_failed", session=session.id)
            if live := self._sessions.get(session.id):
                live.superseded, live.ending, live.seen_at = False, False, self.clock()
            return False
        return True

    async def end_session(self, session: OnecSession) -> None:
        """Read all that came without `import`, then end the dialogue."""
        try:
            exchange = await self.store.aread(lambda work: work.exchanges.get(id=session.exchange_id))
        except NotFound:  # a person has removed it, and what it had brought
            self._sessions.forget(session.id)
            return
        live = self._sessions.used(session, now=self.clock())
        live.ending = True
        for name, result in (await self.files.finish(live, exchange)).items():
            self.records.import_answered(exchange, live.session, name, result, asked="end")
        await self.store.awrite(lambda work: work.sessions.end(session.id))
        self._sessions.forget(session.id)
