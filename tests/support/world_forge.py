"""A process that has imported everything once and forks the others: a gateway starts in a moment.

Run as a program it reads one JSON order a line and answers each with one JSON line.
"""

import gc
import json
import os
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Mapping
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import Any, Final, Self

ROOT: Final = Path(__file__).parents[2]


class Forge:
    """The test's side: starts programs, asks how they ended."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.support.world_forge"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(timeout=30)
        self._process.stdout.close()

    def start(
        self, program: str, argv: list[str], *, env: Mapping[str, str], out: Path, err: Path, **orders: Any
    ) -> int:
        """Start `obmen` or the `sandbox`; returns the process's id."""
        told = {"program": program, "argv": argv, "env": dict(env), "out": str(out), "err": str(err)}
        return int(self._ask({"op": "start", **told, "orders": orders})["pid"])

    def ended(self, pid: int) -> int | None:
        """Return how a process ended: its exit code, minus a signal's number; None while it runs."""
        code = self._ask({"op": "ended", "pid": pid})["code"]
        return None if code is None else int(code)

    def wait(self, pid: int, *, timeout_s: float = 60.0) -> int:
        """Wait for the end of a process."""
        until = time.monotonic() + timeout_s
        while (code := self.ended(pid)) is None:
            if time.monotonic() > until:
                raise TimeoutError(f"process {pid} does not end")
            time.sleep(0.01)
        return code

    def _ask(self, order: Mapping[str, Any]) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with self._lock:
            self._process.stdin.write(json.dumps(order) + "\n")
            self._process.stdin.flush()
            answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer


def serve() -> None:
    """Take orders until the end of input, then end whoever is left."""
    _import_everything()
    gc.freeze()  # what all share is not looked through again by each
    alive: set[int] = set()
    ends: dict[int, int] = {}
    for line in sys.stdin:
        order = json.loads(line)
        if order["op"] == "start":
            pid = _fork(order)
            alive.add(pid)
            answer: dict[str, Any] = {"pid": pid}
        else:
            answer = {"code": _ended(order["pid"], alive, ends)}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()
    for pid in alive:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


def _import_everything() -> None:
    import encodings.cp1251
    import encodings.idna
    import logging.config

    import aiohttp
    import anyio._backends._asyncio
    import psycopg
    import sqlalchemy.dialects.postgresql.psycopg
    import sqlalchemy.dialects.sqlite
    import uvicorn.lifespan.on
    import uvicorn.protocols.http.auto
    import uvicorn.protocols.websockets.auto

    import obmen.asgi
    import obmen.bootstrap.process
    import obmen.cli
    import obmen.cli.remote
    import obmen_sandbox.__main__
    import tests.support.world_launcher

    del encodings, logging, aiohttp, anyio, psycopg, sqlalchemy, uvicorn, obmen, obmen_sandbox, tests


def _ended(pid: int, alive: set[int], ends: dict[int, int]) -> int | None:
    if pid in alive:
        done, status = os.waitpid(pid, os.WNOHANG)
        if done == 0:
            return None
        alive.discard(pid)
        ends[pid] = os.waitstatus_to_exitcode(status)
    return ends[pid]


def _fork(order: Mapping[str, Any]) -> int:
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        code = _become(order)
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    except BaseException:  # noqa: BLE001 — whatever it is, the child must not take orders
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _become(order: Mapping[str, Any]) -> int:
    os.setsid()
    _redirect(0, "/dev/null", os.O_RDONLY)
    _redirect(1, order["out"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    _redirect(2, order["err"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for name in [name for name in os.environ if name.startswith("OBMEN_")]:
        del os.environ[name]
    os.environ.update(order["env"])
    if order["program"] == "sandbox":
        return _sandbox(order["argv"])
    from tests.support.world_launcher import prepare

    prepare(order["orders"])
    from obmen.cli import main

    return main(order["argv"])


def _redirect(handle: int, path: str, flags: int) -> None:
    opened = os.open(path, flags, 0o600)
    os.dup2(opened, handle)
    os.close(opened)


def _sandbox(argv: list[str]) -> int:
    """The practice systems; УНФ's rest of five seconds before each import is left out."""
    from functools import partial

    import obmen_sandbox.__main__ as sandbox
    from obmen_sandbox.onec import create_onec

    setattr(sandbox, "create_onec", partial(create_onec, sleep=lambda _: None))  # noqa: B010 — it is not exported
    return sandbox.main(argv)


if __name__ == "__main__":
    serve()
