"""A file on its way to the parser: cut where records end, without those that are spelled like others."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import BinaryIO, Final

from obmen.onec.commerceml.elements import Element
from obmen.onec.commerceml.readers.encoding import Encoding
from obmen.onec.commerceml.readers.shapes import RECORD_END, Shapes

CHUNK_BYTES: Final = 262_144
MARK: Final = b"<?mark?>"
ENCODINGS: Final = frozenset({"utf-8", "cp1251"})  # that read and write back the same bytes
PATIENCE: Final = 1_048_576  # characters for the parser: if more are not skipped by then, none will be

_tag: Final = re.compile("<").search


class Spans:
    """What is left of a file behind its head.

    Behind the end of a record stands a mark. When the parser has come to it, and it stands where records
    stand, one may go on with `alike`; what that skips is made up for by as many line ends.
    """

    def __init__(self, source: BinaryIO, encoding: Encoding) -> None:
        self._source, self._encoding = source, encoding.name
        self._is_cut = codecs.lookup(encoding.name).name in ENCODINGS
        self._decoder = codecs.getincrementaldecoder(encoding.name)()
        self._shapes = Shapes()
        self._text = ""
        self._undecoded = b""  # a chunk that is not what the file says of itself
        self._at = 0  # up to here the text has been handed on or skipped
        self._is_between = False  # a record ends there
        self._skipped = 0  # characters
        self._handed_on = 0
        self._lines = 0  # that were skipped since something was handed on
        self._since = 0  # where skipping began

    def without_tail(self, head: bytes) -> bytes:
        """Cut off a letter that the head has one half of: it comes with the rest."""
        if not self._is_cut:
            return head
        try:
            self._decoder.decode(head)
        except UnicodeDecodeError:
            self._is_cut = False
            return head
        return head[: len(head) - len(self._decoder.getstate()[0])]

    def plainly(self) -> None:
        """Cut no more: the place behind the mark is none for records."""
        self._is_cut = False

    def __iter__(self) -> Iterator[bytes]:
        """Yield what the parser has to read."""
        while self._is_cut and (chunk := self._source.read(CHUNK_BYTES)):
            yield from self._cut(chunk)
        yield self._hand_on(len(self._text)) + self._decoder.getstate()[0] + self._undecoded
        while chunk := self._source.read(CHUNK_BYTES):
            yield chunk

    def alike(self) -> Iterator[Element]:
        """Yield the records that come next as long as they are spelled like others before.

        Each holds until the next one is asked for.
        """
        self._since = self._at
        while (record := self._shapes.read(self._text, self._at)) is not None:
            yield record
            self._at = self._shapes.end
        self._skipped += self._at - self._since
        self._lines += self._text.count("\n", self._since, self._at)
        self._since = self._at

    def lines_skipped(self) -> int:
        """Return how many lines were skipped up to the record that was yielded last."""
        begin = _tag(self._text, self._at)
        return self._lines + self._text.count("\n", self._since, begin.start() if begin else self._at)

    def _cut(self, chunk: bytes) -> Iterator[bytes]:
        """Yield the chunk up to the end of its last record, and as much more as is enough to wait for."""
        try:
            text = self._decoder.decode(chunk)
        except UnicodeDecodeError:
            self._undecoded, self._is_cut = chunk, False
            return
        self._text = self._text[self._at :] + text
        self._at = self._since = 0
        if self._is_between:
            yield self._hand_on(0) + MARK
        while self._is_cut and (end := RECORD_END.search(self._text, self._at)):
            yield self._hand_on_record(end)
        if len(self._text) - self._at > CHUNK_BYTES:
            self._is_between = False
            yield self._hand_on(len(self._text))

    def _hand_on_record(self, end: re.Match[str]) -> bytes:
        """Hand on what there is up to the end of a record, and learn how it is spelled."""
        before = self._text[self._at : end.end()]
        spelled = self._hand_on(end.end())
        self._handed_on += len(before)
        is_odd = "<!" in before or "<?" in before  # the end may stand in a comment: a mark would change it
        if is_odd or self._handed_on > max(PATIENCE, self._skipped):
            self._is_cut = False
            return spelled
        self._is_between = True
        self._shapes.learn(before[before.rfind("<" + end[1]) :])
        return spelled + MARK

    def _hand_on(self, to: int) -> bytes:
        """Return the text up to here as it stands in the file, behind the ends of lines that were skipped."""
        begin, self._at = self._at, max(to, self._at)
        lines, self._lines = self._lines, 0
        return b"\n" * lines + self._text[begin : self._at].encode(self._encoding)
