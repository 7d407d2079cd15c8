"""What `check` and `status` say of pictures: whether they can travel, and whose files have not come."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from obmen.delivery.profile import CheckState, Finding, PortalProfile
from obmen.domain.identity import EntityKind
from obmen.flows.catalog.found_galleries import KEPT
from obmen.flows.catalog.galleries import GALLERIES, PICTURED
from obmen.flows.ports.exchanges import Exchange
from obmen.flows.ports.store import Work


def picture_findings(work: Work, exchange: Exchange, profile: PortalProfile) -> Iterator[Finding]:
    """Return what pictures lack; nothing while they do not travel."""
    if not exchange.settings.images:
        return
    if not profile.gallery:
        yield Finding(id="pictures.no_gallery", state=CheckState.DEGRADED)
    elif not any(work.records.count(exchange.id, kind) for kind in PICTURED):
        yield Finding(id="pictures.awaited", state=CheckState.DEGRADED)
    else:
        facts = {"goods": work.bindings.count(exchange.id, EntityKind.GALLERY)}
        yield Finding(id="pictures", state=CheckState.OK, facts=facts)
        if kept := int(exchange.learnt.get(KEPT) or 0):
            yield Finding(id="pictures.kept", state=CheckState.OK, facts={"goods": kept})


def picture_status(work: Work, exchange: Exchange) -> Mapping[str, object]:
    """Return how many products show pictures of 1C, and how many wait."""
    return {
        "on": exchange.settings.images,
        "products": work.bindings.count(exchange.id, EntityKind.GALLERY),
        "waiting": work.outbox.extent(exchange.id, GALLERIES)[0],
    }
