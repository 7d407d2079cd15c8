"""Commands on the catalogue: import, plan, sync, release."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from obmen.bootstrap.app import App
from obmen.bootstrap.result import Result
from obmen.domain.errors import Refused
from obmen.flows.admin.check import ensure_discovery
from obmen.flows.admin.status import read_status
from obmen.flows.catalog.accept import accept_file
from obmen.flows.catalog.context import CATALOGUE_HELD
from obmen.flows.catalog.preview import as_document, preview
from obmen.flows.delivery.drain import Lane
from obmen.flows.ports.catalog import Due
from obmen.flows.ports.exchanges import Exchange
from obmen.flows.ports.inbox import PackageState
from obmen.flows.ports.onec import BadFile
from obmen.flows.ports.portal import PortalHalted, PortalUnreachable
from obmen.flows.ports.store import Work
from obmen.flows.uploads import in_order, is_archive, is_xml
from obmen.onec.commerceml.archive import unpack

T = TypeVar("T")
Args = Mapping[str, Any]
Tell = Callable[[str], None]

MAX_REST_S = 5.0  # how long `sync` rests at most before it looks again
PATIENCE_S = 180.0  # how long `sync` goes on while the portal takes nothing


async def import_(app: App, args: Args, tell: Tell) -> Result:
    """Take CommerceML files, folders or zip archives from disk."""
    exchange = app.exchange(args["name"])
    folder = Path(tempfile.mkdtemp(prefix="import-", dir=_inbox(app, exchange)))
    rows = []
    for name, path in await asyncio.to_thread(_collect, [Path(p) for p in args["paths"]], folder):
        rows.append(await asyncio.to_thread(_accept, app, exchange, name, path))
        tell(f"{name}: {rows[-1]['state']}")
    await app.apply_all(exchange.id)
    app.engine.nudge("deliver")
    if not rows:
        raise Refused("import", reason="no_xml", paths=", ".join(args["paths"]))
    failed = any(row["state"] == PackageState.FAILED for row in rows)
    return Result({"files": rows}, ok=not failed)


def _inbox(app: App, exchange: Exchange) -> Path:
    folder = app.config.data_dir / "inbox" / str(exchange.id)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _collect(paths: list[Path], folder: Path) -> list[tuple[str, Path]]:
    """Copy what is to be read into a folder of our own, archives unpacked, and return it in reading order."""
    for index, path in enumerate(paths):
        home = folder / str(index)
        if path.is_dir():
            shutil.copytree(path, home)
        elif is_archive(path.name):
            unpack(path, home)
        else:
            home.mkdir()
            shutil.copy2(path, home / path.name)
    found: list[tuple[str, Path]] = []
    for index in range(len(paths)):
        home = folder / str(index)
        names = in_order(str(p.relative_to(home)) for p in home.rglob("*") if p.is_file() and is_xml(p.name))
        found += [(name, home / name) for name in names]
    return found


def _accept(app: App, exchange: Exchange, name: str, path: Path) -> dict[str, Any]:
    try:
        package = accept_file(app.acceptance, exchange=exchange, session_id=None, name=name, path=path)
    except BadFile as bad:
        return {"name": name, "state": str(PackageState.FAILED), "counts": None, "error": str(bad)}
    return {"name": name, "state": str(package.state), "counts": package.counts, "error": ""}


async def plan(app: App, args: Args, _: Tell) -> Result:
    """Dry run: every field that would change."""
    exchange = app.exchange(args["name"])
    lookups = app.portals.of(exchange).lookups
    await app.apply_all(exchange.id)
    await _reach(ensure_discovery(app.store, lookups, exchange=exchange, now=app.clock()))
    planned = await _reach(preview(app.store, lookups, exchange_id=exchange.id))
    return Result(as_document(planned))


async def _reach(asking: Awaitable[T]) -> T:
    """Await what asks the portal; a portal that is away is said in plain words."""
    try:
        return await asking
    except PortalHalted as halted:
        raise Refused("portal", reason="portal_halted", code=halted.code, told=halted.detail) from None
    except PortalUnreachable as away:
        raise Refused("portal", reason="portal_unreachable", told=str(away)) from None


async def sync(app: App, args: Args, tell: Tell) -> Result:
    """Do all pending work now and wait for its end."""
    exchange = app.exchange(args["name"])
    began, calls = asyncio.get_running_loop().time(), 0
    while True:
        await app.apply_all(exchange.id)
        await _reach(app.plan_all(exchange, patient=False))
        steps = [await app.drain_once(exchange.portal_host, lane) for lane in Lane]
        calls += sum(step.calls for step in steps)
        status = await app.store.aread(lambda work: read_status(work, work.exchanges.get(id=exchange.id)))
        if not status["pending"]:
            return Result({"calls": calls, **_left(status)})
        if any(step.calls for step in steps):
            began = asyncio.get_running_loop().time()
            tell(f"{calls} / {status['pending']}")
            continue
        if asyncio.get_running_loop().time() - began > PATIENCE_S:
            return Result({"calls": calls, **_left(status)}, ok=False)
        waits = [step.wait.total_seconds() for step in steps if step.wait is not None]
        await asyncio.sleep(min([*waits, 1.0, MAX_REST_S]))


def _left(status: Mapping[str, object]) -> dict[str, object]:
    return {key: status[key] for key in ("pending", "held", "parked", "problems")}


async def release(app: App, args: Args, _: Tell) -> Result:
    """Let go what waits for a person's look."""
    exchange = app.exchange(args["name"])

    def go(work: Work) -> int:
        work.exchanges.update(exchange.id, learnt={CATALOGUE_HELD: ""})
        held_first = bool(exchange.learnt.get(CATALOGUE_HELD))
        new = sum(n for (state, _), n in work.outbox.totals(exchange.id).items() if state == Due.NEW)
        released = work.outbox.release(exchange.id, state=Due.HELD)
        return released + (new if held_first else 0)

    released = await app.store.awrite(go)
    app.engine.nudge("deliver")
    return Result({"released": released})
