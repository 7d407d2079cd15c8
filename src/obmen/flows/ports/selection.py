"""What 1C's packages have named, and what was made inactive because they do not name it any more."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Protocol

from obmen.delta.selection import Roll


class Rolls(Protocol):
    """The goods that packages of the catalogue have named."""

    def put(self, exchange_id: int, package_id: int, rolls: Sequence[Roll]) -> None:
        """Keep what a package has named; its place in the order of dialogues is the package's."""
        ...

    def repeat(self, package_id: int, *, twin_id: int) -> bool:
        """Let what the twin has named be named anew by this package; False: it is not known any more."""
        ...

    def all(self, exchange_id: int) -> Sequence[Roll]: ...

    def of(self, package_id: int) -> Sequence[Roll]:
        """Return what a package has named."""
        ...

    def gather(self, exchange_id: int, roll: Roll, *, instead_of: Collection[int]) -> None:
        """Put one roll in the place of several, by their ids; nobody's twin is among them any more."""
        ...


class Swept(Protocol):
    """Goods that a person has let be made inactive, for 1C does not name them any more."""

    def put(self, exchange_id: int, keys: Iterable[str]) -> None: ...

    def among(self, exchange_id: int, keys: Iterable[str]) -> frozenset[str]: ...

    def all(self, exchange_id: int) -> Sequence[str]: ...

    def forget(self, exchange_id: int, keys: Iterable[str]) -> None: ...
