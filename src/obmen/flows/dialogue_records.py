"""What the dialogue writes down on its way: journal and problems. 1C does not wait for it.

The database has one writer, and a large catalogue may hold it for a second; nothing here decides an answer.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from obmen.flows.dialogue_ports import DialogueFailure, Log, StageFailed, StageResult
from obmen.flows.ports.exchanges import Exchange
from obmen.flows.ports.inbox import OnecSession
from obmen.flows.ports.journal import Entry
from obmen.flows.ports.store import Store, Work
from obmen.flows.uploads import is_archive

SPACE_PROBLEMS: Final = ("disk.full", "disk.quota")


@dataclass(slots=True, kw_only=True, eq=False)
class DialogueRecords:
    """Writes behind the dialogue's back, in order of asking on SQLite."""

    store: Store
    clock: Callable[[], datetime]
    log: Log
    _under_way: set[asyncio.Task[None]] = field(default_factory=set)
    _has_room: set[int] = field(default_factory=set)  # exchanges whose problem with space is over

    def later(self, write: Callable[[Work], object]) -> None:
        """Write soon; a failure is logged."""
        task = asyncio.create_task(self._write(write))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def _write(self, write: Callable[[Work], object]) -> None:
        try:
            await self.store.awrite(write)
        except Exception:  # 1C has its answer; the journal may be what is broken
            self.log.exception("onec.record_failed")

    async def settle(self) -> None:
        """Wait until all that was asked for is written."""
        while self._under_way:
            await asyncio.wait(set(self._under_way))

    def event(self, exchange: Exchange, event: str, **facts: object) -> None:
        """Add an event to the journal and to the log."""
        entry = Entry(at=self.clock(), event=event, ref=None, facts=facts)
        self.later(lambda work: work.journal.add(exchange.id, [entry]))
        self.log.info(event, exchange=exchange.name, **facts)

    def import_answered(
        self, exchange: Exchange, session: OnecSession, name: str, result: StageResult, *, asked: str
    ) -> None:
        """Note what became of a file; `asked`: by `import`, or read at the `end` of its session."""
        facts: dict[str, object] = {"session": session.id, "name": name, "asked": asked, "answer": "success"}
        if isinstance(result, StageFailed):
            facts |= {"answer": "failure", "line": result.line, "reason": result.reason}
            self._tell_of_archive(exchange, result)
        self.event(exchange, "onec.import_answered", **facts)

    def _tell_of_archive(self, exchange: Exchange, failed: StageFailed) -> None:
        """An archive is no package: nobody else tells a person that it could not be read."""
        if not is_archive(failed.file):
            return
        now = self.clock()
        facts = {"file": failed.file, "line": failed.line, "reason": failed.reason, "detail": failed.detail}
        self.later(
            lambda work: work.problems.raise_(
                exchange.id, kind="file.bad", ref=None, record=failed.file, facts=facts, now=now
            )
        )

    def touch(self, session: OnecSession, *, now: datetime) -> None:
        """Store that the session is alive."""
        self.later(lambda work: work.sessions.touch(session.id, now=now))

    def refused(self, exchange: Exchange, refused: DialogueFailure, *, name: str) -> None:
        """Tell a person that there is no room, before the users notice."""
        if refused.code not in SPACE_PROBLEMS:
            return
        self._has_room.discard(exchange.id)
        code, facts, now = refused.code, refused.facts, self.clock()
        self.later(
            lambda work: work.problems.raise_(
                exchange.id, kind=code, ref=None, record=name, facts=facts, now=now
            )
        )

    def received(self, exchange: Exchange) -> None:
        """There is room again, or there always was."""
        if exchange.id in self._has_room:
            return
        self._has_room.add(exchange.id)
        self.later(lambda work: [work.problems.solve(exchange.id, kind=kind) for kind in SPACE_PROBLEMS])
