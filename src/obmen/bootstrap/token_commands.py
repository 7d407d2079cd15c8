"""`token …`: what programs show to the API; a secret is shown once and kept as a digest."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Final

from obmen.bootstrap.app import App
from obmen.bootstrap.result import Args, Result, Tell
from obmen.domain.errors import NotFound, Refused
from obmen.domain.roles import Permission
from obmen.flows.ports.people import Token
from obmen.flows.ports.store import Work
from obmen.keys.passwords import digest_of, new_secret

NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@-]{0,63}")
MARK: Final = "obmen_"  # so that a token found in a file is known for what it is


async def add(app: App, args: Args, _: Tell) -> Result:
    """Make a token; its secret is in the answer and nowhere else."""
    if not NAME.fullmatch(args["name"]):
        raise Refused("token", reason="token_name", name=args["name"])
    secret, now, days = MARK + new_secret(), app.clock(), args.get("days")
    scopes = _scopes(args["scopes"])

    def keep(work: Work) -> dict[str, object]:
        names = args.get("exchanges") or ()
        token = work.tokens.add(
            name=args["name"],
            digest=digest_of(secret),
            scopes=scopes,
            exchange_ids=tuple(work.exchanges.get(name=name).id for name in names),
            created_by=args["by"],
            now=now,
            expires_at=now + timedelta(days=days) if days else None,
        )
        return _line(token, _names(work))

    return Result({**await app.store.awrite(keep), "token": secret})


def _scopes(told: Sequence[str]) -> frozenset[Permission]:
    known = [scope.value for scope in Permission]
    for scope in told:
        if scope not in known:
            raise Refused("token", reason="token_scope", scope=scope, known=", ".join(known))
    return frozenset(Permission(scope) for scope in told)


async def list_(app: App, _args: Args, _: Tell) -> Result:
    """List the tokens, without secrets."""

    def lines(work: Work) -> list[dict[str, object]]:
        names = _names(work)
        return [_line(token, names) for token in work.tokens.all()]

    return Result(await app.store.aread(lines))


def _names(work: Work) -> dict[int, str]:
    return {exchange.id: exchange.name for exchange in work.exchanges.all()}


def _line(token: Token, names: Mapping[int, str]) -> dict[str, object]:
    return {
        "name": token.name,
        "scopes": sorted(scope.value for scope in token.scopes),
        "exchanges": [names.get(one, str(one)) for one in token.exchange_ids],
        "created_by": token.created_by,
        "created_at": token.created_at.isoformat(),
        "used_at": token.used_at.isoformat() if token.used_at else None,
        "expires_at": token.expires_at.isoformat() if token.expires_at else None,
    }


async def revoke(app: App, args: Args, _: Tell) -> Result:
    """Make a token worthless."""

    def forget(work: Work) -> None:
        found = next((token for token in work.tokens.all() if token.name == args["name"]), None)
        if found is None:
            raise NotFound(args["name"], what="token", name=args["name"])
        work.tokens.revoke(found.id)

    await app.store.awrite(forget)
    return Result({"revoked": args["name"]})
