"""Reading from a portal: lists as batches, page after page, repeated when the portal stumbles."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Final, NoReturn

from obmen.bitrix24.answers import Failure, Parts, judge_request, parts_of
from obmen.bitrix24.call import Command
from obmen.bitrix24.client import Client
from obmen.bitrix24.codes import HALTING, HALTING_UNLESS_OPTIONAL, MAY_HAVE_RUN, NOT_RUN
from obmen.bitrix24.pace import Busy
from obmen.bitrix24.transport import AnswerLost, NotSent
from obmen.bitrix24.vocabulary import BATCH, OPTIONAL, ROWS_OF
from obmen.delivery.call import BATCH_CALLS
from obmen.delivery.outcome import Ambiguous, Halted, Refused
from obmen.delivery.retry import wait_before
from obmen.flows.ports.portal import PortalFailing, PortalHalted, PortalUnreachable

PATIENCE: Final = timedelta(seconds=30)  # reading may wait so long for its turn
ATTEMPTS: Final = 4
Row = Mapping[str, object]


class Reader:
    """Reads through a client; raises PortalHalted and PortalUnreachable, nothing else."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def run(self, commands: Mapping[str, Command]) -> Parts:
        """Run commands, 50 a request; what the portal could not do now is asked again."""
        results: dict[str, object] = {}
        failures: dict[str, Failure] = {}
        following: dict[str, int] = {}
        for chunk in chunks(commands):
            parts = await self._chunk(chunk)
            results |= parts.results
            failures |= parts.failures
            following |= parts.next
        return Parts(results, failures, following)

    async def _chunk(self, commands: Mapping[str, Command]) -> Parts:
        results: dict[str, object] = {}
        failures: dict[str, Failure] = {}
        following: dict[str, int] = {}
        left, parts = dict(commands), None
        for attempt in range(1, ATTEMPTS + 1):
            parts = await self._once(left, attempt)
            if parts:
                results |= parts.results
                following |= parts.next
                failures |= {name: one for name, one in parts.failures.items() if not _passes(one)}
            left = {name: one for name, one in left.items() if name not in results and name not in failures}
            if not left or (parts and all(one.method in OPTIONAL for one in left.values())):
                return Parts(results, failures, following)
        raise _given_up(left, parts)

    async def _once(self, commands: Mapping[str, Command], attempt: int) -> Parts | None:
        try:
            answer = await self._client.batch(commands, halt=False, patience=PATIENCE)
        except Busy as busy:
            raise PortalUnreachable(busy.reason) from None
        except (NotSent, AnswerLost) as lost:
            if attempt == ATTEMPTS:
                raise PortalUnreachable(str(lost)) from None
            await self._rest(attempt)
            return None
        match judge_request(answer):
            case Halted(code, detail):
                raise PortalHalted(code, detail)
            case Refused(_, reason) if attempt == ATTEMPTS:
                raise PortalUnreachable(reason)
            case Refused(wait):
                await self._rest(attempt, at_least=wait)
            case None:
                parts = parts_of(answer)
                if any(_passes(failure) for failure in parts.failures.values()):
                    await self._rest(attempt)
                return parts
            case Ambiguous(reason) if attempt == ATTEMPTS:
                raise PortalFailing(BATCH, reason)
            case _:
                await self._rest(attempt)
        return None

    async def _rest(self, attempt: int, *, at_least: timedelta = timedelta(0)) -> None:
        world = self._client.world
        wait = max(at_least, wait_before(attempt=attempt, jitter=world.jitter()))
        await world.sleep(wait.total_seconds())

    async def rows(self, commands: Mapping[str, Command]) -> dict[str, list[Row]]:
        """Run list commands to their last page; a failed one raises."""
        rows, failures = await self.survey(commands)
        raise_for(failures, commands)
        return rows

    async def survey(
        self, commands: Mapping[str, Command]
    ) -> tuple[dict[str, list[Row]], dict[str, Failure]]:
        """Run list commands to their last page; failed ones are told beside the rows of the others."""
        return await self.follow(await self.run(commands), commands)

    async def follow(
        self, parts: Parts, commands: Mapping[str, Command]
    ) -> tuple[dict[str, list[Row]], dict[str, Failure]]:
        """Take the rows of first pages, and read the pages after them."""
        rows: dict[str, list[Row]] = {name: [] for name in commands}
        failures: dict[str, Failure] = {}
        left = dict(commands)
        while True:
            for name, command in left.items():
                rows[name].extend(rows_in(parts.results.get(name), command.method))
                failures |= {name: parts.failures[name]} if name in parts.failures else {}
            left = {
                name: Command(left[name].method, {**left[name].params, "start": start})
                for name, start in parts.next.items()
                if name in left
            }
            if not left:
                return rows, failures
            parts = await self.run(left)


def _given_up(left: Mapping[str, Command], parts: Parts | None) -> PortalUnreachable:
    """Return why reading is given up: what was told of the last command, or that nothing was."""
    name, command = next(iter(left.items()))
    failure = parts.failures.get(name) if parts else None
    if failure is None:
        return PortalUnreachable(command.method)
    if failure.code in NOT_RUN:
        return PortalUnreachable(failure.code)
    return PortalFailing(command.method, failure.code, failure.detail)


def _passes(failure: Failure) -> bool:
    """Tell whether a reading command may succeed when it is asked again."""
    return failure.code in NOT_RUN or failure.code in MAY_HAVE_RUN


def chunks(commands: Mapping[str, Command]) -> Iterator[dict[str, Command]]:
    """Cut commands into requests."""
    names = list(commands)
    for first in range(0, len(names), BATCH_CALLS):
        yield {name: commands[name] for name in names[first : first + BATCH_CALLS]}


def rows_of(parts: Parts, name: str, method: str) -> list[Row]:
    """Return the rows of one list command.

    Raises: PortalHalted, PortalUnreachable — the command failed.
    """
    failure = parts.failures.get(name)
    if failure:
        raise_failure(failure, method)
    return rows_in(parts.results.get(name), method)


def raise_failure(failure: Failure, method: str) -> NoReturn:
    """Raise what a failed reading command means: PortalHalted or PortalUnreachable."""
    if failure.code in HALTING or failure.code in HALTING_UNLESS_OPTIONAL:
        raise PortalHalted(failure.code, f"{method}: {failure.detail}")
    raise PortalFailing(method, failure.code, failure.detail)


def raise_for(failures: Mapping[str, Failure], commands: Mapping[str, Command]) -> None:
    """Raise what failed commands mean; those of optional methods mean nothing.

    Raises: PortalHalted, PortalUnreachable.
    """
    for name, failure in failures.items():
        if commands[name].method not in OPTIONAL:
            raise_failure(failure, commands[name].method)


def rows_in(result: object, method: str) -> list[Row]:
    """Find the rows in a list's result: under their name, or the result itself is the list."""
    name = ROWS_OF.get(method, "")
    if isinstance(result, Mapping) and name not in result:
        result = result.get("result", result)
    if isinstance(result, Mapping) and name in result:
        result = result[name]
    if isinstance(result, Mapping):  # a PHP array with gaps in its keys
        result = list(result.values())
    return [row for row in result if isinstance(row, Mapping)] if isinstance(result, list) else []


def number(value: object) -> int:
    """Read an id or a count: a number, a number as text (`5`, `5.0`), or an empty value."""
    written = string(value).strip()
    try:
        return int(written) if written.removeprefix("-").isdigit() else int(float(written or 0))
    except (ValueError, OverflowError):
        return 0


def string(value: object) -> str:
    """Read a text; an empty PHP value is an empty text."""
    return "" if value is None or isinstance(value, bool) else str(value)


def is_yes(value: object) -> bool:
    """Read a flag: `Y`, `1` or true."""
    return string(value).upper() in {"Y", "1", "TRUE"} or value is True


def is_no(value: object) -> bool:
    """Read a flag that says no in so many words: `N`, `0` or false; an absent one does not."""
    return string(value).upper() in {"N", "0", "FALSE"} or value is False


def paged(ids: Sequence[object], size: int) -> list[list[object]]:
    """Cut a list into pages."""
    return [list(ids[first : first + size]) for first in range(0, len(ids), size)]


def product_block(catalogs: Sequence[Row]) -> int | None:
    """Find the block of products: the oldest that offers belong to, or the oldest of all."""
    owners = {number(row.get("productIblockId")) for row in catalogs} - {0}
    products = [number(row.get("iblockId")) for row in catalogs if not number(row.get("productIblockId"))]
    with_offers = [block for block in products if block in owners]
    return min(with_offers or products, default=None)


def offers_block(catalogs: Sequence[Row], products: int | None) -> int | None:
    """Find the block of variations that belongs to the block of products."""
    if products is None:
        return None
    blocks = (
        number(row.get("iblockId")) for row in catalogs if number(row.get("productIblockId")) == products
    )
    return next(blocks, None)
