"""Passwords and random tokens: made, kept as argon2 or as a digest, recognised."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

PASSWORD_LENGTH: Final = 24
# No look-alikes: people type it from a screen into 1C's node.
_ALPHABET: Final = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
# OWASP's smallest argon2id: a node's password is 139 bits of chance; who guesses a person's is slowed down.
_HASHER: Final = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
NOBODY: Final = _HASHER.hash(secrets.token_hex(16))
"""Hash that no password has: an unknown login costs the same time as a known one."""


def new_password() -> str:
    """Make a password for a node; shown once, kept as a hash."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(PASSWORD_LENGTH))


def new_token() -> str:
    """Make the value of a cookie of 1C's dialogue."""
    return secrets.token_hex(16)


def new_secret() -> str:
    """Make what a browser, a link or a program shows to be known again: 256 bits of chance."""
    return secrets.token_urlsafe(32)


def digest_of(secret: str) -> bytes:
    """Return what is kept of a `new_secret`: 32 bytes from which nobody finds it."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()


def hash_password(password: str) -> str:
    """Return the argon2id hash that is kept."""
    return _HASHER.hash(password)


def verify_password(password: str, *, password_hash: str) -> bool:
    """Tell whether the password is the one of the hash. Tens of milliseconds of CPU: run it in a thread."""
    try:
        return _HASHER.verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False


def keyed_digest(key: bytes, *parts: str) -> bytes:
    """Return 16 bytes that stand for a secret; useless to whom the key is unknown."""
    return hmac.digest(key, "\0".join(parts).encode("utf-8", "surrogatepass"), "sha256")[:16]
