"""Archives that 1C packs its files into, unpacked with suspicion."""

from __future__ import annotations

import re
import stat
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from obmen.flows.ports.onec import BadFile

CHUNK_BYTES: Final = 262_144
NAME_BYTES: Final = 255  # of one part of a path, on every file system we know
UTF8_FLAG: Final = 0x800

_drive: Final = re.compile(r"^(?:\s*[A-Za-z]:)+")
_control: Final = re.compile(r"[\x00-\x1f\x7f]")


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveLimits:
    """How much an archive may hold. A package of 1,000,000 offers is 2 GiB and shrinks 30 times."""

    entries: int = 200_000
    total_bytes: int = 8 * 1024**3
    ratio: int = 200  # of an entry's size to its packed size
    free_bytes: int = 1024**2  # up to this size an entry may have any ratio


def unpack(archive: Path, folder: Path) -> list[Path]:
    """Unpack an archive into a folder; return its files in the archive's order.

    Raises: BadFile — `zip.bomb`, `zip.slip`, `zip.broken`; the files written so far are removed.
    """
    return unpack_within(archive, folder, limits=ArchiveLimits())


def unpack_within(archive: Path, folder: Path, *, limits: ArchiveLimits) -> list[Path]:
    """Unpack as `unpack` does, within limits of the caller's choice."""
    written: list[Path] = []
    try:
        with zipfile.ZipFile(archive) as opened:
            _extract(opened, folder, limits=limits, written=written)
    except BadFile:
        _remove(written)
        raise
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, RuntimeError, ValueError) as error:
        _remove(written)
        raise BadFile(line=0, reason="zip.broken", detail=f"({str(error)[:200]})") from error
    return list(dict.fromkeys(written))


def safe_name(raw: str) -> str:
    r"""Return a relative path that stays where it is put, of whatever name a client gave to a file.

    1C sends `import_files/ab/….jpg`, a hand-made client sent `C:\v8_8789_c.xml` (facts §1.4).
    Raises: BadFile — `file.name`: nothing is left of it, or a part is too long.
    """
    name = _control.sub("", raw).replace("\\", "/")
    parts = [_drive.sub("", part).strip() for part in name.split("/")]
    kept = [part for part in parts if part not in {"", ".", ".."}]
    if not kept or any(len(part.encode(errors="replace")) > NAME_BYTES for part in kept):
        raise BadFile(line=0, reason="file.name", detail=raw[:200])
    return "/".join(kept)


def entry_name(info: zipfile.ZipInfo) -> str:
    """Return an entry's name with slashes; without the flag of UTF-8 it is UTF-8 all the same, or cp866.

    Raises: BadFile — `zip.slip`: the name leads out of the folder.
    """
    name = info.orig_filename
    if not info.flag_bits & UTF8_FLAG:
        name = _decoded(name.encode("cp437", errors="replace"))
    name = name.replace("\\", "/")
    if name.startswith("/") or _drive.match(name) or _control.search(name) or ".." in name.split("/"):
        raise BadFile(line=0, reason="zip.slip", detail=name[:200])
    if stat.S_ISLNK(info.external_attr >> 16):
        raise BadFile(line=0, reason="zip.slip", detail=name[:200])
    return name


def _extract(opened: zipfile.ZipFile, folder: Path, *, limits: ArchiveLimits, written: list[Path]) -> None:
    """Unpack every entry; `written` grows before each, so that what failed halfway can be removed."""
    entries = opened.infolist()
    if len(entries) > limits.entries:
        raise BadFile(line=0, reason="zip.bomb", detail=f"{len(entries)} entries")
    left = limits.total_bytes
    for info in entries:
        name = entry_name(info)
        if name.endswith("/"):
            continue
        path = folder / safe_name(name)
        written.append(path)
        left -= _extract_one(opened, info, path, limits=limits, left=left)


def _extract_one(
    opened: zipfile.ZipFile, info: zipfile.ZipInfo, path: Path, *, limits: ArchiveLimits, left: int
) -> int:
    """Unpack one entry and return its size; what its header says of it is not believed."""
    most = min(left, max(limits.free_bytes, info.compress_size * limits.ratio))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with opened.open(info) as packed, path.open("wb") as target:
            size = _copy(packed, target, most=most)
    except (FileExistsError, IsADirectoryError, NotADirectoryError) as error:
        detail = f"({info.filename[:200]} is both file and folder)"
        raise BadFile(line=0, reason="zip.broken", detail=detail) from error
    if size > most:
        raise BadFile(line=0, reason="zip.bomb", detail=info.filename[:200])
    return size


def _copy(packed: IO[bytes], target: IO[bytes], *, most: int) -> int:
    """Copy at most one chunk more than allowed; return how much it was."""
    size = 0
    while size <= most and (chunk := packed.read(CHUNK_BYTES)):
        size += len(chunk)
        if size <= most:
            target.write(chunk)
    return size


def _decoded(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp866")


def _remove(paths: list[Path]) -> None:
    for path in paths:
        if path.is_file():
            path.unlink()
