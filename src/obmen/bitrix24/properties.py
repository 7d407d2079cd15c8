"""Properties of products and offers: found by 1C's id or by code, made when missing, with their values.

Source: bitrix24.md §2.4. A list property with a single value would be shown as a check box, so that a list
never stays with one: a second value of 1C's is made beside it, or one that says "none of them".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from obmen.bitrix24.answers import Parts
from obmen.bitrix24.call import Command
from obmen.bitrix24.client import Client
from obmen.bitrix24.directory_rows import write_rows
from obmen.bitrix24.reading import Reader, Row, is_yes, number, paged, rows_of, string
from obmen.bitrix24.vocabulary import (
    CATALOG_PRODUCT_PROPERTY_ADD,
    CATALOG_PRODUCT_PROPERTY_ENUM_ADD,
    CATALOG_PRODUCT_PROPERTY_ENUM_LIST,
    CATALOG_PRODUCT_PROPERTY_ENUM_UPDATE,
    CATALOG_PRODUCT_PROPERTY_LIST,
    CATALOG_PRODUCT_PROPERTY_UPDATE,
    LIST,
    LIST_PAGE,
    NO_VALUE,
    NUMBER,
    OWN_PROPERTIES,
    TEXT,
)
from obmen.delivery.profile import PortalProfile, PropertyShape
from obmen.domain.catalog import PropertyKind
from obmen.domain.identity import Ref
from obmen.domain.properties import Block, PropertyNeed, value_ref
from obmen.flows.ports.portal import Announce, MadeProperties

TYPES: Final[Mapping[PropertyKind, str]] = {
    PropertyKind.STRING: TEXT,
    PropertyKind.NUMBER: NUMBER,
    PropertyKind.DATE: TEXT,
    PropertyKind.LIST: LIST,
}
FEWEST_VALUES: Final = 2
NAME_LENGTH: Final = 255
SORT: Final = 500
SELECT: Final = ["id", "iblockId", "name", "code", "xmlId", "propertyType", "userType", "multiple"]
VALUE_SELECT: Final = ["id", "propertyId", "value", "xmlId"]
NO_BLOCK: Final = "no_block"
NOBODY: Final = ("obmen-none", NO_VALUE)  # xmlId and text of the value that nothing has


async def create_properties(
    client: Client,
    reader: Reader,
    needs: Sequence[PropertyNeed],
    *,
    profile: PortalProfile,
    announce: Announce,
) -> MadeProperties:
    """Find or make properties, widen those that need several values, and see to the values of lists.

    Raises: PortalHalted, PortalUnreachable.
    """
    placed = {need.key: need for need in needs if block_id(need.block, profile) is not None}
    shapes = await _found(reader, placed, profile)
    lacking = {key: need for key, need in placed.items() if key not in shapes}
    made, refused = await _make(client, lacking, profile, announce)
    shapes |= made
    narrow = {key: need for key, need in placed.items() if key in shapes and _is_narrow(need, shapes[key])}
    shapes |= await _widen(client, narrow, shapes, announce, profile)
    lists = [(placed[key], shape) for key, shape in shapes.items() if shape.type == LIST]
    shapes |= await _rename(client, placed, shapes, announce, profile)
    values = await _values(client, reader, lists, announce)
    homeless = {need.key: NO_BLOCK for need in needs if need.key not in placed}
    return MadeProperties(shapes=shapes, values=values, refused=refused | homeless)


async def find_properties(
    reader: Reader, needs: Sequence[PropertyNeed], *, profile: PortalProfile
) -> Mapping[str, PropertyShape]:
    """Find the properties that are there: nothing is made.

    Raises: PortalHalted, PortalUnreachable.
    """
    placed = {need.key: need for need in needs if block_id(need.block, profile) is not None}
    return await _found(reader, placed, profile)


def block_id(block: Block, profile: PortalProfile) -> int | None:
    """Return the portal's block; a portal may have none for offers."""
    return profile.offers_iblock_id if block is Block.OFFER else profile.product_iblock_id


async def _found(
    reader: Reader, needs: Mapping[str, PropertyNeed], profile: PortalProfile
) -> dict[str, PropertyShape]:
    """Find the properties that are there: by 1C's id, else by code; of several the oldest counts."""
    blocks = {block_id(need.block, profile) or 0 for need in needs.values()}
    listed = await reader.rows({
        f"b{block}": properties_command(block) for block in blocks
    })  # fmt: skip
    shapes: dict[str, PropertyShape] = {}
    for key, need in needs.items():
        rows = listed[f"b{block_id(need.block, profile) or 0}"]
        fitting = sorted((row for row in rows if _fits(row, need)), key=lambda row: number(row.get("id")))
        named = [row for row in fitting if string(row.get("xmlId")) == need.id]
        _, codes = OWN_PROPERTIES.get(need.id, ("", ()))
        coded = [row for code in codes for row in fitting if string(row.get("code")) == code]
        if named or coded:
            known = profile.properties.get(key)
            shapes[key] = replace(shape_of((named or coded)[0]), made_as=known.made_as if known else "")
    return shapes


def properties_command(block: int) -> Command:
    """Ask for the properties of a block."""
    return Command(CATALOG_PRODUCT_PROPERTY_LIST, {"select": SELECT, "filter": {"iblockId": block}})


def shape_of(row: Row) -> PropertyShape:
    """Read a property."""
    return PropertyShape(
        id=number(row.get("id")),
        type=string(row.get("propertyType")),
        multiple=is_yes(row.get("multiple")),
    )


def _fits(row: Row, need: PropertyNeed) -> bool:
    """Tell whether values of 1C can travel in a property: of the same type, and of no user type."""
    return string(row.get("propertyType")) == TYPES[need.kind] and not row.get("userType")


def _is_narrow(need: PropertyNeed, shape: PropertyShape) -> bool:
    return need.multiple and not shape.multiple


async def _make(
    client: Client, lacking: Mapping[str, PropertyNeed], profile: PortalProfile, announce: Announce
) -> tuple[dict[str, PropertyShape], dict[str, str]]:
    names = {f"n{index}": need for index, need in enumerate(lacking.values())}
    commands = {name: _creation(need, profile) for name, need in names.items()}
    written = await write_rows(client, commands, announce=announce)
    shapes = {
        names[name].key: PropertyShape(
            id=made,
            type=TYPES[names[name].kind],
            multiple=names[name].multiple,
            made_as=names[name].name,
        )
        for name, made in written.ids.items()
    }
    refused = {names[name].key: f"{one.code} {one.detail}" for name, one in written.failures.items()}
    return shapes, refused


def _creation(need: PropertyNeed, profile: PortalProfile) -> Command:
    name, codes = OWN_PROPERTIES.get(need.id, (need.name, ()))
    fields: dict[str, object] = {
        "iblockId": block_id(need.block, profile),
        "name": (name or need.id)[:NAME_LENGTH],
        "propertyType": TYPES[need.kind],
        "multiple": need.multiple,
        "xmlId": need.id,
        "sort": SORT,
        "active": True,
    }
    if codes:
        fields["code"] = codes[0]
    return Command(CATALOG_PRODUCT_PROPERTY_ADD, {"fields": fields})


async def _widen(
    client: Client,
    narrow: Mapping[str, PropertyNeed],
    shapes: Mapping[str, PropertyShape],
    announce: Announce,
    profile: PortalProfile,
) -> dict[str, PropertyShape]:
    """Let properties take several values; one that the portal leaves as it is takes the first only."""
    names = {f"m{index}": need for index, need in enumerate(narrow.values())}
    commands = {
        name: Command(
            CATALOG_PRODUCT_PROPERTY_UPDATE,
            {
                "id": shapes[need.key].id,
                "fields": {"iblockId": block_id(need.block, profile), "multiple": True},
            },
        )
        for name, need in names.items()
    }
    written = await write_rows(client, commands, announce=announce)
    return {names[name].key: replace(shapes[names[name].key], multiple=True) for name in written.ids}


async def _rename(
    client: Client,
    needs: Mapping[str, PropertyNeed],
    shapes: Mapping[str, PropertyShape],
    announce: Announce,
    profile: PortalProfile,
) -> dict[str, PropertyShape]:
    """Call properties that we have made what 1C calls them now; those of others keep their names."""
    other = [
        need for key, need in needs.items() if key in shapes and shapes[key].made_as not in ("", need.name)
    ]
    names = {f"r{index}": need for index, need in enumerate(other)}
    commands = {
        name: Command(
            CATALOG_PRODUCT_PROPERTY_UPDATE,
            {
                "id": shapes[need.key].id,
                "fields": {"iblockId": block_id(need.block, profile), "name": need.name[:NAME_LENGTH]},
            },
        )
        for name, need in names.items()
    }
    written = await write_rows(client, commands, announce=announce)
    return {names[n].key: replace(shapes[names[n].key], made_as=names[n].name) for n in written.ids}


Lists = Sequence[tuple[PropertyNeed, PropertyShape]]


async def _values(client: Client, reader: Reader, lists: Lists, announce: Announce) -> dict[Ref, int]:
    """Find or make the values of lists; one whose text 1C has changed is renamed."""
    known = await _known_values(reader, lists)
    commands: dict[str, Command] = {}
    refs: dict[str, Ref] = {}
    for need, shape in lists:
        mine = known[shape.id]
        for value_id, text in _wanted(need, mine).items():
            name = f"v{len(commands)}"
            row = mine.get(value_id)
            if row is None or string(row.get("value")) != text:
                commands[name] = _value(shape.id, value_id, text, row)
                refs[name] = value_ref(shape.id, value_id)
    written = await write_rows(client, commands, announce=announce)
    there = {
        value_ref(property_id, xml_id): number(row.get("id"))
        for property_id, rows in known.items()
        for xml_id, row in rows.items()
    }
    return there | {refs[name]: made for name, made in written.ids.items()}


async def _known_values(reader: Reader, lists: Lists) -> dict[int, dict[str, Row]]:
    """Read the values in question by 1C's ids, and the first page of those that may be the only ones."""
    asked: dict[str, int] = {}
    commands: dict[str, Command] = {}
    for need, shape in lists:
        pages = [{"@xmlId": page} for page in paged(list(need.values), LIST_PAGE)]
        for chosen in pages if len(need.values) >= FEWEST_VALUES else [*pages, {}]:
            name = f"v{len(commands)}"
            filters = {"propertyId": shape.id, **chosen}
            asked[name] = shape.id
            commands[name] = Command(
                CATALOG_PRODUCT_PROPERTY_ENUM_LIST, {"select": VALUE_SELECT, "filter": filters, "start": -1}
            )
    parts = await reader.run(commands) if commands else None
    known: dict[int, dict[str, Row]] = {shape.id: {} for _, shape in lists}
    for name, command in commands.items():
        for row in rows_of(parts or Parts(), name, command.method):
            known[asked[name]].setdefault(string(row.get("xmlId")), row)
    return known


def _wanted(need: PropertyNeed, known: Mapping[str, Row]) -> dict[str, str]:
    """Return the values to have: those in use, and a second one where there would be a single one."""
    wanted = {value_id: (text or value_id)[:NAME_LENGTH] for value_id, text in need.values.items()}
    if wanted and len(wanted.keys() | known.keys()) < FEWEST_VALUES:
        value_id, text = need.spare or NOBODY
        wanted[value_id] = (text or value_id)[:NAME_LENGTH]
    return wanted


def _value(property_id: int, value_id: str, text: str, row: Row | None) -> Command:
    fields: dict[str, object] = {"propertyId": property_id, "value": text, "xmlId": value_id}
    if row is None:
        return Command(CATALOG_PRODUCT_PROPERTY_ENUM_ADD, {"fields": {**fields, "sort": SORT}})
    return Command(CATALOG_PRODUCT_PROPERTY_ENUM_UPDATE, {"id": number(row.get("id")), "fields": fields})
