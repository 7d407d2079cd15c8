"""What became of one call, by consequence: did it run?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Delivered:
    """Ran: the CRM holds what the call says."""

    item_id: int | None = None  # id of the object that the call created or changed
    result: Mapping[str, object] = field(default_factory=dict)
    rows: Mapping[str, int] = field(default_factory=dict)  # ids of `Call.rows` by their keys


@dataclass(frozen=True, slots=True)
class Refused:
    """Not run: repeating is always safe."""

    wait: timedelta
    code: str = ""
    rows: Mapping[str, int] = field(default_factory=dict)  # of `Call.rows`: those that are there all the same


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """May have run: look the item up before repeating."""

    reason: str = ""
    rows: Mapping[str, int] = field(default_factory=dict)  # of `Call.rows`: those that are there


@dataclass(frozen=True, slots=True)
class Rejected:
    """Will never run as it is: a person decides about this record."""

    code: str  # the portal's code, or one of ours (`vat.missing`, `measure.missing`, `not_found`)
    detail: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)  # `owner.mismatch`: created, owner, expected


@dataclass(frozen=True, slots=True)
class Halted:
    """The portal takes nothing at all (dead webhook, unpaid plan): stop, tell once, probe."""

    code: str
    detail: str = ""


Outcome = Delivered | Refused | Ambiguous | Rejected | Halted
