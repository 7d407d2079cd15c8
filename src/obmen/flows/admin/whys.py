"""Of a record of the catalogue: its fields on both sides, who owns them, which runs touched them, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from obmen.delta.desire import Left
from obmen.domain.identity import Ref
from obmen.domain.settings import owner_of
from obmen.flows.catalog.context import CATALOGUE_HELD
from obmen.flows.catalog.planning import AWAITED
from obmen.flows.ports.catalog import Due, OutboxRow
from obmen.flows.ports.delivery import Binding
from obmen.flows.ports.exchanges import Exchange
from obmen.flows.ports.runs import Effect, Run

Desired = Mapping[str, object] | Left | None

THERE: Final = "why.there"
DELETED: Final = "why.deleted"
INACTIVE: Final = "why.inactive"
HELD: Final = "why.held"
FIRST_RUN: Final = "why.first_run"
AWAITS_OFFERS: Final = "why.awaits_offers"
ON_ITS_WAY: Final = "why.on_its_way"
NOT_TOLD: Final = "why.not_told"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How one record stands: what it shall be, what the CRM was given, and what is on its way."""

    ref: Ref
    desired: Desired
    binding: Binding | None
    row: OutboxRow | None


def fields_of(
    exchange: Exchange, one: Standing, touched: Sequence[tuple[Run, Effect]]
) -> dict[str, dict[str, object]]:
    """Return each field with 1C's value, the CRM's, its owner, and the runs that have written it."""
    wanted = one.desired if isinstance(one.desired, Mapping) else {}
    held = one.binding.fields if one.binding else {}
    owners = exchange.settings.owners_of(one.ref.kind)
    return {
        name: {
            "onec": wanted.get(name),
            "crm": held.get(name),
            "owner": owner_of(owners, name),
            "runs": _runs_of(name, touched),
        }
        for name in dict.fromkeys([*wanted, *held])
    }


def _runs_of(name: str, touched: Sequence[tuple[Run, Effect]]) -> list[int]:
    return list(dict.fromkeys(run.id for run, effect in touched if effect.made or name in effect.after))


def runs_of(touched: Sequence[tuple[Run, Effect]]) -> list[dict[str, Any]]:
    """Return what each run did to a record, the earliest first."""
    return [
        {
            "run": run.id,
            "began_at": run.began_at.isoformat(),
            "cause": str(run.cause),
            "facts": dict(run.facts),
            "made": effect.made,
            "fields": {name: [effect.before.get(name), after] for name, after in effect.after.items()},
        }
        for run, effect in touched
    ]


def why(exchange: Exchange, one: Standing) -> str:
    """Say why a record is in the CRM, or why it is not: a code with a text."""
    if one.binding is not None and one.binding.fields.get("active") is not False:
        return THERE
    if isinstance(one.desired, Left):
        return f"left.{one.desired}"
    if one.desired is not None and one.desired.get("active") is False:
        return DELETED
    if one.row is not None:
        return _why_waiting(exchange, one.row)
    return NOT_TOLD if one.binding is None else INACTIVE


def _why_waiting(exchange: Exchange, row: OutboxRow) -> str:
    if row.state is Due.HELD:
        return HELD
    if row.state is Due.PARKED:
        return row.reason
    if exchange.learnt.get(CATALOGUE_HELD):
        return FIRST_RUN
    return AWAITS_OFFERS if row.reason == AWAITED else ON_ITS_WAY
