"""A tiny site on a loopback port: answers by mode as a test says, and remembers every request."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from obmen_sandbox.onec.base import Base
from obmen_sandbox.onec.model import Settings


@dataclass(frozen=True, kw_only=True)
class Seen:
    method: str
    path: str
    query: str
    headers: dict[str, str]
    body: bytes

    @property
    def mode(self) -> str:
        return self.param("mode")

    def param(self, name: str) -> str:
        pairs = [part.partition("=") for part in self.query.split("&")]
        return next((value for key, _, value in pairs if key == name), "")


Reply = bytes | Callable[[Seen], bytes]

EMPTY_ORDERS = (
    '<?xml version="1.0" encoding="windows-1251"?>\n<КоммерческаяИнформация ВерсияСхемы="2.05"/>'
).encode("cp1251")


@dataclass
class Site:
    """Behaves well unless told otherwise."""

    checkauth: Reply = b"success\nSESSION\ncookie-1\nsessid=token-1\ntimestamp=1"
    init: Reply = b"zip=no\nfile_limit=1000000"
    file: Reply = b"success"
    import_: Reply = b"success"
    query: Reply = EMPTY_ORDERS
    success: Reply = b"success"
    info: Reply = b""
    deactivate: Reply = b"success"
    complete: Reply = b"success"
    charset: str = "windows-1251"
    status: int = 200
    url: str = ""
    seen: list[Seen] = field(default_factory=list)

    def answer(self, request: Seen) -> bytes:
        self.seen.append(request)
        reply: Reply = getattr(
            self, "import_" if request.mode == "import" else request.mode, b"failure\nmode"
        )
        return reply(request) if callable(reply) else reply

    def modes(self) -> list[str]:
        return [one.mode for one in self.seen]

    def of(self, mode: str, kind: str = "") -> list[Seen]:
        return [one for one in self.seen if one.mode == mode and kind in ("", one.param("type"))]

    def uploads(self) -> dict[str, bytes]:
        """Files as a server puts them together: parts of one name are appended."""
        files: dict[str, bytes] = {}
        for one in self.of("file"):
            files[one.param("filename")] = files.get(one.param("filename"), b"") + one.body
        return files


@contextmanager
def serve(site: Site) -> Iterator[Site]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path, _, query = self.path.partition("?")
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            request = Seen(
                method=self.command, path=path, query=query, headers=dict(self.headers.items()), body=body
            )
            answer = site.answer(request)
            self.send_response(site.status)
            self.send_header("Content-Type", f"text/plain; charset={site.charset}")
            self.send_header("Content-Length", str(len(answer)))
            self.send_header("Set-Cookie", "OTHER=from-header")
            self.end_headers()
            self.wfile.write(answer)

        do_POST = do_GET  # noqa: N815 — the name is the base class's

        def log_message(self, *_: object) -> None:
            """Keep quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    worker = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    worker.start()
    site.url = f"http://127.0.0.1:{server.server_port}/1c/romashka"
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        worker.join()


def point(base: Base, site: Site) -> Base:
    """Write the site's address, login and password into the node."""
    node: Settings = base.settings
    node.address, node.login, node.password = site.url, "romashka", "secret"
    return base
