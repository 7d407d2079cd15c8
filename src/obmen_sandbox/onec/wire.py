"""One request as 1C's HTTPСоединение sends it: Basic on each, no cookie jar, the address written as it is."""

import base64
import http.client
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.message import Message
from typing import Final

USER_AGENT: Final = "1C+Enterprise/8.3"
DEFAULT_SCRIPT: Final = "bitrix/admin/1c_exchange.php"


class NoAnswer(Exception):
    """The server could not be reached or did not answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where the site is, as the node's setting «Адрес сайта» is taken apart."""

    host: str
    port: int
    script: str
    secure: bool


def parse_address(text: str) -> Address:
    """Take an address apart as `РазобратьАдресСайта` does.

    Shape:  spaces removed, backslashes turned, scheme optional, all after the first `/` is the script.
    Source: facts §1.1 (UT 7228, 6000).
    """
    clean = text.replace(" ", "").replace("\\", "/")
    secure = clean.lower().startswith("https://")
    rest = clean.split("://", 1)[-1]
    server, _, script = rest.partition("/")
    host, _, port = server.rpartition(":") if ":" in server else (server, "", "")
    number = int(port) if port.isdigit() else (443 if secure else 80)
    return Address(host=host, port=number, script=script or DEFAULT_SCRIPT, secure=secure)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back, read as `ПолучитьТелоКакСтроку` does: charset of the header, else UTF-8."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def charset(self) -> str:
        """The charset that Content-Type names."""
        message = Message()
        message["Content-Type"] = self.headers.get("content-type", "text/plain")
        return str(message.get_content_charset("utf-8"))

    @property
    def text(self) -> str:
        """The decoded body, its BOM taken off."""
        try:
            return self.body.decode(self.charset, "replace").removeprefix("\ufeff")
        except LookupError:
            return self.body.decode("utf-8", "replace").removeprefix("\ufeff")


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request: the query is the raw text after `?`."""

    method: str
    query: str
    body: bytes = b""
    cookie: str = ""
    script: str = ""  # УНФ asks `mode=info` at a fixed path


@dataclass(frozen=True, slots=True, kw_only=True)
class Wire:
    """A connection's settings. Each request has a socket of its own."""

    address: Address
    login: str
    password: str
    timeout_s: float

    def send(self, request: Request) -> Answer:
        """Send one request and read the whole answer.

        Raises: NoAnswer — refused, timed out, cut or not HTTP.
        """
        connection = self._connect()
        try:
            connection.request(
                request.method,
                f"/{request.script or self.address.script}?{request.query}",
                body=request.body if request.method == "POST" else None,
                headers=self._headers(request),
            )
            answer = connection.getresponse()
            headers = {name.lower(): value for name, value in answer.getheaders()}
            return Answer(status=answer.status, body=answer.read(), headers=headers)
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise NoAnswer(str(error) or type(error).__name__) from error
        finally:
            connection.close()

    def send_half(self, request: Request) -> None:
        """Promise the whole body, send half of it and hang up.

        Raises: NoAnswer — always.
        """
        connection = self._connect()
        try:
            connection.putrequest("POST", f"/{self.address.script}?{request.query}")
            for name, value in self._headers(request).items():
                connection.putheader(name, value)
            connection.putheader("Content-Length", str(len(request.body)))
            connection.endheaders()
            connection.send(request.body[: len(request.body) // 2])
        except (OSError, http.client.HTTPException) as error:
            raise NoAnswer(str(error)) from error
        finally:
            connection.close()
        raise NoAnswer("cut")

    def _connect(self) -> http.client.HTTPConnection:
        kind = http.client.HTTPSConnection if self.address.secure else http.client.HTTPConnection
        return kind(self.address.host, self.address.port, timeout=self.timeout_s)

    def _headers(self, request: Request) -> dict[str, str]:
        credentials = base64.b64encode(f"{self.login}:{self.password}".encode()).decode()
        headers = {"User-Agent": USER_AGENT, "Authorization": f"Basic {credentials}", "Accept": "*/*"}
        if request.cookie:
            headers["Cookie"] = request.cookie
        return headers
