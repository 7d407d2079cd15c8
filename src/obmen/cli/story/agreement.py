"""Do both sides say the same? Pure comparisons of two dumps, to the kopeck."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from obmen.cli.story.loopback import Json


@dataclass(frozen=True, slots=True)
class Offer:
    """What one thing on sale costs, and its VAT rate; None: without VAT."""

    price: Decimal
    vat: Decimal | None


@dataclass(frozen=True, slots=True)
class Agreement:
    """How many things on sale 1C has, and which of them the portal lacks or shows otherwise."""

    offers: int
    missing: tuple[str, ...]
    different: tuple[str, ...]

    @property
    def same(self) -> int:
        """How many are equal."""
        return self.offers - len(self.missing) - len(self.different)


def compare_goods(base: Json, portal: Json, *, price_type: str) -> Agreement:
    """Compare price and VAT of everything on sale in 1C with the products of the portal."""
    told = offers_of_base(base, price_type=price_type)
    shown = offers_of_portal(portal)
    return Agreement(
        offers=len(told),
        missing=tuple(key for key in told if key not in shown),
        different=tuple(key for key, offer in told.items() if key in shown and shown[key] != offer),
    )


def offers_of_base(base: Json, *, price_type: str) -> dict[str, Offer]:
    """Return 1C's offers by id: `item`, or `item#characteristic`."""
    return {
        key: Offer(Decimal(prices[price_type]), _rate(base["items"][key.partition("#")[0]]["vat"]))
        for key, prices in base["prices"].items()
        if price_type in prices
    }


def offers_of_portal(portal: Json) -> dict[str, Offer]:
    """Return the portal's products and variations by external code."""
    rates = {row["id"]: row["rate"] for row in portal["vats"]}
    prices = {row["productId"]: Decimal(row["price"]) for row in portal["prices"]}
    return {
        product["xmlId"]: Offer(prices[product["id"]], _number(rates.get(product["vatId"])))
        for product in [*portal["products"], *portal["offers"]]
        if product["id"] in prices
    }


def kinds(base: Json) -> Iterator[tuple[str, Json]]:
    """Yield offer ids with their items, in 1C's order."""
    for key in sorted(base["prices"]):
        yield key, base["items"][key.partition("#")[0]]


def _rate(text: str) -> Decimal | None:
    return Decimal(text) if text.isdigit() else None


def _number(value: object) -> Decimal | None:
    return None if value is None else Decimal(str(value))
