"""The first line of a request is mended before an HTTP parser refuses it."""

import pytest

from obmen.onec.http.request_line import encoded_line


@pytest.mark.parametrize(
    ("line", "mended"),
    [
        ("GET /1c/a?filename=import0_1.xml HTTP/1.1\r", "GET /1c/a?filename=import0_1.xml HTTP/1.1\r"),
        ("GET /1c/a?filename=Я.xml HTTP/1.1\r", "GET /1c/a?filename=%D0%AF.xml HTTP/1.1\r"),
        ("POST /1c/a?filename=a b c.xml HTTP/1.1", "POST /1c/a?filename=a%20b%20c.xml HTTP/1.1"),
        ("GET /a%20b HTTP/1.0\r", "GET /a%20b HTTP/1.0\r"),
        ("Cookie: a=Я HTTP/x y\r", "Cookie: a=Я HTTP/x y\r"),
        ("GET  HTTP/1.1", "GET  HTTP/1.1"),
        ("просто текст", "просто текст"),
        ("", ""),
    ],
)
def test_only_the_target_of_a_request_is_mended(line: str, mended: str) -> None:
    assert encoded_line(line.encode()) == mended.encode()
