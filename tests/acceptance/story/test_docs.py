"""What the papers say exists: cited tests, commands, settings, variables, files."""

import re
from pathlib import Path

import pytest

from obmen.bitrix24.lookups import TABLE
from obmen.cli import commands
from obmen.config import KNOWN
from obmen.domain.settings import PARSERS

ROOT = Path(__file__).parents[3]
GUARANTEES = ROOT / "docs" / "delivery-guarantees.md"
WRITTEN = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("src/**/README.md")]
PAPERS = [paper for paper in WRITTEN if paper.parent.name != "reference"]  # that one is made from the code

papers = pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: str(paper.relative_to(ROOT)))


def test_every_test_that_a_guarantee_cites_exists() -> None:
    cited = re.findall(r"`(tests/\S+\.py)::(\w+)`", GUARANTEES.read_text(encoding="utf-8"))

    missing = [f"{file}::{name}" for file, name in cited if f"def {name}(" not in text_of(ROOT / file)]

    assert len(cited) > 40
    assert missing == []


def text_of(file: Path) -> str:
    return file.read_text(encoding="utf-8") if file.exists() else ""


def test_every_method_that_is_looked_up_is_in_the_table_of_guarantees() -> None:
    writing = r"`([a-z0-9]+(?:\.[A-Za-z0-9]+)+\.(?:add|update|modify|set|conduct|delete))`"
    told = set(re.findall(writing, text_of(GUARANTEES)))

    assert told == set(TABLE)


@papers
def test_every_file_that_a_paper_points_to_exists(paper: Path) -> None:
    targets = re.findall(r"\]\(([^)#:]+)\)", text_of(paper))

    assert [target for target in targets if not (paper.parent / target).exists()] == []


@papers
def test_every_command_in_a_paper_exists(paper: Path) -> None:
    said = re.findall(r"(?:^|`|/)obmen ([a-z]+)", text_of(paper), re.MULTILINE)

    assert sorted(set(said) - set(commands.commands)) == []


@papers
def test_every_setting_in_a_paper_exists(paper: Path) -> None:
    said = re.findall(r"obmen exchange set \S+ (\w+)=", text_of(paper))

    assert sorted(set(said) - {*PARSERS, "portal"}) == []


@papers
def test_every_variable_in_a_paper_exists(paper: Path) -> None:
    said = re.findall(r"\bOBMEN_[A-Z_]+[A-Z]\b", text_of(paper))

    assert sorted(set(said) - set(KNOWN)) == []
