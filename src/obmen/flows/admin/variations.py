"""What `check` says of variations: what this 1C does not tell of them."""

from __future__ import annotations

from collections.abc import Iterator

from obmen.delivery.profile import CheckState, Finding
from obmen.flows.catalog.context import variants_of
from obmen.flows.ports.exchanges import Exchange
from obmen.flows.ports.store import Work
from obmen.flows.sales.terms import family_of


def variation_findings(work: Work, exchange: Exchange) -> Iterator[Finding]:
    """Say where barcodes go: УТ and its kin tell only the first one of a good, and none of its variants.

    Source: commerceml.md §2.3, §2.4.
    """
    if variants_of(work, exchange) != "offers" or not family_of(exchange):
        return
    state = CheckState.DEGRADED if family_of(exchange) == "trade" else CheckState.OK
    yield Finding(id="onec.barcodes", state=state)
