"""How an exchange stands: status, pre-flight, problems, alerts."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import Field
from starlette.responses import Response

from obmen.api.caller import Caller, needs, needs_at
from obmen.api.long import SOON, Wait, answer_long, long_work
from obmen.api.refusals import documented
from obmen.api.shapes import Anything, Asked, Before, ExchangeName, Line, Listed, Number, Page, Shape
from obmen.domain.roles import Permission
from obmen.flows.desk.problems import Newest, aside_of, newest_of
from obmen.flows.ports.journal import Problem
from obmen.messages.problems import record_in_words, told_with_fix

router = APIRouter(tags=["state"], responses=documented(401, 403, 422, 429))
Looking = Annotated[Caller, needs_at(Permission.LOOK)]


class Status(Shape):
    """How an exchange stands, in numbers."""

    name: ExchangeName
    portal: str
    products: int
    variants: int
    known_to_1c: int = Field(description="Goods that 1C has told.")
    pending: int = Field(description="0: nothing is under way or due.")
    parked: int
    held: int = Field(description="Records that wait for a person's look.")
    held_reason: str
    problems: int
    stock: Anything
    lacking: list[str] = Field(description="What the portal has no place for, in words.")
    halted: str | None = Field(description="With which code the portal takes nothing at all.")
    orders: dict[str, int]
    sales_held: str
    onec_family: str
    price_type: str
    vat_unconfirmed: list[str]
    last_onec_session: datetime | None
    last_delivery: datetime | None


class CheckState(StrEnum):
    """What the pre-flight says of one thing."""

    OK = "ok"
    DEGRADED = "degraded"
    MISSING = "missing"


class Check(Shape):
    """One finding of the pre-flight."""

    id: str = Field(examples=["portal.reached"])
    state: CheckState
    text: str
    advice: str


class Checked(Shape):
    """The pre-flight; `ok`: the exchange can begin."""

    ok: bool
    checks: list[Check]


class ShownProblem(Shape):
    """Something that waits for a person."""

    id: int
    kind: str = Field(examples=["sales.no_inn"])
    record: str
    text: str
    fix: str
    since: datetime
    count: int


class Chosen(Asked):
    """Which problems are meant; none: all of them."""

    ids: list[Number] = Field(default=[], max_length=1000, examples=[[12, 15]])


class Named(Asked):
    """Which problems are meant."""

    ids: list[Number] = Field(min_length=1, max_length=1000, examples=[[12, 15]])


class PutAside(Named):
    """Which problems are none, and why."""

    reason: Line


class Ignored(Shape):
    """How many problems were put aside."""

    ignored: int


class Open(Shape):
    """How many problems are open again."""

    open: int


class ShownAside(Shape):
    """A problem that was put aside."""

    id: int
    kind: str
    record: str
    reason: str
    by: str
    at: datetime
    is_open: bool = Field(description="It would be a problem now.")


class Retried(Shape):
    """How much is tried anew."""

    retried: int
    closed: int


class Way(Shape):
    """A way by which trouble is told."""

    way: str = Field(examples=["e-mail"])
    to: str
    tried: bool
    error: str


class Alarming(Shape):
    """Trouble that stands now."""

    kind: str
    text: str
    fix: str
    since: datetime


class Alerts(Shape):
    """Whom trouble is told, and what is wrong now."""

    ways: list[Way]
    alarming: list[Alarming]
    advice: str


@router.get("/status", operation_id="listStatus")
async def list_status(caller: Annotated[Caller, needs(Permission.LOOK)]) -> Listed[Status]:
    answers = [await caller.ask("status", name=one.name) for one in await caller.seen()]
    return Listed(items=[Status(**answer.document) for answer in answers])


@router.get("/exchanges/{exchange}/status", operation_id="showStatus", responses=documented(404))
async def status(caller: Looking) -> Status:
    answer = await caller.ask("status")
    return Status(**answer.document)


@router.post("/exchanges/{exchange}/check", operation_id="check", responses=long_work(Checked))
async def check(
    request: Request, caller: Annotated[Caller, needs_at(Permission.REFRESH)], wait: Wait = SOON
) -> Response:
    return await answer_long(request, caller, "check", wait=wait)


@router.get("/exchanges/{exchange}/problems", operation_id="listProblems", responses=documented(404))
async def problems(caller: Looking, before: Before = None) -> Page[ShownProblem]:
    newest: Newest = await caller.read(partial(newest_of, exchange_id=caller.exchange.id, before=before))
    return Page(items=[_problem(caller, one) for one in newest.problems], next=newest.before)


def _problem(caller: Caller, problem: Problem) -> ShownProblem:
    facts = {"id": problem.id, **problem.facts}
    text, fix = told_with_fix(problem.kind, facts, exchange=caller.exchange.name, language=caller.language)
    return ShownProblem(
        id=problem.id,
        kind=problem.kind,
        record=record_in_words(problem.record, language=caller.language),
        text=text,
        fix=fix,
        since=problem.since,
        count=problem.count,
    )


@router.post("/exchanges/{exchange}/problems/retry", operation_id="retry", responses=long_work(Retried))
async def retry(
    request: Request,
    chosen: Chosen,
    caller: Annotated[Caller, needs_at(Permission.RETRY)],
    wait: Wait = SOON,
) -> Response:
    return await answer_long(request, caller, "retry", wait=wait, ids=sorted(set(chosen.ids)))


@router.get("/exchanges/{exchange}/problems/aside", operation_id="listAside", responses=documented(404))
async def list_aside(caller: Looking) -> Listed[ShownAside]:
    found = await caller.read(lambda work: aside_of(work, caller.exchange.id))
    return Listed(items=[ShownAside.model_validate(one, from_attributes=True) for one in found])


@router.post("/exchanges/{exchange}/problems/ignore", operation_id="ignore", responses=documented(404, 409))
async def ignore(asked: PutAside, caller: Annotated[Caller, needs_at(Permission.IGNORE)]) -> Ignored:
    answer = await caller.ask("ignore", ids=sorted(set(asked.ids)), reason=asked.reason)
    return Ignored(**answer.document)


@router.post("/exchanges/{exchange}/problems/unignore", operation_id="unignore", responses=documented(404))
async def unignore(asked: Named, caller: Annotated[Caller, needs_at(Permission.IGNORE)]) -> Open:
    answer = await caller.ask("unignore", ids=sorted(set(asked.ids)))
    return Open(**answer.document)


@router.get("/exchanges/{exchange}/alerts", operation_id="showAlerts", responses=documented(404))
async def alerts(caller: Looking) -> Alerts:
    answer = await caller.ask("alerts")
    return Alerts(**answer.document)


@router.post("/exchanges/{exchange}/alerts/trial", operation_id="tryAlerts", responses=long_work(Alerts))
async def try_alerts(
    request: Request, caller: Annotated[Caller, needs_at(Permission.SETTINGS)], wait: Wait = SOON
) -> Response:
    return await answer_long(request, caller, "alerts", wait=wait, trial=True)
