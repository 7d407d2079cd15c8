"""Which record is which object of the portal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import ColumnElement, Connection, delete, func, select, update

from obmen.domain.identity import EntityKind, Ref
from obmen.flows.ports.delivery import Binding
from obmen.storage.statements import chunks, insert_or, keys_by_kind
from obmen.storage.tables import binding


class SqlBindings:
    """Implements obmen.flows.ports.delivery.Bindings."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, exchange_id: int, bindings: Iterable[Binding]) -> None:
        rows = _rows(exchange_id, bindings)
        if not rows:
            return
        statement = insert_or(self._connection, binding)
        statement = statement.on_conflict_do_update(
            index_elements=["exchange_id", "kind", "key"],
            set_={"remote_id": statement.excluded.remote_id, "fields": statement.excluded.fields},
        )
        self._connection.execute(statement, rows)

    def put_new(self, exchange_id: int, bindings: Iterable[Binding]) -> None:
        rows = _rows(exchange_id, bindings)
        if rows:
            statement = insert_or(self._connection, binding)
            self._connection.execute(
                statement.on_conflict_do_nothing(index_elements=["exchange_id", "kind", "key"]), rows
            )

    def merge(self, exchange_id: int, ref: Ref, fields: Mapping[str, object]) -> None:
        its = _is(exchange_id, ref)
        known = self._connection.execute(select(binding.c.fields).where(*its).with_for_update()).scalar()
        if known is not None:
            self._connection.execute(update(binding).where(*its).values(fields={**known, **fields}))

    def get(self, exchange_id: int, refs: Iterable[Ref]) -> Mapping[Ref, Binding]:
        found: dict[Ref, Binding] = {}
        for kind, keys in keys_by_kind(refs).items():
            for chunk in chunks(keys):
                found |= self._get(exchange_id, kind, chunk)
        return found

    def page(self, exchange_id: int, kind: EntityKind, *, after: str, limit: int) -> Sequence[Binding]:
        its = (binding.c.exchange_id == exchange_id, binding.c.kind == kind.value, binding.c.key > after)
        statement = select(binding).where(*its).order_by(binding.c.key).limit(limit)
        rows = self._connection.execute(statement)
        return [Binding(Ref(kind, row.key), row.remote_id, row.fields) for row in rows]

    def by_remote(self, exchange_id: int, kind: EntityKind, remote_ids: Iterable[int]) -> Mapping[int, Ref]:
        found: dict[int, Ref] = {}
        for chunk in chunks(remote_ids):
            statement = select(binding.c.remote_id, binding.c.key).where(
                binding.c.exchange_id == exchange_id,
                binding.c.kind == kind.value,
                binding.c.remote_id.in_(chunk),
            )
            found |= {row.remote_id: Ref(kind, row.key) for row in self._connection.execute(statement)}
        return found

    def forget(self, exchange_id: int, ref: Ref) -> None:
        self._connection.execute(delete(binding).where(*_is(exchange_id, ref)))

    def count(self, exchange_id: int, kind: EntityKind) -> int:
        statement = select(func.count()).select_from(binding)
        its = (binding.c.exchange_id == exchange_id, binding.c.kind == kind.value)
        return self._connection.execute(statement.where(*its)).scalar_one()

    def _get(self, exchange_id: int, kind: EntityKind, keys: list[str]) -> dict[Ref, Binding]:
        statement = select(binding).where(
            binding.c.exchange_id == exchange_id, binding.c.kind == kind.value, binding.c.key.in_(keys)
        )
        refs = ((Ref(kind, row.key), row) for row in self._connection.execute(statement))
        return {ref: Binding(ref, row.remote_id, row.fields) for ref, row in refs}


def _rows(exchange_id: int, bindings: Iterable[Binding]) -> list[dict[str, object]]:
    return [
        {
            "exchange_id": exchange_id,
            "kind": bound.ref.kind.value,
            "key": bound.ref.id,
            "remote_id": bound.remote_id,
            "fields": bound.fields,
        }
        for bound in bindings
    ]


def _is(exchange_id: int, ref: Ref) -> tuple[ColumnElement[bool], ...]:
    return (
        binding.c.exchange_id == exchange_id,
        binding.c.kind == ref.kind.value,
        binding.c.key == ref.id,
    )
