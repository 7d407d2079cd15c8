"""E-mail by SMTP, as the installation's server takes it."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Sequence
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from typing import Final
from urllib.parse import unquote, urlsplit

from obmen.flows.ports.letters import Letter, NotTold

TIMEOUT_S: Final = 20.0
PORTS: Final = {"smtp": 587, "smtps": 465}


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServer:
    """An SMTP server; `smtps` speaks TLS from the start, `smtp` begins it where the server offers it."""

    host: str
    port: int
    implicit_tls: bool
    user: str
    password: str = field(repr=False)
    sender: str

    @classmethod
    def parse(cls, url: str) -> MailServer:
        """Read `smtp[s]://[user:password@]host[:port][/?from=address]`; raises ValueError."""
        parts = urlsplit(url)
        if parts.scheme not in PORTS or not parts.hostname:
            raise ValueError("smtp://user:password@host:587/?from=obmen@example.org")
        user = unquote(parts.username or "")
        given = dict(pair.partition("=")[::2] for pair in parts.query.split("&"))
        return cls(
            host=parts.hostname,
            port=parts.port or PORTS[parts.scheme],
            implicit_tls=parts.scheme == "smtps",
            user=user,
            password=unquote(parts.password or ""),
            sender=unquote(given.get("from", "")) or (user if "@" in user else f"obmen@{parts.hostname}"),
        )


def send_mail(server: MailServer, to: Sequence[str], letter: Letter) -> None:
    """Send a letter. Blocks; raises NotTold."""
    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = letter.subject, server.sender, ", ".join(to)
    message["Date"], message["Message-ID"] = formatdate(), make_msgid(domain=server.sender.partition("@")[2])
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text)
    try:
        with _connected(server) as smtp:
            if server.user:
                smtp.login(server.user, server.password)
            smtp.send_message(message)
    except (smtplib.SMTPException, OSError) as trouble:
        raise NotTold(_why(trouble)) from None


def _connected(server: MailServer) -> smtplib.SMTP:
    context = ssl.create_default_context()
    if server.implicit_tls:
        return smtplib.SMTP_SSL(server.host, server.port, timeout=TIMEOUT_S, context=context)
    smtp = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT_S)
    smtp.ehlo()
    if smtp.has_extn("starttls"):
        smtp.starttls(context=context)
    elif server.user:
        smtp.close()
        raise smtplib.SMTPNotSupportedError("STARTTLS")  # a password does not go out in clear
    return smtp


def _why(trouble: Exception) -> str:
    """Tell what the server said; the address and the password are not in it."""
    if isinstance(trouble, smtplib.SMTPResponseException):
        return f"SMTP {trouble.smtp_code}"
    return (
        f"{type(trouble).__name__} {trouble}"
        if isinstance(trouble, smtplib.SMTPNotSupportedError)
        else (type(trouble).__name__)
    )
