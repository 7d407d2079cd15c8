"""VAT rates that this 1C is known to keep: seen only in an order that comes back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from obmen.delivery.profile import PortalProfile
from obmen.domain.identity import EntityKind, Ref
from obmen.domain.order import CustomerOrder, OrderNews
from obmen.domain.vat import LOST_BY_SOME_RELEASES, Vat
from obmen.flows.ports.exchanges import Exchange
from obmen.flows.ports.store import Work
from obmen.flows.sales.terms import VAT_CONFIRMED

VAT_LOST: Final = "vat.lost"  # a kind of problem, and a name in `Exchange.learnt`


def confirmed_rates(exchange: Exchange) -> frozenset[str]:
    """Return the codes of the rates that a returned order has confirmed."""
    return _codes(exchange.learnt.get(VAT_CONFIRMED, ""))


def unconfirmed_rates(exchange: Exchange, profile: PortalProfile) -> tuple[str, ...]:
    """Return the rates of the portal that some releases of 1C lose and no returned order has confirmed."""
    confirmed = confirmed_rates(exchange)
    return tuple(r for r in LOST_BY_SOME_RELEASES if r in profile.vat_ids and r not in confirmed)


def check_rates(
    work: Work,
    exchange: Exchange,
    returned: Iterable[tuple[OrderNews, CustomerOrder | None]],
    *,
    now: datetime,
) -> None:
    """Compare the rates of returned orders with those that were sent: confirm, or name what got lost."""
    kept: set[str] = set()
    lost: dict[str, tuple[str, OrderNews]] = {}
    for news, sent in returned:
        kept_here, lost_here = compare_rates(news, sent)
        kept |= kept_here
        lost |= {code: (told, news) for code, told in lost_here.items() if code not in lost}
    if not kept and not lost:
        return
    learnt = work.exchanges.get(id=exchange.id).learnt
    known, missed = _codes(learnt.get(VAT_CONFIRMED, "")), _codes(learnt.get(VAT_LOST, ""))
    for code in kept & missed:
        work.problems.solve(exchange.id, kind=VAT_LOST, ref=_ref(code))
    for code in sorted(lost.keys() - missed - kept):
        _raise(work, exchange, code, *lost[code], now=now)
    found, missing = known | kept, (missed | lost.keys()) - kept
    if (found, missing) != (known, missed):
        work.exchanges.update(exchange.id, learnt={VAT_CONFIRMED: _joined(found), VAT_LOST: _joined(missing)})


def compare_rates(news: OrderNews, sent: CustomerOrder | None) -> tuple[frozenset[str], dict[str, str]]:
    """Return the rates that came back as sent, and those that did not with what came instead."""
    ours: dict[str, set[Vat]] = {}
    for line in sent.lines if sent else ():
        ours.setdefault(line.key, set()).add(line.vat)
    kept: set[str] = set()
    lost: dict[str, str] = {}
    for told in news.lines:
        rates = ours.get(told.key)
        if rates is None or told.vat is None:
            continue
        if told.vat in rates:
            kept.add(told.vat.code)
        elif len(rates) == 1:
            lost[next(iter(rates)).code] = told.vat.code
    return frozenset(kept), lost


def _raise(work: Work, exchange: Exchange, code: str, told: str, news: OrderNews, *, now: datetime) -> None:
    facts = {"rate": code, "told": told, "number": news.number, "onec_number": news.onec.number}
    work.problems.raise_(
        exchange.id, kind=VAT_LOST, ref=_ref(code), record=f"VAT {code}", facts=facts, now=now
    )


def _ref(code: str) -> Ref:
    return Ref(EntityKind.ORDER, f"vat:{code}")


def _codes(text: str) -> frozenset[str]:
    return frozenset(filter(None, text.split(",")))


def _joined(codes: Iterable[str]) -> str:
    return ",".join(sorted(codes))
