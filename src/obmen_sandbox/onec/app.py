"""Pages to look and click in, and the same as a control API. Mounted by the sandbox, at `/onec` by custom."""

import time
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response

from obmen_sandbox.onec import journal as words
from obmen_sandbox.onec.api import api_router
from obmen_sandbox.onec.base import Base, OnecError, OrderNotFound, utc_now
from obmen_sandbox.onec.pages import page, page_router
from obmen_sandbox.onec.practice import BaseExists, BaseNotFound, Fill, Practice, Story


def create_onec(
    *,
    bases: Iterable[Base] = (),
    now: Callable[[], datetime] = utc_now,
    sleep: Callable[[float], None] = time.sleep,
    fill: Fill | None = None,
    stories: Mapping[str, Story] | None = None,
) -> FastAPI:
    """Return the application of the practice 1C; its `state.practice` holds the bases.

    Without `fill` (`obmen_sandbox.stories.shop.fill`) new bases are empty; `stories` fill them on request.
    """
    app = FastAPI(title="obmen practice 1C", docs_url=None, redoc_url=None)
    practice = Practice(bases=bases, now=now, sleep=sleep, fill=fill, stories=stories)
    app.state.practice = practice
    app.include_router(api_router(practice))
    app.include_router(page_router(practice))
    app.add_exception_handler(OnecError, _refuse)
    return app


async def _refuse(request: Request, error: Exception) -> Response:
    status = 404 if isinstance(error, BaseNotFound | OrderNotFound) else 409
    text = f"{error.__doc__} ({error})"
    if "/api/" in request.url.path:
        body: dict[str, Any] = {"error": text}
        return JSONResponse(body, status_code=status)
    facts = {"title": words.REFUSAL, "text": _in_russian(error), "back": _back(request)}
    return page(request, "refusal.html", status=status, **facts)


def _in_russian(error: Exception) -> str:
    match error:
        case BaseNotFound() | OrderNotFound():
            return words.NOT_FOUND.format(detail=error)
        case BaseExists():
            return words.BASE_EXISTS.format(detail=error)
        case _:
            return words.NOT_POSSIBLE.format(detail=error)


def _back(request: Request) -> str:
    """Return the page that the refused button stands on: the path without the action."""
    above = request.url.path.rpartition("/")[0] if request.method == "POST" else ""
    root = request.scope.get("root_path", "").rstrip("/")
    return quote(above) if above.startswith(f"{root}/bases/") and "/items/" not in above else f"{root}/"
