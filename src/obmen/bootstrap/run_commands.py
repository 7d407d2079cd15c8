"""`runs` and `undo`: what was changed in the CRM, run by run, and one of them taken back."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Final

from obmen.bootstrap.app import App
from obmen.bootstrap.asking import reach
from obmen.bootstrap.result import Args, Result, Tell, progress
from obmen.flows.admin.check import ensure_discovery
from obmen.flows.catalog.undo import as_document, plan_undo, take_back
from obmen.flows.ports.runs import Run

SHOWN: Final = 50


async def runs(app: App, args: Args, _: Tell) -> Result:
    """The newest runs first."""
    exchange = await app.exchange(args["name"])
    latest = await app.store.aread(lambda work: work.runs.latest(exchange.id, limit=SHOWN))
    return Result(_lines(latest))


def _lines(latest: Sequence[Run]) -> list[dict[str, object]]:
    return [
        {
            "run": one.id,
            "began_at": one.began_at.isoformat(),
            "cause": str(one.cause),
            "facts": one.facts,
            "made": one.made,
            "changed": one.changed,
        }
        for one in latest
    ]


async def undo(app: App, args: Args, tell: Tell) -> Result:
    """Show what taking a run back would change; with `yes`, do it."""
    exchange, run_id = await app.exchange(args["name"]), int(args["run"])
    lookups = app.portals.of(exchange).lookups
    tell(progress("undo"))
    await reach(ensure_discovery(app.store, lookups, exchange=exchange, now=app.clock()))
    undoings = await reach(plan_undo(app.store, lookups, exchange_id=exchange.id, run_id=run_id))
    going = 0
    if args.get("yes"):
        taking = partial(
            take_back, exchange_id=exchange.id, run_id=run_id, undoings=undoings, now=app.clock()
        )
        going = await app.store.awrite(taking)
        app.engine.nudge("deliver")
    return Result({"run": run_id, "records": as_document(undoings), "undoing": going})
