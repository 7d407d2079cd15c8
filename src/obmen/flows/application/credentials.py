"""The application's key comes from the portal's page of local applications, by a person's hand."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

from obmen.domain.errors import Refused
from obmen.flows.application.renewing import HALTED
from obmen.flows.ports.application import OAUTH_URL, Application
from obmen.flows.ports.exchanges import Exchange
from obmen.flows.ports.journal import Entry
from obmen.flows.ports.store import Work

CLIENT_ID: Final = re.compile(r"[A-Za-z0-9._-]{1,100}")
CLIENT_SECRET: Final = re.compile(r"[!-~]{1,200}")
SCOPES: Final = ("crm", "catalog", "placement", "bizproc", "im", "user", "userfieldconfig")
"""What the application's card has to allow, in the order of its page."""
PROBLEMS: Final = (HALTED, "application.gone")


def keep_credentials(
    work: Work, exchange: Exchange, *, client_id: str, client_secret: str, oauth_url: str, now: datetime
) -> Application:
    """Keep the application's key; another application begins anew. Raises Refused for what is no key."""
    if not CLIENT_ID.fullmatch(client_id) or not CLIENT_SECRET.fullmatch(client_secret):
        raise Refused("application", reason="application_key")
    known = work.applications.get(exchange.id)
    url = _oauth_url(oauth_url) or (known.oauth_url if known else OAUTH_URL)
    if known is None or known.client_id != client_id:
        kept = Application(
            exchange_id=exchange.id, client_id=client_id, client_secret=client_secret, oauth_url=url
        )
        work.applications.put(kept)
    else:
        kept = replace(known, client_secret=client_secret, oauth_url=url)
        work.applications.change(
            exchange.id, lambda one: replace(one, client_secret=client_secret, oauth_url=url)
        )
    facts = {"client_id": client_id}
    work.journal.add(exchange.id, [Entry(at=now, event="application.expected", ref=None, facts=facts)])
    return kept


def _oauth_url(url: str) -> str:
    """Read the OAuth server's address; it is told the application's key, so a person names it, no request."""
    parts = urlsplit(url.strip())
    if not url.strip():
        return ""
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username or parts.query:
        raise Refused("application", reason="application_oauth", url=f"{parts.scheme}://{parts.hostname}")
    return f"{parts.scheme}://{parts.netloc}{parts.path or '/oauth/token/'}"


def forget_credentials(work: Work, exchange: Exchange, *, now: datetime) -> None:
    """Forget the application; the webhook goes on."""
    work.applications.forget(exchange.id)
    for kind in PROBLEMS:
        work.problems.solve(exchange.id, kind=kind)
    work.journal.add(exchange.id, [Entry(at=now, event="application.forgotten", ref=None, facts={})])


def show_application(
    exchange: Exchange, application: Application | None, *, public_url: str
) -> dict[str, object]:
    """Return what the portal's page of local applications asks for, and how far the application has come."""
    base = base_of(public_url, exchange)
    return {
        "name": exchange.name,
        "client_id": application.client_id if application else "",
        "state": str(application.standing) if application else "none",
        "trouble": application.trouble if application else "",
        "handler_url": f"{base}/app",
        "install_url": f"{base}/install",
        "scopes": list(SCOPES),
    }


def base_of(public_url: str, exchange: Exchange) -> str:
    """Return the beginning of every address that the portal calls."""
    return f"{public_url.rstrip('/')}/bitrix24/{exchange.name}"
