"""The console says nothing by itself: every word has a text in both languages, every text is said."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest

from obmen.messages.base import Text
from obmen.messages.console import page_texts, word

CONSOLE = Path(__file__).parents[3] / "src" / "obmen" / "console"
SAID = re.compile(r"""\b(?:t|say)\(\s*["']([a-z_0-9.]+)["'](?!\s*~)""")
BEGUN = re.compile(r"""["']([a-z_0-9.]+\.)["']\s*~|f["']([a-z_0-9.]+\.)\{""")
"""The beginning of a code that is put together where it is said."""
LETTERS = re.compile(r"[А-Яа-яЁё]")


def sources() -> str:
    paths = [*CONSOLE.rglob("*.html"), *CONSOLE.rglob("*.py")]
    return "\n".join(path.read_text(encoding="utf-8") for path in paths)


def test_every_word_has_a_text() -> None:
    said = {code for code in SAID.findall(sources()) if not code.endswith(".")}

    assert said - page_texts().keys() == set()


def test_every_text_is_said() -> None:
    begun = tuple({one or other for one, other in BEGUN.findall(sources())})
    said = set(re.findall(r"""["']([a-z_0-9.]+)["']""", sources()))
    idle = {code for code in page_texts() if code not in said and not code.startswith(begun)}

    assert idle == set()


@pytest.mark.parametrize("code", page_texts())
def test_a_text_tells_the_same_facts_in_both_languages(code: str) -> None:
    text = page_texts()[code]

    assert names(text.ru) == names(text.en)


def names(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


def test_templates_hold_no_words_of_their_own() -> None:
    for path in CONSOLE.rglob("*.html"):
        assert not LETTERS.search(path.read_text(encoding="utf-8")), path


@pytest.mark.parametrize(
    ("count", "told"), [(1, "1 счёт"), (2, "2 счёта"), (5, "5 счетов"), (11, "11 счетов"), (21, "21 счёт")]
)
def test_a_word_goes_with_its_number(count: int, told: str) -> None:
    text = Text("{count} {count:счёт|счёта|счетов}", "{count} {count:invoice|invoices}")

    assert text.told("ru", {"count": count}) == told
    assert text.told("en", {"count": count}).endswith("invoice") is (count == 1)


def test_a_number_is_grouped_as_its_language_does() -> None:
    text = Text("{count:number}", "{count:number}")

    assert text.told("ru", {"count": 1240}) == "1\N{NO-BREAK SPACE}240"
    assert text.told("en", {"count": 1240}) == "1,240"


def test_a_code_without_words_is_never_shown() -> None:
    with pytest.raises(KeyError):
        word("nothing.of.the.kind", language="ru", facts={})
