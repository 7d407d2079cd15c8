"""Who calls: the login and password that 1C sends with every request, and the networks it may call from."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from ipaddress import ip_address, ip_network
from typing import Final

# Proxies and FastCGI take `Authorization` away or rename it; facts §1.1, §4 №19, №22.
HEADERS: Final = (
    "authorization",
    "x-forwarded-authorization",
    "redirect-http-authorization",
    "redirect_http_authorization",
    "http-authorization",
    "x-authorization",
)


@dataclass(frozen=True, slots=True)
class Credentials:
    """A login and a password; the password does not print."""

    login: str
    password: str = field(repr=False)


def read_credentials(headers: Mapping[str, str]) -> Credentials | None:
    """Find Basic credentials in the first header that has them; None when none does.

    Shape:  `Basic base64(login:password)`, the text in UTF-8 or windows-1251.
    """
    for name in HEADERS:
        if found := _basic(headers.get(name, "")):
            return found
    return None


def _basic(header: str) -> Credentials | None:
    scheme, _, encoded = header.strip().partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        raw = base64.b64decode(encoded.strip(), validate=True)
    except (binascii.Error, ValueError):
        return None
    login, colon, password = _decode(raw).partition(":")
    return Credentials(login, password) if colon and login else None


def _decode(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("windows-1251", "replace")


def may_call_from(address: str, *, networks: Sequence[str]) -> bool:
    """Tell whether an address lies in one of the networks; no networks mean any."""
    return not networks or any(_contains(network, address) for network in networks)


def _contains(network: str, address: str) -> bool:
    """A network that is not one contains nobody: a slip of the pen closes the door, it does not open it."""
    try:
        caller = ip_address(address)
        allowed = ip_network(network, strict=False)
    except ValueError:
        return False
    mapped = getattr(caller, "ipv4_mapped", None)
    return (mapped or caller) in allowed
