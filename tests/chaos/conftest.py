"""Chaos: the product as a whole, disturbed. Each test compares its end with the end of a quiet day."""

from collections.abc import Callable
from uuid import uuid4

import pytest

from tests.chaos.day import Day, Morning, make_morning
from tests.chaos.goods_day import GoodsDay
from tests.support.postgres import Postgres
from tests.support.world_fixtures import MakeWorld, forge, make_world, sandbox
from tests.support.world_forge import Forge
from tests.support.world_sandbox import Sandbox

__all__ = ["forge", "make_world", "sandbox"]

NewDay = Callable[[], Day]


@pytest.fixture(scope="session")
def morning(forge: Forge, sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Morning:
    """A data folder with one exchange in it, to be copied, and the end of a quiet day."""
    return make_morning(forge, sandbox, tmp_path_factory.mktemp("morning"))


@pytest.fixture(scope="session")
def goods_morning(forge: Forge, sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Morning:
    """The same for a day of all that goods are."""
    return make_morning(forge, sandbox, tmp_path_factory.mktemp("goods"), GoodsDay)


@pytest.fixture
def new_goods_day(goods_morning: Morning, make_world: MakeWorld) -> NewDay:
    """Starts days of goods on SQLite."""
    return lambda: GoodsDay.begin(make_world(starts=False), goods_morning)


@pytest.fixture
def new_goods_day_on_postgres(goods_morning: Morning, make_world: MakeWorld, postgres: Postgres) -> NewDay:
    """Starts days of goods on PostgreSQL."""

    def begin() -> Day:
        url = postgres.create_database(name=f"day_{uuid4().hex}")
        return GoodsDay.begin(make_world(starts=False, database_url=url), goods_morning)

    return begin


@pytest.fixture
def new_day(morning: Morning, make_world: MakeWorld) -> NewDay:
    """Starts days on SQLite, one after another."""
    return lambda: Day.begin(make_world(starts=False), morning)


@pytest.fixture
def new_day_on_postgres(morning: Morning, make_world: MakeWorld, postgres: Postgres) -> NewDay:
    """Starts days on PostgreSQL."""

    def begin() -> Day:
        url = postgres.create_database(name=f"day_{uuid4().hex}")
        return Day.begin(make_world(starts=False, database_url=url), morning)

    return begin
