"""The practice systems, as the people of the story use them: through their control interfaces."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import quote

from obmen.cli.story.children import Sandbox
from obmen.cli.story.loopback import Json, ask

PAID = ":P"  # code of the stage «Оплачен», after the pipeline's prefix
PARTLY_PAID = ":UC_PART"


@dataclass(frozen=True, slots=True)
class Traffic:
    """What a portal has been asked so far."""

    requests: int
    commands: int
    writes: int

    def since(self, earlier: Traffic) -> Traffic:
        """Return what came after an earlier look."""
        return Traffic(
            self.requests - earlier.requests, self.commands - earlier.commands, self.writes - earlier.writes
        )

    @property
    def minimum(self) -> int:
        """The fewest requests that so many commands fit in: fifty in each."""
        return -(-self.commands // 50)


@dataclass(frozen=True, slots=True)
class Portal:
    """A practice portal and the manager who works in it."""

    at: Sandbox

    def dump(self) -> Json:
        """Return everything that the portal holds."""
        return ask(f"{self.at.url}/_sandbox/dump")

    def counts(self) -> Mapping[str, int]:
        """Return how many there are of everything."""
        counts: dict[str, int] = ask(f"{self.at.url}/_sandbox/stats")["counts"]
        return counts

    def units(self) -> Mapping[str, str]:
        """Return the names of units of measure by their codes."""
        return {str(row["code"]): row["measureTitle"] for row in self.dump()["measures"]}

    def traffic(self) -> Traffic:
        """Return requests, commands and writing commands so far."""
        stats = ask(f"{self.at.url}/_sandbox/stats")
        return Traffic(stats["requests"].get("http", 0), sum(stats["commands"].values()), stats["writes"])

    def bill(self, client: Mapping[str, object], rows: Sequence[tuple[str, Decimal]], *, deal: str) -> Json:
        """Make an invoice in a deal: goods by 1C's id, prices as the catalogue has them."""
        lines = [{"product": key, "quantity": str(quantity)} for key, quantity in rows]
        return ask(f"{self.at.url}/_sandbox/invoice", body={**client, "rows": lines, "deal": deal})

    def invoice(self, invoice_id: int) -> Json:
        """Return an invoice with its rows, timeline and stages."""
        return ask(f"{self.at.url}/_sandbox/invoice/{invoice_id}")


@dataclass(frozen=True, slots=True)
class Run:
    """One exchange of 1C."""

    ok: bool
    log: Sequence[str]
    requests: int


@dataclass(frozen=True, slots=True)
class Base:
    """A practice 1C base and the accountant who works in it."""

    at: Sandbox
    name: str

    @property
    def page(self) -> str:
        """Where people look at it."""
        return f"{self.at.url}/onec/bases/{quote(self.name)}"

    def make(self, node: Mapping[str, object]) -> None:
        """Make the base with its goods and the exchange node."""
        ask(f"{self.at.url}/onec/api/bases", body={"name": self.name, **node})

    def dump(self) -> Json:
        """Return everything in the base."""
        return ask(f"{self.api}/dump")

    def run(self) -> Run:
        """Run the exchange with the site once."""
        told = ask(f"{self.api}/run", body={})
        return Run(told["ok"], told["log"], told["requests"])

    def send_everything_again(self) -> None:
        """Register all goods as changed, as the node's button does."""
        ask(f"{self.api}/register", body={})

    def order(self, site_number: str) -> Json:
        """Return an order by the number that it has at the site."""
        return ask(f"{self.api}/orders/{quote(site_number)}")

    def orders(self) -> Json:
        """Return all orders."""
        return ask(f"{self.api}/orders")

    def approve(self, site_number: str) -> None:
        """Take an order in work."""
        ask(f"{self.api}/orders/{quote(site_number)}/approve", body={})

    def pay(self, site_number: str, amount: Decimal | None = None) -> None:
        """Attach a payment to an order; without an amount, what is still owed."""
        body = {} if amount is None else {"amount": str(amount)}
        ask(f"{self.api}/orders/{quote(site_number)}/pay", body=body)

    @property
    def api(self) -> str:
        """Where its control interface is."""
        return f"{self.at.url}/onec/api/bases/{quote(self.name)}"
