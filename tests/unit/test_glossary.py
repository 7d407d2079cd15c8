"""The glossary knows every kind of record."""

from pathlib import Path

import pytest

from obmen.domain.identity import EntityKind

GLOSSARY = Path(__file__).parents[2] / "docs" / "glossary.md"


@pytest.mark.parametrize("kind", EntityKind)
def test_the_glossary_has_a_row_for_each_kind_of_record(kind: EntityKind) -> None:
    text = GLOSSARY.read_text(encoding="utf-8")

    assert f"`{kind.name}`" in text or f"`EntityKind.{kind.name}`" in text
