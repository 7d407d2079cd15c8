"""Pictures of products: kinds, order, what replaces what, what the portal refuses."""

from base64 import b64encode
from hashlib import sha256

import pytest

from obmen_sandbox.portal import ConnectionDropped
from obmen_sandbox.portal.dump_compare import comparable_dump
from obmen_sandbox.portal.faults import parse_fault
from tests.contract.portal.practice import Json, Practice

ADD = "catalog.productImage.add"


def content(data: bytes, name: str = "a.png") -> list[str]:
    return [name, b64encode(data).decode()]


async def add(portal: Practice, product: int, data: bytes, **fields: Json) -> int:
    fields = {"productId": product, **fields}
    image: int = (await portal.call(ADD, fields=fields, fileContent=content(data)))["productImage"]["id"]
    return image


async def listed(portal: Practice, product: int) -> list[tuple[str, int]]:
    rows = (await portal.call("catalog.productImage.list", productId=product))["productImages"]
    return [(row["type"], row["id"]) for row in rows]


async def test_a_gallery_grows_in_the_order_of_adding(portal: Practice) -> None:
    product = await portal.add_product()

    ids = [await add(portal, product, data) for data in (b"one", b"two", b"two")]

    assert await listed(portal, product) == [("MORE_PHOTO", number) for number in ids]


async def test_a_detail_picture_takes_the_place_of_the_one_before(portal: Practice) -> None:
    product = await portal.add_product(detailPicture={"fileData": content(b"old")})
    old = (await portal.call("catalog.product.get", id=product))["product"]["detailPicture"]["id"]

    new = await add(portal, product, b"new", type="DETAIL_PICTURE")

    shown = (await portal.call("catalog.product.get", id=product))["product"]
    assert shown["detailPicture"]["id"] == str(new) != old
    assert await listed(portal, product) == [("DETAIL_PICTURE", new)]


async def test_the_gallery_is_a_property_of_the_product(portal: Practice) -> None:
    product = await portal.add_product()
    first, second = await add(portal, product, b"one"), await add(portal, product, b"two")
    gallery = (await portal.call("catalog.product.get", id=product))["product"]["property89"]

    gone = {"valueId": gallery[0]["valueId"], "value": {"remove": "Y"}}
    new = {"value": {"fileData": content(b"three")}}
    await portal.call("catalog.product.update", id=product, fields={"property89": [gone, new]})

    assert [value["value"]["id"] for value in gallery] == [str(first), str(second)]
    assert [number for _, number in await listed(portal, product)] == [second, second + 1]


async def test_a_deleted_picture_is_gone_and_belongs_to_its_product_only(portal: Practice) -> None:
    product, other = await portal.add_product(), await portal.add_product()
    number = await add(portal, product, b"one")

    strange = await portal.refused("catalog.productImage.delete", id=number, productId=other)
    deleted = await portal.call("catalog.productImage.delete", id=number, productId=product)

    assert strange == (400, 0, "Image does not exist")
    assert deleted is True
    assert await listed(portal, product) == []


async def test_pictures_go_with_their_product(portal: Practice) -> None:
    product = await portal.add_product()
    await add(portal, product, b"one")

    await portal.call("catalog.product.delete", id=product)

    assert portal.state.rows("productImage") == []
    assert (await portal.refused("catalog.productImage.list", productId=product))[
        2
    ] == "Product was not found"


@pytest.mark.parametrize(
    ("file", "text"),
    [
        (["a.png", "data:image/png;base64,aGVsbG8="], "Could not save image."),
        (["a.png", ""], "Could not save image."),
        (["a.pdf", "aGVsbG8="], "Неверный тип файла."),
        (["", "aGVsbG8="], "File name is not specified"),
        (["a/b.png", "aGVsbG8="], "File name contains invalid characters"),
    ],
)
async def test_what_is_no_picture_is_refused(portal: Practice, file: list[str], text: str) -> None:
    product = await portal.add_product()

    refusal = await portal.refused(ADD, fields={"productId": product}, fileContent=file)

    assert refusal == (400, 0, text)


async def test_a_picture_without_product_or_content_is_refused(portal: Practice) -> None:
    unknown = await portal.refused(ADD, fields={"productId": 777}, fileContent=content(b"x"))
    nothing = await portal.refused(ADD, fields={"productId": 1})

    assert unknown == (400, 0, "Product was not found")
    assert nothing[:2] == (400, "100")


async def test_a_block_without_a_gallery_says_what_is_missing(portal: Practice) -> None:
    product = await portal.add_product()
    await portal.call("catalog.productProperty.delete", id=89)

    refusal = await portal.refused(ADD, fields={"productId": product}, fileContent=content(b"x"))
    detail = await add(portal, product, b"x", type="DETAIL_PICTURE")

    assert refusal[2] == "Image product property does not exists. Create MORE_PHOTO property"
    assert detail


async def test_dumps_know_pictures_by_content_and_place(portal: Practice) -> None:
    product = await portal.add_product(xmlId="guid")
    for data in (b"one", b"two"):
        await add(portal, product, data)

    images = comparable_dump(portal.state)["images"]

    assert [(image["productId"], image["place"], image["sha256"]) for image in images] == [
        ("guid", place, sha256(data).hexdigest()) for place, data in enumerate((b"one", b"two"))
    ]


async def test_a_lost_answer_leaves_the_picture_there(portal: Practice) -> None:
    product = await portal.add_product()
    portal.state.faults.switch_on(parse_fault("lost-answer,count=1,method=catalog.productImage.*"))

    with pytest.raises(ConnectionDropped):
        await portal.post(ADD, {"fields": {"productId": product}, "fileContent": content(b"one")})

    assert len(await listed(portal, product)) == 1


BROWSER = {"User-Agent": "x", "Accept": "*/*", "Accept-Language": "ru", "Referer": "http://portal.example/"}


async def test_a_picture_is_downloaded_by_the_address_that_the_portal_tells(portal: Practice) -> None:
    product = await portal.add_product()
    await add(portal, product, b"one")
    (row,) = (await portal.call("catalog.productImage.list", productId=product))["productImages"]

    answer = await portal.http.get(row["downloadUrl"], headers=BROWSER)

    assert (answer.status_code, answer.content) == (200, b"one")
    assert answer.headers["content-type"] == "image/png"


@pytest.mark.parametrize("lacking", ["Accept-Language", "Referer"])
async def test_a_download_that_does_not_look_like_a_browsers_is_not_found(
    portal: Practice, lacking: str
) -> None:
    product = await portal.add_product()
    await add(portal, product, b"one")
    (row,) = (await portal.call("catalog.productImage.list", productId=product))["productImages"]

    headers = {name: value for name, value in BROWSER.items() if name != lacking}
    answer = await portal.http.get(row["downloadUrl"], headers=headers)

    assert answer.status_code == 404


async def test_a_picture_that_is_gone_is_not_found(portal: Practice) -> None:
    product = await portal.add_product()
    number = await add(portal, product, b"one")
    (row,) = (await portal.call("catalog.productImage.list", productId=product))["productImages"]
    await portal.call("catalog.productImage.delete", productId=product, id=number)

    answer = await portal.http.get(row["downloadUrl"], headers=BROWSER)

    assert answer.status_code == 404
