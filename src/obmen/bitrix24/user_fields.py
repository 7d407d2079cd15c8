"""The invoice's fields for 1C's number and date: made by us where the webhook may (userfieldconfig)."""

from __future__ import annotations

from typing import Final

from obmen.bitrix24.call import Command
from obmen.bitrix24.client import Client
from obmen.bitrix24.directory_rows import unannounced, write_rows
from obmen.bitrix24.discovery_reading import user_fields
from obmen.bitrix24.reading import Reader, raise_for
from obmen.bitrix24.vocabulary import (
    CRM_ITEM_FIELDS,
    ONEC_FIELDS,
    SMART_INVOICE,
    USER_FIELD_ENTITY,
    USERFIELDCONFIG,
    USERFIELDCONFIG_ADD,
)
from obmen.delivery.profile import PortalProfile

FIELDS_OF_INVOICES: Final = Command(
    CRM_ITEM_FIELDS, {"entityTypeId": SMART_INVOICE, "useOriginalUfNames": True}
)


def lacking_fields(profile: PortalProfile) -> tuple[str, ...]:
    """Return which of our fields the portal's invoices lack."""
    return tuple(name for name in ONEC_FIELDS if name not in profile.invoice_user_fields)


def may_create_fields(profile: PortalProfile) -> bool:
    """Tell whether the webhook has the right to make fields."""
    return USERFIELDCONFIG in profile.scopes


async def create_invoice_fields(client: Client, reader: Reader, profile: PortalProfile) -> tuple[str, ...]:
    """Make our fields that the invoices lack, if the webhook may; returns the names of all user fields.

    The portal keeps names unique, so that none is made twice; a field that it refuses is left out.
    Raises: PortalHalted, PortalUnreachable.
    """
    if not lacking_fields(profile) or not may_create_fields(profile):
        return profile.invoice_user_fields
    known = await _names(reader)
    lacking = {f"f{index}": _creation(name) for index, name in enumerate(ONEC_FIELDS) if name not in known}
    if not lacking:
        return known
    await write_rows(client, lacking, announce=unannounced)
    return await _names(reader)


def _creation(name: str) -> Command:
    kind, labels = ONEC_FIELDS[name]
    field = {
        "entityId": USER_FIELD_ENTITY,
        "fieldName": name,
        "userTypeId": kind,
        "editFormLabel": labels,
    }
    return Command(USERFIELDCONFIG_ADD, {"moduleId": "crm", "field": field})


async def _names(reader: Reader) -> tuple[str, ...]:
    parts = await reader.run({"fields": FIELDS_OF_INVOICES})
    raise_for(parts.failures, {"fields": FIELDS_OF_INVOICES})
    return user_fields(parts.results["fields"])
