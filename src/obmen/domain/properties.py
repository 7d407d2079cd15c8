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
    gathered: dict[str, PropertyNeed] = {}
    for need in needs:
        known = gathered.get(need.key)
        if known is not None:
            values = {**known.values, **need.values}
            need = replace(known, values=values, multiple=known.multiple or need.multiple)  # noqa: PLW2901
        gathered[need.key] = need
    return gathered
