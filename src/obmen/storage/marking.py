"""SQL that marks records as due."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection

from obmen.domain.identity import EntityKind
from obmen.storage.statements import is_postgres

USUAL_PRIORITY: Final = 50

# A new mark is a new version: nothing of the former attempt counts any more, except that urgency stays.
ON_CONFLICT: Final = """
ON CONFLICT (exchange_id, kind, key) DO UPDATE SET
    version = outbox.version + 1, state = excluded.state, attempts = 0, change = '', reason = '',
    due_at = excluded.due_at, desired = COALESCE(excluded.desired, outbox.desired),
    priority = CASE WHEN outbox.priority < excluded.priority THEN outbox.priority ELSE excluded.priority END
"""
# What 1C says anew stands before what a person's word asked of the record.
ON_NEWS: Final = ON_CONFLICT.replace("COALESCE(excluded.desired, outbox.desired)", "NULL")
INSERT: Final = """
INSERT INTO outbox (
    exchange_id, kind, key, state, priority, rank, attempts, version, released, due_at, change, reason,
    desired)
"""
MARK_ONE: Final = (
    INSERT
    + "VALUES (:exchange, :kind, :key, :state, :priority, 0, 0, 1, 0, :due_at, '', '', :desired)"
    + ON_CONFLICT
)


def mark_keys(kind: EntityKind, *, keys: str, due_at: str) -> str:
    """Return SQL that marks what `keys` selects; `due_at` is an SQL expression, `:exchange` a parameter.

    Rows are locked in the order of keys: two transactions that mark the same ones don't wait for each other
    crosswise.
    """
    selected = f"""
SELECT :exchange, '{kind.value}', picked.key, 'new', {USUAL_PRIORITY}, 0, 0, 1, 0, {due_at}, '', '', NULL
FROM (SELECT key FROM ({keys}) AS found GROUP BY key ORDER BY key) AS picked WHERE true
"""
    return INSERT + selected + ON_NEWS


def product_of_key(connection: Connection) -> str:
    """Return SQL for the product of a variant: what stands before the `#` of `key`."""
    return "split_part(key, '#', 1)" if is_postgres(connection) else "substr(key, 1, instr(key, '#') - 1)"


TOLD: Final = "SELECT key FROM record WHERE exchange_id = :exchange AND kind IN ('card', 'offer', 'prices')"
BOUND: Final = "SELECT key FROM binding WHERE exchange_id = :exchange AND kind = '{kind}' AND key LIKE '%#%'"
OTHER_FORM: Final = {
    EntityKind.PRODUCT: EntityKind.VARIATION,
    EntityKind.VARIATION: EntityKind.PRODUCT,
}


def item_keys(connection: Connection, variants: EntityKind) -> dict[EntityKind, str]:
    """Return SQL, by kind, of the goods to hold, and of the variants that are held in the other form."""
    head = product_of_key(connection)
    heads = f"SELECT {head} FROM record WHERE exchange_id = :exchange AND kind IN ('card', 'offer')"
    products = f"{TOLD} AND key NOT LIKE '%#%' UNION ALL {heads} AND key LIKE '%#%'"
    other = OTHER_FORM[variants]
    keys = {variants: f"{TOLD} AND key LIKE '%#%'", other: BOUND.format(kind=other.value)}
    return keys | {EntityKind.PRODUCT: f"{products} UNION ALL {keys[EntityKind.PRODUCT]}"}
