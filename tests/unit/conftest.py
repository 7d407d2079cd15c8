"""Unit tests talk to nobody: a socket to anywhere is an error."""

import socket
from typing import NoReturn

import pytest


class SocketInUnitTest(AssertionError):
    """A unit test reached for the network: give the code a value, or move the test to integration/."""


@pytest.fixture(autouse=True)
def _no_sockets(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object, **_kwargs: object) -> NoReturn:
        raise SocketInUnitTest(SocketInUnitTest.__doc__)

    # not the class itself: an event loop needs its socket pair
    for name in ("connect", "connect_ex", "bind", "listen"):
        monkeypatch.setattr(socket.socket, name, refuse)
    for name in ("create_connection", "getaddrinfo"):
        monkeypatch.setattr(socket, name, refuse)
