"""The goods of the portal as people look for them: by words, group, standing and trouble."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, func, literal_column, select, tuple_

from obmen.domain.identity import EntityKind, Ref
from obmen.flows.ports.delivery import Binding, Wanted
from obmen.flows.ports.journal import Problem
from obmen.storage.aside import put_aside
from obmen.storage.journal import problem_of
from obmen.storage.statements import is_postgres
from obmen.storage.tables import binding, problem

# Written out, not as parameters: only so a database sees that the partial indexes hold all that is asked for.
PRODUCT: Final = binding.c.kind == literal_column("'product'")
VARIATION: Final = binding.c.kind == literal_column("'variation'")
OF_GOODS: Final = problem.c.good > literal_column("''")


class SqlShelf:
    """Implements obmen.flows.ports.delivery.Shelf."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def search(
        self, exchange_id: int, wanted: Wanted, *, after: tuple[str, str] = ("", ""), limit: int
    ) -> Sequence[tuple[tuple[str, str], Binding]]:
        places = self._places(exchange_id, wanted, after).limit(limit).subquery()
        its = (binding.c.exchange_id == exchange_id, PRODUCT, binding.c.key == places.c.key)
        found = select(binding).join(places, and_(*its)).order_by(binding.c.words, binding.c.key)
        return [((row.words, row.key), _binding(row)) for row in self._connection.execute(found)]

    def _places(self, exchange_id: int, wanted: Wanted, after: tuple[str, str]) -> Select[Any]:
        """Select where products stand, out of indexes alone: rows of those not meant stay unread."""
        place = (binding.c.words, binding.c.key)
        statement = select(*place).where(
            binding.c.exchange_id == exchange_id, PRODUCT, tuple_(*place) > after
        )
        for word in wanted.text.casefold().split():
            statement = statement.where(self._has(word))
        if wanted.section:
            statement = statement.where(binding.c.home == wanted.section)
        if wanted.active is not None:
            statement = statement.where(
                binding.c.active.is_(literal_column("true" if wanted.active else "false"))
            )
        if wanted.troubled:
            statement = statement.where(binding.c.key.in_(_troubled(exchange_id)))
        return statement.order_by(*place)

    def _has(self, word: str) -> ColumnElement[bool]:
        """Tell whether a word stands somewhere in the words: both know no capital letters any more."""
        place = func.strpos if is_postgres(self._connection) else func.instr
        return place(binding.c.words, word) > 0

    def variations(self, exchange_id: int, parent: str) -> Sequence[Binding]:
        its = (binding.c.exchange_id == exchange_id, VARIATION, binding.c.home == parent)
        statement = select(binding).where(*its).order_by(binding.c.key)
        return [_binding(row) for row in self._connection.execute(statement)]

    def count_variations(self, exchange_id: int, parents: Sequence[str]) -> Mapping[str, int]:
        its = (binding.c.exchange_id == exchange_id, VARIATION, binding.c.home.in_(parents))
        statement = select(binding.c.home, func.count()).where(*its).group_by(binding.c.home)
        return {row[0]: row[1] for row in self._connection.execute(statement)}

    def troubled(self, exchange_id: int, keys: Iterable[str]) -> frozenset[str]:
        statement = _troubled(exchange_id).where(problem.c.good.in_(list(keys)))
        return frozenset(self._connection.execute(statement).scalars())

    def troubles(self, exchange_id: int, key: str) -> Sequence[Problem]:
        its = (problem.c.exchange_id == exchange_id, OF_GOODS, problem.c.good == key)
        statement = select(problem, put_aside().label("aside")).where(*its).order_by(problem.c.id)
        return [problem_of(row) for row in self._connection.execute(statement)]


def _troubled(exchange_id: int) -> Select[Any]:
    its = (problem.c.exchange_id == exchange_id, OF_GOODS, ~put_aside())
    return select(problem.c.good).where(*its).distinct()


def _binding(row: Row[Any]) -> Binding:
    return Binding(Ref(EntityKind(row.kind), row.key), row.remote_id, row.fields)
