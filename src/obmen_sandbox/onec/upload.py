"""Sending one portion: checkauth → init → files in parts → import (facts §1.4–1.6)."""

import io
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from obmen_sandbox.onec import journal as j
from obmen_sandbox.onec.dialogue import PROGRESS, SUCCESS, Dialogue, Parameters
from obmen_sandbox.onec.faults import Abandoned, Faults

ARCHIVE: Final = "v8_{stamp:04X}_{number:x}.zip"  # named like a temporary file of 1C


@dataclass(frozen=True, slots=True, kw_only=True)
class Portion:
    """The files of one session by name, in order of the folder listing."""

    name: str
    files: Mapping[str, bytes]
    imports: bool = True  # whether `mode=import` follows


def send_portion(
    dialogue: Dialogue, portion: Portion, *, faults: Faults, sleep: Callable[[float], None]
) -> bool:
    """Send a portion in a session of its own; return whether 1C takes it for delivered."""
    if not dialogue.checkauth():
        return False
    parameters = dialogue.init(upload=True)
    if parameters is None or not _send_files(dialogue, portion, parameters, faults):
        return False
    if faults.ignore_import or not portion.imports:
        return True
    return _import_files(dialogue, [name for name in portion.files if name.endswith(".xml")], sleep)


def _send_files(dialogue: Dialogue, portion: Portion, parameters: Parameters, faults: Faults) -> bool:
    zipped = parameters.zip if faults.zip is None else faults.zip
    files = (
        {archive_name(portion): pack(portion.files, backslash=faults.backslash)} if zipped else portion.files
    )
    for name, data in files.items():
        parts = list(split(data, parameters.file_limit_bytes))
        if not all(dialogue.post_file(name, part) for part in parts):
            return False
        dialogue.log.append(j.FILE_SENT.format(name=name, parts=len(parts)))
        if faults.abandon_after_file:
            dialogue.log.append(j.ABANDONED)
            raise Abandoned
    return True


def split(data: bytes, limit_bytes: int) -> Iterator[bytes]:
    """РазделитьФайл: cut by the limit; there is no mark on the last part."""
    if limit_bytes <= 0 or len(data) <= limit_bytes:
        yield data
        return
    for start in range(0, len(data), limit_bytes):
        yield data[start : start + limit_bytes]


def archive_name(portion: Portion) -> str:
    """Return a name like `v8_3B8F_3e.zip`, the same for the same content."""
    size = sum(len(data) for data in portion.files.values())
    return ARCHIVE.format(stamp=size & 0xFFFF, number=len(portion.files) + 0x3D)


def pack(files: Mapping[str, bytes], *, backslash: bool) -> bytes:
    """Pack the whole export folder; a Windows 1C separates folders by a backslash."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            entry = zipfile.ZipInfo()
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.filename = name.replace("/", "\\") if backslash else name
            archive.writestr(entry, data)
    return buffer.getvalue()


def _import_files(dialogue: Dialogue, names: list[str], sleep: Callable[[float], None]) -> bool:
    """Import one file after another.

    The flag of success is never reset, as in 1C: after one imported file the loop goes on past a failed one,
    although the portion has failed; only the text of the last file is kept (facts §1.5).
    """
    imported, portion_ok, error = False, True, ""
    for name in names:
        error = ""
        ok, error = _import_until_done(dialogue, name, sleep)
        imported = imported or ok
        portion_ok = portion_ok and ok
        if not imported:
            break
    if error:
        dialogue.log.append(error)
    return portion_ok


def _import_until_done(dialogue: Dialogue, name: str, sleep: Callable[[float], None]) -> tuple[bool, str]:
    """Ask again while the server says `progress`: endless, and without a pause in УТ."""
    told = ""
    while True:
        if dialogue.profile.import_pause_s:
            sleep(dialogue.profile.import_pause_s)
        status, text = dialogue.import_once(name)
        if status == PROGRESS:
            if text != told:
                dialogue.log.append(j.PROGRESS.format(name=name, answer=text))
            told = text
            continue
        if status == SUCCESS:
            dialogue.log.append(j.IMPORTED.format(name=name))
            return True, ""
        words = j.IMPORT_FAILED if status == "failure" else j.IMPORT_UNKNOWN
        return False, words.format(name=name, answer=text)
