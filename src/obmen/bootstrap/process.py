"""A process is opened: data folder, database, rooms wired; and closed in the reverse order."""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from obmen.bootstrap.app import App, Log
from obmen.bootstrap.letters import AllWays, mail_server
from obmen.bootstrap.logs import configure_logs
from obmen.bootstrap.portals import Portals
from obmen.bootstrap.reader import tell_package
from obmen.config import Config
from obmen.flows.catalog.accept import Acceptance, accept_file
from obmen.flows.delivery.drain import Drain
from obmen.flows.dialogue import Dialogue
from obmen.flows.dialogue_ports import Staged, StageFailed, StageFile, StageResult
from obmen.flows.ports.exchanges import Exchange
from obmen.flows.ports.inbox import OnecSession
from obmen.flows.ports.onec import BadFile
from obmen.flows.ports.pictures import PictureFiles
from obmen.flows.sales.follow import confirm_rows
from obmen.flows.sales.settle import settle_package
from obmen.flows.sales.stages import Seen, confirm_stages
from obmen.jobs.engine import Engine
from obmen.messages.catalogue import text_of
from obmen.onec.commerceml.archive import unpack
from obmen.onec.commerceml.readers.digest import content_digest
from obmen.onec.http.disk import LocalDisk
from obmen.pictures.keeping import KeptPictures
from obmen.storage.database import open_store
from obmen.storage.folder import FolderBusy, Lock, Serving, find_serving, lock_data_folder
from obmen.storage.secrets import load_key
from obmen.storage.unit_of_work import SqlStore

ONE_FOLDER = "folder"
"""Owner of every lease on SQLite: the folder's lock already keeps others out, a restart may go on at once."""
DEFAULT_URL = "http://127.0.0.1:8080"
LOCK_STEP_S = 0.1


def running_server(config: Config) -> Serving | None:
    """Return the `serve` that runs on this data folder."""
    return find_serving(config.data_dir)


def now() -> datetime:
    """Return the present moment."""
    return datetime.now(UTC)


@asynccontextmanager
async def open_app(
    config: Config, *, serving: str = "", token: str = "", wait_s: float = 2.0
) -> AsyncIterator[App]:
    """Open this process's whole; raises FolderBusy when another process holds the data folder.

    `serving` is the address of a `serve`, which is announced with `token` for commands beside it.
    """
    log = configure_logs(config.log_format, quiet=not serving)
    async with AsyncExitStack() as stack:
        if config.is_sqlite or serving:
            lock = stack.enter_context(await _lock(config, wait_s))
            if serving:
                lock.announce(url=serving, token=token)
        key = load_key(config.data_dir)
        store = open_store(url=config.database_url, data_dir=config.data_dir, key=key)
        stack.callback(store.close)
        pictures = KeptPictures(config.data_dir)
        portals = Portals(store=store, pictures=pictures, clock=now, allow_hosts=config.allow_hosts)
        stack.push_async_callback(portals.close)
        app = _wire(config, log, store=store, portals=portals, pictures=pictures, key=key, serving=serving)
        stack.push_async_callback(app.dialogue.settle)
        if not config.is_sqlite:
            stack.push_async_callback(_give_back, app)
        stack.push_async_callback(app.engine.stop)
        yield app


async def _give_back(app: App) -> None:
    """Another worker goes on at once, not when our leases have run out."""
    await app.store.awrite(lambda work: work.leases.give_back(owner=app.drain.owner))


async def _lock(config: Config, wait_s: float) -> Lock:
    """Take the data folder; another command may hold it for a moment."""
    until = time.monotonic() + wait_s
    while True:
        try:
            return lock_data_folder(config.data_dir)
        except FolderBusy:
            if time.monotonic() > until or running_server(config) is not None:
                raise
            await asyncio.sleep(LOCK_STEP_S)


def _wire(
    config: Config,
    log: Log,
    *,
    store: SqlStore,
    portals: Portals,
    pictures: PictureFiles,
    key: bytes,
    serving: str,
) -> App:
    engine = Engine(log)
    acceptance = Acceptance(
        store=store,
        data_dir=config.data_dir,
        tell=tell_package,
        digest=content_digest,
        settle=settle_package,
        pictures=pictures,
        clock=now,
    )
    app = App(
        config=config,
        store=store,
        portals=portals,
        pictures=pictures,
        engine=engine,
        acceptance=acceptance,
        drain=Drain(
            store=store,
            deliveries=lambda exchange: portals.of(exchange).deliveries,
            lookups=lambda exchange: portals.of(exchange).lookups,
            clock=now,
            new_id=lambda: uuid.uuid4().hex,
            before_sales=_look_again(store, portals),
            owner=ONE_FOLDER if config.is_sqlite else uuid.uuid4().hex,
        ),
        letters=AllWays(portals.transport, mail_server(config.smtp_url), config.language),
        clock=now,
        log=log,
        public_url=config.public_url or serving or DEFAULT_URL,
        key=key,
    )
    app.dialogue = _dialogue(config, log, app, key)
    return app


def _look_again(store: SqlStore, portals: Portals) -> Callable[[Exchange], Awaitable[None]]:
    """Return what looks at invoices once more right before their stages and rows are written."""
    seen: Seen = {}

    async def look(exchange: Exchange) -> None:
        invoices = portals.of(exchange).invoices
        for confirm in (confirm_stages, confirm_rows):
            await confirm(store=store, invoices=invoices, exchange_id=exchange.id, seen=seen, now=now())

    return look


def _dialogue(config: Config, log: Log, app: App, key: bytes) -> Dialogue:
    return Dialogue(
        store=app.store,
        stage_file=_stage_file(app),
        answer_orders=app.answer_orders,
        acknowledge=app.acknowledge,
        disk=LocalDisk(unpack=unpack),
        clock=now,
        data_dir=config.data_dir,
        log=log,
        key=key,
        say=lambda code, facts: text_of(code, language="ru", facts=facts),
    )


def _stage_file(app: App) -> StageFile:
    async def stage_file(*, exchange: Exchange, session: OnecSession, name: str, path: Path) -> StageResult:
        """Read one kept file in a thread; the loops wake at once."""
        try:
            await asyncio.to_thread(
                accept_file, app.acceptance, exchange=exchange, session_id=session.id, name=name, path=path
            )
        except BadFile as bad:
            return StageFailed(file=name, line=bad.line, reason=bad.reason, detail=bad.detail)
        for topic in ("apply", "deliver"):
            app.engine.nudge(topic)
        return Staged()

    return stage_file
