"""What the console, the API and the tab ask for: the database, the commands, and work that takes long."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, TypeVar

from obmen.flows.ports.people import Actor
from obmen.flows.ports.store import Work

T = TypeVar("T")

News = Mapping[str, Any]
"""How far a command is: `what` (a code of obmen.messages.cli), `name`, `done`, `total`; 0: not known."""
Tell = Callable[[News], None]


@dataclass(frozen=True, slots=True)
class Answer:
    """A command's JSON document, and whether its work was done."""

    document: Any
    ok: bool = True


def tell_nobody(_: News) -> None:
    """Take news of a command that is over in a moment."""


class Desk(Protocol):
    """The gateway, as its people and programs work with it. Implemented by obmen.bootstrap.desk."""

    @property
    def public_url(self) -> str:
        """The address under which people, 1C and Bitrix24 call; without a slash at its end."""
        ...

    @property
    def language(self) -> str:
        """The language of the installation: `ru` or `en`."""
        ...

    def now(self) -> datetime: ...

    async def read(self, question: Callable[[Work], T]) -> T:
        """Ask the database; one moment for the whole question."""
        ...

    async def write(self, deed: Callable[[Work], T]) -> T:
        """Change the database: all of it or nothing."""
        ...

    async def ask(
        self, command: str, args: Mapping[str, object], *, by: Actor, tell: Tell = tell_nobody
    ) -> Answer:
        """Run a command of the command line by its name in COMMANDS; raises ObmenError.

        What it did is in the audit afterwards.
        """
        ...
