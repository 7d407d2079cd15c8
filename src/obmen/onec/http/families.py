"""What each dialogue has asked so far, to learn the 1C family from it."""

from __future__ import annotations

from collections import OrderedDict
from typing import Final

from obmen.onec.commerceml.session import Query
from obmen.onec.commerceml.session_family import Learnt, learn_family

DIALOGUES: Final = 256
REQUESTS: Final = 16  # of one dialogue; a family shows itself at its beginning


class AskedQueries:
    """The first requests of the latest dialogues, by cookie."""

    def __init__(self) -> None:
        self._asked: OrderedDict[bytes, list[Query]] = OrderedDict()
        self._from_start: OrderedDict[bytes, None] = OrderedDict()

    def opened(self, cookie_digest: bytes) -> None:
        """Note that this process saw the dialogue begin."""
        self._from_start[cookie_digest] = None
        if len(self._from_start) > DIALOGUES:
            self._from_start.popitem(last=False)

    def learn(self, cookie_digest: bytes, query: Query) -> Learnt | None:
        """Add a request and tell what the dialogue shows."""
        asked = self._asked.setdefault(cookie_digest, [])
        if len(self._asked) > DIALOGUES:
            self._asked.popitem(last=False)
        if len(asked) >= REQUESTS:
            return None
        asked.append(query)
        return learn_family(asked, from_start=cookie_digest in self._from_start)
