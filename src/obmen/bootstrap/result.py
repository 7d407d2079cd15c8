"""What a command answers, and what it says while it works."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypedDict

Args = Mapping[str, Any]  # a JSON object: its shape is the command's


@dataclass(frozen=True, slots=True)
class Result:
    """A command's JSON document, and whether its work was done."""

    document: Any
    ok: bool = True


class Progress(TypedDict):
    """How far a command has come; `what` is a code of obmen.messages.cli, `total` 0: not known."""

    what: str
    name: str
    done: int
    total: int


def progress(what: str, *, name: str = "", done: int = 0, total: int = 0) -> Progress:
    """Return one piece of news for `Tell`."""
    return Progress(what=what, name=name, done=done, total=total)


def language_in(args: Args, *, otherwise: str) -> str:
    """Return the language in which a command answers: the asker's, when the asker has told one."""
    told = args.get("language")
    return told if isinstance(told, str) and told else otherwise


Tell = Callable[[Progress], None]
