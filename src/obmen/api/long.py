"""Work that takes long: answered when it ends soon, else watched by its address."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Final

from fastapi import Query, Request
from fastapi.encoders import jsonable_encoder
from pydantic import BaseModel, Field
from starlette.responses import JSONResponse, Response

from obmen.api.caller import Caller
from obmen.api.refusals import Problem, documented, problem_of, problem_of_crash
from obmen.api.shapes import Anything, Shape
from obmen.flows.desk.tasks import Task
from obmen.flows.ports.people import ActorKind

TASKS: Final = "/api/v1/tasks"
Wait = Annotated[
    int, Query(ge=0, le=60, description="For so many seconds the answer waits for the work's end.")
]
SOON: Final = 10


class Form(StrEnum):
    """In which form a plan is answered."""

    JSON = "json"
    XLSX = "xlsx"
    HTML = "html"


PAPERS: Final[Mapping[Form, str]] = {
    Form.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Form.HTML: "text/html; charset=utf-8",
}


class TaskState(StrEnum):
    """How far a task is."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class News(Shape):
    """How far a work has come; `total` 0: nobody knows how much there is."""

    what: str = Field(examples=["compare"])
    name: str
    done: int
    total: int


class ShownTask(Shape):
    """A work, under way or ended; ended ones are forgotten after a while."""

    id: str
    command: str = Field(examples=["plan"])
    exchange: str
    by: str = Field(description="Who began it: a token's name, a login.")
    by_kind: ActorKind
    state: TaskState
    began_at: datetime
    ended_at: datetime | None
    news: list[News]
    ok: bool | None = Field(description="Whether all of its work was done; null: it has no result.")
    result: Anything | list[Any] | None
    problem: Problem | None


def long_work(of: type[BaseModel], *, papers: bool = False) -> dict[int | str, dict[str, Any]]:
    """Return the answers of an operation that takes long, as it documents them."""
    content: dict[str, Any] = {"application/json": {}}
    if papers:
        content |= {kind.partition(";")[0]: {"schema": {"type": "string"}} for kind in PAPERS.values()}
    location = {"schema": {"type": "string"}, "description": "Where the work is watched.", "required": True}
    return {
        200: {"model": of, "description": "api.status.200", "content": content},
        202: {"model": ShownTask, "description": "api.status.202", "headers": {"Location": location}},
        **documented(401, 403, 404, 409, 422, 429),
    }


async def answer_long(
    request: Request, caller: Caller, command: str, *, wait: int, form: Form = Form.JSON, **args: object
) -> Response:
    """Begin a command and wait a little for its end; raises what the command raises."""
    return await answer_begun(request, caller, caller.begin(command, **args), wait=wait, form=form)


async def answer_begun(
    request: Request, caller: Caller, task: Task, *, wait: int, form: Form = Form.JSON
) -> Response:
    """Wait a little for a task's end; raises what its command raises."""
    with suppress(TimeoutError):
        await asyncio.wait_for(caller.tasks.done(task), wait)
    if task.is_running:
        shown = show_task(caller, task)
        return JSONResponse(
            jsonable_encoder(shown), status_code=202, headers={"Location": f"{TASKS}/{task.id}"}
        )
    return await answer_ended(request, caller, task, form=form)


async def answer_ended(request: Request, caller: Caller, task: Task, *, form: Form) -> Response:
    """Answer with what has come of a task; raises what its command raised."""
    if task.error is not None:
        raise task.error
    if task.answer is None:
        return problem_of_crash(request)
    if form is Form.JSON:
        return JSONResponse(jsonable_encoder(task.answer.document))
    return await _paper(caller, task, form)


async def _paper(caller: Caller, task: Task, form: Form) -> Response:
    document = task.answer.document if task.answer else {}
    answer = await caller.desk.ask(
        "plan.paper",
        {"name": task.exchange, "document": document, "form": str(form), "language": caller.language},
        by=caller.actor,
    )
    headers = {"Content-Disposition": f'attachment; filename="plan-{task.exchange}.{form}"'}
    return Response(base64.b64decode(answer.document["file"]), media_type=PAPERS[form], headers=headers)


def show_task(caller: Caller, task: Task) -> ShownTask:
    """Return a task as its watcher sees it; what it was given stays where it is."""
    failed = task.error is not None or bool(task.crash)
    ended = TaskState.FAILED if failed else TaskState.DONE
    problem = problem_of(task.error, language=caller.language) if task.error else None
    return ShownTask(
        id=task.id,
        command=task.command,
        exchange=task.exchange,
        by=task.actor.name,
        by_kind=task.actor.kind,
        state=TaskState.RUNNING if task.is_running else ended,
        began_at=task.began_at,
        ended_at=task.ended_at,
        news=[News(**one) for one in task.news],
        ok=task.answer.ok if task.answer else None,
        result=task.answer.document if task.answer else None,
        problem=problem,
    )
