"""How long pages take: `python -m benchmarks pages [--database sqlite] [--rounds 15]`.

A database on disk that looks like a season's work: 100,000 products in groups, some with variations, prices
and stock; 10,000 invoices, open problems, runs, 1C's sessions. A real `obmen serve` answers. Every page of
the console and every list of the API is asked for in turn, so that a new one is measured by itself, and
searches as people type them. First at rest; then while packages of offers, of which one price in a hundred
has changed, are uploaded, read, staged and compared one behind the other by the same process. The portal
does not answer, so that nothing is measured but us. Times are the browser's, over a connection that stays
open; beside each is the processor time that the gateway's process has spent meanwhile, which other work on
the machine changes less: at rest on the answer; while it reads, also on reading, so that it is about what the
answer takes on a machine that does nothing else. `/healthz` asks nothing of anybody: what any answer costs.

With `--keep FOLDER` a filled SQLite database stays there and is used again.
"""

from __future__ import annotations

import argparse
import http.client
import json
import re
import shutil
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median
from typing import Any, Final, cast
from urllib.parse import quote, urlencode, urlsplit

from starlette.routing import Route

from benchmarks.filling import DOUBTFUL, MESSAGE, NAME, NO_INN, Filled, Season, fill
from benchmarks.machine import describe, percentile, spent_s, verdict
from benchmarks.world import SERVE, SERVING, START_S, Node, process, scratch, waited
from obmen.api.routes import SUBJECTS as OPERATIONS
from obmen.console.routes import SUBJECTS as PAGES
from obmen.console.shell import Console
from obmen.storage.folder import find_serving
from obmen_sandbox.stories.shop import write_offers_package
from tests.support.postgres import running_postgres

GOAL_S: Final = 0.100
NOTHING: Final = "/healthz"
SEARCH_S: Final = 0.150
TIMEOUT_S: Final = 120.0
API: Final = "/api/v1"
# A link that is used once, a form, and whole messages, which are no pages.
NOT_MEASURED: Final = frozenset({
    "/welcome/{secret}", "/sign-out", "/x/{exchange}/invoices/{invoice}/raw/{message}/file",
    "/exchanges/{exchange}/invoices/{invoice}/messages/{message}/file",
})  # fmt: skip
PRICE: Final = re.compile(r"(<ЦенаЗаЕдиницу>\d+)")
ONE_IN: Final = 100


@dataclass(frozen=True, slots=True)
class Asked:
    """One page or list; `ask` returns the address of the n-th time."""

    name: str
    address: Callable[[int], str]
    goal_s: float = GOAL_S
    headers: Mapping[str, str] = field(default_factory=dict)


def everything(filled: Filled, task_id: str) -> Iterator[Asked]:
    """Yield every page of the console, every list of the API, and the searches."""
    values: Mapping[str, Sequence[object]] = {
        "exchange": [NAME], "key:path": filled.keys, "invoice": filled.invoices, "run": filled.runs,
        "id": [task_id], "task": [task_id], "invoice_id": filled.invoices, "run_id": filled.runs,
        "user": ["owner"], "message": [MESSAGE], "kind": [DOUBTFUL], "cause": [NO_INN],
    }  # fmt: skip
    cookie = {"Cookie": f"obmen={filled.secret}"}
    bearer = {"Authorization": f"Bearer {filled.token}"}
    console = cast("Console", None)
    pages = [route for create in PAGES for route in create(console)]
    operations = [cast("Route", route) for router in OPERATIONS for route in router.routes]
    for routes, prefix, headers in ((pages, "", cookie), (operations, API, bearer)):
        for route in routes:
            if "GET" in (route.methods or ()) and route.path not in NOT_MEASURED:
                yield Asked(prefix + route.path, _addresses(prefix + route.path, values), headers=headers)
    yield from _searches(filled, cookie, bearer)
    yield Asked(NOTHING, lambda _: NOTHING)


QUERIES: Final = {
    f"{API}/exchanges/{{exchange}}/passport": {"id": "key:path"},
    "/x/{exchange}/problems/alike": {"kind": "kind", "cause": "cause"},
}
"""What has to be asked for beside a path: names in the query, and where their values are."""


def _addresses(path: str, values: Mapping[str, Sequence[object]]) -> Callable[[int], str]:
    def address(turn: int) -> str:
        def told(found: re.Match[str]) -> str:
            known = values[found[1]]
            return quote(str(known[turn % len(known)]), safe="")

        asked = re.sub(r"{([^}]+)}", told, path)
        if path in QUERIES:
            wanted = {name: values[key][turn % len(values[key])] for name, key in QUERIES[path].items()}
            asked += "?" + urlencode(wanted)
        return asked

    return address


def _searches(filled: Filled, cookie: Mapping[str, str], bearer: Mapping[str, str]) -> Iterator[Asked]:
    """Yield what people type, letter by letter it would be more of the same; htmx asks for rows only."""
    goods, bills = f"/x/{NAME}/catalogue", f"/x/{NAME}/invoices"
    words = [name.split()[0][:5] for name in filled.names]
    typed: Sequence[tuple[str, str, Sequence[str]]] = (
        ("article", goods, filled.articles),
        ("barcode", goods, filled.barcodes),
        ("Ид", goods, filled.keys),
        ("a word's beginning", goods, words),
        ("two parts of a name", goods, [" ".join(name.split()[:2])[2:] for name in filled.names]),
        ("nothing like it", goods, [f"несуществующее {number}" for number in range(10)]),
        ("an invoice's number", bills, [f"B24-{number}" for number in filled.invoices]),
        ("a client", bills, ["ромашка", "вектор", "лютик"]),
        ("no such client", bills, [f"никто {number}" for number in range(10)]),
    )
    for name, path, texts in typed:
        yield Asked(
            f"search: {name}", _queries(path, "text", texts), SEARCH_S, {**cookie, "HX-Request": "true"}
        )
    filters: Sequence[tuple[str, str, Sequence[str]]] = (
        ("group", "group", filled.groups),
        ("inactive", "state", ["inactive"]),
    )
    for name, key, texts in filters:
        yield Asked(f"goods narrowed by {name}", _queries(goods, key, texts), SEARCH_S, cookie)
    api = f"{API}/exchanges/{NAME}/goods"
    yield Asked("API search: article", _queries(api, "text", filled.articles), SEARCH_S, bearer)


def _queries(path: str, key: str, values: Sequence[str]) -> Callable[[int], str]:
    return lambda turn: f"{path}?{urlencode({key: values[turn % len(values)]})}"


@dataclass(slots=True)
class Browser:
    """One connection that stays open."""

    url: str
    _connection: http.client.HTTPConnection | None = None

    def get(self, path: str, headers: Mapping[str, str]) -> tuple[int, bytes, float]:
        """Ask for a page; returns its status, what came, and the seconds it took."""
        return self.send("GET", path, headers)

    def send(self, method: str, path: str, headers: Mapping[str, str]) -> tuple[int, bytes, float]:
        connection = self._connection or self._open()
        began_s = time.perf_counter()
        connection.request(method, path, headers=dict(headers))
        answer = connection.getresponse()
        body = answer.read()
        return answer.status, body, time.perf_counter() - began_s

    def _open(self) -> http.client.HTTPConnection:
        address = urlsplit(self.url)
        self._connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=TIMEOUT_S)
        return self._connection


@dataclass(slots=True)
class Times:
    """How long one page took, time after time."""

    taken_s: list[float] = field(default_factory=list)
    spent_s: list[float] = field(default_factory=list)  # of the processor, by the whole gateway
    status: int = 0
    size_bytes: int = 0


def ask_all(browser: Browser, asked: Sequence[Asked], rounds: int, *, pid: int) -> dict[str, Times]:
    """Ask for everything in turns; the first turn warms up and isn't counted."""
    found = {one.name: Times() for one in asked}
    for turn in range(rounds + 1):
        for one in asked:
            before_s = spent_s(pid)
            status, body, took_s = browser.get(one.address(turn), one.headers)
            times = found[one.name]
            times.status, times.size_bytes = max(times.status, status), len(body)
            if turn:
                times.taken_s.append(took_s)
                times.spent_s.append(spent_s(pid) - before_s)
    return found


@dataclass(slots=True)
class Load:
    """Packages that are uploaded one behind the other, each other than the one before."""

    paths: Sequence[Path]
    node: Node
    read_s: list[float] = field(default_factory=list)
    _stopped: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        for path in _forever(self.paths):
            if self._stopped.is_set():
                return
            self.read_s.append(sum(self.node.upload(path)))

    @contextmanager
    def running(self) -> Iterator[None]:
        thread = threading.Thread(target=self.run)
        thread.start()
        try:
            yield
        finally:
            self._stopped.set()
            thread.join()


def _forever(paths: Sequence[Path]) -> Iterator[Path]:
    while True:
        yield from paths


def write_packages(folder: Path, offers: int) -> list[Path]:
    """Write the shop's offers twice: one price in a hundred higher than before, and as before."""
    plain, dearer = folder / "offers0_1.xml", folder / "offers0_2.xml"
    with plain.open("wb") as target:
        write_offers_package(target, offers, 1, formed="2026-11-24T12:00:00")
    told = 0
    with plain.open(encoding="utf-8") as source, dearer.open("w", encoding="utf-8") as target_text:
        for text in source:
            told += "<ЦенаЗаЕдиницу>" in text
            target_text.write(PRICE.sub(r"\g<1>1", text) if told % ONE_IN == 1 else text)
    return [dearer, plain]


@dataclass(frozen=True, slots=True)
class Serving:
    """What `Node` needs of a gateway."""

    onec_url: str
    login: str
    password: str = field(repr=False)


@contextmanager
def gateway(folder: Path, url: str) -> Iterator[tuple[str, int]]:
    """Run `obmen serve` over a filled database; returns its address and its process."""
    environ = {"OBMEN_DATA_DIR": str(folder), "OBMEN_LOG_FORMAT": "json"}
    environ |= {"OBMEN_DATABASE_URL": url} if url else {}
    with process(folder.parent / "serve.log", "-c", SERVE.format(hurry=1), *SERVING, **environ) as running:
        yield waited(lambda: find_serving(folder), within_s=START_S).url, running.pid


def measure(*, database: str, season: Season, rounds: int, kept: Path | None) -> None:
    """Fill a database, ask for everything at rest and under load, and print what it took."""
    print(f"pages, {database}: {season}; {rounds} rounds; {describe()}", flush=True)
    with scratch() as folder, _database(database) as url:
        data = folder / "data"
        filled = _filled(data, url, season, kept=kept if database == "sqlite" else None)
        packages = write_packages(folder, season.offers)
        with gateway(data, url) as (address, pid):
            asked = list(everything(filled, begin_plan(Browser(address), filled)))
            rest = ask_all(Browser(address), asked, rounds, pid=pid)
            node = Node(cast("Any", Serving(f"{address}/1c/{NAME}", filled.login, filled.password)))
            load = Load(packages, node)
            with load.running():
                busy = ask_all(Browser(address), asked, rounds, pid=pid)
    report(database, asked, rest, busy)
    print(f"  {len(load.read_s)} packages meanwhile, each taken in {median(load.read_s):.1f} s; {describe()}")


def _filled(data: Path, url: str, season: Season, *, kept: Path | None) -> Filled:
    """Fill a database, or take a copy of the one that was kept."""
    note = kept / "filled.json" if kept else None
    if kept and note and note.exists():
        shutil.copytree(kept, data)
        return Filled(**json.loads(note.read_text()))
    began_s = time.monotonic()
    data.mkdir()
    filled = fill(data, url, season)
    print(f"  filled in {time.monotonic() - began_s:.0f} s", flush=True)
    if kept and note:
        shutil.copytree(data, kept)
        note.write_text(json.dumps(asdict(filled)))
    return filled


def begin_plan(browser: Browser, filled: Filled) -> str:
    """Begin a plan, wait for its end, and return the task's id: its page is one to measure too."""
    headers = {"Authorization": f"Bearer {filled.token}", "Content-Length": "0"}
    status, body, _ = browser.send("POST", f"{API}/exchanges/{NAME}/plan?wait=0", headers)
    begun = json.loads(body)
    if status >= 400:
        raise RuntimeError(body)

    def ended() -> object:
        _, told, _ = browser.get(f"{API}/tasks/{begun['id']}", {"Authorization": f"Bearer {filled.token}"})
        return None if json.loads(told)["state"] == "running" else told

    waited(ended, within_s=TIMEOUT_S)
    return str(begun["id"])


@contextmanager
def _database(database: str) -> Iterator[str]:
    if database == "sqlite":
        yield ""
        return
    with running_postgres() as postgres:
        yield postgres.create_database(name="pages")


def report(
    database: str, asked: Sequence[Asked], rest: Mapping[str, Times], busy: Mapping[str, Times]
) -> None:
    """Print each page, the slowest first, and how many of them hold their goal."""
    columns = f"{'goal':>6} {'at rest, p95, processor':>26} {'while reading, p95, processor':>31} {'size':>8}"
    print(f"  {database:66} {columns}")
    for one in sorted(asked, key=lambda one: -median(busy[one.name].taken_s)):
        still, under = rest[one.name], busy[one.name]
        print(
            f"  {one.name:66} {one.goal_s * 1000:3.0f} ms {_said(still):>26} {_said(under):>31}"
            f" {under.size_bytes / 1000:5.0f} kB"
            f"  {under.status}{_missed(one, still, under)}"
        )
    for name, times in (("at rest", rest), ("while a package is read", busy)):
        held = [one for one in asked if _holds(one, times[one.name])]
        worst_s = max(median(times[one.name].taken_s) for one in asked)
        nothing_s = median(times[NOTHING].taken_s)
        good = verdict(good=len(held) == len(asked))
        print(
            f"  {database}, {name}: {len(held)} of {len(asked)} hold: {good};"
            f" the slowest median {worst_s * 1000:.0f} ms, {NOTHING} {nothing_s * 1000:.0f} ms"
        )


def _holds(one: Asked, times: Times) -> bool:
    return median(times.taken_s) <= one.goal_s


def _missed(one: Asked, still: Times, under: Times) -> str:
    where = [name for name, times in (("rest", still), ("reading", under)) if not _holds(one, times)]
    return f"  MISSED ({', '.join(where)})" if where else ""


def _said(times: Times) -> str:
    figures = (median(times.taken_s), percentile(times.taken_s, 0.95), median(times.spent_s))
    return " / ".join(f"{figure * 1000:.0f}" for figure in figures) + " ms"


def main(argv: list[str] | None = None) -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    arguments.add_argument("--goods", type=int, default=100_000)
    arguments.add_argument("--offers", type=int, default=100_000)
    arguments.add_argument("--invoices", type=int, default=10_000)
    arguments.add_argument("--problems", type=int, default=5_000)
    arguments.add_argument("--rounds", type=int, default=15)
    arguments.add_argument("--database", action="append", choices=["sqlite", "postgresql"])
    arguments.add_argument("--keep", type=Path)
    told = arguments.parse_args(argv)
    season = Season(told.goods, told.offers, told.invoices, told.problems)
    for database in told.database or ["sqlite", "postgresql"]:
        measure(database=database, season=season, rounds=told.rounds, kept=told.keep)


if __name__ == "__main__":
    main()
