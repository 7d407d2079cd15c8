"""The document keeps its word: nothing that can be asked is answered otherwise than it says."""

from __future__ import annotations

import asyncio
import re
import threading
from collections.abc import Coroutine, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar
from uuid import uuid4

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import load_all_checks
from schemathesis.specs.openapi.checks import ignored_auth

from obmen.api.document import operations
from obmen.api.routes import written_document
from obmen.asgi import create_app
from obmen.bootstrap.process import open_app
from obmen.config import Config
from tests.integration.api.conftest import EVERYTHING, HOST, Gateway
from tests.integration.bitrix24.practice import running
from tests.support.postgres import Postgres

# schemathesis asks chance in strategies of its own
pytestmark = pytest.mark.filterwarnings("ignore:Do not use the `random` module")
T = TypeVar("T")
EXAMPLES: Final = 12
UNLIMITED: Final = ("rate_per_second=100", "burst=1000", "operating_seconds=600")


@dataclass(frozen=True)
class Served:
    """A gateway whose loop runs in a thread of its own, for tests that cannot wait."""

    loop: asyncio.AbstractEventLoop
    gateway: Gateway
    secret: str

    def wait(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(120)

    def send(self, request: dict[str, Any]) -> httpx.Response:
        return self.wait(self._send(request))

    async def _send(self, request: dict[str, Any]) -> httpx.Response:
        transport = httpx.ASGITransport(app=self.gateway.web)
        async with httpx.AsyncClient(transport=transport) as client:
            return await client.request(**request)


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def served(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A gateway on each database."""
    folder: Path = tmp_path_factory.mktemp("api")
    url = f"sqlite:///{folder / 'obmen.sqlite3'}"
    if request.param == "postgresql":
        postgres: Postgres = request.getfixturevalue("postgres")
        url = postgres.create_database(name=f"test_{uuid4().hex}")
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    config = Config(data_dir=folder, database_url=url, public_url=HOST)
    opening = open_app(config)

    async def begin(portal: str) -> Served:
        app = await opening.__aenter__()
        gateway = Gateway(app, create_app(app, token="x"))
        await gateway.ask("exchange.add", name="shop", portal=portal)
        await gateway.ask("exchange.set", name="shop", assignments=UNLIMITED)
        return Served(loop, gateway, await gateway.add_token("everything", EVERYTHING))

    with running() as portal:
        yield asyncio.run_coroutine_threadsafe(begin(portal), loop).result(60)
        asyncio.run_coroutine_threadsafe(opening.__aexit__(None, None, None), loop).result(60)
    loop.call_soon_threadsafe(loop.stop)
    thread.join(10)
    loop.close()


def _narrowed() -> dict[str, Any]:
    """The document with the exchange that is there, and one that is not where it would be removed."""
    document = written_document("en")
    for method, _, operation in operations(document):
        operation.pop("security")  # whose token it is, other tests ask
        for parameter in operation.get("parameters", ()):
            if parameter["name"] == "exchange":
                parameter["schema"] = {"type": "string", "enum": ["gone" if method == "DELETE" else "shop"]}
            if parameter["name"] == "wait":
                parameter["schema"]["maximum"] = 2
    return document


def _sound(found: Any) -> Any:  # noqa: ANN401 — a result of schemathesis
    return found.ok()


SCHEMA: Final = schemathesis.openapi.from_dict(_narrowed())
OPERATIONS: Final = {one.label: one for one in map(_sound, SCHEMA.get_all_operations())}


GOOD, BAD = schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE
WAYS: Final = [
    (label, mode)
    for label, one in OPERATIONS.items()
    for mode in (GOOD, BAD)
    if mode is GOOD or {"parameters", "requestBody"} & set(one.definition.raw)
]


@pytest.mark.parametrize(("label", "mode"), WAYS, ids=lambda way: way if isinstance(way, str) else way.value)
def test_every_operation_answers_as_the_document_says(
    served: Served, label: str, mode: schemathesis.GenerationMode
) -> None:
    load_all_checks()

    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],  # the first that fails is told as it is
    )
    @given(case=OPERATIONS[label].as_strategy(generation_mode=mode))
    def ask(case: schemathesis.Case[Any]) -> None:
        told = dict(
            case.as_transport_kwargs(
                base_url=f"{HOST}/api/v1", headers={"Authorization": f"Bearer {served.secret}"}
            )
        )
        told.pop("cookies", None)
        if isinstance(told.get("data"), bytes | str):
            told["content"] = told.pop("data")
        case.validate_response(served.send(told), excluded_checks=[ignored_auth])  # it asks by a socket

    ask()


def test_no_operation_is_open_to_who_shows_no_token_or_a_wrong_one(served: Served) -> None:
    told: dict[str, set[int]] = {}
    for method, path, _ in operations(written_document("en")):
        url = f"{HOST}/api/v1" + re.sub(r"{\w+}", "1", path)
        for headers in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": "Basic wrong"}):
            answer = served.send({"method": method, "url": url, "headers": headers})
            told.setdefault(f"{method} {path}", set()).add(answer.status_code)

    assert {name: statuses for name, statuses in told.items() if not statuses <= {401, 429}} == {}


def test_a_method_that_an_address_does_not_know_is_refused_with_those_that_it_knows(served: Served) -> None:
    answer = served.send({"method": "PUT", "url": f"{HOST}/api/v1/exchanges"})
    traced = served.send({"method": "TRACE", "url": f"{HOST}/api/v1/exchanges/shop/plan"})

    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, POST")
    assert (traced.status_code, traced.headers["allow"]) == (405, "POST")
    assert answer.headers["content-type"] == "application/problem+json"
