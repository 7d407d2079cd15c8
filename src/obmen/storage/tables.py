"""All tables, by subject; importing this module fills the metadata."""

from __future__ import annotations

from obmen.storage.schema import metadata
from obmen.storage.tables_application import application, robot_request
from obmen.storage.tables_catalog import claim, leftover, outbox, part, record
from obmen.storage.tables_delivery import binding, intent, lease, pacing
from obmen.storage.tables_exchanges import discovery, exchange, figure, package, package_kind, session
from obmen.storage.tables_journal import ignored, journal, problem
from obmen.storage.tables_people import audit, link, login, person, token
from obmen.storage.tables_runs import effect, run
from obmen.storage.tables_sales import frozen, ledger
from obmen.storage.tables_selection import roll, swept

__all__ = [
    "application", "audit", "binding", "claim", "discovery", "effect", "exchange", "figure", "frozen",
    "ignored", "intent", "journal", "lease", "ledger", "leftover", "link", "login", "metadata",
    "outbox", "pacing", "package", "package_kind", "part", "person", "problem", "record",
    "robot_request", "roll", "run", "session", "swept", "token",
]  # fmt: skip
