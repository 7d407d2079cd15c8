"""Who is let in, to what, and for how long."""

from __future__ import annotations

from datetime import timedelta

import httpx
import pytest
from sqlalchemy import create_engine, make_url

from obmen.api.caller import FREE_WRONG
from obmen.config import Config
from obmen.domain.errors import Refused
from obmen.storage.database import DATABASE_FILE
from obmen.storage.tables import metadata
from tests.integration.api.conftest import EVERYTHING, Gateway

ASKED: dict[str, tuple[str, str, dict[str, object]]] = {
    "look": ("GET", "/exchanges/shop/status", {}),
    "refresh": ("POST", "/exchanges/shop/sync?wait=0", {}),
    "retry": ("POST", "/exchanges/shop/problems/retry?wait=0", {"ids": []}),
    "ignore": ("POST", "/exchanges/shop/problems/unignore", {"ids": [1]}),
    "release": ("POST", "/exchanges/shop/release", {}),
    "settings": ("PATCH", "/exchanges/shop/settings", {"variants": "flat"}),
    "exchanges": ("POST", "/exchanges/shop/password", {}),
    "tokens": ("GET", "/tokens", {}),
}


def rows_of(config: Config) -> str:
    """Everything that the database holds."""
    address = make_url(config.database_url or f"sqlite:///{config.data_dir / DATABASE_FILE}")
    if address.get_backend_name() == "postgresql":
        address = address.set(drivername="postgresql+psycopg")
    engine = create_engine(address)
    with engine.connect() as connection:
        rows = [
            connection.exec_driver_sql(f"SELECT * FROM {table.name}").all()
            for table in metadata.sorted_tables
        ]
    engine.dispose()
    return str(rows)


async def ask(client: httpx.AsyncClient, scope: str) -> httpx.Response:
    method, path, body = ASKED[scope]
    return await client.request(method, path, json=body or None)


async def test_a_deed_is_done_with_its_scope(gateway: Gateway) -> None:
    await gateway.add_exchange("shop")

    told = {}
    for scope in ASKED:
        async with gateway.program(scope, name=scope) as program:
            told[scope] = (await ask(program, scope)).status_code

    assert {scope for scope, status in told.items() if status not in {200, 202}} == set()


async def test_a_deed_is_refused_without_its_scope(gateway: Gateway) -> None:
    await gateway.add_exchange("shop")

    told = {}
    for scope in ASKED:
        others = [one for one in EVERYTHING if one != scope]
        async with gateway.program(*others, name=f"no-{scope}") as program:
            told[scope] = await ask(program, scope)

    assert {answer.status_code for answer in told.values()} == {403}
    assert {answer.headers["content-type"] for answer in told.values()} == {"application/problem+json"}
    assert told["release"].json()["detail"] == "The token “no-release” has not the scope release"


async def test_nothing_is_done_without_a_token(gateway: Gateway) -> None:
    await gateway.add_exchange("shop")

    async with gateway.caller() as nobody:
        told = [await ask(nobody, scope) for scope in ASKED]

    assert {answer.status_code for answer in told} == {401}
    assert told[0].headers["www-authenticate"].startswith("Bearer")


async def test_another_exchange_is_as_if_it_were_not_there(gateway: Gateway) -> None:
    await gateway.add_exchange("shop")
    await gateway.add_exchange("other")

    async with gateway.program(exchanges=["shop"]) as program:
        theirs = await program.get("/exchanges/other/status")
        none = await program.get("/exchanges/nothing/status")
        listed = await program.get("/exchanges")
        own = await program.get("/exchanges/shop/status")

    assert theirs.status_code == none.status_code == 404
    assert theirs.json()["code"] == none.json()["code"]
    assert [one["name"] for one in listed.json()["items"]] == ["shop"]
    assert own.status_code == 200


async def test_a_revoked_token_is_worth_nothing(gateway: Gateway) -> None:
    async with gateway.program("look") as program:
        before = await program.get("/exchanges")
        await gateway.ask("token.revoke", name="program")
        after = await program.get("/exchanges")

    assert (before.status_code, after.status_code) == (200, 401)


async def test_an_expired_token_is_worth_nothing(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = await gateway.add_token("program", ["look"], days=1)
    later = gateway.app.clock() + timedelta(days=1, seconds=1)

    async with gateway.caller(secret) as program:
        before = await program.get("/exchanges")
        monkeypatch.setattr(gateway.app, "clock", lambda: later)
        after = await program.get("/exchanges")

    assert (before.status_code, after.status_code) == (200, 401)


async def test_who_shows_wrong_tokens_waits_and_others_do_not(gateway: Gateway) -> None:
    async with gateway.program("look") as program, gateway.caller("wrong", address="10.0.0.66") as guesser:
        told = [(await guesser.get("/exchanges")).status_code for _ in range(FREE_WRONG + 1)]
        hasty = await guesser.get("/exchanges")
        other = await program.get("/exchanges")

    assert set(told) == {401}
    assert hasty.status_code == 429
    assert int(hasty.headers["retry-after"]) > 0
    assert other.status_code == 200


async def test_a_token_that_was_right_works_where_another_guesses(gateway: Gateway) -> None:
    async with gateway.program("look") as program, gateway.caller("wrong") as guesser:
        await program.get("/exchanges")
        for _ in range(FREE_WRONG + 1):
            await guesser.get("/exchanges")
        hasty = await guesser.get("/exchanges")
        answer = await program.get("/exchanges")

    assert hasty.status_code == 429
    assert answer.status_code == 200


async def test_a_token_gives_no_more_than_it_has(gateway: Gateway) -> None:
    await gateway.add_exchange("shop")
    await gateway.add_exchange("other")

    async with gateway.program("look", "tokens", exchanges=["shop"]) as program:
        mightier = await program.post("/tokens", json={"name": "mightier", "scopes": ["release"]})
        elsewhere = await program.post(
            "/tokens", json={"name": "elsewhere", "scopes": ["look"], "exchanges": ["other"]}
        )
        equal = await program.post("/tokens", json={"name": "equal", "scopes": ["look"], "days": 30})

    assert (mightier.status_code, elsewhere.status_code) == (403, 404)
    assert equal.status_code == 201
    assert equal.json()["exchanges"] == ["shop"]


async def test_a_deed_is_in_the_audit_in_the_tokens_name(gateway: Gateway) -> None:
    await gateway.add_exchange("shop")

    async with gateway.program(name="warehouse") as program:
        await program.patch("/exchanges/shop/settings", json={"variants": "flat"})
    deed = (await gateway.deeds())[0]

    assert (deed.actor.kind, deed.actor.name, deed.verb) == ("token", "warehouse", "exchange.set")
    assert (deed.old, deed.new) == ({"variants": "offers"}, {"variants": "flat"})


async def test_the_secret_of_a_token_is_told_once_and_kept_nowhere(gateway: Gateway) -> None:
    secret = await gateway.add_token("program", ["look"])

    listed = await gateway.ask("token.list")
    stored = rows_of(gateway.app.config)

    assert secret not in str(listed)
    assert "program" in stored
    assert secret not in stored
    assert all(secret not in str(deed) for deed in await gateway.deeds())


async def test_what_cannot_be_a_token_is_refused(gateway: Gateway) -> None:
    wrong = [("", ["look"]), ("a b", ["look"]), ("fine", ["fly"])]

    for name, scopes in wrong:
        with pytest.raises(Refused):
            await gateway.add_token(name, scopes)

    assert await gateway.ask("token.list") == []
