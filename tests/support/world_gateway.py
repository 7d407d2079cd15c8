"""`obmen serve` and its commands as processes, which can be killed at any step."""

import json
import os
import signal
import socket
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import RLock
from typing import Any, Final

import httpx

from tests.support.world_forge import Forge
from tests.support.world_launcher import Board

PATIENCE_S: Final = 90.0
HTTP: Final = (
    httpx.Client(  # one, for making one costs more than a request; a killed gateway's connection is not kept
        trust_env=False, timeout=60, limits=httpx.Limits(max_keepalive_connections=0)
    )
)


class Unsettled(AssertionError):
    """The gateway does not come to rest."""


@dataclass(frozen=True)
class Said:
    """What a command said."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one document on standard output."""
        return json.loads(self.out)


@dataclass
class Gateway:
    """`obmen serve` on a data folder of its own, and the commands beside it."""

    forge: Forge
    folder: Path
    database_url: str
    port: int = 0
    pid: int = 0
    starts: int = 0
    public_host: str = "127.0.0.1"  # by which the others reach it
    _commands: int = 0
    board: Board = field(init=False)
    _lock: Any = field(default_factory=RLock)

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.port = self.port or _free_port()
        self.board = Board(self.folder / "board")

    @property
    def data_dir(self) -> Path:
        """The data folder."""
        return self.folder / "data"

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def trace(self) -> Path:
        """Steps of the last start."""
        return self.folder / f"steps-{self.starts}"

    @property
    def passed(self) -> tuple[int, int]:
        """Grows with every step: how often it was started, and how much its last start has noted."""
        starts, trace = self.starts, self.trace
        return starts, trace.stat().st_size if trace.exists() else 0

    def _start(self, argv: list[str], *, out: Path, err: Path, **orders: Any) -> int:
        env = {
            "OBMEN_DATA_DIR": str(self.data_dir),
            "OBMEN_DATABASE_URL": self.database_url,
            "OBMEN_LOG_FORMAT": "json",
            "OBMEN_PUBLIC_URL": f"http://{self.public_host}:{self.port}",
        }
        board = str(self.folder / "board")
        return self.forge.start("obmen", argv, env=env, out=out, err=err, board=board, **orders)

    def start(self) -> None:
        """Start `serve` and wait until it is ready, unless it dies before."""
        self.starts += 1
        argv = ["serve", "--host", "127.0.0.1", "--port", str(self.port)]
        log = self.folder / "serve.log"
        self.pid = self._start(argv, out=log, err=log, trace=str(self.trace))
        until = time.monotonic() + PATIENCE_S
        while self.alive() and not self._ready():
            if time.monotonic() > until:
                raise Unsettled(f"serve does not start: {self.log()[-3000:]}")
            time.sleep(0.01)

    def _ready(self) -> bool:
        try:
            return HTTP.get(f"{self.url}/readyz").is_success
        except httpx.TransportError:
            return False

    def alive(self) -> bool:
        """Tell whether `serve` runs."""
        return bool(self.pid) and self.forge.ended(self.pid) is None

    def kill(self) -> bool:
        """End `serve` as `kill -9` does; says whether it ran."""
        with self._lock:
            ran = self.alive()
            if ran:
                os.kill(self.pid, signal.SIGKILL)
                self.forge.wait(self.pid)
            return ran

    def kill_after(self, steps: int) -> None:
        """Let `serve` be killed after so many steps from now."""
        self.board.steps = steps

    def spare(self) -> bool:
        """Let it live; says whether the kill that was ordered has struck."""
        struck = self.board.steps == 0
        self.board.steps = 0
        return struck

    def stop(self) -> int:
        """End `serve` politely; returns its exit code."""
        os.kill(self.pid, signal.SIGTERM)
        return self.forge.wait(self.pid)

    def ensure(self) -> bool:
        """Start `serve` anew when it has died; says whether it had."""
        with self._lock:
            died = not self._answers()
            if died:
                self.start()
            return died

    def _answers(self) -> bool:
        """Tell whether it runs and answers: a killed one closes its door a moment before it has ended."""
        until = time.monotonic() + PATIENCE_S
        while self.alive():
            with suppress(httpx.TransportError):
                HTTP.get(f"{self.url}/healthz")
                return True
            if time.monotonic() > until:
                raise Unsettled(f"serve runs and does not answer: {self.log()[-3000:]}")
            time.sleep(0.01)
        return False

    def log(self) -> str:
        """What `serve` has logged."""
        path = self.folder / "serve.log"
        return path.read_text(errors="replace") if path.exists() else ""

    def cli(self, *argv: str) -> Said:
        """Run a command of the command line."""
        self._commands += 1
        out, err = (self.folder / f"command-{self._commands}.{end}" for end in ("out", "err"))
        pid = self._start(list(argv), out=out, err=err)
        code = self.forge.wait(pid, timeout_s=300)
        said = Said(code, out.read_text(), err.read_text())
        out.unlink()
        err.unlink()
        return said

    def look(self, name: str) -> dict[str, Any]:
        """What `obmen status NAME --json` says, asked as the command asks a running `serve`."""
        try:
            serving = json.loads((self.data_dir / "serve.json").read_text())
            answer = HTTP.post(
                f"{serving['url']}/_obmen/commands/status",
                json={"name": name},
                headers={"Authorization": f"Bearer {serving['token']}"},
            )
            told = json.loads(answer.text.splitlines()[-1])
            found: dict[str, Any] = told["document"]
        except (OSError, httpx.HTTPError, ValueError, LookupError) as error:
            return {"pending": repr(error)}
        return found

    def must(self, *argv: str) -> Any:
        """Run a command with `--json` that has to succeed; returns its document."""
        said = self.cli(*argv, "--json")
        assert said.code == 0, f"obmen {' '.join(argv)}: {said.code}\n{said.out}\n{said.err}"
        return said.json


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
