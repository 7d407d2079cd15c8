"""The catalogue: its plan, its delivery, and the passport of a record."""

from __future__ import annotations

import base64
import json
from enum import StrEnum
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from pydantic import Field
from starlette.responses import Response

from obmen.api.caller import Caller, needs_at
from obmen.api.long import SOON, Form, Wait, answer_long, long_work
from obmen.api.refusals import documented
from obmen.api.shapes import Anything, Line, Listed, Shape
from obmen.domain.errors import Refused
from obmen.domain.roles import Permission
from obmen.flows.desk.catalogue import FIRST, Place, Shown, group_lines, list_goods

router = APIRouter(tags=["catalogue"], responses=documented(401, 403, 404, 422, 429))
Looking = Annotated[Caller, needs_at(Permission.LOOK)]
Refreshing = Annotated[Caller, needs_at(Permission.REFRESH)]


class Standing(StrEnum):
    """What the list is narrowed to."""

    ALL = "all"
    ACTIVE = "active"
    INACTIVE = "inactive"
    PROBLEM = "problem"


class Good(Shape):
    """A product that the CRM has from 1C, as last delivered."""

    id: str = Field(description="The id that 1C gave.")
    name: str
    active: bool
    group: str
    variations: int
    has_problem: bool
    fields: Anything


class Goods(Shape):
    """A page of goods by name."""

    items: list[Good]
    next: str | None = Field(description="Give it as `after` for the next page; null: this was the last.")


class Group(Shape):
    """A group of 1C with how deep it stands; each follows the one that it stands in."""

    id: str
    name: str
    depth: int


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
    pictures_unseen: int
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


@router.get("/exchanges/{exchange}/goods", operation_id="searchGoods", responses=documented(409))
async def goods(
    caller: Looking,
    text: Annotated[Line | None, Query(description="Looked for in name, article and barcode.")] = None,
    group: Annotated[Line | None, Query(description="The id of a group.")] = None,
    state: Standing = Standing.ALL,
    after: Annotated[
        Line | None, Query(description="Where the page begins: `next` of the page before.")
    ] = None,
) -> Goods:
    place = _place(after) if after else FIRST
    listing = await caller.read(
        lambda work: list_goods(
            work, caller.exchange, text=text or "", group=group or "", state=state, after=place
        )
    )
    return Goods(
        items=[_good(one) for one in listing.rows], next=_mark(listing.after) if listing.after else None
    )


def _good(shown: Shown) -> Good:
    return Good(
        id=shown.key,
        name=str(shown.fields.get("name") or ""),
        active=shown.fields.get("active") is True,
        group=shown.group,
        variations=shown.variations,
        has_problem=shown.has_problem,
        fields=dict(shown.fields),
    )


def _mark(place: Place) -> str:
    return base64.urlsafe_b64encode(json.dumps(place).encode()).decode()


def _place(mark: str) -> Place:
    """Read a mark of ours; raises Refused."""
    try:
        words, key = json.loads(base64.urlsafe_b64decode(mark))
    except ValueError:
        raise Refused("page", reason="page_mark") from None
    return str(words), str(key)


@router.get("/exchanges/{exchange}/groups", operation_id="listGroups")
async def groups(caller: Looking) -> Listed[Group]:
    lines = await caller.read(lambda work: group_lines(work, caller.exchange.id))
    return Listed(items=[Group(id=one.id, name=one.name, depth=one.depth) for one in lines])


@router.get("/exchanges/{exchange}/passport", operation_id="showPassport")
async def passport(
    caller: Looking,
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
