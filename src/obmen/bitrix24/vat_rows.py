"""Making a missing VAT row, when the exchange's `vat_create` allows it."""

from __future__ import annotations

from typing import Final

from obmen.bitrix24.call import Command
from obmen.bitrix24.client import Client
from obmen.bitrix24.directory_rows import write_rows
from obmen.bitrix24.discovery_reading import vat_ids
from obmen.bitrix24.reading import Reader
from obmen.bitrix24.vocabulary import CATALOG_VAT_ADD, CATALOG_VAT_LIST, VAT_ROW, YES
from obmen.domain.vat import NO_VAT, vat_from_code
from obmen.flows.ports.portal import Announce

ROW: Final = "vat"


async def create_vat(client: Client, reader: Reader, code: str, *, announce: Announce) -> int | None:
    """Make the row of a rate unless it is there; the portal keeps two of one rate, so it is announced.

    Returns the row's id; None: the portal refuses it, or the rate is "without VAT", which has no number.
    Raises: PortalHalted, PortalUnreachable.
    """
    known = vat_ids((await reader.rows({ROW: Command(CATALOG_VAT_LIST)}))[ROW])
    vat = vat_from_code(code)
    if code in known or vat == NO_VAT:
        return known.get(code)
    fields = {"name": VAT_ROW.format(rate=code), "rate": vat.rate, "active": YES}
    written = await write_rows(client, {ROW: Command(CATALOG_VAT_ADD, {"fields": fields})}, announce=announce)
    return written.ids.get(ROW)
