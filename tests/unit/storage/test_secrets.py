"""The key beside the database, and what it seals."""

from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from obmen.storage.secrets import Seal, SecretsUnreadable, load_key


def test_a_new_folder_gets_a_key_that_only_its_owner_reads(tmp_path: Path) -> None:
    key = load_key(tmp_path / "var")

    assert load_key(tmp_path / "var") == key
    assert [path.name for path in (tmp_path / "var").iterdir()] == ["secret.key"]
    assert (tmp_path / "var" / "secret.key").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "var").stat().st_mode & 0o777 == 0o700


def test_a_sealed_text_opens_with_its_key_only(tmp_path: Path) -> None:
    seal = Seal(load_key(tmp_path))

    sealed = seal.close("https://portal.example/rest/1/секрет/")

    assert "portal" not in sealed
    assert seal.open(sealed) == "https://portal.example/rest/1/секрет/"
    with pytest.raises(SecretsUnreadable):
        Seal(Fernet.generate_key()).open(sealed)


def test_nothing_stays_nothing() -> None:
    seal = Seal(Fernet.generate_key())

    assert seal.close("") == ""
    assert seal.open("") == ""


def test_a_seal_does_not_print_its_key(tmp_path: Path) -> None:
    key = load_key(tmp_path)

    assert key.decode() not in repr(Seal(key)) + str(vars(Seal(key)))
