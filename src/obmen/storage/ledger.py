"""The sales ledger."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, func, select

from obmen.flows.ports.sales import FrozenAnswer, LedgerRow, OrderState, tax_key_of, words_of
from obmen.storage.statements import chunks, insert_or
from obmen.storage.tables_sales import frozen, ledger

CLIENT_MARK: Final = "|"  # between ИНН/КПП and the client's id


class SqlLedger:
    """Implements obmen.flows.ports.sales.Ledger."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, row: LedgerRow) -> None:
        values = {
            "number": row.number,
            "state": row.state.value,
            "client_key": _client_key(row),
            "words": words_of(row),
            "content": row,
        }
        statement = insert_or(self._connection, ledger).values(
            exchange_id=row.exchange_id, invoice_id=row.invoice_id, **values
        )
        self._connection.execute(
            statement.on_conflict_do_update(index_elements=["exchange_id", "invoice_id"], set_=values)
        )

    def get(
        self, exchange_id: int, *, invoice_id: int | None = None, number: str | None = None
    ) -> LedgerRow | None:
        given = {ledger.c.invoice_id: invoice_id, ledger.c.number: number}
        asked = [column == value for column, value in given.items() if value is not None]
        if not asked:
            return None
        statement = select(ledger.c.content).where(ledger.c.exchange_id == exchange_id, *asked)
        row: LedgerRow | None = self._connection.execute(statement).scalar()
        return row

    def rows(
        self,
        exchange_id: int,
        *,
        states: Sequence[OrderState] = (),
        after: int = 0,
        limit: int = 1000,
    ) -> Sequence[LedgerRow]:
        statement = select(ledger.c.content).where(
            ledger.c.exchange_id == exchange_id, ledger.c.invoice_id > after
        )
        if states:
            statement = statement.where(ledger.c.state.in_([state.value for state in states]))
        return self._connection.execute(statement.order_by(ledger.c.invoice_id).limit(limit)).scalars().all()

    def clients(self, exchange_id: int, *, tax_key: str) -> frozenset[str]:
        statement = select(ledger.c.client_key).where(
            ledger.c.exchange_id == exchange_id,
            ledger.c.client_key.startswith(f"{tax_key}{CLIENT_MARK}", autoescape=True),
        )
        found = self._connection.execute(statement.distinct()).scalars()
        return frozenset(key.rpartition(CLIENT_MARK)[2] for key in found)

    def counts(self, exchange_id: int) -> Mapping[OrderState, int]:
        statement = select(ledger.c.state, func.count()).where(ledger.c.exchange_id == exchange_id)
        rows = self._connection.execute(statement.group_by(ledger.c.state))
        return {OrderState(state): count for state, count in rows}

    def freeze(self, session_id: int, answer: FrozenAnswer, *, now: datetime) -> None:
        values = {"body": answer.body, "orders": answer.orders, "frozen_at": now}
        statement = insert_or(self._connection, frozen).values(session_id=session_id, **values)
        self._connection.execute(statement.on_conflict_do_update(index_elements=["session_id"], set_=values))

    def frozen(self, session_id: int) -> FrozenAnswer | None:
        statement = select(frozen.c.body, frozen.c.orders).where(frozen.c.session_id == session_id)
        row = self._connection.execute(statement).first()
        return FrozenAnswer(body=row.body, orders=row.orders) if row else None


class SqlRegister:
    """Implements obmen.flows.ports.sales.Register."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def page(
        self,
        exchange_id: int,
        *,
        states: Sequence[OrderState] = (),
        text: str = "",
        before: int | None = None,
        limit: int,
    ) -> Sequence[LedgerRow]:
        statement = select(ledger.c.content).where(ledger.c.exchange_id == exchange_id)
        if states:
            statement = statement.where(ledger.c.state.in_([state.value for state in states]))
        for word in text.casefold().split():
            statement = statement.where(ledger.c.words.contains(word, autoescape=True))
        if before is not None:
            statement = statement.where(ledger.c.invoice_id < before)
        newest = statement.order_by(ledger.c.invoice_id.desc()).limit(limit)
        return self._connection.execute(newest).scalars().all()

    def invoices(self, exchange_id: int, numbers: Collection[str]) -> Mapping[str, int]:
        found: dict[str, int] = {}
        for chunk in chunks(sorted(numbers)):
            its = (ledger.c.exchange_id == exchange_id, ledger.c.number.in_(chunk))
            rows = self._connection.execute(select(ledger.c.number, ledger.c.invoice_id).where(*its))
            found |= {row[0]: row[1] for row in rows}
        return found


def _client_key(row: LedgerRow) -> str:
    client, tax_key = row.invoice.counterparty, tax_key_of(row.invoice)
    return f"{tax_key}{CLIENT_MARK}{client.id}" if client and tax_key else ""
