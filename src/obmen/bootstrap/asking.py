"""Asking the portal for a person's command: a portal that is away is said in plain words."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import TypeVar

from obmen.domain.errors import Refused
from obmen.flows.ports.portal import PortalFailing, PortalHalted, PortalUnreachable

T = TypeVar("T")


async def reach(asking: Awaitable[T]) -> T:
    """Await what asks the portal; raises Refused with what the portal said."""
    try:
        return await asking
    except PortalHalted as halted:
        raise Refused("portal", reason="portal_halted", code=halted.code, told=halted.detail) from None
    except PortalFailing as failing:
        facts = {"method": failing.method, "error": failing.code, "told": failing.detail}
        raise Refused("portal", reason="portal_failing", **facts) from None
    except PortalUnreachable as away:
        raise Refused("portal", reason="portal_unreachable", told=str(away)) from None
