"""A store with one exchange, its portal and its 1C."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from obmen.storage.database import open_store
from tests.integration.sales.world import World, build_world


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """A world on SQLite; `test_both_databases.py` tells the whole story on PostgreSQL too."""
    store = open_store(url="", data_dir=tmp_path, key=Fernet.generate_key())
    yield build_world(store)
    store.close()


@pytest.fixture
def any_world(database_url: str, tmp_path: Path) -> Iterator[World]:
    """The same on each database."""
    store = open_store(url=database_url, data_dir=tmp_path, key=Fernet.generate_key())
    yield build_world(store)
    store.close()
