"""Events are believed by their token only, answered at once, and tell no more than what to re-read."""

import json
from collections.abc import AsyncIterator, Callable
from types import SimpleNamespace
from typing import Any, cast
from urllib.parse import urlencode

import httpx
import pytest
import structlog
from starlette.applications import Starlette

from obmen.asgi import EVENT_BYTES, create_app
from obmen.bitrix24.events import (
    Event,
    Forged,
    InvoiceChanged,
    InvoiceDeleted,
    Uninteresting,
    fields_of,
    read_event,
)
from obmen.bootstrap.app import App
from obmen.domain.errors import NotFound
from tests.unit.bitrix24.fakes import NOW

TOKEN = "51856fefc120afa4b628cc82d3935cce"
UPDATE = {
    "event": "ONCRMDYNAMICITEMUPDATE",
    "event_handler_id": "185",
    "data[FIELDS][ID]": "128",
    "data[FIELDS][ENTITY_TYPE_ID]": "31",
    "ts": "1795501234",
    "auth[domain]": "vector.bitrix24.ru",
    "auth[application_token]": TOKEN,
}

NAMES = {
    "id": "data[FIELDS][ID]",
    "type": "data[FIELDS][ENTITY_TYPE_ID]",
    "token": "auth[application_token]",
}


def told(**changes: str | None) -> dict[str, str]:
    """The usual event with some fields changed; None leaves one out."""
    names = {
        "id": "data[FIELDS][ID]",
        "type": "data[FIELDS][ENTITY_TYPE_ID]",
        "token": "auth[application_token]",
    }
    changed = {names.get(name, name): value for name, value in changes.items()}
    return {name: value for name, value in {**UPDATE, **changed}.items() if value is not None}


@pytest.mark.parametrize(
    ("changes", "event"),
    [
        ({}, InvoiceChanged(128)),
        ({"event": "OnCrmDynamicItemAdd"}, InvoiceChanged(128)),
        ({"event": "ONCRMDYNAMICITEMDELETE"}, InvoiceDeleted(128)),
        ({"event": "ONCRMDYNAMICITEMUPDATE_31", "type": None}, InvoiceChanged(128)),
        ({"event": "ONCRMDYNAMICITEMDELETE_31", "type": "31"}, InvoiceDeleted(128)),
        ({"event": "ONCRMDYNAMICITEMUPDATE_128", "type": None}, Uninteresting("ONCRMDYNAMICITEMUPDATE_128")),
        ({"event": "ONCRMDYNAMICITEMUPDATE_31", "type": "128"}, Uninteresting("ONCRMDYNAMICITEMUPDATE_31")),
        ({"type": "2"}, Uninteresting("ONCRMDYNAMICITEMUPDATE")),
        ({"type": None}, Uninteresting("ONCRMDYNAMICITEMUPDATE")),
        ({"event": "ONCRMDEALUPDATE", "type": None}, Uninteresting("ONCRMDEALUPDATE")),
        ({"event": "ONCRMTYPEUPDATE", "type": "31"}, Uninteresting("ONCRMTYPEUPDATE")),
        ({"event": None}, Uninteresting("")),
        ({"id": None}, Uninteresting("ONCRMDYNAMICITEMUPDATE")),
        ({"id": "²"}, Uninteresting("ONCRMDYNAMICITEMUPDATE")),
        ({"id": "128; DROP"}, Uninteresting("ONCRMDYNAMICITEMUPDATE")),
        ({"id": "9" * 5000}, Uninteresting("ONCRMDYNAMICITEMUPDATE")),
        ({"token": "x"}, Forged()),
        ({"token": ""}, Forged()),
        ({"token": None}, Forged()),
        ({"token": TOKEN.upper()}, Forged()),
        ({"token": "\ud800"}, Forged()),
    ],
)
def test_an_event(changes: dict[str, str | None], event: Event) -> None:
    assert read_event(told(**changes), token=TOKEN) == event


@pytest.mark.parametrize("token", ["", None])
def test_without_a_token_in_the_settings_nothing_is_believed(token: str | None) -> None:
    assert read_event(told(token=token), token="") == Forged()


def test_a_form_and_json_say_the_same() -> None:
    tree = {
        "event": "ONCRMDYNAMICITEMUPDATE",
        "data": {"FIELDS": {"ID": 128, "ENTITY_TYPE_ID": 31}},
        "auth": {"application_token": TOKEN},
    }

    assert read_event(fields_of(json.dumps(tree).encode()), token=TOKEN) == InvoiceChanged(128)
    assert read_event(fields_of(urlencode(UPDATE).encode()), token=TOKEN) == InvoiceChanged(128)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff\xfe",
        b"{",
        b"[]",
        b'{"auth": null}',
        b"&".join([b"a=1"] * 1000),
        b'{"a":' * 9000,
        b"<xml/>",
    ],
)
def test_noise_is_no_event(body: bytes) -> None:
    assert read_event(fields_of(body), token=TOKEN) == Forged()


class House:
    """What the route needs of the application, and what it asked of it."""

    def __init__(self, token: str = TOKEN) -> None:
        self.nudged: list[str] = []
        self.settings = SimpleNamespace(event_token=token)
        self.key, self.clock, self.config = b"k" * 32, lambda: NOW, SimpleNamespace(language="ru")
        self.applications = SimpleNamespace(get=lambda _: None)
        self.store, self.engine, self.log = self, self, structlog.get_logger()
        self.dialogue = SimpleNamespace(key=b"k" * 32, clock=lambda: NOW)
        self.exchanges = self

    async def aread(self, read: Callable[[Any], object]) -> object:
        return read(self)

    def get(self, *, name: str) -> object:
        if name != "shop":
            raise NotFound("exchange", name=name)
        return SimpleNamespace(id=1, name=name, settings=self.settings)

    def nudge(self, topic: str) -> None:
        self.nudged.append(topic)


async def post(house: House, body: bytes | AsyncIterator[bytes], *, exchange: str = "shop") -> int:
    app: Starlette = create_app(cast("App", house), token="t")
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://gateway") as client:
        return (await client.post(f"/bitrix24/{exchange}/events", content=body)).status_code


@pytest.mark.parametrize(
    ("changes", "status", "nudged"),
    [
        ({}, 200, ["poll:shop"]),
        ({"event": "ONCRMDYNAMICITEMDELETE"}, 200, ["relist:shop"]),
        ({"event": "ONCRMDEALUPDATE"}, 200, []),
        ({"token": "forged"}, 403, []),
    ],
)
async def test_the_route_answers_at_once_and_wakes_what_reads(
    changes: dict[str, str | None], status: int, nudged: list[str]
) -> None:
    house = House()

    assert await post(house, urlencode(told(**changes)).encode()) == status
    assert house.nudged == nudged


async def test_an_unknown_exchange_and_an_unset_token_look_like_a_forged_event() -> None:
    body = urlencode(UPDATE).encode()

    assert await post(House(), body, exchange="other") == 403
    assert await post(House(token=""), urlencode(told(token="")).encode()) == 403


async def test_a_long_body_is_not_read_to_its_end() -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        for _ in range(1000):
            sent += 1
            yield b"x" * 16_384

    assert await post(House(), b"x" * (EVENT_BYTES + 1)) == 413
    assert await post(House(), endless()) == 413
    assert sent < 10
