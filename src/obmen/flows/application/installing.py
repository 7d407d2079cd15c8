"""The application is installed, opened and removed: nothing that a request says is believed by itself."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum, auto
from typing import Final

from obmen.flows.application.renewing import HALTED, with_grant
from obmen.flows.ports.application import (
    Application,
    Authority,
    Denied,
    Grant,
    InPortal,
    Opening,
    Standing,
    Visitor,
)
from obmen.flows.ports.exchanges import Exchange
from obmen.flows.ports.journal import Entry
from obmen.flows.ports.store import Store, Work

GONE: Final = "application.gone"
INSTALLED: Final = "application.installed"


class Refusal(StrEnum):
    """Why a page is not shown."""

    UNKNOWN = auto()  # no such exchange, or it expects no application
    FORGED = auto()  # of another portal, another application, or nobody's
    NO_ADMIN = auto()  # an administrator has to install it
    DENIED = auto()  # the OAuth server does not take the application's key
    FOREIGN_CARD = auto()  # the visitor may not see the card that he names


@dataclass(frozen=True, slots=True, kw_only=True)
class Doors:
    """What opening and installing need."""

    store: Store
    authority: Authority
    in_portal: Callable[[Exchange], InPortal]
    clock: Callable[[], datetime]


def is_of(application: Application, *, member_id: str, application_token: str) -> bool:
    """Tell whether a request carries what was agreed when the application was installed."""
    if application.standing is not Standing.INSTALLED or not application.application_token:
        return False
    same_token = hmac.compare_digest(_bytes(application.application_token), _bytes(application_token))
    return same_token and member_id == application.member_id


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", errors="replace")


async def open_page(doors: Doors, exchange: Exchange, opening: Opening) -> Visitor | Refusal:
    """Let a person in whose request is of our application, whose token is known, who may see the card.

    Raises: PortalHalted, PortalUnreachable.
    """
    application = await doors.store.aread(lambda work: work.applications.get(exchange.id))
    if application is None:
        return Refusal.UNKNOWN
    if not is_of(application, member_id=opening.member_id, application_token=opening.application_token):
        return Refusal.FORGED
    visitor = await doors.in_portal(exchange).visitor(opening)
    if visitor is None:
        return Refusal.FORGED
    if not visitor.may_see:
        return Refusal.FOREIGN_CARD
    if visitor.is_admin and opening.refresh_token:
        await doors.store.awrite(lambda work: _keep_reserve(work, exchange.id, opening.refresh_token))
    return visitor


def _keep_reserve(work: Work, exchange_id: int, refresh_token: str) -> None:
    """Keep an administrator's token for the day when the answer of a renewal is lost with its process."""
    work.applications.change(exchange_id, lambda known: replace(known, reserve=refresh_token))


async def install(doors: Doors, exchange: Exchange, opening: Opening) -> Application | Refusal:
    """Install the application for an administrator whose tokens are of it: only its key can renew them.

    Raises: PortalHalted, PortalUnreachable.
    """
    application = await doors.store.aread(lambda work: work.applications.get(exchange.id))
    if application is None or not opening.application_token or not opening.member_id:
        return Refusal.UNKNOWN if application is None else Refusal.FORGED
    if application.member_id not in {"", opening.member_id}:
        return Refusal.FORGED
    visitor = await doors.in_portal(exchange).visitor(opening)
    if visitor is None:
        return Refusal.FORGED
    if not visitor.is_admin:
        return Refusal.NO_ADMIN
    granted = await doors.authority.refresh(application, opening.refresh_token)
    if isinstance(granted, Denied):
        return Refusal.DENIED
    if granted.member_id != opening.member_id:
        return Refusal.FORGED
    return await doors.store.awrite(
        lambda work: _install(work, exchange, opening, granted, user_id=visitor.user_id, now=doors.clock())
    )


def _install(
    work: Work, exchange: Exchange, opening: Opening, granted: Grant, *, user_id: int, now: datetime
) -> Application | Refusal:
    def begin(known: Application) -> Application:
        return replace(
            with_grant(known, granted),
            standing=Standing.INSTALLED,
            member_id=opening.member_id,
            application_token=opening.application_token,
            user_id=user_id,
            reserve="",
            registered="",
        )

    installed = work.applications.change(exchange.id, begin)
    if installed is None:
        return Refusal.UNKNOWN
    for kind in (GONE, HALTED):
        work.problems.solve(exchange.id, kind=kind)
    entry = Entry(at=now, event=INSTALLED, ref=None, facts={"user": user_id, "member_id": opening.member_id})
    work.journal.add(exchange.id, [entry])
    return installed


def uninstall(work: Work, exchange: Exchange, *, now: datetime) -> None:
    """The application was removed: its tokens are no more, the webhook goes on, a person hears of it."""
    known = work.applications.get(exchange.id)
    if known is None or known.standing is Standing.GONE:
        return
    work.applications.change(
        exchange.id,
        lambda application: replace(
            application, standing=Standing.GONE, application_token="", access_token="", refresh_token="",
            reserve="",
        ),
    )  # fmt: skip
    facts = {"portal": exchange.portal_host}
    work.problems.raise_(exchange.id, kind=GONE, ref=None, record=exchange.portal_host, facts=facts, now=now)
    work.journal.add(exchange.id, [Entry(at=now, event=GONE, ref=None, facts=facts)])
