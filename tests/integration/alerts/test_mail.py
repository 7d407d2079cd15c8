"""Letters reach an SMTP server; a password never goes out in clear."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from io import BufferedRWPair
from threading import Thread

import pytest

from obmen.flows.ports.letters import Letter, NotTold
from obmen.letters.mail import MailServer, send_mail

LETTER = Letter(subject="Обмен shop: нужен человек", text="1С молчит", document={})


@dataclass
class Smtp:
    """A mail server that takes everything in clear, or refuses the recipient."""

    listener: socket.socket = field(default_factory=lambda: socket.create_server(("127.0.0.1", 0)))
    refuses: bool = False
    said: list[str] = field(default_factory=list)
    body: bytes = b""

    @property
    def url(self) -> str:
        return f"127.0.0.1:{self.listener.getsockname()[1]}"

    def serve(self) -> None:
        connection, _ = self.listener.accept()
        with connection, connection.makefile("rwb") as wire:
            _answer(wire, "220 ready")
            while line := wire.readline().decode().strip():
                self.said.append(line)
                _answer(wire, self._reply(line))
                if line.upper() == "DATA":
                    self.body = b"".join(iter(wire.readline, b".\r\n"))
                    _answer(wire, "250 taken")
                if line.upper() == "QUIT":
                    return

    def _reply(self, line: str) -> str:
        match line.partition(" ")[0].upper():
            case "RCPT" if self.refuses:
                return "550 unknown"
            case "DATA":
                return "354 go on"
            case "QUIT":
                return "221 bye"
            case _:
                return "250 well"


def _answer(wire: BufferedRWPair, text: str) -> None:
    wire.write(f"{text}\r\n".encode())
    wire.flush()


@pytest.fixture
def smtp() -> Iterator[Smtp]:
    server = Smtp()
    thread = Thread(target=server.serve, daemon=True)
    thread.start()
    yield server
    thread.join(5)
    server.listener.close()


def test_a_letter_arrives_with_its_words(smtp: Smtp) -> None:
    send_mail(MailServer.parse(f"smtp://{smtp.url}/?from=obmen@example.org"), ["a@example.org"], LETTER)

    message = message_from_bytes(smtp.body, EmailMessage, policy=policy.default)
    assert isinstance(message, EmailMessage)
    assert (message["From"], message["To"]) == ("obmen@example.org", "a@example.org")
    assert message["Subject"] == "Обмен shop: нужен человек"
    assert message.get_content().strip() == "1С молчит"


def test_a_refusal_is_told_by_its_code(smtp: Smtp) -> None:
    smtp.refuses = True

    with pytest.raises(NotTold):
        send_mail(MailServer.parse(f"smtp://{smtp.url}/"), ["a@example.org"], LETTER)


def test_a_password_does_not_go_out_in_clear(smtp: Smtp) -> None:
    server = MailServer.parse(f"smtp://user:secret-word@{smtp.url}/")

    with pytest.raises(NotTold, match="STARTTLS"):
        send_mail(server, ["a@example.org"], LETTER)

    assert not [line for line in smtp.said if line.upper().startswith("AUTH")]
    assert "secret-word" not in repr(server)


def test_a_server_that_is_not_there_is_told_without_its_password() -> None:
    with pytest.raises(NotTold) as told:
        send_mail(MailServer.parse("smtp://user:secret-word@127.0.0.1:1/"), ["a@example.org"], LETTER)

    assert "secret-word" not in str(told.value)
