"""The folder of pictures: `data/pictures/8e/8e1c….jpg`, each content once, whoever names it.

What is of no use is remembered by an empty file that says why, so that it is looked at once only. A file is
copied, not linked: 1C may send another one under its name, and that is written over the first.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Collection, Iterator
from contextlib import suppress
from datetime import datetime
from hashlib import blake2b
from pathlib import Path
from typing import Final

from obmen.flows.ports.pictures import BadPicture, Brought
from obmen.flows.uploads import is_archive, is_xml
from obmen.pictures.scaling import TOO_LARGE, kind_of, scaled

FOLDER: Final = "pictures"
DIGEST_BYTES: Final = 16
CHUNK_BYTES: Final = 1 << 20
LARGEST_BYTES: Final = 64 * 1024 * 1024
FAULTY: Final = ".fault-"  # a kept name with this is a verdict, not a picture
DRAFT: Final = ".draft"
LOST: Final = "picture.lost"
EMPTY: Final = "picture.empty"


Seen = tuple[Path, int, int]
"""A file as it was looked at: its size in bytes, and when it was written last, in nanoseconds."""


class KeptPictures:
    """Implements obmen.flows.ports.pictures.PictureFiles in a folder of its own."""

    def __init__(self, data_dir: Path) -> None:
        self._folder = data_dir / FOLDER
        self._seen: dict[Seen, Brought] = {}  # in the session's folder that was looked at last

    def bring(self, folder: Path) -> Collection[Brought]:
        """Keep everything below a session's folder that is neither a package nor an archive.

        A session brings several packages: what was looked at beside the first is not read again.
        """
        known, seen = self._seen, dict[Seen, Brought]()
        for path in _files(folder):
            facts = path.stat()
            mark = (path, facts.st_size, facts.st_mtime_ns)
            seen[mark] = known.get(mark) or self._keep(path, path.relative_to(folder).as_posix())
        self._seen = seen
        return list(seen.values())

    def _keep(self, path: Path, name: str) -> Brought:
        digest = _digest(path)
        known = self._known(digest)
        if known is None:
            known = self._place(digest) / _verdict(path, digest)
            self._put(path, known)
        else:
            with suppress(FileNotFoundError):
                os.utime(known)  # it is in use again: not to be swept
        _, faulty, fault = known.name.partition(FAULTY)
        return Brought(path=name, digest=digest, file="" if faulty else known.name, fault=fault)

    def _known(self, digest: str) -> Path | None:
        found = (one for one in self._place(digest).glob(f"{digest}*") if one.suffix != DRAFT)
        return next(found, None)

    def _place(self, digest: str) -> Path:
        return self._folder / digest[:2]

    def _put(self, path: Path, kept: Path) -> None:
        """Keep a file: whole or not at all, also when the process dies."""
        kept.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = kept.with_name(kept.name + DRAFT)
        draft.unlink(missing_ok=True)
        if FAULTY in kept.name:
            draft.touch(mode=0o600)
        else:
            shutil.copyfile(path, draft)
        draft.replace(kept)
        os.utime(kept)

    def content(self, file: str, *, max_px: int) -> bytes:
        """Return a kept picture, upright and no larger than `max_px` on its longest side."""
        try:
            data = (self._place(file) / Path(file).name).read_bytes()
        except OSError:
            raise BadPicture(LOST, file) from None
        return scaled(data, max_px=max_px)

    def digest(self, content: bytes) -> str:
        """Return what a content is known by: the beginning of the name that it is kept under."""
        return blake2b(content, digest_size=DIGEST_BYTES).hexdigest()

    def sweep(self, named: Collection[str], *, before: datetime) -> int:
        """Remove what is not named and was brought earlier than `before`; returns how many."""
        wanted, swept = frozenset(named), 0
        for kept in list(_files(self._folder)):
            if kept.name not in wanted and kept.stat().st_mtime < before.timestamp():
                kept.unlink(missing_ok=True)
                swept += 1
        return swept


def _files(folder: Path) -> Iterator[Path]:
    """Return the files below a folder that may be pictures; links lead nowhere."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink() and not is_xml(path.name) and not is_archive(path.name):
            yield path


def _digest(path: Path) -> str:
    digest = blake2b(digest_size=DIGEST_BYTES)
    with path.open("rb") as source:
        while chunk := source.read(CHUNK_BYTES):
            digest.update(chunk)
    return digest.hexdigest()


def _verdict(path: Path, digest: str) -> str:
    """Return under which name a content is kept."""
    size = path.stat().st_size
    try:
        if not size:
            raise BadPicture(EMPTY)
        if size > LARGEST_BYTES:
            raise BadPicture(TOO_LARGE, f"{size >> 20} MB")
        return f"{digest}.{kind_of(path.read_bytes())}"
    except BadPicture as bad:
        return f"{digest}{FAULTY}{bad.fault}"
