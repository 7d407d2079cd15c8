"""What looking a call up is made of, and what it may find."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from obmen.bitrix24.call import Command
from obmen.bitrix24.reading import Row
from obmen.delivery.call import Call
from obmen.delivery.outcome import Ambiguous, Outcome, Rejected

NOT_THERE: Final = Ambiguous("lookup.not_there")
DIFFERS: Final = Ambiguous("lookup.differs")
GONE: Final = Rejected("not_found", "")
IMPOSSIBLE: Final = Rejected("lookup.impossible", "")


@dataclass(frozen=True, slots=True)
class Blocks:
    """The portal's blocks of products and of variations; 0: there is none."""

    products: int = 0
    offers: int = 0


@dataclass(frozen=True, slots=True)
class LookUp:
    """One way of looking up: what to ask, and what the rows mean."""

    ask: Callable[[Call, Blocks], Sequence[Command]]
    judge: Callable[[Call, Sequence[Row]], Outcome]
