"""Opening the database: SQLite in the data folder, or a PostgreSQL server."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from sqlite3 import Connection as SqliteConnection
from typing import Any, Final, TypeVar

from alembic import command
from alembic.config import Config
from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, make_url, text

from obmen.storage.away import telling_away
from obmen.storage.leftovers import something_left
from obmen.storage.secrets import Seal
from obmen.storage.statements import is_postgres
from obmen.storage.unit_of_work import READERS, SqlStore

T = TypeVar("T")

DATABASE_FILE: Final = "obmen.sqlite3"
MIGRATIONS: Final = Path(__file__).with_name("migrations")
HEAD: Final = "0013"  # the newest migration
MIGRATION_LOCK: Final = 0x6F626D656E  # any number that only we use: "obmen"

# synchronous=FULL: with NORMAL a loss of power could take back a commit, so a file that 1C was told is safe,
# or the intent of a call that has already gone out. It costs one fsync a commit.
SQLITE: Final = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA busy_timeout=30000",
    "PRAGMA temp_store=FILE",
    "PRAGMA journal_size_limit=67108864",
)
SQLITE_WRITER: Final = ("PRAGMA cache_size=-16000", "PRAGMA wal_autocheckpoint=4000")  # 16 MB; 16 MB
SQLITE_READER: Final = ("PRAGMA cache_size=-8000", "PRAGMA query_only=ON")
POSTGRES_WRITERS: Final = 8
CONNECT_S: Final = 10  # a server that is switched off does not answer at all


def open_store(*, url: str, data_dir: Path, key: bytes) -> SqlStore:
    """Open the database and bring its tables up to date.

    Shape: `sqlite:///file`, `postgresql://…`, or empty for a file in the data folder.
    Raises: DatabaseAway — the server does not answer.
    """
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    address = make_url(url or f"sqlite:///{data_dir / DATABASE_FILE}")
    seal = Seal(key)
    if address.get_backend_name() == "sqlite":
        writer, reader, writers = *_sqlite(address), 1
    else:
        writer, reader, writers = *_postgres(address), POSTGRES_WRITERS
    store = SqlStore(writer=writer, reader=reader, writers=writers, seal=seal)
    try:
        with telling_away(address.render_as_string()):
            if _ask(reader, _version) != HEAD:  # asked as a reader first: nobody waits for a writer in vain
                migrate(writer)
            if _ask(reader, something_left):
                store.sweep_soon()
    except BaseException:
        store.close()
        raise
    return store


def migrate(engine: Engine) -> None:
    """Run the migrations that are missing, all of them or none; of several processes one does it."""
    with engine.begin() as connection:
        if is_postgres(connection):
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": MIGRATION_LOCK})
        if _version(connection) == HEAD:
            return
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
        config.set_main_option("path_separator", "os")
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _ask(engine: Engine, question: Callable[[Connection], T]) -> T:
    with engine.begin() as connection:
        return question(connection)


def _version(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    version: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return version


def _sqlite(address: URL) -> tuple[Engine, Engine]:
    """Return the engine of the one writer, and that of the readers, which never wait for it (WAL)."""
    writer = _sqlite_engine(address, begin="BEGIN IMMEDIATE", settings=SQLITE + SQLITE_WRITER, size=1)
    reader = _sqlite_engine(address, begin="BEGIN", settings=SQLITE + SQLITE_READER, size=READERS)
    return writer, reader


def _sqlite_engine(address: URL, *, begin: str, settings: tuple[str, ...], size: int) -> Engine:
    engine = create_engine(
        address,
        pool_size=size,
        max_overflow=0,
        hide_parameters=True,
        pool_timeout=60,
        connect_args={"check_same_thread": False, "isolation_level": None},
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: SqliteConnection, _record: object) -> None:
        for setting in settings:
            connection.execute(setting).close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


def _postgres(address: URL) -> tuple[Engine, Engine]:
    """Return the engine of writers, and that of readers, who see one moment for the whole flow."""
    server = address.set(drivername="postgresql+psycopg")
    # our queries are short: compiling them (jit) takes longer than running them
    common: dict[str, Any] = {
        "pool_pre_ping": True,
        "hide_parameters": True,
        "connect_args": {"options": "-c jit=off", "connect_timeout": CONNECT_S},
    }
    writer = create_engine(server, pool_size=POSTGRES_WRITERS, max_overflow=8, **common)
    reader = create_engine(server, pool_size=READERS, max_overflow=8, **common).execution_options(
        isolation_level="REPEATABLE READ", postgresql_readonly=True
    )
    return writer, reader
