"""Ways to reach a person outside both systems."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol


class NotTold(Exception):
    """A letter did not go out; the message says why, without secrets."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What a person is told; `document` is the same for a machine."""

    subject: str
    text: str
    document: Mapping[str, object]


class Letters(Protocol):
    """E-mail and calls of an address."""

    async def mail(self, to: Sequence[str], letter: Letter) -> None:
        """Send an e-mail; raises NotTold."""
        ...

    async def call(self, url: str, letter: Letter) -> None:
        """Post the letter's document as JSON; raises NotTold."""
        ...
