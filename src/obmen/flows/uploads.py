"""Where a part of a file goes, and whether there is room for it.

1C cuts a file that is longer than `file_limit` and sends the parts one after another under one name. No part
says that it is the last, and nothing tells a part that is sent again from a new one. So a part starts the
file anew when it cannot be a continuation, and is appended otherwise. A part that came twice makes XML that
does not parse: 1C hears `failure` to its `import` and sends the whole portion again in a new session, whose
folder is new. Source: facts §1.4.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import PurePosixPath
from typing import Final

from obmen.flows.dialogue_ports import DialogueFailure, DialogueLimits

UNPACKED: Final = ".unpacked"
"""Suffix of the folder that holds the files of an archive, beside it."""

_XML_START: Final = rb"(?:\xef\xbb\xbf)?<\?xml[ \t\r\n]|\xff\xfe<\x00\?\x00|\xfe\xff\x00<\x00\?"
_PICTURE_START: Final = rb"\x89PNG\r\n\x1a\n|GIF8[79]a|\xff\xd8\xff[\xe0-\xef\xdb]"
_FILE_START: Final = re.compile(_XML_START + b"|" + _PICTURE_START)
_DIGITS: Final = re.compile(r"(\d+)")


def starts_anew(head: bytes, *, closed: bool) -> bool:
    """Tell whether a part begins its file again.

    `closed`: another file came after it, or its import was asked: the client has begun a second attempt.
    An XML prolog stands at the start of a file only, and so does a picture's signature.
    """
    return closed or _FILE_START.match(head) is not None


def room_for(
    *, name: str, limits: DialogueLimits, used_bytes: int, free_bytes: Callable[[], int]
) -> Callable[[int], None]:
    """Return a check that is told of every piece before it is written, and refuses what does not fit."""
    taken = 0

    def check(piece_bytes: int) -> None:
        nonlocal taken
        taken += piece_bytes
        if used_bytes + taken > limits.quota_bytes:
            raise DialogueFailure("disk.quota", name=name, quota_mb=limits.quota_bytes >> 20)
        if (free := free_bytes()) - piece_bytes < limits.min_free_bytes:
            raise DialogueFailure("disk.full", name=name, free_mb=free >> 20)

    return check


def in_order(names: Iterable[str]) -> list[str]:
    """Sort file names as they are read: files of the root first, `import0_2` before `import0_10`."""
    return sorted(names, key=_reading_key)


def _reading_key(name: str) -> tuple[int, list[tuple[int, str]]]:
    pieces = [(int(p), "") if p.isdigit() else (-1, p.casefold()) for p in _DIGITS.split(name)]
    return inner_name(name).count("/"), pieces


def inner_name(name: str) -> str:
    """Return the name by which 1C asks for a file: inside its archive, if it came in one."""
    first, slash, rest = name.partition("/")
    return rest if slash and first.endswith(UNPACKED) else name


def is_xml(name: str) -> bool:
    """Tell a package from a picture."""
    return PurePosixPath(name).suffix.lower() == ".xml"


def is_archive(name: str) -> bool:
    """Tell an archive, which is unpacked at the first import."""
    return PurePosixPath(name).suffix.lower() == ".zip"


def find_name(wanted: str, *, names: Iterable[str]) -> str | None:
    """Find what 1C asks to import: the exact name, else one that differs in case only (Windows)."""
    alike = [name for name in names if inner_name(name).casefold() == wanted.casefold()]
    exact = [name for name in alike if inner_name(name) == wanted]
    return next(iter(exact or alike), None)
