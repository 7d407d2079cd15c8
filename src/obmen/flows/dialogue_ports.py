"""What the dialogue with 1C needs from outside, and the values that it speaks of."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from obmen.domain.errors import ObmenError
from obmen.flows.ports.exchanges import Exchange
from obmen.flows.ports.inbox import OnecSession


class DialogueFailure(ObmenError):
    """1C has to hear `failure`; `code` and `facts` find the reason in Russian."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code, **facts)
        self.code = code


@dataclass(frozen=True, slots=True)
class Staged:
    """A file was read to its end and staged, or is the same as an earlier one."""


@dataclass(frozen=True, slots=True)
class StageFailed:
    """A file cannot be read; `reason` is a code of obmen.messages, as in BadFile."""

    file: str
    line: int
    reason: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class StillReading:
    """The work goes on: 1C asks the same again."""

    file: str


StageResult = Staged | StageFailed


class StageFile(Protocol):
    """Reads one kept file to its end and stages it."""

    async def __call__(
        self, *, exchange: Exchange, session: OnecSession, name: str, path: Path
    ) -> StageResult:
        """`name` as 1C says it, `path` of the kept file. Called again for one file after a crash only."""
        ...


class AnswerOrders(Protocol):
    """Answers `mode=query`."""

    async def __call__(self, *, exchange: Exchange, session: OnecSession) -> bytes:
        """Return the document in the exchange's charset; one session gets the same orders each time."""
        ...


class AcknowledgeOrders(Protocol):
    """Takes `mode=success`: 1C has what this session was given."""

    async def __call__(self, *, exchange: Exchange, session: OnecSession) -> None: ...


class NoSpace(Exception):
    """The disk is full; what was written of this part is taken back."""


class Disk(Protocol):
    """Kept files of 1C."""

    async def write(
        self, path: Path, parts: AsyncIterator[bytes], *, at: int, room: Callable[[int], None]
    ) -> int:
        """Write a part from byte `at` on, safe on the disk when this returns; what stood there is cut off.

        `room` is told of every further piece and raises to stop. When anything stops the part, the file is
        as long as `at` again (gone at 0). Returns the bytes of the part.

        Raises: NoSpace — and whatever `parts` or `room` raise.
        """
        ...

    async def size(self, path: Path) -> int:
        """Bytes of a file; 0 when there is none."""
        ...

    async def used(self, folder: Path) -> int:
        """Bytes of all files below a folder."""
        ...

    def free(self, folder: Path) -> int:
        """Free bytes of the disk that holds the folder, or will hold it."""
        ...

    async def names(self, folder: Path) -> Sequence[str]:
        """Files below a folder, relative to it, with slashes."""
        ...

    async def unpack(self, archive: Path, folder: Path) -> None:
        """Unpack a zip into a folder that appears when all of it is there. Raises: BadFile, NoSpace."""
        ...

    async def is_whole(self, path: Path) -> bool:
        """Tell whether a CommerceML file ends as it must: a part that is missing would show."""
        ...


class Log(Protocol):
    """A log of events with facts, as structlog's."""

    def info(self, event: str, **facts: object) -> object: ...

    def warning(self, event: str, **facts: object) -> object: ...

    def exception(self, event: str, **facts: object) -> object: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class DialogueLimits:
    """How much and how long."""

    file_limit_bytes: int = 50 * 1024 * 1024  # what 1C is told to split at; facts §1.3
    zip_offered: str = "no"
    quota_bytes: int = 20 * 1024**3  # kept files of one exchange
    min_free_bytes: int = 512 * 1024**2  # of the disk, below which nothing is accepted
    wait_s: float = 20.0  # 1C gives up after 180 s and most proxies after 60 s
    stall_s: float = 180.0  # an upload without a byte for so long has broken off; 1C's own limit
    idle_s: float = 600.0  # a session without a request for so long has ended
    quiet_s: float = (
        10.0  # and after the node's next checkauth already for so long; УНФ rests 5 s before `import`
    )
    touch_s: float = 30.0  # `seen_at` is stored at most so often
    unused_sessions: int = 32  # open sessions of one exchange that only said checkauth
