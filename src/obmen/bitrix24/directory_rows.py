"""Adding rows to the portal's directories, 50 in one request, and what became of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from obmen.bitrix24.answers import Failure, judge_request, made_id, parts_of
from obmen.bitrix24.call import Command
from obmen.bitrix24.client import Client
from obmen.bitrix24.codes import MAY_HAVE_RUN, NOT_RUN
from obmen.bitrix24.pace import Busy
from obmen.bitrix24.reading import chunks
from obmen.bitrix24.transport import AnswerLost, NotSent
from obmen.delivery.outcome import Halted
from obmen.flows.ports.portal import Announce, PortalHalted, PortalUnreachable

PATIENCE: Final = timedelta(seconds=30)


async def unannounced(_: datetime) -> None:
    """Announce nothing: of what the portal itself keeps unique nothing is made twice."""


@dataclass(slots=True)
class Written:
    """Ids of the rows that were written, and what the portal said of the others."""

    ids: dict[str, int] = field(default_factory=dict)
    failures: dict[str, Failure] = field(default_factory=dict)


async def write_rows(client: Client, commands: Mapping[str, Command], *, announce: Announce) -> Written:
    """Run writing commands; each request is announced before it goes out.

    Raises: PortalHalted; PortalUnreachable — some may have run: what is there is read before the next try.
    """
    written = Written()
    for chunk in chunks(commands):
        await announce(client.world.clock())
        try:
            answer = await client.batch(chunk, halt=False, patience=PATIENCE)
        except (Busy, NotSent, AnswerLost) as unsure:
            raise PortalUnreachable(str(unsure)) from None
        whole = judge_request(answer)
        if isinstance(whole, Halted):
            raise PortalHalted(whole.code, whole.detail)
        if whole is not None:
            raise PortalUnreachable(str(whole))
        parts = parts_of(answer)
        for name, command in chunk.items():
            _take(written, name, command, parts.results.get(name), parts.failures.get(name))
    return written


def _take(written: Written, name: str, command: Command, result: object, failure: Failure | None) -> None:
    row_id = made_id(result, command.method)
    if row_id is not None:
        written.ids[name] = row_id
    elif failure is None or failure.code in MAY_HAVE_RUN or failure.code in NOT_RUN:
        raise PortalUnreachable(f"{command.method}: {failure.code if failure else 'no answer'}")
    else:
        written.failures[name] = failure
