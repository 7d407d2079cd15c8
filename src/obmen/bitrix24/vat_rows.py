"""Making a missing VAT row, when the exchange's `vat_create` allows it."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from obmen.bitrix24.answers import failure_of
from obmen.bitrix24.call import Command
from obmen.bitrix24.client import Client
from obmen.bitrix24.discovery_reading import vat_ids
from obmen.bitrix24.pace import Busy
from obmen.bitrix24.reading import Reader
from obmen.bitrix24.transport import AnswerLost, NotSent
from obmen.bitrix24.vocabulary import CATALOG_VAT_ADD, CATALOG_VAT_LIST, VAT_ROW, YES
from obmen.domain.vat import NO_VAT, vat_from_code
from obmen.flows.ports.portal import PortalUnreachable

PATIENCE: Final = timedelta(seconds=30)


async def create_vat(client: Client, reader: Reader, code: str) -> int | None:
    """Make the row of a rate unless it is there; the list is read before and after, so none is made twice.

    Returns the row's id; None: the portal refuses it, or the rate is "without VAT", which has no number.
    Raises: PortalHalted, PortalUnreachable.
    """
    known = await _rows(reader)
    vat = vat_from_code(code)
    if code in known or vat == NO_VAT:
        return known.get(code)
    fields = {"name": VAT_ROW.format(rate=code), "rate": vat.rate, "active": YES}
    try:
        answer = await client.single(Command(CATALOG_VAT_ADD, {"fields": fields}), patience=PATIENCE)
    except (Busy, NotSent, AnswerLost) as unsure:
        raise PortalUnreachable(str(unsure)) from None
    if failure_of(answer.payload):
        return None
    return (await _rows(reader)).get(code)


async def _rows(reader: Reader) -> dict[str, int]:
    return vat_ids((await reader.rows({"vats": Command(CATALOG_VAT_LIST)}))["vats"])
