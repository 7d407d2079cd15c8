"""Pictures of products are listed in bulk and downloaded from the portal alone, with the headers it wants."""

import pytest

from obmen.bitrix24.transport import AnswerLost, Reply
from obmen.flows.ports.pictures import ShownPicture
from obmen.flows.ports.portal import PortalUnreachable
from tests.unit.bitrix24.fakes import FakeTransport, Files, batch, portal

ADDRESS = "https://vector.bitrix24.ru/rest/download.json?token=catalog%7C5"
PICTURE = ShownPicture(5, ADDRESS)
PNG = Reply(200, {"content-type": "image/png"}, b"\x89PNG")


async def content(answers: dict[str, Reply | Exception], address: str = ADDRESS) -> bytes | None:
    one = portal(FakeTransport(batch()), files=Files(answers))
    return await one.pictures.content(ShownPicture(5, address))


async def test_pictures_of_several_products_are_one_request() -> None:
    rows = {"p7": {"productImages": [{"id": 5, "downloadUrl": ADDRESS}]}, "p8": {"productImages": []}}
    transport = FakeTransport(batch(results=rows))

    listed = await portal(transport).pictures.listed([7, 8])

    assert listed == {7: [PICTURE], 8: []}
    assert len(transport.bodies) == 1


async def test_a_product_that_is_gone_shows_nothing() -> None:
    errors = {"p7": {"error": "0", "error_description": "Product was not found"}}

    listed = await portal(FakeTransport(batch(errors=errors))).pictures.listed([7])

    assert listed == {7: []}


async def test_a_download_looks_like_a_browsers() -> None:
    files = Files({ADDRESS: PNG})

    got = await portal(FakeTransport(batch()), files=files).pictures.content(PICTURE)

    assert got == b"\x89PNG"
    ((_, headers),) = files.asked
    assert headers["Referer"] == "https://vector.bitrix24.ru/"
    assert {"User-Agent", "Accept", "Accept-Language"} <= headers.keys()


async def test_a_file_at_another_address_is_followed_once() -> None:
    there = "https://cdn.example/5.png"
    moved = Reply(302, {"location": there}, b"")

    assert await content({ADDRESS: moved, there: PNG}) == b"\x89PNG"
    assert await content({ADDRESS: moved, there: moved}) is None


@pytest.mark.parametrize(
    "reply",
    [
        Reply(404, {}, b"Not Found"),
        Reply(200, {"content-type": "application/json; charset=utf-8"}, b'{"error":"ACCESS_DENIED"}'),
        Reply(200, {"content-type": "text/html"}, b"<html>"),
        Reply(200, {"content-type": "image/png"}, b""),
    ],
)
async def test_what_is_no_file_is_not_taken_for_one(reply: Reply) -> None:
    assert await content({ADDRESS: reply}) is None


@pytest.mark.parametrize("address", ["https://evil.example/5.png", "", "/upload/5.png", "https://[bad"])
async def test_only_the_portal_names_addresses_that_are_asked(address: str) -> None:
    files = Files({address: PNG})

    got = await portal(FakeTransport(batch()), files=files).pictures.content(ShownPicture(5, address))

    assert got is None
    assert files.asked == []


@pytest.mark.parametrize("trouble", [AnswerLost("timeout"), Reply(502, {}, b"")])
async def test_a_portal_that_stumbles_is_said_so(trouble: Reply | Exception) -> None:
    with pytest.raises(PortalUnreachable):
        await content({ADDRESS: trouble})


def test_an_address_does_not_print() -> None:
    assert "token" not in repr(PICTURE)
