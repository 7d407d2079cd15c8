"""A catalogue that the portal has already becomes 1C's: who is who is shown first, doubts go to a person."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import Final

from obmen.delivery.profile import PortalProfile
from obmen.delta.adoption import (
    By,
    Good,
    Matching,
    OurSection,
    TheirSection,
    match,
    match_sections,
    our_good,
    their_good,
)
from obmen.delta.compare import FOREIGN
from obmen.domain.errors import NotFound, Refused
from obmen.domain.identity import EntityKind, Ref, split_item_key
from obmen.flows.catalog.adopting_reading import (
    Waiting,
    bound_ids,
    known_to_onec,
    read_waiting,
    taken_ids,
)
from obmen.flows.catalog.context import read_portal
from obmen.flows.catalog.directories import as_found, as_if_complete
from obmen.flows.catalog.doubts import DOUBT
from obmen.flows.catalog.holding import ADOPTION, end_look, let_first_run_go
from obmen.flows.catalog.judging import judge
from obmen.flows.catalog.planning import PAGE, bind_found
from obmen.flows.catalog.reading import COMPUTED, Page, read_page
from obmen.flows.ports.catalog import Due
from obmen.flows.ports.exchanges import Exchange
from obmen.flows.ports.portal import Belongings, Directories, Listed, Remote
from obmen.flows.ports.runs import Cause
from obmen.flows.ports.store import Store, Work

SHOWN_CHOICES: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A record of 1C and the portal's object that it is; `fields`: what will change, old and new."""

    ref: Ref
    name: str
    remote_id: int
    theirs: str  # the object's name
    by: By
    fields: Mapping[str, tuple[object, object]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """A record of 1C that several objects may be, or one that several records may be."""

    ref: Ref
    name: str
    choices: tuple[tuple[int, str], ...]  # id and name


@dataclass(slots=True)
class Adoption:
    """Who is who."""

    pairs: list[Pair] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    new: Counter[EntityKind] = field(default_factory=Counter)  # the portal has nothing like them
    alone: Counter[EntityKind] = field(default_factory=Counter)  # 1C has nothing like them


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A person's word on records, by 1C's id: which object of the portal each is, or that it is new."""

    pairs: Mapping[str, int] = field(default_factory=dict)
    new: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class _Side:
    """One kind on both sides, before it is matched."""

    ours: Sequence[Waiting]
    theirs: Sequence[Listed]


async def plan_adoption(store: Store, belongings: Belongings, *, exchange_id: int, told: Told) -> Adoption:
    """Find out which of the portal's objects are records of 1C; nothing is changed anywhere.

    Raises: NotFound, Refused — a person has named what is not there; PortalHalted, PortalUnreachable.
    """
    exchange, profile = await store.aread(partial(read_portal, exchange_id=exchange_id))
    waiting = await _read_all_waiting(store, exchange_id)
    _check(told, waiting)
    adoption = Adoption()
    homes: dict[EntityKind, dict[str, int]] = {}
    for kind in COMPUTED:
        ours = [one for one in waiting if one.ref.kind is kind and one.ref.id not in told.new]
        side = _Side(ours, await _free(store, belongings, exchange, profile, kind, ours) if ours else ())
        _check_objects(told, side)
        matching = await _matched(store, exchange_id, kind, side, told, homes)
        homes[kind] = {key: pair.id for key, pair in matching.pairs.items()}
        _add(adoption, kind, side, matching)
    return adoption


async def _read_all_waiting(store: Store, exchange_id: int) -> list[Waiting]:
    waiting: list[Waiting] = []
    after = 0
    while True:
        last, some = await store.aread(partial(read_waiting, exchange_id=exchange_id, after=after))
        if last is None:
            return waiting
        waiting += some
        after = last


def _check(told: Told, waiting: Sequence[Waiting]) -> None:
    """Refuse what is said of records that nobody waits for.

    Raises: NotFound.
    """
    known = {one.ref.id for one in waiting}
    for key in (*told.pairs, *sorted(told.new)):
        if key not in known:
            raise NotFound("record", reason="record", id=key)


def _check_objects(told: Told, side: _Side) -> None:
    """Refuse an object that is not there, or is another record's.

    Raises: Refused.
    """
    free = {one.id for one in side.theirs}
    for one in side.ours:
        if one.ref.id in told.pairs and told.pairs[one.ref.id] not in free:
            raise Refused("adopt", reason="adopt_object", id=told.pairs[one.ref.id], record=one.ref.id)


async def _free(
    store: Store,
    belongings: Belongings,
    exchange: Exchange,
    profile: PortalProfile,
    kind: EntityKind,
    ours: Sequence[Waiting],
) -> list[Listed]:
    """List the objects of a kind that are no record's yet, and that 1C knows under no other id."""
    mine = frozenset(one.ref.id for one in ours)
    free: list[Listed] = []
    async for page in belongings.listed(kind, profile=profile):
        taken = await store.aread(partial(taken_ids, exchange=exchange, kind=kind, listed=page))
        foreign = await store.aread(
            partial(
                known_to_onec, exchange_id=exchange.id, kind=kind, keys={one.xml_id for one in page} - mine
            )
        )
        free += [one for one in page if one.id not in taken and one.xml_id not in foreign]
    return free


async def _matched(
    store: Store,
    exchange_id: int,
    kind: EntityKind,
    side: _Side,
    told: Told,
    homes: Mapping[EntityKind, Mapping[str, int]],
) -> Matching:
    if not side.ours:
        return Matching()
    if kind is EntityKind.SECTION:
        bound = await store.aread(
            partial(bound_ids, exchange_id=exchange_id, kind=kind, keys=[one.parent for one in side.ours])
        )
        return match_sections(
            [_our_section(one, told) for one in side.ours], _their_sections(side), bound=bound
        )
    heads: Mapping[str, int] = {}
    if kind is EntityKind.VARIATION:
        above = [split_item_key(one.ref.id)[0] for one in side.ours]
        known = await store.aread(
            partial(bound_ids, exchange_id=exchange_id, kind=EntityKind.PRODUCT, keys=above)
        )
        heads = {**known, **homes[EntityKind.PRODUCT]}
    is_variation = kind is EntityKind.VARIATION
    first = _first_of_each_code(side.theirs)
    return match(
        [
            our_good(
                one.ref.id, _our_good(one, heads if is_variation else None), told=told.pairs.get(one.ref.id)
            )
            for one in side.ours
        ],
        [their_good(one.id, _their_good(one, first, is_variation=is_variation)) for one in side.theirs],
    )


def _our_section(one: Waiting, told: Told) -> OurSection:
    return OurSection(key=one.ref.id, name=one.name, parent=one.parent, told=told.pairs.get(one.ref.id))


def _their_sections(side: _Side) -> list[TheirSection]:
    first = _first_of_each_code(side.theirs)
    return [
        TheirSection(id=one.id, xml_id=one.xml_id if one.id in first else "", name=one.name, parent=one.above)
        for one in side.theirs
    ]


def _first_of_each_code(theirs: Iterable[Listed]) -> frozenset[int]:
    """Return the oldest object of each external code: of several with one code it is the one that counts."""
    first: dict[str, int] = {}
    for one in theirs:
        if one.xml_id:
            first[one.xml_id] = min(one.id, first.get(one.xml_id, one.id))
    return frozenset(first.values())


def _our_good(one: Waiting, heads: Mapping[str, int] | None) -> Good:
    head = None if heads is None else heads.get(split_item_key(one.ref.id)[0], 0)
    return Good(xml_id=one.ref.id, name=one.name, articles=one.articles, barcodes=one.barcodes, head=head)


def _their_good(one: Listed, first: frozenset[int], *, is_variation: bool) -> Good:
    return Good(
        xml_id=one.xml_id if one.id in first else "",
        name=one.name,
        articles=one.articles,
        barcodes=one.barcodes,
        head=one.above if is_variation else None,
    )


def _add(adoption: Adoption, kind: EntityKind, side: _Side, matching: Matching) -> None:
    """Tell of a kind who is paired, who is in doubt, and who stays alone on either side."""
    named = {one.id: one.name for one in side.theirs}
    for one in side.ours:
        pair, choices = matching.pairs.get(one.ref.id), matching.doubts.get(one.ref.id)
        if pair is not None:
            adoption.pairs.append(
                Pair(ref=one.ref, name=one.name, remote_id=pair.id, theirs=named[pair.id], by=pair.by)
            )
        elif choices is not None:
            listed = tuple((i, named[i]) for i in sorted(choices)[:SHOWN_CHOICES])
            adoption.doubts.append(Doubt(ref=one.ref, name=one.name, choices=listed))
        else:
            adoption.new[kind] += 1
    paired = {pair.id for pair in matching.pairs.values()}
    adoption.alone[kind] += sum(one.id not in paired for one in side.theirs)


Held = Mapping[Ref, Remote]


async def differences(
    store: Store, directories: Directories, belongings: Belongings, *, exchange_id: int, adoption: Adoption
) -> AsyncIterator[tuple[Sequence[Pair], Held]]:
    """Yield the pairs page by page with the fields that will change, and what the portal holds of them.

    Raises: PortalHalted, PortalUnreachable.
    """
    keys = {(pair.ref.kind, pair.remote_id): pair.ref.id for pair in adoption.pairs}
    for kind in COMPUTED:
        pairs = [pair for pair in adoption.pairs if pair.ref.kind is kind]
        for start in range(0, len(pairs), PAGE):
            some = pairs[start : start + PAGE]
            exchange, profile = await store.aread(partial(read_portal, exchange_id=exchange_id))
            page = await store.aread(partial(_page_of, exchange=exchange, pairs=some))
            found_profile = await as_found(directories, profile=profile, page=page)
            remotes = await belongings.read(kind, [pair.remote_id for pair in some], profile=found_profile)
            named = await store.aread(
                partial(_named, exchange_id=exchange_id, kind=kind, remotes=remotes.values(), keys=keys)
            )
            held = {
                pair.ref: _ours(remotes[pair.remote_id], named) for pair in some if pair.remote_id in remotes
            }
            planned = as_if_complete(found_profile, exchange=exchange, page=page)
            changes = {one.change.ref: one.change for one in judge(page, held, exchange, planned)}
            yield (
                [replace(pair, fields=changes[pair.ref].fields) for pair in some if pair.ref in changes],
                held,
            )


def _page_of(work: Work, *, exchange: Exchange, pairs: Sequence[Pair]) -> Page:
    rows = work.outbox.of(exchange.id, [pair.ref for pair in pairs])
    return read_page(work, exchange, list(rows.values()))


PLACES: Final[Mapping[EntityKind, tuple[str, EntityKind]]] = {
    EntityKind.SECTION: ("parent", EntityKind.SECTION),
    EntityKind.PRODUCT: ("section", EntityKind.SECTION),
    EntityKind.VARIATION: ("parent", EntityKind.PRODUCT),
}
"""The field that says what a record stands in, and of which kind that is."""


def _named(
    work: Work,
    *,
    exchange_id: int,
    kind: EntityKind,
    remotes: Iterable[Remote],
    keys: Mapping[tuple[EntityKind, int], str],
) -> dict[str, object]:
    """Return 1C's ids of what objects stand in, by the portal's word for it: `#12`."""
    name, above = PLACES[kind]
    words = {str(place) for remote in remotes if (place := remote.fields.get(name))}
    ids = {int(word.removeprefix(FOREIGN)) for word in words}
    known = {remote: ref.id for remote, ref in work.bindings.by_remote(exchange_id, above, ids).items()}
    known |= {remote: keys[above, remote] for remote in ids if (above, remote) in keys}
    return {f"{FOREIGN}{remote}": key for remote, key in known.items()}


def _ours(remote: Remote, named: Mapping[str, object]) -> Remote:
    """Return what an object holds, with 1C's word for what it stands in."""
    fields = {
        name: named.get(str(value), value) if name in {"section", "parent"} else value
        for name, value in remote.fields.items()
    }
    return replace(remote, fields=fields)


def begin(work: Work, exchange_id: int, told: Told, *, now: datetime) -> None:
    """Begin a run, and let what a person calls new be made."""
    work.runs.begin(exchange_id, cause=Cause.ADOPT, facts={}, now=now)
    let_first_run_go(work, exchange_id, why=ADOPTION)
    end_look(work, exchange_id)
    refs = [Ref(kind, key) for kind in COMPUTED for key in told.new]
    rows = work.outbox.of(exchange_id, refs)
    work.problems.solve_of(exchange_id, list(rows), kinds=(DOUBT,))
    work.outbox.mark(exchange_id, list(rows), now=now)


def adopt(work: Work, exchange: Exchange, pairs: Sequence[Pair], held: Held, *, now: datetime) -> int:
    """Bind a page of pairs to what the portal holds, so that only what differs is written; returns how many.

    What has been made meanwhile, or is just being made, stays as it is.
    """
    refs = [pair.ref for pair in pairs if pair.ref in held]
    known = work.bindings.get(exchange.id, refs)
    busy = {intent.call.ref for intent in work.intents.open([exchange.id])}
    free = [ref for ref in refs if ref not in known and ref not in busy]
    bind_found(work, exchange, {ref: held[ref] for ref in free}, now=now)
    work.problems.solve_of(exchange.id, free, kinds=(DOUBT,))
    work.outbox.mark(exchange.id, free, now=now)
    return len(free)


def park_doubts(work: Work, exchange: Exchange, doubts: Sequence[Doubt], *, now: datetime) -> None:
    """Put aside what a person has to decide: it is neither made nor changed until then."""
    rows = work.outbox.of(exchange.id, [doubt.ref for doubt in doubts])
    known = {problem.ref for problem in work.problems.open(exchange.id, kind=DOUBT)}
    for doubt in doubts:
        row = rows.get(doubt.ref)
        if row is None or (row.state is Due.PARKED and doubt.ref in known):
            continue
        work.outbox.park(row.id, reason=DOUBT, version=row.version)
        if doubt.ref not in known:
            work.problems.raise_(
                exchange.id,
                kind=DOUBT,
                ref=doubt.ref,
                record=f"{doubt.ref.kind} {doubt.ref.id}",
                facts={
                    "id": doubt.ref.id,
                    "name": doubt.name,
                    "first": doubt.choices[0][0],
                    "choices": ", ".join(f"{i} «{name}»" for i, name in doubt.choices),
                },
                now=now,
            )
