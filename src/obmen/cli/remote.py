"""The `serve` that runs beside on the same data folder takes a command over the loopback."""

from __future__ import annotations

import http.client
import json
import ssl
import urllib.error
import urllib.request
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from obmen.bootstrap.result import Result
from obmen.domain.errors import BadSetting, NotFound, ObmenError, Refused
from obmen.storage.folder import Serving, find_serving

if TYPE_CHECKING:
    from obmen.bootstrap.result import Tell
    from obmen.config import Config

TIMEOUT_S = 3600.0  # between two lines of a command's answer

ERRORS: Mapping[str, type[ObmenError]] = {e.code: e for e in (BadSetting, NotFound, Refused)}


class ToldError(ObmenError):
    """An error of any other kind, as `serve` tells it."""

    def __init__(self, code: str, detail: str, facts: Mapping[str, object]) -> None:
        super().__init__(detail, **facts)
        self.code = code


def ask_server(config: Config, name: str, args: Mapping[str, object], *, tell: Tell) -> Result | None:
    """Hand a command to the running `serve`; None when there is none. Raises what the command raises."""
    server = find_serving(config.data_dir)
    if server is None:
        return None
    try:
        answer = _opener().open(_request(server, name, args), timeout=TIMEOUT_S)
    except urllib.error.URLError:
        return None
    try:
        with answer:
            return _read(answer, tell)
    except (OSError, http.client.HTTPException, ValueError):
        raise Refused("serve", reason="serve_died") from None


def _request(server: Serving, name: str, args: Mapping[str, object]) -> urllib.request.Request:
    return urllib.request.Request(  # noqa: S310 — the address is our own loopback file's
        f"{server.url}/_obmen/commands/{name}",
        data=json.dumps(args).encode(),
        headers={"Authorization": f"Bearer {server.token}", "Content-Type": "application/json"},
        method="POST",
    )


def _opener() -> urllib.request.OpenerDirector:
    """Ask without a proxy and without judging the certificate.

    The address stands in a file that only our user may read, and the certificate names the public host.
    """
    trusting = ssl.create_default_context()
    trusting.check_hostname = False
    trusting.verify_mode = ssl.CERT_NONE
    return urllib.request.build_opener(
        urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=trusting)
    )


def _read(lines: Iterable[bytes], tell: Tell) -> Result:
    for line in lines:
        message: dict[str, Any] = json.loads(line)
        if "told" in message:
            tell(message["told"])
        elif "error" in message:
            _raise(message["error"])
        else:
            return Result(message["document"], ok=message["ok"])
    raise Refused("serve", reason="serve_died")


def _raise(error: Mapping[str, Any]) -> None:
    known = ERRORS.get(error["code"])
    if known is None:
        raise ToldError(error["code"], error["detail"], error["facts"])
    raise known(error["detail"], **error["facts"])
