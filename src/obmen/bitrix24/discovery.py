"""What a portal is like: its ids and abilities, read in two requests, and the pre-flight's findings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from obmen.bitrix24.answers import Failure
from obmen.bitrix24.call import Command
from obmen.bitrix24.discovery_findings import findings_of
from obmen.bitrix24.discovery_reading import (
    base_currency,
    base_price_type,
    measure_ids,
    own_companies,
    stages_of,
    user_fields,
    vat_ids,
)
from obmen.bitrix24.properties import properties_command, shape_of
from obmen.bitrix24.reading import (
    Reader,
    Row,
    is_yes,
    number,
    offers_block,
    product_block,
    raise_failure,
    string,
)
from obmen.bitrix24.user_fields import FIELDS_OF_INVOICES
from obmen.bitrix24.vocabulary import (
    APP_INFO,
    CATALOG_CATALOG_LIST,
    CATALOG_DOCUMENT_MODE_STATUS,
    CATALOG_MEASURE_LIST,
    CATALOG_PRICE_TYPE_LIST,
    CATALOG_PRODUCT_LIST,
    CATALOG_STORE_LIST,
    CATALOG_VAT_LIST,
    COMPANY,
    CRM_CATEGORY_LIST,
    CRM_CURRENCY_LIST,
    CRM_ITEM_LIST,
    CRM_REQUISITE_LIST,
    CRM_REQUISITE_PRESET_LIST,
    CRM_STATUS_ENTITY_TYPES,
    CRM_STATUS_LIST,
    FILE_TYPE,
    INVOICE_STAGES,
    MORE_PHOTO,
    PROFILE,
    RUSSIA,
    SCOPE,
    SMART_INVOICE,
)
from obmen.delivery.profile import Finding, PortalProfile, PropertyShape

SINGLE: Final = {
    "scope": Command(SCOPE),
    "profile": Command(PROFILE),
    "app": Command(APP_INFO),
    "inventory": Command(CATALOG_DOCUMENT_MODE_STATUS),
    "fields": FIELDS_OF_INVOICES,
}
REQUISITES: Final = "requisites"  # + company id
PROPERTIES: Final = "properties"  # + block
LISTS: Final = {
    "catalogs": Command(CATALOG_CATALOG_LIST),
    "vats": Command(CATALOG_VAT_LIST),
    "measures": Command(CATALOG_MEASURE_LIST),
    "priceTypes": Command(CATALOG_PRICE_TYPE_LIST),
    "stores": Command(CATALOG_STORE_LIST),
    "currencies": Command(CRM_CURRENCY_LIST),
    "categories": Command(CRM_CATEGORY_LIST, {"entityTypeId": SMART_INVOICE}),
    "statusTypes": Command(CRM_STATUS_ENTITY_TYPES),
    "presets": Command(CRM_REQUISITE_PRESET_LIST, {"filter": {"COUNTRY_ID": RUSSIA}}),
    "companies": Command(
        CRM_ITEM_LIST,
        {"entityTypeId": COMPANY, "select": ["id", "title"], "filter": {"isMyCompany": True}},
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """Everything that was read; a failed command is in `failures` under its name."""

    lists: Mapping[str, Sequence[Row]]
    single: Mapping[str, object]
    failures: Mapping[str, Failure]
    category_id: int | None
    own_requisites: Sequence[Row] = ()
    stages: Sequence[Row] = ()
    foreign_products: Sequence[Row] = ()
    properties: Mapping[int, Sequence[Row]] = field(default_factory=dict)  # by block


async def discover(reader: Reader, *, user_id: int, now: datetime) -> tuple[PortalProfile, Sequence[Finding]]:
    """Read what the portal is like.

    Raises: PortalHalted, PortalUnreachable.
    """
    survey = await _survey(reader, user_id)
    profile = _profile(survey, user_id=user_id, now=now)
    return profile, findings_of(
        profile,
        lists=survey.lists,
        single=survey.single,
        failures=survey.failures,
        foreign_products=survey.foreign_products,
    )


async def _survey(reader: Reader, user_id: int) -> Survey:
    parts = await reader.run({**SINGLE, **LISTS})
    if "profile" in parts.failures:
        raise_failure(parts.failures["profile"], PROFILE)
    lists, failures = await reader.follow(parts, LISTS)
    failures |= parts.failures
    category = _category(lists)
    more, more_failures = await reader.survey(_second_round(lists, user_id, category))
    return Survey(
        lists=lists,
        single={name: parts.results.get(name) for name in SINGLE},
        failures=failures | more_failures,
        category_id=category,
        own_requisites=[row for name, rows in more.items() if name.startswith(REQUISITES) for row in rows],
        stages=more.get("stages", ()),
        properties={
            int(name.removeprefix(PROPERTIES)): rows
            for name, rows in more.items()
            if name.startswith(PROPERTIES)
        },
        foreign_products=[row for row in more.get("foreign", ()) if number(row.get("createdBy")) != user_id],
    )


def _category(lists: Mapping[str, Sequence[Row]]) -> int | None:
    """Find the category of invoices; there is one, and its id differs from portal to portal."""
    categories = sorted(lists["categories"], key=lambda row: not is_yes(row.get("isDefault")))
    if categories:
        return number(categories[0].get("id"))
    types = [row for row in lists["statusTypes"] if number(row.get("ENTITY_TYPE_ID")) == SMART_INVOICE]
    return number(types[0].get("CATEGORY_ID")) if types else None


def _second_round(
    lists: Mapping[str, Sequence[Row]], user_id: int, category: int | None
) -> dict[str, Command]:
    commands: dict[str, Command] = {}
    if category is not None:
        filters: dict[str, object] = {"ENTITY_ID": f"{INVOICE_STAGES}{category}"}
        commands["stages"] = Command(CRM_STATUS_LIST, {"filter": filters, "order": {"SORT": "ASC"}})
    for company in lists["companies"]:
        filters = {"ENTITY_TYPE_ID": COMPANY, "ENTITY_ID": number(company.get("id"))}
        select = ["ID", "ENTITY_ID", "RQ_INN", "ACTIVE"]
        name = f"{REQUISITES}{number(company.get('id'))}"
        commands[name] = Command(CRM_REQUISITE_LIST, {"filter": filters, "select": select})
    block = product_block(lists["catalogs"])
    for one in {block, offers_block(lists["catalogs"], block)} - {None}:
        commands[f"{PROPERTIES}{one}"] = properties_command(one or 0)
    if block is not None:
        filters = {"iblockId": block, "!createdBy": user_id, "%xmlId": "-"}
        select = ["id", "iblockId", "xmlId", "createdBy", "timestampX"]
        commands["foreign"] = Command(
            CATALOG_PRODUCT_LIST,
            {"select": select, "filter": filters, "order": {"id": "desc"}, "start": -1},
        )
    return commands


def _profile(survey: Survey, *, user_id: int, now: datetime) -> PortalProfile:
    lists, single = survey.lists, survey.single
    block = product_block(lists["catalogs"])
    app, person = single["app"], single["profile"]
    price_type = base_price_type(lists["priceTypes"])
    return PortalProfile(
        found_at=now,
        user_id=number(person.get("ID")) or user_id if isinstance(person, Mapping) else user_id,
        product_iblock_id=block,
        offers_iblock_id=offers_block(lists["catalogs"], block),
        base_price_type_id=number(price_type.get("id")) if price_type else None,
        base_currency=base_currency(lists["currencies"]),
        currencies=tuple(string(row.get("CURRENCY")) for row in lists["currencies"]),
        vat_ids=vat_ids(lists["vats"]),
        measure_ids=measure_ids(lists["measures"]),
        price_type_ids={string(row.get("xmlId")): number(row.get("id")) for row in lists["priceTypes"]},
        inventory=is_yes(single["inventory"]),
        invoice_category_id=survey.category_id,
        stages=stages_of(survey.stages),
        own_companies=own_companies(lists["companies"], survey.own_requisites),
        invoice_user_fields=user_fields(single["fields"]),
        scopes=_scopes(single["scope"]),
        gallery=_has_gallery(survey.properties.get(block or 0)),
        properties=_properties(survey.properties),
        plan=string(app.get("LICENSE_FAMILY") or app.get("LICENSE")) if isinstance(app, Mapping) else "",
    )


def _properties(listed: Mapping[int, Sequence[Row]]) -> dict[str, PropertyShape]:
    """Return every property that there is by its id; which of them values travel in, the flows know."""
    rows = (row for rows in listed.values() for row in rows)
    return {f"#{number(row.get('id'))}": shape_of(row) for row in rows}


def _has_gallery(listed: Sequence[Row] | None) -> bool:
    """Tell whether products can have pictures: their block has the file property for them."""
    return listed is None or any(
        string(row.get("code")) == MORE_PHOTO and string(row.get("propertyType")) == FILE_TYPE
        for row in listed
    )


def _scopes(told: object) -> tuple[str, ...]:
    """Read the webhook's scopes: a list, or a PHP array with gaps in its keys."""
    names = told.values() if isinstance(told, Mapping) else told if isinstance(told, list) else ()
    return tuple(string(name) for name in names)
