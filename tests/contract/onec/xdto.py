"""Judges files by 1C's own schema (XDTO `Package.bin`), as the platform's `Проверить()` would."""

import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from lxml import etree

X = "{http://v8.1c.ru/8.1/xdto}"
TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"


def local(element: etree._Element) -> str:
    return etree.QName(element).localname


class Package:
    """Types of one package by name."""

    def __init__(self, path: Path) -> None:
        root = etree.parse(str(path)).getroot()
        self.objects = {one.get("name", ""): one for one in root.iterfind(f"{X}objectType")}
        self.values = {one.get("name", ""): one for one in root.iterfind(f"{X}valueType")}
        self.roots = {one.get("name", ""): one for one in root.iterfind(f"{X}property")}

    def complaints(self, file: bytes) -> list[str]:
        """Return what 1C would complain of; empty when the file fits the schema."""
        root = etree.fromstring(file)
        kind = self.objects[local(root)]
        return list(self._object(root, kind, local(root)))

    def _properties(self, kind: etree._Element) -> list[etree._Element]:
        base = kind.get("base", "").partition(":")[2]
        inherited = self._properties(self.objects[base]) if base else []
        return inherited + list(kind.iterfind(f"{X}property"))

    def _is_ordered(self, kind: etree._Element) -> bool:
        base = kind.get("base", "").partition(":")[2]
        mine = kind.get("ordered", "true") == "true"
        return mine and (not base or self._is_ordered(self.objects[base]))

    def _object(self, element: etree._Element, kind: etree._Element, path: str) -> Iterator[str]:
        rows = self._properties(kind)
        attributes = {name_of(row): row for row in rows if row.get("form") == "Attribute"}
        elements = [row for row in rows if row.get("form") != "Attribute"]
        for name in element.keys():  # noqa: SIM118 — an element, not a dict
            if name not in attributes:
                yield f"{path}: attribute {name}"
        yield from self._order(element, elements, path, ordered=self._is_ordered(kind))
        by_name = {name_of(row): row for row in elements}
        for child in element:
            row = by_name.get(local(child))
            if row is None:
                yield f"{path}: element {local(child)}"
            else:
                yield from self._child(child, row, f"{path}/{local(child)}")

    @staticmethod
    def _order(
        element: etree._Element, rows: list[etree._Element], path: str, *, ordered: bool
    ) -> Iterator[str]:
        names = [name_of(row) for row in rows]
        present = [local(child) for child in element]
        places = [names.index(name) for name in present if name in names]
        if ordered and places != sorted(places):
            yield f"{path}: order {present}"
        for row in rows:
            count = present.count(name_of(row))
            least, most = int(row.get("lowerBound", "1")), int(row.get("upperBound", "1"))
            if count < least or (most >= 0 and count > most):
                yield f"{path}: {count} × {name_of(row)}"

    def _child(self, child: etree._Element, row: etree._Element, path: str) -> Iterator[str]:
        inner = row.find(f"{X}typeDef")
        name = (row.get("type") or row.get("ref") or "").partition(":")[2]
        if inner is not None and inner.get(TYPE) == "ObjectType":
            yield from self._object(child, inner, path)
        elif inner is not None:
            yield from self._value(child.text or "", inner, path)
        elif name in self.objects:
            yield from self._object(child, self.objects[name], path)
        elif name in self.values:
            yield from self._value(child.text or "", self.values[name], path)

    @staticmethod
    def _value(text: str, kind: etree._Element, path: str) -> Iterator[str]:
        base = kind.get("base", "").partition(":")[2]
        least, most, exact = (int(kind.get(name, "-1")) for name in ("minLength", "maxLength", "length"))
        if text and (
            (most >= 0 and len(text) > most) or len(text) < least or (exact >= 0 and len(text) != exact)
        ):
            yield f"{path}: length of {text!r}"
        allowed = [one.text for one in kind.iterfind(f"{X}enumeration")]
        if allowed and text not in allowed:
            yield f"{path}: value {text!r}"
        if base == "decimal" and not re.fullmatch(r"-?\d+(\.\d+)?", text):
            yield f"{path}: number {text!r}"
        digits = int(kind.get("fractionDigits", "9"))
        if base == "decimal" and text and -int(Decimal(text).as_tuple().exponent) > digits:
            yield f"{path}: digits of {text!r}"


def name_of(row: etree._Element) -> str:
    """Return a property's name, or that of the global property it refers to."""
    return row.get("name") or row.get("ref", "").partition(":")[2]
