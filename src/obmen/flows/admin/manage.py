"""Exchanges are made, set, shown and removed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from obmen.domain.errors import BadSetting, Refused
from obmen.domain.settings import MASK, SECRET, ExchangeSettings, shown, with_setting
from obmen.flows.catalog.apply import mark_for_context
from obmen.flows.catalog.context import PRICE_TYPE, read_price_types
from obmen.flows.catalog.holding import CHOICE, let_first_run_go
from obmen.flows.ports.exchanges import Exchange
from obmen.flows.ports.journal import Entry
from obmen.flows.ports.runs import Cause
from obmen.flows.ports.store import Work
from obmen.flows.sales.poll import BLOCKS
from obmen.flows.sales.terms import FAMILY, Blocked, terms_of

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}")
LOGIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@-]{0,63}")
SETTING_NAME = re.compile(r"[A-Za-z_.]{1,40}")
PORTAL = "portal"
MASKED = frozenset({PORTAL, *SECRET})
"""Settings that are secrets."""
TAUGHT = (FAMILY, PRICE_TYPE)
"""What the dialogue taught and a setting of the same name would have said; the rest is our own memory."""


@dataclass(frozen=True, slots=True)
class PortalAddress:
    """An inbound webhook, or the bare address of a portal with an application, taken apart."""

    url: str  # with the webhook's secret, ending with a slash
    host: str  # host[:port]: the key of pacing and lease


def read_portal_address(url: str) -> PortalAddress:
    """Take a webhook's address apart; raises Refused with what is wrong."""
    parts = urlsplit(url.strip())
    segments = [s for s in parts.path.split("/") if s]
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise Refused("portal_url", reason="portal_url", why="https://")
    if parts.username or parts.query or parts.fragment:
        raise Refused("portal_url", reason="portal_url", why="user@, ?query, #fragment")
    if len(segments) != 3 or segments[0] != "rest" or not segments[1].isdigit():
        raise Refused("portal_url", reason="portal_url", why="/rest/USER/SECRET/")
    return PortalAddress(f"{parts.scheme}://{parts.netloc}/{'/'.join(segments)}/", parts.netloc.lower())


def read_bare_address(url: str) -> PortalAddress:
    """Take the address of a portal apart that only an application will call; raises Refused."""
    parts = urlsplit(url.strip())
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise Refused("portal_url", reason="portal_bare", why="https://")
    if parts.username or parts.query or parts.fragment or parts.path not in {"", "/"}:
        raise Refused("portal_url", reason="portal_bare", why="/…, user@, ?query, #fragment")
    return PortalAddress(f"{parts.scheme}://{parts.netloc}/", parts.netloc.lower())


def add_exchange(
    work: Work,
    *,
    name: str,
    portal: PortalAddress,
    login: str,
    password_hash: str,
    now: datetime,
) -> Exchange:
    """Make an exchange; its order prefix must differ from every other's."""
    if not NAME.fullmatch(name):
        raise Refused("name", reason="bad_name", name=name)
    if not LOGIN.fullmatch(login):
        raise Refused("login", reason="bad_login", login=login)
    settings = _with_free_prefix(ExchangeSettings(), work.exchanges.all())
    exchange = work.exchanges.add(
        name=name,
        login=login,
        password_hash=password_hash,
        portal_url=portal.url,
        portal_host=portal.host,
        settings=settings,
        now=now,
    )
    work.journal.add(exchange.id, [Entry(at=now, event="exchange.added", ref=None, facts={"name": name})])
    return exchange


def _with_free_prefix(settings: ExchangeSettings, others: Sequence[Exchange]) -> ExchangeSettings:
    """Keep the default prefix for the first exchange; the next ones get B25-, B26- and so on."""
    taken = {e.settings.order_prefix for e in others}
    number = 24
    while f"B{number}-" in taken:
        number += 1
    return with_setting(settings, "order_prefix", f"B{number}-")


def set_exchange(work: Work, *, name: str, changes: Mapping[str, str], now: datetime) -> Exchange:
    """Change settings, all or none; raises BadSetting with the right names or values."""
    exchange = work.exchanges.get(name=name)
    settings = exchange.settings
    for key, value in changes.items():
        if key != PORTAL:
            settings = with_setting(settings, key, value)
    _refuse_taken_prefix(work, exchange, settings)
    if wished := changes.get("price_type"):
        _refuse_unknown_price_type(work, exchange, wished)
    work.exchanges.update(exchange.id, settings=settings)
    if changes.get("price_type"):
        let_first_run_go(work, exchange.id, why=CHOICE)
    if PORTAL in changes:
        _set_portal(work, exchange, changes[PORTAL])
    facts = {key: MASK if key in MASKED else value for key, value in changes.items()}
    work.journal.add(exchange.id, [Entry(at=now, event="exchange.set", ref=None, facts=facts)])
    updated = work.exchanges.get(id=exchange.id)
    if mark_for_context(work, updated, now=now):
        named = {"settings": ", ".join(sorted(changes))}
        work.runs.begin(exchange.id, cause=Cause.SETTINGS, facts=named, now=now)
    _close_settled(work, updated)
    return updated


def _close_settled(work: Work, exchange: Exchange) -> None:
    """Close the problems of settings without which sales could not go on, as far as they are settled now."""
    discovery = work.exchanges.discovery(exchange.id)
    if discovery is None:
        return
    terms = terms_of(work, exchange, discovery.profile)
    for kind in BLOCKS:
        if not isinstance(terms, Blocked) or terms.kind != kind:
            work.problems.solve(exchange.id, kind=kind)


def _set_portal(work: Work, exchange: Exchange, url: str) -> None:
    address = read_portal_address(url)
    if address.host != exchange.portal_host:
        raise Refused("portal", reason="portal_other", host=address.host, known=exchange.portal_host)
    work.exchanges.update(exchange.id, portal_url=address.url)


def move_portal(work: Work, *, exchange_id: int, url: str, now: datetime) -> None:
    """Follow a portal that was renamed: keep the new address, and tell a person."""
    exchange, moved = work.exchanges.get(id=exchange_id), urlsplit(url)
    path = urlsplit(exchange.portal_url).path
    host = moved.netloc.lower()
    work.exchanges.update(exchange_id, portal_url=f"{moved.scheme}://{host}{path}", portal_host=host)
    facts = {"old": exchange.portal_host, "new": host}
    work.journal.add(exchange_id, [Entry(at=now, event="portal.renamed", ref=None, facts=facts)])
    work.problems.raise_(exchange_id, kind="portal.renamed", ref=None, record=host, facts=facts, now=now)


def _refuse_taken_prefix(work: Work, exchange: Exchange, settings: ExchangeSettings) -> None:
    for other in work.exchanges.all():
        if other.id != exchange.id and other.settings.order_prefix == settings.order_prefix:
            raise Refused("prefix", reason="prefix_taken", prefix=settings.order_prefix, name=other.name)


def _refuse_unknown_price_type(work: Work, exchange: Exchange, wished: str) -> None:
    """A slip of the pen would end all prices without a word; before 1C has told of any, all are possible."""
    types = read_price_types(work, exchange.id)
    names = [one.name for one in types.values()]
    if types and wished.strip() not in {*types, *names}:
        allowed = " | ".join(names)
        raise BadSetting("price_type", key="price_type", reason="value", value=wished, allowed=allowed)


def read_changes(assignments: Sequence[str]) -> dict[str, str]:
    """Read `KEY=VALUE…`; raises BadSetting for a word without `=`."""
    changes: dict[str, str] = {}
    for text in assignments:
        key, sign, value = text.partition("=")
        if not sign:
            key = text if SETTING_NAME.fullmatch(text) else "…"  # it may be a webhook, which is a secret
            raise BadSetting(key, key=key, reason="shape")
        changes[key.strip()] = value
    return changes


def changed_settings(
    before: Exchange, after: Exchange, asked: Iterable[str]
) -> dict[str, tuple[object, object]]:
    """Return what became of the settings that were asked for: (old, new) of those that changed."""
    old, new = shown(before.settings), shown(after.settings)
    return {
        key: (old.get(key, MASK), new.get(key, MASK))
        for key in asked
        if key in MASKED or old.get(key) != new.get(key)
    }


def show_exchange(exchange: Exchange, *, onec_url: str) -> dict[str, object]:
    """Return an exchange with every setting and what the dialogue taught, without secrets."""
    return {
        "name": exchange.name,
        "onec_url": onec_url,
        "login": exchange.login,
        "portal": exchange.portal_host,
        "created_at": exchange.created_at.isoformat(),
        "settings": shown(exchange.settings),
        "defaults": shown(ExchangeSettings()),
        "learnt": {key: exchange.learnt[key] for key in TAUGHT if exchange.learnt.get(key)},
    }
