"""Tasks: works that are under way or have ended."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from obmen.api.caller import Caller, needs
from obmen.api.long import PAPERS, Form, ShownTask, answer_ended, show_task
from obmen.api.refusals import documented
from obmen.api.shapes import Listed
from obmen.domain.errors import NotFound, Refused
from obmen.domain.roles import Permission
from obmen.flows.desk.tasks import Task

router = APIRouter(tags=["tasks"], responses=documented(401, 403, 422, 429))
Looking = Annotated[Caller, needs(Permission.LOOK)]
TaskId = Annotated[str, Path(pattern="^[0-9a-f]{32}$", examples=["0123456789abcdef0123456789abcdef"])]
REPORT: dict[str, Any] = {kind.partition(";")[0]: {"schema": {"type": "string"}} for kind in PAPERS.values()}


@router.get("/tasks", operation_id="listTasks")
async def list_tasks(caller: Looking) -> Listed[ShownTask]:
    tasks = [task for one in await caller.seen() for task in caller.tasks.of(one.name)]
    tasks.sort(key=lambda task: task.began_at, reverse=True)
    return Listed(items=[_brief(show_task(caller, task)) for task in tasks])


def _brief(task: ShownTask) -> ShownTask:
    """A result may be long: it is read at the task's own address."""
    return task.model_copy(update={"result": None})


@router.get("/tasks/{task}", operation_id="showTask", responses=documented(404))
async def show(task: TaskId, caller: Looking) -> ShownTask:
    return show_task(caller, await _task(caller, task))


@router.get(
    "/tasks/{task}/report",
    operation_id="getTaskReport",
    response_class=Response,
    responses={200: {"description": "api.status.200", "content": REPORT}, **documented(404, 409)},
)
async def report(
    request: Request, task: TaskId, caller: Looking, form: Annotated[Form, Query(alias="format")] = Form.XLSX
) -> Response:
    found = await _task(caller, task)
    if found.command != "plan" or found.is_running:
        raise Refused("task", reason="task_report")
    return await answer_ended(request, caller, found, form=form)


async def _task(caller: Caller, task_id: str) -> Task:
    task = caller.tasks.get(task_id)
    if task.exchange not in {one.name for one in await caller.seen()}:
        raise NotFound(task_id, what="task", name=task_id)
    return task
