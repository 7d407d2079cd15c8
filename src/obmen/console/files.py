"""The console's own files: styles, scripts, icons; kept in memory, cached by browsers for a year."""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

ROOM: Final = Path(__file__).parent
STATIC: Final = ROOM / "static"
ICONS: Final = ROOM / "icons"
TYPES: Final = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
FOR_EVER: Final = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class File:
    """One file as it goes out."""

    body: bytes
    packed: bytes
    mark: str  # changes with the content
    media_type: str


@cache
def _files() -> dict[str, Path]:
    """Return what may be asked for: a path that is not here leads nowhere."""
    found = (path for path in STATIC.rglob("*") if path.suffix in TYPES)
    return {path.relative_to(STATIC).as_posix(): path for path in found}


@cache
def _file(name: str) -> File:
    path = _files()[name]
    body = path.read_bytes()
    mark = hashlib.sha256(body).hexdigest()[:12]
    return File(body, gzip.compress(body, mtime=0), mark, TYPES[path.suffix])


def static(name: str) -> str:
    """Return the address of a file, which changes with its content."""
    return f"/static/{name}?v={_file(name).mark}"


async def serve_static(request: Request) -> Response:
    """Answer with one file."""
    name = request.path_params["name"]
    if name not in _files():
        return PlainTextResponse("not found\n", status_code=404)
    file = _file(name)
    headers = {"ETag": f'"{file.mark}"', "Vary": "Accept-Encoding"}
    headers["Cache-Control"] = FOR_EVER if request.query_params.get("v") == file.mark else "no-cache"
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
        return Response(file.packed, media_type=file.media_type, headers=headers)
    return Response(file.body, media_type=file.media_type, headers=headers)


@cache
def icon(name: str, *, css: str = "") -> Markup:
    """Return an icon to stand in a page; beside words it says nothing to a screen reader."""
    drawing = (ICONS / f"{name}.svg").read_text(encoding="utf-8")
    inside = drawing[drawing.index(">", drawing.index("<svg")) + 1 :]
    classes = f"icon {css}".strip()
    return Markup(  # noqa: S704 — our own file and our own words
        f'<svg class="{classes}" width="24" height="24" viewBox="0 0 24 24" fill="none" stroke="currentColor"'
        ' stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">'
        f"{inside.strip()}"
    )
