"""Comparing an answer with an example of it."""

from collections.abc import Mapping
from typing import Any


def assert_like(found: Any, example: Any, path: str = "result") -> None:  # noqa: ANN401
    """Every key of the example is there, with a value of the same type; `...` is anything."""
    if isinstance(example, Mapping):
        assert isinstance(found, Mapping), path
        for key, value in example.items():
            assert key in found, f"{path}.{key} is absent"
            assert_like(found[key], value, f"{path}.{key}")
    elif isinstance(example, list):
        assert isinstance(found, list), path
        for number, value in enumerate(example):
            assert_like(found[number], value, f"{path}[{number}]")
    elif example is not ...:
        number = isinstance(example, int | float) and not isinstance(example, bool)
        kind = (int, float) if number else type(example)
        assert isinstance(found, kind), f"{path} is {found!r}, not like {example!r}"
