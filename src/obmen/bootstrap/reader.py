"""Large files are read by a process of their own: parsing them takes nothing from who writes and answers.

The child says in frames, on its standard output, what the file tells. It ends with the file, and when nobody
listens any more, so none outlives us.
"""

from __future__ import annotations

import marshal
import os
import pickle
import signal
import subprocess
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from struct import Struct
from threading import Semaphore
from typing import BinaryIO, Final, cast

import obmen
from obmen.bootstrap.garbage import collect_seldom
from obmen.delta.parts import Told
from obmen.domain.identity import EntityKind
from obmen.flows.catalog.bringing import Album
from obmen.flows.catalog.telling import Ending, ReaderGone, Telling, tell_file
from obmen.flows.ports.onec import BadFile
from obmen.onec.commerceml.readers.package import read_package

LARGE_BYTES: Final = 8 * 1024 * 1024  # a smaller file is read in less time than a process takes to begin
AT_ONCE: Final = 2  # such processes; each takes 40 MiB of memory

HEAD: Final = Struct("<cQ")  # of a frame: its kind, and the length of what follows
TOLD, ENDING, BAD, FAULT = b"t", b"e", b"b", b"f"

HOME: Final = str(Path(obmen.__file__).parents[1])
CHILD: Final = "import sys; sys.path.insert(0, sys.argv[1]); from obmen.bootstrap.reader import main; main()"

_seats: Final = Semaphore(min(AT_ONCE, len(os.sched_getaffinity(0)) - 1))


class ReaderFailed(Exception):
    """The process that was reading a file met what nobody had thought of."""


def tell_package(path: Path, album: Album | None) -> Telling:
    """Implements obmen.flows.catalog.telling.Teller: a large file is read beside us."""
    if path.stat().st_size < LARGE_BYTES or not _seats.acquire(blocking=False):
        yield from tell_file(read_package, path, album)
        return
    try:
        with _child(path, album) as said:
            yield from _heard(said)
    finally:
        _seats.release()


@contextmanager
def _child(path: Path, album: Album | None) -> Iterator[BinaryIO]:
    """Begin to read, and yield what the child says; it has a session of its own, so Ctrl+C is not for it."""
    command = [sys.executable, "-P", "-c", CHILD, HOME]
    pipe = subprocess.PIPE
    try:
        child = subprocess.Popen(command, stdin=pipe, stdout=pipe, start_new_session=True)
    except OSError as error:  # no memory for one more
        raise ReaderGone from error
    with child:
        try:
            with suppress(BrokenPipeError), cast("BinaryIO", child.stdin) as child_in:
                child_in.write(pickle.dumps((path, album)))
            yield cast("BinaryIO", child.stdout)
        finally:
            child.kill()


def _heard(source: BinaryIO) -> Telling:
    """Yield what the child says, up to the ending.

    Raises: BadFile, ReaderGone, ReaderFailed.
    """
    ended = False
    while not ended:
        kind, length = HEAD.unpack(_exactly(source, HEAD.size))
        body = _exactly(source, length)
        if kind == TOLD:
            yield [Told(EntityKind(row[0]), *row[1:]) for row in marshal.loads(body)]  # noqa: S302 — our own child's
        else:
            yield _ending(kind, body)
            ended = True


def _exactly(source: BinaryIO, length: int) -> bytes:
    found = source.read(length)
    if len(found) < length:
        raise ReaderGone
    return found


def _ending(kind: bytes, body: bytes) -> Ending:
    if kind == ENDING:
        return cast("Ending", pickle.loads(body))  # noqa: S301 — our own child's
    if kind == BAD:
        line, reason, detail = pickle.loads(body)  # noqa: S301 — our own child's
        raise BadFile(line=line, reason=reason, detail=detail)
    raise ReaderFailed(body.decode())


def main() -> None:
    """Read one file for the process that has begun us."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # a service manager tells it to all; our end is the file's
    collect_seldom()
    path, album = pickle.load(sys.stdin.buffer)  # noqa: S301 — our own parent's
    try:
        _say_all(sys.stdout.buffer, path, album)
    except BrokenPipeError:
        os._exit(1)  # nobody listens


def _say_all(out: BinaryIO, path: Path, album: Album | None) -> None:
    try:
        for told in tell_file(read_package, path, album):
            if isinstance(told, Ending):
                _say(out, ENDING, pickle.dumps(told))
            else:
                _say(out, TOLD, marshal.dumps([(one[0].value, *one[1:]) for one in told]))
    except BadFile as bad:
        _say(out, BAD, pickle.dumps((bad.line, bad.reason, bad.detail)))
    except BrokenPipeError:
        raise
    except Exception:  # noqa: BLE001 — whatever it is, who listens raises it
        _say(out, FAULT, traceback.format_exc().encode())


def _say(out: BinaryIO, kind: bytes, body: bytes) -> None:
    out.write(HEAD.pack(kind, len(body)))
    out.write(body)
    out.flush()
