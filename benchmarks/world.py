"""The product and both practice systems as processes of their own, for measuring."""

from __future__ import annotations

import http.client
import os
import subprocess
import sys
import time
from base64 import b64encode
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final
from urllib.parse import urlsplit

from obmen.cli.story.gateway import Gateway
from obmen.cli.story.loopback import Json, ask
from obmen.cli.story.practice import Traffic
from obmen.storage.folder import find_serving
from obmen_sandbox.stories.shop import write_catalog_package, write_offers_package

SERVE: Final = """
import asyncio, time
from datetime import UTC, datetime
from obmen.bootstrap import process
from obmen.cli import main

hurry, began_s = {hurry}, time.time()
if hurry > 1:
    later = asyncio.BaseEventLoop.call_later
    def call_later(loop, delay, *args, **named):
        return later(loop, delay / hurry, *args, **named)
    asyncio.BaseEventLoop.call_later = call_later
    process.now = lambda: datetime.fromtimestamp(began_s + (time.time() - began_s) * hurry, UTC)
main()
"""
"""The gateway's process; `hurry` lets its clock and its waiting run so many times faster."""
SERVING: Final = ("serve", "--port", "0")
START_S: Final = 60.0
LOOK_S: Final = 0.02
UNBOUNDED: Final = ("rate_per_second=100", "burst=1000", "operating_seconds=600")
"""Settings for a portal without limits: what is measured is us, not a wait for its plan."""


class NotInTime(Exception):
    """Something that was waited for did not come."""


@dataclass(frozen=True, slots=True)
class Portal:
    """A practice portal that runs."""

    webhook: str

    @property
    def url(self) -> str:
        return self.webhook.partition("/rest/")[0]

    def stats(self) -> Json:
        return ask(f"{self.url}/_sandbox/stats")

    def traffic(self) -> Traffic:
        """Return requests, commands and writing commands so far."""
        told = self.stats()
        return Traffic(told["requests"].get("http", 0), sum(told["commands"].values()), told["writes"])

    def dump(self) -> Json:
        return ask(f"{self.url}/_sandbox/dump")

    def bill(self, product: str) -> Json:
        """Make an invoice for a known company, with one row of a product that 1C knows."""
        rows = [{"product": product, "quantity": "1"}]
        return ask(f"{self.url}/_sandbox/invoice", body={"company": {"id": 2}, "rows": rows})

    def stage(self, invoice_id: int) -> str:
        stage: str = ask(f"{self.url}/_sandbox/invoice/{invoice_id}")["invoice"]["stageId"]
        return stage

    def add_units(self, codes: Sequence[str]) -> None:
        """Add units of measure, as an administrator does."""
        known = {str(row["code"]) for row in self.dump()["measures"]}
        for code in sorted(set(codes) - known):
            fields = {"code": int(code), "measureTitle": code, "symbol": code}
            ask(f"{self.webhook}catalog.measure.add", body={"fields": fields})


@dataclass(frozen=True, slots=True)
class Served:
    """A gateway that runs, with one exchange."""

    name: str
    process: subprocess.Popen[bytes]
    gateway: Gateway
    onec_url: str
    login: str
    password: str = field(repr=False)

    def status(self) -> Json:
        return self.gateway.status(self.name)

    def set(self, *assignments: str) -> None:
        self.gateway.set(self.name, *assignments)

    def settled(self, *, within_s: float) -> Json:
        """Wait until nothing is due or under way."""
        return waited(
            lambda: told if not (told := self.status())["pending"] else None, within_s=within_s, step_s=0.2
        )


def waited(look: Callable[[], Json], *, within_s: float, step_s: float = LOOK_S) -> Json:
    """Look until something is seen; raises NotInTime."""
    until = time.monotonic() + within_s
    while (seen := look()) is None:
        if time.monotonic() > until:
            raise NotInTime
        time.sleep(step_s)
    return seen


@contextmanager
def process(log: Path, *args: str, **environ: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run this environment's Python; what it says goes into a file."""
    with log.open("wb") as out:
        running = subprocess.Popen(
            [sys.executable, *args], stdout=out, stderr=subprocess.STDOUT, env=os.environ | environ
        )
        try:
            yield running
        finally:
            running.terminate()
            try:
                running.wait(20)
            except subprocess.TimeoutExpired:
                running.kill()
                running.wait()


@contextmanager
def portal(folder: Path, *args: str, name: str = "portal") -> Iterator[Portal]:
    """Run a practice portal."""
    log = folder / f"{name}.log"
    with process(log, "-m", "obmen_sandbox", "--port", "0", *args):

        def first_line() -> str | None:
            line, ended, _ = log.read_text(encoding="utf-8").partition("\n")
            return line.strip() if ended else None

        yield Portal(waited(first_line, within_s=START_S))


@contextmanager
def served(
    folder: Path, at: Portal, *, settings: Sequence[str], name: str = "serve", hurry: int = 1
) -> Iterator[Served]:
    """Run `obmen serve` on an empty data folder, with one exchange."""
    data = folder / name
    data.mkdir(exist_ok=True)
    environ = {"OBMEN_DATA_DIR": str(data), "OBMEN_LOG_FORMAT": "json"}
    with process(folder / f"{name}.log", "-c", SERVE.format(hurry=hurry), *SERVING, **environ) as running:
        gateway = Gateway(waited(lambda: find_serving(data), within_s=START_S), "en")
        made = gateway.do("exchange.add", name="bench", portal=at.webhook, login="")
        one = Served("bench", running, gateway, made["onec_url"], made["login"], made["password"])
        if settings:
            one.set(*settings)
        yield one


@contextmanager
def scratch() -> Iterator[Path]:
    """Make a folder for one measurement."""
    with TemporaryDirectory(prefix="obmen-bench-", dir=os.environ.get("BENCH_DIR")) as folder:
        yield Path(folder)


def write_shop(folder: Path, *, goods: int, offers: int) -> tuple[Path, Path]:
    """Write a catalogue and an offer package of the practice shop as streams."""
    paths = folder / "import0_1.xml", folder / "offers0_1.xml"
    with paths[0].open("wb") as target:
        write_catalog_package(target, goods, 1)
    with paths[1].open("wb") as target:
        write_offers_package(target, offers, 1)
    return paths


@dataclass(slots=True)
class Node:
    """1C as far as uploads go: Basic with every request, a connection for each, files in parts."""

    served: Served
    kind: str = "catalog"
    cookie: str = ""

    def ask(self, query: str, body: bytes | None = None) -> str:
        """Send one request and return the decoded answer."""
        address = urlsplit(self.served.onec_url)
        connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=300)
        secret = b64encode(f"{self.served.login}:{self.served.password}".encode()).decode()
        headers = {"Authorization": f"Basic {secret}", "User-Agent": "1C+Enterprise/8.3"}
        if self.cookie:
            headers["Cookie"] = self.cookie
        method = "GET" if body is None else "POST"
        connection.request(method, f"{address.path}?type={self.kind}&{query}", body=body, headers=headers)
        answer = connection.getresponse().read().decode("cp1251", "replace")
        connection.close()
        return answer

    def log_in(self) -> None:
        lines = self.ask("mode=checkauth").split("\n")
        if lines[0] != "success":
            raise NotInTime(lines)
        self.cookie = f"{lines[1]}={lines[2]}"

    def upload(self, path: Path) -> tuple[float, float]:
        """Send a file in the parts that the gateway asks for, and import it; returns both times in s."""
        self.log_in()
        limit = int(self.ask("mode=init").partition("file_limit=")[2])
        began_s = time.perf_counter()
        with path.open("rb") as source:
            while piece := source.read(limit):
                self._must(f"mode=file&filename={path.name}", piece)
        sent_s = time.perf_counter()
        while (answer := self.ask(f"mode=import&filename={path.name}")).startswith("progress"):
            continue
        if not answer.startswith("success"):
            raise NotInTime(answer)
        return sent_s - began_s, time.perf_counter() - sent_s

    def _must(self, query: str, body: bytes) -> None:
        answer = self.ask(query, body)
        if not answer.startswith("success"):
            raise NotInTime(answer)
