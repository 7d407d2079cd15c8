"""What 1C reads from the socket, byte by byte."""

import re
import socket
from pathlib import Path

import pytest

from obmen.flows.dialogue_ports import DialogueLimits
from tests.integration.dialogue.conftest import Gateway, body_of, head_of, running
from tests.support_dialogue import basic, make_house


def login(gateway: Gateway, kind: str = "catalog") -> tuple[str, str]:
    lines = body_of(gateway.get(f"type={kind}&mode=checkauth")).decode().split("\n")
    return f"{lines[1]}={lines[2]}", lines[3].removeprefix("sessid=")


def post(name: str, *, cookie: str, size_bytes: int, connection: str = "close") -> bytes:
    lines = [
        f"POST /1c/main?type=catalog&mode=file&filename={name} HTTP/1.1",
        "Host: gateway",
        f"Authorization: {basic()}",
        f"Cookie: {cookie}",
        f"Content-Length: {size_bytes}",
        f"Connection: {connection}",
    ]
    return "\r\n".join([*lines, "", ""]).encode()


def test_checkauth_byte_by_byte(gateway: Gateway) -> None:
    answer = gateway.get("type=catalog&mode=checkauth")

    assert head_of(answer)[0] == "HTTP/1.1 200 OK"
    assert "content-type: text/plain; charset=windows-1251" in head_of(answer)
    assert re.fullmatch(
        rb"success\nOBMENSESSID\n[0-9a-f]{32}\nsessid=[0-9a-f]{32}\ntimestamp=1795510800", body_of(answer)
    )


def test_checkauth_for_orders_has_no_timestamp(gateway: Gateway) -> None:
    answer = body_of(gateway.get("type=sale&mode=checkauth"))

    assert re.fullmatch(rb"success\nOBMENSESSID\n[0-9a-f]{32}\nsessid=[0-9a-f]{32}", answer)


def test_init_is_two_lines_without_a_newline_at_the_end(gateway: Gateway) -> None:
    cookie, sessid = login(gateway)

    answer = gateway.get(f"type=catalog&mode=init&sessid={sessid}", cookie=cookie)

    assert body_of(answer) == b"zip=no\nfile_limit=52428800"
    assert f"content-length: {len(body_of(answer))}" in head_of(answer)


def test_init_with_a_version_is_four_lines(gateway: Gateway) -> None:
    cookie, sessid = login(gateway)

    answer = gateway.get(
        f"type=catalog&sessid={sessid}&version=2.09&cmlVersion=2.10&mode=init", cookie=cookie
    )

    assert body_of(answer) == f"zip=no\nfile_limit=52428800\nsessid={sessid}\nversion=2.09".encode()


def test_a_missing_password_is_401_with_a_body(gateway: Gateway) -> None:
    answer = gateway.raw(
        b"GET /1c/main?type=catalog&mode=checkauth HTTP/1.1\r\nHost: g\r\nConnection: close\r\n\r\n"
    )

    assert head_of(answer)[0] == "HTTP/1.1 401 Unauthorized"
    assert 'www-authenticate: Basic realm="1C"' in head_of(answer)
    assert body_of(answer) == (
        "failure\nНе передано имя пользователя и пароль. Проверьте настройки узла обмена.".encode("cp1251")
    )


def test_a_stranger_is_answered_before_its_upload_is_read(gateway: Gateway) -> None:
    head = (
        b"POST /1c/main?type=catalog&mode=file&filename=a.xml HTTP/1.1\r\nHost: g\r\n"
        b"Content-Length: 1000000\r\nConnection: close\r\n\r\n"
    )

    with socket.create_connection(("127.0.0.1", gateway.port), timeout=30) as connection:
        connection.sendall(head)
        answer = connection.recv(65536)

    assert answer.startswith(b"HTTP/1.1 401 ")


def test_a_failure_is_200_in_the_charset_of_the_header(gateway: Gateway) -> None:
    cookie, _ = login(gateway)

    answer = gateway.get("type=catalog&mode=import&filename=absent.xml", cookie=cookie)

    assert head_of(answer)[0] == "HTTP/1.1 200 OK"
    assert body_of(answer) == "failure\nФайл absent.xml в этом сеансе не передан.".encode("cp1251")


def test_a_foreign_cookie_is_refused(gateway: Gateway) -> None:
    cookie, _ = login(gateway)

    answer = gateway.get(
        "type=catalog&mode=init", cookie=cookie, path="/1c/other", authorization=basic("node-other")
    )

    assert body_of(answer).startswith("failure\nСеанс принадлежит другому обмену".encode("cp1251"))


@pytest.mark.parametrize("path", ["/1c/main", "/1c/main/", "/bitrix/admin/1c_exchange.php"])
def test_each_address_leads_to_the_same_dialogue(gateway: Gateway, path: str) -> None:
    cookie, _ = login(gateway)

    assert body_of(gateway.get("type=sale&mode=info", cookie=cookie, path=path)).startswith(b"<?xml")


def test_many_requests_go_over_one_connection(gateway: Gateway) -> None:
    cookie, _ = login(gateway)
    head = f"Host: g\r\nAuthorization: {basic()}\r\nCookie: {cookie}\r\n"
    body = b"<?xml version='1.0'?><a/>"
    upload = post("a.xml", cookie=cookie, size_bytes=len(body), connection="keep-alive")
    imports = (
        f"GET /1c/main?type=catalog&mode=import&filename=a.xml HTTP/1.1\r\n{head}Connection: close\r\n\r\n"
    )

    answers = gateway.raw(upload + body + imports.encode())

    assert answers.count(b"HTTP/1.1 200 OK") == 2
    assert answers.endswith(b"\r\n\r\nsuccess")
    assert gateway.house.stager.staged == [(1, "a.xml", body)]


@pytest.mark.parametrize("charset", ["utf-8", "windows-1251"])
@pytest.mark.parametrize("name", ["Цены.xml", "Прайс лист 1.xml", "import_files/ab/Фото.xml"])
def test_a_name_in_bare_letters_is_taken_as_it_is(gateway: Gateway, name: str, charset: str) -> None:
    cookie, _ = login(gateway)
    body = b"<?xml version='1.0'?><a/>"
    sent = post("{name}", cookie=cookie, size_bytes=len(body)).replace(b"{name}", name.encode(charset))

    answer = gateway.raw(sent + body)
    imported = gateway.raw(
        f"GET /1c/main?type=catalog&mode=import&filename={name} HTTP/1.1\r\nHost: g\r\n"
        f"Authorization: {basic()}\r\nCookie: {cookie}\r\nConnection: close\r\n\r\n".encode(charset)
    )

    assert body_of(answer) == body_of(imported) == b"success"
    assert gateway.house.stager.staged == [(1, name, body)]


def test_a_first_line_may_come_in_pieces_and_again_on_the_same_connection(gateway: Gateway) -> None:
    cookie, _ = login(gateway)
    body = b"<?xml version='1.0'?><a/>"
    upload = post("{name}", cookie=cookie, size_bytes=len(body), connection="keep-alive") + body
    last = post("{name}", cookie=cookie, size_bytes=len(body)) + body
    names = ("Цены.xml", "Остатки.xml")
    first, second = (
        one.replace(b"{name}", name.encode()) for one, name in zip((upload, last), names, strict=True)
    )

    with socket.create_connection(("127.0.0.1", gateway.port), timeout=30) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for at in range(0, len(first), 7):
            connection.sendall(first[at : at + 7])
        answers = connection.recv(65536)
        connection.sendall(second)
        answers += b"".join(iter(lambda: connection.recv(65536), b""))

    assert answers.count(b"HTTP/1.1 200 OK") == 2
    assert sorted(Path(name).name for name in gateway.house.files()) == sorted(names)


def test_an_upload_that_breaks_off_leaves_nothing(gateway: Gateway) -> None:
    cookie, _ = login(gateway)
    head = post("a.xml", cookie=cookie, size_bytes=5_000_000)

    with socket.create_connection(("127.0.0.1", gateway.port), timeout=30) as connection:
        connection.sendall(head + b"<?xml version='1.0'?>" + b"x" * 3_000_000)
    answer = body_of(gateway.get("type=catalog&mode=import&filename=a.xml", cookie=cookie))

    assert answer == "failure\nФайл a.xml передан не полностью: связь прервалась.".encode("cp1251")
    assert gateway.house.files() == {}


def test_an_upload_that_falls_silent_is_given_up(tmp_path: Path) -> None:
    house = make_house(tmp_path, limits=DialogueLimits(min_free_bytes=0, stall_s=0.1))
    with running(house.dialogue) as port:
        gateway = Gateway(house, port)
        cookie, _ = login(gateway)

        with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
            connection.sendall(post("a.xml", cookie=cookie, size_bytes=100) + b"<?xml version='1.0'?>")
            answer = b"".join(iter(lambda: connection.recv(65536), b""))

    assert body_of(answer) == "failure\nФайл a.xml передан не полностью: связь прервалась.".encode("cp1251")
    assert house.files() == {}


@pytest.mark.parametrize(
    "noise",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",  # TLS to a plain port
        b"GET /1c/main?filename=\xf2\xee\xe2\xe0\xf0.xml\r\nHost: g\r\nConnection: close\r\n\r\n",
        b"POST /1c/main?type=catalog&mode=file HTTP/1.1\r\nHost: g\r\nContent-Length: x\r\n\r\n",
        b"\x00" * 1000,
    ],
)
def test_noise_does_no_harm(gateway: Gateway, noise: bytes) -> None:
    answer = gateway.raw(noise)

    assert answer == b"" or answer.startswith(b"HTTP/1.1 4")
    assert body_of(gateway.get("type=catalog&mode=checkauth")).startswith(b"success\n")


@pytest.mark.slow
def test_300_megabytes_of_noise_take_no_memory(gateway: Gateway) -> None:
    cookie, _ = login(gateway)
    size = 300 * 1024 * 1024
    head = post("noise.xml", cookie=cookie, size_bytes=size)
    piece = b"\x07noise\xff" * 150_000
    before = peak_kb()

    with socket.create_connection(("127.0.0.1", gateway.port), timeout=120) as connection:
        connection.sendall(head)
        left = size
        while left:
            sent = connection.send(piece[: min(left, len(piece))])
            left -= sent
        answer = b"".join(iter(lambda: connection.recv(65536), b""))

    assert answer.endswith(b"\r\n\r\nsuccess")
    assert peak_kb() - before < 32 * 1024
    path = gateway.house.data_dir / "inbox" / "1" / "1" / "noise.xml"
    assert path.stat().st_size == size
    path.unlink()


def peak_kb() -> int:
    status = Path("/proc/self/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))


def test_the_right_password_is_quick_while_wrong_ones_are_held_back(gateway: Gateway) -> None:
    for number in range(12):  # the next one waits for ten seconds
        send_guess(gateway, number).close()
    with send_guess(gateway, 13) as held:
        right = gateway.get("type=catalog&mode=checkauth")
        held.settimeout(0.3)

        assert body_of(right).startswith(b"success\n")
        with pytest.raises(TimeoutError):
            held.recv(1)


def send_guess(gateway: Gateway, number: int) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", gateway.port), timeout=30)
    guess = basic("node-main", f"guess-{number}")
    connection.sendall(
        f"GET /1c/main?mode=checkauth HTTP/1.1\r\nHost: g\r\nAuthorization: {guess}\r\n\r\n".encode()
    )
    return connection
