"""What the real data looks like before the start: doubles, what lacks VAT, stages that nobody uses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, Final

from obmen.delta.parts import card_from
from obmen.domain.catalog import Product
from obmen.domain.identity import EntityKind, is_variant
from obmen.flows.ports.exchanges import Exchange
from obmen.flows.ports.sales import LedgerRow
from obmen.flows.ports.store import Work

PAGE: Final = 2_000
COUNTED: Final = ("goods", "deleted", "without_vat", "without_group", "without_article")
SHOWN: Final = 20  # of alike ones
CLIENTS: Final = ("client.no_tax_id", "client.bad_tax_id", "client.no_kpp")


def read_report(work: Work, exchange: Exchange) -> dict[str, Any]:
    """Look at everything that 1C has brought and the portal has shown so far."""
    counts: Counter[str] = Counter()
    names: Counter[str] = Counter()
    articles: Counter[str] = Counter()
    for card in _cards(work, exchange.id):
        counts["goods"] += 1
        counts["without_vat"] += card.vat is None
        counts["without_group"] += not card.group_ids
        counts["without_article"] += not card.article
        counts["deleted"] += card.deleted
        names[card.name.strip().casefold()] += 1
        if card.article:
            articles[card.article.strip().casefold()] += 1
    return {
        **{name: counts[name] for name in COUNTED},
        "same_names": _alike(names),
        "same_articles": _alike(articles),
        "clients": {
            kind: count for kind in CLIENTS if (count := len(work.problems.open(exchange.id, kind=kind)))
        },
        "unused_stages": _unused(work, exchange),
    }  # fmt: skip


def _cards(work: Work, exchange_id: int) -> Iterator[Product]:
    after = ""
    while page := work.records.page(exchange_id, EntityKind.CARD, after=after, limit=PAGE):
        yield from (card_from(body) for key, body in page if not is_variant(key))
        after = page[-1][0]


def _alike(counts: Mapping[str, int]) -> list[dict[str, object]]:
    many = sorted(((count, name) for name, count in counts.items() if count > 1), reverse=True)
    return [{"name": name, "count": count} for count, name in many[:SHOWN]]


def _unused(work: Work, exchange: Exchange) -> list[str]:
    """Return the stages of invoices in which none of those that we know has been seen."""
    discovery = work.exchanges.discovery(exchange.id)
    if discovery is None:
        return []
    used = {row.invoice.stage_id for row in _invoices(work, exchange.id)}
    return [stage.name for stage in discovery.profile.stages if used and stage.id not in used]


def _invoices(work: Work, exchange_id: int) -> Iterator[LedgerRow]:
    after = 0
    while page := work.ledger.rows(exchange_id, after=after):
        yield from page
        after = page[-1].invoice_id
