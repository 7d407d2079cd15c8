"""JSON over the loopback: how the story talks to the practice systems and to its gateway."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, TypeAlias

Json: TypeAlias = Any  # a JSON document: its shape is the other side's

ANSWER_S = 300.0  # an exchange of 1C answers when it is over


class LoopbackFailed(Exception):
    """A process of the story refused a request or does not answer."""


def ask(url: str, *, body: Mapping[str, object] | None = None, token: str = "") -> Json:
    """GET an address, or POST a JSON body to it; numbers with a point come as Decimal.

    Raises: LoopbackFailed — with what the other side said.
    """
    return json.loads(fetch(url, body=body, token=token), parse_float=Decimal)


def fetch(url: str, *, body: Mapping[str, object] | None = None, token: str = "") -> bytes:
    """As `ask`, with the answer as it is; no proxy stands between processes of one machine."""
    data = None if body is None else json.dumps(body, ensure_ascii=False).encode()
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
    request = urllib.request.Request(url, data=data, headers=headers)  # noqa: S310 — our own loopback address
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=ANSWER_S) as answer:
            told: bytes = answer.read()
    except urllib.error.HTTPError as refusal:
        raise LoopbackFailed(
            f"{url}: {refusal.code} {refusal.read().decode(errors='replace')[:500]}"
        ) from None
    except OSError as error:
        raise LoopbackFailed(f"{url}: {error}") from error
    return told
