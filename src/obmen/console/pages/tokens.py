"""Tokens of programs: what each may do and where; nobody gives more than they have."""

from __future__ import annotations

from typing import Any

from starlette.responses import Response
from starlette.routing import Route

from obmen.console.routing import form, page
from obmen.console.shell import Console, Visit
from obmen.domain.errors import NotFound, ObmenError
from obmen.domain.roles import Permission


def create_token_routes(console: Console) -> list[Route]:
    """Return the routes of tokens."""
    return [
        page(console, "/tokens", tokens, needs=Permission.TOKENS),
        form(console, "/tokens", add, needs=Permission.TOKENS),
        form(console, "/tokens/revoke", revoke, needs=Permission.TOKENS),
    ]


async def tokens(visit: Visit) -> Response:
    """Show the tokens, and the form of a new one."""
    return await _show(visit)


async def _show(
    visit: Visit, *, made: dict[str, Any] | None = None, refused: ObmenError | None = None
) -> Response:
    return visit.page(
        "people/tokens.html",
        status=409 if refused else 200,
        tokens=await _listed(visit),
        scopes=[scope for scope in Permission if visit.may(scope)],
        made=made,
        refused=refused,
    )


async def _listed(visit: Visit) -> list[dict[str, Any]]:
    """Tokens of other exchanges are nothing to who sees some only."""
    answer = await visit.ask("token.list")
    seen = {exchange.name for exchange in visit.around.exchanges}
    narrow = bool(visit.known.user.exchange_ids)
    return [
        one
        for one in answer.document
        if not narrow or (one["exchanges"] and seen.issuperset(one["exchanges"]))
    ]


async def add(visit: Visit) -> Response:
    """Make a token; its secret is shown once."""
    days = str(visit.form.get("days", "")).strip()
    try:
        answer = await visit.ask(
            "token.add",
            name=str(visit.form.get("name", "")).strip(),
            scopes=_scopes(visit),
            exchanges=_exchanges(visit),
            days=_days(days) if days else None,
        )
    except ObmenError as refused:
        return await _show(visit, refused=refused)
    return await _show(visit, made=answer.document)


def _scopes(visit: Visit) -> list[str]:
    chosen = [str(value) for value in visit.form.getlist("scope")]
    if not chosen or not all(one in list(Permission) and visit.may(one) for one in chosen):
        raise NotFound("scope", what="choice")
    return chosen


def _exchanges(visit: Visit) -> list[str]:
    seen = [exchange.name for exchange in visit.around.exchanges]
    chosen = [str(value) for value in visit.form.getlist("exchange")]
    if not set(chosen) <= set(seen):
        raise NotFound("exchange", what="choice")
    return chosen or (seen if visit.known.user.exchange_ids else [])


def _days(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 4 and 1 <= int(text) <= 3650):
        raise NotFound("days", what="choice")
    return int(text)


async def revoke(visit: Visit) -> Response:
    """Make a token worthless."""
    name = str(visit.form.get("name", ""))
    if name not in {one["name"] for one in await _listed(visit)}:
        raise NotFound(name, what="token", name=name)
    await visit.ask("token.revoke", name=name)
    visit.say("tokens.revoked", name=name)
    return visit.go("/tokens")
