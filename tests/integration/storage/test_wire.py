"""What is kept of messages, on both databases."""

from datetime import timedelta
from pathlib import Path

from obmen.flows.ports.exchanges import Exchange
from obmen.flows.ports.sales import FrozenAnswer
from obmen.storage.unit_of_work import SqlStore
from tests.integration.dialogue_kept import ANSWER, AT, SENT, keep_dialogue
from tests.integration.storage.samples import add_exchange
from tests.unit.sales.samples import order


def keep(store: SqlStore, exchange_id: int, folder: Path) -> tuple[Exchange, list[int]]:
    exchange = store.read(lambda work: work.exchanges.get(id=exchange_id))
    ids = store.write(lambda work: keep_dialogue(work, exchange, data_dir=folder))
    return exchange, [int(one.partition("-")[2]) for one in ids]


def answer_given(store: SqlStore, exchange_id: int, cookie: str) -> int:
    """Answer a dialogue without any order; return its id."""
    digest = cookie.encode()
    opened = store.write(
        lambda work: work.sessions.open(
            exchange_id=exchange_id, kind="sale", cookie_digest=digest, client="", now=AT
        )
    )
    store.write(lambda work: work.ledger.freeze(opened.id, FrozenAnswer(body=b"<none/>", orders=()), now=AT))
    return opened.id


def test_messages_are_read_as_they_went(store: SqlStore, exchange_id: int, tmp_path: Path) -> None:
    exchange, (answer, file, call) = keep(store, exchange_id, tmp_path)

    kept = store.read(lambda work: work.wire.answer(exchange.id, answer))
    package = store.read(lambda work: work.wire.package(exchange.id, file))
    calls = store.read(lambda work: work.wire.calls(exchange.id, [call, call + 1]))

    assert kept is not None
    assert (kept.body.decode("windows-1251"), kept.at) == (ANSWER, AT)
    assert package is not None
    assert package.name == "orders.xml"
    assert [(one.id, one.call, one.outcome) for one in calls] == [(call, SENT, "delivered")]


def test_another_exchange_has_no_part_in_them(store: SqlStore, exchange_id: int, tmp_path: Path) -> None:
    _, (answer, file, call) = keep(store, exchange_id, tmp_path)
    other = store.write(lambda work: add_exchange(work, name="another"))

    assert store.read(lambda work: work.wire.answer(other, answer)) is None
    assert store.read(lambda work: work.wire.package(other, file)) is None
    assert store.read(lambda work: work.wire.calls(other, [call])) == []
    assert store.write(lambda work: work.wire.forget_answers(other, before=AT + timedelta(days=1))) == 0


def test_answers_are_forgotten_by_their_age(store: SqlStore, exchange_id: int, tmp_path: Path) -> None:
    exchange, (answer, *_) = keep(store, exchange_id, tmp_path)

    early = store.write(lambda work: work.wire.forget_answers(exchange.id, before=AT))
    late = store.write(lambda work: work.wire.forget_answers(exchange.id, before=AT + timedelta(seconds=1)))

    assert (early, late) == (0, 1)
    assert store.read(lambda work: work.wire.answer(exchange.id, answer)) is None


def test_answers_without_orders_are_forgotten_early(store: SqlStore, exchange_id: int) -> None:
    given = {cookie: answer_given(store, exchange_id, cookie) for cookie in ("orders", "none")}
    with_order = FrozenAnswer(body=b"<order/>", orders=((order(), b"digest"),))
    store.write(lambda work: work.ledger.freeze(given["orders"], with_order, now=AT))

    early = store.write(lambda work: work.wire.forget_empty(exchange_id, before=AT))
    late = store.write(lambda work: work.wire.forget_empty(exchange_id, before=AT + timedelta(hours=1)))

    assert (early, late) == (0, 1)
    kept = store.read(lambda work: work.wire.answer(exchange_id, given["orders"]))
    assert kept is not None
    assert kept.body == b"<order/>"
    assert store.read(lambda work: work.ledger.frozen(given["none"])) is None


def test_dialogues_that_nothing_is_left_of_are_forgotten(
    store: SqlStore, exchange_id: int, tmp_path: Path
) -> None:
    keep(store, exchange_id, tmp_path)  # its file stays
    answer_given(store, exchange_id, "none")

    store.write(lambda work: work.wire.forget_answers(exchange_id, before=AT + timedelta(seconds=1)))

    assert len(store.read(lambda work: work.sessions.moments(exchange_id=exchange_id, limit=9))) == 1
