"""The split of stock by warehouse: a text property of the product, where no store holds stock itself."""

from __future__ import annotations

from datetime import datetime

from obmen.delta.stock import SPLIT_PROPERTY
from obmen.domain.catalog import PropertyKind
from obmen.domain.properties import Block, PropertyNeed
from obmen.flows.catalog.properties import complete_properties
from obmen.flows.ports.exchanges import Exchange
from obmen.flows.ports.portal import Directories
from obmen.flows.ports.store import Store
from obmen.messages.stocks import crm_text


async def complete_split(
    store: Store, directories: Directories, *, exchange: Exchange, now: datetime
) -> None:
    """Make the property in the blocks that the portal has; what it refuses is left out.

    Raises: PortalHalted, PortalUnreachable.
    """
    discovery = await store.aread(lambda work: work.exchanges.discovery(exchange.id))
    if discovery is None:
        return
    blocks = [Block.PRODUCT] if discovery.profile.offers_iblock_id is None else list(Block)
    needs = [
        PropertyNeed(block=block, id=SPLIT_PROPERTY, name=crm_text("stock.split"), kind=PropertyKind.STRING)
        for block in blocks
    ]
    await complete_properties(
        store,
        directories,
        exchange=exchange,
        profile=discovery.profile,
        needs={need.key: need for need in needs},
        now=now,
    )
