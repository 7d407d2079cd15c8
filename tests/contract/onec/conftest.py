from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest

from obmen_sandbox.onec.base import Base
from obmen_sandbox.onec.model import Family, Settings
from obmen_sandbox.stories.shop import fill
from tests.contract.onec.site import Site, point, serve


class Clock:
    """Time that moves only when a test moves it."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 11, 24, 6, 30, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.moment

    def forward(self, **parts: float) -> None:
        self.moment += timedelta(**parts)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def site() -> Iterator[Site]:
    with serve(Site()) as running:
        yield running


MakeBase = Callable[..., Base]


@pytest.fixture
def make_base(clock: Clock, site: Site) -> MakeBase:
    """A base of a family with a few goods, its node pointed at the test's site."""

    def make(family: Family = Family.TRADE, *, goods: int = 3, **settings: object) -> Base:
        base = Base(name="base", settings=Settings(family=family, **settings), now=clock)  # type: ignore[arg-type]
        if goods:
            fill(base, goods_count=goods, seed=1)
        return point(base, site)

    return make
