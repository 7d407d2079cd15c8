"""What one setting comes to at present."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Effect:
    """What one setting comes to: the code of a text of the console, and its numbers."""

    code: str
    facts: Mapping[str, object] = field(default_factory=dict)
