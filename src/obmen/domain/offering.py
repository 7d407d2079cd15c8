"""Which orders go into the next answer, so that one that 1C chokes on does not block the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

ANSWER_ORDERS: Final = 50  # orders in one answer at most
PATIENCE: Final = 3  # answers without `success` before a package is cut in halves


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An order that is due, and how the answers that carried it went."""

    invoice_id: int
    deliveries: int = 0  # answers that carried it without `success`
    alone: int = 0  # of these, tries of a suspect that carried nothing else
    size: int = 0  # orders in the last of them


@dataclass(frozen=True, slots=True)
class Chosen:
    """Orders for the next answer; `suspects`: they were in answers that 1C did not acknowledge."""

    ids: tuple[int, ...]
    suspects: bool
    suspects_next: bool  # whose turn it is afterwards


def is_suspect(candidate: Candidate) -> bool:
    """Tell whether an order was in so many unacknowledged answers that it is tried apart."""
    return candidate.deliveries >= PATIENCE


def choose(candidates: Sequence[Candidate], *, suspects_next: bool) -> Chosen:
    """Choose the next answer: new orders and suspects take turns, and suspects are halved until one is left.

    Units: each answer that 1C leaves unacknowledged makes the next try of its orders half as large.
    """
    suspects = [c for c in candidates if is_suspect(c)]
    fresh = [c for c in candidates if not is_suspect(c)]
    if not suspects or (fresh and not suspects_next):
        ids = tuple(c.invoice_id for c in fresh[:ANSWER_ORDERS])
        return Chosen(ids, suspects=False, suspects_next=bool(suspects))
    tried = min((c.deliveries, c.size) for c in suspects)
    group = [c for c in suspects if (c.deliveries, c.size) == tried]
    half = max(1, (tried[1] + 1) // 2)
    return Chosen(tuple(c.invoice_id for c in group[:half]), suspects=True, suspects_next=False)


def culprits(candidates: Sequence[Candidate], *, others_pass: frozenset[int]) -> tuple[int, ...]:
    """Return the orders to set apart: sent alone, not acknowledged, though the fault is theirs.

    `others_pass`: orders since whose first try 1C has acknowledged something. When it acknowledges nothing
    at all, the fault is not one order's — except that of the only one, which nothing can be compared with.
    """
    only_one = len(candidates) == 1
    failed_alone = [c.invoice_id for c in candidates if is_suspect(c) and c.alone]
    return tuple(id_ for id_ in failed_alone if only_one or id_ in others_pass)
