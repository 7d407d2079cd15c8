"""Exchanges of one portal: what one of them makes there, the others share."""

from __future__ import annotations

from obmen.flows.ports.store import Work


def neighbours(work: Work, exchange_id: int) -> list[int]:
    """Return the other exchanges of an exchange's portal, in the order in which they are locked."""
    hosts = {one.id: one.portal_host for one in work.exchanges.all()}
    return sorted(id_ for id_, host in hosts.items() if host == hosts[exchange_id] and id_ != exchange_id)
