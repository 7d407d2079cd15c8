"""What a package has staged, in the order of keys and in slices: each is taken over by one short transaction.

The order makes taking over cheap: neighbours in a slice are neighbours in the tables. It is read once, at a
moment of its own, and kept in a temporary file, so that nothing in the database is held meanwhile.
"""

from __future__ import annotations

import marshal
from collections.abc import Iterator
from tempfile import SpooledTemporaryFile
from typing import Any, Final, Self

from sqlalchemy import Connection

from obmen.domain.identity import EntityKind
from obmen.flows.ports.catalog import Slice, StagedRow
from obmen.storage.parts import compared_to, part_range
from obmen.storage.statements import is_postgres

SLICE: Final = 2_500  # rows of one transaction: well under 200 ms, also where all of them are merged
IN_MEMORY: Final = 2 * 1024 * 1024  # bytes

# Groups come first: goods that are known before their group is have to be looked through.
IN_ORDER: Final = """
SELECT kind, key, digest, prices_digest, stocks_digest, id FROM part
WHERE id > {after} AND id <= {high} ORDER BY kind <> 'group', kind, key, id
"""


class Slices:
    """The slices of one package, in a temporary file when they are many."""

    def __init__(self) -> None:
        self._file = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 — closed with its slices
        self._sizes: list[int] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def __len__(self) -> int:
        return len(self._sizes)

    def __iter__(self) -> Iterator[Slice]:
        self._file.seek(0)
        last = len(self._sizes)
        for number, size in enumerate(self._sizes, start=1):
            rows = marshal.loads(self._file.read(size))  # noqa: S302 — we have written it ourselves
            kinds = frozenset(map(EntityKind, {row[0] for row in rows}))
            yield Slice(rows, kinds, is_only=last == 1, is_last=number == last)

    def add(self, rows: list[StagedRow]) -> None:
        """Add the next slice."""
        self._sizes.append(self._file.write(marshal.dumps(rows)))


def read_slices(connection: Connection, package_id: int) -> Slices:
    """Read what a package has staged and not compared yet."""
    slices = Slices()
    statement = IN_ORDER.format(after=compared_to(connection, package_id), high=part_range(package_id)[1])
    driver: Any = connection.connection.driver_connection
    cursor = driver.cursor(name="slices") if is_postgres(connection) else driver.cursor()
    try:
        cursor.execute(statement)
        while rows := cursor.fetchmany(SLICE):
            slices.add(rows)
    finally:
        cursor.close()
    if not slices:
        slices.add([])
    return slices
