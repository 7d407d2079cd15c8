"""What a CRM field makes of the value it is given."""

from typing import Any

from obmen_sandbox.portal.clock import day_stamp, parse_moment, stamp
from obmen_sandbox.portal.errors import RestError
from obmen_sandbox.portal.lists import Row
from obmen_sandbox.portal.phpform import as_list, as_map, is_empty, to_flag, to_float, to_int, to_text
from obmen_sandbox.portal.state import PortalState
from obmen_sandbox.portal.words import words

NUMBERS = frozenset(
    words(
        """
        integer user crm_company crm_contact crm_lead crm_deal crm_quote crm_category crm_entity
    """
    )
)


def cast(value: Any, kind: str) -> Any:
    """Turn what came into what is stored."""
    if kind == "boolean":
        return to_flag(value, default="N")
    if kind == "double":
        return round(to_float(value), 2)
    if kind in NUMBERS:
        return to_int(value) or None
    if is_empty(value) and value != "0":
        return None
    match kind:
        case "date":
            return day_stamp(value)
        case "datetime":
            moment = parse_moment(value)
            return stamp(moment) if moment else None
        case _:
            return to_text(value)


def cast_many(value: Any, kind: str) -> list[Any]:
    """A multiple field takes a list only. Raises: RestError 100."""
    if is_empty(value):
        return []
    if not isinstance(value, list | dict):
        name = "string" if isinstance(value, str) else "integer"
        raise RestError("100", f"Expected iterable value for multiple field, but got {name} instead")
    return [item for item in (cast(v, kind) for v in as_list(value)) if item is not None]


def apply_multifields(state: PortalState, old: list[Row], given: Any) -> list[Row]:
    """Phones and addresses: a list adds; keys `n0` add, ids change, an id with an empty value deletes."""
    rows = [dict(row) for row in old]
    for key, raw in as_map(given).items():
        item = as_map(raw)
        if is_empty(item.get("typeId")):
            continue
        known = (
            next((row for row in rows if str(row["id"]) == key), None) if isinstance(given, dict) else None
        )
        if known is None:
            if not is_empty(item.get("value")):
                rows.append(_multifield(state.new_id("multifield"), item))
        elif is_empty(item.get("value")):
            rows.remove(known)
        else:
            known.update(_multifield(known["id"], {**known, **item}))
    return rows


def _multifield(number: int, item: dict[str, Any]) -> Row:
    return {
        "id": number,
        "typeId": to_text(item["typeId"]),
        "valueType": to_text(item.get("valueType") or "WORK"),
        "value": to_text(item["value"]),
    }
