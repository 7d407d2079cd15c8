"""Problems as people read them: alike ones in one card, with what mends them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum, auto
from typing import Final
from urllib.parse import quote

from obmen.domain.identity import OF_GOODS, EntityKind
from obmen.flows.catalog.context import read_price_types
from obmen.flows.ports.exchanges import Exchange
from obmen.flows.ports.journal import Alike, Ignored, Problem
from obmen.flows.ports.store import Work

SHOWN: Final = 3  # records of a card
PAGE: Final = 50
MOST: Final = 100_000  # problems that one deed is about

OF_INVOICE: Final = frozenset({EntityKind.STAGE, EntityKind.ROWS, EntityKind.INVOICE})
"""Their ids are those of invoices."""


class Fix(StrEnum):
    """What a person can do about a card, beside putting it aside."""

    RETRY = auto()  # the cause is mended: try again
    SEEN = auto()  # nothing to try: a person has taken note
    SEND = auto()  # send the invoices to 1C as they are
    RELEASE = auto()  # let go what waits
    BIND = auto()  # say which item of 1C a row is
    COMPANY = auto()  # choose the own company
    STAGE = auto()  # choose a stage
    PRICE = auto()  # choose the price type
    PLAN = auto()  # look at the plan and sign it


FIXES: Final[Mapping[str, tuple[Fix, ...]]] = {
    "price_type.undecided": (Fix.PRICE,),
    "plan.unsigned": (Fix.PLAN, Fix.RELEASE),
    "adopt.first": (Fix.RELEASE,),
    "mass.deactivate": (Fix.RELEASE,),
    "mass.move": (Fix.RELEASE,),
    "mass.price_jump": (Fix.RELEASE,),
    "mass.unpicture": (Fix.RELEASE,),
    "onec.copy_of_base": (Fix.RELEASE,),
    "onec.new_client": (Fix.RELEASE,),
    "own_company.missing": (Fix.COMPANY,),
    "own_company.unknown": (Fix.COMPANY,),
    "own_company.shared": (Fix.COMPANY,),
    "stage.unknown": (Fix.STAGE,),
    "row.unknown": (Fix.BIND, Fix.RETRY),
    "row.no_variant": (Fix.BIND, Fix.RETRY),
    "order.changed": (Fix.SEND, Fix.SEEN),
    "order.changed_not_sent": (Fix.SEND, Fix.SEEN),
    "invoice.earlier": (Fix.SEND,),
    "client.held": (Fix.RETRY, Fix.SEND),
    "client.doubtful": (Fix.RETRY,),
    "portal.renamed": (Fix.SEEN,),
    "portal.halted": (Fix.RETRY,),
    "drift.found": (Fix.SEEN,),
    "file.bad": (Fix.SEEN,),
    "onec.unknown_order": (Fix.SEEN,),
    "onec.bad_record": (Fix.SEEN,),
    "owner.mismatch": (Fix.SEEN,),
    "order.differs": (Fix.SEEN,),
    "order.cancelled_paid": (Fix.SEEN,),
    "order.restored": (Fix.SEEN,),
    "vat.lost": (Fix.SEEN,),
    "payment.gone": (Fix.SEEN,),
    "payment.short": (Fix.SEEN,),
    "payment.other_sum": (Fix.SEEN,),
    "payment.on_cancelled": (Fix.SEEN,),
    "shipment.gone": (Fix.SEEN,),
    "shipment.on_cancelled": (Fix.SEEN,),
}
"""What else there is, is tried again."""


def fixes_of(kind: str) -> tuple[Fix, ...]:
    """Return what mends problems of a kind, the best first."""
    return FIXES.get(kind, (Fix.RETRY,))


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """Alike problems, with a few of them."""

    alike: Alike
    first: Sequence[Problem]
    places: Mapping[int, str]  # problem -> the page of what it is about, within the exchange
    fixes: tuple[Fix, ...]
    choices: Sequence[tuple[str, str]] = ()  # of COMPANY, STAGE and PRICE: (value, name)
    setting: str = ""  # that the choice is for

    @property
    def rest(self) -> int:
        """Return how many are not shown."""
        return self.alike.count - len(self.first)


def cards_of(work: Work, exchange: Exchange) -> list[Card]:
    """Return all problems of an exchange, alike ones together, the most first."""
    return [_card(work, exchange, alike) for alike in work.alike.groups(exchange.id)]


def _card(work: Work, exchange: Exchange, alike: Alike) -> Card:
    first = work.alike.page(exchange.id, kind=alike.kind, cause=alike.cause, limit=SHOWN)
    fixes = fixes_of(alike.kind)
    setting, choices = _choices(work, exchange, fixes, first)
    places = places_of(work, exchange.id, first)
    return Card(alike=alike, first=first, places=places, fixes=fixes, choices=choices, setting=setting)


def _choices(
    work: Work, exchange: Exchange, fixes: tuple[Fix, ...], first: Sequence[Problem]
) -> tuple[str, list[tuple[str, str]]]:
    if Fix.PRICE in fixes:
        return "price_type", list(price_types_of(work, exchange.id).items())
    discovery = work.exchanges.discovery(exchange.id)
    if discovery is None or not first:
        return "", []
    if Fix.COMPANY in fixes:
        companies = discovery.profile.own_companies
        return "own_company", [(str(one.id), f"{one.name} {one.tax_id}".strip()) for one in companies]
    if Fix.STAGE in fixes:
        setting = str(first[0].facts.get("setting", ""))
        return setting, [(one.id, one.name) for one in discovery.profile.stages]
    return "", []


@dataclass(frozen=True, slots=True, kw_only=True)
class Heap:
    """A page of one card's problems."""

    alike: Alike
    problems: Sequence[Problem]
    places: Mapping[int, str]  # problem -> the page of what it is about, within the exchange
    next_after: int  # 0: this is the last page


def heap_of(work: Work, exchange: Exchange, *, kind: str, cause: str, after: int) -> Heap | None:
    """Return a page of alike problems; None: there are none of that kind."""
    groups = work.alike.groups(exchange.id)
    alike = next((one for one in groups if (one.kind, one.cause) == (kind, cause)), None)
    if alike is None:
        return None
    found = work.alike.page(exchange.id, kind=kind, cause=cause, after=after, limit=PAGE + 1)
    problems = found[:PAGE]
    return Heap(
        alike=alike,
        problems=problems,
        places=places_of(work, exchange.id, problems),
        next_after=problems[-1].id if len(found) > PAGE else 0,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Newest:
    """A page of all problems, the newest first."""

    problems: Sequence[Problem]
    before: int | None  # where the next page begins; None: this is the last


def newest_of(work: Work, exchange_id: int, *, before: int | None) -> Newest:
    """Return a page of the newest problems, of ids below `before`."""
    found = work.alike.newest(exchange_id, before=before, limit=PAGE + 1)
    problems = found[:PAGE]
    return Newest(problems=problems, before=problems[-1].id if len(found) > PAGE else None)


def price_types_of(work: Work, exchange_id: int) -> dict[str, str]:
    """Return the names of 1C's price types by their ids."""
    return {id_: one.name or id_ for id_, one in read_price_types(work, exchange_id).items()}


def ids_of(work: Work, exchange_id: int, *, kind: str, cause: str) -> list[int]:
    """Return the ids of all problems of one card."""
    found = work.alike.page(exchange_id, kind=kind, cause=cause, limit=MOST)
    return [problem.id for problem in found]


def invoices_of(work: Work, exchange_id: int, problems: Sequence[Problem]) -> dict[int, int]:
    """Return which invoices problems are about."""
    numbers = {
        problem.id: problem.ref.id
        for problem in problems
        if problem.ref is not None and problem.ref.kind is EntityKind.ORDER
    }
    known = work.register.invoices(exchange_id, set(numbers.values()))
    return {id_: known[number] for id_, number in numbers.items() if number in known}


def places_of(work: Work, exchange_id: int, problems: Sequence[Problem]) -> dict[int, str]:
    """Return which page shows what a problem is about, where one does."""
    invoices = invoices_of(work, exchange_id, problems)
    found = {problem: f"invoices/{invoice}" for problem, invoice in invoices.items()}
    for problem in problems:
        ref = problem.ref
        if ref is not None and ref.kind in OF_GOODS:
            found[problem.id] = f"goods/{quote(ref.id, safe='')}"
        elif ref is not None and ref.kind in OF_INVOICE:
            found[problem.id] = f"invoices/{quote(ref.id, safe='')}"
    return found


def aside_of(work: Work, exchange_id: int) -> Sequence[Ignored]:
    """Return what was put aside, the newest first."""
    return work.aside.of(exchange_id)
