"""The words of 1C's dialogue, sans-IO: what a request asks, and the exact text of each answer.

Source: facts §1.1–1.5, §1.10. Lines end with LF only (1C does not trim the cookie lines), the status word
comes first, no answer is empty.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import unquote_to_bytes

SUCCESS: Final = "success"
PROGRESS: Final = "progress"
FAILURE: Final = "failure"
COOKIE_NAME: Final = "OBMENSESSID"

OLDEST_VERSION: Final = "2.03"
NEWEST_VERSION: Final = "3.1"
DEFAULT_VERSION: Final = "2.09"  # what Bitrix names to a client whose version it cannot read

_SEPARATOR: Final = re.compile(rb"[&?]")  # `?`: an address with a query of its own gets 1C's behind it
_VERSION: Final = re.compile(r"[23]\.\d{1,2}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What one request asks; names as they stand in the address."""

    type: str = ""
    mode: str = ""
    filename: str = ""
    sessid: str | None = None  # None: not sent at all; empty: the client found no fourth line
    version: str = ""
    cml_version: str = ""
    order: tuple[str, ...] = ()  # parameter names as they came: УНФ puts sessid before mode


def parse_query(raw: bytes) -> Query:
    """Read the part of the address behind `?`.

    Shape:  values are not url-encoded, in UTF-8 or windows-1251; `&&` and a trailing `&` are normal.
    Source: facts §1.1, §1.4.
    """
    pairs: dict[str, str] = {}
    for piece in filter(None, _SEPARATOR.split(raw)):
        name, _, value = piece.partition(b"=")
        pairs[_decode(name)] = _decode(value)
    return Query(
        type=pairs.get("type", "").strip().lower(),
        mode=pairs.get("mode", "").strip().lower(),
        filename=pairs.get("filename", ""),
        sessid=pairs.get("sessid"),
        version=pairs.get("version", "").strip(),
        cml_version=pairs.get("cmlVersion", "").strip(),
        order=tuple(pairs),
    )


def _decode(raw: bytes) -> str:
    plain = unquote_to_bytes(raw)
    try:
        return plain.decode("utf-8")
    except UnicodeDecodeError:
        return plain.decode("windows-1251", "replace")


def checkauth_answer(*, cookie: str, sessid: str, timestamp: datetime | None) -> str:
    """Return the session's cookie and token; `timestamp` stands in the answers for the catalogue only."""
    lines = [SUCCESS, COOKIE_NAME, cookie, f"sessid={sessid}"]
    if timestamp is not None:
        lines.append(f"timestamp={int(timestamp.timestamp())}")
    return "\n".join(lines)


def init_answer(*, zip_offered: str, file_limit_bytes: int, sessid: str, asked_version: str) -> str:
    """Return the terms of the upload: exactly two lines, unless the client asked for `version`.

    Source: facts §1.3: УТ counts the lines and gives the whole exchange up when there are not two.
    """
    lines = [f"zip={zip_offered}", f"file_limit={file_limit_bytes}"]
    if asked_version:
        lines += [f"sessid={sessid}", f"version={spoken_version(asked_version)}"]
    return "\n".join(lines)


def spoken_version(asked: str) -> str:
    """Return the schema version that both sides understand: the asked one inside 2.03…3.1."""
    if not _VERSION.fullmatch(asked):
        return DEFAULT_VERSION
    return max(OLDEST_VERSION, min(asked, NEWEST_VERSION), key=_number)


def _number(version: str) -> tuple[int, int]:
    major, minor = version.split(".")
    return int(major), int(minor)


def success_answer() -> str:
    """Return the whole answer to what needs no more than a yes."""
    return SUCCESS


def progress_answer(text: str) -> str:
    """Return what makes 1C ask the same again at once."""
    return f"{PROGRESS}\n{_one_line(text)}"


def failure_answer(reason: str) -> str:
    """Return the answer that stops 1C, with the reason that its log will show."""
    return f"{FAILURE}\n{_one_line(reason)}"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def encode(text: str, *, charset: str) -> bytes:
    """Encode an answer; what the charset lacks becomes a character reference, as Bitrix does."""
    return text.encode(charset, "xmlcharrefreplace")


def cookie_value(header: str) -> str:
    """Find our cookie in a Cookie header; an empty string when it is not there."""
    for piece in header.split(";"):
        name, _, value = piece.strip().partition("=")
        if name.lower() == COOKIE_NAME.lower():
            return value.strip()
    return ""
