"""The seam to the network: one request, its answer, and the two ways of not getting one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Protocol

from obmen import __version__


class NotSent(Exception):
    """The connection was never made: the request has not run."""


class AnswerLost(Exception):
    """The request went out and no whole answer came: it may have run, or may still run."""


@dataclass(frozen=True, slots=True)
class Reply:
    """One HTTP answer; header names are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


USER_AGENT: Final = f"obmen/{__version__}"


class Transport(Protocol):
    """Posts one request and follows nothing."""

    async def post(self, url: str, *, body: bytes, headers: Mapping[str, str], timeout_s: float) -> Reply:
        """Post and read the answer whole.

        Raises: NotSent, AnswerLost.
        """
        ...


class Getter(Protocol):
    """Asks for one address and follows nothing."""

    async def get(self, url: str, *, headers: Mapping[str, str], timeout_s: float) -> Reply:
        """Ask and read the answer whole.

        Raises: NotSent, AnswerLost, BadAddress.
        """
        ...
