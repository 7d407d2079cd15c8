"""What the application asks its portal: who a visitor is, what is registered; and how robots are answered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Final

from obmen.bitrix24.answers import Answer, Parts, failure_of, judge_request
from obmen.bitrix24.call import Command
from obmen.bitrix24.client import Client
from obmen.bitrix24.codes import by_code
from obmen.bitrix24.inside.registration import QUESTIONS, numbered, registered, survey_of
from obmen.bitrix24.inside.vocabulary import BIZPROC_EVENT_SEND, CRM_ITEM_GET, ENTITY_TYPE, USER_CURRENT
from obmen.bitrix24.pace import Busy
from obmen.bitrix24.reading import Reader, is_yes, number, rows_in, string
from obmen.bitrix24.transport import AnswerLost, NotSent
from obmen.bitrix24.vocabulary import APP_INFO, CRM_ITEM_LIST, PROFILE, SMART_INVOICE
from obmen.delivery.outcome import Halted
from obmen.flows.ports.application import Answered, Opening, Registered, Subject, Visitor, Wanted
from obmen.flows.ports.portal import PortalHalted, PortalUnreachable

PATIENCE: Final = timedelta(seconds=10)  # a person waits
INVOICES_OF: Final = {Subject.DEAL: "parentId2", Subject.COMPANY: "companyId"}  # field of an invoice


class PortalApplication:
    """Implements `InPortal`."""

    def __init__(self, client: Client, visitors: Callable[[str], Client]) -> None:
        self.client = client
        self._reader, self._visitors = Reader(client), visitors

    async def visitor(self, opening: Opening) -> Visitor | None:
        """Tell who has opened a page; None: the portal does not know the token as one of an application."""
        client = self._visitors(opening.token)
        answer = await _single(client, Command(APP_INFO))
        if failure_of(answer.payload) or "result" not in (answer.payload or {}):
            return None
        told = await Reader(client).run(_questions(opening))
        return _visitor(told, opening)

    async def register(self, wanted: Wanted, *, repair: bool) -> Registered:
        """Compare what the portal calls with what it shall call; with `repair` make up for what lacks."""
        survey = survey_of(await self._reader.run(QUESTIONS), wanted)
        if not repair:
            return registered(survey, wanted, None)
        commands = {name: one.command for name, one in numbered(survey).items()}
        done = await self._reader.run(commands) if commands else Parts()
        return registered(survey, wanted, done)

    async def answer(self, event_token: str, values: Mapping[str, str], *, log: str) -> Answered:
        """Answer a robot that waits."""
        params = {"event_token": event_token, "return_values": dict(values), "log_message": log}
        answer = await _single(self.client, Command(BIZPROC_EVENT_SEND, params))
        failure = failure_of(answer.payload)
        if failure is None:
            return Answered.TAKEN
        match by_code(failure.code, method=BIZPROC_EVENT_SEND, detail=failure.detail):
            case Halted(code, detail):
                raise PortalHalted(code, detail)
            case _:
                return Answered.REFUSED  # its token is of a robot that waits no more


async def _single(client: Client, command: Command) -> Answer:
    """Send one command by itself; raises PortalHalted, PortalUnreachable."""
    try:
        answer = await client.single(command, patience=PATIENCE)
    except (Busy, NotSent, AnswerLost) as trouble:
        raise PortalUnreachable(str(trouble)) from None
    whole = judge_request(answer)
    if whole is not None and not isinstance(whole, Halted):
        raise PortalUnreachable(f"{command.method} {answer.status}")
    return answer


def _questions(opening: Opening) -> dict[str, Command]:
    """Ask who it is, whether the card may be seen, and which of its invoices: by the visitor's rights."""
    commands = {"profile": Command(PROFILE), "user": Command(USER_CURRENT)}
    if opening.subject is Subject.NOTHING:
        return commands
    card = {"entityTypeId": ENTITY_TYPE[opening.subject], "id": opening.subject_id}
    commands["card"] = Command(CRM_ITEM_GET, card)
    owner = INVOICES_OF.get(opening.subject)
    if owner:
        params = {
            "entityTypeId": SMART_INVOICE,
            "select": ["id"],
            "filter": {owner: opening.subject_id},
            "order": {"id": "DESC"},
        }
        commands["invoices"] = Command(CRM_ITEM_LIST, params)
    return commands


def _visitor(told: Parts, opening: Opening) -> Visitor | None:
    profile, user = _facts(told, "profile"), _facts(told, "user")
    ids = {number(facts.get("ID")) for facts in (profile, user) if facts}
    if len(ids) != 1 or 0 in ids:
        return None
    name = f"{string(profile.get('NAME'))} {string(profile.get('LAST_NAME'))}".strip()
    may_see = opening.subject is Subject.NOTHING or "card" in told.results
    rows = rows_in(told.results.get("invoices"), CRM_ITEM_LIST)
    invoices = [number(row.get("id")) for row in rows]
    own = [opening.subject_id] if opening.subject is Subject.INVOICE else []
    return Visitor(
        user_id=ids.pop(),
        name=name,
        is_admin=is_yes(profile.get("ADMIN")),
        may_see=may_see,
        invoice_ids=tuple(own or invoices) if may_see else (),
    )


def _facts(told: Parts, name: str) -> Mapping[str, object]:
    result = told.results.get(name)
    return result if isinstance(result, Mapping) else {}
