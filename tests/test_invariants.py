"""Each invariant of ARCHITECTURE.md has tests that show it; one that is gone or renamed is missed here."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import pytest

TESTS: Final = Path(__file__).parent
MAP: Final = TESTS.parent / "ARCHITECTURE.md"

SHOWN_BY: Final[Mapping[int, tuple[str, ...]]] = {
    1: (
        "test_bytes_are_synced_before_success",
        "test_a_nearly_full_disk_stops_before_success",
        "test_a_bad_file_is_refused_by_name_and_kept",
        "test_the_same_content_again_costs_nothing",
        "test_of_two_processes_one_applies_a_package_and_the_other_takes_nothing_away",
    ),
    2: (
        "test_absence_deletes_nothing",
        "test_deleted_in_1c_means_inactive_and_nothing_else",
        "test_a_good_that_is_restored_in_1c_is_active_again",
    ),
    3: (
        "test_the_dry_run_says_what_the_run_does_and_writes_nothing",
        "test_the_difference_of_two_dumps_is_the_plan",
    ),
    4: (
        "test_a_worker_that_was_paused_cannot_send",
        "test_a_lease_cannot_be_taken_while_an_intent_is_stored_under_it",
        "test_a_lost_answer_is_looked_up_and_not_repeated",
        "test_what_is_not_there_is_repeated_only_when_it_can_no_longer_run",
        "test_a_call_that_runs_late_is_found_and_not_doubled",
        "test_a_crash_at_any_step_leaves_the_end_of_a_quiet_day",
    ),
    5: ("test_an_id_is_bound_with_its_outcome_or_not_at_all",),
    6: (
        "test_a_mark_during_a_delivery_is_not_ended_by_it",
        "test_messages_never_wait_behind_the_catalogue",
        "test_the_catalogue_goes_on_while_many_messages_wait",
        "test_a_new_product_and_its_price_go_together",
    ),
    7: ("test_a_total_that_differs_by_a_kopeck_holds", "test_an_order_arrives_whole_and_to_the_kopeck"),
    8: (
        "test_no_way_leads_back",
        "test_a_decision_never_moves_a_stage_down_nor_off_a_final_one",
        "test_a_payment_taken_back_leaves_the_stage",
    ),
    9: (
        "test_a_rejected_record_is_parked_and_holds_nobody",
        "test_a_parked_section_holds_its_own_products_only",
        "test_a_dead_portal_halts_once_and_parks_nothing",
    ),
    10: (
        "test_secrets_are_not_in_the_database_in_clear",
        "test_neither_figures_nor_the_log_tell_a_secret",
        "test_a_webhook_is_read_and_its_secret_does_not_print",
        "test_exchanges_are_listed_without_secrets",
    ),
}


@pytest.fixture(scope="module")
def names() -> frozenset[str]:
    """The names of all tests."""
    trees = (ast.parse(path.read_text(encoding="utf-8")) for path in TESTS.rglob("test_*.py"))
    functions = (node for tree in trees for node in ast.walk(tree))
    return frozenset(f.name for f in functions if isinstance(f, ast.FunctionDef | ast.AsyncFunctionDef))


def test_the_map_names_ten_invariants() -> None:
    told = MAP.read_text(encoding="utf-8").partition("## Ten invariants")[2].partition("\n## ")[0]

    assert [int(number) for number in re.findall(r"^(\d+)\. ", told, re.MULTILINE)] == list(SHOWN_BY)


@pytest.mark.parametrize("number", SHOWN_BY)
def test_an_invariant_is_shown_by_tests_that_exist(number: int, names: frozenset[str]) -> None:
    assert set(SHOWN_BY[number]) <= names
