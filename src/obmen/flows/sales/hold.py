"""Sales stop as a whole when another base may be talking; a person lets them go on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from ipaddress import ip_address
from typing import Final

from obmen.flows.ports.exchanges import Exchange
from obmen.flows.ports.inbox import OnecSession
from obmen.flows.ports.journal import Entry
from obmen.flows.ports.store import Work
from obmen.flows.sales.problems import raise_whole
from obmen.flows.sales.terms import CLIENTS, SALES_HELD

COPY_OF_BASE: Final = "onec.copy_of_base"
NEW_CLIENT: Final = "onec.new_client"
WAITING_CLIENT: Final = "sales_client_waits"


def is_held(work: Work, exchange: Exchange) -> bool:
    """Tell whether sales wait for a person; read anew: an earlier record of the same file may hold them."""
    return bool(work.exchanges.get(id=exchange.id).learnt.get(SALES_HELD))


def hold_sales(work: Work, exchange: Exchange, kind: str, facts: Mapping[str, str], *, now: datetime) -> None:
    """Stop sales: no orders are answered, no news is applied, until `release_sales`."""
    work.exchanges.update(exchange.id, learnt={SALES_HELD: kind})
    raise_whole(work, exchange, kind, facts, now=now)
    entry = Entry(at=now, event="sales.stopped", ref=None, facts={"kind": kind, **facts})
    work.journal.add(exchange.id, [entry])


def check_client(work: Work, exchange: Exchange, session: OnecSession, *, now: datetime) -> None:
    """Learn the address that 1C's sales come from; another one may be a copy of the base: a person looks."""
    address = _address(session.client)
    known = [c for c in exchange.learnt.get(CLIENTS, "").split(",") if c]
    if (
        not address or address in known or exchange.settings.onec_allow_from
    ):  # a person has named who may call
        return
    if not known:
        work.exchanges.update(exchange.id, learnt={CLIENTS: address})
        return
    if exchange.learnt.get(SALES_HELD):
        return
    work.exchanges.update(exchange.id, learnt={WAITING_CLIENT: address})
    hold_sales(work, exchange, NEW_CLIENT, {"address": address, "known": ", ".join(known)}, now=now)


def _address(client: str) -> str:
    """Return an address in one spelling; all of this machine's own are one."""
    try:
        address = ip_address(client.removeprefix("::ffff:"))
    except ValueError:
        return client
    return "127.0.0.1" if address.is_loopback else str(address)


def let_go(work: Work, exchange: Exchange) -> str:
    """Forget the hold and learn the address that waited; returns the kind of the hold, empty: none."""
    learnt = work.exchanges.get(id=exchange.id).learnt
    kind = learnt.get(SALES_HELD, "")
    waiting, known = learnt.get(WAITING_CLIENT, ""), learnt.get(CLIENTS, "")
    clients = ",".join(filter(None, [known, waiting]))
    work.exchanges.update(exchange.id, learnt={SALES_HELD: "", WAITING_CLIENT: "", CLIENTS: clients})
    for held in (COPY_OF_BASE, NEW_CLIENT):
        work.problems.solve(exchange.id, kind=held)
    return kind
