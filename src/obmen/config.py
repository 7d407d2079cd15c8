"""The only reader of the environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from obmen.domain.errors import BadSetting

PREFIX = "OBMEN_"
KNOWN = (
    "OBMEN_DATABASE_URL",
    "OBMEN_DATA_DIR",
    "OBMEN_PUBLIC_URL",
    "OBMEN_ALLOW_HOSTS",
    "OBMEN_LANGUAGE",
    "OBMEN_LOG_FORMAT",
    "OBMEN_SMTP_URL",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """How this installation runs; every value has its source in an OBMEN_* variable."""

    data_dir: Path
    database_url: str = field(repr=False)  # may hold a password
    public_url: str = ""  # what 1C and Bitrix24 call; empty: the address of `serve`
    allow_hosts: tuple[str, ...] = ()  # private hosts that a portal may have
    language: str = "ru"
    log_format: str = "console"
    smtp_url: str = field(default="", repr=False)  # may hold a password; empty: no e-mail

    @property
    def is_sqlite(self) -> bool:
        """Tell the embedded database from a server."""
        return self.database_url.startswith("sqlite")


def read_config(environ: Mapping[str, str] | None = None) -> Config:
    """Read the environment; an unknown OBMEN_* variable is an error that names it.

    Raises: BadSetting — an unknown variable or a value outside its range.
    """
    values = dict(os.environ if environ is None else environ)
    for name in values:
        if name.startswith(PREFIX) and name not in KNOWN:
            raise BadSetting(name, key=name, reason="unknown", allowed=", ".join(KNOWN))
    data_dir = Path(values.get("OBMEN_DATA_DIR") or "var").absolute()
    return Config(
        data_dir=data_dir,
        database_url=_database_url(values.get("OBMEN_DATABASE_URL", ""), data_dir),
        public_url=values.get("OBMEN_PUBLIC_URL", "").rstrip("/"),
        allow_hosts=tuple(h.strip() for h in values.get("OBMEN_ALLOW_HOSTS", "").split(",") if h.strip()),
        language=_choice(values, "OBMEN_LANGUAGE", "ru", "en"),
        log_format=_choice(values, "OBMEN_LOG_FORMAT", "console", "json"),
        smtp_url=_smtp_url(values.get("OBMEN_SMTP_URL", "")),
    )


def read_language(environ: Mapping[str, str] | None = None) -> str:
    """Return the language to speak; what is wrong with the environment is `read_config`'s to say."""
    values = os.environ if environ is None else environ
    return "en" if values.get("OBMEN_LANGUAGE") == "en" else "ru"


def _database_url(text: str, data_dir: Path) -> str:
    if not text:
        return f"sqlite:///{data_dir / 'obmen.sqlite3'}"
    if text.startswith(("sqlite:///", "postgresql://", "postgresql+psycopg://")):
        return text
    raise BadSetting(
        "OBMEN_DATABASE_URL",
        key="OBMEN_DATABASE_URL",
        reason="value",
        value="…",
        allowed="sqlite:///… | postgresql://…",
    )


def _smtp_url(text: str) -> str:
    if not text or text.startswith(("smtp://", "smtps://")):
        return text
    raise BadSetting(
        "OBMEN_SMTP_URL",
        key="OBMEN_SMTP_URL",
        reason="value",
        value="…",
        allowed="smtp://… | smtps://…",
    )


def _choice(values: Mapping[str, str], name: str, default: str, *others: str) -> str:
    value = values.get(name) or default
    if value not in {default, *others}:
        raise BadSetting(name, key=name, reason="value", value=value, allowed=" | ".join((default, *others)))
    return value
