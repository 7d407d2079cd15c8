"""Messages of an invoice's dialogue, as programs read them."""

from __future__ import annotations

from obmen.domain.roles import Permission
from obmen.flows.ports.store import Work
from tests.integration.api.conftest import EVERYTHING, Gateway
from tests.integration.dialogue_kept import FILE, SECRET, keep_dialogue

HERE = "/exchanges/shop/invoices/128/messages"


async def keep(gateway: Gateway) -> list[str]:
    await gateway.add_exchange("shop")

    def put(work: Work) -> list[str]:
        exchange = work.exchanges.get(name="shop")
        return keep_dialogue(work, exchange, data_dir=gateway.app.config.data_dir)

    return await gateway.app.store.awrite(put)


async def test_messages_are_listed_and_read_without_secrets(gateway: Gateway) -> None:
    ids = await keep(gateway)

    async with gateway.program("see_raw") as program:
        listed = (await program.get(HERE)).json()["items"]
        shown = [(await program.get(f"{HERE}/{one}")).json() for one in ids]
        file = await program.get(f"{HERE}/{ids[1]}/file")

    assert [one["id"] for one in listed] == ids[::-1]
    assert [one["way"] for one in shown] == ["to_1c", "from_1c", "to_crm"]
    assert "B24-128" in shown[0]["part"]
    assert "Лютиков" not in shown[0]["part"]
    assert f"/rest/1/{SECRET}" not in shown[2]["part"]
    assert file.content == FILE.encode()


async def test_without_the_scope_no_message_is_shown(gateway: Gateway) -> None:
    ids = await keep(gateway)
    others = [one for one in EVERYTHING if one != Permission.SEE_RAW]

    async with gateway.program(*others) as program:
        told = [
            (await program.get(f"{HERE}{end}")).status_code for end in ("", f"/{ids[0]}", f"/{ids[0]}/file")
        ]

    assert told == [403, 403, 403]


async def test_what_is_kept_no_more_and_what_never_was_are_told_apart(gateway: Gateway) -> None:
    ids = await keep(gateway)
    for path in gateway.app.config.data_dir.glob("inbox/*/*/*.xml"):
        path.unlink()

    async with gateway.program("see_raw") as program:
        gone = await program.get(f"{HERE}/{ids[1]}")
        file = await program.get(f"{HERE}/{ids[1]}/file")
        never = await program.get(f"{HERE}/file-999")

    assert (gone.status_code, gone.json()["kept"], gone.json()["part"]) == (200, False, "")
    assert (file.status_code, file.json()["code"]) == (409, "refused.message_gone")
    assert (never.status_code, never.json()["code"]) == (404, "not_found.message")
