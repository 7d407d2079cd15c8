"""Secrets at rest: sealed with a key that lies beside the database, not in it."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import Final

from cryptography.fernet import Fernet, InvalidToken

from obmen.domain.errors import ObmenError

KEY_FILE: Final = "secret.key"


class SecretsUnreadable(ObmenError):
    """The secrets in the database were sealed with another key than the data folder's `secret.key`."""

    code = "secrets.unreadable"

    def __init__(self) -> None:
        super().__init__(str(self.__doc__))


class Seal:
    """Seals and opens texts; does not print its key."""

    def __init__(self, key: bytes) -> None:
        self._fernet = Fernet(key)

    def close(self, text: str) -> str:
        """Return the sealed text; an empty one stays empty."""
        return self._fernet.encrypt(text.encode()).decode() if text else ""

    def open(self, sealed: str) -> str:
        """Return the text that was sealed.

        Raises: SecretsUnreadable — sealed with another key, or damaged.
        """
        try:
            return self._fernet.decrypt(sealed).decode() if sealed else ""
        except InvalidToken:
            raise SecretsUnreadable from None


def load_key(data_dir: Path) -> bytes:
    """Return the key of the data folder, making it (mode 0600) when the folder is new."""
    path = data_dir / KEY_FILE
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        return path.read_bytes().strip()
    except FileNotFoundError:
        return _make_key(path)


def _make_key(path: Path) -> bytes:
    """Write a new key whole or not at all; of two processes that begin together one key wins."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(Fernet.generate_key() + b"\n")
        file.flush()
        os.fsync(file.fileno())
    with suppress(FileExistsError):  # the other process was first: its key counts
        os.link(draft, path)
    draft.unlink()
    return path.read_bytes().strip()
