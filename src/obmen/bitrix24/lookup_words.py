"""What looking a call up is made of, and what it may find."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from obmen.bitrix24.call import Command
from obmen.bitrix24.reading import Row, number, string
from obmen.delivery.call import Call
from obmen.delivery.outcome import Ambiguous, Delivered, Outcome, Rejected

NOT_THERE: Final = Ambiguous("lookup.not_there")
DIFFERS: Final = Ambiguous("lookup.differs")
GONE: Final = Rejected("not_found", "")
IMPOSSIBLE: Final = Rejected("lookup.impossible", "")


@dataclass(frozen=True, slots=True)
class Blocks:
    """The portal's blocks of products and of variations; 0: there is none."""

    products: int = 0
    offers: int = 0


@dataclass(frozen=True, slots=True)
class LookUp:
    """One way of looking up: what to ask, and what the rows mean."""

    ask: Callable[[Call, Blocks], Sequence[Command]]
    judge: Callable[[Call, Sequence[Row]], Outcome]


def sent_fields(call: Call) -> Mapping[str, object]:
    """Return the fields that a call sends; a call without any sends none."""
    fields = call.params.get("fields")
    return fields if isinstance(fields, Mapping) else {}


def found_by_xml_id(call: Call, rows: Sequence[Row]) -> Outcome:
    """Find the record that a call makes; of several with its xmlId the oldest counts."""
    ids = [number(row.get("id")) for row in rows if string(row.get("xmlId")) == call.ref.id]
    return Delivered(min(ids)) if ids else NOT_THERE
