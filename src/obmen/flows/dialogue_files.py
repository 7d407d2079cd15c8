"""Files of a dialogue: received in parts, read at `import` or when the dialogue ends without it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from obmen.flows.dialogue_live import Live
from obmen.flows.dialogue_ports import (
    DialogueFailure,
    DialogueLimits,
    Disk,
    NoSpace,
    Staged,
    StageFailed,
    StageFile,
    StageResult,
    StillReading,
)
from obmen.flows.ports.exchanges import Exchange
from obmen.flows.ports.inbox import Package, PackageState
from obmen.flows.ports.onec import BadFile
from obmen.flows.ports.store import Store
from obmen.flows.uploads import (
    UNPACKED,
    find_name,
    in_order,
    inner_name,
    is_archive,
    is_xml,
    room_for,
    starts_anew,
)

HEAD_BYTES: Final = 16  # enough to see an XML prolog, BOM and all
USED_FOR: Final = timedelta(seconds=60)  # how long a measured quota is believed


@dataclass(slots=True, kw_only=True)
class DialogueFiles:
    """The files of all dialogues of this process."""

    store: Store
    disk: Disk
    stage_file: StageFile
    inbox_dir: Path
    limits: DialogueLimits
    _used: dict[int, tuple[datetime, int]] = field(default_factory=dict)
    # One package is read at a time. Orders, which are small, have a place of their own:
    # a payment must not wait for a catalogue.
    _lanes: Mapping[str, asyncio.Lock] = field(
        default_factory=lambda: {"catalog": asyncio.Lock(), "sale": asyncio.Lock()}
    )

    def folder(self, live: Live) -> Path:
        """Return where a session's files are kept."""
        return self.inbox_dir / str(live.session.exchange_id) / str(live.session.id)

    async def receive(self, live: Live, *, name: str, parts: AsyncIterator[bytes], now: datetime) -> int:
        """Keep one part of a file, safe on the disk when this returns; return at which byte it was put."""
        async with live.uploading:
            path = self.folder(live) / name
            head, parts = await _with_head(parts)
            anew = starts_anew(head, closed=live.is_closed(name))
            at = 0 if anew else await self.disk.size(path)
            live.begin(name)
            await self._keep(live, path, name, parts, at, now)
            return at

    async def _keep(
        self, live: Live, path: Path, name: str, parts: AsyncIterator[bytes], at: int, now: datetime
    ) -> None:
        exchange_id = live.session.exchange_id
        used = await self._used_bytes(exchange_id, now)
        room = room_for(
            name=name,
            limits=self.limits,
            used_bytes=used,
            free_bytes=lambda: self.disk.free(self.inbox_dir),
        )
        live.interrupted.add(name)
        try:
            taken = await self.disk.write(path, parts, at=at, room=room)
        except NoSpace:
            raise self._no_space(name) from None
        live.interrupted.discard(name)
        self._used[exchange_id] = (self._used[exchange_id][0], self._used[exchange_id][1] + taken)

    def _no_space(self, name: str) -> DialogueFailure:
        return DialogueFailure("disk.full", name=name, free_mb=self.disk.free(self.inbox_dir) >> 20)

    async def _used_bytes(self, exchange_id: int, now: datetime) -> int:
        measured = self._used.get(exchange_id)
        if measured is None or now - measured[0] > USED_FOR:
            measured = (now, await self.disk.used(self.inbox_dir / str(exchange_id)))
            self._used[exchange_id] = measured
        return measured[1]

    async def is_whole(self, live: Live, name: str) -> bool:
        """Tell whether nothing is missing at the end of a file."""
        return await self.disk.is_whole(self.folder(live) / name)

    async def import_file(self, live: Live, exchange: Exchange, *, name: str) -> StageResult | StillReading:
        """Answer `import`: wait for the file's reading, but no longer than 1C and its proxies do.

        Asked again, it goes on waiting for the same work; asked after the end, it answers at once.
        """
        live.receiving = ""
        reading = self._reading(live, exchange, name)
        done, _ = await asyncio.wait({reading}, timeout=self.limits.wait_s)
        return await self._result(live, name, reading) if done else StillReading(name)

    async def _result(self, live: Live, name: str, reading: asyncio.Task[StageResult]) -> StageResult:
        try:
            return await asyncio.shield(reading)
        except Exception:
            live.answers.pop(name, None)  # not an answer to remember: the next request tries anew
            raise

    def _reading(self, live: Live, exchange: Exchange, name: str) -> asyncio.Task[StageResult]:
        reading = live.answers.get(name)
        if reading is None:
            reading = asyncio.create_task(self._read(live, exchange, name), name=f"read {name}")
            live.answers[name] = reading
        return reading

    async def _read(self, live: Live, exchange: Exchange, name: str) -> StageResult:
        async with live.uploading:
            if known := await self._known(live, name):
                return known
            path = await self._locate(live, name)
            if isinstance(path, StageFailed):
                return path
        async with self._lanes["sale" if live.session.kind == "sale" else "catalog"]:
            return await self.stage_file(exchange=exchange, session=live.session, name=name, path=path)

    async def _known(self, live: Live, name: str) -> StageResult | None:
        """Return the answer that was found before this process began."""
        if name in live.received or any(map(is_archive, live.received)):
            return None  # it may have come since
        session_id = live.session.id
        package = await self.store.aread(lambda work: work.inbox.find(session_id=session_id, name=name))
        return _answer_of(package) if package else None

    async def _locate(self, live: Live, name: str) -> Path | StageFailed:
        """Find the file that 1C means; archives are unpacked when it is not there as it is."""
        if name in live.interrupted:
            raise DialogueFailure("file.interrupted", name=name)
        path = self.folder(live) / name
        if not is_archive(name) and await self.disk.size(path):
            return path
        if broken := await self._unpack_all(live):
            return broken
        names = await self.disk.names(self.folder(live))
        found = find_name(name, names=names)
        if found is None:
            raise DialogueFailure("file.absent", name=name)
        if is_archive(found):
            inside = in_order(n for n in names if n.startswith(f"{found}{UNPACKED}/") and is_xml(n))
            shown = ", ".join(map(inner_name, inside[:5])) or "–"
            raise DialogueFailure("file.archive", name=name, names=shown)
        return self.folder(live) / found

    async def _unpack_all(self, live: Live) -> StageFailed | None:
        """Unpack the archives of a session that are not unpacked yet; stop at one that can't be."""
        folder = self.folder(live)
        names = await self.disk.names(folder)
        before = {name.partition(f"{UNPACKED}/")[0] for name in names if f"{UNPACKED}/" in name}
        done = live.unpacked | (before - live.received) | live.interrupted
        for name in filter(is_archive, names):
            if "/" not in name and name not in done:
                try:
                    await self.disk.unpack(folder / name, folder / f"{name}{UNPACKED}")
                except BadFile as bad:
                    return StageFailed(name, bad.line, bad.reason, bad.detail)
                except NoSpace:
                    raise self._no_space(name) from None
                live.unpacked.add(name)
        return None

    async def finish(self, live: Live, exchange: Exchange) -> dict[str, StageResult]:
        """Read what came without an `import`, in the order of names; return what each file came to.

        A node that has brought packages since has brought this anew: it keeps what was not acknowledged. An
        old file must not overwrite the newer one; a node that never says `import` ends one dialogue after the
        other, and nothing later is there yet.
        """
        results: dict[str, StageResult] = {}
        if await self.store.aread(lambda work: work.inbox.has_later(live.session)):
            return results
        if broken := await self._unpack_all(live):
            results[broken.file] = broken
        for name in map(inner_name, in_order(filter(is_xml, await self.disk.names(self.folder(live))))):
            if name in live.answers or name in live.interrupted or await self._known(live, name):
                continue
            results[name] = await self._result(live, name, self._reading(live, exchange, name))
        return results


def _answer_of(package: Package) -> StageResult | None:
    match package.state:
        case PackageState.STAGED | PackageState.APPLYING | PackageState.APPLIED | PackageState.REPEATED:
            return Staged()
        case PackageState.FAILED:
            reason, _, line = package.error.rpartition(":")
            return StageFailed(package.name, int(line) if line.isdigit() else 0, reason or package.error)
        case PackageState.RECEIVED:
            return None


async def _with_head(parts: AsyncIterator[bytes]) -> tuple[bytes, AsyncIterator[bytes]]:
    """Look at the first bytes of a part without taking them away."""
    head = b""
    async for piece in parts:
        head += piece
        if len(head) >= HEAD_BYTES:
            break

    async def whole() -> AsyncIterator[bytes]:
        yield head
        async for piece in parts:
            yield piece

    return head, whole()
