"""`drift`: what was edited in the CRM of fields that 1C owns, and its restoration."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import partial

from obmen.bootstrap.app import App
from obmen.bootstrap.asking import reach
from obmen.bootstrap.result import Args, Result, Tell, progress
from obmen.flows.admin.check import ensure_discovery
from obmen.flows.catalog.drift import DRIFT, Drift, as_document, find_drift, restore, tell
from obmen.flows.ports.catalog import Due
from obmen.flows.ports.exchanges import Exchange
from obmen.flows.ports.store import Work


async def drift(app: App, args: Args, told: Tell) -> Result:
    """Show what the CRM holds otherwise than it was given; with `restore` and `yes`, deliver that anew."""
    exchange = await app.exchange(args["name"])
    found = await reach(search(app, exchange, told))
    restoring = bool(args.get("restore")) and bool(args.get("yes"))
    if restoring:
        await reach(put_back(app, exchange, found))
    return Result({"drifts": as_document(found), "restoring": len(found) if restoring else 0})


async def search(app: App, exchange: Exchange, told: Tell | None = None) -> list[Drift]:
    """Read the CRM in bulk and keep the problem of what drifted; raises PortalHalted, PortalUnreachable."""
    lookups = app.portals.of(exchange).lookups
    await ensure_discovery(app.store, lookups, exchange=exchange, now=app.clock())
    found: list[Drift] = []
    kept: Counter[str] = Counter()
    async for one in find_drift(app.store, lookups, exchange_id=exchange.id, kept=kept):
        found.append(one)
        if told is not None:
            told(progress("drift", done=len(found)))
    await app.store.awrite(partial(tell, exchange=exchange, drifts=found, kept=kept, now=app.clock()))
    return found


async def watch_over(app: App, name: str) -> None:
    """Look for drift and do as is set; raises PortalHalted, PortalUnreachable."""
    exchange = await app.exchange(name)
    if exchange.settings.drift == "off":
        return
    found = await search(app, exchange)
    if exchange.settings.drift == "restore":
        await put_back(app, exchange, found)


async def put_back(app: App, exchange: Exchange, drifts: Sequence[Drift]) -> None:
    """Have the records delivered anew; a person has seen what changes, so that no guard holds it."""
    if not drifts:
        return
    now = app.clock()
    await app.store.awrite(lambda work: restore(work, exchange.id, drifts, now=now))
    await app.plan_all(exchange, patient=False)
    await app.store.awrite(partial(_let_go, exchange=exchange, drifts=drifts))
    app.engine.nudge("deliver")


def _let_go(work: Work, *, exchange: Exchange, drifts: Sequence[Drift]) -> None:
    rows = work.outbox.of(exchange.id, [drift.ref for drift in drifts]).values()
    held = [row.id for row in rows if row.state is Due.HELD]
    work.outbox.release(exchange.id, state=Due.HELD, ids=held)
    work.problems.solve(exchange.id, kind=DRIFT)
