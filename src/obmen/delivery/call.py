"""A call to the portal as a value, and the task that it serves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from obmen.domain.identity import Ref

BATCH_CALLS: Final = 50  # sub-calls in one `batch` (bitrix24.md §1.6)
CERTAIN_AFTER_S: Final = 65.0  # sent so long ago, a request can no longer run (60 s wall limit, §1.10)


@dataclass(frozen=True, slots=True)
class ResultOf:
    """Stands in a call's parameters for the id that an earlier call of the same batch makes."""

    call: str  # `Call.name`


@dataclass(frozen=True, slots=True)
class ContentOf:
    """Stands in a call's parameters for the content of a kept picture: read only when the call goes out."""

    file: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One record that differs between what 1C says and what the CRM holds."""

    id: int  # row of the outbox
    exchange_id: int
    ref: Ref
    desired: Mapping[str, object]  # neutral fields, see obmen.delta.desire
    known: Mapping[str, object]  # what was last delivered; empty when nothing was
    remote_id: int | None
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One REST command.

    `fields` are the fields of the record that the CRM holds once the call has run; `binds` is the
    record whose id the call creates; an update has `target` instead.
    """

    name: str  # unique within its batch, letters and digits only
    task_id: int
    ref: Ref
    method: str
    params: Mapping[str, object]
    fields: Mapping[str, object] = field(default_factory=dict)
    binds: Ref | None = None
    rows: Mapping[str, Ref] = field(default_factory=dict)  # further records that it makes, by their key there
    target: int | None = None  # remote id of the object that an update changes


@dataclass(frozen=True, slots=True)
class Unready:
    """A task that cannot be mapped before another record is bound."""

    task_id: int
    needs: Ref
