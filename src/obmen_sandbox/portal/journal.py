"""What was asked of the practice portal: tests judge a client by it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from obmen_sandbox.portal.phpform import as_map
from obmen_sandbox.portal.words import words

KEY_FIELDS: Final = words(
    """
    id ID xmlId XML_ID code name title iblockId parentId productId catalogGroupId entityTypeId
    entityId ownerType ownerId stageId docId docNumber elementId ENTITY_TYPE_ID ENTITY_ID TYPE_ID
    USER_ID TAG fieldName
    """
)


@dataclass(slots=True)
class Journal:
    """Writing calls in the order in which they ran, and counts of everything."""

    writes: list[dict[str, Any]] = field(default_factory=list)
    requests: Counter[str] = field(default_factory=Counter)  # http, batch, dropped, refused …
    commands: Counter[str] = field(default_factory=Counter)  # each method, alone or in a batch
    errors: Counter[str] = field(default_factory=Counter)  # each error code

    def record(self, *, method: str, params: Mapping[str, Any], result: Any, in_batch: bool) -> None:
        entry = {"n": len(self.writes) + 1, "method": method, "in_batch": in_batch}
        entry |= {"result_id": result_id(result), "keys": key_fields(params)}
        self.writes.append(entry)

    def added(self, *, method: str, key: str) -> Counter[str]:
        """How often each value of a key field was added by one method."""
        return Counter(str(w["keys"][key]) for w in self.writes if w["method"] == method and key in w["keys"])

    def as_dict(self) -> dict[str, Any]:
        counts = {"requests": self.requests, "commands": self.commands, "errors": self.errors}
        return {"writes": self.writes, **{name: dict(sorted(c.items())) for name, c in counts.items()}}


def key_fields(params: Mapping[str, Any]) -> dict[str, Any]:
    """Pick what identifies the object of a call, from the parameters and from `fields`."""
    inner = as_map(params.get("fields")) | as_map(as_map(params.get("fields")).get("product"))
    inner |= as_map(params.get("field"))
    both = {**inner, **params}
    return {
        name: both[name] for name in KEY_FIELDS if isinstance(both.get(name), str | int) and both[name] != ""
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
