"""Passwords of 1C's nodes: made, kept as argon2, checked once and then recognised by a keyed digest."""

from __future__ import annotations

import hmac
import secrets
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

PASSWORD_LENGTH: Final = 24
# No look-alikes: people type it from a screen into 1C's node.
_ALPHABET: Final = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
# OWASP's smallest argon2id. The passwords are ours, 139 bits of chance: no wordlist finds them.
_HASHER: Final = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
NOBODY: Final = _HASHER.hash(secrets.token_hex(16))
"""Hash that no password has: an unknown login costs the same time as a known one."""


def new_password() -> str:
    """Make a password for a node; shown once, kept as a hash."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(PASSWORD_LENGTH))


def new_token() -> str:
    """Make the value of a session's cookie."""
    return secrets.token_hex(16)


def hash_password(password: str) -> str:
    """Return the argon2id hash that the exchange keeps."""
    return _HASHER.hash(password)


def verify_password(password: str, *, password_hash: str) -> bool:
    """Tell whether the password is the exchange's. Takes tens of milliseconds of CPU: run it in a thread."""
    try:
        return _HASHER.verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False


def keyed_digest(key: bytes, *parts: str) -> bytes:
    """Return 16 bytes that stand for a secret; useless to whom the key is unknown."""
    return hmac.digest(key, "\0".join(parts).encode("utf-8", "surrogatepass"), "sha256")[:16]
