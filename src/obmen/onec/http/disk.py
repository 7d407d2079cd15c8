"""Kept files of 1C on the disk of this machine. Source of the rules: facts §1.4."""

from __future__ import annotations

import asyncio
import errno
import os
import re
import shutil
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Final

from obmen.flows.dialogue_ports import NoSpace
from obmen.flows.ports.onec import Unpack
from obmen.flows.uploads import UNPACKED
from obmen.onec.commerceml.vocabulary import COMMERCE_DATA

PIECE_BYTES: Final = 1024 * 1024
TAIL_BYTES: Final = 4096
HALF: Final = "-half"  # suffix of an archive's folder until all of it is there
_NO_SPACE: Final = frozenset({errno.ENOSPC, errno.EDQUOT})
_CHARSETS: Final = ("utf-8", "windows-1251", "utf-16-le", "utf-16-be")
_END: Final = re.compile(rf"<(?:/(?:[\w.-]+:)?{COMMERCE_DATA}\s*|(?:[\w.-]+:)?{COMMERCE_DATA}\b[^<>]*/)>\s*$")


class LocalDisk:
    """Files in the data folder. Whatever may block runs in a thread, a megabyte at a time."""

    def __init__(self, *, unpack: Unpack) -> None:
        self._unpack = unpack

    async def write(
        self, path: Path, parts: AsyncIterator[bytes], *, at: int, room: Callable[[int], None]
    ) -> int:
        """Write a part from byte `at` on; see `obmen.flows.dialogue_ports.Disk`."""
        file = await asyncio.to_thread(_open_at, path, at)
        taken = 0
        try:
            async for piece in _pieces(parts):
                room(len(piece))
                await asyncio.to_thread(_write_all, file, piece)
                taken += len(piece)
            await asyncio.to_thread(_settle, file, path, at)
        except BaseException as stopped:
            _take_back(file, path, at)
            if isinstance(stopped, OSError) and stopped.errno in _NO_SPACE:
                raise NoSpace(str(path)) from stopped
            raise
        finally:
            os.close(file)
        return taken

    async def size(self, path: Path) -> int:
        """Bytes of a file; 0 when there is none."""
        return await asyncio.to_thread(lambda: path.stat().st_size if path.is_file() else 0)

    async def used(self, folder: Path) -> int:
        """Bytes of all files below a folder."""
        return await asyncio.to_thread(lambda: sum(file.stat().st_size for file in _files(folder)))

    def free(self, folder: Path) -> int:
        """Free bytes of the disk that holds the folder, or will hold it."""
        while not folder.exists():
            folder = folder.parent
        return shutil.disk_usage(folder).free

    async def names(self, folder: Path) -> list[str]:
        """Files below a folder, relative to it, with slashes."""
        return await asyncio.to_thread(
            lambda: [file.relative_to(folder).as_posix() for file in _files(folder)]
        )

    async def unpack(self, archive: Path, folder: Path) -> None:
        """Unpack a zip beside its final place and move it there whole: a crash leaves no half of it."""
        await asyncio.to_thread(self._unpack_whole, archive, folder)

    def _unpack_whole(self, archive: Path, folder: Path) -> None:
        half = folder.with_name(folder.name + HALF)
        for old in (half, folder):
            shutil.rmtree(old, ignore_errors=True)
        half.mkdir()
        try:
            self._unpack(archive, half)
        except OSError as stopped:
            shutil.rmtree(half, ignore_errors=True)
            if stopped.errno in _NO_SPACE:
                raise NoSpace(str(archive)) from stopped
            raise
        except BaseException:
            shutil.rmtree(half, ignore_errors=True)
            raise
        half.rename(folder)

    async def is_whole(self, path: Path) -> bool:
        """Tell whether a CommerceML file ends with its root's end tag."""
        return await asyncio.to_thread(_ends_well, path)


def _open_at(path: Path, at: int) -> int:
    path.parent.mkdir(parents=True, exist_ok=True)
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    os.ftruncate(file, at)
    os.lseek(file, at, os.SEEK_SET)
    return file


def _write_all(file: int, piece: bytes) -> None:
    view = memoryview(piece)
    while view:
        view = view[os.write(file, view) :]


def _settle(file: int, path: Path, at: int) -> None:
    """Make the bytes, and a new file's name, survive a power cut."""
    os.fsync(file)
    if at == 0:
        for folder in (path.parent, path.parent.parent):
            _settle_folder(folder)


def _settle_folder(path: Path) -> None:
    folder = os.open(path, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _take_back(file: int, path: Path, at: int) -> None:
    if at:
        os.ftruncate(file, at)
    else:
        path.unlink(missing_ok=True)


def _files(folder: Path) -> list[Path]:
    return [file for file in folder.rglob("*") if file.is_file() and not _is_half(file, folder)]


def _is_half(file: Path, folder: Path) -> bool:
    """Tell whether a file lies in an archive's folder that is not all there yet."""
    return file.relative_to(folder).parts[0].endswith(UNPACKED + HALF)


async def _pieces(parts: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """Gather small chunks of the network into pieces that are worth a thread."""
    piece = bytearray()
    async for part in parts:
        piece += part
        if len(piece) >= PIECE_BYTES:
            yield bytes(piece)
            piece.clear()
    if piece:
        yield bytes(piece)


def _ends_well(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - TAIL_BYTES))
        tail = file.read()
    tail = tail[len(tail) % 2 :]  # a cut must not halve a letter of UTF-16
    return any(_END.search(tail.decode(charset, "ignore")) for charset in _CHARSETS)
