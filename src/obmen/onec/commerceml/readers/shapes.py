"""Records that are spelled alike: one of them with holes where its texts stand.

1C writes a million offers that differ in their texts only. Once the parser has read one, a regular
expression finds the texts of the next ones, and a tree of the same form is filled with them: four times as
fast. What could mean anything but itself (a tag, a reference, an odd blank) fits into no hole, so a record
either has a form that the parser has seen, or it is left to the parser.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Final, cast

from lxml import etree

from obmen.onec.commerceml import vocabulary as words
from obmen.onec.commerceml.elements import Element

RECORD_END: Final = re.compile(f"</({words.OFFER}|{words.PRODUCT})>")
SHAPES: Final = 64  # that are remembered of a file
SHAPE_LENGTH: Final = 16_384  # characters of a record

# Letters that stand for themselves: no markup, nothing that XML forbids or turns into something else.
_TEXT: Final = "[^<>&\x00-\x08\x0b-\x1f\ufffe\uffff]+"
_VALUE: Final = '[^"<>&\x00-\x1f\ufffe\uffff]*'
_hole: Final = re.compile(rf'(?<=>)(?!\s+<){_TEXT}(?=</)|(?<==")(?:{_VALUE})(?=")')
_PLACE: Final = "\ue000{}\ue001"  # what stands in a hole while its place in the tree is looked for


class Node(list["Node"]):
    """An element as far as a handler asks, a list of its children; made once for a shape, filled anew."""

    __slots__ = ("attributes", "get", "sourceline", "tag", "tail", "text")

    def __init__(self, element: Element) -> None:
        super().__init__(map(Node, element))
        self.tag, self.text, self.tail = element.tag, element.text, element.tail
        self.sourceline = 0  # the one who fills it knows
        self.attributes: dict[str, str] = dict(element.attrib)
        self.get = self.attributes.get

    def itertext(self) -> Iterator[str]:
        """Yield the texts within, in their order."""
        yield self.text or ""
        for child in self:
            yield from child.itertext()
            yield child.tail or ""

    def texts(self) -> Iterator[str | None]:
        """Yield what may differ from record to record."""
        yield self.text
        yield from self.attributes.values()

    def walk(self) -> Iterator[Node]:
        """Yield this element and all within it."""
        yield self
        for child in self:
            yield from child.walk()


class Shape:
    """One way to spell a record."""

    def __init__(self, record: str) -> None:
        """Learn it from a record.

        Raises: etree.XMLSyntaxError — it does not stand for itself: it names a prefix, say.
        """
        literals, texts = _hole.split(record), _hole.findall(record)
        places = [_PLACE.format(number) for number in range(len(texts))]
        texts_of_tree = (text for node in _tree(literals, places).walk() for text in node.texts())
        found = set(places).intersection(filter(None, texts_of_tree))
        places = [place if place in found else text for place, text in zip(places, texts, strict=True)]
        self._root = _tree(literals, places)
        self._texts: list[tuple[int, Node]] = []
        self._values: list[tuple[int, dict[str, str], str]] = []
        self.match: Final = re.compile(self._pattern(literals, places, found)).match

    def fill(self, texts: tuple[str, ...]) -> Element:
        """Put the texts of a record into their places; the record that was filled in before is gone."""
        for hole, node in self._texts:
            node.text = texts[hole]
        for hole, attributes, name in self._values:
            attributes[name] = texts[hole]
        return cast("Element", self._root)

    def _pattern(self, literals: list[str], places: list[str], found: set[str]) -> str:
        """Write the expression that finds the texts, and note where each belongs."""
        holes = {place: number for number, place in enumerate(filter(found.__contains__, places))}
        kinds: dict[str, str] = {}
        for node in self._root.walk():
            if node.text in holes:
                kinds[node.text] = f"({_TEXT})"
                self._texts.append((holes[node.text], node))
            for name, value in node.attributes.items():
                if value in holes:
                    kinds[value] = f"({_VALUE})"
                    self._values.append((holes[value], node.attributes, name))
        between = [kinds.get(place) or re.escape(place) for place in places]
        pairs = zip(map(re.escape, literals), [*between, ""], strict=True)
        return r"\s*" + "".join(map("".join, pairs))


class Shapes:
    """The shapes of one file."""

    def __init__(self) -> None:
        self._by_tags: defaultdict[int, list[Shape]] = defaultdict(list)
        self._last: Shape | None = None
        self._count = 0
        self.end = 0  # of the record that was read last

    def learn(self, record: str) -> None:
        """Remember how a record is spelled, unless that is too much to remember."""
        if self._count == SHAPES or len(record) > SHAPE_LENGTH or _PLACE[0] in record:
            return
        try:
            shape = Shape(record)
        except etree.XMLSyntaxError:
            return
        self._count += 1
        self._by_tags[record.count("<")].append(shape)
        self._last = shape

    def read(self, text: str, at: int) -> Element | None:
        """Return the record that begins here if it has a known shape; it holds until the next one is read."""
        shape = self._last
        if shape is None:
            return None
        if (found := shape.match(text, at)) is None:
            return self._read_other(text, at)
        self.end = found.end()
        return shape.fill(found.groups())

    def _read_other(self, text: str, at: int) -> Element | None:
        """Try the other shapes that have as many tags."""
        end = RECORD_END.search(text, at)
        if end is None:
            return None
        for shape in self._by_tags[text.count("<", at, end.end())]:
            if (found := shape.match(text, at)) is not None:
                self._last, self.end = shape, found.end()
                return shape.fill(found.groups())
        return None


_PARSER: Final = etree.XMLParser(
    resolve_entities=False, no_network=True, load_dtd=False, remove_blank_text=True, collect_ids=False
)


def _tree(literals: list[str], texts: list[str]) -> Node:
    pairs = zip(literals, [*texts, ""], strict=True)
    return Node(etree.fromstring("".join(map("".join, pairs)), _PARSER))
