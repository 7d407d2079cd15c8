"""Tokens of programs."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import Field, StringConstraints

from obmen.api.caller import Anybody, Caller, needs
from obmen.api.refusals import documented
from obmen.api.shapes import WHOLE, Asked, ExchangeName, Listed, Shape
from obmen.domain.errors import NotFound
from obmen.domain.roles import Permission

router = APIRouter(tags=["tokens"], responses=documented(401, 403, 422, 429))
Managing = Annotated[Caller, needs(Permission.TOKENS)]
TokenName = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$"), Field(examples=["warehouse"])
]


class ShownToken(Shape):
    """A token, without its secret."""

    name: TokenName
    scopes: list[Permission]
    exchanges: list[str] = Field(description="Names of exchanges; empty: all.")
    created_by: str
    created_at: datetime
    used_at: datetime | None
    expires_at: datetime | None


class GivenToken(ShownToken):
    """A new token; the secret is shown once."""

    token: str


class NewToken(Asked):
    """What a token may do, where, and for how long."""

    name: TokenName
    scopes: list[Annotated[Permission, Field(strict=False)]] = Field(min_length=1, max_length=20)
    exchanges: list[ExchangeName] = Field(default=[], max_length=1000)
    days: Annotated[int, Field(ge=1, le=3650), WHOLE] | None = Field(
        default=None, description="null: it does not expire."
    )


@router.get("/token", operation_id="showOwnToken")
async def own(caller: Anybody) -> ShownToken:
    answer = await caller.ask("token.list")
    return next(ShownToken(**one) for one in answer.document if one["name"] == caller.token.name)


@router.get("/tokens", operation_id="listTokens")
async def list_tokens(caller: Managing) -> Listed[ShownToken]:
    answer = await caller.ask("token.list")
    names = {one.name for one in await caller.seen()}
    shown = [ShownToken(**one) for one in answer.document]
    return Listed(items=[one for one in shown if _is_theirs(caller, one, names)])


@router.post("/tokens", operation_id="addToken", status_code=201, responses=documented(404, 409))
async def add(asked: NewToken, caller: Managing) -> GivenToken:
    """A token gives no more than it has: neither scopes nor exchanges."""
    caller.refuse_beyond(asked.scopes)
    seen = [one.name for one in await caller.seen()]
    exchanges = asked.exchanges or (seen if caller.token.exchange_ids else [])
    for name in exchanges:
        if name not in seen:
            raise NotFound("exchange", what="exchange", name=name)
    answer = await caller.ask(
        "token.add",
        name=asked.name,
        scopes=[str(scope) for scope in asked.scopes],
        exchanges=exchanges,
        days=asked.days,
    )
    return GivenToken(**answer.document)


@router.delete("/tokens/{token}", operation_id="revokeToken", status_code=204, responses=documented(404))
async def revoke(token: Annotated[TokenName, Path()], caller: Managing) -> None:
    listed = await list_tokens(caller)
    if token not in {one.name for one in listed.items}:
        raise NotFound(token, what="token", name=token)
    await caller.ask("token.revoke", name=token)


def _is_theirs(caller: Caller, token: ShownToken, seen: set[str]) -> bool:
    """A token of some exchanges has no business with tokens of others."""
    return not caller.token.exchange_ids or (bool(token.exchanges) and seen.issuperset(token.exchanges))
