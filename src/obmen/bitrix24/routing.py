"""Which caller takes a call: what no webhook may do goes by the application, all else by the usual one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from obmen.bitrix24.client import WHENEVER
from obmen.bitrix24.deliveries import PortalDeliveries
from obmen.bitrix24.vocabulary import OF_APPLICATIONS
from obmen.delivery.breaker import PROBE_EVERY
from obmen.delivery.call import Call, Task, Unready
from obmen.delivery.outcome import Halted, Outcome, Refused
from obmen.delivery.profile import PortalProfile
from obmen.domain.identity import Ref
from obmen.flows.ports.portal import Budget, Mapped, Unmappable

APPLICATION_RESTS: Final = "application."


@dataclass(frozen=True, slots=True)
class RoutedDeliveries:
    """Implements `Deliveries` for a portal that is called by two: one's halt is none of the other's."""

    usual: PortalDeliveries
    application: PortalDeliveries

    def map(
        self, tasks: Sequence[Task], *, profile: PortalProfile, bound: Mapping[Ref, int]
    ) -> Sequence[Mapped | Unready | Unmappable]:
        """Turn tasks into calls."""
        return self.usual.map(tasks, profile=profile, bound=bound)

    def budget(self, calls: Sequence[Call], *, now: datetime) -> Budget:
        """Tell how many calls fit into one request now."""
        return self.usual.budget(calls, now=now)

    async def send(self, calls: Sequence[Call], *, until: datetime = WHENEVER) -> Sequence[Outcome]:
        """Send each call by the caller that may make it; outcomes come in the order of the calls."""
        apart = [call for call in calls if call.method in OF_APPLICATIONS]
        usual = [call for call in calls if call.method not in OF_APPLICATIONS]
        outcomes = dict(zip((call.name for call in usual), await self._usual(usual, until), strict=True))
        found = await self.application.send(apart, until=until) if apart else ()
        outcomes |= {call.name: _own(outcome) for call, outcome in zip(apart, found, strict=True)}
        return [outcomes[call.name] for call in calls]

    async def _usual(self, calls: Sequence[Call], until: datetime) -> Sequence[Outcome]:
        return await self.usual.send(calls, until=until) if calls else ()

    async def look_up(self, calls: Sequence[Call]) -> Sequence[Outcome]:
        """Find out whether calls have run."""
        return await self.usual.look_up(calls)


def _own(outcome: Outcome) -> Outcome:
    """An application that gets no tokens halts its own calls only."""
    if isinstance(outcome, Halted):
        return Refused(PROBE_EVERY, APPLICATION_RESTS + outcome.code)
    return outcome
