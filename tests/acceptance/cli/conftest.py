"""One practice portal and one house for each file of tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.acceptance.cli.harness import House, practice_portal, write_catalogue


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A data folder without exchanges, and a portal to join."""
    with practice_portal() as webhook:
        yield House(tmp_path_factory.mktemp("house") / "var", webhook)


@pytest.fixture(scope="module")
def served(house: House) -> Iterator[House]:
    """The same with `obmen serve` beside: commands answer at once."""
    with house.serving():
        yield house


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two goods, as 1C writes it."""
    return write_catalogue(tmp_path_factory.mktemp("onec") / "webdata")
