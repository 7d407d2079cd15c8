"""The document itself, and the page that shows it to people; both need no token and nothing from outside."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any, Final

from fastapi import FastAPI, Request
from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import HTMLResponse, JSONResponse, Response

from obmen.api.document import describe, operations, scope_of
from obmen.api.languages import language_of
from obmen.messages.catalogue import text_of

STYLE: Final = "docs.css"


def add_pages(app: FastAPI) -> None:
    """Add the document and its page to an application."""

    @cache
    def written(language: str) -> dict[str, Any]:
        return describe(app, language=language)

    async def document(request: Request) -> Response:
        language = _language(request)
        return JSONResponse(written(language), headers=_told(language))

    async def page(request: Request) -> Response:
        language = _language(request)
        return HTMLResponse(_render(written(language), language), headers=_told(language))

    async def style(_: Request) -> Response:
        return Response((files("obmen.api") / "templates" / STYLE).read_bytes(), media_type="text/css")

    app.add_route("/openapi.json", document, methods=["GET"], include_in_schema=False)
    app.add_route("/docs", page, methods=["GET"], include_in_schema=False)
    app.add_route(f"/{STYLE}", style, methods=["GET"], include_in_schema=False)


def _told(language: str) -> dict[str, str]:
    return {"Content-Language": language, "Vary": "Accept-Language"}


def _language(request: Request) -> str:
    return language_of(
        request.headers.get("accept-language", ""), otherwise=request.app.state.door.desk.language
    )


@cache
def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("obmen.api"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _render(document: dict[str, Any], language: str) -> str:
    subjects: dict[str, list[dict[str, Any]]] = {}
    for method, path, operation in operations(document):
        line = {"method": method, "path": path, "operation": operation, "scope": scope_of(operation)}
        subjects.setdefault(operation["tags"][0], []).append(line)
    return (
        _templates()
        .get_template("docs.html")
        .render(
            document=document,
            subjects=subjects,
            language=language,
            style=STYLE,
            name_of=_name_of,
            t=lambda code, **facts: text_of(f"api.{code}", language=language, facts=facts),
        )
    )


def _name_of(schema: dict[str, Any]) -> str:
    """Return the name of a shape, or what it is where it has none."""
    if "$ref" in schema:
        return str(schema["$ref"].rpartition("/")[2])
    if "anyOf" in schema:
        return " | ".join(_name_of(one) for one in schema["anyOf"])
    if "items" in schema:
        return f"[{_name_of(schema['items'])}]"
    return str(schema.get("format") or schema.get("type") or "any")
