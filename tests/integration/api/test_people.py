"""Programs invite people and settle what they may, and give nobody more than they have."""

from __future__ import annotations

import httpx
import pytest

from obmen.domain.roles import ROLES, Role
from tests.integration.api.conftest import Gateway

ANNA = {"login": "anna", "name": "Анна", "role": "accountant"}


def scopes_of(role: Role) -> list[str]:
    return [str(scope) for scope, roles in ROLES.items() if role in roles]


async def invited(program: httpx.AsyncClient, **about: str) -> httpx.Response:
    return await program.post("/users", json={**ANNA, **about})


async def test_a_person_is_invited_by_a_link_that_is_shown_once(gateway: Gateway) -> None:
    async with gateway.program() as program:
        answer = await invited(program)
        listed = (await program.get("/users")).json()["items"]
        again = await invited(program)
    transport = httpx.ASGITransport(app=gateway.web)
    async with httpx.AsyncClient(transport=transport) as browser:
        welcome = await browser.get(answer.json()["url"])

    assert answer.status_code == 201
    assert "Анна" in welcome.text
    assert [(one["login"], one["role"], one["has_password"]) for one in listed] == [
        ("anna", "accountant", False)
    ]
    assert (again.status_code, "url" in listed[0]) == (409, False)
    assert ("user.invited", "anna") in [(deed.verb, deed.record) for deed in await gateway.deeds()]


async def test_a_person_is_changed_locked_out_and_let_in(gateway: Gateway) -> None:
    await gateway.add_exchange("shop")

    async with gateway.program() as program:
        await invited(program)
        changed = await program.put(
            "/users/anna", json={"name": "Анна П.", "role": "manager", "exchanges": ["shop"]}
        )
        locked = await program.post("/users/anna/lock")
        link = await program.post("/users/anna/link")
        unlocked = await program.post("/users/anna/unlock")
        renewed = await program.post("/users/anna/link")
        nowhere = await program.put(
            "/users/anna", json={"name": "A", "role": "manager", "exchanges": ["other"]}
        )

    assert (changed.json()["role"], changed.json()["exchanges"]) == ("manager", ["shop"])
    assert (locked.json()["locked"], unlocked.json()["locked"]) == (True, False)
    assert (link.status_code, renewed.status_code) == (409, 200)
    assert nowhere.status_code == 404


@pytest.mark.parametrize("role", Role)
async def test_a_token_makes_nobody_mightier_than_itself(gateway: Gateway, role: Role) -> None:
    own = scopes_of(Role.ACCOUNTANT)
    await gateway.add_exchange("shop")
    async with gateway.program() as everything:
        await invited(everything, role=str(role))

    async with gateway.program(*own, "users", name="narrow") as program:
        told = [
            await invited(program, login="boris", role=str(role)),
            await program.post("/users/anna/link"),
            await program.put("/users/anna", json={"name": "A", "role": str(role)}),
            await program.post("/users/anna/lock"),
            await program.post("/users/anna/unlock"),
        ]

    allowed = {one.status_code != 403 for one in told}
    assert allowed == {set(scopes_of(role)) <= {*own, "users"}}


async def test_a_token_of_some_exchanges_has_no_say_about_people(gateway: Gateway) -> None:
    await gateway.add_exchange("shop")
    async with gateway.program() as everything:
        await invited(everything)

    async with gateway.program(exchanges=["shop"], name="narrow") as program:
        told = [
            await invited(program, login="boris"),
            await program.post("/users/anna/link"),
            await program.put("/users/anna", json={"name": "A", "role": "manager"}),
            await program.post("/users/anna/lock"),
        ]

    assert {answer.json()["code"] for answer in told} == {"refused.token_whole"}
