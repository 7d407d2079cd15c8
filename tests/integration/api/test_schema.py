"""The document keeps its word: nothing that can be asked is answered otherwise than it says."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, settings

from obmen.asgi import create_app
from obmen.bootstrap.process import open_app
from obmen.config import Config
from tests.integration.api.conftest import EVERYTHING, HOST, Gateway
from tests.integration.bitrix24.practice import running

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

    def send(self, **request: Any) -> httpx.Response:
        return self.wait(self._send(request))

    async def _send(self, request: dict[str, Any]) -> httpx.Response:
        transport = httpx.ASGITransport(app=self.gateway.web)
        async with httpx.AsyncClient(transport=transport) as client:
            return await client.request(**request)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder: Path = tmp_path_factory.mktemp("api")
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    config = Config(data_dir=folder, database_url=f"sqlite:///{folder / 'obmen.sqlite3'}", public_url=HOST)
    opening = open_app(config)

    async def begin(portal: str) -> Served:
        app = await opening.__aenter__()
        gateway = Gateway(app, create_app(app, token="x"))
        await gateway.ask("exchange.add", name="shop", portal=portal)
        await gateway.ask("exchange.set", name="shop", assignments=UNLIMITED)
        return Served(loop, gateway, await gateway.add_token("everything", EVERYTHING))

    with running() as url:
        yield asyncio.run_coroutine_threadsafe(begin(url), loop).result(60)
        asyncio.run_coroutine_threadsafe(opening.__aexit__(None, None, None), loop).result(60)
    loop.call_soon_threadsafe(loop.stop)
    thread.join(10)
    loop.close()


@pytest.fixture(scope="module")
def document(served: Served) -> Any:
    """The document, narrowed to the exchange that is there, and to one that is not where it would be removed."""
    document = served.send(method="GET", url=f"{HOST}/api/v1/openapi.json").json()
    for item in document["paths"].values():
        for method, operation in item.items():
            for parameter in operation.get("parameters", ()):
                if parameter["name"] == "exchange":
                    parameter["schema"] = {
                        "type": "string",
                        "enum": ["gone" if method == "delete" else "shop"],
                    }
                if parameter["name"] == "wait":
                    parameter["schema"]["maximum"] = 2
    schema = schemathesis.openapi.from_dict(document)
    schema.config.update(base_url=f"{HOST}/api/v1")
    return schema


schema = schemathesis.pytest.from_fixture("document")


@schema.parametrize()
@settings(max_examples=EXAMPLES, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_operation_answers_as_the_document_says(case: schemathesis.Case, served: Served) -> None:
    told = case.as_transport_kwargs(headers={"Authorization": f"Bearer {served.secret}"})
    answer = served.send(**told)
    case.validate_response(answer)
