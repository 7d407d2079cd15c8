"""The practice portal and the practice 1C as a test sees them: over their control interfaces."""

import json
import os
import signal
import time
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self
from urllib.parse import quote
from uuid import uuid4

import httpx

from tests.support.world_forge import Forge

START_S: Final = 60.0


class Sandbox:
    """One process with both practice systems."""

    def __init__(self, forge: Forge, folder: Path, *options: str) -> None:
        self._forge, out = forge, folder / "sandbox.out"
        self.ahead_s = 0.0
        argv = ["--port", "0", *options]
        self.pid = forge.start("sandbox", argv, env={}, out=out, err=folder / "sandbox.err")
        self.webhook = self._first_line(out, errors=folder / "sandbox.err")
        self.url = self.webhook.partition("/rest/")[0]
        self._http = httpx.Client(base_url=self.url, timeout=120, trust_env=False)

    def _first_line(self, out: Path, *, errors: Path) -> str:
        until = time.monotonic() + START_S
        while self._forge.ended(self.pid) is None and time.monotonic() < until:
            text = out.read_text() if out.exists() else ""
            if "\n" in text:
                return text.partition("\n")[0]
            time.sleep(0.02)
        raise AssertionError(f"the sandbox does not start: {errors.read_text()[-3000:]}")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.close()
        os.kill(self.pid, signal.SIGTERM)
        self._forge.wait(self.pid)

    def get(self, path: str) -> Any:
        """Ask a control interface."""
        return _checked(self._http.get(path))

    def post(self, path: str, body: Any = None) -> Any:
        """Order something of a control interface."""
        return _checked(self._http.post(path, json={} if body is None else body))

    # the portal

    def reset(self) -> None:
        """A portal as at the start, without faults."""
        self.post("/_sandbox/faults", {"clear": True})
        self.post("/_sandbox/reset")

    def fault(self, text: str) -> None:
        """Switch a fault on."""
        self.post("/_sandbox/faults", {"fault": text})

    def calm(self) -> None:
        """Switch all faults off."""
        self.post("/_sandbox/faults", {"clear": True})

    def struck(self) -> int:
        """How often a fault has struck since the reset."""
        return sum(self.get("/_sandbox/faults")["struck"].values())

    def dump(self) -> dict[str, Any]:
        """Everything that the portal holds, and its journal."""
        found: dict[str, Any] = self.get("/_sandbox/dump")
        return found

    def comparable(self) -> dict[str, Any]:
        """What the portal holds without ids and moments."""
        found: dict[str, Any] = self.get("/_sandbox/dump?compare=1")
        return found

    def manage_inventory(self) -> None:
        """Switch inventory management on: from now on documents write stock."""
        self.post("/_sandbox/inventory", {"on": True})

    def requests(self) -> int:
        """How many requests the portal has got."""
        return int(self.get("/_sandbox/stats")["requests"].get("http", 0))

    def advance(self, seconds: float) -> None:
        """Let the portal's time jump."""
        self.post("/_sandbox/clock", {"advance": seconds})
        self.ahead_s += seconds

    def invoice(self, **wish: Any) -> int:
        """Make an invoice as a manager does; returns its id."""
        return int(self.post("/_sandbox/invoice", wish)["id"])

    def change(self, invoice_id: int, action: str, **body: Any) -> Any:
        """Change an invoice as a manager does: rows, stage, edit, delete."""
        return self.post(f"/_sandbox/invoice/{invoice_id}/{action}", body)

    def look(self, invoice_id: int) -> "Bill":
        """An invoice with its rows, timeline and stages."""
        return Bill(self.get(f"/_sandbox/invoice/{invoice_id}"))

    def product(self, xml_id: str) -> dict[str, Any]:
        """One product of the portal by its external code; fails when there is none, or a double."""
        (found,) = [one for one in _goods(self.dump()) if one["xmlId"] == xml_id]
        return dict(found)

    def price(self, xml_id: str) -> Decimal:
        """The price of a product."""
        dump = self.dump()
        (product,) = [one for one in _goods(dump) if one["xmlId"] == xml_id]
        (price,) = [one for one in dump["prices"] if one["productId"] == product["id"]]
        return Decimal(str(price["price"]))

    def writes(self, *methods: str) -> list[dict[str, Any]]:
        """Writing calls that succeeded, of the methods or of all."""
        journal = self.dump()["journal"]["writes"]
        return [one for one in journal if not methods or one["method"] in methods]

    def call(self, method: str, **params: Any) -> Any:
        """Call the portal's REST as another application of the company would."""
        return _checked(httpx.post(self.webhook + method, json=params, timeout=60, trust_env=False))["result"]

    # 1C

    def make_base(self, *, family: str, goods: int, seed: int = 1, **options: Any) -> "Onec":
        """Make an infobase with the practice shop in it."""
        name = f"base-{uuid4().hex[:8]}"
        body = {"name": name, "family": family, "goods": goods, "seed": seed, "options": options}
        self.post("/onec/api/bases", body)
        return Onec(self, name)


@dataclass(frozen=True)
class Bill:
    """An invoice as the portal shows it."""

    facts: dict[str, Any]

    @property
    def stage(self) -> str:
        """Code of the stage without its category."""
        return str(self.facts["invoice"]["stageId"]).rpartition(":")[2]

    @property
    def xml_id(self) -> str:
        """Where the order's GUID is kept."""
        return str(self.facts["invoice"].get("xmlId") or "")

    @property
    def texts(self) -> list[str]:
        """Messages of the timeline."""
        return [str(one.get("text") or one.get("title")) for one in self.facts["timeline"]]


@dataclass
class Onec:
    """One infobase and its exchange node."""

    sandbox: Sandbox
    name: str
    last: dict[str, Any] = field(default_factory=dict)

    def tell(self, story: str) -> None:
        """Put a story's goods into the base."""
        self.sandbox.post(self._path("/story"), {"story": story})

    def _path(self, rest: str = "") -> str:
        return f"/onec/api/bases/{quote(self.name)}{rest}"

    def connect(self, *, address: str, login: str, password: str) -> None:
        """Fill the node in."""
        self.configure(address=address, login=login, password=password)

    def configure(self, **options: Any) -> None:
        """Change the node's settings."""
        self.sandbox.post(self._path("/settings"), options)

    def run(self, **faults: Any) -> bool:
        """Run the exchange once; says whether all went well."""
        self.last = self.sandbox.post(self._path("/run"), faults)
        return bool(self.last["ok"])

    def register(self) -> None:
        """Let everything travel again."""
        self.sandbox.post(self._path("/register"))

    def orders(self) -> list[dict[str, Any]]:
        """All customer orders."""
        found: list[dict[str, Any]] = self.sandbox.get(self._path("/orders"))
        return found

    def order(self, invoice_id: int, prefix: str = "B24-") -> dict[str, Any]:
        """The one order of an invoice."""
        found: dict[str, Any] = self.sandbox.get(self._path(f"/orders/{prefix}{invoice_id}"))
        return found

    def act(self, invoice_id: int, action: str, *, prefix: str = "B24-", **body: Any) -> None:
        """Press a button of an order."""
        self.sandbox.post(self._path(f"/orders/{prefix}{invoice_id}/{action}"), body)

    def item(self, item_id: str, action: str, **body: Any) -> None:
        """Press a button of an item."""
        self.sandbox.post(self._path(f"/items/{item_id}/{action}"), body)

    def dump(self) -> dict[str, Any]:
        """Everything in the base."""
        found: dict[str, Any] = self.sandbox.get(self._path("/dump"))
        return found

    def restore(self, backup: dict[str, Any]) -> None:
        """Put a backup back."""
        self.sandbox.post(self._path("/restore"), backup)

    def clone(self) -> "Onec":
        """A copy of the base, node included."""
        name = f"{self.name}-copy-{uuid4().hex[:4]}"
        self.sandbox.post(self._path("/clone"), {"name": name})
        return Onec(self.sandbox, name)

    def goods(self) -> list[dict[str, Any]]:
        """The items in their order."""
        return list(self.dump()["items"].values())


def _goods(dump: dict[str, Any]) -> list[dict[str, Any]]:
    return [*dump["products"], *dump["offers"]]


def _checked(answer: httpx.Response) -> Any:
    assert answer.is_success, f"{answer.request.url}: {answer.status_code} {answer.text[:500]}"
    return json.loads(answer.content)
