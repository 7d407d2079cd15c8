"""Who is let in, and what the others hear."""

import asyncio
import base64
from dataclasses import replace
from pathlib import Path

import pytest

from obmen.keys.passwords import hash_password
from obmen.onec.http.credentials import Credentials, may_call_from, read_credentials
from obmen.onec.http.gate import FREE_WRONG, Gate
from tests.support_dialogue import PASSWORD, Clock, House, basic, make_exchange, make_house, make_node

RIGHT = Credentials("node-main", PASSWORD)


def wrong(number: int = 0) -> Credentials:
    return Credentials("node-main", f"wrong-{number}")


@pytest.fixture
def house(tmp_path: Path) -> House:
    return make_house(tmp_path, make_exchange(1, "main"), make_exchange(2, "other"))


@pytest.mark.parametrize(
    "authorization", ["", "Bearer token", "Basic ???", basic("node-main", "wrong"), basic("nobody")]
)
async def test_a_stranger_hears_401_with_a_body(house: House, authorization: str) -> None:
    node = make_node(house, authorization=authorization)

    answer = await node.ask("type=catalog&mode=checkauth")

    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == 'Basic realm="1C"'
    assert answer.content.startswith(b"failure\n")
    assert house.sessions.rows == {}


@pytest.mark.parametrize("header", ["X-Forwarded-Authorization", "Redirect-Http-Authorization"])
async def test_a_proxy_may_have_renamed_the_header(house: House, header: str) -> None:
    node = make_node(house, authorization="")

    answer = await node.ask("type=catalog&mode=checkauth", headers={header: basic()})

    assert answer.text.startswith("success\n")


@pytest.mark.parametrize("charset", ["utf-8", "cp1251"])
def test_credentials_are_read_in_either_charset(charset: str) -> None:
    encoded = base64.b64encode("обмен:па:роль".encode(charset)).decode()

    found = read_credentials({"authorization": f"basic {encoded}"})

    assert found == Credentials("обмен", "па:роль")


def test_a_password_does_not_print() -> None:
    assert PASSWORD not in repr(RIGHT)


async def test_a_password_of_another_exchange_is_not_let_in_here(house: House) -> None:
    node = make_node(house, authorization=basic("node-other"))

    answer = await node.ask("type=catalog&mode=checkauth")

    assert (answer.status_code, answer.text) == (
        200,
        "failure\nИмя пользователя относится к другому обмену. Проверьте адрес сайта в узле обмена.",
    )


async def test_a_foreign_cookie_is_refused(house: House) -> None:
    other = make_node(house, path="/1c/other", authorization=basic("node-other"))
    await other.checkauth()
    node = make_node(house)
    await node.checkauth()
    node.cookie = other.cookie

    answer = await node.say("type=catalog&mode=init")

    assert answer == "failure\nСеанс принадлежит другому обмену. Начните обмен заново."


async def test_a_foreign_sessid_opens_nothing(house: House) -> None:
    other = make_node(house, path="/1c/other", authorization=basic("node-other"))
    await other.checkauth()
    node = make_node(house)

    answer = await node.say(f"type=catalog&mode=init&sessid={other.sessid}")

    assert answer.startswith("failure\nСеанс принадлежит другому обмену")


@pytest.mark.parametrize("sessid", ["", "&sessid=", "&sessid=abc", "&sessid=" + "0" * 32])
async def test_any_sessid_will_do_beside_the_cookie(house: House, sessid: str) -> None:
    node = make_node(house)
    await node.checkauth()

    answer = await node.say(f"type=catalog&mode=init{sessid}")

    assert answer == "zip=no\nfile_limit=52428800"


async def test_a_lost_cookie_leads_to_the_session_of_the_sessid(house: House) -> None:
    node = make_node(house)
    await node.checkauth()
    first = node.sessid
    await node.checkauth()
    node.cookie = ""

    await node.say(f"type=catalog&mode=file&filename=a.xml&sessid={first}", body=b"<?xml ?>")

    assert list(house.files()) == ["1/1/a.xml"]


@pytest.mark.parametrize("cookie", ["", "OBMENSESSID=unknown", "PHPSESSID=1"])
async def test_a_lost_cookie_leads_to_the_nodes_latest_session(house: House, cookie: str) -> None:
    node = make_node(house)
    await node.checkauth()
    await node.checkauth()
    node.cookie, node.sessid = cookie, ""

    await node.send("a.xml", b"<?xml ?>")

    assert list(house.files()) == ["1/2/a.xml"]


async def test_without_any_session_1c_is_told_to_begin_again(house: House) -> None:
    node = make_node(house)

    answer = await node.say("type=catalog&mode=init")

    assert answer == "failure\nСеанс не найден. Начните обмен заново."


@pytest.mark.parametrize(
    ("networks", "expected"),
    [
        ((), True),
        (("10.0.0.0/8",), True),
        (("10.0.0.7",), True),
        (("192.168.0.0/16",), False),
        (("10.0.0.x",), False),
    ],
)
async def test_only_the_nodes_networks_may_call(
    tmp_path: Path, networks: tuple[str, ...], expected: bool
) -> None:
    house = make_house(tmp_path, make_exchange(onec_allow_from=networks))
    node = make_node(house)

    answer = await node.say("type=catalog&mode=checkauth")

    assert answer.startswith("success") is expected
    assert expected or "10.0.0.7" in answer


def test_an_ipv4_caller_on_a_dual_socket_is_in_its_network() -> None:
    assert may_call_from("::ffff:10.0.0.7", networks=["10.0.0.0/8"])


def make_gate() -> tuple[Gate, list[float], Clock]:
    slept: list[float] = []
    clock = Clock()

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    return Gate(key=b"k", clock=clock, sleep=sleep), slept, clock


async def test_wrong_passwords_are_answered_slower_and_slower() -> None:
    gate, slept, _ = make_gate()

    for number in range(FREE_WRONG + 6):
        assert not await gate.admits(make_exchange(), wrong(number % 2), address="10.0.0.7")

    assert slept == [1.0, 2.0, 4.0, 8.0, 10.0, 10.0]


async def test_the_right_password_never_waits_behind_wrong_ones() -> None:
    gate, slept, _ = make_gate()
    held = asyncio.Event()

    async def hold(_seconds: float) -> None:
        await held.wait()

    gate.sleep = hold
    flood = [
        asyncio.create_task(gate.admits(make_exchange(), wrong(), address="10.0.0.7"))
        for _ in range(FREE_WRONG + 20)
    ]
    await asyncio.sleep(0)

    admitted = await asyncio.wait_for(gate.admits(make_exchange(), RIGHT, address="10.0.0.7"), 30)

    assert admitted
    assert slept == []
    held.set()
    assert not any(await asyncio.gather(*flood))


async def test_other_callers_are_not_punished_and_time_forgives() -> None:
    gate, slept, clock = make_gate()
    for _ in range(FREE_WRONG):
        await gate.admits(make_exchange(), wrong(), address="10.0.0.7")

    await gate.admits(make_exchange(), wrong(), address="10.0.0.8")
    clock.forward(601)
    await gate.admits(make_exchange(), wrong(), address="10.0.0.7")

    assert slept == []


async def test_a_remembered_password_costs_no_argon2(monkeypatch: pytest.MonkeyPatch) -> None:
    gate, _, _ = make_gate()
    assert await gate.admits(make_exchange(), RIGHT, address="10.0.0.7")
    assert not await gate.admits(make_exchange(), wrong(), address="10.0.0.7")

    def refuse(*_args: object, **_kwargs: object) -> bool:
        raise AssertionError("argon2 was asked again")

    monkeypatch.setattr("obmen.onec.http.gate.verify_password", refuse)

    assert await gate.admits(make_exchange(), RIGHT, address="10.0.0.7")
    assert not await gate.admits(make_exchange(), wrong(), address="10.0.0.7")


async def test_a_new_password_makes_the_old_one_worthless() -> None:
    gate, _, _ = make_gate()
    await gate.admits(make_exchange(), RIGHT, address="10.0.0.7")
    changed = replace(make_exchange(), password_hash=hash_password("new"))

    assert not await gate.admits(changed, RIGHT, address="10.0.0.7")
    assert await gate.admits(changed, Credentials("node-main", "new"), address="10.0.0.7")


async def test_no_trouble_ends_in_an_empty_answer(house: House) -> None:
    node = make_node(house)
    house.store.broken = True

    answer = await node.ask("type=catalog&mode=checkauth")

    assert answer.status_code == 200
    assert answer.text == "failure\nВнутренняя ошибка шлюза (RuntimeError). Подробности в журнале шлюза."
    assert house.log.lines[0][0] == "onec.request_failed"


@pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS", "PATCH"])
async def test_other_methods_do_no_harm(house: House, method: str) -> None:
    node = make_node(house)
    await node.checkauth()

    answer = await node.http.request(
        method,
        "/1c/main?type=catalog&mode=complete",
        headers={"Authorization": basic(), "Cookie": node.cookie},
    )

    assert answer.text == f"failure\nМетод {method} не поддерживается."


async def test_head_is_answered_without_work(house: House) -> None:
    node = make_node(house)

    answer = await node.http.head("/1c/main?type=catalog&mode=checkauth")

    assert (answer.status_code, answer.content) == (200, b"")
    assert house.store.writes == 0
