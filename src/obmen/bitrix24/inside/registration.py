"""What the portal shall call: events, tabs, robots, triggers. What is there is compared, what lacks made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from obmen.bitrix24.answers import Failure, Parts
from obmen.bitrix24.call import Command
from obmen.bitrix24.inside.vocabulary import (
    BIZPROC_ROBOT_ADD,
    BIZPROC_ROBOT_LIST,
    BIZPROC_ROBOT_UPDATE,
    COMPANY_TAB,
    CRM_AUTOMATION_TRIGGER_ADD,
    CRM_AUTOMATION_TRIGGER_LIST,
    DEAL_TAB,
    EVENT_BIND,
    EVENT_GET,
    EVENT_UNBIND,
    EVENTS,
    INVOICE_CLASS,
    INVOICE_DOCUMENT,
    INVOICE_TAB,
    ONEC_PAGE,
    PLACEMENT_BIND,
    PLACEMENT_GET,
    PLACEMENT_LIST,
    PLACEMENT_UNBIND,
    ROBOT_NAMES,
    ROBOT_RETURNS,
    TAB_TITLE,
    TILE_TITLE,
    TRIGGERS,
)
from obmen.bitrix24.reading import Row, string
from obmen.bitrix24.vocabulary import YES
from obmen.flows.ports.application import Registered, Wanted

EVENTS_KIND: Final = "events"
PLACEMENTS_KIND: Final = "placements"
ROBOTS_KIND: Final = "robots"
TRIGGERS_KIND: Final = "triggers"
OFFERED: Final = "offered"
QUESTIONS: Final[Mapping[str, Command]] = {
    EVENTS_KIND: Command(EVENT_GET),
    PLACEMENTS_KIND: Command(PLACEMENT_GET),
    OFFERED: Command(PLACEMENT_LIST),
    ROBOTS_KIND: Command(BIZPROC_ROBOT_LIST),
    TRIGGERS_KIND: Command(CRM_AUTOMATION_TRIGGER_LIST),
}


@dataclass(frozen=True, slots=True)
class Repair:
    """One command that makes up for something; `item` is what it is about, empty for what is only tidied."""

    kind: str
    item: str
    command: Command


@dataclass(frozen=True, slots=True)
class Survey:
    """What the portal told, and what is to be done about it."""

    repairs: tuple[Repair, ...]
    errors: Mapping[str, str]
    tile: bool


def survey_of(told: Parts, wanted: Wanted) -> Survey:
    """Compare what the portal has with what it shall have; a kind that can't be read is left alone."""
    offered = _names(told.results.get(OFFERED))
    tabs = _tabs(wanted) | ({ONEC_PAGE: f"{wanted.base}/app"} if ONEC_PAGE in offered else {})
    repairs = (
        *_events(_rows(told.results.get(EVENTS_KIND)), wanted),
        *_placements(_rows(told.results.get(PLACEMENTS_KIND)), tabs),
        *_robots(_names(told.results.get(ROBOTS_KIND)), wanted),
        *_triggers(_rows(told.results.get(TRIGGERS_KIND))),
    )
    errors = {kind: _told(failure) for kind, failure in told.failures.items() if kind != OFFERED}
    readable = tuple(repair for repair in repairs if repair.kind not in errors)
    return Survey(readable, errors, ONEC_PAGE in offered)


def registered(survey: Survey, wanted: Wanted, done: Parts | None) -> Registered:
    """Tell what lacks: all that was to be repaired, or what could not be."""
    lacking: dict[str, list[str]] = {}
    errors = dict(survey.errors)
    for name, repair in numbered(survey).items():
        failure = done.failures.get(name) if done else None
        if done is not None and failure is None:
            continue
        if failure is not None:
            errors[repair.kind] = _told(failure)
        if repair.item:
            lacking.setdefault(repair.kind, []).append(repair.item)
    digest = digest_of(wanted) if done is not None and ROBOTS_KIND not in errors else wanted.digest
    return Registered(lacking=lacking, errors=errors, tile=survey.tile, digest=digest)


def numbered(survey: Survey) -> dict[str, Repair]:
    """Give each repair the name of its command in a batch."""
    return {f"r{index}": repair for index, repair in enumerate(survey.repairs)}


def digest_of(wanted: Wanted) -> str:
    """Return what tells whether robots have to be told anew where we are and what they return."""
    told = (wanted.base, wanted.user_id, ROBOT_NAMES, ROBOT_RETURNS)
    return sha256(repr(told).encode()).hexdigest()[:16]


def _told(failure: Failure) -> str:
    return f"{failure.code} {failure.detail}".strip()


def _rows(result: object) -> list[Row]:
    values = result.values() if isinstance(result, Mapping) else result if isinstance(result, list) else ()
    return [row for row in values if isinstance(row, Mapping)]


def _names(result: object) -> frozenset[str]:
    """Read a list of codes, or of rows with one."""
    values = result.values() if isinstance(result, Mapping) else result if isinstance(result, list) else ()
    return frozenset(string(v.get("CODE")) if isinstance(v, Mapping) else string(v) for v in values)


def _events(rows: Sequence[Row], wanted: Wanted) -> Iterator[Repair]:
    handler = f"{wanted.base}/events"
    known = [(string(row.get("event")).upper(), string(row.get("handler"))) for row in rows]
    for event in EVENTS:
        if (event, handler) not in known:
            params = {"event": event, "handler": handler}
            yield Repair(EVENTS_KIND, event, Command(EVENT_BIND, params))
    for event, former in known:
        if event in EVENTS and former and former != handler:
            yield Repair(EVENTS_KIND, "", Command(EVENT_UNBIND, {"event": event, "handler": former}))


def _tabs(wanted: Wanted) -> dict[str, str]:
    return dict.fromkeys((DEAL_TAB, COMPANY_TAB, INVOICE_TAB), f"{wanted.base}/tab")


def _placements(rows: Sequence[Row], tabs: Mapping[str, str]) -> Iterator[Repair]:
    known = [(string(row.get("placement")), string(row.get("handler"))) for row in rows]
    for placement, former in known:
        if placement in tabs and former != tabs[placement]:
            gone = {"PLACEMENT": placement, "HANDLER": former}
            yield Repair(PLACEMENTS_KIND, "", Command(PLACEMENT_UNBIND, gone))
    for placement, handler in tabs.items():
        if (placement, handler) not in known:
            titles = TILE_TITLE if placement == ONEC_PAGE else TAB_TITLE
            params: dict[str, object] = {
                "PLACEMENT": placement,
                "HANDLER": handler,
                "TITLE": titles["ru"],
                "LANG_ALL": {language: {"TITLE": title} for language, title in titles.items()},
            }
            yield Repair(PLACEMENTS_KIND, placement, Command(PLACEMENT_BIND, params))


def _robots(known: frozenset[str], wanted: Wanted) -> Iterator[Repair]:
    is_told = wanted.digest == digest_of(wanted)
    for code in ROBOT_NAMES:
        fields = _robot(code, wanted)
        if code not in known:
            yield Repair(ROBOTS_KIND, code, Command(BIZPROC_ROBOT_ADD, {"CODE": code, **fields}))
        elif not is_told:
            yield Repair(ROBOTS_KIND, code, Command(BIZPROC_ROBOT_UPDATE, {"CODE": code, "FIELDS": fields}))


def _robot(code: str, wanted: Wanted) -> dict[str, object]:
    """A robot that waits for our answer, on invoices."""
    return {
        "HANDLER": f"{wanted.base}/robots/{code}",
        "AUTH_USER_ID": wanted.user_id,
        "USE_SUBSCRIPTION": YES,
        "NAME": ROBOT_NAMES[code],
        "DOCUMENT_TYPE": ["crm", INVOICE_CLASS, INVOICE_DOCUMENT],
        "FILTER": {"INCLUDE": [["crm", INVOICE_CLASS]]},
        "RETURN_PROPERTIES": {
            name: {"Name": names, "Type": "string"} for name, names in ROBOT_RETURNS.items()
        },
    }


def _triggers(rows: Sequence[Row]) -> Iterator[Repair]:
    known = {string(row.get("CODE")) for row in rows}
    for code, name in TRIGGERS.items():
        if code not in known:
            yield Repair(
                TRIGGERS_KIND, code, Command(CRM_AUTOMATION_TRIGGER_ADD, {"CODE": code, "NAME": name})
            )
