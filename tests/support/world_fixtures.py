"""Fixtures that start the whole product; import them into a conftest."""

from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from tests.support.postgres import Postgres
from tests.support.world import World
from tests.support.world_forge import Forge
from tests.support.world_gateway import Gateway
from tests.support.world_sandbox import Sandbox

__all__ = ["forge", "make_world", "sandbox", "world"]

MakeWorld = Callable[..., World]


@pytest.fixture(scope="session")
def forge() -> Iterator[Forge]:
    """The process that forks all others."""
    with Forge() as started:
        yield started


@pytest.fixture(scope="session")
def sandbox(forge: Forge, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """Both practice systems; each world resets the portal and makes bases of its own."""
    with Sandbox(forge, tmp_path_factory.mktemp("sandbox")) as started:
        yield started


@pytest.fixture
def make_world(forge: Forge, sandbox: Sandbox, tmp_path: Path) -> Iterator[MakeWorld]:
    """Makes worlds, one after another: a fresh portal, a fresh gateway that serves."""
    made: list[World] = []

    def make(*, database_url: str = "", starts: bool = True) -> World:
        for world in made:
            world.gateway.kill()
        sandbox.reset()
        gateway = Gateway(forge, tmp_path / f"world-{len(made)}", database_url)
        made.append(World(sandbox, gateway))
        if starts:
            gateway.start()
        return made[-1]

    yield make
    for world in made:
        world.gateway.kill()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def world(request: pytest.FixtureRequest, make_world: MakeWorld) -> World:
    """A world on each database."""
    if request.param == "sqlite":
        return make_world()
    postgres: Postgres = request.getfixturevalue("postgres")
    return make_world(database_url=postgres.create_database(name=f"world_{uuid4().hex}"))
