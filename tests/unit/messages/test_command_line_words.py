"""The command line says nothing by itself: every word has a text, every text is said."""

from __future__ import annotations

import ast
import importlib
import re
from pathlib import Path

import pytest

from obmen.messages.cli import TEXTS
from obmen.messages.cli_click import RUSSIAN

CLI = Path(__file__).parents[3] / "src" / "obmen" / "cli"
CLICK = ("core", "decorators", "exceptions", "formatting", "parser", "termui", "types")
COMPUTED = (
    "help.", "progress.", "login.", "exchange.", "import.", "plan.", "send.", "status.", "order.state.",
    "sync.", "drift.", "runs.", "undo.", "held.", "check.", "passport.", "user.", "adopt.",
    "sweep.why.", "app.",
)  # fmt: skip
"""Beginnings of codes that are put together where they are said."""


def said() -> set[str]:
    codes: set[str] = set()
    for path in CLI.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(func=ast.Name(id="say"), args=[ast.Constant(value=str(code)), *_]):
                    codes.add(code)
                case ast.Call(func=ast.Name(id="help_of"), args=[ast.Constant(value=str(code)), *_]):
                    codes.add(f"help.{code}")
                case _:
                    pass
    return codes


def test_every_word_has_a_text() -> None:
    assert said() - TEXTS.keys() == set()


def test_every_text_is_said() -> None:
    idle = {code for code in TEXTS.keys() - said() if not code.startswith(COMPUTED)}

    assert idle - {"usage", "aborted"} == set()


@pytest.mark.parametrize("phrase", sorted(RUSSIAN))
def test_the_library_still_says_each_phrase_that_we_translate(phrase: str) -> None:
    sources = " ".join(
        Path(str(importlib.import_module(f"click.{name}").__file__)).read_text(encoding="utf-8")
        for name in CLICK
    )

    assert re.search(re.escape(repr(phrase)[1:-1]), sources.replace("\\'", "'"))


def test_a_translated_phrase_takes_no_other_facts() -> None:
    facts = re.compile(r"\{\w+(?:!r)?\}|%\(\w+\)s")

    holes = [p for p, ours in RUSSIAN.items() if set(facts.findall(ours)) - set(facts.findall(p))]

    assert holes == []


@pytest.mark.parametrize("code", ["undo.done", "drift.restoring", "sweep.done"])
@pytest.mark.parametrize("language", ["ru", "en"])
def test_what_waits_for_delivery_names_the_command_that_delivers(code: str, language: str) -> None:
    told = TEXTS[code].told(language, {"name": "shop", "back": 4, "kept": 0, "count": 4})

    assert told.endswith("obmen sync shop")
