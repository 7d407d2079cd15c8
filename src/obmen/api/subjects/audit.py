"""Who did what."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Final

from fastapi import APIRouter, Query
from pydantic import Field

from obmen.api.caller import Caller, needs
from obmen.api.refusals import documented
from obmen.api.shapes import Anything, Before, ExchangeName, Line, Page, Shape
from obmen.domain.roles import Permission
from obmen.flows.ports.people import ActorKind, Deed

router = APIRouter(tags=["people"], responses=documented(401, 403, 422, 429))
PAGE: Final = 100


class ShownDeed(Shape):
    """One thing that somebody did; never a secret."""

    id: int
    at: datetime
    by: str
    by_kind: ActorKind
    verb: str = Field(examples=["exchange.set"])
    exchange: str
    record: str
    old: Anything
    new: Anything


@router.get("/audit", operation_id="listAudit")
async def list_audit(
    caller: Annotated[Caller, needs(Permission.AUDIT)],
    exchange: Annotated[ExchangeName | None, Query()] = None,
    by: Annotated[Line | None, Query(description="A login, a token's name.")] = None,
    verb: Annotated[Line | None, Query(examples=["exchange.set"])] = None,
    before: Before = None,
) -> Page[ShownDeed]:
    """A page may be short, or empty, where deeds of other exchanges stand between."""
    deeds: list[Deed] = await caller.read(
        lambda work: work.audit.page(
            before=before, limit=PAGE + 1, exchange=exchange or "", actor=by or "", verb=verb or ""
        )
    )
    names = {one.name for one in await caller.seen()}
    shown = [_shown(deed) for deed in deeds[:PAGE] if not caller.token.exchange_ids or deed.exchange in names]
    return Page(items=shown, next=deeds[PAGE - 1].id if len(deeds) > PAGE else None)


def _shown(deed: Deed) -> ShownDeed:
    return ShownDeed(
        id=deed.id,
        at=deed.at,
        by=deed.actor.name,
        by_kind=deed.actor.kind,
        verb=deed.verb,
        exchange=deed.exchange,
        record=deed.record,
        old=dict(deed.old),
        new=dict(deed.new),
    )
