"""The OpenAPI document, in both languages: its words stand in obmen.messages.api by code."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from obmen.api.refusals import Problem
from obmen.messages.catalogue import text_of

Document = dict[str, Any]
VERSION: Final = "1"
ROOT: Final = "/api/v1"
METHODS: Final = frozenset({"get", "post", "put", "patch", "delete"})


def describe(app: FastAPI, *, language: str) -> Document:
    """Return the OpenAPI document of an application."""
    document = get_openapi(
        title="Obmen",
        version=VERSION,
        description=_say("api.about", language),
        routes=app.routes,
        servers=[{"url": ROOT}],
    )
    schemas = document["components"]["schemas"]
    problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}", mode="serialization")
    schemas |= problem.pop("$defs", {}) | {"Problem": problem}
    for _, _, operation in operations(document):
        _put_into_words(operation, language)
    return document


def operations(document: Mapping[str, Any]) -> Iterator[tuple[str, str, Document]]:
    """Return every operation with its method and its path."""
    for path, item in document["paths"].items():
        for method, operation in item.items():
            if method in METHODS:
                yield method.upper(), path, operation


def scope_of(operation: Mapping[str, Any]) -> str:
    """Return the scope that an operation needs; empty: any token will do."""
    return ", ".join(scope for one in operation.get("security", ()) for scope in next(iter(one.values())))


def _put_into_words(operation: Document, language: str) -> None:
    operation["summary"] = _say(f"api.do.{operation['operationId']}", language)
    for status, response in operation["responses"].items():
        response["description"] = _say(f"api.status.{status}", language)


def _say(code: str, language: str) -> str:
    return text_of(code, language=language, facts={})
