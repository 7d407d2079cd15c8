"""The `serve` that runs beside on the same data folder takes a command over the loopback."""

from __future__ import annotations

import asyncio
import json
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from obmen.bootstrap.commands import Result
from obmen.bootstrap.process import running_server
from obmen.config import Config
from obmen.domain.errors import BadSetting, NotFound, ObmenError, Refused
from obmen.storage.folder import Serving

TIMEOUT_S = 3600.0  # between two lines of a command's answer

ERRORS: Mapping[str, type[ObmenError]] = {e.code: e for e in (BadSetting, NotFound, Refused)}


async def ask_server(
    config: Config, name: str, args: Mapping[str, object], *, tell: Callable[[str], None]
) -> Result | None:
    """Hand a command to the running `serve`; None when there is none. Raises what the command raises."""
    server = running_server(config)
    if server is None:
        return None
    return await asyncio.to_thread(_ask, server, name, args, tell)


def _ask(
    server: Serving, name: str, args: Mapping[str, object], tell: Callable[[str], None]
) -> Result | None:
    request = urllib.request.Request(  # noqa: S310 — the address is our own loopback file's
        f"{server.url}/_obmen/commands/{name}",
        data=json.dumps(args).encode(),
        headers={"Authorization": f"Bearer {server.token}", "Content-Type": "application/json"},
        method="POST",
    )
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=TIMEOUT_S) as answer:
            return _read(iter(answer), tell)
    except urllib.error.URLError:
        return None


def _read(lines: Iterator[bytes], tell: Callable[[str], None]) -> Result:
    for line in lines:
        message: dict[str, Any] = json.loads(line)
        if "told" in message:
            tell(message["told"])
        elif "error" in message:
            error = message["error"]
            raise ERRORS.get(error["code"], ObmenError)(error["detail"], **error["facts"])
        else:
            return Result(message["document"], ok=message["ok"])
    raise Refused("serve", reason="serve_died")
