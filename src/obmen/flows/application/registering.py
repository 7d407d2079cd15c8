"""What the portal shall call is looked after: at the installation, daily, and when a person checks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from obmen.delivery.profile import CheckState, Finding
from obmen.flows.ports.application import (
    NOT_INSTALLED,
    Application,
    InPortal,
    Registered,
    Standing,
    Wanted,
)
from obmen.flows.ports.exchanges import Exchange
from obmen.flows.ports.journal import Entry
from obmen.flows.ports.portal import PortalHalted, PortalUnreachable
from obmen.flows.ports.store import Store

KINDS: Final = ("events", "placements", "robots", "triggers")
REGISTERED: Final = "application.registered"


async def register(
    store: Store, in_portal: InPortal, *, exchange: Exchange, base: str, now: datetime
) -> Registered:
    """Bind what lacks, and keep what robots were told; raises PortalHalted or PortalUnreachable."""
    wanted = await _wanted(store, exchange, base)
    done = await in_portal.register(wanted, repair=True)
    if done.digest != wanted.digest:
        await store.awrite(
            lambda work: work.applications.change(
                exchange.id, lambda one: replace(one, registered=done.digest)
            )
        )
    facts: dict[str, object] = {kind: list(names) for kind, names in done.lacking.items()}
    entry = Entry(at=now, event=REGISTERED, ref=None, facts={**facts, **done.errors})
    await store.awrite(lambda work: work.journal.add(exchange.id, [entry]))
    return done


async def _wanted(store: Store, exchange: Exchange, base: str) -> Wanted:
    application = await store.aread(lambda work: work.applications.get(exchange.id))
    if application is None or not application.is_installed:
        raise PortalHalted(NOT_INSTALLED)
    return Wanted(base, application.user_id, application.registered)


async def application_findings(
    store: Store, in_portal: InPortal, *, exchange: Exchange, base: str, has_webhook: bool
) -> Sequence[Finding]:
    """Tell how far the application is, which caller does what, and what the portal lacks of ours."""
    application = await store.aread(lambda work: work.applications.get(exchange.id))
    if application is None or not application.is_installed:
        return [_without(application, has_webhook=has_webhook)]
    used = "both" if has_webhook else "alone"
    findings = [Finding(id=f"application.{used}", state=CheckState.OK, facts={"user": application.user_id})]
    try:
        found = await in_portal.register(await _wanted(store, exchange, base), repair=False)
    except PortalHalted as halted:
        state = CheckState.DEGRADED if has_webhook else CheckState.MISSING
        return [Finding(id="application.refused", state=state, facts={"code": halted.code})]
    except PortalUnreachable as away:
        facts = {"why": str(away)}
        return [*findings, Finding(id="application.unseen", state=CheckState.DEGRADED, facts=facts)]
    return [*findings, *(_finding(kind, found) for kind in KINDS)]


def _without(application: Application | None, *, has_webhook: bool) -> Finding:
    state = CheckState.DEGRADED if has_webhook else CheckState.MISSING
    if application is None:
        return Finding(id="application.none", state=state)
    gone = application.standing is Standing.GONE
    return Finding(id="application.gone" if gone else "application.expected", state=state)


def _finding(kind: str, found: Registered) -> Finding:
    lacking, error = found.lacking.get(kind, ()), found.errors.get(kind, "")
    state = CheckState.DEGRADED if lacking or error else CheckState.OK
    facts = {"missing": ", ".join(lacking), "error": error}
    return Finding(id=f"application.{kind}", state=state, facts=facts)
