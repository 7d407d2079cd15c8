"""What is registered for the catalogue, cut into the portions of one run (facts §1.6, §1.11)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from obmen_sandbox.onec.base import Base
from obmen_sandbox.onec.catalog_split import split_packages
from obmen_sandbox.onec.catalog_writer import (
    PortionPlace,
    picture_files,
    write_catalogue,
    write_changes,
    write_offers,
)
from obmen_sandbox.onec.model import Family, Item, Part
from obmen_sandbox.onec.profile import Profile
from obmen_sandbox.onec.upload import Portion

CARD_PARTS = (Part.CARD,)
OFFER_PARTS = (Part.OFFER, Part.PRICE, Part.REST)
ALL_PARTS = (*CARD_PARTS, *OFFER_PARTS)


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogPortion:
    """One session's files, and what leaves the registration when it succeeds."""

    portion: Portion
    item_ids: Sequence[str]
    parts: tuple[Part, ...]
    carries_classifier: bool = False


def catalog_portions(base: Base, profile: Profile) -> list[CatalogPortion]:
    """Return the portions of a run; none when nothing is registered."""
    if profile.split_packages:
        return _module_portions(base)
    if base.settings.family is Family.UNF:
        return _unf_portions(base)
    return _trade_portions(base)


def _registered(base: Base, *wanted: Part) -> list[Item]:
    state = base.state
    return [
        state.items[item_id]
        for item_id, parts in state.changed_items.items()
        if item_id in state.items and any(part in parts for part in wanted) and is_selected(base, item_id)
    ]


def is_selected(base: Base, item_id: str) -> bool:
    """Return whether the node's selection of groups has the item; what falls out is not reported at all."""
    chosen, group_id = set(base.settings.groups), base.state.items[item_id].group_id
    while group_id and group_id not in chosen and group_id in base.state.groups:
        group_id = base.state.groups[group_id].parent_id
    return not chosen or group_id in chosen


def _only_changes(base: Base) -> list[Item]:
    offers = {item.id for item in _registered(base, Part.OFFER)}
    return [item for item in _registered(base, Part.PRICE, Part.REST) if item.id not in offers]


def _chunks(base: Base, items: Sequence[Item]) -> list[Sequence[Item]]:
    size = base.settings.portion_size or max(1, len(items))
    return [items[start : start + size] for start in range(0, len(items), size)]


def _place(base: Base, number: int) -> PortionPlace:
    """Only the first portion has a classifier, and only in a full export does it say `false`."""
    first = number == 1
    only_changes = not (first and base.state.full_export)
    return PortionPlace(with_classifier=first, only_changes=only_changes, formed_at=base.now())


def _changes(base: Base, items: Sequence[Item]) -> bytes:
    registered = base.state.changed_items
    rows = [(item, Part.PRICE in registered[item.id], Part.REST in registered[item.id]) for item in items]
    return write_changes(base.state, rows, _place(base, 2))


def _portion(
    base: Base,
    files: Mapping[str, bytes],
    items: Sequence[Item],
    parts: tuple[Part, ...],
    *,
    classifier: bool = False,
) -> CatalogPortion:
    return CatalogPortion(
        portion=Portion(name=next(iter(files)), files=files, imports=base.settings.wait_for_import),
        item_ids=[item.id for item in items],
        parts=parts,
        carries_classifier=classifier,
    )


def _trade_portions(base: Base) -> list[CatalogPortion]:
    """УТ: all `import0_N.xml`, then all `offers0_N.xml`, each in a session of its own."""
    found: list[CatalogPortion] = []
    for n, items in enumerate(_chunks(base, _registered(base, Part.CARD)), 1):
        data = write_catalogue(base.state, items, _place(base, n))
        files = {f"import0_{n}.xml": data} | picture_files(
            items
        )  # the listing: files of the root, then folders
        found.append(_portion(base, files, items, CARD_PARTS, classifier=n == 1))
    offers = _chunks(base, _registered(base, Part.OFFER))
    for n, items in enumerate(offers, 1):
        data = write_offers(base.state, items, _place(base, n))
        found.append(_portion(base, {f"offers0_{n}.xml": data}, items, OFFER_PARTS))
    for n, items in enumerate(_chunks(base, _only_changes(base)), len(offers) + 1):
        found.append(_portion(base, {f"offers0_{n}.xml": _changes(base, items)}, items, OFFER_PARTS))
    return found


def _unf_portions(base: Base) -> list[CatalogPortion]:
    """УНФ: `import.xml` and `offers.xml` together, then `import1.xml` and `offers1.xml`."""
    found: list[CatalogPortion] = []
    for n, items in enumerate(_chunks(base, _registered(base, Part.CARD, Part.OFFER)), 1):
        suffix, place = "" if n == 1 else str(n - 1), _place(base, n)
        files = {
            f"import{suffix}.xml": write_catalogue(base.state, items, place),
            f"offers{suffix}.xml": write_offers(base.state, items, place),
            **picture_files(items),
        }
        found.append(_portion(base, files, items, ALL_PARTS, classifier=n == 1))
    for n, items in enumerate(_chunks(base, _only_changes(base)), len(found)):
        found.append(_portion(base, {f"offers{n or ''}.xml": _changes(base, items)}, items, ALL_PARTS))
    return found


def _module_portions(base: Base) -> list[CatalogPortion]:
    """The vendor's add-on: every kind of data is a package of its own, always «only changes»."""
    items = _registered(base, *ALL_PARTS)
    if not items:
        return []
    packages = split_packages(base.state, items, formed_at=base.now(), name_id=base.scratch_id)
    last = len(packages) - 1
    return [
        _portion(base, {name: data}, items if n == last else [], ALL_PARTS, classifier=True)
        for n, (name, data) in enumerate(packages.items())
    ]
