"""What a newcomer finds in the checkout."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
PINNED = re.compile(r"^[a-z0-9._-]+(?:\[[a-z0-9,._-]+\])?==\S+")


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_a_lock_names_no_address_and_no_option(lock: Path) -> None:
    lines = lock.read_text(encoding="utf-8").splitlines()

    strange = [line for line in lines if "://" in line or line.startswith("-")]

    assert strange == []


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_everything_in_a_lock_has_one_version_and_hashes(lock: Path) -> None:
    requirements = re.split(r"\n(?=\S)", lock.read_text(encoding="utf-8").strip())

    loose = [item for item in requirements if not PINNED.match(item) or "--hash=sha256:" not in item]

    assert loose == []


def test_make_lists_every_target_with_what_it_does() -> None:
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^\.PHONY: (\S+)$", text, re.MULTILINE))

    described = set(re.findall(r"^([a-z-]+):.*## \S", text, re.MULTILINE))

    assert described == targets


def test_every_decision_is_short_and_says_what_else_was_possible() -> None:
    headings = ("## Context", "## Decision", "## Consequences", "## Alternatives")
    decisions = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    texts = {decision.name: decision.read_text(encoding="utf-8") for decision in decisions}

    long = [name for name, text in texts.items() if len(text.splitlines()) > 60]
    incomplete = [name for name, text in texts.items() if any(heading not in text for heading in headings)]

    assert (long, incomplete) == ([], [])
