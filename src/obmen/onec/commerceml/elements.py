"""Elements of CommerceML by their local names, whatever their namespace."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, Generic, TypeVar

from lxml import etree

from obmen.onec.commerceml import vocabulary as words

V = TypeVar("V")
Element = etree._Element  # noqa: SLF001 — lxml has no public name for it
Values = dict[str, Any]  # fields of one record while it is read
Put = Callable[[Element, Values], None]
Field = str | Put  # a name: the child's text is kept under it; a function: it keeps what it likes

MEMORY: Final = 4096  # spellings that a table remembers; a hostile file has endless ones
SHORT: Final = 200  # characters: longer texts are not worth remembering, nor true


class Table(dict[Any, V | None], Generic[V]):
    """What belongs to an element's tag; `{any namespace}name` is found by its name.

    1C writes `urn:1C.ru:commerceml_2`, `_205`, `_208`, `_210`, `_3` or no namespace (facts §2.1).
    """

    def __init__(self, names: Mapping[str, V]) -> None:
        super().__init__(names)

    def __missing__(self, tag: object) -> V | None:
        """Find a tag seen for the first time; comments and the like, whose tag is no string, are nothing."""
        if not isinstance(tag, str):
            return None
        found = self.get(local_name(tag))
        if len(self) < MEMORY and len(tag) < SHORT:
            self[tag] = found
        return found


def local_name(tag: str) -> str:
    """Cut the namespace off a tag."""
    return tag.rpartition("}")[2]


def own_text(element: Element) -> str:
    """Return an element's text where children may stand before it: `<БазоваяЕдиница><Пересчет/>шт</…>`."""
    text = element.text
    if not text and len(element):
        text = element[-1].tail
    return text.strip() if text else ""


def markup_text(element: Element) -> str:
    """Return all the text within an element: a description may hold bare HTML."""
    text = "".join(element.itertext()) if len(element) else element.text
    return text.strip() if text else ""


def is_true(text: str | None) -> bool:
    """Tell whether a flag is set, in any of 1C's spellings."""
    return text is not None and text.strip().lower() in words.TRUE


def put_flag(field: str) -> Put:
    """Make a handler that keeps a child's flag."""

    def put(child: Element, values: Values) -> None:
        values[field] = is_true(child.text)

    return put


def put_status(child: Element, values: Values) -> None:
    """Keep the second signal of deletion: `<Статус>Удален</Статус>`."""
    if (child.text or "").strip() == words.DELETED:
        values["deleted"] = True


def put_deletion_mark(child: Element, values: Values) -> None:
    """Keep the third signal of deletion: `<ПометкаУдаления>true</ПометкаУдаления>`; never undoes another."""
    if is_true(child.text):
        values["deleted"] = True


DELETION: Final[Mapping[str, Field]] = {words.STATUS: put_status, words.DELETION_MARK: put_deletion_mark}


def fields_of(element: Element, table: Table[Field]) -> Values:
    """Read every child that the table knows, in whatever order they stand.

    An empty text is told, too: as an empty string.
    """
    values: Values = {}
    for child in element[:]:  # a list of children is made faster than they are walked
        field = table[child.tag]
        if field is None:
            continue
        if field.__class__ is str:
            text = child.text
            values[field] = text.strip() if text else ""
        else:
            field(child, values)  # type: ignore[operator]  # the other half of Field
    if element.get(words.STATUS) == words.DELETED:
        values["deleted"] = True
    return values
