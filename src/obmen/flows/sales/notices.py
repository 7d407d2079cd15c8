"""Notifications to those who answer for invoices: each by itself, many of them as one digest."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from obmen.domain.identity import EntityKind, Ref
from obmen.flows.ports.catalog import Due, OutboxRow
from obmen.flows.ports.exchanges import Exchange
from obmen.flows.ports.store import Work
from obmen.messages.sales import CRM_LANGUAGE, TEXTS

PRIORITY: Final = 12  # after stages and messages
MANY: Final = 10  # what one user is told beyond this becomes a digest
LATELY: Final = timedelta(minutes=10)  # counted so long, and as long as something of it has not gone out
TOLD_LATELY: Final = "notices"
"""Name in `Exchange.learnt` of what each user has been told lately."""
ALL: Final = 10_000


@dataclass(frozen=True, slots=True)
class Notice:
    """A notification to a user; with the same `tag` it takes the place of an earlier one."""

    user_id: int
    invoice_id: int
    key: str
    text: str
    tag: str = ""  # empty: as the key


@dataclass(frozen=True, slots=True, kw_only=True)
class Lately:
    """What one user has been told since a moment, and what of it is in the digest."""

    since: str
    told: int = 0
    news: int = 0
    invoices: tuple[int, ...] = ()
    first: tuple[str, ...] = ()

    def with_told(self, count: int) -> Lately:
        """Count what was told by itself."""
        return replace(self, told=self.told + count)

    def with_digested(self, notices: Sequence[Notice]) -> Lately:
        """Add notices to the digest."""
        return replace(
            self,
            told=MANY,
            news=self.news + len(notices),
            invoices=tuple(dict.fromkeys((*self.invoices, *(one.invoice_id for one in notices)))),
            first=(*self.first, *(one.text for one in notices))[:MANY],
        )

    def digest(self, user_id: int) -> Notice:
        """Tell it all in one notice, which takes the place of the digest so far."""
        facts = {"news": self.news, "invoices": len(self.invoices), "first": "\n".join(self.first)}
        text = TEXTS["notice.digest"].told(CRM_LANGUAGE, facts)
        tag = f"digest:{self.since}:{user_id}"
        return Notice(user_id, 0, f"{tag}:{self.news}", text, tag)


def send_notices(work: Work, exchange: Exchange, notices: Sequence[Notice], *, now: datetime) -> None:
    """Notify those who answer; whoever would be told much within a short while gets one digest that grows."""
    if not notices:
        return
    lately = _read(work.exchanges.get(id=exchange.id).learnt.get(TOLD_LATELY, "{}"))
    waiting = work.outbox.page([exchange.id], Due.READY, limit=ALL, kinds=(EntityKind.NOTICE,))
    by_user: dict[int, list[Notice]] = {}
    for notice in notices:
        by_user.setdefault(notice.user_id, []).append(notice)
    current = {user: one for user, one in lately.items() if _lasts(one, _of(waiting, user), now=now)}
    for user_id, own in by_user.items():
        known = current.get(user_id, Lately(since=now.isoformat()))
        current[user_id] = _tell_user(work, exchange, known, own, _of(waiting, user_id), now=now)
    told = json.dumps({str(user): asdict(one) for user, one in current.items()}, ensure_ascii=False)
    work.exchanges.update(exchange.id, learnt={TOLD_LATELY: told})


def _tell_user(
    work: Work,
    exchange: Exchange,
    known: Lately,
    own: Sequence[Notice],
    waiting: Sequence[OutboxRow],
    *,
    now: datetime,
) -> Lately:
    """Notify one user: by single notices while they are few, else by a digest of what has not gone out."""
    if known.told + len(own) <= MANY:
        for notice in own:
            notify(work, exchange, notice, now=now)
        return known.with_told(len(own))
    work.outbox.done({row.id: row.version for row in waiting})
    single = [one for one in map(_single, waiting) if one.invoice_id]
    digested = known.with_digested([*single, *own])
    notify(work, exchange, digested.digest(own[0].user_id), now=now)
    return digested


def notify(work: Work, exchange: Exchange, notice: Notice, *, now: datetime) -> None:
    """Let one notification go out."""
    name = f"{notice.invoice_id}:{notice.key}"
    tag = f"obmen:{exchange.id}:{notice.invoice_id}:{notice.tag or notice.key}"
    desired: dict[str, object] = {"user_id": notice.user_id, "text": notice.text, "tag": tag}
    ref = Ref(EntityKind.NOTICE, name)
    work.outbox.mark(exchange.id, [ref], now=now, desired=desired, priority=PRIORITY, state=Due.READY)


def _of(waiting: Sequence[OutboxRow], user_id: int) -> list[OutboxRow]:
    """Return what of sales waits to be told to a user; alerts go by themselves."""
    return [
        row
        for row in waiting
        if (row.desired or {}).get("user_id") == user_id and not row.ref.id.startswith("0:alert:")
    ]


def _single(row: OutboxRow) -> Notice:
    invoice_id, _, key = row.ref.id.partition(":")
    desired: Mapping[str, Any] = row.desired or {}
    return Notice(desired["user_id"], int(invoice_id), key, desired["text"])


def _lasts(lately: Lately, waiting: Sequence[OutboxRow], *, now: datetime) -> bool:
    return bool(waiting) or now - datetime.fromisoformat(lately.since) < LATELY


def _read(told: str) -> dict[int, Lately]:
    kept: Mapping[str, Mapping[str, Any]] = json.loads(told)
    return {
        int(user): Lately(
            since=one["since"],
            told=one["told"],
            news=one["news"],
            invoices=tuple(one["invoices"]),
            first=tuple(one["first"]),
        )
        for user, one in kept.items()
    }
