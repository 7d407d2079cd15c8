"""What the portal posts when a page of ours is opened, or a robot runs. Values in, values out."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from obmen.bitrix24.inside.vocabulary import INVOICE_DOCUMENT, ONAPPINSTALL, SUBJECTS
from obmen.flows.ports.application import Opening, Subject

ID_DIGITS: Final = 18
LONGEST_WAIT_S: Final = 30 * 86_400
SECRET_LENGTH: Final = 2000  # no token is longer


def read_opening(form: Mapping[str, str], query: Mapping[str, str]) -> Opening:
    """Read the request that opens a frame, or the event by which an application without pages is installed.

    Shape: `AUTH_ID`, `REFRESH_ID`, `APPLICATION_TOKEN`, `member_id`, `PLACEMENT`, `PLACEMENT_OPTIONS` (JSON
           with `ID` or `ENTITY_ID`); `LANG` and `APP_SID` in the address; or `auth[access_token]` and so on.
    Source: bitrix24.md §6.2, §6.3. `DOMAIN` and `SERVER_ENDPOINT` are not read: nobody is called by them.
    """
    if form.get("event", "").upper() == ONAPPINSTALL:
        return Opening(
            token=_secret(form, "auth[access_token]"),
            refresh_token=_secret(form, "auth[refresh_token]"),
            member_id=_secret(form, "auth[member_id]"),
            application_token=_secret(form, "auth[application_token]"),
            in_frame=False,
        )
    subject = SUBJECTS.get(form.get("PLACEMENT", ""), Subject.NOTHING)
    return Opening(
        token=_secret(form, "AUTH_ID"),
        refresh_token=_secret(form, "REFRESH_ID"),
        member_id=_secret(form, "member_id"),
        application_token=_secret(form, "APPLICATION_TOKEN"),
        subject=subject,
        subject_id=_subject_id(form.get("PLACEMENT_OPTIONS", "")) if subject is not Subject.NOTHING else 0,
        language="en" if query.get("LANG", "ru").lower() not in {"ru", "ua", "kz", "by", ""} else "ru",
        app_sid=query.get("APP_SID", "")[:64],
    )


def _secret(form: Mapping[str, str], name: str) -> str:
    return form.get(name, "")[:SECRET_LENGTH]


def _subject_id(options: str) -> int:
    try:
        told = json.loads(options)
    except ValueError:
        return 0
    facts = told if isinstance(told, dict) else {}
    return _id(str(facts.get("ID") or facts.get("ENTITY_ID") or ""))


def _id(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= ID_DIGITS else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RobotCall:
    """A robot that runs; it waits for an answer by its token."""

    code: str
    event_token: str = field(repr=False)
    member_id: str
    application_token: str = field(repr=False)
    invoice_id: int  # 0: the robot does not run on an invoice
    timeout_s: int  # how long it waits; 0: it does not tell


def read_robot(form: Mapping[str, str]) -> RobotCall:
    """Read the request of a robot. Shape: `document_id[2]` = `SMART_INVOICE_128` (bitrix24.md §7.1)."""
    kind, _, number = form.get("document_id[2]", "").rpartition("_")
    return RobotCall(
        code=form.get("code", "")[:100],
        event_token=_secret(form, "event_token"),
        member_id=_secret(form, "auth[member_id]"),
        application_token=_secret(form, "auth[application_token]"),
        invoice_id=_id(number) if kind == INVOICE_DOCUMENT else 0,
        timeout_s=min(_id(form.get("timeout_duration", "")), LONGEST_WAIT_S),
    )
