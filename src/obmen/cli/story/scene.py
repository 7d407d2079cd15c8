"""Where the story plays: an exchange with both its sides, and waiting for what must come."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final, Generic, TypeVar

from obmen.cli.story.children import Children
from obmen.cli.story.gateway import Gateway
from obmen.cli.story.loopback import Json
from obmen.cli.story.practice import Base, Portal, Run
from obmen.cli.story.screen import Screen, seconds
from obmen.cli.story.trouble import StoryFailed

T = TypeVar("T")

LOOK_S: Final = 0.1


@dataclass(frozen=True, slots=True)
class Joint:
    """One exchange: a practice 1C base and a practice portal that the gateway joins."""

    name: str
    gateway: Gateway
    portal: Portal
    base: Base
    stages: Mapping[str, str]  # STATUS_ID -> name
    units: Mapping[str, str]  # units of measure that the portal had at the beginning: code -> name

    def status(self) -> Json:
        """Return the exchange in numbers."""
        return self.gateway.status(self.name)


@dataclass(frozen=True, slots=True)
class Stage:
    """The screen, and the processes without which there is nothing to show."""

    screen: Screen
    children: Children

    def wait(self, look: Callable[[], T | None], *, what: str, within_s: float) -> T:
        """Look until there is something; raises StoryFailed when it does not come in time."""
        until = time.monotonic() + within_s
        while True:
            seen = look()
            if seen is not None:
                return seen
            self.children.watch()
            if time.monotonic() > until:
                raise StoryFailed("demo.failed.late", what=self.screen.text(what), seconds=seconds(within_s))
            time.sleep(LOOK_S)

    def run_onec(self, joint: Joint) -> Run:
        """Run the exchange in 1C to its end. Raises StoryFailed when 1C reports an error."""
        with self.screen.working("demo.working.onec", base=joint.base.name):
            run = Aside(joint.base.run)
            return checked(self.wait(run.result, what="demo.wait.onec", within_s=180), joint)


@dataclass(slots=True)
class Aside(Generic[T]):
    """Work that goes on while the story looks at something else."""

    work: Callable[[], T]
    _results: list[T] = field(default_factory=list)
    _errors: list[BaseException] = field(default_factory=list)

    def __post_init__(self) -> None:
        threading.Thread(target=self._do, daemon=True).start()

    def _do(self) -> None:
        try:
            self._results.append(self.work())
        except BaseException as error:  # noqa: BLE001 — it is raised again where it is waited for
            self._errors.append(error)

    def result(self) -> T | None:
        """Return what came of it, None while it goes on; raises what the work raised."""
        if self._errors:
            raise self._errors[0]
        return self._results[0] if self._results else None


def checked(run: Run, joint: Joint) -> Run:
    """Return a run that ended well; raises StoryFailed with 1C's own journal."""
    if not run.ok:
        raise StoryFailed("demo.failed.onec", base=joint.base.name, log="\n".join(run.log))
    return run
