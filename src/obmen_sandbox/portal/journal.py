"""What was asked of the practice portal: tests judge a client by it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from obmen_sandbox.portal.phpform import as_map
from obmen_sandbox.portal.words import words

KEY_FIELDS: Final = words(
    """
    id ID xmlId XML_ID code name title iblockId parentId productId catalogGroupId propertyId entityTypeId
    entityId ownerType ownerId stageId docId docNumber elementId ENTITY_TYPE_ID ENTITY_ID TYPE_ID
    USER_ID TAG fieldName
    """
)


Write = tuple[str, bool, int | None, tuple[str, ...], tuple[Any, ...]]


@dataclass(slots=True)
class Journal:
    """Writing calls in the order in which they ran, and counts of everything."""

    requests: Counter[str] = field(default_factory=Counter)  # http, batch, dropped, refused …
    commands: Counter[str] = field(default_factory=Counter)  # each method, alone or in a batch
    errors: Counter[str] = field(default_factory=Counter)  # each error code
    _writes: list[Write] = field(default_factory=list)  # a first load makes a million of them: kept small
    _names: dict[tuple[str, ...], tuple[str, ...]] = field(default_factory=dict)

    def record(self, *, method: str, params: Mapping[str, Any], result: Any, in_batch: bool) -> None:
        keys = key_fields(params)
        names = tuple(keys)
        names = self._names.setdefault(names, names)
        self._writes.append((method, in_batch, result_id(result), names, tuple(keys.values())))

    @property
    def writes(self) -> list[dict[str, Any]]:
        """Each write as `{"n", "method", "in_batch", "result_id", "keys"}`."""
        return [shown_write(n, write) for n, write in enumerate(self._writes, start=1)]

    def count(self) -> int:
        return len(self._writes)

    def added(self, *, method: str, key: str) -> Counter[str]:
        """How often each value of a key field was added by one method."""
        return Counter(str(w["keys"][key]) for w in self.writes if w["method"] == method and key in w["keys"])

    def as_dict(self) -> dict[str, Any]:
        counts = {"requests": self.requests, "commands": self.commands, "errors": self.errors}
        return {"writes": self.writes, **{name: dict(sorted(c.items())) for name, c in counts.items()}}


def shown_write(n: int, write: Write) -> dict[str, Any]:
    method, in_batch, number, names, values = write
    keys = dict(zip(names, values, strict=True))
    return {"n": n, "method": method, "in_batch": in_batch, "result_id": number, "keys": keys}


def key_fields(params: Mapping[str, Any]) -> dict[str, Any]:
    """Pick what identifies the object of a call, from the parameters and from `fields`."""
    fields = params.get("fields")
    both: dict[str, Any] = {**as_map(params.get("field")), **params}
    if isinstance(fields, Mapping):
        both = {**fields, **as_map(fields.get("product")), **both}
    return {
        name: value
        for name in KEY_FIELDS
        if (value := both.get(name)) is not None and isinstance(value, str | int) and value != ""
    }


def result_id(result: Any) -> int | None:
    """The id in a method's answer: the answer itself, or the `id` of the object in it."""
    match result:
        case bool():
            return None
        case int():
            return result
        case {"id": int(found)}:
            return found
        case dict():
            inner = [value for value in result.values() if isinstance(value, dict)]
            return result_id(inner[0]) if len(inner) == 1 else None
        case _:
            return None
