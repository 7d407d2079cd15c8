"""Names of uploaded files, made harmless. Facts §1.4: 1C on Linux and hand-made clients send whole paths."""

from __future__ import annotations

from typing import Final

from obmen.flows.dialogue_ports import DialogueFailure
from obmen.flows.ports.onec import BadFile
from obmen.onec.commerceml.archive import safe_name

STEP_BYTES: Final = 200  # file systems end at 255, and an archive's folder has a suffix
PATH_STEPS: Final = 16


def upload_name(raw: str) -> str:
    """Return the path of an uploaded file below its session's folder.

    Raises: DialogueFailure — no name at all, nothing of it is left, or it is too long.
    """
    if not raw.strip():
        raise DialogueFailure("file.no_name")
    try:
        name = safe_name(raw)
    except BadFile:
        raise DialogueFailure("file.name", name=raw[:100]) from None
    steps = name.split("/")
    if len(steps) > PATH_STEPS or any(len(step.encode()) > STEP_BYTES for step in steps):
        raise DialogueFailure("file.name", name=raw[:100])
    return name
