"""A plan's document as lines that an accountant reads: names before codes, yes and no in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from obmen.delta.attributes import FIELD_OF
from obmen.delta.compare import PRICE_PREFIX
from obmen.messages.plans import PLANS
from obmen.messages.records import field_in_words, kind_in_words, value_in_words, why

SHOWN_NAMES: Final = 5  # of goods outside the chosen groups, where a sentence tells of them
ACTIONS: Final = ("create", "change", "deactivate", "reactivate", "refuse")

Document = Mapping[str, Any]  # as `obmen plan --json` prints it


@dataclass(frozen=True, slots=True)
class FieldLine:
    """One field of a record: what it is called, what it holds, what it shall hold."""

    field: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class RecordLine:
    """One record of the plan with all its fields."""

    action: str
    kind: str
    id: str
    name: str
    why: str
    fields: Sequence[FieldLine]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanWords:
    """A plan in one language."""

    document: Document
    language: str

    def say(self, code: str, **facts: object) -> str:
        """Return a text of the plan."""
        return PLANS[f"plan.{code}"].told(self.language, facts)

    def totals(self) -> list[tuple[str, list[int]]]:
        """Return the count of each action by kind, with kinds in words."""
        return [
            (kind_in_words(kind, language=self.language), [totals[action] for action in ACTIONS])
            for kind, totals in self.document["totals"].items()
        ]

    def price_type(self) -> str:
        """Say which price type of 1C the prices are of; empty: none is known."""
        name = self.document.get("price_type")
        return self.say("price_type", name=name) if name else ""

    def records(self) -> Iterator[RecordLine]:
        """Yield the records in the plan's order."""
        for change in self.document["changes"]:
            yield RecordLine(
                action=self.say(change["action"]),
                kind=kind_in_words(change["kind"], language=self.language),
                id=change["id"],
                name=str(change.get("name") or ""),
                why=why(change["reason"], change["fields"], language=self.language),
                fields=[self._line(name, *pair) for name, pair in change["fields"].items()],
            )

    def _line(self, name: str, old: object, new: object) -> FieldLine:
        named = self._words("values").get(name, {})
        before, after = (value_in_words(_named(value, named), language=self.language) for value in (old, new))
        called = self._words("fields").get(name)
        if called is not None and name.startswith(PRICE_PREFIX):
            return FieldLine(self.say("price_of", name=called), before, after)
        return FieldLine(called or field_in_words(name, language=self.language), before, after)

    def _words(self, what: str) -> Mapping[str, Any]:
        """Return the plan's own names of prices, attributes and their values."""
        words: Mapping[str, Any] = self.document.get("words", {}).get(what, {})
        return words

    def makes(self) -> list[str]:
        """Return the rows of directories that the records lean on, in words."""
        return [
            self.say(
                f"makes.{one['kind']}",
                name=one["name"]
                or field_in_words(FIELD_OF.get(one["id"], one["id"]), language=self.language),
            )
            for one in self.document.get("makes", ())
        ]

    def left_out(self, exchange: str) -> list[str]:
        """Say how many goods do not travel, and why; nothing is said of what there is none of."""
        counts = {why: told["count"] for why, told in self.document.get("left_out", {}).items()}
        names = ", ".join(name for _, name in self.outside()[:SHOWN_NAMES])
        told = [
            self.say(f"left_out.{why}", count=count, name=exchange, names=names)
            for why, count in counts.items()
            if count
        ]
        unseen = self.document.get("pictures_unseen")
        return [*told, self.say("pictures_unseen", count=unseen)] if unseen else told

    def outside(self) -> list[tuple[str, str]]:
        """Return id and name of each of 1C's goods that the chosen groups leave out."""
        groups = self.document.get("left_out", {}).get("groups", {})
        return [(row["id"], row["name"]) for row in groups.get("records", ())]


def _named(value: object, names: Mapping[str, str]) -> object:
    """Put names in the place of ids."""
    if isinstance(value, list):
        return [names.get(str(one), one) for one in value]
    return names.get(str(value), value) if isinstance(value, str) else value
