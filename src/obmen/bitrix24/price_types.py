"""Price types for those of 1C: found by xmlId, made when missing, with a label that people read.

Source: bitrix24.md §2.7. The name is technical and Latin; the label is a row of its own for the language.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from obmen.bitrix24.call import Command
from obmen.bitrix24.client import Client
from obmen.bitrix24.directory_rows import write_rows
from obmen.bitrix24.reading import Reader, number, string
from obmen.bitrix24.vocabulary import (
    CATALOG_PRICE_TYPE_ADD,
    CATALOG_PRICE_TYPE_LANG_ADD,
    CATALOG_PRICE_TYPE_LANG_LIST,
    CATALOG_PRICE_TYPE_LANG_UPDATE,
    CATALOG_PRICE_TYPE_LIST,
    LATIN,
    PORTAL_LANGUAGE,
)
from obmen.flows.ports.portal import Announce

NAME_LENGTH: Final = 40
LABEL_LENGTH: Final = 100


async def create_price_types(
    client: Client, reader: Reader, names: Mapping[str, str], *, announce: Announce
) -> tuple[Mapping[str, int], str]:
    """Find or make price types by 1C's Ид and name; returns ids, and what the portal said of the others.

    Raises: PortalHalted, PortalUnreachable.
    """
    rows = (await reader.rows({"types": Command(CATALOG_PRICE_TYPE_LIST)}))["types"]
    ids = {string(row.get("xmlId")): number(row.get("id")) for row in rows}
    taken = {string(row.get("name")) for row in rows}
    lacking = {f"t{index}": key for index, key in enumerate(key for key in names if key not in ids)}
    commands = {name: _creation(key, names[key], taken) for name, key in lacking.items()}
    written = await write_rows(client, commands, announce=announce)
    made = {lacking[name]: type_id for name, type_id in written.ids.items()}
    ours = {key: one for key, one in (ids | made).items() if key in names}
    await _label(client, reader, ours, names, announce)
    said = next((f"{one.code} {one.detail}".strip() for one in written.failures.values()), "")
    return ours, said


async def rename_price_types(
    client: Client, reader: Reader, names: Mapping[str, str], *, ids: Mapping[str, int], announce: Announce
) -> None:
    """Label price types anew, as 1C calls them now; a portal that takes no label shows the technical name.

    Raises: PortalHalted, PortalUnreachable.
    """
    by_id = {ids[key]: name for key, name in names.items() if key in ids}
    labels = await _labels(reader, list(by_id))
    commands = {
        f"l{type_id}": Command(
            CATALOG_PRICE_TYPE_LANG_UPDATE, {"id": labels[type_id], "fields": _label_fields(type_id, name)}
        )
        if type_id in labels
        else _labelling(type_id, name)
        for type_id, name in by_id.items()
    }
    await write_rows(client, commands, announce=announce)


async def _labels(reader: Reader, type_ids: Sequence[int]) -> dict[int, int]:
    """Return the rows of labels in the portal's language: id by price type."""
    filters = {"@catalogGroupId": sorted(type_ids), "lang": PORTAL_LANGUAGE}
    listed, _ = await reader.survey({"labels": Command(CATALOG_PRICE_TYPE_LANG_LIST, {"filter": filters})})
    return {number(row.get("catalogGroupId")): number(row.get("id")) for row in listed["labels"]}


def _creation(key: str, name: str, taken: set[str]) -> Command:
    latin = technical_name(name)
    unique = latin if latin not in taken else f"{latin}_{key[:8].upper()}"
    taken.add(unique)
    return Command(CATALOG_PRICE_TYPE_ADD, {"fields": {"name": unique, "base": False, "xmlId": key}})


def technical_name(name: str) -> str:
    """Write a name in Latin capitals, as the portal names its own price types: `OPTOVAYA`."""
    letters = (LATIN.get(letter, letter) for letter in name.strip().lower())
    latin = "".join(one if one.isascii() and one.isalnum() else "_" for one in letters).upper()
    return "_".join(filter(None, latin.split("_")))[:NAME_LENGTH] or "PRICE"


async def _label(
    client: Client, reader: Reader, ours: Mapping[str, int], names: Mapping[str, str], announce: Announce
) -> None:
    """Label what has no label; a portal that does not take one shows the technical name."""
    labelled = await _labels(reader, list(ours.values()))
    commands = {
        f"l{type_id}": _labelling(type_id, names[key])
        for key, type_id in ours.items()
        if type_id not in labelled
    }
    await write_rows(client, commands, announce=announce)


def _labelling(type_id: int, name: str) -> Command:
    return Command(CATALOG_PRICE_TYPE_LANG_ADD, {"fields": _label_fields(type_id, name)})


def _label_fields(type_id: int, name: str) -> dict[str, object]:
    return {"catalogGroupId": type_id, "lang": PORTAL_LANGUAGE, "name": name[:LABEL_LENGTH]}
