"""Who calls a portal: a webhook, an application, or a person who has opened one of our pages there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol

from obmen.bitrix24.address import Calling, Endpoint, Webhook
from obmen.bitrix24.codes import EXPIRED_TOKEN
from obmen.bitrix24.transport import NotSent
from obmen.flows.ports.application import Keeper, Tokens
from obmen.flows.ports.portal import PortalUnreachable


class Authorisation(Protocol):
    """Who calls."""

    @property
    def key(self) -> str:
        """Tells callers apart without their secret: operating time is counted for each."""
        ...

    @property
    def address(self) -> Calling: ...

    async def ready(self) -> None:
        """Get what authorises; raises PortalHalted when there is none."""
        ...

    @property
    def shown(self) -> str:
        """The token that a request of this moment bears; blank where the address authorises."""
        ...

    def body(self, params: Mapping[str, object]) -> Mapping[str, object]:
        """Add what authorises to the parameters."""
        ...

    async def renew(self, code: str, *, refused: str) -> bool:
        """React to a token that the portal did not take (`RENEWABLE`); False: nothing can be done.

        Raises: PortalHalted — a person is needed; NotSent — nobody could be asked.
        """
        ...

    def move(self, address: Calling) -> None:
        """The portal was renamed."""
        ...


@dataclass(slots=True)
class WebhookAuthorisation:
    """An inbound webhook: the secret is part of the address, and never expires by the hour."""

    address: Calling
    key: str = field(init=False)
    shown: str = field(default="", init=False)

    def __post_init__(self) -> None:
        digest = self.address.digest if isinstance(self.address, Webhook) else ""
        self.key = f"{self.address.user_id}:{digest}"

    async def ready(self) -> None:
        pass

    def body(self, params: Mapping[str, object]) -> Mapping[str, object]:
        return params

    async def renew(self, code: str, *, refused: str) -> bool:  # noqa: ARG002 — it can't
        return False

    def move(self, address: Calling) -> None:
        self.address = address


class ApplicationAuthorisation:
    """An application that is installed in its portal: its token lives an hour and is renewed when it ends."""

    def __init__(self, *, endpoint: Endpoint, key: str, keeper: Keeper) -> None:
        self.address: Calling = endpoint
        self.key = key
        self._keeper = keeper
        self._tokens: Tokens | None = None

    async def ready(self) -> None:
        if self._tokens is None:
            self._take(await self._keeper.current())

    @property
    def shown(self) -> str:
        return self._tokens.access if self._tokens else ""

    def body(self, params: Mapping[str, object]) -> Mapping[str, object]:
        return {**params, "auth": self.shown}

    async def renew(self, code: str, *, refused: str) -> bool:
        """Take the tokens that somebody has renewed meanwhile, else have them renewed once.

        Several requests are under way: what counts is the token that this one bore.
        """
        if self.shown == refused:
            self._tokens = None
        try:
            tokens = await self._keeper.current()
            if tokens.access == refused:
                if code != EXPIRED_TOKEN:
                    return False
                tokens = await self._keeper.renewed(tokens)
        except PortalUnreachable as away:
            raise NotSent(str(away)) from None
        self._take(tokens)
        return True

    def _take(self, tokens: Tokens) -> None:
        self._tokens = tokens
        if isinstance(self.address, Endpoint):
            self.address = replace(self.address, user_id=tokens.user_id)

    def move(self, address: Calling) -> None:
        self.address = address


@dataclass(slots=True)
class VisitorAuthorisation:
    """A person who has opened one of our pages: the token came with the request and proves itself."""

    address: Calling
    token: str = field(repr=False)
    key: str = "visitors"

    async def ready(self) -> None:
        pass

    @property
    def shown(self) -> str:
        return self.token

    def body(self, params: Mapping[str, object]) -> Mapping[str, object]:
        return {**params, "auth": self.token}

    async def renew(self, code: str, *, refused: str) -> bool:  # noqa: ARG002 — the page is opened anew
        return False

    def move(self, address: Calling) -> None:
        self.address = address
