"""What is registered for the catalogue, cut into the portions of one run (facts §1.6, §1.11)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from obmen_sandbox.onec.base import Base
from obmen_sandbox.onec.catalog_split import split_packages
from obmen_sandbox.onec.catalog_writer import (
    PortionPlace,
    picture_files,
    write_catalogue,
    write_changes,
    write_offers,
)
from obmen_sandbox.onec.model import CatalogRow, Family, Item, Part, Settings, State
from obmen_sandbox.onec.profile import Profile
from obmen_sandbox.onec.upload import Portion

CARD_PARTS = (Part.CARD,)
OFFER_PARTS = (Part.OFFER, Part.PRICE, Part.REST)
ALL_PARTS = (*CARD_PARTS, *OFFER_PARTS)
CARRIED: Final[Mapping[Part, tuple[Part, ...]]] = {  # what is registered -> in which package it travels
    Part.CARD: (Part.CARD,),
    Part.OFFER: (Part.OFFER,),
    Part.PRICE: (Part.OFFER, Part.PRICE),
    Part.REST: (Part.OFFER, Part.REST),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogPortion:
    """One session's files, and what leaves the registration when it succeeds."""

    portion: Portion
    item_ids: Sequence[str]
    parts: tuple[Part, ...]
    carries_classifier: bool = False


def catalog_portions(base: Base, profile: Profile) -> list[CatalogPortion]:
    """Return the portions of a run, catalogue after catalogue; none when nothing is registered."""
    found: list[CatalogPortion] = []
    for number, row in enumerate(rows_of(base.settings)):
        export = Export(base=base, row=row, number=number)
        if profile.split_packages:
            found += _module_portions(export)
        elif base.settings.family is Family.UNF:
            found += _unf_portions(export)
        else:
            found += _trade_portions(export)
    return found


def rows_of(settings: Settings) -> list[CatalogRow]:
    """Return the node's catalogues; a node without a table of them has one."""
    own = CatalogRow(id=settings.catalog_id, name=settings.catalog_name, groups=settings.groups)
    return settings.catalogs or [own]


def is_selected(base: Base, item_id: str, groups: Sequence[str]) -> bool:
    """Return whether a selection of groups has the item; what falls out is not reported at all."""
    chosen, group_id = set(groups), base.state.items[item_id].group_id
    while group_id and group_id not in chosen and group_id in base.state.groups:
        group_id = base.state.groups[group_id].parent_id
    return not chosen or group_id in chosen


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """One catalogue of a run."""

    base: Base
    row: CatalogRow
    number: int

    @property
    def state(self) -> State:
        """The base as this catalogue sees it: the node's catalogue is the row's."""
        state = self.base.state
        node = replace(state.settings, catalog_id=self.row.id, catalog_name=self.row.name)
        return replace(state, settings=node)

    def registered(self, *wanted: Part) -> list[Item]:
        state, groups = self.base.state, self.row.groups
        return [
            state.items[item_id]
            for item_id, parts in state.changed_items.items()
            if item_id in state.items
            and any(part in parts for part in wanted)
            and is_selected(self.base, item_id, groups)
        ]

    def only_changes(self) -> list[Item]:
        """What has new prices or rests, and no new offer that would carry them."""
        offers = {item.id for item in self.registered(Part.OFFER)}
        return [item for item in self.registered(Part.PRICE, Part.REST) if item.id not in offers]

    def chunks(self, items: Sequence[Item]) -> list[Sequence[Item]]:
        size = self.base.settings.portion_size or max(1, len(items))
        return [items[start : start + size] for start in range(0, len(items), size)]

    def place(self, number: int) -> PortionPlace:
        """Only the first portion has a classifier, and only in a full export does it say `false`."""
        first = number == 1
        only_changes = not (first and self.base.state.full_export)
        return PortionPlace(with_classifier=first, only_changes=only_changes, formed_at=self.base.now())

    def changes(self, items: Sequence[Item]) -> bytes:
        known = self.base.state.changed_items
        rows = [(item, Part.PRICE in known[item.id], Part.REST in known[item.id]) for item in items]
        return write_changes(self.state, rows, self.place(2))

    def portion(
        self,
        files: Mapping[str, bytes],
        items: Sequence[Item],
        parts: tuple[Part, ...],
        *,
        classifier: bool = False,
    ) -> CatalogPortion:
        imports = self.base.settings.wait_for_import
        return CatalogPortion(
            portion=Portion(name=next(iter(files)), files=files, imports=imports),
            item_ids=[item.id for item in items],
            parts=parts,
            carries_classifier=classifier,
        )


def _trade_portions(export: Export) -> list[CatalogPortion]:
    """УТ: all `import{K}_N.xml`, then all `offers{K}_N.xml`, each in a session of its own."""
    found: list[CatalogPortion] = []
    kind = export.number
    for n, items in enumerate(export.chunks(export.registered(Part.CARD)), 1):
        data = write_catalogue(export.state, items, export.place(n))
        # the listing: files of the root, then folders
        files = {f"import{kind}_{n}.xml": data} | picture_files(items)
        found.append(export.portion(files, items, CARD_PARTS, classifier=n == 1))
    offers = export.chunks(export.registered(Part.OFFER))
    for n, items in enumerate(offers, 1):
        data = write_offers(export.state, items, export.place(n))
        found.append(export.portion({f"offers{kind}_{n}.xml": data}, items, OFFER_PARTS))
    for n, items in enumerate(export.chunks(export.only_changes()), len(offers) + 1):
        name = f"offers{kind}_{n}.xml"
        found.append(export.portion({name: export.changes(items)}, items, OFFER_PARTS))
    return found


def _unf_portions(export: Export) -> list[CatalogPortion]:
    """УНФ: `import.xml` and `offers.xml` together, then `import1.xml` and `offers1.xml`."""
    found: list[CatalogPortion] = []
    for n, items in enumerate(export.chunks(export.registered(Part.CARD, Part.OFFER)), 1):
        suffix, place = "" if n == 1 else str(n - 1), export.place(n)
        files = {
            f"import{suffix}.xml": write_catalogue(export.state, items, place),
            f"offers{suffix}.xml": write_offers(export.state, items, place),
            **picture_files(items),
        }
        found.append(export.portion(files, items, ALL_PARTS, classifier=n == 1))
    for n, items in enumerate(export.chunks(export.only_changes()), len(found)):
        found.append(export.portion({f"offers{n or ''}.xml": export.changes(items)}, items, ALL_PARTS))
    return found


def _module_portions(export: Export) -> list[CatalogPortion]:
    """The vendor's add-on: every kind of data is a package of its own, always «only changes»."""
    base = export.base
    items = {part: export.registered(*carried) for part, carried in CARRIED.items()}
    packages = split_packages(export.state, items, formed_at=base.now(), name_id=base.scratch_id)
    everything = export.registered(*ALL_PARTS)
    last = len(packages) - 1
    return [
        export.portion(files, everything if n == last else [], ALL_PARTS, classifier=True)
        for n, files in enumerate(packages)
    ]
