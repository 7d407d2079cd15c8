"""The gateway's routes behind a real server on a free port."""

import asyncio
import contextlib
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import uvicorn
from starlette.applications import Starlette

from obmen.flows.dialogue import Dialogue
from obmen.onec.commerceml.archive import unpack
from obmen.onec.http import create_onec_routes
from obmen.onec.http.request_line import PatientHttp
from tests.support_dialogue import House, basic, make_exchange, make_house


@dataclass
class Gateway:
    """A running gateway and what stands behind it."""

    house: House
    port: int

    def raw(self, data: bytes) -> bytes:
        """Send bytes as they are and read all that comes back until the server closes."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=60) as connection:
            connection.sendall(data)
            return b"".join(iter(lambda: connection.recv(65536), b""))

    def get(self, query: str, *, path: str = "/1c/main", cookie: str = "", authorization: str = "") -> bytes:
        """Ask as 1C asks and return the whole answer."""
        lines = [
            f"GET {path}?{query} HTTP/1.1",
            "Host: gateway",
            "User-Agent: 1C+Enterprise/8.3",
            f"Authorization: {authorization or basic()}",
            "Connection: close",
        ]
        if cookie:
            lines.append(f"Cookie: {cookie}")
        return self.raw("\r\n".join([*lines, "", ""]).encode())


def body_of(answer: bytes) -> bytes:
    return answer.partition(b"\r\n\r\n")[2]


def head_of(answer: bytes) -> list[str]:
    return answer.partition(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")


@contextlib.contextmanager
def running(dialogue: Dialogue) -> Iterator[int]:
    """Serve a dialogue; yields the port."""
    listener = socket.create_server(("127.0.0.1", 0))
    app = Starlette(routes=create_onec_routes(dialogue=dialogue))
    server = uvicorn.Server(uvicorn.Config(app, http=PatientHttp, log_config=None, lifespan="off"))
    thread = threading.Thread(target=lambda: asyncio.run(server.serve(sockets=[listener])))
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        server.should_exit = server.force_exit = True  # answers that are held back are not waited for
        thread.join(30)
        listener.close()


@pytest.fixture
def gateway(tmp_path: Path) -> Iterator[Gateway]:
    house = make_house(tmp_path, make_exchange(1, "main"), make_exchange(2, "other"), unpack=unpack)
    with running(house.dialogue) as port:
        yield Gateway(house, port)
