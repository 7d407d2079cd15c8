"""What the real data looks like before the start: doubles, what lacks VAT or ИНН, stages that nobody uses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from obmen.delta.parts import card_from
from obmen.domain.catalog import Product
from obmen.domain.counterparty import is_tax_id
from obmen.domain.identity import EntityKind, is_variant
from obmen.flows.ports.census import Census
from obmen.flows.ports.exchanges import Exchange
from obmen.flows.ports.store import Work

PAGE: Final = 2_000
COUNTED: Final = ("goods", "deleted", "without_vat", "without_group", "without_article")
SHOWN: Final = 20  # of alike ones


class _Spelled:
    """Counts texts that differ by case only as one, and tells them as the first of them is spelled."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._first: dict[str, str] = {}

    def count(self, text: str | None) -> None:
        """Count one; an empty text is none."""
        spelled = (text or "").strip()
        if spelled:
            self._counts[spelled.casefold()] += 1
            self._first.setdefault(spelled.casefold(), spelled)

    @property
    def told(self) -> Mapping[str, int]:
        """Return how often each came."""
        return {self._first[key]: count for key, count in self._counts.items()}


def read_report(work: Work, exchange: Exchange) -> dict[str, Any]:
    """Look at all goods that 1C has brought so far."""
    counts: Counter[str] = Counter()
    rates: Counter[str] = Counter()
    names, articles = _Spelled(), _Spelled()
    for card in _cards(work, exchange.id):
        counts["goods"] += 1
        counts["without_vat"] += card.vat is None
        rates.update([card.vat.code] if card.vat is not None else [])
        counts["without_group"] += not card.group_ids
        counts["without_article"] += not card.article
        counts["deleted"] += card.deleted
        names.count(card.name)
        articles.count(card.article)
    return {
        **{name: counts[name] for name in COUNTED},
        "same_names": _alike(names.told),
        "same_articles": _alike(articles.told),
        "rates": dict(sorted(rates.items())),
    }  # fmt: skip


def _cards(work: Work, exchange_id: int) -> Iterator[Product]:
    after = ""
    while page := work.records.page(exchange_id, EntityKind.CARD, after=after, limit=PAGE):
        yield from (card_from(body) for key, body in page if not is_variant(key))
        after = page[-1][0]


def _alike(counts: Mapping[str, int]) -> list[dict[str, object]]:
    many = sorted(((count, name) for name, count in counts.items() if count > 1), reverse=True)
    return [{"name": name, "count": count} for count, name in many[:SHOWN]]


def report_on_portal(census: Census) -> dict[str, Any]:
    """Look at the clients and stages of a portal."""
    told = [client for client in census.clients if client.tax_id]
    return {
        "companies": len(census.clients),
        "without_tax_id": _named(client.name for client in census.clients if not client.tax_id),
        "bad_tax_id": _named(f"{one.name} ({one.tax_id})" for one in told if not is_tax_id(one.tax_id)),
        "same_tax_ids": _alike(Counter(f"{one.tax_id} {one.kpp}".strip() for one in told)),
        "unused_stages": list(census.unused_stages),
    }


def _named(names: Iterable[str]) -> dict[str, object]:
    found = list(names)
    return {"count": len(found), "first": found[:SHOWN]}
