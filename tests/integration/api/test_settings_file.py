"""Settings as a file, and what they let travel, as programs have it."""

from __future__ import annotations

import pytest
import yaml

from tests.integration.api.conftest import Gateway

FILE = "/exchanges/shop/settings/file"


async def test_a_file_is_taken_from_one_exchange_to_another(gateway: Gateway) -> None:
    await gateway.add_exchange("shop")
    await gateway.add_exchange("other")
    await gateway.ask("exchange.set", name="other", assignments=["poll_seconds=30", "keep_days=10"])

    async with gateway.program() as program:
        written = await program.get("/exchanges/other/settings/file")
        told = yaml.safe_load(written.text)
        told["settings"].pop("order_prefix", None)
        text = {"text": yaml.safe_dump(told)}
        compared = (await program.post(f"{FILE}/compare", json=text)).json()["items"]
        before = (await program.get("/exchanges/shop")).json()["settings"]
        applied = await program.post(FILE, json=text)
        again = (await program.post(f"{FILE}/compare", json=text)).json()["items"]

    assert {one["key"] for one in compared} >= {"poll_seconds", "keep_days"}
    assert before["poll_seconds"] != "30"
    assert applied.json()["settings"]["poll_seconds"] == "30"
    assert again == []


@pytest.mark.parametrize("text", ["", "{", "settings: [1]", "settings: {nothing: 1}", "a: &a [*a]"])
async def test_what_is_no_file_of_settings_changes_nothing(gateway: Gateway, text: str) -> None:
    await gateway.add_exchange("shop")

    async with gateway.program() as program:
        before = (await program.get("/exchanges/shop")).json()
        told = [await program.post(f"{FILE}{end}", json={"text": text}) for end in ("", "/compare")]
        after = (await program.get("/exchanges/shop")).json()

    assert [answer.status_code for answer in told] == [409, 409]
    assert before == after


async def test_what_travels_and_which_steps_are_done_is_told(gateway: Gateway) -> None:
    await gateway.add_exchange("shop")

    async with gateway.program() as program:
        scope = (await program.get("/exchanges/shop/scope")).json()
        steps = (await program.get("/exchanges/shop/steps")).json()["items"]
        taken = await program.post("/exchanges/shop/groups/taken", json={"groups": None})
        report = await program.post("/exchanges/shop/report?wait=30")

    assert "contracts" in scope["left_out"]
    assert steps[0]["name"] == "portal"
    assert (taken.json(), report.json()["goods"]) == ({"goods": 0, "of": 0}, 0)


async def test_the_applications_key_is_kept_and_never_shown(gateway: Gateway) -> None:
    await gateway.add_exchange("shop")
    key = {"client_id": "local.1", "client_secret": "hush-hush"}

    async with gateway.program("exchanges") as program:
        before = (await program.get("/exchanges/shop/application")).json()
        kept = await program.put("/exchanges/shop/application", json=key)

    assert (before["state"], before["client_id"]) == ("none", "")
    assert (kept.status_code, kept.json()["client_id"]) == (200, "local.1")
    assert "hush-hush" not in kept.text


async def test_a_new_webhook_takes_the_scope_of_exchanges(gateway: Gateway) -> None:
    await gateway.add_exchange("shop")

    async with gateway.program("settings") as program:
        refused = await program.patch(
            "/exchanges/shop/settings", json={"portal": "http://127.0.0.1:9/rest/1/new123/"}
        )

    assert (refused.status_code, "exchanges" in refused.json()["detail"]) == (403, True)
