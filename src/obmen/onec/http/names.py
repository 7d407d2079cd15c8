"""Names of uploaded files, made harmless. Facts §1.4: 1C on Linux and hand-made clients send whole paths."""

from __future__ import annotations

import re
from typing import Final

from obmen.flows.dialogue_ports import DialogueFailure

NAME_BYTES: Final = 200  # of one step of a path; file systems end at 255, an archive's folder has a suffix
PATH_STEPS: Final = 16

_DRIVE: Final = re.compile(r"^[A-Za-z]:")
_FORBIDDEN: Final = re.compile(r'[\x00-\x1f\x7f:*?"<>|]')


def upload_name(raw: str) -> str:
    """Return the path of an uploaded file below its session's folder.

    Shape:  slashes only, no drive, no root, no `..`, no hidden files.
    Raises: DialogueFailure — nothing is left, or it is too long.
    """
    plain = _DRIVE.sub("", raw.strip()).replace("\\", "/")
    steps = [step for piece in plain.split("/") if (step := _FORBIDDEN.sub("", piece).strip().lstrip("."))]
    if not steps or len(steps) > PATH_STEPS or any(len(step.encode()) > NAME_BYTES for step in steps):
        raise DialogueFailure("file.name", name=raw[:100])
    return "/".join(steps)
