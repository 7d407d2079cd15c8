"""The whole product beside both practice systems, as a stranger meets it: processes, addresses, commands.

Time is the machine's until nothing moves any more; then it jumps, for the gateway and for the portal alike.
"""

import json
import re
import time
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from typing import Any, Final

from tests.support.world_gateway import PATIENCE_S, Gateway, Unsettled
from tests.support.world_sandbox import Onec, Sandbox

JUMP_S: Final = 30.0  # shorter than any time limit of a request
LONG_JUMP_S: Final = 60.0  # what waits longer than a few jumps waits for minutes
SHORT_JUMPS: Final = 4
TALK_JUMP_S: Final = 3.0  # while 1C speaks: it waits for a fresh poll, which is given five seconds
STILL_S: Final = 0.15  # nothing has moved for so long: time may jump
LONGEST_S: Final = 3600.0  # the longest that anything waits by itself: a silent dialogue, a halted portal
MOMENTS: Final = frozenset({"id", "number", "date", "site_date", "site_time"})
DATES: Final = re.compile(r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\d[.\d]*(?:[+-]\d\d:\d\d|Z)?)?|\d\d\.\d\d\.\d{4}")
MARKS: Final = re.compile(r" \[[0-9a-f]{10}\]|(?<=obmen:\d:)(\d+):\d+:\d+")  # they count what 1C told at once
PAPERS: Final = {
    "payments": "Документ № ",
    "shipments": "документ № ",
}  # each kind counts from 1: told by its words
RUNS: Final = 8  # 1C's exchange is tried again so often, as its schedule would


@dataclass
class Exchange:
    """One exchange of the gateway, as an integrator sees it."""

    world: "World"
    name: str
    onec_url: str
    login: str
    password: str

    def set(self, **settings: str) -> None:
        """Change settings."""
        said = self.world.gateway.cli(
            "exchange", "set", self.name, *(f"{key}={value}" for key, value in settings.items())
        )
        assert said.code == 0, said.out + said.err

    def status(self) -> dict[str, Any]:
        """What `obmen status` tells."""
        found: dict[str, Any] = self.world.gateway.must("status", self.name)
        return found

    def problems(self) -> list[str]:
        """Kinds of what waits for a person."""
        return sorted(one["kind"] for one in self.world.gateway.must("problems", self.name))

    def settled(self) -> dict[str, Any]:
        """Wait until nothing is under way or due; time jumps when nothing moves."""
        return self.world.settled(self)

    def connect(self, base: Onec) -> Onec:
        """Write the exchange's address and login into the node of a base."""
        base.connect(address=self.onec_url, login=self.login, password=self.password)
        return base


@dataclass
class World:
    """A gateway and the sandbox."""

    sandbox: Sandbox
    gateway: Gateway
    exchanges: list[Exchange] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.gateway.board.ahead_s = self.sandbox.ahead_s

    def add_exchange(self, name: str = "shop", *, portal: str = "", **settings: str) -> Exchange:
        """Make an exchange that is not slowed by the portal's limits."""
        made = self.gateway.must("exchange", "add", name, "--portal", portal or self.sandbox.webhook)
        exchange = Exchange(self, name, made["onec_url"], made["login"], made["password"])
        given = {"rate_per_second": "100", "burst": "1000", "operating_seconds": "600"}
        exchange.set(**given, **settings)
        self.exchanges.append(exchange)
        return exchange

    def jump(self, seconds: float) -> None:
        """Let time pass: the portal's first, so that what is late there has run when the gateway looks."""
        self.sandbox.advance(seconds)
        self.gateway.board.ahead_s = self.sandbox.ahead_s

    def settled(self, exchange: Exchange, *, most_s: float = LONGEST_S) -> dict[str, Any]:
        """Wait until nothing is under way or due; time may jump by `most_s` until then."""
        until, latest_s = time.monotonic() + PATIENCE_S, self.sandbox.ahead_s + most_s
        work, steps, still_since, jumps = None, None, time.monotonic(), 0
        while True:
            self.gateway.ensure()
            status = self.gateway.look(exchange.name)
            if status["pending"] == 0:
                return status
            now = time.monotonic()
            work_now, steps_now = (status["pending"], self.sandbox.requests()), self.gateway.passed
            jumps = jumps if work_now == work else 0
            if (work_now, steps_now) != (work, steps):
                work, steps, still_since = work_now, steps_now, now
            elif now - still_since > STILL_S:
                jumps += 1
                self.jump(JUMP_S if jumps < SHORT_JUMPS else LONG_JUMP_S)
                still_since = now
            if now > until or self.sandbox.ahead_s > latest_s:
                raise Unsettled(f"{status}\n{self.gateway.log()[-3000:]}")
            time.sleep(0.02)

    def exchange_once(self, base: Onec, **faults: Any) -> None:
        """Run 1C's exchange until it goes through, as its schedule does; a dead gateway is started again."""
        for _ in range(RUNS):
            went_well = self._run(base, **faults)
            if not self.gateway.ensure() and went_well:
                return
        raise Unsettled("\n".join(base.last["log"]) + self.gateway.log()[-3000:])

    def _run(self, base: Onec, **faults: Any) -> bool:
        """Run 1C's exchange; when nothing moves the gateway waits for the portal: time jumps a little."""
        with ThreadPoolExecutor(1) as client:
            running = client.submit(base.run, **faults)
            seen = self.gateway.passed
            while not wait([running], timeout=STILL_S).done:
                if self.gateway.passed == seen:
                    self.jump(TALK_JUMP_S)
                seen = self.gateway.passed
            return running.result()

    def end_state(self, *bases: Onec) -> dict[str, Any]:
        """Both systems as they are now, without ids and moments: two runs with one outcome are equal."""
        found = {"portal": self.sandbox.comparable()}
        books = {f"1C {number}": base.dump() for number, base in enumerate(bases)}
        return _without_chance(found | {name: _books(book) for name, book in books.items()}, books)

    def doubles(self) -> dict[str, int]:
        """External codes that were added more than once, by the portal's own journal."""
        counts: dict[str, int] = {}
        for write in self.sandbox.writes():
            if write["method"].endswith(".add") and write["keys"].get("xmlId"):
                block = write["keys"].get("iblockId", "")
                key = f"{write['method']} {block} {write['keys']['xmlId']}"
                counts[key] = counts.get(key, 0) + 1
        return {key: count for key, count in counts.items() if count > 1}


def _books(dump: dict[str, Any]) -> dict[str, Any]:
    """What an accountant sees: orders with their buyers, and who is known."""
    buyers = {one["id"]: one for one in dump["counterparties"].values()}
    orders = []
    for order in dump["orders"].values():
        plain = {key: value for key, value in order.items() if key not in MOMENTS}
        plain["payments"] = [one["amount"] for one in order["payments"]]
        plain["shipments"] = [one["lines"] for one in order["shipments"]]
        plain["counterparty_id"] = buyers.get(order["counterparty_id"], {}).get("name")
        orders.append(plain)
    known = [{key: value for key, value in one.items() if key != "id"} for one in buyers.values()]
    return {"orders": _sorted(orders), "counterparties": _sorted(known)}


def _sorted(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(rows, key=lambda row: json.dumps(row, ensure_ascii=False, sort_keys=True))


def _without_chance(found: dict[str, Any], books: dict[str, Any]) -> dict[str, Any]:
    """Call an order and its papers by its number at the site, wherever their GUIDs and numbers stand."""
    names: dict[str, str] = {}
    for dump in books.values():
        for order in dump["orders"].values():
            names[order["id"]] = f"order {order['site_number']}"
            names[order["number"].strip()] = f"number of {order['site_number']}"
            for kind, lead in PAPERS.items():
                for place, paper in enumerate(order[kind]):
                    name = f"{kind} {place} of {order['site_number']}"
                    names[paper["id"]] = name
                    names[lead + paper["number"].strip()] = f"{lead}number of {name}"
    text = DATES.sub("(date)", MARKS.sub(r"\1", json.dumps(found, ensure_ascii=False)))
    if names:
        pattern = re.compile("|".join(re.escape(name) for name in sorted(names, key=len, reverse=True)))
        text = pattern.sub(lambda match: names[match.group()], text)
    renamed: dict[str, Any] = json.loads(text)
    renamed["portal"] = {name: _sorted(rows) for name, rows in renamed["portal"].items()}
    return renamed


def difference(expected: dict[str, Any], found: dict[str, Any]) -> str:
    """What differs between two end states, in a few lines; empty when nothing does."""
    lines: list[str] = []
    for part in sorted(expected.keys() | found.keys()):
        for table in sorted(expected.get(part, {}).keys() | found.get(part, {}).keys()):
            wanted = [json.dumps(row, ensure_ascii=False, sort_keys=True) for row in expected[part][table]]
            there = [json.dumps(row, ensure_ascii=False, sort_keys=True) for row in found[part][table]]
            lines += [f"missing in {part}.{table}: {row}" for row in _less(wanted, there)]
            lines += [f"too much in {part}.{table}: {row}" for row in _less(there, wanted)]
    return "\n".join(lines[:30])


def _less(some: list[str], others: list[str]) -> list[str]:
    left = list(others)
    missing = []
    for row in some:
        if row in left:
            left.remove(row)
        else:
            missing.append(row)
    return missing
