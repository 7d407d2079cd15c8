"""The loops of a serving process: what runs by itself, and how often at the latest."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

from obmen.bootstrap.alert_commands import tell_alerts
from obmen.bootstrap.app import App
from obmen.bootstrap.drift_commands import watch_over
from obmen.bootstrap.inside import answer_all, look_after
from obmen.flows.admin.figures import PAUSE, count_anew
from obmen.flows.catalog.drift import night_after
from obmen.flows.dialogue import SWEEP_EVERY_S
from obmen.flows.ports.exchanges import Exchange
from obmen.flows.ports.portal import PortalHalted, PortalUnreachable
from obmen.jobs.engine import Pass

APPLY_S = 5.0
WATCH_S = 5.0
WORKER_S = 5.0  # a worker is not nudged by the process that 1C talks to
HOUSEKEEPING_S = 3600.0
RELIST_S = 3600.0
ROBOTS_S = 60.0
DAY_S = 86_400.0
ALERTS_S = 60.0
AUDIT_KEPT = timedelta(days=3 * 366)
OF_EXCHANGES = frozenset(
    {"deliver", "poll", "relist", "drift", "alerts", "application", "robots"}
)  # topics that end with an exchange

Loops = dict[str, tuple[Pass, float]]  # by topic: one pass, and the longest pause


def watch_all(app: App) -> None:
    """Add the loops of the process, of every portal and of every exchange."""
    app.engine.add("sweep", lambda: _sweep(app), pause_s=SWEEP_EVERY_S)
    app.engine.add("apply", lambda: _apply(app), pause_s=APPLY_S)
    app.engine.add("figures", lambda: _count(app), pause_s=PAUSE.total_seconds())
    app.engine.add("housekeeping", lambda: _housekeeping(app), pause_s=HOUSEKEEPING_S)
    app.engine.add("watch", lambda: watch_exchanges(app), pause_s=WATCH_S)


def watch_work(app: App) -> None:
    """Add what a worker beside `serve` does: applying packages and draining portals."""
    app.engine.add("apply", lambda: _apply(app), pause_s=APPLY_S)
    app.engine.add("watch", lambda: _watch_portals(app), pause_s=WATCH_S)


async def watch_exchanges(app: App) -> None:
    """Look after what is new, and after what is gone: exchanges, portals that have moved or are repaired."""
    loops: Loops = {}
    for exchange in await app.exchanges():
        loops |= _serving(app, exchange)
    _keep(app, loops)
    await app.wake_repaired()


async def _watch_portals(app: App) -> None:
    loops: Loops = {}
    for exchange in await app.exchanges():
        loops |= _of_portal(app, exchange, pause_s=WORKER_S)
    _keep(app, loops)
    await app.wake_repaired()


def watch(app: App, exchange: Exchange) -> None:
    """See to it that one exchange and its portal have their loops."""
    _add(app, _serving(app, exchange))


async def unwatch(app: App, exchange: Exchange) -> None:
    """Stop what runs for one exchange; its portal's loops stay for the others."""
    for topic in _of_exchange(app, exchange):
        await app.engine.drop(topic)


def _add(app: App, loops: Loops) -> None:
    for topic, (run, pause_s) in loops.items():
        app.engine.add(topic, run, pause_s=pause_s)


def _keep(app: App, loops: Loops) -> None:
    """Keep these loops, and end those of exchanges and portals that are no more."""
    _add(app, loops)
    for topic in app.engine.pauses().keys() - loops.keys():
        if topic.partition(":")[0] in OF_EXCHANGES:
            app.engine.end(topic)


def _serving(app: App, exchange: Exchange) -> Loops:
    """Return all loops that `serve` has for an exchange."""
    return _of_exchange(app, exchange) | _of_portal(app, exchange, pause_s=_interval_s(exchange))


def _of_exchange(app: App, exchange: Exchange) -> Loops:
    """Return the loops that one exchange has for itself."""
    name = exchange.name
    return {
        f"poll:{name}": (lambda: _poll(app, name), float(exchange.settings.poll_seconds)),
        f"relist:{name}": (lambda: _relist(app, name), RELIST_S),
        f"drift:{name}": (_nightly(app, exchange), DAY_S),
        f"alerts:{name}": (lambda: tell_alerts(app, name), ALERTS_S),
        f"application:{name}": (lambda: look_after(app, name), DAY_S),
        f"robots:{name}": (lambda: answer_all(app, name), ROBOTS_S),
    }


def _of_portal(app: App, exchange: Exchange, *, pause_s: float) -> Loops:
    """Return the three lanes of an exchange's portal."""
    host = exchange.portal_host
    return {
        f"deliver:{host}:sales": (lambda: app.deliver_sales(host), pause_s),
        f"deliver:{host}:catalogue": (lambda: app.deliver_catalogue(host), pause_s),
        f"deliver:{host}:pictures": (lambda: app.deliver_pictures(host), pause_s),
    }


def _interval_s(exchange: Exchange) -> float:
    return exchange.settings.interval_minutes * 60.0


async def _sweep(app: App) -> None:
    if await app.dialogue.sweep():
        app.engine.nudge("apply")


async def _apply(app: App) -> None:
    """Apply what 1C has brought; one exchange never waits for another."""
    exchanges = await app.exchanges()
    applied = await asyncio.gather(*(app.apply_all(exchange.id) for exchange in exchanges))
    if any(applied):
        app.engine.nudge("deliver")
        app.engine.nudge("figures")


async def _count(app: App) -> None:
    """Count what pages show of the catalogue in numbers, beside everything else."""
    for exchange in await app.exchanges():
        await asyncio.to_thread(count_anew, app.store, exchange.id, now=app.clock())


async def _poll(app: App, name: str) -> float | None:
    exchange = await app.exchange(name)
    try:
        await app.poll(exchange)
    except (PortalHalted, PortalUnreachable) as trouble:
        app.log.warning("sales.poll_failed", exchange=name, reason=str(trouble))
    return float(exchange.settings.poll_seconds)


async def _relist(app: App, name: str) -> float | None:
    exchange = await app.exchange(name)
    try:
        await app.relist(exchange)
    except (PortalHalted, PortalUnreachable) as trouble:
        app.log.warning("sales.relist_failed", exchange=name, reason=str(trouble))
        return float(exchange.settings.poll_seconds) if isinstance(trouble, PortalUnreachable) else None
    return None


def _nightly(app: App, exchange: Exchange) -> Pass:
    """Look for drift every night of the 1C base's time, first in the night to come."""
    moment: datetime | None = None  # loops are asked for anew every few seconds, and seldom begun

    async def one_night() -> float:
        nonlocal moment
        is_night = moment is not None and app.clock() >= moment
        if moment is None or is_night:
            moment = night_after(app.clock(), exchange.settings.zone)
        if is_night:
            try:
                await watch_over(app, exchange.name)
            except (PortalHalted, PortalUnreachable) as trouble:
                app.log.warning("drift.not_looked_for", exchange=exchange.name, reason=str(trouble))
        return max((moment - app.clock()).total_seconds(), 1.0)

    return one_night


async def _housekeeping(app: App) -> None:
    """Forget raw messages and uploads older than `keep_days`, and pictures that no good names."""
    for exchange in await app.exchanges():
        before = app.clock() - timedelta(days=exchange.settings.keep_days)
        await asyncio.to_thread(app.forget_before, exchange, before)
    long_ago = app.clock() - AUDIT_KEPT
    while await app.store.awrite(lambda work: work.audit.forget(before=long_ago)):
        continue
    await asyncio.to_thread(app.sweep_pictures, app.clock() - timedelta(seconds=DAY_S))
