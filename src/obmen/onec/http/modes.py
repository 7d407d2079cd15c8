"""What each `type` and `mode` does: a table."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Final, assert_never

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from obmen.flows.dialogue import Dialogue
from obmen.flows.dialogue_live import Live
from obmen.flows.dialogue_ports import (
    DialogueFailure,
    Staged,
    StageFailed,
    StageResult,
    StillReading,
)
from obmen.flows.ports.exchanges import Exchange
from obmen.onec.commerceml import session as words
from obmen.onec.commerceml.session import Query
from obmen.onec.commerceml.session_info import info_answer
from obmen.onec.http.answers import text_answer, xml_answer
from obmen.onec.http.names import upload_name
from obmen.onec.vocabulary import BAD_ARCHIVE, BAD_FILE, READING


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request of a dialogue, its caller known."""

    dialogue: Dialogue
    exchange: Exchange
    live: Live
    query: Query
    request: Request

    @property
    def charset(self) -> str:
        return self.exchange.settings.onec_charset

    @property
    def sessid(self) -> str:
        return self.live.session.cookie_digest.hex()

    def say(self, text: str) -> Response:
        return text_answer(text, charset=self.charset)


Mode = Callable[[Call], Awaitable[Response]]


async def _init(call: Call) -> Response:
    limits = call.dialogue.limits
    return call.say(
        words.init_answer(
            zip_offered=limits.zip_offered,
            file_limit_bytes=limits.file_limit_bytes,
            sessid=call.sessid,
            asked_version=call.query.version,
        )
    )


async def _file(call: Call) -> Response:
    name = upload_name(call.query.filename)
    if call.request.method != "POST":
        raise DialogueFailure("method.post")
    result = await call.dialogue.receive(
        call.live, call.exchange, kind=call.query.type, name=name, parts=_body(call, name)
    )
    if isinstance(result, StageFailed):
        return _staged(call, result)
    return call.say(words.success_answer())  # never `progress`: it would break the upload off; facts §1.4


async def _body(call: Call, name: str) -> AsyncIterator[bytes]:
    """Yield the upload as it comes; a line that is dead or silent for too long ends it."""
    pieces = call.request.stream()
    while True:
        try:
            async with asyncio.timeout(call.dialogue.limits.stall_s):
                piece = await anext(pieces, None)
        except (ClientDisconnect, TimeoutError) as gone:
            raise DialogueFailure("file.interrupted", name=name) from gone
        if piece is None:
            return
        yield piece


async def _import(call: Call) -> Response:
    return _staged(
        call, await call.dialogue.import_file(call.live, call.exchange, name=upload_name(call.query.filename))
    )


def _staged(call: Call, result: StageResult | StillReading) -> Response:
    match result:
        case Staged():
            return call.say(words.success_answer())
        case StillReading(file):
            return call.say(words.progress_answer(READING.format(name=file)))
        case StageFailed(file, line, reason, detail):
            text = call.dialogue.say(reason, {"detail": detail, "line": line, "file": file})
            told = (BAD_FILE if line else BAD_ARCHIVE).format(name=file, line=line, reason=f"{text} {detail}")
            call.dialogue.note_failure(call.exchange, mode=call.query.mode, reason=told)
            return call.say(words.failure_answer(told))
        case _:
            assert_never(result)


async def _query(call: Call) -> Response:
    return xml_answer(await call.dialogue.query(call.live, call.exchange), charset=call.charset)


async def _success(call: Call) -> Response:
    await call.dialogue.success(call.live, call.exchange)
    return call.say(words.success_answer())


async def _info(call: Call) -> Response:
    stages = await call.dialogue.stages(call.exchange)
    return xml_answer(info_answer(stages=stages, charset=call.charset), charset=call.charset)


async def _deactivate(call: Call) -> Response:
    query = call.request.scope["query_string"].decode("latin-1")
    call.dialogue.ignore_deactivate(call.live, call.exchange, query=query)
    return call.say(words.success_answer())


async def _complete(call: Call) -> Response:
    return call.say(words.success_answer())


MODES: Final[Mapping[tuple[str, str], Mode]] = {
    ("catalog", "init"): _init,
    ("catalog", "file"): _file,
    ("catalog", "import"): _import,
    ("catalog", "deactivate"): _deactivate,
    ("catalog", "complete"): _complete,
    ("sale", "init"): _init,
    ("sale", "file"): _file,
    ("sale", "import"): _import,
    ("sale", "query"): _query,
    ("sale", "success"): _success,
    ("sale", "info"): _info,
}
"""What a dialogue may ask after `checkauth`; the rest hears `failure`, never a harmful yes. Facts §1.9."""
