"""The OAuth server's answers (bitrix24.md §1.2): an error may come with HTTP 200."""

import json
from collections.abc import Mapping

import pytest

from obmen.bitrix24.oauth import OAuthServer, read_grant, refresh_url
from obmen.bitrix24.transport import AnswerLost, NotSent, Reply
from obmen.flows.ports.application import Application, Denied, Grant
from obmen.flows.ports.portal import PortalUnreachable

APPLICATION = Application(exchange_id=1, client_id="local.1", client_secret="s3cr3t")
GRANTED = {"access_token": "a2", "refresh_token": "r2", "member_id": "0f3c", "user_id": "7"}


class FakeGetter:
    """Answers with what a test has prepared."""

    def __init__(self, answer: Reply | Exception) -> None:
        self.answer = answer

    async def get(self, url: str, *, headers: Mapping[str, str], timeout_s: float) -> Reply:
        assert url.startswith(APPLICATION.oauth_url)
        assert timeout_s > 0
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


def test_a_new_pair_is_read() -> None:
    grant = read_grant(200, json.dumps(GRANTED).encode())

    assert grant == Grant(access_token="a2", refresh_token="r2", member_id="0f3c", user_id=7)
    assert "a2" not in repr(grant)


@pytest.mark.parametrize(
    ("status", "code"), [(200, "wrong_client"), (400, "invalid_grant"), (401, "PAYMENT_REQUIRED")]
)
def test_a_refusal_is_told_by_its_code(status: int, code: str) -> None:
    answer = read_grant(status, json.dumps({"error": code, "error_description": "text"}).encode())

    assert answer == Denied(code.upper(), "text")


@pytest.mark.parametrize(
    "reply",
    [
        Reply(502, {}, b"<html>"),
        Reply(200, {}, b"{}"),
        Reply(500, {}, b'{"error":"INTERNAL_SERVER_ERROR"}'),
        NotSent("refused"),
        AnswerLost("timeout"),
    ],
)
async def test_a_broken_server_refuses_nobody(reply: Reply | Exception) -> None:
    with pytest.raises(PortalUnreachable) as caught:
        await OAuthServer(FakeGetter(reply)).refresh(APPLICATION, "r1")

    assert "s3cr3t" not in str(caught.value)
    assert "r1" not in str(caught.value)


def test_the_address_is_the_applications_own() -> None:
    assert refresh_url(APPLICATION, "r&1") == (
        "https://oauth.bitrix24.tech/oauth/token/?grant_type=refresh_token&client_id=local.1"
        "&client_secret=s3cr3t&refresh_token=r%261"
    )
