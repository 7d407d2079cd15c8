"""A person is told before the users are: silence of 1C, a queue that stands, failures, all that is held.

What is wrong is a problem like any other; those of ALARMING kinds are told by letter when they come and when
they are over, once each.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from obmen.domain.silence import silence_limit
from obmen.flows.catalog.holding import MASS
from obmen.flows.ports.exchanges import Exchange
from obmen.flows.ports.journal import Entry, Problem
from obmen.flows.ports.letters import Letter, Letters, NotTold
from obmen.flows.ports.portal import HALTED
from obmen.flows.ports.store import Store, Work
from obmen.flows.sales.hold import COPY_OF_BASE, NEW_CLIENT
from obmen.flows.sales.notices import PRIORITY, Notice, notify
from obmen.messages.catalogue import text_of
from obmen.messages.problems import told_with_fix
from obmen.messages.sales import CRM_LANGUAGE

SILENT: Final = "onec.silent"
STANDING: Final = "sales.standing"
FAILING: Final = "delivery.failing"
WATCHED: Final = (SILENT, STANDING, FAILING)
ALARMING: Final = frozenset({*WATCHED, HALTED, COPY_OF_BASE, NEW_CLIENT, *MASS.values()})

DIALOGUES: Final = 400  # so many of the latest say what is usual
LONGEST_WAIT: Final = timedelta(minutes=15)  # of what sales have to tell
FAILURES_SINCE: Final = timedelta(hours=1)
LEAST_FAILURES: Final = 20
FAILURE_SHARE: Final = 0.2
DELIVERED, PARKED = "delivery.delivered", "delivery.parked"
TOLD: Final = "alerts_told"  # name in `Exchange.learnt`: kinds that a letter has gone out about
WAS_TOLD: Final = "alert.told"
NOT_TOLD: Final = "alert.not_sent"


@dataclass(frozen=True, slots=True)
class News:
    """What has become wrong since the last letter, and what is over."""

    begun: Sequence[Problem]
    over: Sequence[str]

    def __bool__(self) -> bool:
        return bool(self.begun or self.over)


def watch_over(work: Work, exchange: Exchange, *, now: datetime) -> None:
    """Raise the problems of silence, of a queue that stands, of failures; close those that are over."""
    found = {
        SILENT: _silence(work, exchange, now=now),
        STANDING: _standing(work, exchange, now=now),
        FAILING: _failing(work, exchange, now=now),
    }
    for kind, facts in found.items():
        is_open = bool(work.problems.open(exchange.id, kind=kind))
        if facts and not is_open:
            work.problems.raise_(exchange.id, kind=kind, ref=None, record=exchange.name, facts=facts, now=now)
        elif is_open and not facts:
            work.problems.solve(exchange.id, kind=kind)


def silence_of(work: Work, exchange: Exchange) -> tuple[datetime | None, timedelta | None]:
    """Return when 1C was last heard, and how long it may be silent; None: not known yet."""
    dialogues = work.sessions.moments(exchange_id=exchange.id, limit=DIALOGUES)
    limit = silence_limit(dialogues, minutes=exchange.settings.alert_silence_minutes)
    return next(iter(dialogues), None), limit


def _silence(work: Work, exchange: Exchange, *, now: datetime) -> Mapping[str, object]:
    heard, limit = silence_of(work, exchange)
    if heard is None or limit is None or now - heard <= limit:
        return {}
    latest = heard.astimezone(exchange.settings.zone)
    return {"since": f"{latest:%d.%m.%Y %H:%M}", "hours": f"{limit.total_seconds() / 3600:.0f}"}


def _standing(work: Work, exchange: Exchange, *, now: datetime) -> Mapping[str, object]:
    if work.problems.open(exchange.id, kind=HALTED):
        return {}  # told already, and the reason with it
    due = work.outbox.oldest_due([exchange.id], priority=PRIORITY, now=now)
    if due is None or now - due <= LONGEST_WAIT:
        return {}
    return {"minutes": int((now - due).total_seconds() // 60)}


def _failing(work: Work, exchange: Exchange, *, now: datetime) -> Mapping[str, object]:
    counts = work.journal.counts(exchange.id, (DELIVERED, PARKED), since=now - FAILURES_SINCE)
    failed, all_ = counts.get(PARKED, 0), sum(counts.values())
    if failed < LEAST_FAILURES or failed < FAILURE_SHARE * all_:
        return {}
    return {"failed": failed, "all": all_, "percent": round(100 * failed / all_)}


def alarming_of(work: Work, exchange: Exchange) -> list[Problem]:
    """Return the problems that letters are about, oldest first; however many others there are."""
    found = [one for kind in sorted(ALARMING) for one in work.problems.open(exchange.id, kind=kind)]
    return sorted(found, key=lambda problem: problem.id)


def news_of(work: Work, exchange: Exchange) -> News:
    """Return what a letter is due about."""
    told = set(json.loads(exchange.learnt.get(TOLD, "[]")))
    alarming: dict[str, Problem] = {}
    for problem in alarming_of(work, exchange):
        alarming.setdefault(problem.kind, problem)
    begun = [problem for kind, problem in alarming.items() if kind not in told]
    return News(begun, sorted(told - alarming.keys()))


def letter_of(exchange: Exchange, news: News, *, language: str, url: str) -> Letter:
    """Write the letter about news; `url` leads to the gateway."""
    say = partial(text_of, language=language)
    begun = [in_words(problem, exchange, language=language) for problem in news.begun]
    over = [{"kind": kind, "text": say(f"alert.over.{_family(kind)}", facts={})} for kind in news.over]
    paragraphs = [f"{row['text']}\n{row['fix']}".strip() for row in begun] + [row["text"] for row in over]
    code = "alert.subject" if begun else "alert.subject_over"
    return Letter(
        subject=say(code, facts={"exchange": exchange.name}),
        text="\n\n".join([*paragraphs, say("alert.foot", facts={"url": url, "exchange": exchange.name})]),
        document={"exchange": exchange.name, "begun": begun, "over": over, "url": url},
    )


def in_words(problem: Problem, exchange: Exchange, *, language: str) -> dict[str, str]:
    """Return an alarming problem as people and machines are told of it."""
    text, fix = told_with_fix(problem.kind, problem.facts, exchange=exchange.name, language=language)
    return {"kind": problem.kind, "text": text, "fix": fix, "since": problem.since.isoformat()}


def _family(kind: str) -> str:
    return "mass" if kind in MASS.values() else kind


async def tell_by_letter(
    store: Store, letters: Letters, *, exchange_id: int, language: str, url: str, now: datetime
) -> News:
    """Watch over an exchange and tell what is new to all whom its settings name; returns what was told.

    A way that fails is noted in the journal, and does not keep the others back; it is not tried again for
    this news, so that nobody is told twice.
    """
    await store.awrite(lambda work: watch_over(work, work.exchanges.get(id=exchange_id), now=now))
    exchange = await store.aread(lambda work: work.exchanges.get(id=exchange_id))
    news = await store.aread(lambda work: news_of(work, exchange))
    if not news:
        return news
    await store.awrite(partial(_remember, exchange=exchange, news=news, now=now))
    await send_letter(
        store,
        letters,
        exchange=exchange,
        letter=letter_of(exchange, news, language=language, url=url),
        now=now,
    )
    return news


def _remember(work: Work, *, exchange: Exchange, news: News, now: datetime) -> None:
    """Remember what is told, and put the notice of the portal into the outbox."""
    told = set(json.loads(exchange.learnt.get(TOLD, "[]"))) - set(news.over)
    told |= {problem.kind for problem in news.begun}
    work.exchanges.update(exchange.id, learnt={TOLD: json.dumps(sorted(told))})
    settings = exchange.settings
    if settings.alert_email or settings.alert_url or settings.alert_user:
        facts = {"begun": [problem.kind for problem in news.begun], "over": list(news.over)}
        work.journal.add(exchange.id, [Entry(at=now, event=WAS_TOLD, ref=None, facts=facts)])
    if settings.alert_user:
        letter = letter_of(exchange, news, language=CRM_LANGUAGE, url="")
        key = f"alert:{int(now.timestamp())}"
        notice = Notice(settings.alert_user, 0, key, f"{letter.subject}\n\n{letter.text}")
        notify(work, exchange, notice, now=now)


async def send_letter(
    store: Store, letters: Letters, *, exchange: Exchange, letter: Letter, now: datetime
) -> Mapping[str, str]:
    """Send a letter by e-mail and to the address; returns each way with what was wrong, empty: nothing."""
    ways: dict[str, str] = {}
    if exchange.settings.alert_email:
        ways["e-mail"] = await _tried(letters.mail(exchange.settings.alert_email, letter))
    if exchange.settings.alert_url:
        ways["url"] = await _tried(letters.call(exchange.settings.alert_url, letter))
    failed = [
        Entry(at=now, event=NOT_TOLD, ref=None, facts={"way": way, "why": why})
        for way, why in ways.items()
        if why
    ]
    if failed:
        await store.awrite(lambda work: work.journal.add(exchange.id, failed))
    return ways


async def _tried(sending: Awaitable[None]) -> str:
    try:
        await sending
    except NotTold as trouble:
        return str(trouble)
    return ""
