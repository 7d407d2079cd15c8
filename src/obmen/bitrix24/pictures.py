"""Pictures that products of a portal show, whoever put them there: listed, and downloaded to be compared.

The portal tells no digest of a picture (facts §2.10): what it is says its content alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final
from urllib.parse import urlsplit

from obmen.bitrix24.address import BadAddress, registrable
from obmen.bitrix24.call import Command
from obmen.bitrix24.client import REDIRECTS, Client
from obmen.bitrix24.lookups_pictures import is_owner_gone
from obmen.bitrix24.pace import Busy
from obmen.bitrix24.reading import PATIENCE, Reader, number, raise_failure, rows_in, string
from obmen.bitrix24.transport import USER_AGENT, AnswerLost, Getter, NotSent, Reply
from obmen.bitrix24.vocabulary import CATALOG_PRODUCT_IMAGE_LIST
from obmen.flows.ports.pictures import ShownPicture
from obmen.flows.ports.portal import PortalUnreachable

TIMEOUT_S: Final = 60.0
BROKEN: Final = 500  # from this HTTP status on a failure passes by itself
WORDS: Final = ("text/", "application/json")
"""What an answer is that holds no file: an error told with HTTP 200."""


class PortalPictures:
    """Implements `ShownPictures` for one webhook."""

    def __init__(self, client: Client, reader: Reader, getter: Getter) -> None:
        self._client, self._reader = client, reader
        self._getter = getter

    async def listed(self, product_ids: Sequence[int]) -> Mapping[int, Sequence[ShownPicture]]:
        """List the pictures of products, 50 products a request; one that is gone shows none."""
        commands = {f"p{one}": Command(CATALOG_PRODUCT_IMAGE_LIST, {"productId": one}) for one in product_ids}
        parts = await self._reader.run(commands)
        for name, failure in parts.failures.items():
            if not is_owner_gone(commands[name], failure.code):
                raise_failure(failure, CATALOG_PRODUCT_IMAGE_LIST)
        return {
            one: [
                ShownPicture(number(row.get("id")), string(row.get("downloadUrl")))
                for row in rows_in(parts.results.get(f"p{one}"), CATALOG_PRODUCT_IMAGE_LIST)
            ]
            for one in product_ids
        }

    async def content(self, picture: ShownPicture) -> bytes | None:
        """Download a picture; None: the portal does not give it."""
        if not self._is_own(picture.address):
            return None
        reply = await self._get(picture.address)
        if reply.status in REDIRECTS:  # files of a cloud portal may lie at another address
            reply = await self._get(reply.headers.get("location", ""))
        if reply.status >= BROKEN:
            raise PortalUnreachable(f"download {reply.status}")
        told = reply.headers.get("content-type", "").lower().startswith(WORDS)
        return reply.body if reply.status == 200 and not told and reply.body else None

    def _is_own(self, address: str) -> bool:
        """Tell whether an address is the portal's: it names where we connect to."""
        try:
            host = urlsplit(address).hostname or ""
        except ValueError:
            return False
        own = urlsplit(f"//{self._client.pace.host}").hostname or ""
        return bool(host) and registrable(host) == registrable(own)

    async def _get(self, address: str) -> Reply:
        world = self._client.world
        try:
            wait = await self._client.pace.enter(world.clock(), patience=PATIENCE)
            if wait:
                await world.sleep(wait.total_seconds())
            return await self._getter.get(address, headers=self._headers(), timeout_s=TIMEOUT_S)
        except BadAddress:
            return Reply(404, {}, b"")
        except (Busy, NotSent, AnswerLost) as trouble:
            raise PortalUnreachable(f"download {type(trouble).__name__}") from None  # the address is secret

    def _headers(self) -> dict[str, str]:
        """Look like a browser: a portal may answer 404 to others (facts §1.1)."""
        return {
            "User-Agent": USER_AGENT,
            "Accept": "image/*,*/*;q=0.8",
            "Accept-Language": "ru,en;q=0.8",
            "Referer": self._client.origin,
        }
