"""The rule that unit tests live by."""

import asyncio
import socket

import pytest


def test_a_unit_test_cannot_connect_anywhere() -> None:
    with socket.socket() as endpoint, pytest.raises(AssertionError, match="integration/"):
        endpoint.connect(("127.0.0.1", 9))


async def test_a_unit_test_may_still_be_asynchronous() -> None:
    assert await asyncio.sleep(0, "done") == "done"
