"""The settings of an exchange as a YAML file: written, and held against what stands."""

from __future__ import annotations

from datetime import date

import yaml

from obmen.domain.errors import Refused
from obmen.flows.desk.settings import Difference, as_file, compare_file
from obmen.flows.ports.exchanges import Exchange


def write_file(exchange: Exchange) -> str:
    """Return the settings that differ from the defaults, without secrets."""
    document = {"settings": as_file(exchange)}
    return yaml.safe_dump(document, allow_unicode=True, sort_keys=False, width=1000)


def read_file(exchange: Exchange, text: str) -> list[Difference]:
    """Return what a file would change; raises Refused or BadSetting."""
    try:
        document = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError):
        raise Refused("file", reason="settings_file") from None
    told = document.get("settings") if isinstance(document, dict) else None
    if not isinstance(told, dict) or not all(
        isinstance(key, str) and _is_plain(value) for key, value in told.items()
    ):
        raise Refused("file", reason="settings_file")
    return compare_file(exchange, told)


def _is_plain(value: object) -> bool:
    """A setting is a word or a list of words; what is nested deeper is none, and may be a bomb."""
    words = value if isinstance(value, list) else [value]
    return all(word is None or isinstance(word, str | int | float | date) for word in words)
