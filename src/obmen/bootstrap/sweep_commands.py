"""`sweep`: goods that have left 1C's selection."""

from __future__ import annotations

from functools import partial

from obmen.bootstrap.app import App
from obmen.bootstrap.result import Args, Result, Tell, progress
from obmen.domain.errors import Refused
from obmen.flows.catalog.sweeping import Leaver, Selection, read_selection, sweep


async def sweep_(app: App, args: Args, tell: Tell) -> Result:
    """Show what has left 1C's selection or the chosen groups; with `yes`, make it inactive."""
    exchange = await app.exchange(args["name"])
    tell(progress("apply"))
    await app.apply_all(exchange.id)
    tell(progress("sweep"))
    selection = await app.store.aread(partial(read_selection, exchange_id=exchange.id))
    sweeping = 0
    if args.get("yes"):
        if exchange.settings.owner_of("active") != "1c":
            raise Refused("sweep", reason="sweep_owner")
        sweeping = await app.store.awrite(
            partial(sweep, exchange=exchange, leavers=selection.leavers, now=app.clock())
        )
        app.engine.nudge("deliver")
    return Result(_document(selection) | {"sweeping": sweeping})


def _document(selection: Selection) -> dict[str, object]:
    return {
        "counts": selection.counts(),
        "exported": selection.exported,
        "records": [_record(one) for one in selection.leavers],
    }


def _record(one: Leaver) -> dict[str, object]:
    return {"kind": str(one.ref.kind), "id": one.ref.id, "name": one.name, "why": str(one.why)}
