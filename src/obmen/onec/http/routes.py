"""The routes that 1C calls, and the way of every request: password, dialogue, mode, answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from obmen.domain.errors import ObmenError
from obmen.flows.dialogue import FAMILY, Dialogue
from obmen.flows.dialogue_ports import DialogueFailure
from obmen.flows.ports.exchanges import Exchange
from obmen.flows.ports.inbox import OnecSession
from obmen.keys.passwords import keyed_digest, new_token
from obmen.onec.commerceml import session as words
from obmen.onec.commerceml.session import Query, parse_query
from obmen.onec.commerceml.session_family import changed_family
from obmen.onec.http.answers import CHARSET_OF_STRANGERS, text_answer, unauthorized
from obmen.onec.http.credentials import may_call_from, read_credentials
from obmen.onec.http.families import AskedQueries
from obmen.onec.http.gate import Gate
from obmen.onec.http.modes import MODES, Call
from obmen.onec.vocabulary import REASONS

VENDOR_PATH: Final = "/bitrix/admin/1c_exchange.php"
"""Where 1C goes when its node names no path, and where УНФ always asks `mode=info`; facts §1.1, §1.9."""
METHODS: Final = ["GET", "POST", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS"]


def create_onec_routes(*, dialogue: Dialogue) -> list[Route]:
    """Return the routes of 1C's dialogue."""
    server = _Server(dialogue=dialogue, gate=Gate(key=dialogue.key, clock=dialogue.clock))
    return [
        Route("/1c/{exchange}", server.answer, methods=METHODS),
        Route("/1c/{exchange}/", server.answer, methods=METHODS),
        Route(VENDOR_PATH, server.answer, methods=METHODS),
    ]


class _Unauthorized(Exception):
    """The caller has to show its password."""


@dataclass(slots=True, kw_only=True, eq=False)
class _Server:
    dialogue: Dialogue
    gate: Gate
    asked: AskedQueries = field(default_factory=AskedQueries)

    async def answer(self, request: Request) -> Response:
        """Answer whatever comes: no request ends in an empty body, an error page or a dead gateway."""
        if request.method == "HEAD":
            return text_answer("", charset=CHARSET_OF_STRANGERS)
        exchange: Exchange | None = None
        query = parse_query(request.scope["query_string"])
        try:
            exchange = await self._exchange(request)
            return await self._dispatch(request, exchange, query)
        except _Unauthorized as stopped:
            return unauthorized(self._reason(str(stopped), {}))
        except ObmenError as refused:
            return self._failure(exchange, query, refused.code, refused.facts)
        except Exception as error:  # 1C must hear `failure`, and the gateway must live on
            self.dialogue.log.exception("onec.request_failed", mode=query.mode, type=query.type)
            return self._failure(exchange, query, "internal", {"error": type(error).__name__})

    # who calls

    async def _exchange(self, request: Request) -> Exchange:
        credentials = read_credentials(request.headers)
        if credentials is None:
            raise _Unauthorized("auth.missing")
        address = _address(request)
        exchange = await self.dialogue.exchange_of(login=credentials.login)
        if not await self.gate.admits(exchange, credentials, address=address) or exchange is None:
            self.dialogue.log.warning("onec.password_refused", login=credentials.login, address=address)
            raise _Unauthorized("auth.wrong")
        if request.path_params.get("exchange", exchange.name) != exchange.name:
            raise DialogueFailure("auth.exchange")
        if not may_call_from(address, networks=exchange.settings.onec_allow_from):
            raise DialogueFailure("auth.network", address=address)
        return exchange

    # what is asked

    async def _dispatch(self, request: Request, exchange: Exchange, query: Query) -> Response:
        if request.method not in {"GET", "POST"}:
            raise DialogueFailure("method.unknown", method=request.method)
        if query.mode == "checkauth":
            return await self._checkauth(request, exchange, query)
        mode = MODES.get((query.type, query.mode))
        if mode is None:
            raise DialogueFailure("mode.unknown", type=query.type[:40], mode=query.mode[:40])
        session = await self.dialogue.session_of(exchange, digests=self._digests(request, query))
        exchange = await self._learn(exchange, session, query)
        live = self.dialogue.enter(exchange, session)
        with self.dialogue.request(live):
            call = Call(dialogue=self.dialogue, exchange=exchange, live=live, query=query, request=request)
            return await mode(call)

    async def _checkauth(self, request: Request, exchange: Exchange, query: Query) -> Response:
        kind = "sale" if query.type == "sale" else "catalog"
        cookie = new_token()
        digest = self._cookie_digest(cookie)
        opened_at = await self.dialogue.checkauth(
            exchange, kind=kind, cookie_digest=digest, client=_address(request)
        )
        self.asked.opened(digest)
        timestamp = opened_at if kind == "catalog" else None
        text = words.checkauth_answer(cookie=cookie, sessid=digest.hex(), timestamp=timestamp)
        return text_answer(text, charset=exchange.settings.onec_charset)

    def _digests(self, request: Request, query: Query) -> tuple[bytes, ...]:
        """Return what may name the dialogue: its cookie, and the sessid, which is the cookie's digest."""
        cookie = words.cookie_value(request.headers.get("cookie", ""))
        by_cookie = (self._cookie_digest(cookie),) if cookie else ()
        return by_cookie + _sessid_digest(query.sessid or "")

    def _cookie_digest(self, cookie: str) -> bytes:
        return keyed_digest(self.dialogue.key, "cookie", cookie)

    async def _learn(self, exchange: Exchange, session: OnecSession, query: Query) -> Exchange:
        learnt = self.asked.learn(session.cookie_digest, query)
        family = changed_family(exchange.learnt.get(FAMILY, ""), learnt)
        return await self.dialogue.learn(exchange, family=family) if family else exchange

    # what went wrong

    def _reason(self, code: str, facts: Mapping[str, object]) -> str:
        known = REASONS.get(code)
        return known.format_map(facts) if known else self.dialogue.say(code, facts)

    def _failure(
        self, exchange: Exchange | None, query: Query, code: str, facts: Mapping[str, object]
    ) -> Response:
        reason = self._reason(code, facts)
        charset = exchange.settings.onec_charset if exchange else CHARSET_OF_STRANGERS
        if exchange is not None:
            self.dialogue.note_failure(exchange, mode=query.mode, reason=reason)
        return text_answer(words.failure_answer(reason), charset=charset)


def _sessid_digest(sessid: str) -> tuple[bytes, ...]:
    """Read a sessid; one that is not ours says nothing: many clients send none (facts §1.2)."""
    try:
        digest = bytes.fromhex(sessid)
    except ValueError:
        return ()
    return (digest,) if len(digest) == 16 else ()


def _address(request: Request) -> str:
    return request.client.host if request.client else ""
