"""1C's side, as the flows need it. Implemented by obmen.onec."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from obmen.domain.catalog import CatalogRecord, PackageHeader
from obmen.domain.counterparty import Counterparty
from obmen.domain.order import CustomerOrder, OrderNews


@dataclass(frozen=True, slots=True)
class BadRecord:
    """A record of a good file that cannot be understood: parked, never holding the others."""

    line: int
    element: str  # Товар, Предложение, Документ
    id: str
    reason: str  # code of a message
    detail: str = ""


class BadFile(Exception):
    """A file that cannot be read to its end; `reason` is a code of obmen.messages."""

    def __init__(self, *, line: int, reason: str, detail: str = "") -> None:
        super().__init__(f"line {line}: {reason} {detail}".strip())
        self.line, self.reason, self.detail = line, reason, detail


Read = PackageHeader | CatalogRecord | OrderNews | Counterparty | BadRecord


class PackageReader(Protocol):
    """Reads one CommerceML file as a stream of records."""

    def __call__(self, source: BinaryIO) -> Iterator[Read]:
        """Yield the records of a file at constant memory.

        Raises: BadFile — at the place where reading cannot go on.
        """
        ...


class OrderWriter(Protocol):
    """Writes the answer to `mode=query`."""

    def __call__(
        self, orders: tuple[CustomerOrder, ...], *, charset: str, generated_at: str, family: str
    ) -> bytes:
        """Return the document, beginning with `<?xml` at character 0; no orders make an empty list.

        `family` (`trade`, `unf`, `module`) decides the form of an entrepreneur.
        """
        ...


Unpack = Callable[[Path, Path], list[Path]]  # (archive, folder) -> files, guarded against bombs and slips
