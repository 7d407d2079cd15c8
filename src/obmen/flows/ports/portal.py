"""The portal, as the flows need it. Implemented by obmen.bitrix24."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, Protocol

from obmen.delivery.call import Call, Task, Unready
from obmen.delivery.outcome import Outcome, Rejected
from obmen.delivery.profile import Finding, PortalProfile, PropertyShape
from obmen.domain.identity import EntityKind, Ref
from obmen.domain.invoice import Invoice
from obmen.domain.properties import PropertyNeed

FIELDS: Final = "portal.invoice_fields"  # the finding about the invoice's fields for 1C's number and date
HALTED: Final = "portal.halted"  # the problem of a portal that takes nothing
PROPERTY_UNKNOWN: Final = "property.unknown"  # a property or a value that has to be made first: planned anew
FIELDS_COMING: Final = "portal.invoice_fields.coming"  # … they lack, and the first news will make them


@dataclass(frozen=True, slots=True)
class Mapped:
    """One task as calls, in order; all of them go into the same batch."""

    task_id: int
    calls: tuple[Call, ...]


@dataclass(frozen=True, slots=True)
class Unmappable:
    """A task that no call can express: a person or a setting is needed."""

    task_id: int
    rejected: Rejected


@dataclass(frozen=True, slots=True)
class Budget:
    """How many of the offered calls may go now; `wait` says how long to wait when none."""

    calls: int
    wait: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Remote:
    """An object that the portal already has."""

    id: int
    fields: Mapping[str, object]  # neutral fields, as in Task.desired
    price_id: int | None = None  # of the base price
    further_price_ids: Mapping[str, int] = field(default_factory=dict)  # by 1C's Ид of the price type


class Deliveries(Protocol):
    """Writing to one portal."""

    def map(
        self, tasks: Sequence[Task], *, profile: PortalProfile, bound: Mapping[Ref, int]
    ) -> Sequence[Mapped | Unready | Unmappable]:
        """Turn tasks into calls; ids of records of the same batch become ResultOf."""
        ...

    def budget(self, calls: Sequence[Call], *, now: datetime) -> Budget:
        """Tell how many calls fit into one request now (bucket, operating time, breaker)."""
        ...

    async def send(self, calls: Sequence[Call], *, until: datetime) -> Sequence[Outcome]:
        """Send at most BATCH_CALLS calls in one request; one outcome per call, in order.

        What can't begin by `until` is refused: its intent promises when the request has ended at the latest.
        """
        ...

    async def look_up(self, calls: Sequence[Call]) -> Sequence[Outcome]:
        """Find out whether calls have run: Delivered, Ambiguous (not there), Rejected (no way to know).

        Raises: PortalHalted, PortalUnreachable — the portal could not be asked, and nothing is known.
        """
        ...


Announce = Callable[[datetime], Awaitable[None]]
"""Called before each request that makes rows: its moment is kept, so that a lost one is not made twice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeProperties:
    """Properties as the portal has them now; what it did not take is in `refused` with what it said."""

    shapes: Mapping[str, PropertyShape]  # by the key of the need
    values: Mapping[Ref, int]  # PROPERTY_VALUE -> the portal's id
    refused: Mapping[str, str]  # key of the need -> what the portal said


class Directories(Protocol):
    """Making rows of the portal's directories that goods lean on; what is there is found, not made."""

    async def find_properties(
        self, needs: Sequence[PropertyNeed], *, profile: PortalProfile
    ) -> Mapping[str, PropertyShape]:
        """Find properties that the portal has, by xmlId, else by code; by the key of the need.

        Raises: PortalHalted, PortalUnreachable.
        """
        ...

    async def create_properties(
        self, needs: Sequence[PropertyNeed], *, profile: PortalProfile, announce: Announce
    ) -> MadeProperties:
        """Find or make properties of the blocks with the values of lists, by xmlId, else by code.

        Raises: PortalHalted, PortalUnreachable.
        """
        ...

    async def create_price_types(
        self, names: Mapping[str, str], *, announce: Announce
    ) -> tuple[Mapping[str, int], str]:
        """Find or make price types by 1C's Ид and name; returns ids, and what the portal said of the others.

        Raises: PortalHalted, PortalUnreachable.
        """
        ...

    async def rename_price_types(
        self, names: Mapping[str, str], *, ids: Mapping[str, int], announce: Announce
    ) -> None:
        """Call price types, by 1C's Ид, what 1C calls them now.

        Raises: PortalHalted, PortalUnreachable.
        """
        ...


class Lookups(Directories, Protocol):
    """Reading what a portal already has."""

    async def find(
        self, kind: EntityKind, keys: Sequence[str], *, profile: PortalProfile
    ) -> Mapping[str, Remote]:
        """Find sections, products or variations by xmlId; an xmlId equal to the object's own id is none."""
        ...

    async def create_vat(self, code: str, *, announce: Announce) -> int | None:
        """Make the VAT row of a rate (`22`); None: the portal refuses it.

        Raises: PortalHalted, PortalUnreachable.
        """
        ...

    async def create_measures(self, names: Mapping[str, str]) -> Mapping[str, int]:
        """Make units of measure by OKEI code and name; those that the portal refuses are left out."""
        ...

    async def create_invoice_fields(self, profile: PortalProfile) -> tuple[str, ...]:
        """Make the invoice's fields for 1C's number and date, if the webhook may.

        Returns the names of all user fields that invoices have now.
        """
        ...

    async def discover(self) -> tuple[PortalProfile, Sequence[Finding]]:
        """Read what the portal is like; raises PortalHalted when it takes nothing."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """An object of the portal by what it may be known by."""

    id: int
    xml_id: str  # empty: nobody has given it one
    name: str
    above: int  # what it stands in: a section, or a product; 0: in nothing
    articles: tuple[str, ...] = ()
    barcodes: tuple[str, ...] = ()


class Belongings(Protocol):
    """Reading all that a portal has, whoever made it. Both raise PortalHalted, PortalUnreachable."""

    def listed(self, kind: EntityKind, *, profile: PortalProfile) -> AsyncIterator[Sequence[Listed]]:
        """Yield all sections, products or variations in the order of their ids."""
        ...

    async def read(
        self, kind: EntityKind, ids: Sequence[int], *, profile: PortalProfile
    ) -> Mapping[int, Remote]:
        """Read objects whole, with the xmlId that they carry; what they stand in is told by id: `#12`."""
        ...


@dataclass(frozen=True, slots=True)
class ChangedInvoices:
    """All invoices that changed since a moment; `cursor` is the latest updatedTime seen."""

    ids: tuple[int, ...]
    cursor: datetime


class Invoices(Protocol):
    """Reading invoices."""

    async def changed_since(self, since: datetime, *, own_company_id: int | None) -> ChangedInvoices:
        """List invoices whose updatedTime is not earlier than `since`, oldest first."""
        ...

    async def read(self, ids: Sequence[int], *, profile: PortalProfile) -> Sequence[Invoice]:
        """Read invoices whole, with rows, client and bank details; vanished ones are left out."""
        ...

    async def stages(self, ids: Sequence[int]) -> Mapping[int, str]:
        """Tell at which stage (STATUS_ID) invoices stand now; vanished ones are left out."""
        ...

    async def existing(self, ids: Sequence[int]) -> frozenset[int]:
        """Tell which of the invoices still exist."""
        ...


class PortalUnreachable(Exception):
    """The portal did not answer, or answered with a failure that passes by itself."""


class PortalFailing(PortalUnreachable):
    """The portal answers, but fails at one method each time it is asked; `code` is the portal's."""

    def __init__(self, method: str, code: str, detail: str = "") -> None:
        super().__init__(f"{method}: {code} {detail}".strip())
        self.method, self.code, self.detail = method, code, detail


class PortalHalted(Exception):
    """The portal takes nothing at all until a person repairs it; `code` is the portal's."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}")
        self.code, self.detail = code, detail
