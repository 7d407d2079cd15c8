"""What 1C knows the rows of an invoice by: items of the catalogue, each variant for itself."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from obmen.domain.billing import UNDECIDED, Item
from obmen.domain.identity import EntityKind, Ref, is_variant, split_item_key
from obmen.domain.invoice import Invoice, InvoiceLine
from obmen.flows.catalog.context import variants_of
from obmen.flows.catalog.items import ITEMS
from obmen.flows.ports.exchanges import Exchange
from obmen.flows.ports.store import Work
from obmen.flows.sales.terms import ROW_PREFIX


def resolve_rows(work: Work, exchange: Exchange, invoice: Invoice) -> Mapping[int, Item]:
    """Find what 1C knows each row by: the product's binding, a person's binding, else the service item.

    A row with the head of variations means the variant whose name it has, or the only one there is.
    """
    ids = {line.product_id for line in invoice.lines if line.product_id}
    goods = _goods(work, exchange, ids)
    keys: dict[int, str] = {}
    services: set[int] = set()
    undecided: set[int] = set()
    for line in invoice.lines:
        key = goods.key_of(line)
        key = key or exchange.learnt.get(ROW_PREFIX + _signature(goods, invoice.id, line), "")
        if not key and line.product_id in goods.heads:
            undecided.add(line.row_id)
        if not key and not line.product_id and exchange.settings.service_item:
            key = exchange.settings.service_item
            services.add(line.row_id)
        if key:
            keys[line.row_id] = key
    cards = _cards(work, exchange.id, set(keys.values()))
    known = {row_id: _item(key, cards, is_service=row_id in services) for row_id, key in keys.items()}
    return known | dict.fromkeys(undecided, UNDECIDED)


def signature_of(work: Work, exchange: Exchange, invoice: Invoice, line: InvoiceLine) -> str:
    """Return what a person's binding of a row goes by: the product, or the text of a free row.

    What was meant by the head of variations in one invoice says nothing of the next.
    """
    return _signature(_goods(work, exchange, {line.product_id} - {0}), invoice.id, line)


@dataclass(frozen=True, slots=True)
class _Goods:
    """What 1C knows the products of an invoice by."""

    keys: Mapping[int, str]  # of what is sold
    heads: Mapping[int, Mapping[str, tuple[str, ...]]]  # of heads: keys of the variants by their names

    def key_of(self, line: InvoiceLine) -> str:
        """Return the key of a row that says what it means; else an empty text."""
        variants = self.heads.get(line.product_id)
        if variants is None:
            return self.keys.get(line.product_id, "")
        meant = variants.get(_plain(line.name), ())
        every = [key for keys in variants.values() for key in keys]
        return meant[0] if len(meant) == 1 else every[0] if len(every) == 1 else ""


def _goods(work: Work, exchange: Exchange, ids: set[int]) -> _Goods:
    bound: dict[int, Ref] = {}
    for kind in ITEMS if ids else ():
        bound |= work.bindings.by_remote(exchange.id, kind, ids)
    plain = {remote_id: ref.id for remote_id, ref in bound.items() if not is_variant(ref.id)}
    variants = work.records.variants(exchange.id, plain.values()) if plain else {}
    if variants_of(work, exchange) == "off":
        variants = {}
    names = _names(work, exchange.id, [key for keys in variants.values() for key in keys])
    heads: dict[int, Mapping[str, tuple[str, ...]]] = {}
    for remote_id, product_id in plain.items():
        by_name: dict[str, tuple[str, ...]] = {}
        for key in variants.get(product_id, ()):
            for name in names.get(key, {""}):
                by_name[name] = (*by_name.get(name, ()), key)
        if by_name:
            heads[remote_id] = by_name
    return _Goods({remote_id: ref.id for remote_id, ref in bound.items()}, heads)


def _names(work: Work, exchange_id: int, keys: list[str]) -> dict[str, set[str]]:
    """Return what variants are called in the CRM, by their keys."""
    names: dict[str, set[str]] = {}
    for ref, binding in work.bindings.get(
        exchange_id, [Ref(kind, k) for kind in ITEMS for k in keys]
    ).items():
        names.setdefault(ref.id, set()).add(_plain(str(binding.fields.get("name", ""))))
    return names


def _signature(goods: _Goods, invoice_id: int, line: InvoiceLine) -> str:
    if line.product_id in goods.heads:
        return f"i{invoice_id}p{line.product_id}t{_plain(line.name)}"
    return f"p{line.product_id}" if line.product_id else "t" + _plain(line.name)


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()


def _cards(work: Work, exchange_id: int, keys: set[str]) -> Mapping[str, Mapping[str, object]]:
    wanted = keys | {split_item_key(key)[0] for key in keys}
    bodies = work.records.bodies(exchange_id, EntityKind.CARD, wanted) if wanted else {}
    return {key: json.loads(body) for key, body in bodies.items()}


def _item(key: str, cards: Mapping[str, Mapping[str, object]], *, is_service: bool) -> Item:
    card = cards.get(key) or cards.get(split_item_key(key)[0]) or {}
    return Item(key, str(card.get("article") or ""), is_service or bool(card.get("is_service")))
