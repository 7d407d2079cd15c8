"""A database server that is gone is told in words, not as a driver's error."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from sqlalchemy.exc import OperationalError

from obmen.domain.errors import ObmenError

# SQLSTATE: connection lost, server shutting down or starting, too many connections; none: never there
GONE: Final = ("08", "57P", "53300")


class DatabaseAway(ObmenError):
    """The database server does not answer; what was under way is done again when it does."""

    code = "database.away"


@contextmanager
def telling_away(address: str) -> Iterator[None]:
    """Raise DatabaseAway for a server that is gone; `address` is told and holds no password."""
    try:
        yield
    except OperationalError as error:
        if not _is_gone(error):
            raise
        why = str(error.orig).strip().partition("\n")[0]
        raise DatabaseAway(address, address=address, why=why) from error


def _is_gone(error: OperationalError) -> bool:
    """Tell a lost server from a query that went wrong; an SQLite file has no server to lose."""
    if not type(error.orig).__module__.startswith("psycopg"):
        return False
    state = getattr(error.orig, "sqlstate", None)
    return error.connection_invalidated or state is None or state.startswith(GONE)
