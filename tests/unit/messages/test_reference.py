"""The reference is what the code says."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]
CYRILLIC = set("абвгдежзийклмнопрстуфхцчшщъыьэюя")


def test_the_reference_is_as_the_code_has_it() -> None:
    checked = subprocess.run(
        [sys.executable, str(ROOT / "tools" / "reference.py"), "--check"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert (checked.returncode, checked.stdout) == (0, ""), checked.stderr


def test_every_command_has_an_example_in_both_languages() -> None:
    for name, word in (("cli.md", "Example:"), ("cli.ru.md", "Пример:")):
        sections = (ROOT / "docs" / "reference" / name).read_text(encoding="utf-8").split("\n## ")[1:]

        assert [section.splitlines()[0] for section in sections if word not in section] == []


def test_the_help_of_each_language_holds_none_of_the_other() -> None:
    english = (ROOT / "docs" / "reference" / "cli.md").read_text(encoding="utf-8")
    russian = (ROOT / "docs" / "reference" / "cli.ru.md").read_text(encoding="utf-8")
    names = {"УТ, КА, ERP, Розница", "ИНН"}  # of 1C configurations and of a requisite: they stay as they are

    for name in names:
        english = english.replace(name, "")

    assert not CYRILLIC & set(english.lower())
    assert not [w for w in ("Usage:", "Options:", "Commands:", "Show this", "default:") if w in russian]
