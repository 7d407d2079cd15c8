"""Runs and what takes back, restores, adopts and sweeps: each shows its plan first."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from pydantic import Field, StringConstraints
from starlette.responses import Response

from obmen.api.caller import Caller, needs_at
from obmen.api.long import SOON, Wait, answer_long, long_work
from obmen.api.refusals import documented
from obmen.api.shapes import Anything, Asked, Listed, Number, Shape
from obmen.domain.roles import Permission
from obmen.flows.ports.runs import Cause

router = APIRouter(tags=["runs"], responses=documented(401, 403, 404, 422, 429))
Refreshing = Annotated[Caller, needs_at(Permission.REFRESH)]
Releasing = Annotated[Caller, needs_at(Permission.RELEASE)]
RunId = Annotated[Number, Path()]
Fields = dict[str, Annotated[list[Any], Field(min_length=2, max_length=2)]]


class ShownRun(Shape):
    """What one exchange of 1C, or one word of a person, has changed in the CRM."""

    run: int
    began_at: datetime
    cause: Cause
    facts: Anything
    made: int
    changed: int


class Undoing(Shape):
    """What of one record goes back, and what stays and why."""

    kind: str
    id: str
    name: str
    fields: Fields
    kept: dict[str, str]


class Undone(Shape):
    """A run that is taken back, or would be."""

    run: int
    records: list[Undoing]
    undoing: int = Field(description="How many records are on their way back.")


class Drifted(Shape):
    """A record whose fields were changed in the CRM though 1C owns them."""

    kind: str
    id: str
    name: str
    gone: bool
    fields: Fields


class Drift(Shape):
    """What the CRM holds otherwise than it was given."""

    drifts: list[Drifted]
    restoring: int


class Pairs(Asked):
    """A person's word on doubts: `1C's id=portal's id`, or `1C's id=new`."""

    pairs: list[
        Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f\x7f=]{1,100}=([0-9]{1,15}|new)$")]
    ] = Field(default=[], max_length=10_000)


class Pair(Shape):
    """A record of 1C and the portal's object that is the same."""

    kind: str
    id: str
    name: str
    remote_id: int
    remote_name: str
    by: str
    fields: Fields


class Choice(Shape):
    """An object that a record may be."""

    remote_id: int
    name: str


class Doubt(Shape):
    """A record that may be several objects."""

    kind: str
    id: str
    name: str
    choices: list[Choice]


class Pictured(Shape):
    """Goods that show pictures already where 1C has some: equal ones are not added again."""

    goods: int
    pictures: int


class Adoption(Shape):
    """Which of the portal's objects are records of 1C."""

    totals: dict[str, Anything]
    pairs: list[Pair]
    doubts: list[Doubt]
    warnings: list[str]
    adopting: int
    pictures: Pictured


class Leaver(Shape):
    """A good that has left 1C's selection."""

    kind: str
    id: str
    name: str
    why: str


class Swept(Shape):
    """What has left 1C's selection or the chosen groups."""

    counts: dict[str, int]
    exported: Any
    records: list[Leaver]
    sweeping: int


@router.get("/exchanges/{exchange}/runs", operation_id="listRuns")
async def list_runs(caller: Annotated[Caller, needs_at(Permission.LOOK)]) -> Listed[ShownRun]:
    answer = await caller.ask("runs")
    return Listed(items=[ShownRun(**one) for one in answer.document])


@router.post(
    "/exchanges/{exchange}/runs/{run}/undo/plan", operation_id="planUndo", responses=long_work(Undone)
)
async def plan_undo(request: Request, run: RunId, caller: Refreshing, wait: Wait = SOON) -> Response:
    return await answer_long(request, caller, "undo", wait=wait, run=run)


@router.post("/exchanges/{exchange}/runs/{run}/undo", operation_id="undo", responses=long_work(Undone))
async def undo(request: Request, run: RunId, caller: Releasing, wait: Wait = SOON) -> Response:
    return await answer_long(request, caller, "undo", wait=wait, run=run, yes=True)


@router.post("/exchanges/{exchange}/drift", operation_id="findDrift", responses=long_work(Drift))
async def find_drift(request: Request, caller: Refreshing, wait: Wait = SOON) -> Response:
    return await answer_long(request, caller, "drift", wait=wait)


@router.post("/exchanges/{exchange}/drift/restore", operation_id="restoreDrift", responses=long_work(Drift))
async def restore_drift(request: Request, caller: Releasing, wait: Wait = SOON) -> Response:
    return await answer_long(request, caller, "drift", wait=wait, restore=True, yes=True)


@router.post("/exchanges/{exchange}/adopt/plan", operation_id="planAdoption", responses=long_work(Adoption))
async def plan_adoption(request: Request, told: Pairs, caller: Refreshing, wait: Wait = SOON) -> Response:
    return await answer_long(request, caller, "adopt", wait=wait, pairs=told.pairs)


@router.post("/exchanges/{exchange}/adopt", operation_id="adopt", responses=long_work(Adoption))
async def adopt(request: Request, told: Pairs, caller: Releasing, wait: Wait = SOON) -> Response:
    return await answer_long(request, caller, "adopt", wait=wait, pairs=told.pairs, yes=True)


@router.post("/exchanges/{exchange}/sweep/plan", operation_id="planSweep", responses=long_work(Swept))
async def plan_sweep(request: Request, caller: Refreshing, wait: Wait = SOON) -> Response:
    return await answer_long(request, caller, "sweep", wait=wait)


@router.post("/exchanges/{exchange}/sweep", operation_id="sweep", responses=long_work(Swept))
async def sweep(request: Request, caller: Releasing, wait: Wait = SOON) -> Response:
    return await answer_long(request, caller, "sweep", wait=wait, yes=True)
