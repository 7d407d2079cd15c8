"""Pictures that 1C brings beside its packages: found by the path that a card names, and kept by content."""

from __future__ import annotations

from collections.abc import Collection
from hashlib import blake2b
from pathlib import Path
from typing import Final

from obmen.delta.parts import Told
from obmen.delta.pictures import Picture, told_of_pictures
from obmen.domain.catalog import Offer, Product
from obmen.flows.ports.pictures import Brought, PictureFiles

INBOX: Final = "inbox"
DIGEST_BYTES: Final = 16  # as long as that of the package's own content


class Album:
    """The files of one session that are no packages, by the end of their path."""

    def __init__(self, brought: Collection[Brought]) -> None:
        self._digests = sorted((one.path, one.digest) for one in brought)
        self._by_name: dict[str, list[Brought]] = {}
        for one in brought:
            self._by_name.setdefault(_name(one.path), []).append(one)

    def told_of(self, record: Product | Offer) -> Told:
        """Return the pictures of a card or an offer as a part, as far as their files have come."""
        found = {path: one for path in record.images if (one := self._picture(path)) is not None}
        return told_of_pictures(record, found)

    def _picture(self, path: str) -> Picture | None:
        """Find a file: below the session's folder, or in an archive that was unpacked there."""
        end = "/" + _plain(path)
        alike = [one for one in self._by_name.get(_name(path), ()) if f"/{_plain(one.path)}".endswith(end)]
        return Picture(path, alike[-1].file, alike[-1].fault) if alike else None

    def added_to(self, digest: bytes) -> bytes:
        """Return a package's digest with its pictures: the same text may come with another picture."""
        if not self._digests:
            return digest
        told = blake2b(digest, digest_size=DIGEST_BYTES)
        told.update(repr(self._digests).encode())
        return told.digest()


def open_album(pictures: PictureFiles, *, path: Path, data_dir: Path) -> Album:
    """Keep what came beside a package, and return it."""
    return Album(pictures.bring(_session_folder(path, data_dir)))


def _session_folder(path: Path, data_dir: Path) -> Path:
    """Return the folder of everything that came together: `inbox/<exchange>/<session>`."""
    inbox = data_dir / INBOX
    if not path.is_relative_to(inbox):
        return path.parent
    exchange, session, *_ = path.relative_to(inbox).parts
    return inbox / exchange / session


def told_of_album(album: Album | None, record: Product | Offer) -> list[Told]:
    """Return the pictures of a card or an offer that names any."""
    return [album.told_of(record)] if album is not None and record.images else []


def _plain(path: str) -> str:
    """Write a path as it is compared: one slash, no case (Windows), nothing before its first step."""
    return path.replace("\\", "/").removeprefix("./").strip("/").casefold()


def _name(path: str) -> str:
    return _plain(path).rpartition("/")[2]
