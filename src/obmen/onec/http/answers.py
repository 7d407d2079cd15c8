"""Answers as HTTP: 200 with a body, except 401; the charset stands in the header. Facts §1.1, §1.10."""

from __future__ import annotations

from starlette.responses import Response

from obmen.onec.commerceml.session import encode, failure_answer

CHARSET_OF_STRANGERS = "windows-1251"


def text_answer(
    text: str, *, charset: str, status: int = 200, headers: dict[str, str] | None = None
) -> Response:
    """Answer with a status word and its lines."""
    return bytes_answer(
        encode(text, charset=charset), kind="text/plain", charset=charset, status=status, headers=headers
    )


def xml_answer(document: bytes, *, charset: str) -> Response:
    """Answer with a document that is encoded already."""
    return bytes_answer(document, kind="application/xml", charset=charset)


def unauthorized(reason: str) -> Response:
    """Ask for the password, with a body: 1C takes an empty one for a broken server."""
    return text_answer(
        failure_answer(reason),
        charset=CHARSET_OF_STRANGERS,
        status=401,
        headers={"WWW-Authenticate": 'Basic realm="1C"'},
    )


def bytes_answer(
    body: bytes, *, kind: str, charset: str, status: int = 200, headers: dict[str, str] | None = None
) -> Response:
    """Build the response; caches on the way must not keep it."""
    own = {"Content-Type": f"{kind}; charset={charset}", "Cache-Control": "no-store"}
    return Response(body, status_code=status, headers=own | (headers or {}))
