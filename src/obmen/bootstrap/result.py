"""What a command answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Result:
    """A command's JSON document, and whether its work was done."""

    document: Any
    ok: bool = True
