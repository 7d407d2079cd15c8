"""What the goods refer to: groups, properties, price types, warehouses."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from obmen.domain.catalog import Group, PriceType, Property, PropertyKind, Warehouse
from obmen.flows.ports.onec import BadRecord
from obmen.onec.commerceml import vocabulary as words
from obmen.onec.commerceml.elements import (
    DELETION,
    Element,
    Field,
    Table,
    Values,
    fields_of,
    put_flag,
)
from obmen.onec.commerceml.readers.counts import ReadCounts
from obmen.onec.commerceml.readers.values import Unreadable, currency, record_id

KINDS: Final = {
    words.KIND_STRING: PropertyKind.STRING,
    words.KIND_NUMBER: PropertyKind.NUMBER,
    words.KIND_DATE: PropertyKind.DATE,
    words.KIND_LIST: PropertyKind.LIST,
}


def put_kind(child: Element, values: Values) -> None:
    """Keep the type of a property's values: text since 2.04, an element with choices before."""
    if not len(child):
        values["kind"] = (child.text or "").strip()
        return
    values.update(fields_of(child, _PROPERTY))


def put_kinds(child: Element, values: Values) -> None:
    for kind in child:
        put_kind(kind, values)


def put_choices(child: Element, values: Values) -> None:
    """Keep the choices of a list property; a bare `<Значение>` is its own id."""
    choices: list[tuple[str, str]] = values.setdefault("choices", [])
    for choice in child:
        found = fields_of(choice, _CHOICE)
        text = found.get("value", (choice.text or "").strip())
        if choice_id := found.get("id") or text:
            choices.append((choice_id, text))


def put_address(child: Element, values: Values) -> None:
    values["address"] = fields_of(child, _ADDRESS).get("text", "")


def put_tax(child: Element, values: Values) -> None:
    """Keep whether the first tax, which is НДС, is within the price."""
    found = fields_of(child, _TAX)
    if "included" in found:
        values.setdefault("vat_included", found["included"])


_SHARED: Final[dict[str, Field]] = {words.ID: "id", words.NAME: "name", **DELETION}
_ADDRESS: Final[Table[Field]] = Table({words.PRESENTATION: "text"})
_TAX: Final[Table[Field]] = Table({words.TAX_INCLUDED: put_flag("included")})
_CHOICE: Final[Table[Field]] = Table({
    words.ID: "id",
    words.CHOICE_ID: "id",
    words.VALUE: "value",
})  # fmt: skip
_PROPERTY: Final[Table[Field]] = Table({
    **_SHARED,
    words.VALUE_KIND: put_kind,
    words.VALUE_KINDS: put_kinds,
    words.KIND: put_kind,
    words.CHOICES: put_choices,
    words.MULTIPLE: put_flag("multiple"),
    words.FOR_OFFERS: put_flag("for_offers"),
})  # fmt: skip
_PRICE_TYPE: Final[Table[Field]] = Table({
    **_SHARED, words.CURRENCY: "currency", words.TAX: put_tax,
})  # fmt: skip
_WAREHOUSE: Final[Table[Field]] = Table({**_SHARED, words.ADDRESS: put_address})
_GROUP: Final[Table[Field]] = Table(_SHARED)
_SUBGROUPS: Final = Table({words.GROUPS: True})
_IS_GROUP: Final = Table({words.GROUP: True})


def read_groups(
    element: Element, counts: ReadCounts, parent_id: str | None = None
) -> Iterator[Group | BadRecord]:
    """Read a group, then the groups within it; libxml2 bounds their depth.

    A group without an id is bad; what is within it hangs on the nearest good one above.
    """
    counts.groups += 1
    values = fields_of(element, _GROUP)
    try:
        own_id = record_id(values.get("id"))
    except Unreadable as error:
        yield BadRecord(element.sourceline or 0, words.GROUP, "", error.reason, error.detail)
        own_id = parent_id or ""
    else:
        yield Group(
            id=own_id,
            name=values.get("name") or own_id,
            parent_id=parent_id,
            deleted=values.get("deleted", False),
        )
    for child in element:
        if _SUBGROUPS[child.tag]:
            for subgroup in child:
                if _IS_GROUP[subgroup.tag]:
                    yield from read_groups(subgroup, counts, own_id or None)


def read_property(element: Element, counts: ReadCounts) -> Property:
    """Read `<Свойство>`; names are not unique, ids are (facts §2.2)."""
    counts.properties += 1
    values = fields_of(element, _PROPERTY)
    choices = values.get("choices", ())
    kind = KINDS.get(values.get("kind", ""), PropertyKind.LIST if choices else PropertyKind.STRING)
    return Property(
        id=record_id(values.get("id")),
        name=values.get("name", ""),
        kind=kind,
        multiple=values.get("multiple", False),
        for_offers=values.get("for_offers", False),
        values=tuple(choices),
        deleted=values.get("deleted", False),
    )


def read_price_type(element: Element, counts: ReadCounts) -> PriceType:
    """Read `<ТипЦены>`."""
    counts.price_types += 1
    values = fields_of(element, _PRICE_TYPE)
    own_id = record_id(values.get("id"))
    return PriceType(
        id=own_id,
        name=values.get("name") or own_id,
        currency=currency(values.get("currency")),
        vat_included=values.get("vat_included"),
        deleted=values.get("deleted", False),
    )


def read_warehouse(element: Element, counts: ReadCounts) -> Warehouse:
    """Read `<Склад>` with an id and a name."""
    values = fields_of(element, _WAREHOUSE)
    counts.warehouses += "id" in values and "name" in values
    own_id = record_id(values.get("id"))
    return Warehouse(
        id=own_id,
        name=values.get("name") or own_id,
        address=values.get("address") or None,
        deleted=values.get("deleted", False),
    )
