"""A gateway that has worked for a season: a catalogue that the CRM holds, invoices, problems, runs."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Final

from benchmarks.world import write_shop
from obmen.bootstrap.reader import tell_package
from obmen.domain.identity import EntityKind, Ref
from obmen.domain.order import DocumentMark
from obmen.domain.roles import Permission, Role
from obmen.domain.settings import ExchangeSettings
from obmen.flows.catalog.accept import Acceptance, accept_file
from obmen.flows.catalog.apply import apply_next
from obmen.flows.catalog.holding import release_first_run
from obmen.flows.catalog.reading import read_page
from obmen.flows.desk.raw import ANSWER, OFFERED
from obmen.flows.ports.catalog import Due
from obmen.flows.ports.delivery import Binding
from obmen.flows.ports.exchanges import Discovery, Exchange
from obmen.flows.ports.journal import Entry
from obmen.flows.ports.people import Actor, ActorKind, Deed
from obmen.flows.ports.runs import Cause, Effect
from obmen.flows.ports.sales import FrozenAnswer, LedgerRow, OrderState
from obmen.flows.ports.store import Store, Work
from obmen.flows.sales.problems import order_ref
from obmen.flows.sales.settle import settle_package
from obmen.keys.passwords import digest_of, hash_password, new_secret
from obmen.onec.commerceml.readers.digest import content_digest
from obmen.pictures.keeping import KeptPictures
from obmen.storage.database import open_store
from obmen.storage.secrets import load_key
from tests.integration.sales.world import invoice, line, profile
from tests.unit.sales.samples import news, order, paid

NAME: Final = "bench"
ANSWERED: Final = 1  # the session in whose answer all orders went
MESSAGE: Final = f"{ANSWER}-{ANSWERED}"
PAGE: Final = 2_000
SESSIONS: Final = 4_000  # of 1C, one of each kind an hour and a half
RUNS: Final = 60
OF_A_RUN: Final = 500  # records that a later run has changed
DEEDS: Final = 3_000
NOWHERE: Final = "http://127.0.0.1:9/rest/1/secret/"  # a portal that does not answer
CLIENTS: Final = ("ООО Ромашка", "ИП Лютиков", "АО Северный ветер", "ООО Строймаш", "ООО Вектор")
DOUBTFUL: Final = "client.doubtful"
NO_INN: Final = "client.no_inn"
PROBLEMS: Final = (
    (DOUBTFUL, {"doubts": NO_INN, "client": "ООО Ромашка"}),
    (DOUBTFUL, {"doubts": "client.no_kpp", "client": "ООО Вектор"}),
    ("row.unknown", {"row": 1, "name": "Доставка"}),
    ("delivery.rejected", {"code": "ERROR_CORE", "detail": "Поле не заполнено"}),
    ("item.no_price", {"name": "Товар", "price_type": "Розничная"}),
    ("order.changed", {"invoice": 128}),
)


@dataclass(frozen=True, slots=True)
class Season:
    """How much there is."""

    goods: int
    offers: int
    invoices: int
    problems: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """What was made, and how one gets in."""

    login: str  # of 1C
    password: str = field(repr=False)
    secret: str = field(repr=False)  # of an owner's browser
    token: str = field(repr=False)  # of a program
    keys: Sequence[str]  # of goods, some of them with variations
    articles: Sequence[str]
    barcodes: Sequence[str]
    names: Sequence[str]
    groups: Sequence[str]
    invoices: Sequence[int]
    runs: Sequence[int]


def fill(folder: Path, url: str, season: Season) -> Filled:
    """Fill a database; the catalogue comes through the flows by which 1C brings it."""
    now = datetime.now(UTC)
    with _opened(folder, url, now) as gateway:
        exchange = gateway.add_exchange()
        cards, offers = write_shop(folder, goods=season.goods, offers=season.offers)
        gateway.take(exchange, cards, offers)
        gateway.bind(exchange)
        gateway.bill(exchange, season.invoices)
        gateway.trouble(exchange, season.problems)
        gateway.remember(exchange)
        return gateway.let_in(exchange)


@contextmanager
def _opened(folder: Path, url: str, now: datetime) -> Iterator[Gateway]:
    store = open_store(url=url, data_dir=folder, key=load_key(folder))
    try:
        yield Gateway(store, folder, now)
    finally:
        store.close()


@dataclass(frozen=True, slots=True)
class Gateway:
    """A database that is filled."""

    store: Store
    folder: Path
    now: datetime
    password: str = "a password of 1C"  # noqa: S105 — of a practice exchange

    def add_exchange(self) -> Exchange:
        settings = ExchangeSettings(
            price_type="Розничная", price_types=("Оптовая",), variants="offers", stocks=True
        )

        def add(work: Work) -> Exchange:
            made = work.exchanges.add(
                name=NAME, login=NAME, password_hash=hash_password(self.password), portal_url=NOWHERE,
                portal_host="127.0.0.1:9", settings=settings, now=self.now,
            )  # fmt: skip
            work.exchanges.update(made.id, learnt={"onec_family": "trade"})
            found = replace(profile(), found_at=self.now, offers_iblock_id=17)
            work.exchanges.put_discovery(made.id, Discovery(profile=found, findings=()))
            return work.exchanges.get(id=made.id)

        return self.store.write(add)

    def take(self, exchange: Exchange, *paths: Path) -> None:
        acceptance = Acceptance(
            store=self.store, data_dir=self.folder, tell=tell_package, digest=content_digest,
            settle=settle_package, pictures=KeptPictures(self.folder), clock=lambda: self.now,
        )  # fmt: skip
        for path in paths:
            accept_file(acceptance, exchange=exchange, session_id=None, name=path.name, path=path)
            path.unlink()
        while apply_next(self.store, exchange_id=exchange.id, now=self.now):
            pass
        self.store.write(lambda work: release_first_run(work, exchange.id))

    def bind(self, exchange: Exchange) -> None:
        """Let the CRM hold what it should, as if it had been delivered."""
        ids = itertools.count(1)

        def run(work: Work) -> None:
            work.runs.begin(exchange.id, cause=Cause.ONEC, facts={}, now=self.now - timedelta(days=80))

        def deliver(work: Work) -> int:
            rows = work.outbox.page([exchange.id], Due.NEW, limit=PAGE)
            desires = read_page(work, exchange, rows).desires
            bound = [Binding(ref, next(ids), told) for ref, told in desires.items() if isinstance(told, dict)]
            work.bindings.put(exchange.id, bound)
            effects = [Effect(ref=one.ref, made=True, before={}, after=one.fields) for one in bound]
            work.runs.record(exchange.id, effects, now=self.now - timedelta(days=80))
            said = [self._said("delivery.delivered", one.ref, days=80) for one in bound]
            work.journal.add(exchange.id, said)
            work.outbox.done({row.id: row.version for row in rows})
            return len(rows)

        self.store.write(run)
        while self.store.write(deliver):
            pass

    def _said(self, event: str, ref: Ref, *, days: float) -> Entry:
        facts = {"session": ANSWERED} if event == OFFERED else {}
        return Entry(at=self.now - timedelta(days=days), event=event, ref=ref, facts=facts)

    def bill(self, exchange: Exchange, count: int) -> None:
        """Keep invoices; every fourth is paid, every twentieth waits for a person."""
        states = [OrderState.TAKEN] * 12 + [OrderState.SENT] * 5 + [OrderState.HELD, OrderState.LEFT]

        def put(work: Work, numbers: Sequence[int]) -> None:
            for number in numbers:
                row = self._billed(exchange, number, states[number % len(states)])
                work.ledger.put(row)
                events = (
                    OFFERED,
                    "sales.order_sent",
                    "sales.order_taken",
                    "sales.paid_in_full",
                )
                told = [self._said(event, order_ref(row), days=count / (number + 200)) for event in events]
                work.journal.add(exchange.id, told)

        self._paged(range(1, count + 1), put)

    def _billed(self, exchange: Exchange, number: int, state: OrderState) -> LedgerRow:
        rows = [line(row, price=f"{number % 900 + 1}.00", product_id=number % 900 + row) for row in (1, 2, 3)]
        bill = invoice(number, *rows)
        client = replace(bill.counterparty or order().counterparty, name=CLIENTS[number % len(CLIENTS)])
        told = news(
            number=f"B24-{number}",
            onec=DocumentMark(number=f"ТДУТ-{number:06}", date=self.now),
            posted=True,
            payments=(paid(f"ПП-{number}", "120.00"),) if number % 4 == 0 else (),
        )
        is_known = state in {OrderState.TAKEN, OrderState.SENT}
        return LedgerRow(
            exchange_id=exchange.id, invoice_id=number, number=f"B24-{number}", state=state,
            reason="client.no_inn" if state is OrderState.HELD else "", seen_at=self.now,
            invoice=replace(bill, counterparty=client), order=replace(order(), number=f"B24-{number}"),
            sent=order() if is_known else None, news=told if state is OrderState.TAKEN else None,
        )  # fmt: skip

    def trouble(self, exchange: Exchange, count: int) -> None:
        def goods(work: Work) -> list[Ref]:
            page = work.bindings.page(exchange.id, EntityKind.PRODUCT, after="", limit=PAGE)
            return [one.ref for one in page]

        keys = self.store.read(goods)

        def put(work: Work, numbers: Sequence[int]) -> None:
            for number in numbers:
                kind, facts = PROBLEMS[number % len(PROBLEMS)]
                of_goods = kind.startswith(("delivery", "item"))
                ref = keys[number % len(keys)] if of_goods else Ref(EntityKind.ORDER, f"B24-{number}")
                work.problems.raise_(
                    exchange.id, kind=kind, ref=ref, record=f"{ref.kind} {number}", facts=facts, now=self.now
                )

        self._paged(range(1, count + 1), put)

    def remember(self, exchange: Exchange) -> None:
        """Keep later runs, 1C's sessions, and what people have done."""
        somebody = Actor(kind=ActorKind.USER, name="owner")

        def sessions(work: Work, numbers: Sequence[int]) -> None:
            for number in numbers:
                kind, at = ("catalog", "sale")[number % 2], self.now - timedelta(minutes=30 * number)
                work.sessions.open(
                    exchange_id=exchange.id, kind=kind, cookie_digest=digest_of(new_secret()),
                    client="10.0.0.1", now=at,
                )  # fmt: skip
                said = Entry(at=at, event="onec.session_opened", ref=None, facts={"kind": kind})
                work.journal.add(exchange.id, [said])

        def deeds(work: Work, numbers: Sequence[int]) -> None:
            for _ in numbers:
                new = {"max_change_percent": "30"}
                work.audit.add(
                    Deed(at=self.now, actor=somebody, verb="exchange.set", exchange=NAME, old=new, new=new)
                )

        self._paged(range(SESSIONS), sessions)
        answer = FrozenAnswer(body=b"<x/>" * 16_000, orders=())
        self.store.write(lambda work: work.ledger.freeze(ANSWERED, answer, now=self.now))
        self._paged(range(DEEDS), deeds)
        for number in range(RUNS):
            self.store.write(partial(self._run, exchange=exchange, number=number))

    def _run(self, work: Work, *, exchange: Exchange, number: int) -> None:
        at = self.now - timedelta(days=RUNS - number)
        work.runs.begin(exchange.id, cause=Cause.ONEC, facts={}, now=at)
        bound = work.bindings.page(exchange.id, EntityKind.PRODUCT, after=f"{number % 10}", limit=OF_A_RUN)
        told = ({"price": "100.00"}, {"price": "101.00"})
        effects = [Effect(ref=one.ref, made=False, before=told[0], after=told[1]) for one in bound]
        work.runs.record(exchange.id, effects, now=at)

    def let_in(self, exchange: Exchange) -> Filled:
        secret, token = new_secret(), new_secret()

        def people(work: Work) -> None:
            owner = work.users.add(login="owner", name="Owner", role=Role.OWNER, now=self.now)
            work.users.put(replace(owner, password_hash=hash_password(self.password)))
            ends = self.now + timedelta(days=7)
            work.logins.open(
                user_id=owner.id, digest=digest_of(secret), address="127.0.0.1", agent="bench", now=self.now,
                expires_at=ends,
            )  # fmt: skip
            work.tokens.add(
                name="bench", digest=digest_of(token), scopes=frozenset(Permission), exchange_ids=(),
                created_by="owner", now=self.now, expires_at=None,
            )  # fmt: skip

        self.store.write(people)
        return self.store.read(lambda work: self._filled(work, exchange, secret, token))

    def _filled(self, work: Work, exchange: Exchange, secret: str, token: str) -> Filled:
        places = [f"{number:x}" for number in range(16)]
        bound = [
            one
            for place in places
            for one in work.bindings.page(exchange.id, EntityKind.PRODUCT, after=place, limit=2)
        ]
        with_variations = work.bindings.page(exchange.id, EntityKind.VARIATION, after="", limit=400)[::40]
        heads = [one.ref.id.partition("#")[0] for one in with_variations]
        fields = [one.fields for one in bound]
        attributes = [told.get("attributes", told) for told in fields]
        return Filled(
            login=NAME,
            password=self.password,
            secret=secret,
            token=token,
            keys=[*heads, *(one.ref.id for one in bound)],
            articles=_told(attributes, "article"),
            barcodes=_told(attributes, "barcode"),
            names=_told(fields, "name"),
            groups=[str(told["section"]) for told in fields if told.get("section")],
            invoices=[row.invoice_id for row in work.register.page(exchange.id, limit=200)][::10],
            runs=[run.id for run in work.runs.latest(exchange.id, limit=100)][::5],
        )

    def _paged(self, numbers: Sequence[int], put: Callable[[Work, Sequence[int]], None]) -> None:
        for start in range(0, len(numbers), PAGE):
            self.store.write(partial(_of_page, put=put, page=numbers[start : start + PAGE]))


def _of_page(work: Work, *, put: Callable[[Work, Sequence[int]], None], page: Sequence[int]) -> None:
    put(work, page)


def _told(fields: Sequence[object], name: str) -> list[str]:
    return [str(told[name]) for told in fields if isinstance(told, dict) and told.get(name)]
