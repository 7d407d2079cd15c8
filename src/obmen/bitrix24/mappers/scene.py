"""What a mapper sees beside its task: the portal's ids, and what earlier calls of the batch will make."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from obmen.delivery.call import Call, ResultOf, Task, Unready
from obmen.delivery.outcome import Rejected
from obmen.delivery.profile import PortalProfile
from obmen.domain.identity import Ref
from obmen.flows.ports.portal import Unmappable


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """The portal's ids, the bound records, and the records that earlier calls of the batch create."""

    profile: PortalProfile
    bound: Mapping[Ref, int]
    coming: Mapping[Ref, str] = field(default_factory=dict)  # record -> name of the call that makes it

    def remote(self, ref: Ref) -> int | ResultOf | None:
        """Return a record's id in the portal, or the reference that becomes it."""
        if ref in self.bound:
            return self.bound[ref]
        return ResultOf(self.coming[ref]) if ref in self.coming else None


class Needed(Exception):
    """Another record has to be bound first."""

    def __init__(self, ref: Ref) -> None:
        super().__init__(ref.id)
        self.ref = ref


class Impossible(Exception):
    """No call can express the task as things are."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code)
        self.rejected = Rejected(code, detail)


Mapper = Callable[[Task, Scene], tuple[Call, ...]]
"""Turns a task into calls. Raises: Needed, Impossible."""


def mapped(mapper: Mapper, task: Task, scene: Scene) -> tuple[Call, ...] | Unready | Unmappable:
    """Run a mapper; what stops it becomes a value."""
    try:
        return mapper(task, scene)
    except Needed as needed:
        return Unready(task.id, needed.ref)
    except Impossible as impossible:
        return Unmappable(task.id, impossible.rejected)


def changed(task: Task) -> dict[str, object]:
    """Return the wanted fields that the CRM does not hold yet; all of them for a new object."""
    if task.remote_id is None:
        return dict(task.desired)
    return {
        name: value
        for name, value in task.desired.items()
        if name not in task.known or task.known[name] != value
    }


def call_name(task: Task, part: str = "") -> str:
    """Name a call: letters and digits only, for it stands in references."""
    return f"t{task.id}{part}"
