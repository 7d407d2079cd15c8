"""The OAuth server of Bitrix24: a refresh token is exchanged for a new pair (bitrix24.md §1.2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from obmen.bitrix24.address import BadAddress
from obmen.bitrix24.answers import failure_of, read_answer
from obmen.bitrix24.transport import USER_AGENT, AnswerLost, Getter, NotSent
from obmen.flows.ports.application import Application, Denied, Grant
from obmen.flows.ports.portal import PortalUnreachable

TIMEOUT_S: Final = 20.0
HEADERS: Final = {"Accept": "application/json", "User-Agent": USER_AGENT}
NO_ANSWER: Final = "oauth_answer"


@dataclass(frozen=True, slots=True)
class OAuthServer:
    """Implements `Authority`; its address is the application's, never what a request names."""

    getter: Getter

    async def refresh(self, application: Application, refresh_token: str) -> Grant | Denied:
        """Exchange a refresh token for a new pair; it can be used once.

        Raises: PortalUnreachable — no answer; the token may be used up by now.
        """
        url = refresh_url(application, refresh_token)
        try:
            reply = await self.getter.get(url, headers=HEADERS, timeout_s=TIMEOUT_S)
        except (NotSent, AnswerLost, BadAddress) as trouble:
            raise PortalUnreachable(f"oauth {type(trouble).__name__}") from None  # the address holds secrets
        return read_grant(reply.status, reply.body)


def refresh_url(application: Application, refresh_token: str) -> str:
    """Return the address that renews tokens."""
    query = {
        "grant_type": "refresh_token",
        "client_id": application.client_id,
        "client_secret": application.client_secret,
        "refresh_token": refresh_token,
    }
    return f"{application.oauth_url}?{urlencode(query)}"


def read_grant(status: int, body: bytes) -> Grant | Denied:
    """Read the OAuth server's answer; an error may come with HTTP 200.

    Raises: PortalUnreachable — the answer is a broken server's.
    """
    payload = read_answer(status, body).payload or {}
    failure = failure_of(payload)
    if failure and failure.code and status < 500:
        return Denied(failure.code, failure.detail)
    access, refresh = payload.get("access_token"), payload.get("refresh_token")
    if not (isinstance(access, str) and access and isinstance(refresh, str) and refresh):
        raise PortalUnreachable(NO_ANSWER)
    return Grant(
        access_token=access,
        refresh_token=refresh,
        member_id=str(payload.get("member_id") or ""),
        user_id=_number(payload.get("user_id")),
    )


def _number(value: object) -> int:
    digits = str(value)
    return int(digits) if digits.isascii() and digits.isdigit() else 0
