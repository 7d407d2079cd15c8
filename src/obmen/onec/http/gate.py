"""The door: the right password passes at once, wrong ones are answered slower and slower.

1C sends its password with every request, so a password that was right is remembered as a keyed digest and is
recognised without argon2. A wrong one costs argon2 once and is remembered too. Beyond a few wrong ones from
one address the *answer* to a wrong one is held back, never the check: the right one does not wait behind.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from obmen.flows.ports.exchanges import Exchange
from obmen.keys.passwords import NOBODY, keyed_digest, verify_password
from obmen.keys.throttle import Throttle
from obmen.onec.http.credentials import Credentials

FREE_WRONG: Final = 5  # answered at once: a person mistypes
LONGEST_WAIT_S: Final = 10.0
REMEMBERED: Final = 4096  # wrong passwords
WAITING: Final = 64  # answers held back at a time; beyond that they go out at once: nobody fills our memory


@dataclass(slots=True, kw_only=True)
class Gate:
    """Checks passwords; one object per process."""

    key: bytes = field(repr=False)
    clock: Callable[[], datetime]
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    _right: dict[int, bytes] = field(default_factory=dict)
    _known_wrong: OrderedDict[bytes, None] = field(default_factory=OrderedDict)
    _throttle: Throttle = field(default_factory=lambda: Throttle(free=FREE_WRONG, longest_s=LONGEST_WAIT_S))
    _checking: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(2))
    _waiting: int = 0

    async def admits(self, exchange: Exchange | None, credentials: Credentials, *, address: str) -> bool:
        """Tell whether the password is the exchange's; a wrong one is told late when there were many.

        The right one forgives nothing: a guesser may sit behind the same address as the node.
        """
        digest = self._digest(exchange, credentials)
        if await self._is_right(exchange, credentials, digest):
            return True
        wait_s = self._throttle.count((credentials.login, address), now=self.clock())
        if wait_s > 0 and self._waiting < WAITING:
            self._waiting += 1
            try:
                await self.sleep(wait_s)
            finally:
                self._waiting -= 1
        return False

    def _digest(self, exchange: Exchange | None, credentials: Credentials) -> bytes:
        """The hash is a part of it: a new password makes the remembered one worthless."""
        password_hash = exchange.password_hash if exchange else NOBODY
        return keyed_digest(self.key, "password", password_hash, credentials.login, credentials.password)

    async def _is_right(self, exchange: Exchange | None, credentials: Credentials, digest: bytes) -> bool:
        if exchange is not None and self._right.get(exchange.id) == digest:
            return True
        if digest in self._known_wrong:
            return False
        password_hash = exchange.password_hash if exchange else NOBODY
        async with self._checking:
            right = await asyncio.to_thread(
                verify_password, credentials.password, password_hash=password_hash
            )
        if exchange is not None and right:
            self._right[exchange.id] = digest
            return True
        self._known_wrong[digest] = None
        if len(self._known_wrong) > REMEMBERED:
            self._known_wrong.popitem(last=False)
        return False
