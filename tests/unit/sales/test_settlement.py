"""What is new in 1C's message: piece by piece, and nothing twice."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from obmen.domain.lifecycle import News
from obmen.domain.money import Money
from obmen.domain.order import OrderNews, ShipmentNews
from obmen.domain.payment import Paid, payment_state
from obmen.domain.settlement import carried, pieces
from tests.unit.sales.samples import mark, news, order, paid


def told(*messages: OrderNews) -> list[list[News]]:
    """Return the pieces of each message after the one before it."""
    before: OrderNews | None = None
    found = []
    for message in messages:
        found.append([piece.news for piece in pieces(message, before, sent=order())])
        before = message
    return found


@pytest.mark.parametrize(
    ("message", "level", "amount"),
    [
        (None, Paid.NONE, "0"),
        (news(), Paid.NONE, "0"),
        (news(paid=False, payments=()), Paid.NONE, "0"),
        (news(paid_mark=mark()), Paid.FULL, "240"),
        (news(paid=True), Paid.FULL, "240"),
        (news(paid=False, payments=(paid("a", "100"),)), Paid.PART, "100"),
        (news(paid=False, payments=(paid("a", "100"), paid("a", "100"))), Paid.PART, "100"),
        (news(paid=True, payments=(paid("a", "100"), paid("b", "140"))), Paid.FULL, "240"),
        (news(paid=True, payments=(paid("a", "300"),)), Paid.EXCESS, "300"),
    ],
)
def test_payments_as_each_family_tells_them(message: OrderNews | None, level: Paid, amount: str) -> None:
    state = payment_state(message)

    assert (state.level, state.amount) == (level, Decimal(amount))


@pytest.mark.parametrize(
    ("messages", "expected"),
    [
        ([news(onec=mark("17"))], [[News.NUMBERED]]),
        ([news(onec=mark("17")), news(onec=mark("17"))], [[News.NUMBERED], []]),
        ([news(paid_mark=mark())], [[News.PAID_IN_FULL]]),
        ([news(paid_mark=mark()), news(), news()], [[News.PAID_IN_FULL], [News.PAYMENT_GONE], []]),
        (
            [news(payments=(paid("a", "100"),)), news(payments=(paid("a", "100"), paid("b", "140")))],
            [[News.PAID_IN_PART], [News.PAID_IN_FULL]],
        ),
        (
            [news(payments=(paid("a", "300"),)), news(payments=(paid("a", "240"),))],
            [[News.OVERPAID], [News.EXCESS_RETURNED]],
        ),
        (
            [news(payments=(paid("a", "240"),)), news(payments=(paid("a", "100"),))],
            [[News.PAID_IN_FULL], [News.PAYMENT_GONE]],
        ),
        ([news(shipped_mark=mark()), news()], [[News.SHIPPED], [News.SHIPMENT_GONE]]),
        (
            [news(shipments=(ShipmentNews(id="s", mark=mark()),)), news(shipped=True)],
            [[News.PARTLY_SHIPPED], [News.SHIPPED]],
        ),
        ([news(cancelled=True), news(deleted=True), news()], [[News.CANCELLED], [], [News.RESTORED]]),
        (
            [news(paid_mark=mark(), shipped_mark=mark(), onec=mark("17"))],
            [[News.NUMBERED, News.SHIPPED, News.PAID_IN_FULL]],
        ),
    ],
)
def test_pieces_of_a_sequence(messages: list[OrderNews], expected: list[list[News]]) -> None:
    assert told(*messages) == expected


def test_lines_are_compared_by_item_not_by_order_or_spelling() -> None:
    halves = replace(news().lines[0], quantity=Decimal(1), total=Decimal("120.00"), name="Другое имя")

    assert told(news(lines=(halves, halves))) == [[]]


def test_changed_lines_are_told_once_with_both_states() -> None:
    fewer = (replace(news().lines[0], quantity=Decimal(1), total=Decimal("120.00")),)
    changed = news(lines=fewer, total=Money(Decimal("120.00"), "RUB"))

    first = pieces(changed, news(), sent=order())
    again = pieces(changed, changed, sent=order())

    assert [piece.news for piece in first] == [News.LINES_CHANGED]
    assert first[0].facts["changes"] == "Кабель #3: 2 = 240.00 → 1 = 120.00"
    assert again == ()


def test_a_bigger_total_makes_a_full_payment_partial() -> None:
    before = news(payments=(paid("a", "240"),))
    bigger = news(payments=(paid("a", "240"),), total=Money(Decimal("300.00"), "RUB"))

    assert News.PAID_IN_PART in [piece.news for piece in pieces(bigger, before, sent=None)]


def test_a_number_once_told_is_kept() -> None:
    before = news(onec=mark("17"))

    assert carried(news(), before).onec.number == "17"
    assert carried(news(onec=mark("18")), before).onec.number == "18"


PAYMENTS = st.lists(st.sampled_from(["a", "b", "c"]), max_size=4, unique=True).map(
    lambda ids: tuple(paid(one, "80.00") for one in ids)
)
MESSAGES = st.builds(
    news,
    onec=st.sampled_from([mark(""), mark("17")]),
    paid_mark=st.sampled_from([None, mark()]),
    shipped_mark=st.sampled_from([None, mark()]),
    payments=st.one_of(st.none(), PAYMENTS),
    cancelled=st.booleans(),
    deleted=st.booleans(),
)


@given(MESSAGES, st.one_of(st.none(), MESSAGES))
def test_a_repeated_message_has_nothing_new(message: OrderNews, before: OrderNews | None) -> None:
    kept = carried(message, before)

    assert pieces(carried(kept, kept), kept, sent=order()) == ()


@given(st.lists(MESSAGES, max_size=6))
def test_each_kind_of_news_comes_at_most_once_in_a_message(messages: list[OrderNews]) -> None:
    for found in told(*messages):
        assert len(found) == len(set(found))
