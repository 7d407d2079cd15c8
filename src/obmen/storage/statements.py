"""Small helps for statements that both databases understand."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Final, TypeVar

from sqlalchemy import ColumnElement, Connection, Table, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from obmen.domain.identity import EntityKind, Ref

T = TypeVar("T")

CHUNK: Final = 1000  # values of one IN list
FORGET_AT_MOST: Final = 10_000  # in one transaction: nothing else waits for long


def insert_or(connection: Connection, table: Table) -> sqlite.Insert | postgresql.Insert:
    """Begin an INSERT that may go on with `on_conflict_do_update`, in the database's own dialect."""
    return postgresql.insert(table) if is_postgres(connection) else sqlite.insert(table)


def is_postgres(connection: Connection) -> bool:
    return connection.dialect.name == "postgresql"


def asked_table(connection: Connection, type_: str) -> str:
    """Return SQL of a table `asked` of one column `value`: the parameter `:asked`, see `asked_values`."""
    if is_postgres(connection):
        return f"unnest(CAST(:asked AS {type_}[])) AS asked(value)"
    return "json_each(:asked) AS asked"


def asked_values(connection: Connection, values: Sequence[str] | Sequence[int]) -> object:
    """Return the parameter `:asked`: any number of values."""
    return list(values) if is_postgres(connection) else json.dumps(values, ensure_ascii=False)


def chunks(values: Iterable[T], size: int = CHUNK) -> Iterator[list[T]]:
    """Cut values into lists of at most `size`."""
    rest = iter(values)
    while chunk := list(islice(rest, size)):
        yield chunk


def keys_by_kind(refs: Iterable[Ref]) -> Mapping[EntityKind, list[str]]:
    """Sort records by kind: one IN list holds keys of one kind."""
    keys: defaultdict[EntityKind, list[str]] = defaultdict(list)
    for ref in refs:
        keys[ref.kind].append(ref.id)
    return keys


def asked(refs: Iterable[Ref]) -> Iterator[tuple[list[str], list[str]]]:
    """Yield kinds and keys to ask for at once: kinds of which the same keys are meant go together."""
    kinds: defaultdict[tuple[str, ...], list[str]] = defaultdict(list)
    for kind, keys in keys_by_kind(refs).items():
        kinds[tuple(keys)].append(kind.value)
    for keys_of_all, its_kinds in kinds.items():
        for chunk in chunks(keys_of_all):
            yield its_kinds, chunk


def forget_some(connection: Connection, table: Table, *its: ColumnElement[bool]) -> int:
    """Remove rows of a table, at most FORGET_AT_MOST of them; return how many."""
    old = select(table.c.id).where(*its).limit(FORGET_AT_MOST)
    return connection.execute(delete(table).where(table.c.id.in_(old))).rowcount
