"""1C puts file names into the address as they are (facts §1.4): bare letters and blanks are percent-encoded.

An HTTP parser refuses them before any route is asked, and 1C reads an error page that it cannot show.
"""

from __future__ import annotations

import re
from typing import Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

LONGEST: Final = 65_536  # bytes of a first line; more is the parser's to refuse
_RAW: Final = re.compile(rb"[^\x21-\x7e]")
_BEGINS: Final = re.compile(rb"[A-Z]{1,16}(?: |$)")  # a method; anything else is noise, refused at once


def encoded_line(line: bytes) -> bytes:
    """Percent-encode what may not stand in the target of `GET /1c?filename=Цены 1.xml HTTP/1.1`."""
    method, _, rest = line.partition(b" ")
    target, _, version = rest.rpartition(b" ")
    if not target or not version.startswith(b"HTTP/"):
        return line
    return b" ".join((method, _RAW.sub(lambda found: b"%%%02X" % found[0][0], target), version))


class PatientHttp(HttpToolsProtocol):
    """uvicorn's own protocol, with the first line of every request mended before it is parsed."""

    _head: bytes | None = b""  # of a request whose first line is not whole yet; None: past it

    def data_received(self, data: bytes) -> None:
        """Give the parser what came; the first line only when it is whole."""
        if self._head is None:
            super().data_received(data)
            return
        line, newline, rest = (self._head + data).partition(b"\n")
        if not newline and len(line) < LONGEST and _BEGINS.match(line):
            self._head = line
            return
        self._head = None
        super().data_received(encoded_line(line) + newline + rest)

    def on_message_begin(self) -> None:
        """The parser is past a first line: one that came in the same piece as the end of the last request."""
        self._head = None
        super().on_message_begin()

    def on_message_complete(self) -> None:
        """After a whole request another first line may come."""
        self._head = b""
        super().on_message_complete()
