"""Commands on the catalogue: import, plan, sync, release."""

from __future__ import annotations

import asyncio
import base64
import shutil
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

from obmen.bootstrap.app import App
from obmen.bootstrap.asking import reach
from obmen.bootstrap.numbers import read_status_of
from obmen.bootstrap.result import Args, Result, Tell, language_in, progress
from obmen.domain.errors import Refused
from obmen.flows.admin.check import ensure_discovery
from obmen.flows.catalog.accept import accept_file
from obmen.flows.catalog.context import CATALOGUE_HELD
from obmen.flows.catalog.holding import release_first_run, released
from obmen.flows.catalog.preview import as_document, preview
from obmen.flows.delivery.drain import Lane
from obmen.flows.ports.catalog import Due
from obmen.flows.ports.exchanges import Exchange
from obmen.flows.ports.inbox import PackageState
from obmen.flows.ports.onec import BadFile
from obmen.flows.ports.portal import PortalHalted
from obmen.flows.ports.store import Work
from obmen.flows.sales.send import release_sales
from obmen.flows.sales.terms import SALES_HELD
from obmen.flows.uploads import in_order, is_archive, is_xml
from obmen.messages.problems import text_of_problem
from obmen.onec.commerceml.archive import unpack
from obmen.papers.plan_html import write_plan_html
from obmen.papers.plan_xlsx import write_plan_xlsx

MAX_REST_S = 5.0  # how long `sync` rests at most before it looks again
PATIENCE_S = 900.0  # how long `sync` goes on while the portal takes nothing: longer than a method is blocked
LOOK_S = 1.0  # how often it tells how far it is


async def import_(app: App, args: Args, tell: Tell) -> Result:
    """Take CommerceML files, folders or zip archives from disk."""
    exchange = await app.exchange(args["name"])
    folder = Path(tempfile.mkdtemp(prefix="import-", dir=_inbox(app, exchange)))
    try:
        found = await asyncio.to_thread(_collect, [Path(p) for p in args["paths"]], folder)
    except BadFile as bad:
        raise Refused(**_told(bad, "archive")) from None
    if not found:
        shutil.rmtree(folder)
        raise Refused("import", reason="no_xml", paths=", ".join(args["paths"]))
    rows, language = [], language_in(args, otherwise=app.config.language)
    for done, (name, path) in enumerate(found):
        tell(progress("read", name=name, done=done, total=len(found)))
        rows.append(await asyncio.to_thread(_accept, app, exchange, name, path, language))
    tell(progress("apply", done=len(found), total=len(found)))
    await app.apply_all(exchange.id)
    app.engine.nudge("deliver")
    failed = any(row["state"] == PackageState.FAILED for row in rows)
    return Result({"files": rows}, ok=not failed)


def _inbox(app: App, exchange: Exchange) -> Path:
    folder = app.config.data_dir / "inbox" / str(exchange.id)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _collect(paths: list[Path], folder: Path) -> list[tuple[str, Path]]:
    """Copy what is to be read into a folder of our own, archives unpacked, and return it in reading order."""
    found: list[tuple[str, Path]] = []
    for index, path in enumerate(paths):
        home = folder / str(index)
        _copy(path, home)
        for archive in [p for p in home.rglob("*") if p.is_file() and is_archive(p.name)]:
            unpack(archive, archive.with_suffix(".unpacked"))
        names = in_order(str(p.relative_to(home)) for p in home.rglob("*") if p.is_file() and is_xml(p.name))
        found += [(name, home / name) for name in names]
    return found


def _copy(path: Path, home: Path) -> None:
    if path.is_dir():
        shutil.copytree(path, home)
    elif is_archive(path.name):
        unpack(path, home)
    else:
        home.mkdir()
        shutil.copy2(path, home / path.name)


def _accept(app: App, exchange: Exchange, name: str, path: Path, language: str) -> dict[str, Any]:
    try:
        package = accept_file(app.acceptance, exchange=exchange, session_id=None, name=name, path=path)
    except BadFile as bad:
        facts = {"file": name, **_told(bad, "bad_file")}
        error = text_of_problem("file.bad", language=language, facts=facts)
        return {"name": name, "state": str(PackageState.FAILED), "counts": None, "error": error}
    return {"name": name, "state": str(package.state), "counts": package.counts, "error": ""}


def _told(bad: BadFile, reason: str) -> dict[str, Any]:
    if reason == "archive":
        return {"reason": reason, "why": bad.reason, "detail": bad.detail}
    return {"line": bad.line, "reason": bad.reason, "detail": bad.detail}


async def plan(app: App, args: Args, tell: Tell) -> Result:
    """Dry run: every field that would change."""
    exchange = await app.exchange(args["name"])
    lookups = app.portals.of(exchange).lookups
    tell(progress("apply"))
    await app.apply_all(exchange.id)
    tell(progress("portal"))
    await reach(ensure_discovery(app.store, lookups, exchange=exchange, now=app.clock()))
    tell(progress("compare"))
    planned = await reach(
        preview(
            app.store,
            lookups,
            app.portals.of(exchange).stocks,
            exchange_id=exchange.id,
            look=app.looking(exchange),
        )
    )
    return Result(as_document(planned))


async def paper(app: App, args: Args, _: Tell) -> Result:
    """Write a plan as a file to be signed: XLSX, or a page that prints."""
    exchange, language = args["name"], language_in(args, otherwise=app.config.language)
    if args["form"] == "xlsx":
        write = partial(write_plan_xlsx, made_at=app.clock(), language=language)
        written = await asyncio.to_thread(write, args["document"], exchange=exchange)
    else:
        html = partial(write_plan_html, made_at=app.clock(), language=language)
        written = (await asyncio.to_thread(html, args["document"], exchange=exchange)).encode()
    return Result({"file": base64.b64encode(written).decode()})


async def sync(app: App, args: Args, tell: Tell) -> Result:
    """Do all pending work now and wait for its end."""
    exchange = await app.exchange(args["name"])
    tell(progress("portal"))
    app.portals.of(exchange).probe()
    await reach(app.poll(exchange))
    looking = asyncio.create_task(_look(app, exchange, tell))
    try:
        return await _sync(app, exchange)
    finally:
        looking.cancel()
        with suppress(asyncio.CancelledError):
            await looking


async def _sync(app: App, exchange: Exchange) -> Result:
    began, calls = asyncio.get_running_loop().time(), 0
    while True:
        await app.apply_all(exchange.id)
        await reach(app.plan_all(exchange, patient=False))
        steps = [await app.drain_once(exchange.portal_host, lane) for lane in (Lane.SALES, Lane.CATALOGUE)]
        calls += sum(step.calls for step in steps)
        if not any(s.calls for s in steps) and bool(await reach(app.plan_stock(exchange, patient=False))):
            continue
        await app.plan_pictures(exchange.portal_host)
        steps.append(await app.drain_once(exchange.portal_host, Lane.PICTURES))
        calls += steps[-1].calls
        status = await read_status_of(app, exchange)
        if not status["pending"]:
            return Result({"calls": calls, **_left(status)})
        if status["halted"]:
            await reach(_halted(str(status["halted"])))
        if any(step.calls for step in steps):
            began = asyncio.get_running_loop().time()
            continue
        if asyncio.get_running_loop().time() - began > PATIENCE_S:
            return Result({"calls": calls, **_left(status)}, ok=False)
        waits = [step.wait.total_seconds() for step in steps if step.wait is not None]
        await asyncio.sleep(min([*waits, 1.0, MAX_REST_S]))


async def _halted(code: str) -> None:
    raise PortalHalted(code)


async def _look(app: App, exchange: Exchange, tell: Tell) -> None:
    """Tell how far delivery has come, whoever delivers: this command or the loops of `serve`."""
    total = 0
    while True:
        status = await read_status_of(app, exchange)
        pending = int(str(status["pending"]))
        total = max(total, pending)
        tell(progress("deliver", done=total - pending, total=total))
        await asyncio.sleep(LOOK_S)


def _left(status: Mapping[str, object]) -> dict[str, object]:
    return {key: status[key] for key in ("pending", "held", "parked", "problems")}


async def release(app: App, args: Args, _: Tell) -> Result:
    """Let go what waits for a person's look: a run of the catalogue, and sales that were stopped."""
    exchange = await app.exchange(args["name"])
    let_go = await app.store.awrite(partial(_release, exchange=exchange))
    sales = bool(exchange.learnt.get(SALES_HELD))
    now = app.clock()
    await app.store.awrite(lambda work: release_sales(work, exchange_id=exchange.id, now=now))
    app.engine.nudge("deliver")
    return Result({"released": let_go, "sales": sales})


def _release(work: Work, *, exchange: Exchange) -> int:
    held_first = bool(exchange.learnt.get(CATALOGUE_HELD))
    release_first_run(work, exchange.id)
    new = sum(n for (state, _), n in work.outbox.totals(exchange.id).items() if state == Due.NEW)
    let_go = work.outbox.release(exchange.id, state=Due.HELD)
    released(work, exchange.id)
    return let_go + (new if held_first else 0)
