"""Files of 1C given by hand."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from pathlib import Path
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request
from pydantic import Field, StringConstraints
from starlette.responses import Response

from obmen.api.caller import Caller, needs_at
from obmen.api.long import SOON, Wait, answer_begun, long_work
from obmen.api.refusals import documented
from obmen.api.shapes import Anything, Shape
from obmen.domain.roles import Permission
from obmen.flows.desk.tasks import Task, Tasks

router = APIRouter(tags=["catalogue"], responses=documented(401, 403, 404, 413, 422, 429))
FileName = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,99}[.](xml|zip)$"),
    Query(examples=["import.xml"]),
]
REMOVING: Final[set[asyncio.Task[None]]] = set()
"""Held until they are done: the loop itself holds them weakly."""
FILE: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}


class ImportedFile(Shape):
    """A file that was read."""

    name: str
    state: str = Field(examples=["applied"])
    counts: Anything | None
    error: str


class Imported(Shape):
    """What was read."""

    files: list[ImportedFile]


@router.post(
    "/exchanges/{exchange}/imports",
    operation_id="importFile",
    responses=long_work(Imported) | documented(413),
    openapi_extra=FILE,
)
async def import_(
    request: Request,
    name: FileName,
    caller: Annotated[Caller, needs_at(Permission.IMPORT)],
    wait: Wait = SOON,
) -> Response:
    """The file is ours until it has been read."""
    folder = Path(await asyncio.to_thread(tempfile.mkdtemp, prefix="obmen-upload-"))
    try:
        await _keep(request, folder / name)
    except BaseException:
        await asyncio.to_thread(shutil.rmtree, folder)
        raise
    task = caller.begin("import", paths=[str(folder / name)])
    removing = asyncio.create_task(_remove_after(caller.tasks, task, folder))
    REMOVING.add(removing)
    removing.add_done_callback(REMOVING.discard)
    return await answer_begun(request, caller, task, wait=wait)


async def _keep(request: Request, path: Path) -> None:
    with await asyncio.to_thread(path.open, "wb") as file:
        async for piece in request.stream():
            await asyncio.to_thread(file.write, piece)


async def _remove_after(tasks: Tasks, task: Task, folder: Path) -> None:
    await tasks.done(task)
    await asyncio.to_thread(shutil.rmtree, folder)
