"""Lists as the portal's controllers make them: select, filter, order, pages of fifty."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import islice, pairwise
from typing import Any, Final

from obmen_sandbox.portal.filters import comparable, condition, split_operator
from obmen_sandbox.portal.phpform import as_list, as_map, to_int

PAGE_ROWS: Final = 50
Row = dict[str, Any]
Kinds = Mapping[str, str]  # field name -> int | float | string | flag | datetime | date | object


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer of a method; `total` and `next` become siblings of `result`."""

    result: Any
    total: int | None = None
    next: int | None = None
    extra_s: float = 0.0  # run time beside what the method always costs


def page(rows: list[Row], *, start: Any, size: int = PAGE_ROWS) -> tuple[list[Row], int | None, int | None]:
    """Cut one page: `start` is rounded down to a page, and a negative one switches counting off."""
    offset = to_int(start)
    if offset < 0:
        return rows[:size], None, None
    offset -= offset % size
    following = offset + size
    return rows[offset:following], len(rows), following if following < len(rows) else None


def reply_page(key: str | None, rows: list[Row], *, start: Any, view: Callable[[Row], Any]) -> Reply:
    """Answer one page, under `key` or as a plain list."""
    shown, total, following = page(rows, start=start)
    items = [view(row) for row in shown]
    return Reply(items if key is None else {key: items}, total, following)


def select_rows(
    rows: Iterable[Row],
    filter_: Any,
    kinds: Kinds,
    *,
    get: Callable[[Row, str], Any],
    limit: int | None = None,
) -> list[Row]:
    """Keep the rows that satisfy every condition; conditions on unknown fields are dropped silently."""
    tests = [
        (name, condition(op, wanted, kinds[name])) for op, name, wanted in known_conditions(filter_, kinds)
    ]
    fitting = (row for row in rows if all(test(get(row, name)) for name, test in tests))
    return list(islice(fitting, limit))


def known_conditions(filter_: Any, kinds: Kinds) -> list[tuple[str, str, Any]]:
    """Read a filter into (operator, field, value), without fields that the object does not have."""
    found = []
    for key, wanted in as_map(filter_).items():
        operator, name = split_operator(key)
        if name in kinds:
            found.append((operator, name, wanted))
    return found


def sort_rows(rows: list[Row], order: Any, kinds: Kinds, *, get: Callable[[Row, str], Any]) -> list[Row]:
    """Sort by `{field: ASC|DESC, …}`, unknown fields dropped; by id when nothing is left."""
    wanted = [(name, str(way).upper()) for name, way in as_map(order).items() if name in kinds]
    result = rows if is_by_id(rows) else sorted(rows, key=row_id)
    for name, way in reversed(wanted):
        key = partial(_field_key, get=get, name=name, kind=kinds[name])
        result = sorted(result, key=key, reverse=way == "DESC")
    return result


def row_id(row: Row) -> int:
    return to_int(row.get("id") or row.get("ID"))


def is_by_id(rows: list[Row]) -> bool:
    """Rows come from tables in the order of their ids, unless somebody mixed them."""
    return all(row_id(left) <= row_id(right) for left, right in pairwise(rows))


def _field_key(row: Row, *, get: Callable[[Row, str], Any], name: str, kind: str) -> tuple[bool, Any]:
    return sort_key(get(row, name), kind)


def sort_key(value: Any, kind: str) -> tuple[bool, Any]:
    return (value is not None, comparable(value, kind) if value is not None else 0)


def selected_names(select: Any, known: Iterable[str]) -> list[str]:
    """The names to show: what was asked and exists, or everything."""
    names = list(known)
    asked = [str(name) for name in as_list(select)]
    if not asked or "*" in asked:
        return names
    return [name for name in names if name in asked]


def stored(row: Row, name: str) -> Any:
    return row.get(name)
