"""Pictures: their files, kept by their content (obmen.pictures), and what the CRM shows (obmen.bitrix24)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """A file that 1C brought beside its packages, kept from now on."""

    path: str  # as it lies in its session's folder
    digest: str
    file: str  # what it is kept as: digest and kind, `8e1c….jpg`; empty when it is of no use
    fault: str  # why: the code of a problem


class BadPicture(Exception):
    """A kept file cannot be sent; `fault` is the code of a problem."""

    def __init__(self, fault: str, detail: str = "") -> None:
        super().__init__(f"{fault}: {detail}")
        self.fault, self.detail = fault, detail


class PictureFiles(Protocol):
    """Keeps each content once, for as long as a good names it."""

    def bring(self, folder: Path) -> Collection[Brought]:
        """Keep everything below a session's folder that is neither a package nor an archive."""
        ...

    def content(self, file: str, *, max_px: int) -> bytes:
        """Return a kept picture, upright and no larger than `max_px` on its longest side.

        Raises: BadPicture — it is not there any more, or it breaks off.
        """
        ...

    def digest(self, content: bytes) -> str:
        """Return what a content is known by: the beginning of the name that it is kept under."""
        ...

    def sweep(self, named: Collection[str], *, before: datetime) -> int:
        """Remove what is not named and was brought earlier than `before`; returns how many."""
        ...


@dataclass(frozen=True, slots=True)
class ShownPicture:
    """A picture that a product of the CRM shows, whoever put it there."""

    id: int
    address: str = field(repr=False)  # where to download it; may hold a secret


class ShownPictures(Protocol):
    """What products of the CRM show. Both raise PortalHalted, PortalUnreachable."""

    async def listed(self, product_ids: Sequence[int]) -> Mapping[int, Sequence[ShownPicture]]:
        """List the pictures of products in the order in which they are shown."""
        ...

    async def content(self, picture: ShownPicture) -> bytes | None:
        """Download a picture; None: the portal does not give it."""
        ...
