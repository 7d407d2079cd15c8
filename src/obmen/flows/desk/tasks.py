"""Work that takes longer than a page waits: begun, watched by its id, its result kept for a while."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from obmen.domain.errors import NotFound, ObmenError
from obmen.flows.ports.desk import Answer, Desk, News
from obmen.flows.ports.people import Actor

KEPT: Final = 200  # tasks that have ended
LINES: Final = 200  # the newest news of one task


@dataclass(slots=True, kw_only=True, eq=False)
class Task:
    """One command that runs, or has run."""

    id: str
    command: str
    args: Mapping[str, object]
    exchange: str
    actor: Actor
    began_at: datetime
    news: list[News] = field(default_factory=list)
    ended_at: datetime | None = None
    answer: Answer | None = None
    error: ObmenError | None = None
    crash: str = ""  # the class of an error that nobody foresaw; the log has all of it

    @property
    def is_running(self) -> bool:
        """Tell whether it is still under way."""
        return self.ended_at is None

    def tell(self, news: News) -> None:
        """Note how far it has come; news of the same thing takes the place of the last."""
        if self.news and self.news[-1].get("what") == news.get("what"):
            self.news[-1] = news
        else:
            self.news.append(news)
            del self.news[:-LINES]


@dataclass(slots=True, kw_only=True, eq=False)
class Tasks:
    """Tasks of this process; those that ended long ago are forgotten."""

    desk: Desk
    new_id: Callable[[], str]
    failed: Callable[[Task, Exception], None]  # hears of errors that nobody foresaw
    _tasks: OrderedDict[str, Task] = field(default_factory=OrderedDict)
    _running: dict[str, asyncio.Task[None]] = field(default_factory=dict)

    def begin(self, command: str, args: Mapping[str, object], *, exchange: str, actor: Actor) -> Task:
        """Begin a command of COMMANDS; the same one with the same arguments that runs already is returned."""
        for known in self._tasks.values():
            if known.is_running and (known.command, known.args) == (command, args):
                return known
        task = Task(
            id=self.new_id(),
            command=command,
            args=args,
            exchange=exchange,
            actor=actor,
            began_at=self.desk.now(),
        )
        self._tasks[task.id] = task
        self._running[task.id] = asyncio.create_task(self._run(task))
        self._forget_old()
        return task

    def get(self, task_id: str) -> Task:
        """Find a task; raises NotFound."""
        task = self._tasks.get(task_id)
        if task is None:
            raise NotFound(task_id, what="task", name=task_id)
        return task

    def of(self, exchange: str) -> Sequence[Task]:
        """Return the tasks of an exchange, the newest first."""
        return [task for task in reversed(self._tasks.values()) if task.exchange == exchange]

    async def done(self, task: Task) -> Task:
        """Wait for a task to end, however it ends."""
        running = self._running.get(task.id)
        if running is not None:
            await asyncio.wait([running])
        return task

    async def stop(self) -> None:
        """End what runs: the process ends."""
        running = list(self._running.values())
        for one in running:
            one.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    async def _run(self, task: Task) -> None:
        try:
            task.answer = await self.desk.ask(task.command, task.args, by=task.actor, tell=task.tell)
        except ObmenError as error:
            task.error = error
        except Exception as error:  # noqa: BLE001 — told to `failed`, and to who watches
            task.crash = type(error).__name__
            self.failed(task, error)
        finally:
            task.ended_at = self.desk.now()
            self._running.pop(task.id, None)

    def _forget_old(self) -> None:
        ended = [task.id for task in self._tasks.values() if not task.is_running]
        for task_id in ended[: max(len(ended) - KEPT, 0)]:
            del self._tasks[task_id]
