"""Whatever sales hold or tell has words in both languages."""

import ast
import re
from pathlib import Path
from string import Formatter

import pytest

import obmen.domain.billing
import obmen.flows.sales
from obmen.domain.lifecycle import News
from obmen.flows.sales.stages import ASKS
from obmen.messages.base import Text
from obmen.messages.sales import TEXTS

CODE = re.compile(
    r"(?:invoice|row|sum|client|number|order|payment|shipment|vat|stage|own_company|onec)\.[a-z_0-9]+"
)


def codes() -> set[str]:
    """Return every string of the sources of sales that looks like a code of a message."""
    flows = Path(str(obmen.flows.sales.__file__)).parent.glob("*.py")
    found: set[str] = set()
    for path in (Path(str(obmen.domain.billing.__file__)), *flows):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and CODE.fullmatch(node.value):
                found.add(node.value)
    return found


def test_every_code_has_its_text() -> None:
    assert codes() - TEXTS.keys() == set()
    assert set(ASKS.values()) <= TEXTS.keys()


def test_every_piece_of_news_has_its_text() -> None:
    assert {f"news.{news}" for news in News} <= TEXTS.keys()


@pytest.mark.parametrize("code", TEXTS)
def test_both_languages_tell_the_same_facts(code: str) -> None:
    text = TEXTS[code]

    assert facts_of(text.ru) == {name.removesuffix("_en") for name in facts_of(text.en)}
    assert bool(text.fix_ru) == bool(text.fix_en)
    assert "—" not in text.told("ru", dict.fromkeys(facts_of(text.ru), "x")).replace(" — ", "")


def facts_of(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name}


def test_a_text_is_filled_with_its_facts() -> None:
    assert Text("{a} и {b}", "{a} and {b}").told("ru", {"a": 1, "b": 2}) == "1 и 2"
