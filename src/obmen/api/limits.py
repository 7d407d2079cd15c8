"""What every answer tells a browser, and how long a question may be."""

from __future__ import annotations

from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
BODY_BYTES: Final = 1024 * 1024
UPLOAD_BYTES: Final = 1024 * 1024 * 1024
UPLOADS: Final = "/imports"
"""How the path ends where whole packages come."""


class Limits:
    """Adds the headers to every answer of the application within, and reads no body too long."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def told(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, _counted(scope, receive), told)


def _counted(scope: Scope, receive: Receive) -> Receive:
    """Return what reads a body as far as it may go; raises HTTPException."""
    most = UPLOAD_BYTES if str(scope.get("path", "")).endswith(UPLOADS) else BODY_BYTES
    told = Headers(scope=scope).get("content-length", "") if scope["type"] == "http" else ""
    taken = 0

    async def read() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > most or (told.isdigit() and int(told) > most):
            raise HTTPException(413)
        return message

    return read
