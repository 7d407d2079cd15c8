"""The console as one application: every subject's routes, and the way of a request to its page."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from obmen.console.files import serve_static
from obmen.console.pages.account import create_account_routes
from obmen.console.pages.audit import create_audit_routes
from obmen.console.pages.catalogue import create_catalogue_routes
from obmen.console.pages.health import create_health_routes
from obmen.console.pages.home import create_home_routes
from obmen.console.pages.invoices import create_invoices_routes
from obmen.console.pages.keeping import create_keeping_routes
from obmen.console.pages.people import create_people_routes
from obmen.console.pages.plan import create_plan_routes
from obmen.console.pages.problems import create_problem_routes
from obmen.console.pages.scope import create_scope_routes
from obmen.console.pages.settings import create_settings_routes
from obmen.console.pages.sign_in import create_sign_in_routes
from obmen.console.pages.tasks import create_task_routes
from obmen.console.pages.tokens import create_token_routes
from obmen.console.pages.wizard import create_wizard_routes
from obmen.console.routing import answer_broken, answer_with
from obmen.console.security import SecurityHeaders
from obmen.console.shell import Console, Visit, open_console
from obmen.flows.desk.tasks import Tasks
from obmen.flows.ports.desk import Desk

SUBJECTS: Final[Sequence[Callable[[Console], list[Route]]]] = (
    create_sign_in_routes,
    create_home_routes,
    create_catalogue_routes,
    create_plan_routes,
    create_keeping_routes,
    create_invoices_routes,
    create_health_routes,
    create_scope_routes,
    create_task_routes,
    create_wizard_routes,
    create_problem_routes,
    create_settings_routes,
    create_people_routes,
    create_token_routes,
    create_account_routes,
    create_audit_routes,
)


def create_console(*, desk: Desk, tasks: Tasks, key: bytes) -> ASGIApp:
    """Return the application of all pages."""
    console = open_console(desk=desk, tasks=tasks, key=key)
    routes = [route for create in SUBJECTS for route in create(console)]
    pages = Starlette(
        routes=[Route("/static/{name:path}", serve_static, methods=["GET"]), *routes],
        exception_handlers={404: _nowhere(console), 405: _nowhere(console), 500: _broken(console)},
    )
    return SecurityHeaders(pages)


def _nowhere(console: Console) -> Callable[[Request, Exception], Awaitable[Response]]:
    async def nowhere(visit: Visit) -> Response:
        return visit.page("shell/nowhere.html", status=404)

    async def answer(request: Request, _: Exception) -> Response:
        return await answer_with(console, nowhere, request, needs=None)

    return answer


def _broken(console: Console) -> Callable[[Request, Exception], Awaitable[Response]]:
    async def answer(request: Request, _: Exception) -> Response:
        return await answer_broken(console, request)

    return answer
