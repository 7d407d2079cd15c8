"""What a portal already has: sections and products by their xmlId, with prices."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal, InvalidOperation

from obmen.bitrix24.call import Command
from obmen.bitrix24.finding_attributes import attribute_select, attributes_in, value_names
from obmen.bitrix24.lookups import PRICE_SELECT, PRODUCT_SELECT, SECTION_SELECT
from obmen.bitrix24.mappers.parts import FOREIGN
from obmen.bitrix24.reading import Reader, Row, is_yes, number, paged, string
from obmen.bitrix24.vocabulary import (
    CATALOG_PRICE_LIST,
    CATALOG_PRODUCT_LIST,
    CATALOG_SECTION_LIST,
    LIST_PAGE,
)
from obmen.delivery.profile import PortalProfile
from obmen.delta.compare import PRICE_PREFIX
from obmen.domain.identity import EntityKind
from obmen.domain.properties import Block
from obmen.flows.ports.portal import Remote


async def find(
    reader: Reader, kind: EntityKind, keys: Sequence[str], *, profile: PortalProfile
) -> Mapping[str, Remote]:
    """Find sections or products by xmlId; two requests for 2,500 products, one when none is there."""
    if profile.product_iblock_id is None or not keys:
        return {}
    if kind is EntityKind.SECTION:
        rows = await _by_xml_id(reader, CATALOG_SECTION_LIST, SECTION_SELECT, keys, profile)
        parents = await _xml_ids(reader, (row.get("iblockSectionId") for row in rows.values()), profile)
        return {key: _section(row, parents) for key, row in rows.items()}
    select = (*PRODUCT_SELECT, *attribute_select(profile, Block.PRODUCT))
    rows = await _by_xml_id(reader, CATALOG_PRODUCT_LIST, select, keys, profile)
    if not rows:
        return {}
    prices, sections = await _around(reader, rows, profile)
    names = await value_names(reader, rows.values(), profile, Block.PRODUCT)
    return {
        key: _product(
            row,
            prices.get(number(row["id"]), {}),
            _member("section", row, sections) | attributes_in(row, names, profile, Block.PRODUCT),
            profile,
        )
        for key, row in rows.items()
    }


async def _by_xml_id(
    reader: Reader, method: str, select: Sequence[str], keys: Sequence[str], profile: PortalProfile
) -> dict[str, Row]:
    """Read the objects of the keys; of several with one xmlId the oldest counts."""
    commands = {
        f"k{index}": Command(method, _xml_id_query(method, select, page, profile))
        for index, page in enumerate(paged(keys, LIST_PAGE))
    }
    wanted, found = set(keys), dict[str, Row]()
    for rows in (await reader.rows(commands)).values():
        for row in rows:
            key = own_key(row)
            if key in wanted and (key not in found or number(row["id"]) < number(found[key]["id"])):
                found[key] = row
    return found


def _xml_id_query(
    method: str, select: Sequence[str], keys: Sequence[object], profile: PortalProfile
) -> dict[str, object]:
    """Ask for several keys: products document a list under the bare name, everything else `@`."""
    several = "xmlId" if method == CATALOG_PRODUCT_LIST else "@xmlId"
    filters = {"iblockId": profile.product_iblock_id, several: keys}
    return {"select": list(select), "filter": filters, "order": {"id": "asc"}}


def own_key(row: Row) -> str:
    """Return an object's xmlId; one that equals its own id was never given by anybody."""
    xml_id = string(row.get("xmlId"))
    return "" if xml_id == string(row.get("id")) else xml_id


async def _xml_ids(reader: Reader, ids: Iterable[object], profile: PortalProfile) -> dict[int, str]:
    """Read the xmlId of sections by id."""
    rows = await reader.rows(_section_commands(ids, profile))
    return _keys(row for page in rows.values() for row in page)


def _section_commands(ids: Iterable[object], profile: PortalProfile) -> dict[str, Command]:
    wanted = sorted({number(one) for one in ids} - {0})
    return {
        f"s{index}": Command(
            CATALOG_SECTION_LIST,
            {
                "select": ["id", "iblockId", "xmlId"],
                "filter": {"iblockId": profile.product_iblock_id, "@id": page},
            },
        )
        for index, page in enumerate(paged(wanted, LIST_PAGE))
    }


def _keys(rows: Iterable[Row]) -> dict[int, str]:
    return {number(row.get("id")): own_key(row) for row in rows}


async def _around(
    reader: Reader, products: Mapping[str, Row], profile: PortalProfile
) -> tuple[dict[int, dict[int, Row]], dict[int, str]]:
    """Read prices and sections of products in one request for 1,250 of them or more."""
    commands = _section_commands((row.get("iblockSectionId") for row in products.values()), profile)
    ids = sorted(number(row["id"]) for row in products.values())
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
    sections = _keys(row for name, rows in pages.items() if name.startswith("s") for row in rows)
    return prices, sections


def _section(row: Row, parents: Mapping[int, str]) -> Remote:
    fields = {"name": string(row.get("name")), "active": is_yes(row.get("active"))}
    return Remote(id=number(row["id"]), fields=fields | _member("parent", row, parents))


def _member(name: str, row: Row, sections: Mapping[int, str]) -> dict[str, object]:
    """Name the group that an object lies in; a section that is not ours is told by its own id: `#12`."""
    section = number(row.get("iblockSectionId"))
    return {name: (sections.get(section) or f"{FOREIGN}{section}") if section else None}


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


def _product(
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
