"""One order that 1C chokes on never blocks the others."""

from dataclasses import dataclass, field, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from obmen.domain.offering import ANSWER_ORDERS, PATIENCE, Candidate, choose, culprits, is_suspect


def fresh(*ids: int) -> list[Candidate]:
    return [Candidate(invoice_id=i) for i in ids]


def test_at_most_fifty_go_at_once() -> None:
    chosen = choose(fresh(*range(80)), suspects_next=False)

    assert len(chosen.ids) == ANSWER_ORDERS
    assert not chosen.suspects


def test_nothing_due_is_an_empty_answer() -> None:
    assert choose([], suspects_next=False).ids == ()


def test_suspects_are_halved() -> None:
    suspects = [Candidate(invoice_id=i, deliveries=PATIENCE, size=4) for i in range(4)]

    chosen = choose(suspects, suspects_next=False)

    assert chosen.ids == (0, 1)
    assert chosen.suspects


def test_new_orders_and_suspects_take_turns() -> None:
    mixed = [Candidate(invoice_id=1, deliveries=PATIENCE, size=1), Candidate(invoice_id=2)]

    first = choose(mixed, suspects_next=False)
    second = choose(mixed, suspects_next=first.suspects_next)

    assert first.ids == (2,)
    assert second.ids == (1,)
    assert not second.suspects_next


@dataclass
class Base:
    """A 1C that acknowledges an answer only when it carries none of the poisoned orders."""

    poisoned: frozenset[int]
    due: dict[int, Candidate] = field(default_factory=dict)
    quarantined: set[int] = field(default_factory=set)
    passing: set[int] = field(default_factory=set)
    suspects_next: bool = False

    def run(self) -> None:
        found = culprits(list(self.due.values()), others_pass=frozenset(self.passing))
        self.quarantined |= set(found)
        self.due = {i: c for i, c in self.due.items() if i not in found}
        chosen = choose(list(self.due.values()), suspects_next=self.suspects_next)
        self.suspects_next = chosen.suspects_next
        if self.poisoned.isdisjoint(chosen.ids):
            self.due = {i: c for i, c in self.due.items() if i not in chosen.ids}
            self.passing = {i for i, c in self.due.items() if c.deliveries} if chosen.ids else self.passing
            return
        for i in chosen.ids:
            known = self.due[i]
            alone = known.alone + (len(chosen.ids) == 1 and is_suspect(known))
            self.due[i] = replace(known, deliveries=known.deliveries + 1, alone=alone, size=len(chosen.ids))


@given(st.integers(1, 50), st.sets(st.integers(0, 49), min_size=1, max_size=3))
def test_exactly_the_poisoned_are_set_apart_and_all_others_pass(orders: int, poisoned: set[int]) -> None:
    culprit = frozenset(i for i in poisoned if i < orders)
    base = Base(culprit, {c.invoice_id: c for c in fresh(*range(orders))})

    for _ in range(60):
        base.run()

    healthy = set(range(orders)) - culprit
    assert healthy.isdisjoint(base.due.keys() | base.quarantined)
    if healthy or len(culprit) == 1:
        assert base.quarantined == culprit


def test_when_nothing_passes_nobody_is_blamed() -> None:
    base = Base(frozenset(range(10)), {c.invoice_id: c for c in fresh(*range(10))})

    for _ in range(60):
        base.run()

    assert not base.quarantined


@pytest.mark.parametrize(("others_pass", "blamed"), [(frozenset[int](), ()), (frozenset({1}), (1,))])
def test_blame_needs_proof(others_pass: frozenset[int], blamed: tuple[int, ...]) -> None:
    failed = Candidate(invoice_id=1, deliveries=PATIENCE + 2, alone=1, size=1)

    assert culprits([failed, *fresh(2)], others_pass=others_pass) == blamed
