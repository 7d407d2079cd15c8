"""Writing to one portal: tasks as calls, calls as requests, answers as outcomes."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from obmen.bitrix24 import lookups
from obmen.bitrix24.answers import Answer, Parts, judge_batch, judge_single, parts_of
from obmen.bitrix24.call import Command, commands_of, looks_like_reference, references, resolved
from obmen.bitrix24.client import WHENEVER, Client
from obmen.bitrix24.codes import GONE, OPERATION_TIME_LIMIT, OWNER_DENIED, OWNER_GONE, VAGUE
from obmen.bitrix24.lookups_pictures import is_owner_gone
from obmen.bitrix24.mappers import MAPPERS
from obmen.bitrix24.mappers.scene import Scene, mapped
from obmen.bitrix24.pace import Busy, budget
from obmen.bitrix24.reading import Reader, Row, offers_block, product_block, rows_of
from obmen.bitrix24.transport import AnswerLost, NotSent
from obmen.bitrix24.vocabulary import (
    CATALOG_CATALOG_LIST,
    CATALOG_PRICE_ADD,
    CATALOG_PRICE_DELETE,
    CATALOG_PRODUCT_IMAGE_DELETE,
    CRM_ITEM_PRODUCTROW_LIST,
    FILE_CONTENT,
)
from obmen.delivery.call import BATCH_CALLS, Call, Task, Unready
from obmen.delivery.outcome import Ambiguous, Delivered, Halted, Outcome, Refused, Rejected
from obmen.delivery.profile import PortalProfile
from obmen.domain.identity import Ref
from obmen.flows.ports.pictures import BadPicture
from obmen.flows.ports.portal import Budget, Mapped, PortalHalted, PortalUnreachable, Unmappable

REMOVING: Final = frozenset({CATALOG_PRODUCT_IMAGE_DELETE})
"""What is refused because the object is not there any more has reached its end."""
PATIENCE: Final = timedelta(seconds=2)
Contents = Callable[[str], bytes]
"""Reads a kept picture as it is sent; raises BadPicture."""

NOTHING_YET: Final = Refused(timedelta(0), "batch.cut")


class PortalDeliveries:
    """Implements `Deliveries` for one webhook."""

    def __init__(self, client: Client, reader: Reader, contents: Contents) -> None:
        self._client, self._reader = client, reader
        self._contents = contents
        self._blocks: lookups.Blocks | None = None  # look-ups need them too

    def map(
        self, tasks: Sequence[Task], *, profile: PortalProfile, bound: Mapping[Ref, int]
    ) -> Sequence[Mapped | Unready | Unmappable]:
        """Turn tasks into calls; a record that an earlier task creates is referred to."""
        if profile.product_iblock_id:
            self._blocks = lookups.Blocks(profile.product_iblock_id, profile.offers_iblock_id or 0)
        answers: list[Mapped | Unready | Unmappable] = []
        coming: dict[Ref, str] = {}
        for task in tasks:
            calls = mapped(MAPPERS[task.ref.kind], task, Scene(profile=profile, bound=bound, coming=coming))
            if not isinstance(calls, tuple):
                answers.append(calls)
                continue
            answers.append(Mapped(task.id, calls))
            coming |= {call.binds: call.name for call in calls if call.binds}
        return answers

    def budget(self, calls: Sequence[Call], *, now: datetime) -> Budget:
        """Tell how many calls fit into one request now; never cuts a task in two."""
        return budget(self._client.pace.state, calls, now)

    async def send(self, calls: Sequence[Call], *, until: datetime = WHENEVER) -> Sequence[Outcome]:
        """Send calls; what the pace has no room for, or what can't begin by `until`, is refused unsent."""
        await self._client.pace.share()
        room = budget(self._client.pace.state, calls, self._client.world.clock())
        outcomes = list(await self._in_segments(calls[: room.calls], until))
        outcomes += self._left_out(room, len(calls) - room.calls)
        for outcome in outcomes:
            if isinstance(outcome, Halted) and not self._client.pace.state.halt:
                await self._client.halted(outcome.code)
        return await self._without_the_gone(calls, await self._without_strays(outcomes))

    async def _without_strays(self, outcomes: Sequence[Outcome]) -> Sequence[Outcome]:
        """Take back price rows that were made at another product; a person still hears of it."""
        strays = {
            f"s{index}": outcome
            for index, outcome in enumerate(outcomes)
            if isinstance(outcome, Rejected) and outcome.facts.get("method") == CATALOG_PRICE_ADD
        }
        if not strays:
            return outcomes
        commands = {
            name: Command(CATALOG_PRICE_DELETE, {"id": stray.facts["created"]})
            for name, stray in strays.items()
        }
        try:
            taken = parts_of(await self._client.batch(commands, halt=False, patience=PATIENCE)).results
        except (PortalHalted, Busy, NotSent, AnswerLost):
            taken = {}
        return [
            replace(strays[name], facts={**strays[name].facts, "repaired": name in taken})
            if (name := f"s{index}") in strays
            else outcome
            for index, outcome in enumerate(outcomes)
        ]

    def _left_out(self, room: Budget, count: int) -> list[Outcome]:
        halt = self._client.pace.state.halt
        if halt and not room.calls:
            return [Halted(halt.code) for _ in range(count)]
        return [Refused(room.wait, "pace") for _ in range(count)]

    async def _in_segments(self, calls: Sequence[Call], until: datetime) -> Sequence[Outcome]:
        """Send one batch; a call whose text a batch would take for a reference goes by itself."""
        outcomes: list[Outcome] = []
        made: dict[str, int] = {}
        for segment in _segments(calls):
            ready = [replace(call, params=_params(call, made)) for call in segment]
            inside = {call.name for call in ready}
            if any(set(references(call.params)) - inside for call in ready):
                outcomes += [NOTHING_YET for _ in ready]
                continue
            answered = await self._segment(ready, made, until)
            outcomes += answered
            made |= {
                call.name: outcome.item_id
                for call, outcome in zip(ready, answered, strict=True)
                if isinstance(outcome, Delivered) and outcome.item_id is not None
            }
        return outcomes

    async def _segment(
        self, calls: Sequence[Call], made: Mapping[str, int], until: datetime
    ) -> list[Outcome]:
        alone = len(calls) == 1 and _goes_alone(calls[0])
        halt = any(True for call in calls for _ in references(call.params))
        try:
            if alone:
                command = Command(calls[0].method, await self._with_content(calls[0]))
                answer = await self._client.single(command, patience=PATIENCE, until=until)
                return [self._timed(calls[0], judge_single(calls[0], answer, made=made))]
            commands = commands_of(calls)
            answer = await self._client.batch(commands, halt=halt, patience=PATIENCE, until=until)
        except BadPicture as bad:
            return [Rejected(bad.fault, bad.detail) for _ in calls]
        except PortalHalted as halted:
            return [Halted(halted.code, halted.detail) for _ in calls]
        except Busy as busy:
            return [Refused(busy.wait, busy.reason) for _ in calls]
        except NotSent as unreachable:
            wait = self._client.pace.state.breaker.wait(self._client.world.clock())
            return [Refused(wait or PATIENCE, f"not_sent {unreachable}") for _ in calls]
        except AnswerLost as lost:
            return [Ambiguous(str(lost)) for _ in calls]
        return self._judged(calls, answer, halt=halt)

    async def _with_content(self, call: Call) -> Mapping[str, object]:
        """Read the picture that a call sends; raises BadPicture."""
        content = call.params.get(FILE_CONTENT)
        if not isinstance(content, Sequence):
            return call.params
        name, of = content
        data = await asyncio.to_thread(self._contents, of.file)
        return {**call.params, FILE_CONTENT: [name, base64.b64encode(data).decode()]}

    def _judged(self, calls: Sequence[Call], answer: Answer, *, halt: bool) -> list[Outcome]:
        outcomes = judge_batch(calls, answer, halt=halt)
        return [self._timed(call, outcome) for call, outcome in zip(calls, outcomes, strict=True)]

    def _timed(self, call: Call, outcome: Outcome) -> Outcome:
        """Put the wait that the pace knows into a refusal for run time."""
        if not isinstance(outcome, Refused) or outcome.code != OPERATION_TIME_LIMIT:
            return outcome
        until = self._client.pace.state.operating.meter(call.method).blocked_until
        wait = until - self._client.world.clock() if until else outcome.wait
        return replace(outcome, wait=max(wait, timedelta(seconds=1)))

    async def _without_the_gone(
        self, calls: Sequence[Call], outcomes: Sequence[Outcome]
    ) -> Sequence[Outcome]:
        """Find out whether a vaguely rejected update met an object that a person has deleted."""
        doubtful = [
            call
            for call, outcome in zip(calls, outcomes, strict=True)
            if isinstance(outcome, Rejected) and call.target is not None and outcome.code in VAGUE
        ]
        try:
            seen = await self.look_up(doubtful)
        except (PortalHalted, PortalUnreachable):
            return outcomes
        known = {
            call.name: found
            for call, found in zip(doubtful, seen, strict=True)
            if found == lookups.GONE or (call.method in REMOVING and isinstance(found, Delivered))
        }
        return [known.get(call.name, outcome) for call, outcome in zip(calls, outcomes, strict=True)]

    async def look_up(self, calls: Sequence[Call]) -> Sequence[Outcome]:
        """Find out whether calls have run, by the table of look-ups.

        Raises: PortalHalted, PortalUnreachable — the portal could not be asked.
        """
        known = [call for call in calls if call.method in lookups.TABLE]
        if not known:
            return [lookups.IMPOSSIBLE for _ in calls]
        blocks = await self._known_blocks()
        rows = await self._ask({call.name: lookups.TABLE[call.method].ask(call, blocks) for call in known})
        owners = {
            call.name: owner
            for call in known
            if call.method in lookups.OF_A_PRODUCT
            and (owner := lookups.owner_of(call, rows[call.name] or ()))
        }
        rows |= {call.name: [] for call in known if call.method in lookups.OF_A_PRODUCT}
        rows |= await self._ask({
            call.name: [lookups.price_command(call, owners[call.name])]
            for call in known
            if call.name in owners
        })  # fmt: skip
        return [_seen(call, rows) for call in calls]

    async def _known_blocks(self) -> lookups.Blocks:
        if self._blocks is None:
            rows = (await self._reader.rows({"blocks": Command(CATALOG_CATALOG_LIST)}))["blocks"]
            products = product_block(rows)
            self._blocks = lookups.Blocks(products or 0, offers_block(rows, products) or 0)
        return self._blocks

    async def _ask(self, asked: Mapping[str, Sequence[Command]]) -> dict[str, list[Row] | None]:
        """Run every question; None: what the question is about is no more."""
        commands = {
            f"{name}x{index}": command
            for name, several in asked.items()
            for index, command in enumerate(several)
        }
        parts = await self._reader.run(commands) if commands else Parts()
        rows: dict[str, list[Row] | None] = {}
        for name, several in asked.items():
            names = [f"{name}x{index}" for index in range(len(several))]
            failed = [
                (command, parts.failures[one].code)
                for one, command in zip(names, several, strict=True)
                if one in parts.failures
            ]
            if any(_is_gone(command, code) for command, code in failed):
                rows[name] = None
                continue
            pages = (rows_of(parts, one, command.method) for one, command in zip(names, several, strict=True))
            rows[name] = [row for page in pages for row in page]
        return rows


def _is_gone(command: Command, code: str) -> bool:
    """Tell whether a question was refused because what it is about is no more."""
    of_rows = command.method == CRM_ITEM_PRODUCTROW_LIST and code == OWNER_DENIED
    return code in GONE or code == OWNER_GONE or of_rows or is_owner_gone(command, code)


def _seen(call: Call, rows: Mapping[str, list[Row] | None]) -> Outcome:
    if call.name not in rows:
        return lookups.IMPOSSIBLE
    mine = rows[call.name]
    return lookups.GONE if mine is None else lookups.TABLE[call.method].judge(call, mine)


def _params(call: Call, made: Mapping[str, int]) -> Mapping[str, object]:
    params = resolved(call.params, made)
    return params if isinstance(params, Mapping) else call.params


def _goes_alone(call: Call) -> bool:
    """Tell whether a call goes by itself: a file, or a text that a batch would take for a reference."""
    return FILE_CONTENT in call.params or looks_like_reference(call.params)


def _segments(calls: Sequence[Call]) -> list[list[Call]]:
    """Cut calls where one has to go by itself; everything else stays one batch."""
    segments: list[list[Call]] = []
    joined = False
    for call in calls[:BATCH_CALLS]:
        alone = _goes_alone(call)
        if alone or not joined:
            segments.append([call])
        else:
            segments[-1].append(call)
        joined = not alone
    return segments
