"""What a file holds, counted element by element as it was read."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class ReadCounts:
    """Raw counts of one file, filled while it is read; of a bad record only the record itself counts."""

    groups: int = 0
    products: int = 0
    deleted: int = 0  # products and offers with any of the three signals
    properties: int = 0
    offers: int = 0
    variant_offers: int = 0  # offers that name a characteristic
    price_types: int = 0
    prices: int = 0
    warehouses: int = 0
    stocks: int = 0  # rows of stock by warehouse
    images: int = 0
    orders: int = 0
    order_lines: int = 0
    counterparties: int = 0
    sub_documents: int = 0
