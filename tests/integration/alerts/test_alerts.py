"""Trouble is told once when it comes and once when it is over, to everybody whom the settings name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from obmen.domain.identity import EntityKind, Ref
from obmen.domain.settings import ExchangeSettings
from obmen.flows.admin.alerts import DELIVERED, FAILING, NOT_TOLD, PARKED, SILENT, STANDING, tell_by_letter
from obmen.flows.delivery.outcomes import tell_answering, tell_halted
from obmen.flows.ports.catalog import Due
from obmen.flows.ports.exchanges import Exchange
from obmen.flows.ports.journal import Entry
from obmen.flows.ports.letters import Letter, NotTold
from obmen.flows.ports.store import Work
from obmen.flows.sales.tell import FIRST
from obmen.storage.database import open_store
from obmen.storage.unit_of_work import SqlStore

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
SETTINGS = ExchangeSettings(alert_email=("a@example.org",), alert_url="https://hook.example/", alert_user=7)


@dataclass
class Post:
    """Ways that keep what they are given; `dead` ones fail."""

    mails: list[tuple[Sequence[str], Letter]] = field(default_factory=list)
    calls: list[tuple[str, Mapping[str, object]]] = field(default_factory=list)
    dead: bool = False

    async def mail(self, to: Sequence[str], letter: Letter) -> None:
        if self.dead:
            raise NotTold("SMTP 550")
        self.mails.append((to, letter))

    async def call(self, url: str, letter: Letter) -> None:
        self.calls.append((url, letter.document))


@dataclass
class Watched:
    """An exchange under watch."""

    store: SqlStore
    exchange: Exchange
    post: Post

    async def look(self, at: datetime = NOW) -> list[str]:
        """Watch once; returns the kinds of trouble that the letter was about."""
        news = await tell_by_letter(
            self.store,
            self.post,
            exchange_id=self.exchange.id,
            language="ru",
            url="https://gw.example",
            now=at,
        )
        return [problem.kind for problem in news.begun] + [f"over {kind}" for kind in news.over]

    def exchanged(self, *moments: datetime) -> None:
        def open_all(work: Work) -> None:
            for moment in moments:
                work.sessions.open(
                    exchange_id=self.exchange.id, kind="sale", cookie_digest=str(moment).encode(),
                    client="10.0.0.1", now=moment,
                )  # fmt: skip

        self.store.write(open_all)

    def happened(self, event: str, times: int) -> None:
        entries = [Entry(at=NOW, event=event, ref=None, facts={})] * times
        self.store.write(lambda work: work.journal.add(self.exchange.id, entries))


@pytest.fixture
def watched(database_url: str, tmp_path: Path) -> Iterator[Watched]:
    store = open_store(url=database_url, data_dir=tmp_path, key=Fernet.generate_key())
    exchange = store.write(
        lambda work: work.exchanges.add(
            name="shop", login="shop", password_hash="x", portal_url="https://p.example/rest/1/s/",
            portal_host="p.example", settings=SETTINGS, now=NOW,
        )
    )  # fmt: skip
    yield Watched(store, exchange, Post())
    store.close()


async def test_a_calm_exchange_sends_nothing(watched: Watched) -> None:
    watched.exchanged(*(NOW - timedelta(minutes=10 * n) for n in range(10, 0, -1)))

    assert await watched.look() == []
    assert (watched.post.mails, watched.post.calls) == ([], [])


async def test_silence_longer_than_usual_is_told_once_and_its_end_too(watched: Watched) -> None:
    watched.exchanged(*(NOW - timedelta(minutes=10 * n) for n in range(10, 0, -1)))
    later = NOW + timedelta(hours=2)

    told = [await watched.look(later), await watched.look(later + timedelta(minutes=1))]
    watched.exchanged(later + timedelta(minutes=2))
    told.append(await watched.look(later + timedelta(minutes=3)))

    assert told == [[SILENT], [], [f"over {SILENT}"]]
    to, letter = watched.post.mails[0]
    assert to == ("a@example.org",)
    assert letter.subject == "Обмен shop: нужен человек"
    assert "1С молчит с 24.11.2026 11:50" in letter.text
    assert watched.post.calls[0][0] == "https://hook.example/"
    assert watched.post.mails[1][1].subject == "Обмен shop: снова в порядке"


async def test_a_halted_portal_is_told_and_its_standing_queue_is_not_told_beside_it(watched: Watched) -> None:
    ref = Ref(EntityKind.MESSAGE, "1:paid")
    watched.store.write(
        lambda work: work.outbox.mark(
            watched.exchange.id, [ref], now=NOW, desired={}, priority=FIRST, state=Due.READY
        )
    )
    watched.store.write(
        lambda work: tell_halted(work, watched.exchange.id, code="INVALID_CREDENTIALS", detail="", now=NOW)
    )
    later = NOW + timedelta(hours=1)

    first = await watched.look(later)
    watched.store.write(lambda work: tell_answering(work, watched.exchange.id))
    second = await watched.look(later)

    assert (first, second) == (["portal.halted"], [STANDING, "over portal.halted"])


@pytest.mark.parametrize(("failed", "told"), [(19, []), (20, [FAILING])])
async def test_many_refusals_within_an_hour_are_told(watched: Watched, failed: int, told: list[str]) -> None:
    watched.happened(DELIVERED, 40)
    watched.happened(PARKED, failed)

    assert await watched.look() == told


async def test_a_way_that_fails_is_noted_and_keeps_nobody_back(watched: Watched) -> None:
    watched.post.dead = True
    watched.happened(PARKED, 20)

    await watched.look()

    assert [document["exchange"] for _, document in watched.post.calls] == ["shop"]
    noted = watched.store.read(lambda work: work.journal.latest(watched.exchange.id, NOT_TOLD))
    assert noted is not None
    assert noted.facts == {"way": "e-mail", "why": "SMTP 550"}


async def test_the_user_of_the_portal_gets_a_notification(watched: Watched) -> None:
    watched.happened(PARKED, 20)

    await watched.look()

    rows = watched.store.read(lambda work: work.outbox.walk(watched.exchange.id, after=0, limit=10))
    assert [(row.ref.kind, (row.desired or {}).get("user_id")) for row in rows] == [(EntityKind.NOTICE, 7)]
