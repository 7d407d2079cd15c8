"""SQL that marks records as due."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, bindparam, text
from sqlalchemy.exc import IntegrityError

from obmen.domain.identity import EntityKind
from obmen.storage.copying import copy_rows
from obmen.storage.schema import Utc
from obmen.storage.statements import asked_table, asked_values, is_postgres

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
    picked = f"SELECT key FROM ({keys}) AS found GROUP BY key ORDER BY key"
    return mark_picked(kind, picked=picked, due_at=due_at)


def mark_picked(kind: EntityKind, *, picked: str, due_at: str) -> str:
    """As `mark_keys`, of keys that come once each and in their order."""
    selected = f"""
SELECT :exchange, '{kind.value}', picked.key, 'new', {USUAL_PRIORITY}, 0, 0, 1, 0, {due_at}, '', '', NULL
FROM ({picked}) AS picked WHERE true
"""
    return INSERT + selected + ON_NEWS


def product_of_key(connection: Connection) -> str:
    """Return SQL for the product of a variant: what stands before the `#` of `key`."""
    return "split_part(key, '#', 1)" if is_postgres(connection) else "substr(key, 1, instr(key, '#') - 1)"


TOLD: Final = """
SELECT key FROM record WHERE exchange_id = :exchange AND kind IN ('card', 'offer')
  AND (digest IS NOT NULL OR prices_digest IS NOT NULL)
"""
BOUND: Final = "SELECT key FROM binding WHERE exchange_id = :exchange AND kind = '{kind}' AND key LIKE '%#%'"
OTHER_FORM: Final = {
    EntityKind.PRODUCT: EntityKind.VARIATION,
    EntityKind.VARIATION: EntityKind.PRODUCT,
}


def item_keys(connection: Connection, variants: EntityKind) -> dict[EntityKind, str]:
    """Return SQL, by kind, of the goods to hold, and of the variants that are held in the other form."""
    head = product_of_key(connection)
    heads = f"SELECT {head} FROM record WHERE exchange_id = :exchange AND kind IN ('card', 'offer')"
    heads += " AND digest IS NOT NULL"
    products = f"{TOLD} AND key NOT LIKE '%#%' UNION ALL {heads} AND key LIKE '%#%'"
    other = OTHER_FORM[variants]
    keys = {variants: f"{TOLD} AND key LIKE '%#%'", other: BOUND.format(kind=other.value)}
    return keys | {EntityKind.PRODUCT: f"{products} UNION ALL {keys[EntityKind.PRODUCT]}"}


ASKED: Final = "SELECT asked.value AS key FROM {keys}"
# Variants of a card lie between `key#` and `key$` ($ is the character after #).
VARIANTS_OF: Final = """
SELECT variant.key AS key FROM {keys} CROSS JOIN record AS variant
WHERE variant.exchange_id = :exchange AND variant.kind = 'offer' AND variant.digest IS NOT NULL
  AND variant.key > (asked.value || '#') {collation} AND variant.key < (asked.value || '$') {collation}
"""

# Pictures lie at the product, at its head, and at variants that are products.
GALLERIES: Final = """
WITH named AS (
    SELECT record.key FROM {keys} CROSS JOIN record WHERE record.exchange_id = :exchange
      AND record.kind = 'pictures' AND record.key = asked.value)
SELECT key FROM named
UNION ALL SELECT {product_of_key} AS key FROM named WHERE key LIKE '%#%'
UNION ALL SELECT binding.key FROM named CROSS JOIN binding
WHERE binding.exchange_id = :exchange AND binding.kind = 'product'
  AND binding.key > (named.key || '#') {collation} AND binding.key < (named.key || '$') {collation}
"""

# A variant that goes, or comes back, takes its pictures with it.
GALLERIES_OF_VARIANTS: Final = """
WITH pictured AS (
    SELECT record.key FROM {keys} CROSS JOIN record WHERE record.exchange_id = :exchange
      AND record.kind = 'offer_pictures' AND record.key = asked.value)
SELECT {product_of_key} AS key FROM pictured
"""


# Where nothing is marked yet, PostgreSQL takes rows in a stream in half the time.
COPIED_FROM: Final = 250  # rows
COPY: Final = """
COPY outbox (
    exchange_id, kind, key, state, priority, rank, attempts, version, released, due_at, change, reason)
FROM STDIN
"""
MARKED: Final = """
SELECT 1 FROM outbox WHERE exchange_id = :exchange AND kind = :kind AND key BETWEEN :first AND :last LIMIT 1
"""


class Marks:
    """Marks the targets of what a slice of a package has changed."""

    def __init__(
        self,
        connection: Connection,
        *,
        exchange_id: int,
        variants: EntityKind,
        received_at: datetime,
        stock_due_at: datetime | None,  # None: stock does not travel
        pictures: bool,  # whether they travel
    ) -> None:
        self._connection = connection
        self._exchange_id = exchange_id
        self._variants = variants
        self._due_at = dict.fromkeys((EntityKind.SECTION, EntityKind.PRODUCT, variants), received_at)
        if stock_due_at is not None:
            self._due_at[EntityKind.STOCK] = stock_due_at
        if pictures:
            self._due_at[EntityKind.GALLERY] = received_at
        self._targets: defaultdict[EntityKind, set[str]] = defaultdict(set)
        self._cards: list[str] = []
        self._variants_told: list[str] = []
        self._pictured: set[str] = set()  # cards that may name other pictures, or whose files have come

    def add(self, kind: EntityKind, keys: Sequence[str]) -> None:
        """Note parts that are new or changed."""
        match kind:
            case EntityKind.GROUP:
                self._targets[EntityKind.SECTION].update(keys)
            case EntityKind.STOCKS:
                self._targets[EntityKind.STOCK].update(keys)
            case EntityKind.CARD | EntityKind.OFFER | EntityKind.PRICES:
                self._add_items(kind, keys)
            case EntityKind.PICTURES:
                self._pictured.update(keys)
            case EntityKind.OFFER_PICTURES:
                self._targets[EntityKind.GALLERY].update(keys, (key.partition("#")[0] for key in keys))
            case _:
                pass  # what judges the whole catalogue: obmen.flows.catalog.apply

    def _add_items(self, kind: EntityKind, keys: Sequence[str]) -> None:
        variants = [key for key in keys if "#" in key]
        self._targets[self._variants].update(variants)
        products = self._targets[EntityKind.PRODUCT]
        if len(variants) < len(keys):
            products.update(key for key in keys if "#" not in key)
        if kind is not EntityKind.PRICES:
            products.update(key.partition("#")[0] for key in variants)
            self._variants_told += variants
        if kind is EntityKind.CARD:
            self._cards += keys
            self._pictured.update(keys)

    def write(self) -> None:
        """Mark what was noted; a card's variants go with it, and its pictures where it has any."""
        keys = asked_table(self._connection, "text")
        collation = 'COLLATE "C"' if is_postgres(self._connection) else ""
        for kind, told in self._targets.items():
            self._mark_told(kind, sorted(told), picked=ASKED.format(keys=keys))
        variants = VARIANTS_OF.format(keys=keys, collation=collation)
        self._mark(self._variants, self._cards, selected=variants)
        head = product_of_key(self._connection)
        galleries = GALLERIES.format(keys=keys, collation=collation, product_of_key=head)
        self._mark(EntityKind.GALLERY, sorted(self._pictured), selected=galleries)
        heads = GALLERIES_OF_VARIANTS.format(keys=keys, product_of_key=head)
        self._mark(EntityKind.GALLERY, self._variants_told, selected=heads)
        for noted in (self._targets, self._cards, self._variants_told, self._pictured):
            noted.clear()

    def _mark_told(self, kind: EntityKind, keys: Sequence[str], *, picked: str) -> None:
        """Mark keys that come once each and in their order."""
        if not keys or kind not in self._due_at or self._copy(kind, keys):
            return
        self._execute(mark_picked(kind, picked=picked, due_at=":due_at"), kind, keys)

    def _copy(self, kind: EntityKind, keys: Sequence[str]) -> bool:
        """Mark keys none of which is marked; False: one is, or another transaction has just marked it."""
        if len(keys) < COPIED_FROM or not is_postgres(self._connection):
            return False
        names = {"exchange": self._exchange_id, "kind": kind.value, "first": keys[0], "last": keys[-1]}
        if self._connection.execute(text(MARKED), names).first() is not None:
            return False
        begin, end = (self._exchange_id, kind.value), ("new", USUAL_PRIORITY, 0, 0, 1, 0)
        due_at = self._due_at[kind]
        try:
            with self._connection.begin_nested():
                rows = ((*begin, key, *end, due_at, "", "") for key in keys)
                copy_rows(self._connection, COPY, rows)
        except IntegrityError:
            return False
        return True

    def _mark(self, kind: EntityKind, keys: Sequence[str], *, selected: str) -> None:
        if keys and kind in self._due_at:
            self._execute(mark_keys(kind, keys=selected, due_at=":due_at"), kind, keys)

    def _execute(self, statement: str, kind: EntityKind, keys: Sequence[str]) -> None:
        self._connection.execute(
            text(statement).bindparams(bindparam("due_at", type_=Utc())),
            {
                "exchange": self._exchange_id,
                "due_at": self._due_at[kind],
                "asked": asked_values(self._connection, keys),
            },
        )
