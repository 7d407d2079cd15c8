"""What a practice portal holds of 1C's catalogue, read from its dump alone and named as a plan names it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

Row = Mapping[str, Any]
State = dict[tuple[str, str], dict[str, object]]  # fields by kind and external code
Difference = dict[tuple[str, str], dict[str, tuple[object, object]]]

CODES: Final = {
    "CML2_ARTICLE": "article",
    "CML2_BAR_CODE": "barcode",
    "ONEC_CHARACTERISTIC": "characteristic",
}


def state_of(dump: Row) -> State:
    """Read sections, products and variations that carry an external code, with what is not empty of them."""
    sections = {row["id"]: row for row in dump["sections"]}
    products = {row["id"]: row for row in dump["products"]}
    state: State = {}
    for row in sections.values():
        if row["xmlId"]:
            above = sections.get(row["iblockSectionId"])
            state["section", row["xmlId"]] = _told(_base(row) | {"parent": above and above["xmlId"]})
    for kind, rows in (("product", products.values()), ("variation", dump["offers"])):
        for row in rows:
            if row["xmlId"] and row["xmlId"] != str(row["id"]):
                place = _place(kind, row, sections, products)
                state[kind, row["xmlId"]] = _told(_base(row) | place | _sold(row, dump) | _said(row, dump))
    return state


def difference(before: State, after: State) -> Difference:
    """Return what differs, field by field."""
    found: Difference = {}
    for key in before.keys() | after.keys():
        old, new = before.get(key, {}), after.get(key, {})
        fields = {
            name: (old.get(name), new.get(name))
            for name in old.keys() | new.keys()
            if old.get(name) != new.get(name)
        }
        if fields:
            found[key] = fields
    return found


def _told(fields: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in fields.items() if value not in (None, "")}


def _base(row: Row) -> dict[str, object]:
    return {"name": row["name"], "active": row["active"] in ("Y", True)}


def _place(
    kind: str, row: Row, sections: Mapping[int, Row], products: Mapping[int, Row]
) -> dict[str, object]:
    if kind == "variation":
        parent = row["parentId"]
        number = int(parent["value"]) if isinstance(parent, Mapping) else parent
        return {"parent": products[number]["xmlId"]}
    above = sections.get(row["iblockSectionId"])
    return {"section": above and above["xmlId"]}


def _sold(row: Row, dump: Row) -> dict[str, object]:
    rates = {vat["id"]: "none" if vat["rate"] is None else f"{vat['rate']:g}" for vat in dump["vats"]}
    codes = {measure["id"]: str(measure["code"]) for measure in dump["measures"]}
    fields: dict[str, object] = {
        "vat": rates.get(row["vatId"]),
        "vat_included": row["vatIncluded"] == "Y",
        "unit": codes.get(row["measure"]),
    }
    types = {one["id"]: one for one in dump["price_types"]}
    for price in dump["prices"]:
        if price["productId"] == row["id"]:
            amount = format(Decimal(str(price["price"])).normalize(), "f")
            own = types[price["catalogGroupId"]]
            if own["base"] == "Y":
                fields |= {"price": amount, "currency": price["currency"]}
            else:
                fields[f"price.{own['xmlId']}"] = [amount, price["currency"]]
    return fields


def _said(row: Row, dump: Row) -> dict[str, object]:
    names = {f"property{one['id']}": CODES[one["code"]] for one in dump["properties"] if one["code"] in CODES}
    own = {names[name]: value["value"] for name, value in row.items() if name in names and value}
    return own | {"description": row["detailText"]}
