"""The API as one application: every subject's operations under `/api/v1`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from fastapi import APIRouter, FastAPI
from starlette.types import ASGIApp

from obmen.api.caller import Door
from obmen.api.document import Document, describe
from obmen.api.limits import Limits
from obmen.api.pages import add_pages
from obmen.api.refusals import answer_refusals
from obmen.api.subjects import (
    audit,
    catalogue,
    exchanges,
    imports,
    invoices,
    messages,
    people,
    runs,
    settings,
    state,
    tokens,
)
from obmen.api.subjects import tasks as tasks_
from obmen.flows.desk.tasks import Tasks
from obmen.flows.ports.desk import Desk

SUBJECTS: Final[Sequence[APIRouter]] = (
    exchanges.router,
    settings.router,
    state.router,
    catalogue.router,
    imports.router,
    runs.router,
    invoices.router,
    messages.router,
    tasks_.router,
    tokens.router,
    people.router,
    audit.router,
)


def create_api(*, desk: Desk, tasks: Tasks) -> ASGIApp:
    """Return the application of all operations."""
    app = _application()
    app.state.door = Door(desk=desk, tasks=tasks)
    return Limits(app)


def written_document(language: str) -> Document:
    """Return the OpenAPI document without a gateway."""
    return describe(_application(), language=language)


def _application() -> FastAPI:
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False)
    answer_refusals(app)
    for router in SUBJECTS:
        app.include_router(router)
    add_pages(app)
    app.state.routes = [*app.routes, *(route for router in SUBJECTS for route in router.routes)]
    return app
