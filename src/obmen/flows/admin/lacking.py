"""What the portal's plan or its settings keep from travelling: the rest goes on without it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from obmen.delivery.profile import CheckState, Finding
from obmen.flows.admin.goods import goods_findings
from obmen.flows.admin.pictures import picture_findings
from obmen.flows.admin.stock import stock_findings
from obmen.flows.ports.exchanges import Exchange
from obmen.flows.ports.store import Work

OF_THE_PORTAL: Final = frozenset({
    "portal.offers_block", "price_types.refused", "attributes.refused", "stock.quantity", "stock.stores",
    "stock.only_store", "pictures.no_gallery",
})  # fmt: skip
"""Findings of `check` that say what the portal has no place for."""


def read_lacking(work: Work, exchange: Exchange) -> Sequence[Finding]:
    """Return what the portal has no place for, as `check` tells it; nothing before the first pre-flight."""
    discovery = work.exchanges.discovery(exchange.id)
    if discovery is None:
        return ()
    found = (
        *discovery.findings,
        *goods_findings(work, exchange, discovery.profile),
        *stock_findings(work, exchange, discovery.profile),
        *picture_findings(work, exchange, discovery.profile),
    )
    return [one for one in found if one.id in OF_THE_PORTAL and one.state is not CheckState.OK]
