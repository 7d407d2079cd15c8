"""What a portal already has: sections, products and variations by their xmlId, with prices."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import Final

from obmen.bitrix24.answers import held
from obmen.bitrix24.call import Command
from obmen.bitrix24.finding_attributes import attribute_select, attributes_in, value_names
from obmen.bitrix24.lookups import OFFER_SELECT, PRICE_SELECT, PRODUCT_SELECT, SECTION_SELECT
from obmen.bitrix24.reading import Reader, Row, is_yes, number, paged, string
from obmen.bitrix24.vocabulary import (
    CATALOG_PRICE_LIST,
    CATALOG_PRODUCT_LIST,
    CATALOG_PRODUCT_OFFER_LIST,
    CATALOG_SECTION_LIST,
    LIST_PAGE,
)
from obmen.delivery.profile import PortalProfile
from obmen.delta.compare import FOREIGN, PRICE_PREFIX, XML_ID
from obmen.domain.identity import EntityKind
from obmen.domain.properties import Block
from obmen.flows.ports.portal import Remote


@dataclass(frozen=True, slots=True)
class Above:
    """What objects stand in: how a field of theirs names it, and how it is asked for by ids."""

    name: str  # our field
    field: str  # the portal's, with an id
    method: str
    by_id: str  # products document a list under the bare name


SECTIONS: Final = Above("section", "iblockSectionId", CATALOG_SECTION_LIST, "@id")
PARENTS: Final = Above("parent", "iblockSectionId", CATALOG_SECTION_LIST, "@id")
HEADS: Final = Above("parent", "parentId", CATALOG_PRODUCT_LIST, "id")


async def find(
    reader: Reader, kind: EntityKind, keys: Sequence[str], *, profile: PortalProfile
) -> Mapping[str, Remote]:
    """Find records by xmlId; two requests for 2,500 products, one when none is there."""
    block = profile.offers_iblock_id if kind is EntityKind.VARIATION else profile.product_iblock_id
    if block is None or not keys:
        return {}
    if kind is EntityKind.SECTION:
        rows = await _by_xml_id(reader, CATALOG_SECTION_LIST, SECTION_SELECT, keys, block)
        parents = _keys(await _rows_of(reader, _asked(PARENTS, rows, profile)))
        return {key: _section(row, parents) for key, row in rows.items()}
    if kind is EntityKind.VARIATION:
        select = (*OFFER_SELECT, *attribute_select(profile, Block.OFFER))
        rows = await _by_xml_id(reader, CATALOG_PRODUCT_OFFER_LIST, select, keys, block)
        return await _items(reader, rows, profile, HEADS, Block.OFFER)
    select = (*PRODUCT_SELECT, *attribute_select(profile, Block.PRODUCT))
    rows = await _by_xml_id(reader, CATALOG_PRODUCT_LIST, select, keys, block)
    return await _items(reader, rows, profile, SECTIONS, Block.PRODUCT)


async def find_by_ids(
    reader: Reader, kind: EntityKind, ids: Sequence[int], *, profile: PortalProfile
) -> Mapping[int, Remote]:
    """Read objects by the portal's ids, with the xmlId of each; what they stand in is told by id: `#12`."""
    block = profile.offers_iblock_id if kind is EntityKind.VARIATION else profile.product_iblock_id
    if block is None or not ids:
        return {}
    if kind is EntityKind.SECTION:
        rows = await _by_id(reader, CATALOG_SECTION_LIST, SECTION_SELECT, ids, block)
        found = {key: _section(row, {}) for key, row in rows.items()}
    elif kind is EntityKind.VARIATION:
        select = (*OFFER_SELECT, *attribute_select(profile, Block.OFFER))
        rows = await _by_id(reader, CATALOG_PRODUCT_OFFER_LIST, select, ids, block)
        found = await _items(reader, rows, profile, HEADS, Block.OFFER, keys_above={})
    else:
        select = (*PRODUCT_SELECT, *attribute_select(profile, Block.PRODUCT))
        rows = await _by_id(reader, CATALOG_PRODUCT_LIST, select, ids, block)
        found = await _items(reader, rows, profile, SECTIONS, Block.PRODUCT, keys_above={})
    return {
        int(key): replace(remote, fields={**remote.fields, XML_ID: own_key(rows[key]) or None})
        for key, remote in found.items()
    }


async def _items(
    reader: Reader,
    rows: Mapping[str, Row],
    profile: PortalProfile,
    above: Above,
    block: Block,
    *,
    keys_above: Mapping[int, str] | None = None,
) -> dict[str, Remote]:
    """Read what belongs to goods: prices, attributes, and what they stand in unless `keys_above` says so."""
    if not rows:
        return {}
    asked = _asked(above, rows, profile) if keys_above is None else {}
    prices, found_above = await _around(reader, rows, asked, profile)
    keys = found_above if keys_above is None else keys_above
    names = await value_names(reader, rows.values(), profile, block)
    return {
        key: _item(
            row,
            prices.get(number(row["id"]), {}),
            _member(above, row, keys) | attributes_in(row, names, profile, block),
            profile,
        )
        for key, row in rows.items()
    }


async def _by_xml_id(
    reader: Reader, method: str, select: Sequence[str], keys: Sequence[str], block: int
) -> dict[str, Row]:
    """Read the objects of the keys; of several with one xmlId the oldest counts."""
    commands = {
        f"k{index}": Command(method, _xml_id_query(method, select, page, block))
        for index, page in enumerate(paged(keys, LIST_PAGE))
    }
    wanted, found = set(keys), dict[str, Row]()
    for row in await _rows_of(reader, commands):
        key = own_key(row)
        if key in wanted and (key not in found or number(row["id"]) < number(found[key]["id"])):
            found[key] = row
    return found


async def _by_id(
    reader: Reader, method: str, select: Sequence[str], ids: Sequence[int], block: int
) -> dict[str, Row]:
    """Read the objects of the ids, each under its id as text."""
    several = "@id" if method == CATALOG_SECTION_LIST else "id"
    commands = {
        f"k{index}": Command(method, {"select": list(select), "filter": {"iblockId": block, several: page}})
        for index, page in enumerate(paged(ids, LIST_PAGE))
    }
    return {string(row["id"]): row for row in await _rows_of(reader, commands)}


async def _rows_of(reader: Reader, commands: Mapping[str, Command]) -> list[Row]:
    pages = await reader.rows(commands) if commands else {}
    return [row for rows in pages.values() for row in rows]


def _xml_id_query(
    method: str, select: Sequence[str], keys: Sequence[object], block: int
) -> dict[str, object]:
    """Ask for several keys: products document a list under the bare name, everything else `@`."""
    several = "@xmlId" if method == CATALOG_SECTION_LIST else "xmlId"
    filters = {"iblockId": block, several: keys}
    return {"select": list(select), "filter": filters, "order": {"id": "asc"}}


def own_key(row: Row) -> str:
    """Return an object's xmlId; one that equals its own id was never given by anybody."""
    xml_id = string(row.get("xmlId"))
    return "" if xml_id == string(row.get("id")) else xml_id


def _asked(above: Above, rows: Mapping[str, Row], profile: PortalProfile) -> dict[str, Command]:
    """Ask for the xmlId of what objects stand in."""
    wanted = sorted({number(held(row.get(above.field))) for row in rows.values()} - {0})
    return {
        f"s{index}": Command(
            above.method,
            {
                "select": ["id", "iblockId", "xmlId"],
                "filter": {"iblockId": profile.product_iblock_id, above.by_id: page},
            },
        )
        for index, page in enumerate(paged(wanted, LIST_PAGE))
    }


def _keys(rows: Iterable[Row]) -> dict[int, str]:
    return {number(row.get("id")): own_key(row) for row in rows}


async def _around(
    reader: Reader, items: Mapping[str, Row], above: Mapping[str, Command], profile: PortalProfile
) -> tuple[dict[int, dict[int, Row]], dict[int, str]]:
    """Read prices of items and what these stand in, in one request for 1,250 of them or more."""
    commands = dict(above)
    ids = sorted(number(row["id"]) for row in items.values())
    for index, page in enumerate(paged(ids, LIST_PAGE)):
        filters = {"@productId": page, **_groups(profile)}
        commands[f"p{index}"] = Command(
            CATALOG_PRICE_LIST, {"select": list(PRICE_SELECT), "filter": filters, "order": {"id": "desc"}}
        )
    pages = await reader.rows(commands)
    prices: dict[int, dict[int, Row]] = {}
    for name, rows in pages.items():
        for row in rows if name.startswith("p") else ():
            group = number(row.get("catalogGroupId")) or profile.base_price_type_id or 0
            prices.setdefault(number(row.get("productId")), {})[group] = row
    return prices, _keys(row for name, rows in pages.items() if name.startswith("s") for row in rows)


def _section(row: Row, parents: Mapping[int, str]) -> Remote:
    fields = {"name": string(row.get("name")), "active": is_yes(row.get("active"))}
    return Remote(id=number(row["id"]), fields=fields | _member(PARENTS, row, parents))


def _member(above: Above, row: Row, keys: Mapping[int, str]) -> dict[str, object]:
    """Name what an object stands in; what is not ours is told by its own id: `#12`."""
    remote_id = number(held(row.get(above.field)))
    return {above.name: (keys.get(remote_id) or f"{FOREIGN}{remote_id}") if remote_id else None}


def _groups(profile: PortalProfile) -> dict[str, object]:
    """Ask for the prices of the base type, and of those that further prices may be in."""
    further = sorted(further_types(profile).values())
    base = profile.base_price_type_id
    return {"@catalogGroupId": [base, *further]} if further else {"catalogGroupId": base}


def further_types(profile: PortalProfile) -> dict[str, int]:
    """Return the price types that are 1C's, without the base one: id by 1C's Ид."""
    return {
        key: group
        for key, group in profile.price_type_ids.items()
        if key and group != profile.base_price_type_id
    }


def _item(
    row: Row, prices: Mapping[int, Row], around: Mapping[str, object], profile: PortalProfile
) -> Remote:
    fields: dict[str, object] = {
        "name": string(row.get("name")),
        "active": is_yes(row.get("active")),
        "vat_included": is_yes(row.get("vatIncluded")),
        **around,
    }
    fields |= _coded("vat", number(row.get("vatId")), profile.vat_ids)
    fields |= _coded("unit", number(row.get("measure")), profile.measure_ids)
    further = {key: prices[group] for key, group in further_types(profile).items() if group in prices}
    fields |= {
        PRICE_PREFIX + key: [_amount(price.get("price")), string(price.get("currency"))]
        for key, price in further.items()
    }
    price = prices.get(profile.base_price_type_id or 0)
    if price is not None:
        fields |= {"price": _amount(price.get("price")), "currency": string(price.get("currency"))}
    return Remote(
        id=number(row["id"]),
        fields=fields,
        price_id=number(price.get("id")) if price is not None else None,
        further_price_ids={key: number(one.get("id")) for key, one in further.items()},
    )


def _coded(name: str, remote_id: int, ids: Mapping[str, int]) -> dict[str, object]:
    codes = [code for code, one in ids.items() if one == remote_id]
    return {name: codes[0]} if codes else {}


def _amount(value: object) -> str:
    """Write a price as 1C's prices are written: no exponent, no idle zeros; empty is 0."""
    try:
        amount = Decimal(str(value or 0))
    except InvalidOperation:
        return ""
    return format(amount.normalize(), "f")
