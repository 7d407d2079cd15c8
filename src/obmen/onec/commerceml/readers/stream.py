"""Bytes to a growing tree: one chunk at a time, with libxml2's guards up and its complaints in our words."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import BinaryIO, Final

from lxml import etree

from obmen.flows.ports.onec import BadFile
from obmen.onec.commerceml.elements import Element
from obmen.onec.commerceml.readers.encoding import HEAD_BYTES, Encoding, detect, find_root, readable
from obmen.onec.commerceml.readers.spans import MARK, Spans

ROOT_MARK: Final = "<?root?>"

_Errors = etree.ErrorTypes
_TRUNCATED: Final = frozenset({
    _Errors.ERR_DOCUMENT_END,
    _Errors.ERR_TAG_NOT_FINISHED,
    _Errors.ERR_CDATA_NOT_FINISHED,
    _Errors.ERR_COMMENT_NOT_FINISHED,
    _Errors.ERR_PI_NOT_FINISHED,
})  # fmt: skip
_ENCODING: Final = frozenset({
    _Errors.ERR_INVALID_ENCODING,
    _Errors.ERR_UNSUPPORTED_ENCODING,
    _Errors.ERR_UNKNOWN_ENCODING,
    _Errors.I18N_CONV_FAILED,
    _Errors.I18N_NO_HANDLER,
})  # fmt: skip


class Stream:
    """One file on its way through the parser; between chunks the tree may be read and cut."""

    def __init__(self, source: BinaryIO) -> None:
        self._source = source
        self._spans: Spans | None = None  # none before the head is read
        self._first_mark: Element | None = None
        self.mark: Element | None = None  # the last one of the present chunk
        self.root: Element | None = None
        self.line = 1  # where the present chunk begins
        self.chunk = b""  # the present one

    def chunks(self) -> Iterator[Element]:
        """Yield the root after each chunk; when this ends without an error the file was whole.

        Raises: BadFile — where reading cannot go on.
        """
        head = _read_head(self._source)
        encoding = detect(head)
        self._spans = Spans(self._source, encoding)
        first = self._spans.without_tail(prepared(head, find_root(head, encoding), encoding))
        parser = _parser(encoding.forced)
        read_bytes = 0
        for chunk in chain([first], filter(None, self._spans)):
            self.chunk = chunk
            read_bytes += len(chunk)
            self._feed(parser, chunk)
            if self.root is not None:
                yield self.root
            elif read_bytes > HEAD_BYTES + len(ROOT_MARK):
                raise BadFile(line=self.line, reason="xml.record_too_long", detail="root")
            self.line += chunk.count(b"\n")
        self._close(parser)

    @property
    def is_marked(self) -> bool:
        """Whether a record ends where the present chunk ends."""
        return self.chunk.endswith(MARK)

    def alike(self) -> Iterator[Element]:
        """Yield the records that come next and are spelled like others before; the parser skips them.

        To be asked when the mark stands where records stand. Each holds until the next one is asked for.
        """
        return iter(()) if self._spans is None else self._spans.alike()

    def plainly(self) -> None:
        """Leave everything to the parser: what the mark stands in is no place for records."""
        if self._spans is not None:
            self._spans.plainly()

    def line_alike(self) -> int:
        """Return the line of the record that was skipped last."""
        skipped = 0 if self._spans is None else self._spans.lines_skipped()
        return self.line + self.chunk.count(b"\n") + skipped

    def _feed(self, parser: etree.XMLPullParser, chunk: bytes) -> None:
        try:
            parser.feed(chunk)
        except etree.XMLSyntaxError as error:
            raise bad_file(error) from error
        for entry in parser.feed_error_log:  # an undefined entity ends the reading without an exception
            if entry.level == etree.ErrorLevels.FATAL:
                reason = _reason(entry.type, entry.message)
                raise BadFile(line=entry.line, reason=reason, detail=readable(entry.message[:200]))
        self.mark = None
        for _event, self.mark in parser.read_events():
            self._first_mark = self._first_mark if self._first_mark is not None else self.mark
        if self.root is None and self._first_mark is not None:
            self.root = self._first_mark.getnext()
        if self.root is not None and self.root.getroottree().docinfo.internalDTD is not None:
            raise BadFile(line=1, reason="xml.doctype")

    def _close(self, parser: etree.XMLPullParser) -> None:
        """End the file; what is amiss only now is an end that came too early."""
        try:
            parser.close()
        except etree.XMLSyntaxError as error:
            bad = bad_file(error)
            reason = "xml.truncated" if bad.reason == "xml.syntax" else bad.reason
            raise BadFile(line=bad.line or self.line, reason=reason, detail=bad.detail) from error


def prepared(head: bytes, root: int, encoding: Encoding) -> bytes:
    """Put a mark in front of the root, and make its `xmlns=` an attribute that nobody reads.

    Both are for speed. The mark's event hands us the root, whereas events of elements take the lock of
    Python for every tag. Elements are known by their local names, and bare names are spelled out faster.
    """
    end = head.find(">".encode(encoding.name), root)
    declaration, harmless = (text.encode(encoding.name) for text in (" xmlns=", " xmlnz="))
    start_tag = head[root:end].replace(declaration, harmless, 1)
    return head[:root] + ROOT_MARK.encode(encoding.name) + start_tag + head[end:]


def bad_file(error: etree.XMLSyntaxError) -> BadFile:
    """Say in our words what libxml2 found."""
    text = error.msg or ""
    detail = f"({readable(text[:200])})" if text else ""
    return BadFile(line=error.lineno or 0, reason=_reason(error.code, text), detail=detail)


def _reason(code: int, text: str) -> str:
    complaint = text.lower()
    if "depth" in complaint:
        return "xml.too_deep"
    if "huge" in complaint or "too long" in complaint or "too big" in complaint:
        return "xml.text_too_long"
    if code in _ENCODING:
        return "xml.encoding"
    return "xml.truncated" if code in _TRUNCATED else "xml.syntax"


def _read_head(source: BinaryIO) -> bytes:
    """Read the first bytes, however little a source hands out at a time."""
    head = b""
    while len(head) < HEAD_BYTES and (more := source.read(HEAD_BYTES - len(head))):
        head += more
    return head


def _parser(encoding: str | None) -> etree.XMLPullParser:
    """Make a parser that resolves nothing, loads nothing, and keeps no blanks between elements.

    Without `huge_tree` libxml2 refuses a text over 10,000,000 bytes and a depth over 256.
    """
    return etree.XMLPullParser(
        events=("pi",),
        encoding=encoding,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_blank_text=True,
        remove_comments=True,
        collect_ids=False,
    )
