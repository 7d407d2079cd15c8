"""The passport of a record with its problems and its history in words."""

from __future__ import annotations

from collections.abc import Mapping

from obmen.flows.admin.explain import explain
from obmen.flows.desk.invoices import stage_names
from obmen.flows.desk.raw import ids_of
from obmen.flows.ports.exchanges import Exchange
from obmen.flows.ports.journal import Problem
from obmen.flows.ports.store import Work
from obmen.messages.catalogue import all_texts
from obmen.messages.events import event_in_words
from obmen.messages.problems import fix_of_problem, record_in_words, text_of_problem


def passport_of(work: Work, *, exchange: Exchange, language: str, id_: str) -> dict[str, object]:
    """Return what is known of a record; raises NotFound."""
    passport = explain(work, exchange, id_)
    problems = [problem_in_words(one, exchange, language) for one in passport["problems"]]
    whys = {kind: _why(code, language) for kind, code in passport["why"].items()}
    stages = stage_names(work, exchange.id)
    history = [_told(entry, stages, language) for entry in passport["history"]]
    return {
        **passport,
        "why": whys,
        "problems": problems,
        "history": [_with_messages(one) for one in history] if passport["invoice"] else history,
    }


def _told(entry: Mapping[str, object], stages: Mapping[str, str], language: str) -> dict[str, object]:
    """Return an event of the journal with its text; stages are told by their names there."""
    named = {name: stages.get(str(value), value) for name, value in entry.items()}
    return {**entry, "text": event_in_words(str(entry["event"]), named, language=language)}


def _with_messages(entry: Mapping[str, object]) -> dict[str, object]:
    """Return an event with the messages that it came about by, as `--raw` takes them."""
    return {**entry, "raw": ids_of(str(entry["event"]), entry)}


def _why(code: str, language: str) -> dict[str, str]:
    told = next((one for one in (f"left.{code}", code) if one in all_texts()), code)
    return {"code": code, "text": text_of_problem(told, language=language, facts={})}


def problem_in_words(problem: Problem, exchange: Exchange, language: str) -> dict[str, object]:
    """Return a problem as its reader's language tells it."""
    facts = {"exchange": exchange.name, "id": problem.id, **problem.facts}
    return {
        "id": problem.id,
        "kind": problem.kind,
        "record": record_in_words(problem.record, language=language),
        "text": text_of_problem(problem.kind, language=language, facts=facts),
        "fix": fix_of_problem(problem.kind, language=language, facts=facts),
        "since": problem.since.isoformat(),
        "count": problem.count,
    }
