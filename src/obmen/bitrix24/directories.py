"""Rows of the portal's directories that goods need: missing units of measure are made by their OKEI codes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from obmen.bitrix24.call import Command
from obmen.bitrix24.client import Client
from obmen.bitrix24.directory_rows import unannounced, write_rows
from obmen.bitrix24.discovery_reading import measure_ids
from obmen.bitrix24.reading import Reader
from obmen.bitrix24.vocabulary import CATALOG_MEASURE_ADD, CATALOG_MEASURE_LIST, NO

TITLE_LENGTH: Final = 100


async def create_measures(client: Client, reader: Reader, names: Mapping[str, str]) -> Mapping[str, int]:
    """Make the units that are not there, given by OKEI code and name; returns ids by code.

    The portal keeps codes unique, so that none is made twice; a code that it refuses is left out.
    Raises: PortalHalted, PortalUnreachable.
    """
    known = await _rows(reader)
    lacking = [code for code in names if code not in known and code.isdigit()]
    commands = {f"u{code}": _creation(code, names[code]) for code in lacking}
    await write_rows(client, commands, announce=unannounced)
    made = await _rows(reader) if lacking else known
    return {code: made[code] for code in names if code in made}


def _creation(code: str, name: str) -> Command:
    title = (name or code)[:TITLE_LENGTH]
    fields = {"code": int(code), "measureTitle": title, "symbol": title, "isDefault": NO}
    return Command(CATALOG_MEASURE_ADD, {"fields": fields})


async def _rows(reader: Reader) -> dict[str, int]:
    return measure_ids((await reader.rows({"measures": Command(CATALOG_MEASURE_LIST)}))["measures"])
