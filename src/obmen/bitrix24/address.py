"""Where we may connect to: the portal's address, and the rules against being sent elsewhere (SSRF)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final, Self
from urllib.parse import SplitResult, urlsplit

from obmen.domain.errors import ObmenError

_PATH: Final = re.compile(r"^/rest/(?P<user>\d+)/(?P<secret>[A-Za-z0-9_-]+)/?$")
_SECOND_LEVEL: Final = frozenset({"ac", "co", "com", "edu", "gov", "gob", "msk", "net", "org", "spb"})
Address = IPv4Address | IPv6Address


class BadAddress(ObmenError):
    """The address is not an inbound webhook, or may not be connected to; `facts["reason"]` says why."""

    code = "portal.bad_address"


@dataclass(frozen=True, slots=True)
class Webhook:
    """An inbound webhook `https://PORTAL/rest/USER/SECRET/`; the secret does not print."""

    scheme: str
    netloc: str
    user_id: int
    secret: str = field(repr=False)

    @classmethod
    def parse(cls, url: str) -> Self:
        """Read a webhook's address.

        Raises: BadAddress — reason `shape`.
        """
        try:
            parts = urlsplit(url.strip())
            path = _PATH.match(parts.path)
            host, _ = parts.hostname, parts.port
        except ValueError:
            raise BadAddress(reason="shape") from None
        if parts.scheme not in {"http", "https"} or not host or not path or parts.username or parts.query:
            raise BadAddress(reason="shape")
        return cls(parts.scheme, parts.netloc.lower(), int(path["user"]), path["secret"])

    @property
    def url(self) -> str:
        """The whole address, secret included."""
        return f"{self.scheme}://{self.netloc}/rest/{self.user_id}/{self.secret}/"

    @property
    def digest(self) -> str:
        """Tells webhooks apart without giving the secret away."""
        return sha256(self.secret.encode()).hexdigest()[:8]

    @property
    def masked(self) -> str:
        """The address for people and logs."""
        return f"{self.scheme}://{self.netloc}/rest/{self.user_id}/********/"

    def at(self, netloc: str, *, scheme: str) -> Webhook:
        """The same webhook of a portal that was renamed."""
        return replace(self, scheme=scheme, netloc=netloc.lower())


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where an application calls its portal, on behalf of a user: `https://PORTAL/rest/`."""

    scheme: str
    netloc: str
    user_id: int = 0  # 0: not known yet

    @classmethod
    def of(cls, url: str) -> Self:
        """Return the endpoint of the portal that a webhook, or any other address, belongs to."""
        parts = urlsplit(url)
        return cls(parts.scheme, parts.netloc.lower())

    @property
    def url(self) -> str:
        """The whole address; the token travels in the body."""
        return f"{self.scheme}://{self.netloc}/rest/"

    @property
    def origin(self) -> str:
        """The portal as a browser names it."""
        return f"{self.scheme}://{self.netloc}"

    def at(self, netloc: str, *, scheme: str) -> Endpoint:
        """The same endpoint of a portal that was renamed."""
        return replace(self, scheme=scheme, netloc=netloc.lower())


Calling = Webhook | Endpoint
"""What a portal is called by."""


def calling_of(url: str) -> Calling:
    """Read what a portal is called by: a webhook, or its bare address for an application.

    Raises: BadAddress — reason `shape`.
    """
    try:
        parts = urlsplit(url.strip())
        is_bare = parts.path in {"", "/"} and bool(parts.hostname) and not (parts.username or parts.query)
    except ValueError:
        raise BadAddress(reason="shape") from None
    if is_bare and parts.scheme in {"http", "https"}:
        return Endpoint.of(url.strip())
    return Webhook.parse(url)


@dataclass(frozen=True, slots=True)
class Gate:
    """Which hosts and addresses may be connected to. `allowed`: names, addresses or networks."""

    allowed: Sequence[str] = ()

    def check(self, url: str) -> None:
        """Refuse what may not be connected to, as far as the address itself tells.

        Raises: BadAddress — reason `https` or `private`.
        """
        parts = urlsplit(url)
        host = parts.hostname or ""
        if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(host)):
            raise BadAddress(reason="https", host=host)
        literal = _literal(host)
        if literal and not self.admits(host, literal):
            raise BadAddress(reason="private", host=host)

    def admits(self, host: str, address: Address) -> bool:
        """Tell whether a host may be reached at an address that its name was resolved to."""
        if address.is_loopback and is_loopback(host):
            return True
        if isinstance(address, IPv6Address) and address.ipv4_mapped:
            address = address.ipv4_mapped
        return (address.is_global and not address.is_multicast) or self._is_allowed(host, address)

    def _is_allowed(self, host: str, address: Address) -> bool:
        return self.names(host) or any(address in network for network in self._networks())

    def names(self, host: str) -> bool:
        """Tell whether a host is allowed by its name."""
        return host.lower() in {urlsplit(f"//{name.strip().lower()}").hostname for name in self.allowed}

    def _networks(self) -> list[IPv4Network | IPv6Network]:
        networks = []
        for name in self.allowed:
            try:
                networks.append(ip_network(name.strip(), strict=False))
            except ValueError:
                continue  # a host's name
        return networks

    def renamed(self, known: Calling, location: str) -> Calling | None:
        """Return where a 302 leads, when it is the same registrable domain or an allowed host."""
        try:
            parts = urlsplit(location)
        except ValueError:
            return None
        host, former = parts.hostname or "", urlsplit(known.url).hostname or ""
        if not host or not (registrable(host) == registrable(former) or self.names(host)):
            return None
        if parts.netloc.lower() == known.netloc and parts.scheme == known.scheme:
            return None
        moved = known.at(_netloc(parts), scheme=parts.scheme)
        try:
            self.check(moved.url)
        except BadAddress:
            return None
        return moved


def _netloc(parts: SplitResult) -> str:
    return parts.netloc.rpartition("@")[2]


def _literal(host: str) -> Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None


def is_loopback(host: str) -> bool:
    """Tell whether a host is this machine by its name or address."""
    literal = _literal(host)
    return literal.is_loopback if literal else host == "localhost"


def registrable(host: str) -> str:
    """Return the domain that one owner registers: `bitrix24.ru` of `vector.bitrix24.ru`; an IP is its own."""
    labels = host.lower().rstrip(".").split(".")
    if _literal(host) or len(labels) < 3:
        return host.lower()
    size = 3 if labels[-2] in _SECOND_LEVEL else 2
    return ".".join(labels[-size:])
