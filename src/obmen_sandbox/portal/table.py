"""A table of rows by id, which finds rows by chosen fields without looking through all of them."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, Final

from obmen_sandbox.portal.lists import Row

INDEXED: Final[Mapping[str, tuple[str, ...]]] = {  # table -> fields by which its rows are looked up
    "element": ("xmlId", "parentId", "code", "iblockSectionId"),
    "price": ("productId",),
    "storeProduct": ("productId",),
    "documentElement": ("docId",),
    "productImage": ("productId",),
    "productProperty": ("iblockId",),
    "productPropertyEnum": ("propertyId", "xmlId"),
    "appToken": ("access", "refresh"),
    "oauthCode": ("code",),
    "offlineEvent": ("MESSAGE_ID",),
    "section": ("iblockSectionId", "xmlId", "code"),
}


class Table(dict[int, Row]):
    """Rows by id. A row whose indexed fields change is changed by `change`, never in place."""

    def __init__(self, fields: tuple[str, ...] = ()) -> None:
        super().__init__()
        self.fields = fields
        self._found: dict[str, dict[Any, list[int]]] = {field: {} for field in fields}
        self._ordered: list[int] | None = []

    def __setitem__(self, number: int, row: Row) -> None:
        if number in self:
            self._forget(number)
        elif self._ordered is not None:
            if self._ordered and self._ordered[-1] > number:
                self._ordered = None
            else:
                self._ordered.append(number)
        super().__setitem__(number, row)
        self._remember(number, row)

    def __delitem__(self, number: int) -> None:
        self._forget(number)
        super().__delitem__(number)
        self._ordered = None

    def change(self, number: int, changes: Mapping[str, Any]) -> Row:
        """Change a row in place and keep the look-ups true."""
        row = self[number]
        moves = any(field in changes and changes[field] != row.get(field) for field in self.fields)
        if moves:
            self._forget(number)
        row.update(changes)
        if moves:
            self._remember(number, row)
        return row

    def where(self, field: str, value: Any) -> list[Row]:
        """The rows in which an indexed field has a value, by id; empty values are in no index."""
        return [self[number] for number in sorted(self._found[field].get(value, ()))]

    def has(self, field: str, value: Any) -> bool:
        return bool(self._found[field].get(value))

    def after(self, number: int) -> Iterator[Row]:
        """The rows with greater ids, in order."""
        if self._ordered is None:
            self._ordered = sorted(self)
        ordered = self._ordered
        return (self[found] for found in islice(ordered, bisect_right(ordered, number), None))

    def _remember(self, number: int, row: Row) -> None:
        for field, found in self._found.items():
            value = row.get(field)
            if value is not None and value != "":
                found.setdefault(value, []).append(number)

    def _forget(self, number: int) -> None:
        row = self[number]
        for field, found in self._found.items():
            numbers = found.get(row.get(field))
            if numbers is not None and number in numbers:
                numbers.remove(number)
                if not numbers:
                    del found[row.get(field)]


def make_table(name: str) -> Table:
    return Table(INDEXED.get(name, ()))
