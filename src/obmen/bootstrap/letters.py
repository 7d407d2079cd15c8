"""The ways to reach a person: e-mail by the room of letters, calls by the portals' own connections."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from obmen.bitrix24.address import BadAddress
from obmen.bitrix24.transport import AnswerLost, NotSent, Transport
from obmen.domain.errors import BadSetting
from obmen.flows.ports.letters import Letter, NotTold
from obmen.letters.mail import MailServer, send_mail
from obmen.messages.catalogue import text_of

SMTP: Final = "OBMEN_SMTP_URL"
CALL_S: Final = 15.0
TAKEN: Final = range(200, 300)


def mail_server(url: str) -> MailServer | None:
    """Read the installation's mail server; raises BadSetting."""
    try:
        return MailServer.parse(url) if url else None
    except ValueError as bad:
        raise BadSetting(SMTP, key=SMTP, reason="value", value="…", allowed=str(bad)) from None


@dataclass(frozen=True, slots=True)
class AllWays:
    """Implements obmen.flows.ports.letters.Letters."""

    transport: Transport
    server: MailServer | None
    language: str

    async def mail(self, to: Sequence[str], letter: Letter) -> None:
        """Send an e-mail; raises NotTold."""
        if self.server is None:
            raise NotTold(text_of("alert.no_server", language=self.language, facts={}))
        await asyncio.to_thread(send_mail, self.server, to, letter)

    async def call(self, url: str, letter: Letter) -> None:
        """Post the letter's document as JSON; raises NotTold."""
        body = json.dumps({"subject": letter.subject, "text": letter.text, **letter.document}).encode()
        headers = {"content-type": "application/json"}
        try:
            reply = await self.transport.post(url, body=body, headers=headers, timeout_s=CALL_S)
        except (NotSent, AnswerLost, BadAddress) as trouble:
            raise NotTold(type(trouble).__name__) from None
        if reply.status not in TAKEN:
            raise NotTold(f"HTTP {reply.status}")
