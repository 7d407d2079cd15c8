"""What the pages of the catalogue show: goods of the CRM by name, and the groups that they stand in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from obmen.delta.desire import ancestors
from obmen.delta.parts import group_from
from obmen.domain.catalog import Group
from obmen.domain.identity import EntityKind
from obmen.flows.ports.delivery import Wanted
from obmen.flows.ports.exchanges import Exchange
from obmen.flows.ports.store import Work

ROWS: Final = 50  # of one page
STATES: Final[Mapping[str, Wanted]] = {
    "all": Wanted(),
    "active": Wanted(active=True),
    "inactive": Wanted(active=False),
    "problem": Wanted(troubled=True),
}
"""What the list may be narrowed to, by name."""
Place = tuple[str, str]
FIRST: Final[Place] = ("", "")


@dataclass(frozen=True, slots=True)
class Shown:
    """One product of the list."""

    key: str
    fields: Mapping[str, object]  # as last delivered
    group: str  # the name of its group
    variations: int
    has_problem: bool


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of the list; `after`: where the next begins, None: there is none."""

    rows: Sequence[Shown]
    after: Place | None


@dataclass(frozen=True, slots=True)
class GroupLine:
    """A group with how deep it stands."""

    id: str
    name: str
    depth: int


def list_goods(
    work: Work,
    exchange: Exchange,
    *,
    text: str = "",
    group: str = "",
    state: str = "all",
    after: Place = FIRST,
) -> Listing:
    """Return a page of the products that the CRM has from 1C, by name."""
    wanted = replace(STATES.get(state, STATES["all"]), text=text, section=group)
    found = work.shelf.search(exchange.id, wanted, after=after, limit=ROWS + 1)
    page = found[:ROWS]
    keys = [bound.ref.id for _, bound in page]
    names = {one.id: one.name for one in groups_of(work, exchange.id).values()}
    counts = work.shelf.count_variations(exchange.id, keys)
    troubled = work.shelf.troubled(exchange.id, keys)
    rows = [
        Shown(
            key=bound.ref.id,
            fields=bound.fields,
            group=names.get(str(bound.fields.get("section") or ""), ""),
            variations=counts.get(bound.ref.id, 0),
            has_problem=bound.ref.id in troubled,
        )
        for _, bound in page
    ]
    return Listing(rows, page[-1][0] if len(found) > ROWS else None)


def groups_of(work: Work, exchange_id: int) -> dict[str, Group]:
    """Return the groups that 1C has told."""
    bodies = work.records.all(exchange_id, EntityKind.GROUP)
    return {key: group_from(key, body) for key, body in bodies.items()}


def group_lines(work: Work, exchange_id: int) -> list[GroupLine]:
    """Return the tree of groups as lines, each below its parent."""
    groups = {key: group for key, group in groups_of(work, exchange_id).items() if not group.deleted}

    def path(group: Group) -> list[tuple[str, str]]:
        above = [*reversed(ancestors(groups, group.id)), group.id]
        return [(groups[one].name, one) for one in above]

    return [
        GroupLine(group.id, group.name, len(path(group)) - 1) for group in sorted(groups.values(), key=path)
    ]
