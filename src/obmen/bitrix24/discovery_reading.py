"""Rows of the portal's directories as parts of its profile."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Final

from obmen.bitrix24.reading import Row, is_yes, number, string
from obmen.bitrix24.vocabulary import USER_FIELD, WITHOUT_VAT
from obmen.delivery.profile import OwnCompany, StageInfo
from obmen.domain.invoice import Semantics
from obmen.domain.vat import NO_VAT, Vat

SEMANTICS: Final = {"S": Semantics.SUCCESS, "F": Semantics.FAILURE}
FAILURES: Final = frozenset({"failure", "apology"})  # EXTRA.SEMANTICS


def vat_ids(rows: Sequence[Row]) -> dict[str, int]:
    """Map VAT codes to rows: active rows before inactive ones, then the oldest."""
    ids: dict[str, int] = {}
    for row in sorted(rows, key=lambda row: (not is_yes(row.get("active")), number(row.get("id")))):
        vat = _vat(row)
        if vat is not None and is_yes(row.get("active")):
            ids.setdefault(vat.code, number(row.get("id")))
    return ids


def _vat(row: Row) -> Vat | None:
    """Read the rate of a row. An empty one is "без НДС", or a zero that the portal shows as empty."""
    rate, name = row.get("rate"), string(row.get("name")).lower()
    if rate in (None, ""):
        return NO_VAT if any(word in name for word in WITHOUT_VAT) or "0" not in name else Vat(Decimal(0))
    try:
        return Vat(Decimal(str(rate)))
    except InvalidOperation:
        return None


def measure_ids(rows: Sequence[Row]) -> dict[str, int]:
    """Map OKEI codes without leading zeros to measures."""
    return {str(number(row.get("code"))): number(row.get("id")) for row in rows if number(row.get("code"))}


def base_price_type(rows: Sequence[Row]) -> Row | None:
    """Return the base price type; there is one."""
    return next((row for row in rows if is_yes(row.get("base"))), None)


def base_currency(rows: Sequence[Row]) -> str:
    """Return the base currency; empty when the portal tells none."""
    return next((string(row.get("CURRENCY")) for row in rows if is_yes(row.get("BASE"))), "")


def stages_of(rows: Sequence[Row]) -> tuple[StageInfo, ...]:
    """Read the stages of invoices in their order."""
    stages = [
        StageInfo(
            id=string(row.get("STATUS_ID")),
            name=string(row.get("NAME")),
            semantics=_semantics(row),
            sort=number(row.get("SORT")),
        )
        for row in rows
    ]
    return tuple(sorted(stages, key=lambda stage: stage.sort))


def _semantics(row: Row) -> Semantics:
    extra = row.get("EXTRA")
    word = string(extra.get("SEMANTICS")) if isinstance(extra, Mapping) else ""
    if word in FAILURES:
        return Semantics.FAILURE
    if word == Semantics.SUCCESS:
        return Semantics.SUCCESS
    return SEMANTICS.get(string(row.get("SEMANTICS")), Semantics.PROCESS)


def own_companies(companies: Sequence[Row], requisites: Sequence[Row]) -> tuple[OwnCompany, ...]:
    """Join own companies with the ИНН of their first requisites."""
    tax_ids: dict[int, str] = {}
    for row in requisites:
        if string(row.get("RQ_INN")):
            tax_ids.setdefault(number(row.get("ENTITY_ID")), string(row.get("RQ_INN")))
    return tuple(
        OwnCompany(
            id=number(row.get("id")),
            name=string(row.get("title")),
            tax_id=tax_ids.get(number(row.get("id")), ""),
        )
        for row in companies
    )


def described_fields(result: object) -> Mapping[str, Mapping[str, object]]:
    """Return the descriptions of an invoice's fields by their original names."""
    fields = result.get("fields", result) if isinstance(result, Mapping) else None
    if not isinstance(fields, Mapping):
        return {}
    return {_original(name, facts): facts for name, facts in fields.items() if isinstance(facts, Mapping)}


def _original(name: str, facts: Mapping[str, object]) -> str:
    upper = string(facts.get("upperName"))
    return upper if upper.startswith(USER_FIELD) else name


def user_fields(result: object) -> tuple[str, ...]:
    """Return the names of the invoice's user fields."""
    return tuple(sorted(name for name in described_fields(result) if name.startswith(USER_FIELD)))
