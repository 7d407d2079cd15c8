"""Presets: what an exchange is set to for a way of working; each is a file of data beside this one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

import yaml

from obmen.domain.errors import NotFound

ORDER: Final = ("prepaid", "postpaid")


@dataclass(frozen=True, slots=True)
class Preset:
    """One way of working; its words are `wizard.preset.NAME`."""

    name: str
    ready: bool  # may be chosen
    settings: Mapping[str, str]


@cache
def presets() -> tuple[Preset, ...]:
    """Return all presets in the order of their page."""
    return tuple(_read(name) for name in ORDER)


def preset_of(name: str) -> Preset:
    """Return a preset that may be chosen; raises NotFound."""
    found = next((one for one in presets() if one.name == name and one.ready), None)
    if found is None:
        raise NotFound("preset", what="choice", name=name)
    return found


def _read(name: str) -> Preset:
    text = files(__name__).joinpath(f"{name}.yaml").read_text(encoding="utf-8")
    told = yaml.safe_load(text)
    return Preset(name, bool(told["ready"]), dict(told["settings"]))
