"""Which record is which object of the portal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from sqlalchemy import ColumnElement, Connection, delete, func, select, update

from obmen.domain.identity import EntityKind, Ref
from obmen.flows.ports.delivery import Binding, words_of
from obmen.storage.statements import asked, chunks, insert_or
from obmen.storage.tables import binding

FOUND_BY: Final = ("words", "home", "active")
HOME_OF: Final = {EntityKind.PRODUCT: "section", EntityKind.VARIATION: "parent"}


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
            set_={name: statement.excluded[name] for name in ("remote_id", "fields", *FOUND_BY)},
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
            merged = {**known, **fields}
            found_by = _found_by(ref, merged)
            self._connection.execute(update(binding).where(*its).values(fields=merged, **found_by))

    def get(self, exchange_id: int, refs: Iterable[Ref]) -> Mapping[Ref, Binding]:
        found: dict[Ref, Binding] = {}
        for kinds, keys in asked(refs):
            its = (binding.c.exchange_id == exchange_id, binding.c.kind.in_(kinds), binding.c.key.in_(keys))
            for row in self._connection.execute(select(binding).where(*its)):
                ref = Ref(EntityKind(row.kind), row.key)
                found[ref] = Binding(ref, row.remote_id, row.fields)
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


def _rows(exchange_id: int, bindings: Iterable[Binding]) -> list[dict[str, object]]:
    return [
        {
            "exchange_id": exchange_id,
            "kind": bound.ref.kind.value,
            "key": bound.ref.id,
            "remote_id": bound.remote_id,
            "fields": bound.fields,
            **_found_by(bound.ref, bound.fields),
        }
        for bound in bindings
    ]


def _found_by(ref: Ref, fields: Mapping[str, object]) -> dict[str, object]:
    """Return the columns that people find goods by; other records have them empty."""
    if ref.kind not in HOME_OF:
        return {"words": "", "home": "", "active": True}
    home = str(fields.get(HOME_OF[ref.kind]) or "")
    return {"words": words_of(ref, fields), "home": home, "active": fields.get("active") is not False}


def _is(exchange_id: int, ref: Ref) -> tuple[ColumnElement[bool], ...]:
    return (
        binding.c.exchange_id == exchange_id,
        binding.c.kind == ref.kind.value,
        binding.c.key == ref.id,
    )
