import aiohttp
import pytest

from obmen.messages.away import WHYS
from obmen.messages.base import Text

SAID = Text("Портал не отвечает: {why:away}", "The portal does not answer: {why:away}")


@pytest.mark.parametrize(
    ("why", "told"),
    [
        ("ClientConnectorDNSError", "Портал не отвечает: такого адреса нет"),
        ("breaker.open", "Портал не отвечает: перерыв после нескольких неудач"),
        ("crm.status.list", "Портал не отвечает: crm.status.list"),
        ("", "Портал не отвечает"),
    ],
)
def test_why_a_portal_is_away_is_told_in_words(why: str, told: str) -> None:
    assert SAID.told("ru", {"why": why}) == told


def failures(kind: type[Exception]) -> set[type[Exception]]:
    return {kind}.union(*(failures(one) for one in kind.__subclasses__()))


def test_each_way_of_not_connecting_has_its_words() -> None:
    kinds = failures(aiohttp.ClientConnectorError) | {aiohttp.ConnectionTimeoutError}

    ours = {kind.__name__ for kind in kinds if kind.__module__.startswith("aiohttp")}

    assert ours - WHYS.keys() == {"ClientProxyConnectionError", "UnixClientConnectorError"}
