"""Tokens are renewed by one process, and the new pair is kept before anybody uses it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Final, TypeVar

from obmen.flows.ports.application import (
    NOT_INSTALLED,
    Application,
    Authority,
    Denied,
    Grant,
    Standing,
    Tokens,
)
from obmen.flows.ports.journal import Entry
from obmen.flows.ports.portal import PortalHalted, PortalUnreachable
from obmen.flows.ports.store import Store, Work

T = TypeVar("T")

HALTED: Final = "application.halted"
RENEWED: Final = "application.renewed"
RENEWAL_TTL: Final = timedelta(seconds=60)  # longer than the OAuth server is waited for
LOOK_EVERY_S: Final = 0.2
FOREIGN_MEMBER: Final = "FOREIGN_MEMBER"  # the grant is of another portal
USED_UP: Final = frozenset({"INVALID_GRANT"})
"""Codes of a refresh token that is no more: its answer was lost with a killed process, or it is too old."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenKeeper:
    """Implements `Keeper` for the application of one exchange."""

    store: Store
    authority: Authority
    exchange_id: int
    new_id: Callable[[], str]
    clock: Callable[[], datetime]
    sleep: Callable[[float], Awaitable[None]]

    async def current(self) -> Tokens:
        """Return what is kept; raises PortalHalted when the application is not installed."""
        return tokens_of(await self._installed())

    async def renewed(self, stale: Tokens) -> Tokens:
        """Return newer tokens than these; who comes second waits for the first and takes what he got."""
        owner, until = self.new_id(), self.clock() + RENEWAL_TTL
        while not await self._begin(stale.generation, owner):
            application = await self._installed()
            if application.generation != stale.generation:
                return tokens_of(application)
            if self.clock() > until:
                raise PortalUnreachable("renewal")
            await self.sleep(LOOK_EVERY_S)
        kept = await unbroken(self._renew(await self._installed(), owner))
        if isinstance(kept, Denied):
            raise PortalHalted(kept.code, kept.detail)
        return kept

    async def _installed(self) -> Application:
        application = await self.store.aread(lambda work: work.applications.get(self.exchange_id))
        if application is None or application.standing is not Standing.INSTALLED:
            raise PortalHalted(NOT_INSTALLED)
        return application

    async def _begin(self, generation: int, owner: str) -> bool:
        now = self.clock()

        def begin(application: Application) -> Application:
            taken = application.renewed_until is not None and application.renewed_until > now
            if taken or application.generation != generation:
                return application
            return replace(application, renewed_by=owner, renewed_until=now + RENEWAL_TTL)

        begun = await self.store.awrite(lambda work: work.applications.change(self.exchange_id, begin))
        return begun is not None and begun.renewed_by == owner

    async def _renew(self, application: Application, owner: str) -> Tokens | Denied:
        """Ask with the token at hand, and with the reserve when that one is used up."""
        try:
            answer = await self.authority.refresh(application, application.refresh_token)
            if isinstance(answer, Denied) and answer.code in USED_UP and application.reserve:
                answer = await self.authority.refresh(application, application.reserve)
                application = replace(application, reserve="")
        except PortalUnreachable:
            await self.store.awrite(partial(self._give_up, owner=owner))
            raise
        return await self.store.awrite(partial(self._keep, asked=application, answer=answer))

    def _give_up(self, work: Work, *, owner: str) -> None:
        def give_up(application: Application) -> Application:
            return _free(application) if application.renewed_by == owner else application

        work.applications.change(self.exchange_id, give_up)

    def _keep(self, work: Work, *, asked: Application, answer: Grant | Denied) -> Tokens | Denied:
        """Keep the answer, unless somebody has newer tokens by now: ours are of no use then."""
        if isinstance(answer, Grant) and answer.member_id not in {"", asked.member_id}:
            answer = Denied(FOREIGN_MEMBER)

        def keep(known: Application) -> Application:
            if known.generation != asked.generation:
                return known
            free = _free(replace(known, reserve=asked.reserve and known.reserve))
            if isinstance(answer, Denied):
                return replace(free, trouble=answer.code)
            return with_grant(free, answer)

        kept = work.applications.change(self.exchange_id, keep)
        if kept is None:
            return Denied(NOT_INSTALLED)
        if kept.generation == asked.generation and isinstance(answer, Denied):
            tell_refused(work, self.exchange_id, answer, now=self.clock())
            return answer
        work.problems.solve(self.exchange_id, kind=HALTED)
        facts = {"generation": kept.generation}
        work.journal.add(self.exchange_id, [Entry(at=self.clock(), event=RENEWED, ref=None, facts=facts)])
        return tokens_of(kept)


def _free(application: Application) -> Application:
    return replace(application, renewed_by="", renewed_until=None)


async def unbroken(work: Coroutine[None, None, T]) -> T:
    """Let work end that has begun, though the one who waits is cancelled: a pair of tokens comes once."""
    task = asyncio.ensure_future(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task])
        raise


def tokens_of(application: Application) -> Tokens:
    """Return what an application calls with."""
    return Tokens(application.access_token, application.generation, application.user_id)


def with_grant(application: Application, grant: Grant) -> Application:
    """Return an application with a new pair of tokens."""
    return replace(
        application,
        access_token=grant.access_token,
        refresh_token=grant.refresh_token,
        user_id=grant.user_id or application.user_id,
        generation=application.generation + 1,
        trouble="",
    )


def tell_refused(work: Work, exchange_id: int, denied: Denied, *, now: datetime) -> None:
    """Open the problem of an application that gets no tokens, unless it is open."""
    if work.problems.open(exchange_id, kind=HALTED):
        return
    host = work.exchanges.get(id=exchange_id).portal_host
    facts = {"code": denied.code, "detail": denied.detail}
    work.problems.raise_(exchange_id, kind=HALTED, ref=None, record=host, facts=facts, now=now)
