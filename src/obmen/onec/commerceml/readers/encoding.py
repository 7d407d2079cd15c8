"""In what letters a file is written, and what must not stand before its root."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import Final

from obmen.flows.ports.onec import BadFile
from obmen.onec.commerceml import vocabulary as words

HEAD_BYTES: Final = 65_536  # the root of a real file begins within the first kilobyte
CYRILLIC_WINDOWS: Final = "windows-1251"  # 7.7, Bitrix, and files that say nothing and are no UTF-8
UNREADABLE: Final = "\N{REPLACEMENT CHARACTER}"
OTHER_LETTERS: Final = ("utf-8", "windows-1251", "cp866", "koi8-r")

_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_BARE_UTF16: Final = ((b"<\x00", "utf-16-le", "UTF-16LE"), (b"\x00<", "utf-16-be", "UTF-16BE"))
_declared: Final = re.compile(r"<\?xml\s[^>]*?encoding\s*=\s*[\"']([^\"']*)[\"']")
_before_root: Final = re.compile(r"\s+|<\?.*?\?>|<!--.*?-->", re.DOTALL)
_root: Final = re.compile(r"<(?:[^ \t\r\n<>/:]+:)?([^ \t\r\n<>/]+)")


@dataclass(frozen=True, slots=True)
class Encoding:
    """A file's encoding, by Python's name; `forced`: by libxml2's, when it must not go by the file."""

    name: str
    forced: str | None = None


def detect(head: bytes) -> Encoding:
    """Tell how a file is encoded: by its BOM, else by its prolog, else UTF-8 or windows-1251 as it fits.

    Raises: BadFile — `xml.encoding`: it declares what it cannot be, or what nobody knows.
    """
    for bom, name in _BOMS:
        if head.startswith(bom):
            return Encoding(name)
    for start, name, forced in _BARE_UTF16:
        if head.startswith(start):
            return Encoding(name, forced)
    found = _declared.match(head[:1024].lstrip().decode("latin-1"))
    if found is None:
        return Encoding("utf-8") if _is_utf8(head) else Encoding(CYRILLIC_WINDOWS, CYRILLIC_WINDOWS)
    try:
        name = codecs.lookup(found[1]).name
    except LookupError as error:
        raise BadFile(line=1, reason="xml.encoding", detail=f"({found[1]})") from error
    if name.startswith(("utf-16", "utf-32")):  # eight-bit letters were seen in front of this word
        raise BadFile(line=1, reason="xml.encoding", detail=f"({found[1]})")
    return Encoding(name)


def find_root(head: bytes, encoding: Encoding) -> int:
    """Return at which byte the root begins; refuse a file that does not begin as an exchange file does.

    Raises: BadFile — `xml.empty`, `xml.doctype`, `xml.syntax`, `xml.encoding`, `xml.not_commerceml`.
    """
    bom = next((mark for mark, _ in _BOMS if head.startswith(mark)), b"")
    decoder = codecs.getincrementaldecoder(encoding.name)(errors="replace")
    text = decoder.decode(head[len(bom) :])  # the last letter may be cut in two
    position = 0
    while found := _before_root.match(text, position):
        position = found.end()
    line = text.count("\n", 0, position) + 1
    if position == len(text):
        raise BadFile(line=line, reason="xml.truncated" if text.strip() else "xml.empty")
    if text.startswith("<!DOCTYPE", position):
        raise BadFile(line=line, reason="xml.doctype")
    root = _root.match(text, position)
    if root is None:
        raise BadFile(line=line, reason="xml.syntax", detail=f"({readable(text[position : position + 40])})")
    if root.end() == len(text):
        raise BadFile(line=line, reason="xml.truncated")
    if root[1] != words.COMMERCE_DATA:
        if UNREADABLE in root[1] or _is_misread(root[1], encoding):
            raise BadFile(line=line, reason="xml.encoding", detail=f"({encoding.name})")
        raise BadFile(line=line, reason="xml.not_commerceml", detail=f"(<{readable(root[1][:40])}>)")
    return len(bom + text[:position].encode(encoding.name))


def readable(text: str) -> str:
    """Return a text for people: in one line, without what could not be read or cannot be shown."""
    return " ".join("".join(c for c in text if c != UNREADABLE and (c.isprintable() or c.isspace())).split())


def _is_misread(name: str, encoding: Encoding) -> bool:
    """Tell whether the root has its right name in other letters than those that the file declares."""
    for other in OTHER_LETTERS:
        try:
            if name.encode(encoding.name).decode(other) == words.COMMERCE_DATA:
                return True
        except UnicodeError:
            continue
    return False


def _is_utf8(head: bytes) -> bool:
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
    return True
