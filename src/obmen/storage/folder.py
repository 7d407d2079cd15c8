"""The data folder belongs to one process at a time, which others can find."""

from __future__ import annotations

import fcntl
import json
import os
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from obmen.domain.errors import ObmenError

LOCK_FILE: Final = "obmen.lock"
SERVE_FILE: Final = "serve.json"


@dataclass(frozen=True, slots=True)
class Serving:
    """A running `serve`: where it listens, and the token that a command shows it."""

    pid: int
    url: str
    token: str = field(repr=False)


class FolderBusy(ObmenError):
    """Another process works in the data folder; SQLite has one writer, so a second one is refused."""

    code = "folder.busy"

    def __init__(self, *, folder: Path, pid: int, url: str) -> None:
        super().__init__(f"{folder}: {pid} {url}", folder=str(folder), pid=pid, url=url)
        self.pid, self.url = pid, url


class Lock:
    """Holds the data folder until it is released or the process ends."""

    def __init__(self, *, handle: int, data_dir: Path) -> None:
        self._handle, self._serve_file = handle, data_dir / SERVE_FILE

    def announce(self, *, url: str, token: str) -> None:
        """Write where this process listens, for commands beside it; only our user may read it."""
        draft = self._serve_file.with_suffix(".draft")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            json.dump(asdict(Serving(os.getpid(), url, token)), file)
        draft.replace(self._serve_file)

    def release(self) -> None:
        if self._handle < 0:
            return
        self._serve_file.unlink(missing_ok=True)
        os.close(self._handle)
        self._handle = -1

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


def lock_data_folder(data_dir: Path) -> Lock:
    """Take the data folder for this process.

    Raises: FolderBusy — with the holder's pid and address.
    """
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(data_dir / LOCK_FILE, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        pid = _read_pid(handle)
        os.close(handle)
        holder = _read_serving(data_dir)
        raise FolderBusy(folder=data_dir, pid=pid, url=holder.url if holder else "") from None
    (data_dir / SERVE_FILE).unlink(missing_ok=True)  # of a process that was killed
    os.ftruncate(handle, 0)
    os.pwrite(handle, str(os.getpid()).encode(), 0)
    return Lock(handle=handle, data_dir=data_dir)


def find_serving(data_dir: Path) -> Serving | None:
    """Return the running `serve` of a data folder; the file of a dead one counts for nothing."""
    try:
        handle = os.open(data_dir / LOCK_FILE, os.O_RDWR)
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return _read_serving(data_dir)
    else:
        return None
    finally:
        os.close(handle)


def _read_serving(data_dir: Path) -> Serving | None:
    with suppress(FileNotFoundError, ValueError, TypeError):
        return Serving(**json.loads((data_dir / SERVE_FILE).read_text()))
    return None


def _read_pid(handle: int) -> int:
    text = os.pread(handle, 20, 0).decode(errors="replace").strip()
    return int(text) if text.isdigit() else 0
