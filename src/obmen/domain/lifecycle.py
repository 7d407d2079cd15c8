"""The stage of an invoice by what 1C tells: a table, only forward."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum, auto
from typing import Final

from obmen.domain.invoice import Semantics
from obmen.domain.payment import Paid


class Standing(StrEnum):
    """Where an invoice stands, whatever its portal calls the stage."""

    ISSUED = auto()
    PARTLY_PAID = auto()
    SHIPPED = auto()
    PAID = auto()
    CANCELLED = auto()


class News(StrEnum):
    """One thing that 1C tells of an order."""

    NUMBERED = auto()
    LINES_CHANGED = auto()
    PARTLY_SHIPPED = auto()
    SHIPPED = auto()
    SHIPMENT_GONE = auto()
    PAID_IN_PART = auto()
    PAID_IN_FULL = auto()
    OVERPAID = auto()
    EXCESS_RETURNED = auto()
    PAYMENT_GONE = auto()
    CANCELLED = auto()
    RESTORED = auto()


WITHOUT_STAGE: Final = frozenset(
    {News.NUMBERED, News.LINES_CHANGED, News.PARTLY_SHIPPED, News.EXCESS_RETURNED}
)
"""News that are told and never move a stage."""

S, N = Standing, News
NEXT_STANDING: Final[Mapping[Standing, Mapping[News, Standing]]] = {
    # only forward; what is missing here goes to a person
    S.ISSUED: {
        N.PAID_IN_PART: S.PARTLY_PAID, N.PAID_IN_FULL: S.PAID, N.OVERPAID: S.PAID,
        N.SHIPPED: S.SHIPPED, N.CANCELLED: S.CANCELLED,
    },
    S.PARTLY_PAID: {
        N.PAID_IN_PART: S.PARTLY_PAID, N.PAID_IN_FULL: S.PAID, N.OVERPAID: S.PAID, N.SHIPPED: S.SHIPPED,
    },
    S.SHIPPED: {
        N.PAID_IN_PART: S.SHIPPED, N.PAID_IN_FULL: S.PAID, N.OVERPAID: S.PAID, N.SHIPPED: S.SHIPPED,
    },
    S.PAID: {N.PAID_IN_FULL: S.PAID, N.OVERPAID: S.PAID, N.SHIPPED: S.PAID},
    S.CANCELLED: {N.CANCELLED: S.CANCELLED},
}  # fmt: skip
FINAL: Final = frozenset({Standing.PAID, Standing.CANCELLED})


@dataclass(frozen=True, slots=True)
class Rung:
    """A stage of the portal as the table sees it."""

    id: str
    sort: int
    semantics: Semantics


@dataclass(frozen=True, slots=True, kw_only=True)
class Ladder:
    """The portal's stages, and which of them 1C's news lead to; an empty target: none is set."""

    rungs: Mapping[str, Rung]
    paid: str
    partly_paid: str
    shipped: str
    cancelled: str

    def target(self, standing: Standing) -> str:
        """Return the stage that stands for a standing."""
        match standing:
            case Standing.PARTLY_PAID:
                return self.partly_paid
            case Standing.SHIPPED:
                return self.shipped
            case Standing.PAID:
                return self.paid
            case Standing.CANCELLED:
                return self.cancelled
            case Standing.ISSUED:
                return ""


@dataclass(frozen=True, slots=True)
class Move:
    """The invoice goes to this stage."""

    stage: str


@dataclass(frozen=True, slots=True)
class Stay:
    """The stage is left as it is, and why."""

    reason: str  # already | no_stage | final | beyond


@dataclass(frozen=True, slots=True)
class Ask:
    """No way leads from here: a person decides."""

    standing: Standing


Decision = Move | Stay | Ask


def standing_of(stage: str, ladder: Ladder, *, paid: Paid) -> Standing:
    """Return the standing that a stage and the payment ledger show together: the further of both."""
    rung = ladder.rungs.get(stage)
    if rung is not None and rung.semantics is Semantics.FAILURE:
        return Standing.CANCELLED
    if (rung is not None and rung.semantics is Semantics.SUCCESS) or (stage and stage == ladder.paid):
        return Standing.PAID
    if paid in (Paid.FULL, Paid.EXCESS):
        return Standing.PAID
    if stage and stage == ladder.cancelled:
        return Standing.CANCELLED
    if stage and stage == ladder.shipped:
        return Standing.SHIPPED
    if paid is Paid.PART or (stage and stage == ladder.partly_paid):
        return Standing.PARTLY_PAID
    return Standing.ISSUED


def decide(news: News, *, stage: str, ladder: Ladder, paid: Paid) -> Decision:
    """Decide what one piece of news does to an invoice's stage; `paid` is the ledger before the news."""
    if news in WITHOUT_STAGE:
        return Stay("already")
    standing = standing_of(stage, ladder, paid=paid)
    after = NEXT_STANDING[standing].get(news)
    if after is None:
        return Ask(standing)
    target = ladder.target(after)
    if not target:
        return Stay("no_stage")
    return climb(stage, target, ladder.rungs)


def climb(stage: str, target: str, rungs: Mapping[str, Rung]) -> Move | Stay:
    """Move up the ladder; never down, and never off a final stage."""
    if stage == target:
        return Stay("already")
    here, there = rungs.get(stage), rungs.get(target)
    if here is None or there is None:
        return Move(target)
    if here.semantics is not Semantics.PROCESS:
        return Stay("final")
    if there.semantics is Semantics.PROCESS and there.sort <= here.sort:
        return Stay("beyond")
    return Move(target)
