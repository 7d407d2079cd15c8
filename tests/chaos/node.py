"""A hand-made 1C node: says exactly what a test wants, right or wrong."""

import io
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import httpx

from tests.chaos.day import Day


@dataclass
class Node:
    """Basic on every request, the cookie by the body's lines."""

    day: Day
    login: str = ""
    password: str = ""
    path: str = "/1c/shop"
    cookie: str = ""
    sessid: str = ""
    last: httpx.Response = field(init=False)

    def ask(
        self, query: str, *, body: bytes | Iterable[bytes] | None = None, cookie: str | None = None
    ) -> str:
        """Send one request and return the answer's text."""
        exchange = self.day.exchange
        headers = {"Cookie": self.cookie if cookie is None else cookie}
        self.last = httpx.request(
            "GET" if body is None else "POST",
            f"{self.day.world.gateway.url}{self.path}?{query}",
            content=body,
            headers={name: value for name, value in headers.items() if value},
            auth=(self.login or exchange.login, self.password or exchange.password),
            timeout=120,
            trust_env=False,
        )
        return self.last.content.decode("windows-1251")

    def checkauth(self, kind: str = "catalog") -> str:
        """Begin a dialogue."""
        self.cookie = ""
        answer = self.ask(f"type={kind}&mode=checkauth")
        if answer.startswith("success"):
            _, name, value, sessid, *_ = answer.split("\n")
            self.cookie, self.sessid = f"{name}={value}", sessid.removeprefix("sessid=")
        return answer

    def bring(self, name: str, data: bytes, *, imports: str = "", kind: str = "catalog") -> str:
        """Bring one file in a dialogue of its own; returns the answer to `import`, or to a refused `file`."""
        self.checkauth(kind)
        sent = self.ask(f"type={kind}&mode=file&filename={name}&sessid={self.sessid}", body=data)
        if not sent.startswith("success"):
            return sent
        return self.ask(f"type={kind}&mode=import&filename={imports or name}&sessid={self.sessid}")


def archive(entries: Mapping[str, bytes]) -> bytes:
    """Pack entries under exactly these names."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in entries.items():
            entry = zipfile.ZipInfo()
            entry.filename, entry.compress_type = name, zipfile.ZIP_DEFLATED
            packed.writestr(entry, data)
    return buffer.getvalue()
