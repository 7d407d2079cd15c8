"""The desk of the console, the API and the tab: the database and the commands of this process."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from obmen.bootstrap.app import App
from obmen.bootstrap.commands import run
from obmen.flows.desk.tasks import Task, Tasks
from obmen.flows.ports.desk import Answer, Tell, tell_nobody
from obmen.flows.ports.people import Actor
from obmen.flows.ports.store import Work

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class AppDesk:
    """Implements obmen.flows.ports.desk.Desk."""

    app: App

    @property
    def public_url(self) -> str:
        return self.app.public_url

    @property
    def language(self) -> str:
        return self.app.config.language

    def now(self) -> datetime:
        return self.app.clock()

    async def read(self, question: Callable[[Work], T]) -> T:
        return await self.app.store.aread(question)

    async def write(self, deed: Callable[[Work], T]) -> T:
        return await self.app.store.awrite(deed)

    async def ask(
        self, command: str, args: Mapping[str, object], *, by: Actor, tell: Tell = tell_nobody
    ) -> Answer:
        result = await run(self.app, command, args, by=by, tell=tell)
        return Answer(result.document, ok=result.ok)


def open_tasks(desk: AppDesk) -> Tasks:
    """Return the tasks of this process; what fails in a way that nobody foresaw is in its log."""

    def failed(task: Task, error: Exception) -> None:
        desk.app.log.error("task.failed", command=task.command, exchange=task.exchange, exc_info=error)

    return Tasks(desk=desk, new_id=lambda: uuid.uuid4().hex, failed=failed)
