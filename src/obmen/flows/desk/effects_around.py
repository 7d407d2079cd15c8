"""What settings around the exchange come to at present: 1C's side, the portal's pace, alerts, keeping."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from math import ceil
from typing import Final

from obmen.delivery.pacing import Bucket
from obmen.flows.admin.alerts import NOT_TOLD, WAS_TOLD, silence_of
from obmen.flows.desk.effect import Effect
from obmen.flows.desk.home import DAY, MONTH, quota_of
from obmen.flows.ports.exchanges import Exchange
from obmen.flows.ports.figures import Figures
from obmen.flows.ports.store import Work
from obmen.flows.sales.terms import CLIENTS, family_of

Effects = Iterator[tuple[str, Effect]]
WAYS: Final = ("alert_email", "alert_url", "alert_user")


def of_onec(work: Work, exchange: Exchange, *, now: datetime) -> Effects:
    """Return what settings of 1C's side come to."""
    talks = work.measures.talks(exchange.id, since=now - DAY)
    yield "onec_family", Effect(f"family.{family_of(exchange) or 'unknown'}", {"count": len(talks)})
    yield "onec_charset", Effect("charset", {"count": sum(talk.kind == "sale" for talk in talks)})
    yield "timezone", Effect("timezone", {"time": f"{now.astimezone(exchange.settings.zone):%d.%m.%Y %H:%M}"})
    known = [one for one in exchange.learnt.get(CLIENTS, "").split(",") if one]
    yield "onec_allow_from", Effect("clients", {"count": len(known), "names": ", ".join(known)})


def of_portal(work: Work, exchange: Exchange, *, now: datetime) -> Effects:
    """Return what the pace towards the portal comes to."""
    settings, pacing = exchange.settings, work.leases.pacing(exchange.portal_host)
    queue = work.measures.queue(exchange.id, now=now)
    yield "interval_minutes", Effect("interval", {"count": queue.waiting})
    yield "poll_seconds", Effect("polls", {"count": ceil(DAY.total_seconds() / settings.poll_seconds)})
    yield "rate_per_second", Effect("rate", {"seconds": ceil(settings.burst / settings.rate_per_second)})
    stored, rate = pacing.get("bucket"), settings.rate_per_second
    kept = stored if isinstance(stored, Mapping) else {}
    bucket = Bucket.restored(kept, rate_per_s=rate, burst=settings.burst)
    facts: dict[str, object] = {"used": ceil(bucket.level_at(now)), "of": settings.burst}
    yield "burst", Effect("burst", facts | {"ours": int(bucket.capacity)})
    quota = quota_of(pacing, exchange, now=now)
    facts = {"percent": ceil(quota.share * 100), "method": quota.method} if quota else {}
    yield "operating_seconds", Effect("quota" if quota else "quota.none", facts)
    yield "event_token", Effect("no_number.event_token")


def of_alerts(work: Work, exchange: Exchange, *, now: datetime) -> Effects:
    """Return what has been told to whom, and how long 1C may be silent."""
    counts = work.journal.counts(exchange.id, (WAS_TOLD, NOT_TOLD), since=now - MONTH)
    last = work.journal.latest(exchange.id, WAS_TOLD)
    facts = {"count": counts.get(WAS_TOLD, 0), "failed": counts.get(NOT_TOLD, 0)}
    told = Effect("alerts", facts | {"at": last.at}) if last else Effect("alerts.none")
    for way in WAYS:
        yield way, told if getattr(exchange.settings, way) else Effect("alerts.nobody")
    yield "alert_silence_minutes", _silence(work, exchange, now=now)


def _silence(work: Work, exchange: Exchange, *, now: datetime) -> Effect:
    heard, limit = silence_of(work, exchange)
    if heard is None:
        return Effect("silence.new")
    facts = {"now": _minutes(now - heard)}
    return (
        Effect("silence", facts | {"limit": _minutes(limit)}) if limit else Effect("silence.learning", facts)
    )


def _minutes(span: timedelta) -> int:
    return int(span.total_seconds() // 60)


def of_keeping(figures: Figures) -> Effects:
    """Return what is kept of 1C's files."""
    yield "keep_days", Effect("kept", {"files": figures.kept, "megabytes": figures.kept_bytes // 10**6})
