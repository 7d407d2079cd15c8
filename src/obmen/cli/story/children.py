"""The processes of a story: two practice portals, each with its practice 1C, and the gateway between."""

from __future__ import annotations

import subprocess
import sys
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from obmen.cli.story.trouble import StoryFailed
from obmen.storage.folder import Serving, find_serving

START_S: Final = 60.0
STOP_S: Final = 10.0
LOOK_S: Final = 0.05


@dataclass(frozen=True, slots=True)
class Sandbox:
    """A running practice portal with a practice 1C beside it."""

    webhook: str

    @property
    def url(self) -> str:
        """Where its pages and its control interface are, without a slash at the end."""
        return self.webhook.partition("/rest/")[0]


class Children:
    """Starts processes and stops every one of them at the end, whatever the end is.

    Each child also watches its standard input, which ends with this process even when it is killed.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._files = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for process in self._running.values():
            if process.stdin is not None:
                process.stdin.close()
            process.terminate()
        for process in self._running.values():
            try:
                process.wait(STOP_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self._files.close()

    def start_sandbox(self, name: str) -> None:
        """Start a practice portal; `sandbox` tells where it is."""
        self._start(name, "-m", "obmen_sandbox", "--port", "0", "--exit-when-stdin-closes")

    def start_gateway(self, name: str, *, language: str) -> None:
        """Start the gateway on this story's folder; `gateway` tells where it is."""
        self._start(name, "-m", "obmen.cli.story.leash", str(self._folder), language)

    def sandbox(self, name: str) -> Sandbox:
        """Wait for a practice portal's first line: its webhook. Raises StoryFailed."""
        said = self._log(name, "out")
        while True:
            line, ended, _ = said.read_text(encoding="utf-8").partition("\n")
            if ended:
                return Sandbox(line.strip())
            self._wait(name)

    def gateway(self, name: str) -> Serving:
        """Wait until the gateway has announced itself. Raises StoryFailed."""
        while True:
            serving = find_serving(self._folder)
            if serving is not None:
                return serving
            self._wait(name)

    def watch(self) -> None:
        """Raise StoryFailed when a process has ended by itself."""
        for name, process in self._running.items():
            if process.poll() is not None:
                raise StoryFailed("demo.failed.ended", process=name, log=self._log(name, "err"))

    def _start(self, name: str, *args: str) -> None:
        self._began = time.monotonic()
        out = self._files.enter_context(self._log(name, "out").open("wb"))
        err = self._files.enter_context(self._log(name, "err").open("wb"))
        self._running[name] = subprocess.Popen(
            [sys.executable, *args],
            stdin=subprocess.PIPE,
            stdout=out,
            stderr=err,
            start_new_session=True,  # Ctrl+C is ours; they stop when we say so
        )

    def _wait(self, name: str) -> None:
        self.watch()
        if time.monotonic() - self._began > START_S:
            raise StoryFailed("demo.failed.start", process=name, log=self._log(name, "err"))
        time.sleep(LOOK_S)

    def _log(self, name: str, kind: str) -> Path:
        return self._folder / f"{name}.{kind}.log"
