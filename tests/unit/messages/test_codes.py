"""Whatever the product can say to a person has a text with a way out, in both languages."""

from __future__ import annotations

import string
from collections.abc import Mapping
from dataclasses import dataclass

import pytest

from obmen.bitrix24.discovery_findings import SOURCES
from obmen.config import KNOWN
from obmen.delta.desire import Left
from obmen.domain.lifecycle import News
from obmen.domain.settings import PARSERS
from obmen.flows.ports.inbox import PackageState
from obmen.flows.ports.sales import OrderState
from obmen.flows.sales.poll import BLOCKS
from obmen.flows.sales.stages import ASKS
from obmen.messages.base import Text
from obmen.messages.catalogue import all_texts
from obmen.messages.cli import TEXTS as CLI
from obmen.messages.cli_settings import ENVIRONMENT, SETTINGS
from obmen.messages.errors import code_of
from obmen.messages.events import EVENTS
from obmen.onec.vocabulary import REASONS
from tests.unit.messages.said import (
    NOT_FOR_PEOPLE,
    Raised,
    coded,
    events_of_records,
    facts_of_failures,
    facts_of_findings,
    findings,
    raised,
)

OPTIONAL = frozenset({"detail", "error", "told", "url"})
"""Facts that often are not there: their place closes."""


@dataclass(frozen=True)
class Told:
    """An error as the texts see it."""

    code: str
    detail: str
    facts: Mapping[str, object]


def told_by(error: Raised) -> str:
    return code_of(Told(error.code, error.detail, error.facts))


def places_in(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def places_of(text: Text) -> set[str]:
    """The places of a text and its fix; the exchange of a command in a fix is told to all of them."""
    return places_in(text.ru) | (places_in(text.fix_ru) - {"exchange"})


def without_text(found: Mapping[str, str] | list[tuple[str, str]]) -> dict[str, str]:
    pairs = found.items() if isinstance(found, Mapping) else found
    return {code: place for place, code in pairs if code not in all_texts() and code not in REASONS}


def test_every_error_has_a_text() -> None:
    missing = [
        (error.where, dict(error.facts), error.detail)
        for error in raised()
        if "<computed>" not in (error.facts.get("reason"), error.detail if not error.facts else "")
        and error.whole
        and told_by(error) not in all_texts()
    ]

    assert missing == []


def test_every_error_gives_the_facts_that_its_text_tells() -> None:
    holes = [
        (error.where, sorted(lacking))
        for error in raised()
        if error.whole and (text := all_texts().get(told_by(error))) is not None
        if (lacking := places_of(text) - error.facts.keys() - OPTIONAL)
    ]

    assert holes == []


def test_every_code_in_the_code_has_a_text() -> None:
    assert without_text([pair for pair in coded() if pair[1] not in NOT_FOR_PEOPLE]) == {}


def test_every_finding_of_the_pre_flight_has_a_text_in_each_state() -> None:
    optional = {"portal.stores", "portal.inventory"}
    failed = [("failure", f"check.{f}.{'degraded' if f in optional else 'missing'}") for f in SOURCES]
    families = [("family", f"check.onec.family.{family}.ok") for family in ("trade", "unf", "module")]

    assert without_text([*findings(), *failed, *families]) == {}


def test_every_finding_on_a_portal_gives_the_facts_that_its_texts_tell() -> None:
    holes = [
        (place, state, sorted(lacking))
        for place, found, facts in facts_of_findings()
        for state in ("ok", "degraded", "missing")
        if (text := all_texts().get(f"check.{found}.{state}")) is not None
        if (lacking := places_of(text) - facts - OPTIONAL)
    ]

    assert holes == []


def test_every_failure_gives_1c_the_facts_that_its_reason_tells() -> None:
    holes = [
        (place, code, sorted(lacking))
        for place, code, facts in facts_of_failures()
        if (lacking := places_in(REASONS.get(code) or all_texts()[code].ru) - facts)
    ]

    assert holes == []


def test_every_table_of_sales_has_its_texts() -> None:
    news = [f"news.{one}" for one in News if one is not News.CANCELLED]
    told = [*ASKS.values(), *BLOCKS, *news, "news.cancelled", "news.deleted", "news.numbered_trade"]

    assert [code for code in told if code not in all_texts()] == []


def test_whatever_is_left_out_of_the_crm_is_told_in_words() -> None:
    assert [left for left in Left if f"left.{left}" not in all_texts()] == []


def test_every_setting_and_variable_is_explained() -> None:
    assert {*PARSERS, "portal", "owner.FIELD"} == SETTINGS.keys()
    assert set(KNOWN) == ENVIRONMENT.keys()


def test_every_state_has_a_word_on_the_command_line() -> None:
    orders = [f"order.state.{state}" for state in OrderState]
    packages = [f"import.state.{state}" for state in PackageState]

    assert [code for code in orders + packages if code not in CLI] == []


WAITS = ("check.", "refused.", "not_found.", "setting.", "environment.", "delivery.", "portal.")
AS_THINGS_ARE = frozenset({
    "check.portal.offers_block.degraded", "check.onec.part_payments.degraded", "check.onec.barcodes.degraded",
})  # fmt: skip


@pytest.mark.parametrize("code", sorted(all_texts()))
def test_a_text_says_the_same_in_both_languages(code: str) -> None:
    text = all_texts()[code]
    english = {name.removesuffix("_en") for name in places_in(text.en)}

    assert text.ru
    assert text.en
    assert english == places_in(text.ru)
    assert bool(text.fix_ru) == bool(text.fix_en)
    assert {n.removesuffix("_en") for n in places_in(text.fix_en)} == places_in(text.fix_ru)


def test_whatever_waits_for_a_person_has_a_way_out() -> None:
    stuck = [
        code
        for code, text in all_texts().items()
        if (code.startswith(WAITS) and not code.endswith(".ok")) or code in {*ASKS.values(), *BLOCKS}
        if not text.fix_ru and code not in AS_THINGS_ARE
    ]

    assert stuck == []


@pytest.mark.parametrize("table", [CLI, SETTINGS, ENVIRONMENT], ids=["cli", "settings", "environment"])
def test_the_command_line_says_the_same_in_both_languages(table: Mapping[str, Text]) -> None:
    uneven = [code for code, text in table.items() if places_in(text.ru) != places_in(text.en) or not text.en]

    assert uneven == []


def test_every_event_of_a_record_is_told_in_words() -> None:
    """An event without words would be shown to people by its code."""
    noted = set(events_of_records())

    assert "sales.order_taken" in noted
    assert "delivery.delivered" in noted
    assert noted - EVENTS.keys() == set()
    assert {f"sales.{news}" for news in News} <= EVENTS.keys()
