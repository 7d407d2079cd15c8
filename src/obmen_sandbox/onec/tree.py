"""Reading XML by local name, absent things included: what `ФабрикаXDTO.ПрочитатьXML` gives untyped."""

import re
from collections.abc import Iterator
from typing import Final

from lxml import etree

PROLOG: Final = re.compile(r"^\s*<\?xml[^>]*\?>")


class XmlError(ValueError):
    """The text is not well-formed XML."""


class Node:
    """An element or the absence of one: asking an absent element gives empty answers."""

    __slots__ = ("element",)

    def __init__(self, element: etree._Element | None) -> None:
        self.element = element

    def __bool__(self) -> bool:
        return self.element is not None

    @property
    def name(self) -> str:
        """Local name, empty for an absent element."""
        return "" if self.element is None else local_name(self.element)

    def children(self) -> Iterator["Node"]:
        """Yield child elements in order."""
        if self.element is not None:
            for child in self.element:
                if isinstance(child.tag, str):
                    yield Node(child)

    def all(self, name: str) -> list["Node"]:
        """Return the children of that name."""
        return [child for child in self.children() if child.name == name]

    def at(self, name: str) -> "Node":
        """Return the first child of that name, or absence."""
        return next((child for child in self.children() if child.name == name), Node(None))

    def has(self, name: str) -> bool:
        """Return whether there is a child of that name."""
        return bool(self.at(name))

    def text(self, name: str) -> str:
        """Return the stripped text of the first child of that name; an element with children has no text."""
        return self.at(name).own_text()

    def own_text(self) -> str:
        """Return the stripped text of the element itself."""
        return "" if self.element is None else (self.element.text or "").strip()

    def attribute(self, name: str) -> str:
        """Return a stripped attribute, empty when absent."""
        return "" if self.element is None else (self.element.get(name) or "").strip()


def local_name(element: etree._Element) -> str:
    """Return a tag without its namespace."""
    return etree.QName(element).localname


def parse_bytes(data: bytes) -> Node:
    """Parse a file in the encoding that it declares."""
    return Node(_parse(data, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)))


def parse_text(text: str) -> Node:
    """Parse decoded text; what its prolog says of encoding no longer matters."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, encoding="utf-8")
    return Node(_parse(PROLOG.sub("", text, count=1).encode(), parser))


def _parse(data: bytes, parser: "etree.XMLParser[etree._Element]") -> etree._Element:
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise XmlError(str(error)) from error
