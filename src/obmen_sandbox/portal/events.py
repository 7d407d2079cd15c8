"""The events that a portal has raised, kept small: a first load raises a million of them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, overload


class EventLog(Sequence[dict[str, Any]]):
    """Reads as a list of `{"event", "data": {"FIELDS": …}, "ts"}`, the oldest first."""

    def __init__(self) -> None:
        self._kept: list[tuple[str, int, tuple[str, ...], tuple[Any, ...]]] = []
        self._names: dict[tuple[str, ...], tuple[str, ...]] = {}

    def append(self, name: str, fields: Mapping[str, Any], *, at: int) -> dict[str, Any]:
        """Keep an event; returns it as handlers get it."""
        names = tuple(fields)
        kept = (name, at, self._names.setdefault(names, names), tuple(fields.values()))
        self._kept.append(kept)
        return _shown(kept)

    def clear(self) -> None:
        self._kept.clear()

    def __len__(self) -> int:
        return len(self._kept)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return map(_shown, self._kept)

    @overload
    def __getitem__(self, place: int) -> dict[str, Any]: ...
    @overload
    def __getitem__(self, place: slice) -> list[dict[str, Any]]: ...
    def __getitem__(self, place: int | slice) -> dict[str, Any] | list[dict[str, Any]]:
        if isinstance(place, slice):
            return [_shown(kept) for kept in self._kept[place]]
        return _shown(self._kept[place])


def _shown(kept: tuple[str, int, tuple[str, ...], tuple[Any, ...]]) -> dict[str, Any]:
    name, at, names, values = kept
    return {"event": name, "data": {"FIELDS": dict(zip(names, values, strict=True))}, "ts": at}
