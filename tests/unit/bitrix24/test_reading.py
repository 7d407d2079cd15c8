"""Reading is repeated when the portal stumbles, and gives up in a way that the flows know."""

from typing import Any

import pytest

from obmen.bitrix24.call import Command
from obmen.bitrix24.reading import Reader, number, product_block, rows_in, string
from obmen.bitrix24.transport import AnswerLost, NotSent, Reply, Transport
from obmen.domain.settings import ExchangeSettings
from obmen.flows.ports.portal import PortalFailing, PortalHalted, PortalUnreachable
from tests.unit.bitrix24.fakes import Clock, Error, FakeTransport, Page, Portals, always, batch, portal, reply

VATS = {"vats": Command("catalog.vat.list")}
GOOD = batch(results={"vats": {"vats": [{"id": 1}]}})
HTML = Reply(502, {}, b"<html>")


def reader(transport: Transport, clock: Clock | None = None) -> Reader:
    return Reader(portal(transport, clock=clock).client)


@pytest.mark.parametrize(
    "stumble",
    [
        HTML,
        AnswerLost("TimeoutError"),
        NotSent("refused"),
        reply({"error": "QUERY_LIMIT_EXCEEDED"}, status=503),
        batch(errors={"vats": {"error": "OPERATION_TIME_LIMIT", "error_description": ""}}),
        batch(errors={"vats": {"error": "INTERNAL_SERVER_ERROR", "error_description": ""}}),
        batch(),
    ],
)
async def test_a_stumble_is_waited_out(stumble: Reply | Exception) -> None:
    clock = Clock()

    rows = await reader(FakeTransport(stumble, GOOD), clock).rows(VATS)

    assert rows == {"vats": [{"id": 1}]}
    assert sum(clock.slept) >= 0


async def test_a_portal_that_keeps_failing_is_unreachable() -> None:
    with pytest.raises(PortalUnreachable):
        await reader(FakeTransport(AnswerLost("TimeoutError"))).rows(VATS)


async def test_a_portal_whose_command_never_succeeds_is_failing_at_it() -> None:
    failing = batch(
        errors={"vats": {"error": "ERROR_CORE", "error_description": "Ошибка &quot;SQL&quot;<br>"}}
    )

    with pytest.raises(PortalFailing) as given_up:
        await reader(FakeTransport(failing)).rows(VATS)

    told = given_up.value
    assert (told.method, told.code, told.detail) == ("catalog.vat.list", "ERROR_CORE", 'Ошибка "SQL"')


def refusing(code: str) -> Reply:
    return batch(errors={"vats": {"error": code, "error_description": ""}})


@pytest.mark.parametrize(
    ("answer", "method", "code"),
    [
        (refusing("ACCESS_DENIED"), "catalog.vat.list", "ACCESS_DENIED"),
        (reply({"error": "INTERNAL_SERVER_ERROR"}, status=500), "batch", "INTERNAL_SERVER_ERROR"),
        (HTML, "batch", "http_502"),
    ],
)
async def test_a_portal_that_answers_with_errors_is_failing(answer: Reply, method: str, code: str) -> None:
    with pytest.raises(PortalFailing) as given_up:
        await reader(FakeTransport(answer)).rows(VATS)

    assert (given_up.value.method, given_up.value.code) == (method, code)


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (reply({"error": "QUERY_LIMIT_EXCEEDED"}, status=503), "QUERY_LIMIT_EXCEEDED"),
        (refusing("OPERATION_TIME_LIMIT"), "OPERATION_TIME_LIMIT"),
    ],
)
async def test_a_portal_at_its_limits_is_not_failing(answer: Reply, code: str) -> None:
    with pytest.raises(PortalUnreachable) as given_up:
        await reader(FakeTransport(answer)).rows(VATS)

    assert not isinstance(given_up.value, PortalFailing)
    assert str(given_up.value) == code


async def test_a_pace_that_asks_for_too_long_a_wait_is_unreachable() -> None:
    one = portal(FakeTransport(GOOD), settings=ExchangeSettings(burst=1, rate_per_second=0.1))
    for _ in range(4):
        one.client.pace.note(lambda state: state.entered(one.client.world.clock()))

    with pytest.raises(PortalUnreachable):
        await Reader(one.client).rows(VATS)


async def test_a_halted_portal_raises_its_code() -> None:
    with pytest.raises(PortalHalted) as halted:
        await reader(FakeTransport(reply({"error": "NO_AUTH_FOUND"}, status=401))).rows(VATS)

    assert halted.value.code == "NO_AUTH_FOUND"


@pytest.mark.parametrize(
    ("code", "raised"), [("insufficient_scope", PortalHalted), ("ACCESS_DENIED", PortalUnreachable)]
)
async def test_a_list_that_must_be_read_raises_what_its_failure_means(
    code: str, raised: type[Exception]
) -> None:
    def refuse(method: str, params: dict[str, Any]) -> object:
        raise Error(code)

    with pytest.raises(raised):
        await reader(Portals(refuse)).rows(VATS)


async def test_pages_are_followed_to_the_last() -> None:
    def pages(method: str, params: dict[str, Any]) -> object:
        start = int(params.get("start", 0))
        rows = {"measures": [{"id": start + 1}]}
        return Page(rows, start + 50) if start < 100 else rows

    rows = await reader(Portals(pages)).rows({"m": Command("catalog.measure.list")})

    assert [row["id"] for row in rows["m"]] == [1, 51, 101]


async def test_more_than_fifty_commands_are_several_requests() -> None:
    transport = Portals(always([]))

    await reader(transport).rows({f"c{n}": Command("crm.status.list") for n in range(120)})

    assert transport.requests == 3


def test_rows_are_found_under_their_name_or_are_the_result_itself() -> None:
    assert rows_in({"vats": [{"id": 1}]}, "catalog.vat.list") == [{"id": 1}]
    assert rows_in([{"ID": "1"}], "crm.status.list") == [{"ID": "1"}]
    assert rows_in({"vats": {"3": {"id": 1}}}, "catalog.vat.list") == [{"id": 1}]
    assert rows_in([], "catalog.vat.list") == []
    assert rows_in(True, "catalog.vat.list") == []


def test_values_of_php_are_read_with_care() -> None:
    assert [number(v) for v in (5, "5", None, "", False, "x")] == [5, 5, 0, 0, 0, 0]
    assert [string(v) for v in ("a", 5, None, True)] == ["a", "5", "", ""]


def test_the_block_of_products_is_the_one_that_offers_name() -> None:
    products, offers, shop = (
        {"iblockId": 15, "productIblockId": None},
        {"iblockId": 16, "productIblockId": 15},
        {"iblockId": 9, "productIblockId": None},
    )

    assert product_block([shop, products, offers]) == 15
    assert product_block([shop]) == 9
    assert product_block([]) is None
