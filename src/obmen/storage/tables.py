"""All tables, by subject; importing this module fills the metadata."""

from __future__ import annotations

from obmen.storage.schema import metadata
from obmen.storage.tables_catalog import claim, leftover, outbox, part, record
from obmen.storage.tables_delivery import binding, intent, lease, pacing
from obmen.storage.tables_exchanges import discovery, exchange, package, package_kind, session
from obmen.storage.tables_journal import journal, problem
from obmen.storage.tables_runs import effect, run
from obmen.storage.tables_sales import frozen, ledger

__all__ = [
    "binding", "claim", "discovery", "effect", "exchange", "frozen", "intent", "journal", "lease", "ledger",
    "leftover", "metadata", "outbox", "pacing", "package", "package_kind", "part", "problem", "record", "run",
    "session",
]  # fmt: skip
