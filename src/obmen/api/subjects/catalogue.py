"""The catalogue: its plan, its delivery, and the passport of a record."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from pydantic import Field
from starlette.responses import Response

from obmen.api.caller import Caller, needs_at
from obmen.api.long import SOON, Form, Wait, answer_long, long_work
from obmen.api.refusals import documented
from obmen.api.shapes import Anything, Line, Shape
from obmen.domain.roles import Permission

router = APIRouter(tags=["catalogue"], responses=documented(401, 403, 404, 422, 429))
Refreshing = Annotated[Caller, needs_at(Permission.REFRESH)]


class Action(StrEnum):
    """What becomes of a record."""

    CREATE = "create"
    CHANGE = "change"
    DEACTIVATE = "deactivate"
    REACTIVATE = "reactivate"
    REFUSE = "refuse"


Fields = Annotated[
    dict[str, Annotated[list[Any], Field(min_length=2, max_length=2)]],
    Field(
        description="By name of the field: what it holds, what it shall hold.",
        examples=[{"name": ["A", "B"]}],
    ),
]


class Change(Shape):
    """What becomes of one record."""

    kind: str = Field(examples=["product"])
    id: str = Field(description="The id that 1C gave.")
    name: str
    action: Action
    fields: Fields
    reason: str


class Made(Shape):
    """A row of a directory that is made beside."""

    kind: str
    id: str
    name: str


class Named(Shape):
    """A record by its name."""

    id: str
    name: str


class LeftByGroups(Shape):
    """Goods that the chosen groups leave out."""

    count: int
    records: list[Named]


class Counted(Shape):
    """A number."""

    count: int


class LeftOut(Shape):
    """What stays as it is."""

    groups: LeftByGroups
    selection: Counted


class Words(Shape):
    """What people call fields and values of the plan."""

    fields: dict[str, str]
    values: dict[str, dict[str, str]]


class Plan(Shape):
    """What a run would do, record by record; the document of `obmen plan --json`."""

    totals: dict[str, dict[Action, int]]
    requests: int
    seconds: float
    price_type: str
    makes: list[Made]
    left_out: LeftOut
    words: Words
    changes: list[Change]


class Synced(Shape):
    """What was done, and what is left."""

    calls: int
    pending: int
    held: int
    parked: int
    problems: int


class Released(Shape):
    """How many records go on, and whether sales do."""

    released: int
    sales: bool


class Passport(Shape):
    """All that is known of one record."""

    id: str
    why: Anything = Field(description="By kind: why it is in the CRM, or why not.")
    fields: Anything = Field(description="By kind: each field's owner and its values on both sides.")
    runs: list[Anything] = Field(description="Runs that touched it.")
    onec: Anything
    crm: Anything
    desired: Anything
    pending: list[Anything]
    invoice: Anything | None
    problems: list[Anything]
    history: list[Anything]


@router.get("/exchanges/{exchange}/passport", operation_id="showPassport")
async def passport(
    caller: Annotated[Caller, needs_at(Permission.LOOK)],
    id: Annotated[Line, Query(description="A record's id in 1C, an invoice's id, an order's number.")],  # noqa: A002
) -> Passport:
    answer = await caller.ask("explain", id=id)
    return Passport(**answer.document)


@router.post("/exchanges/{exchange}/plan", operation_id="plan", responses=long_work(Plan, papers=True))
async def plan(
    request: Request,
    caller: Refreshing,
    wait: Wait = SOON,
    form: Annotated[Form, Query(alias="format")] = Form.JSON,
) -> Response:
    return await answer_long(request, caller, "plan", wait=wait, form=form)


@router.post("/exchanges/{exchange}/sync", operation_id="sync", responses=long_work(Synced))
async def sync(request: Request, caller: Refreshing, wait: Wait = SOON) -> Response:
    return await answer_long(request, caller, "sync", wait=wait)


@router.post("/exchanges/{exchange}/release", operation_id="release", responses=documented(409))
async def release(caller: Annotated[Caller, needs_at(Permission.RELEASE)]) -> Released:
    answer = await caller.ask("release")
    return Released(**answer.document)
