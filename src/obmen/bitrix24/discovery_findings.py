"""The pre-flight's verdicts on a portal; `facts` fill the texts of obmen.messages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from obmen.bitrix24.answers import Failure
from obmen.bitrix24.discovery_reading import described_fields
from obmen.bitrix24.reading import Row, is_yes, string
from obmen.bitrix24.user_fields import lacking_fields, may_create_fields
from obmen.bitrix24.vocabulary import ONEC_FIELDS
from obmen.delivery.profile import CheckState, Finding, PortalProfile
from obmen.domain.invoice import Semantics
from obmen.flows.ports.portal import FIELDS, FIELDS_COMING

VITAL_SCOPES: Final = ("catalog", "crm")
USEFUL_SCOPES: Final = {"im": frozenset({"im"}), "user": frozenset({"user", "user_basic", "user_brief"})}
USUAL_RATES: Final = ("none", "0", "10", "22")  # Russia, 2026
PIECE: Final = "796"
GUID: Final = re.compile(r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(#.+)?$", re.IGNORECASE)
OK, DEGRADED, MISSING = CheckState.OK, CheckState.DEGRADED, CheckState.MISSING


def findings_of(
    profile: PortalProfile, *, lists: Mapping[str, Sequence[Row]], single: Mapping[str, object],
    failures: Mapping[str, Failure], foreign_products: Sequence[Row],
) -> tuple[Finding, ...]:  # fmt: skip
    """Judge everything that was read; a list that could not be read is missing with the portal's code."""
    found = [
        _scope(profile),
        _user(single.get("profile")),
        *_catalogue(profile),
        *_directories(profile, lists),
        *_invoices(profile),
        _required(single.get("fields")),
        _fields(profile),
        _own_company(profile),
        _finding("portal.requisites", OK if lists["presets"] else MISSING, presets=len(lists["presets"])),
        _vendor_exchange(foreign_products),
        _finding("portal.plan", OK if profile.plan else DEGRADED, plan=profile.plan),
    ]
    return tuple(_with_failure(finding, failures) for finding in found)


SOURCES: Final = {  # finding -> the command that it rests on
    "portal.catalog": "catalogs",
    "portal.vat": "vats",
    "portal.measures": "measures",
    "portal.currency": "currencies",
    "portal.price_type": "priceTypes",
    "portal.stores": "stores",
    "portal.inventory": "inventory",
    "portal.invoices": "categories",
    "portal.stages": "stages",
    "portal.required_fields": "fields",
    FIELDS: "fields",
    "portal.own_company": "companies",
    "portal.requisites": "presets",
}


def _with_failure(finding: Finding, failures: Mapping[str, Failure]) -> Finding:
    failure = failures.get(SOURCES.get(finding.id, ""))
    if failure is None:
        return finding
    facts = {**finding.facts, "error": failure.code, "detail": failure.detail}
    state = DEGRADED if finding.id in {"portal.stores", "portal.inventory"} else MISSING
    return Finding(id=finding.id, state=state, facts=facts)


def _finding(name: str, state: CheckState, **facts: object) -> Finding:
    return Finding(id=name, state=state, facts=facts)


def _scope(profile: PortalProfile) -> Finding:
    vital = [scope for scope in VITAL_SCOPES if scope not in profile.scopes]
    useful = [name for name, any_of in USEFUL_SCOPES.items() if not any_of & frozenset(profile.scopes)]
    state = MISSING if vital else DEGRADED if useful else OK
    missing = ", ".join(vital + useful)
    return _finding("portal.scope", state, scopes=", ".join(profile.scopes), missing=missing)


def _user(person: object) -> Finding:
    """Writing to the catalogue needs an administrator or a permission of its own."""
    facts = person if isinstance(person, Mapping) else {}
    name = f"{string(facts.get('NAME'))} {string(facts.get('LAST_NAME'))}".strip()
    return _finding("portal.user", OK if is_yes(facts.get("ADMIN")) else DEGRADED, user=name)


def _catalogue(profile: PortalProfile) -> Iterator[Finding]:
    block, offers = profile.product_iblock_id, profile.offers_iblock_id
    yield _finding("portal.catalog", OK if block is not None else MISSING, block=block)
    yield _finding("portal.offers_block", OK if offers is not None else DEGRADED, block=offers)


def _directories(profile: PortalProfile, lists: Mapping[str, Sequence[Row]]) -> Iterator[Finding]:
    absent = [rate for rate in USUAL_RATES if rate not in profile.vat_ids]
    rates = ", ".join(profile.vat_ids)
    state = MISSING if not profile.vat_ids else DEGRADED if absent else OK
    yield _finding("portal.vat", state, rates=rates, missing=", ".join(absent))
    state = OK if PIECE in profile.measure_ids else DEGRADED
    yield _finding("portal.measures", state, count=len(profile.measure_ids))
    currency = profile.base_currency
    yield _finding("portal.currency", OK if currency else MISSING, currency=currency)
    names = ", ".join(string(row.get("name")) for row in lists["priceTypes"])
    state = OK if profile.base_price_type_id is not None else MISSING
    yield _finding("portal.price_type", state, names=names, id=profile.base_price_type_id)
    stores = [row for row in lists["stores"] if is_yes(row.get("active"))]
    yield _finding("portal.stores", OK if stores else DEGRADED, count=len(stores))
    yield _finding("portal.inventory", OK, on="on" if profile.inventory else "off")


def _invoices(profile: PortalProfile) -> Iterator[Finding]:
    category = profile.invoice_category_id
    yield _finding("portal.invoices", OK if category is not None else MISSING, category=category)
    success = [stage.name for stage in profile.stages if stage.semantics is Semantics.SUCCESS]
    failure = [stage.name for stage in profile.stages if stage.semantics is Semantics.FAILURE]
    state = OK if success and failure else DEGRADED if success else MISSING
    yield _finding("portal.stages", state, success=", ".join(success), failure=", ".join(failure))


def _required(fields: object) -> Finding:
    """A required field that is empty makes the portal refuse a change of stage."""
    required = [
        string(facts.get("title")) or name
        for name, facts in described_fields(fields).items()
        if facts.get("isRequired") and not facts.get("isReadOnly") and name != "title"
    ]
    state = DEGRADED if required else OK
    return _finding("portal.required_fields", state, fields=", ".join(required))


def _fields(profile: PortalProfile) -> Finding:
    """1C's number and date are kept in fields of the invoice, made when there is something to keep."""
    lacking = lacking_fields(profile)
    if lacking and may_create_fields(profile):
        return _finding(FIELDS_COMING, OK, names=", ".join(lacking))
    return _finding(FIELDS, DEGRADED if lacking else OK, names=", ".join(lacking or ONEC_FIELDS))


def _own_company(profile: PortalProfile) -> Finding:
    companies = profile.own_companies
    names = ", ".join(f"{one.name} ({one.tax_id or '—'})" for one in companies)
    state = MISSING if not companies else OK if len(companies) == 1 else DEGRADED
    return _finding("portal.own_company", state, names=names, count=len(companies))


def _vendor_exchange(products: Sequence[Row]) -> Finding:
    """The standard exchange can't be seen by a webhook; products with 1C's ids made by others hint at it."""
    seen = [row for row in products if GUID.match(string(row.get("xmlId")))]
    latest = max((string(row.get("timestampX")) for row in seen), default="")
    return _finding("portal.vendor_exchange", DEGRADED if seen else OK, seen=len(seen), latest=latest)
