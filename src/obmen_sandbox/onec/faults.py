"""Things that go wrong between 1C and a site, switched on by name."""

from dataclasses import dataclass, field
from typing import Protocol

from obmen_sandbox.onec.wire import Answer, NoAnswer, Request, Wire


class Abandoned(Exception):
    """The user closed 1C, or the machine went off: nothing more is sent in this run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Faults:
    """What this run does wrong. All off by default."""

    drop_after_post: int | None = None  # n-th POST arrives whole, its answer is lost
    cut_post: int | None = None  # n-th POST breaks off in the middle of the body
    abandon_after_file: bool = False  # the first file is sent and nothing after it
    ignore_import: bool = False  # no `mode=import` at all
    resend_portion: bool = False  # every portion goes twice, as after a lost answer
    twice: bool = False  # every request goes twice, as through a proxy that repeats it
    zip: bool | None = None  # None: as the server says; True: always; False: never
    backslash: bool = (
        True  # entries of the archive are named with `\`, as the mask of a Windows 1C makes them
    )
    timeout_s: float | None = None
    skip_success: bool = False  # the orders are loaded and never acknowledged
    repeat_query: int = 0  # so many more `mode=query` before the package is read
    query_only: bool = False  # asks for orders and reads nothing


NO_FAULTS = Faults()


class Transport(Protocol):
    """What carries requests."""

    def send(self, request: Request) -> Answer:
        """Send one request and read the answer."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchanged:
    """One request of a run and what came of it."""

    request: Request
    answer: Answer | None


@dataclass(slots=True)
class FaultyTransport:
    """Counts POSTs, breaks the chosen ones, and remembers everything for those who look afterwards."""

    wire: Wire
    faults: Faults
    seen: list[Exchanged] = field(default_factory=list)
    posts: int = 0

    def send(self, request: Request) -> Answer:
        """Send a request, or break it as the faults say."""
        number = self.posts + 1 if request.method == "POST" else 0
        self.posts += request.method == "POST"
        answer = None
        try:
            if number and number == self.faults.cut_post:
                self.wire.send_half(request)
            answer = self.wire.send(request)
            answer = self.wire.send(request) if self.faults.twice else answer
        finally:
            self.seen.append(Exchanged(request=request, answer=answer))
        if number and number == self.faults.drop_after_post:
            raise NoAnswer
        return answer
