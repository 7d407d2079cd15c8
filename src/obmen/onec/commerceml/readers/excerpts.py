"""The document of one order, cut out of what holds many."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Final

from lxml import etree

from obmen.flows.ports.onec import BadFile
from obmen.onec.commerceml import vocabulary as words
from obmen.onec.commerceml.elements import Element
from obmen.onec.commerceml.readers.encoding import HEAD_BYTES, detect

_HOLDERS: Final = (f"{{*}}{words.DOCUMENT}", f"{{*}}{words.CONTAINER}")
_IN_A_CONTAINER: Final = f"parent::*[local-name()='{words.CONTAINER}']"
_NUMBERS: Final = f"self::*[local-name()='{words.DOCUMENT}']/*[local-name()='{words.NUMBER}']"
_NUMBERS_WITHIN: Final = f"*[local-name()='{words.DOCUMENT}']/*[local-name()='{words.NUMBER}']"


def order_document(body: bytes, *, number: str) -> str:
    """Return an order's document, with its container where it has one; empty: it can't be found."""
    try:
        encoding = detect(body[:HEAD_BYTES]).forced
        return next((_written(one) for one in _documents(body, encoding) if _is_of(one, number)), "")
    except (BadFile, etree.XMLSyntaxError):
        return ""


def text_of_file(body: bytes) -> tuple[str, str]:
    """Return a file as text and what it is encoded in; bytes that are no letters are marked."""
    try:
        name = detect(body[:HEAD_BYTES]).name
    except BadFile:
        name = "utf-8"
    return body.decode(name, errors="replace"), name


def _documents(body: bytes, encoding: str | None) -> Iterator[Element]:
    """Yield what holds an order, and forget it after."""
    elements = etree.iterparse(
        BytesIO(body),
        tag=_HOLDERS,
        encoding=encoding,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
    )
    for _, element in elements:
        if element.getroottree().docinfo.internalDTD is not None:
            raise BadFile(line=1, reason="xml.doctype")
        if element.xpath(_IN_A_CONTAINER):
            continue
        yield element
        element.clear(keep_tail=False)
        for earlier in element.itersiblings(preceding=True):
            parent = earlier.getparent()
            if parent is not None:
                parent.remove(earlier)


def _is_of(element: Element, number: str) -> bool:
    found = [*element.xpath(_NUMBERS), *element.xpath(_NUMBERS_WITHIN)]
    return any((one.text or "").strip() == number for one in found)


def _written(element: Element) -> str:
    return etree.tostring(element, encoding="unicode", pretty_print=True, with_tail=False)
