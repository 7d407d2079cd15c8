"""All that a portal has of a kind, whoever made it: listed in bulk, and read whole by ids."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Final

from obmen.bitrix24.answers import held
from obmen.bitrix24.call import Command
from obmen.bitrix24.finding import find_by_ids, own_key
from obmen.bitrix24.finding_attributes import texts_in
from obmen.bitrix24.properties import properties_command
from obmen.bitrix24.reading import Reader, Row, number, rows_of, string
from obmen.bitrix24.vocabulary import (
    CATALOG_PRODUCT_LIST,
    CATALOG_PRODUCT_OFFER_LIST,
    CATALOG_SECTION_LIST,
    LIST_PAGE,
    OWN_PROPERTIES,
)
from obmen.delivery.call import BATCH_CALLS
from obmen.delivery.profile import PortalProfile
from obmen.delta.attributes import PROPERTY_OF
from obmen.domain.identity import EntityKind
from obmen.flows.ports.portal import Listed, Remote

LISTS: Final = {
    EntityKind.SECTION: (CATALOG_SECTION_LIST, "iblockSectionId"),
    EntityKind.PRODUCT: (CATALOG_PRODUCT_LIST, "iblockSectionId"),
    EntityKind.VARIATION: (CATALOG_PRODUCT_OFFER_LIST, "parentId"),
}


class PortalBelongings:
    """Implements `Belongings` for one webhook."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    async def listed(self, kind: EntityKind, *, profile: PortalProfile) -> AsyncIterator[Sequence[Listed]]:
        """Yield all objects of a kind in the order of their ids, 2,500 a request."""
        block = profile.offers_iblock_id if kind is EntityKind.VARIATION else profile.product_iblock_id
        if block is None:
            return
        articles, barcodes = await self._known_by(kind, block)
        method, above = LISTS[kind]
        start, calls = 0, 1
        while True:
            rows = await self._rows(_pages(method, above, block, (*articles, *barcodes), start, calls))
            yield [_listed(row, above, articles, barcodes) for row in rows]
            if len(rows) < calls * LIST_PAGE:
                return
            start, calls = start + calls * LIST_PAGE, BATCH_CALLS

    async def read(
        self, kind: EntityKind, ids: Sequence[int], *, profile: PortalProfile
    ) -> Mapping[int, Remote]:
        """Read objects whole, with the xmlId that they carry; what they stand in is told by id: `#12`."""
        return await find_by_ids(self._reader, kind, ids, profile=profile)

    async def _known_by(self, kind: EntityKind, block: int) -> tuple[list[str], list[str]]:
        """Return the fields that hold articles and barcodes, whoever has made their properties."""
        if kind is EntityKind.SECTION:
            return [], []
        rows = (await self._reader.rows({"p": properties_command(block)}))["p"]
        return _properties("article", rows), _properties("barcode", rows)

    async def _rows(self, commands: Mapping[str, Command]) -> list[Row]:
        parts = await self._reader.run(commands)
        return [row for name, one in commands.items() for row in rows_of(parts, name, one.method)]


def _pages(
    method: str, above: str, block: int, properties: Sequence[str], start: int, calls: int
) -> dict[str, Command]:
    params = {
        "select": ["id", "iblockId", "name", "xmlId", above, *properties],
        "filter": {"iblockId": block},
        "order": {"id": "asc"},
    }
    return {f"l{n}": Command(method, {**params, "start": start + n * LIST_PAGE}) for n in range(calls)}


def _properties(name: str, rows: Sequence[Row]) -> list[str]:
    """Find the properties of a field: ours, those of other exchanges by code, those made by hand by name."""
    own_id = PROPERTY_OF[name]
    title, codes = OWN_PROPERTIES[own_id]
    return [
        f"property{number(row.get('id'))}"
        for row in rows
        if string(row.get("xmlId")) == own_id
        or string(row.get("code")) in codes
        or string(row.get("name")).strip().casefold() == title.casefold()
    ]


def _listed(row: Row, above: str, articles: Sequence[str], barcodes: Sequence[str]) -> Listed:
    return Listed(
        id=number(row["id"]),
        xml_id=own_key(row),
        name=string(row.get("name")),
        above=number(held(row.get(above))),
        articles=_texts(row, articles),
        barcodes=_texts(row, barcodes),
    )


def _texts(row: Row, properties: Sequence[str]) -> tuple[str, ...]:
    texts = (text.strip() for name in properties for text in texts_in(row.get(name)))
    return tuple(dict.fromkeys(filter(None, texts)))
