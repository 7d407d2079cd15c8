"""Fixtures that every floor of the tests may ask for."""

import signal
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import settings

from tests.support.postgres import Postgres, running_postgres

# No timed tests: a slow machine isn't a wrong program. A failing example is printed so that it can be kept.
settings.register_profile("obmen", deadline=None, print_blob=True)
settings.load_profile("obmen")

# A shell lets what it runs in the background ignore Ctrl+C, and what tests start would inherit that.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL server for this process, started when the first test asks for it."""
    with running_postgres() as server:
        yield server


@pytest.fixture
def postgres_url(postgres: Postgres) -> Iterator[str]:
    """The url of a new, empty PostgreSQL database."""
    name = f"test_{uuid4().hex}"
    yield postgres.create_database(name=name)
    postgres.drop_database(name=name)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The url of a new, empty database: the test runs once on each kind that we support."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'obmen.sqlite3'}"
    url: str = request.getfixturevalue("postgres_url")
    return url


@pytest.fixture(scope="session")
def commerceml_files() -> Path:
    """The folder with exchange files of real 1C bases, beside the checkout; not ours to publish."""
    folder = Path(__file__).parents[2] / "shared" / "fixtures" / "commerceml"
    if not folder.is_dir():
        pytest.skip("files of real 1C bases are not here (looked in ../shared/fixtures/commerceml)")
    return folder
