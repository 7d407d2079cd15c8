"""What goes wrong, as problem+json in the caller's language. Source: RFC 9457."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import Field
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Match, Route

from obmen.api.languages import language_of
from obmen.api.shapes import Shape
from obmen.domain.errors import NotFound, ObmenError
from obmen.messages.catalogue import fix_of, text_of
from obmen.messages.errors import code_of, fix_of_error, text_of_error

MEDIA_TYPE: Final = "application/problem+json"
EXPLAINED: Final = "/api/v1/docs#problems"


class Unknown(ObmenError):
    """No token was shown, or one that is worth nothing."""

    code = "api.unknown"


class TooManyWrong(ObmenError):
    """Too many wrong tokens came from one address."""

    code = "api.hasty"


class Forbidden(ObmenError):
    """The token lacks the scope."""

    code = "api.forbidden"


class Wrong(Shape):
    """One thing that has not the shape that it should have."""

    where: list[str | int] = Field(examples=[["body", "ids", 0]])
    what: str = Field(examples=["Input should be a valid integer"])


class Problem(Shape):
    """What went wrong, and what to do about it."""

    type: str = Field(default=EXPLAINED)
    title: str = Field(examples=["Not found"])
    status: int = Field(examples=[404])
    detail: str = Field(examples=["There is no exchange “shop”"])
    fix: str = Field(
        description="What to do; empty: nothing is known.", examples=["See: obmen exchange list"]
    )
    code: str = Field(description="Stands for the kind of problem, whatever the language.")
    errors: list[Wrong] = Field(default=[], description="With 422: what has the wrong shape.")


STATUS: Final[Mapping[type[ObmenError], int]] = {
    Unknown: 401, Forbidden: 403, NotFound: 404, TooManyWrong: 429,
}  # fmt: skip
REFUSED: Final = 409
"""Whatever was understood and cannot be done as things stand."""


def answer_refusals(app: FastAPI) -> None:
    """Teach an application to answer in problem+json."""
    app.add_exception_handler(ObmenError, _refused)
    app.add_exception_handler(RequestValidationError, _misshapen)
    app.add_exception_handler(HTTPException, _nowhere)
    app.add_exception_handler(Exception, _broken)


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return statuses as an operation documents them."""
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {status: {"description": f"api.status.{status}", "content": content} for status in statuses}


def problem_of(error: ObmenError, *, language: str) -> Problem:
    """Put an error into words."""
    status = STATUS.get(type(error), REFUSED)
    return Problem(
        title=text_of(f"api.status.{status}", language=language, facts={}),
        status=status,
        detail=text_of_error(error, language=language),
        fix=fix_of_error(error, language=language),
        code=code_of(error),
    )


def problem_of_crash(request: Request) -> Response:
    """Answer that something went wrong that nobody foresaw; the log has all of it."""
    return _told(request, 500, "api.broken")


async def _refused(request: Request, error: Exception) -> Response:
    if not isinstance(error, ObmenError):
        raise error
    language = _language(request)
    problem = problem_of(error, language=language)
    answer = _answer(problem, language)
    if problem.status == 401:
        answer.headers["WWW-Authenticate"] = 'Bearer realm="obmen"'
    if problem.status == 429:
        answer.headers["Retry-After"] = str(error.facts["seconds"])
    return answer


async def _misshapen(request: Request, error: Exception) -> Response:
    """What was sent is not repeated: it may be a secret."""
    if not isinstance(error, RequestValidationError):
        raise error
    wrong = [Wrong(where=list(one["loc"]), what=str(one["msg"])) for one in error.errors()]
    return _told(request, 422, "api.misshapen", errors=wrong)


async def _nowhere(request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    codes = {404: "api.nowhere", 405: "api.method", 413: "api.too_long"}
    status = error.status_code if error.status_code in codes else 422  # a body that cannot be read
    answer = _told(request, status, codes.get(status, "api.misshapen"))
    if status == 405:
        answer.headers["Allow"] = ", ".join(_methods(request))
    return answer


async def _broken(request: Request, _: Exception) -> Response:
    return _told(request, 500, "api.broken")


def _methods(request: Request) -> list[str]:
    routes: Sequence[BaseRoute] = request.app.state.routes
    here = [route for route in routes if isinstance(route, Route) and _is_here(route, request)]
    return sorted({method for route in here for method in route.methods or ()})


def _is_here(route: Route, request: Request) -> bool:
    return route.matches(request.scope)[0] is not Match.NONE


def _told(request: Request, status: int, code: str, *, errors: Sequence[Wrong] = ()) -> JSONResponse:
    language = _language(request)
    problem = Problem(
        title=text_of(f"api.status.{status}", language=language, facts={}),
        status=status,
        detail=text_of(code, language=language, facts={}),
        fix=fix_of(code, language=language, facts={}),
        code=code,
        errors=list(errors),
    )
    return _answer(problem, language)


def _answer(problem: Problem, language: str) -> JSONResponse:
    return JSONResponse(
        problem.model_dump(mode="json"),
        status_code=problem.status,
        media_type=MEDIA_TYPE,
        headers={"Content-Language": language},
    )


def _language(request: Request) -> str:
    return language_of(
        request.headers.get("accept-language", ""), otherwise=request.app.state.door.desk.language
    )
