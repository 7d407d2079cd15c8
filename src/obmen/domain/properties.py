"""What a property of one of the portal's blocks has to be, before values travel in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum, auto

from obmen.domain.catalog import PropertyKind
from obmen.domain.identity import EntityKind, Ref


class Block(StrEnum):
    """Whose properties: a catalogue of the portal has a block of products and a block of offers."""

    PRODUCT = auto()
    OFFER = auto()


def property_key(block: Block, property_id: str) -> str:
    """Name a property of a block, as `PortalProfile.properties` does."""
    return f"{block}:{property_id}"


def value_ref(remote_property: int, value_id: str) -> Ref:
    """Name a value of a list property: its binding holds the portal's id of it."""
    return Ref(EntityKind.PROPERTY_VALUE, f"{remote_property}:{value_id}")


@dataclass(frozen=True, slots=True, kw_only=True)
class PropertyNeed:
    """A property that values shall travel in. 1C: Свойство. Bitrix24: catalog.productProperty."""

    block: Block
    id: str  # 1C's Ид, kept as xmlId
    name: str
    kind: PropertyKind
    multiple: bool = False
    values: Mapping[str, str] = field(default_factory=dict)  # of a list: text by 1C's Ид, those in use
    spare: tuple[str, str] | None = None  # another value: a list of a single one would be a check box

    @property
    def key(self) -> str:
        """Its name among the properties of the portal."""
        return property_key(self.block, self.id)


def merged(needs: Iterable[PropertyNeed]) -> dict[str, PropertyNeed]:
    """Gather needs by key: values add up, and one that needs several values needs them for all."""
    first: dict[str, PropertyNeed] = {}
    values: dict[str, dict[str, str]] = {}
    several: set[str] = set()
    for need in needs:
        first.setdefault(need.key, need)
        values.setdefault(need.key, {}).update(need.values)
        if need.multiple:
            several.add(need.key)
    return {key: replace(need, values=values[key], multiple=key in several) for key, need in first.items()}
