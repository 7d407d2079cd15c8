"""What a portal is like, as discovery found it: ids that differ from portal to portal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final

from obmen.domain.invoice import Semantics


class CheckState(StrEnum):
    """Verdict of one finding of the pre-flight."""

    OK = "ok"
    DEGRADED = "degraded"
    MISSING = "missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One line of the pre-flight; `id` and `facts` find its text in obmen.messages."""

    id: str
    state: CheckState
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class StageInfo:
    """A stage of invoices. Bitrix24: crm.status, ENTITY_ID SMART_INVOICE_STAGE_n."""

    id: str  # STATUS_ID
    name: str
    semantics: Semantics
    sort: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnCompany:
    """An own legal entity of the portal (isMyCompany=Y)."""

    id: int
    name: str
    tax_id: str = ""


LIST_PROPERTY: Final = "L"  # `PropertyShape.type` of a property whose values are rows of their own


@dataclass(frozen=True, slots=True, kw_only=True)
class PropertyShape:
    """A property of one of the blocks, as the portal has it. Bitrix24: catalog.productProperty."""

    id: int
    type: str  # S text, N number, L list, …
    multiple: bool = False
    made_as: str = ""  # what 1C called it when we made it, or renamed it since; empty: it is not ours


@dataclass(frozen=True, slots=True, kw_only=True)
class PortalProfile:
    """Everything that mapping and sales need to know of a portal."""

    found_at: datetime
    user_id: int  # the webhook's user
    product_iblock_id: int | None
    offers_iblock_id: int | None
    base_price_type_id: int | None
    base_currency: str
    currencies: tuple[str, ...]
    vat_ids: Mapping[str, int]  # Vat.code -> catalog_vat.id
    measure_ids: Mapping[str, int]  # OKEI code without leading zeros -> catalog_measure.id
    price_type_ids: Mapping[str, int]  # xmlId -> id
    inventory: bool
    invoice_category_id: int | None
    stages: tuple[StageInfo, ...]
    own_companies: tuple[OwnCompany, ...]
    invoice_user_fields: tuple[str, ...]  # UF_CRM_… names that exist on invoices
    scopes: tuple[str, ...]
    plan: str = ""
    gallery: bool = True  # products can have pictures: the block has the property for them
    price_type_names: Mapping[str, str] = field(
        default_factory=dict
    )  # of those that we have made, by 1C's Ид
    properties: Mapping[str, PropertyShape] = field(default_factory=dict)  # by property_key()
    refused: Mapping[str, str] = field(default_factory=dict)  # what the portal did not make, and what it said
