"""What a wrong call hears: the reason and the way out, in the shape that scripts can read."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.acceptance.cli.harness import House


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> House:
    """A data folder that no command needs to fill."""
    return House(tmp_path_factory.mktemp("empty") / "var", "")


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["exchange", "add", "shop"], "usage", "--portal"),
        (["nothing"], "usage", "nothing"),
        (["import", "shop", "/no/such/file"], "usage", "/no/such/file"),
        (["send", "shop"], "usage", "--since"),
        (["send", "shop", "1", "--since", "2026-11-01"], "usage", "--since"),
    ],
)
def test_wrong_usage_is_told_as_json_and_exits_2(
    empty: House, words: list[str], code: str, told: str
) -> None:
    ran = empty.run(*words, "--json")

    assert ran.code == 2
    assert ran.error["code"] == code
    assert told in ran.error["text"]


def test_wrong_usage_without_json_goes_to_standard_error_in_russian(empty: House) -> None:
    ran = empty.run("plan")

    assert (ran.code, ran.out) == (2, "")
    assert "Ошибка: Не задан аргумент 'NAME'" in ran.err
    assert "Справка: obmen plan --help" in ran.err


def test_an_unknown_variable_is_an_error_that_names_it(empty: House) -> None:
    ran = empty.run("status", "--json", OBMEN_DATADIR="/tmp")

    assert ran.code == 2
    assert "OBMEN_DATADIR" in ran.error["text"]
    assert "OBMEN_DATA_DIR" in ran.error["fix"]


def test_an_unknown_language_is_an_error_and_help_still_works(empty: House) -> None:
    ran = empty.run("status", OBMEN_LANGUAGE="de")
    helped = empty.run("--help", OBMEN_LANGUAGE="de")

    assert (ran.code, ran.out) == (2, "")
    assert "OBMEN_LANGUAGE" in ran.err
    assert "ru | en" in ran.err
    assert helped.code == 0


def test_a_folder_that_cannot_be_written_is_an_error_in_json(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("a file, not a folder")
    house = House(tmp_path / "var", "")

    ran = house.run("status", "--json")

    assert ran.code == 1
    assert ran.error["text"]
