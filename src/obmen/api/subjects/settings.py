"""Settings of an exchange as a file, and what they take and let travel."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Request
from pydantic import Field, RootModel, StringConstraints
from starlette.responses import Response

from obmen.api.caller import Caller, needs_at
from obmen.api.long import SOON, Wait, answer_long, long_work
from obmen.api.refusals import documented
from obmen.api.shapes import Anything, Asked, Line, Listed, Shape
from obmen.api.subjects.exchanges import ShownExchange
from obmen.domain.roles import Permission
from obmen.flows.desk import scope as scopes
from obmen.flows.desk import wizard
from obmen.flows.desk.settings import taken_by
from obmen.flows.desk.settings_file import read_file, write_file

router = APIRouter(tags=["settings"], responses=documented(401, 403, 404, 422, 429))
Looking = Annotated[Caller, needs_at(Permission.LOOK)]
Setting = Annotated[Caller, needs_at(Permission.SETTINGS)]
YAML: Final = {"application/yaml": {"schema": {"type": "object"}}}


class SettingsFile(Asked):
    """A file of settings; what it does not name gets its default."""

    text: Annotated[str, StringConstraints(max_length=50_000)] = Field(
        examples=["settings:\n  variants: offers\n"]
    )


class Difference(Shape):
    """One setting that a file would change."""

    key: str
    old: str
    new: str


class ChosenGroups(Asked):
    """A choice of 1C's groups by id or name; null: all."""

    groups: list[Line] | None = Field(default=None, max_length=5000)


class Taken(Shape):
    """How many goods of 1C a choice of groups takes."""

    goods: int
    of: int


class ScopeRow(Shape):
    """One subject that travels, or could."""

    subject: str = Field(examples=["products"])
    way: scopes.Way
    rhythm: str
    rule: str
    owner: str
    facts: Anything


class ShownScope(Shape):
    """What goes where, when, by which rule, and what does not."""

    catalogue: list[ScopeRow]
    sales: list[ScopeRow]
    left_out: list[str]


class Report(RootModel[Anything]):
    """What the real data looks like before the start: doubles, what lacks VAT or ИНН, unused stages."""


class ShownStep(Shape):
    """One step of setting an exchange up."""

    name: wizard.StepName
    done: bool


@router.get(
    "/exchanges/{exchange}/settings/file",
    operation_id="getSettingsFile",
    response_class=Response,
    responses={200: {"description": "api.status.200", "content": YAML}},
)
async def file(caller: Setting) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="obmen-{caller.exchange.name}.yaml"'}
    return Response(write_file(caller.exchange), media_type="application/yaml", headers=headers)


@router.post(
    "/exchanges/{exchange}/settings/file/compare",
    operation_id="compareSettingsFile",
    responses=documented(409),
)
async def compare(told: SettingsFile, caller: Setting) -> Listed[Difference]:
    found = read_file(caller.exchange, told.text)
    return Listed(items=[Difference.model_validate(one, from_attributes=True) for one in found])


@router.post(
    "/exchanges/{exchange}/settings/file", operation_id="applySettingsFile", responses=documented(409)
)
async def apply(told: SettingsFile, caller: Setting) -> ShownExchange:
    changes = [f"{one.key}={one.new}" for one in read_file(caller.exchange, told.text)]
    answer = await (
        caller.ask("exchange.set", assignments=changes) if changes else caller.ask("exchange.show")
    )
    return ShownExchange(**answer.document)


@router.post("/exchanges/{exchange}/groups/taken", operation_id="countTaken")
async def taken(chosen: ChosenGroups, caller: Setting) -> Taken:
    found = await caller.read(
        lambda work: taken_by(work, caller.exchange, chosen.groups, now=caller.desk.now())
    )
    return Taken.model_validate(found, from_attributes=True)


@router.get("/exchanges/{exchange}/scope", operation_id="showScope")
async def scope(caller: Looking) -> ShownScope:
    found = await caller.read(lambda work: scopes.scope_of(work, caller.exchange))
    return ShownScope(
        catalogue=[_row(one) for one in found.catalogue],
        sales=[_row(one) for one in found.sales],
        left_out=list(found.left_out),
    )


def _row(row: scopes.Row) -> ScopeRow:
    return ScopeRow(
        subject=row.subject, way=row.way, rhythm=row.rhythm, rule=row.rule, owner=row.owner,
        facts=dict(row.facts),
    )  # fmt: skip


@router.get("/exchanges/{exchange}/steps", operation_id="listSteps")
async def steps(caller: Setting) -> Listed[ShownStep]:
    found = await caller.read(lambda work: wizard.steps_of(work, caller.exchange))
    return Listed(items=[ShownStep(name=one.name, done=one.done) for one in found])


@router.post("/exchanges/{exchange}/report", operation_id="report", responses=long_work(Report))
async def report(request: Request, caller: Setting, wait: Wait = SOON) -> Response:
    return await answer_long(request, caller, "report", wait=wait)
