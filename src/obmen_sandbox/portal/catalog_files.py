"""Pictures of elements: one list of files, whichever method brought them.

Source: Bitrix24 `api-reference/catalog/product-image/`; `controller/productimage.php`; facts §2.10.
"""

import base64
import binascii
import hashlib
from typing import Any, Final
from urllib.parse import urlencode

from obmen_sandbox.portal.errors import RestError
from obmen_sandbox.portal.lists import Row
from obmen_sandbox.portal.phpform import as_list, to_text
from obmen_sandbox.portal.state import PortalState

DETAIL, PREVIEW, GALLERY = "DETAIL_PICTURE", "PREVIEW_PICTURE", "MORE_PHOTO"
ORDER: Final = {DETAIL: 0, PREVIEW: 1, GALLERY: 2}  # how a product's pictures are listed
PICTURE_FIELDS: Final = {"detailPicture": DETAIL, "previewPicture": PREVIEW}
EXTENSIONS: Final = frozenset({"gif", "jpg", "jpeg", "jpe", "png", "bmp", "webp"})
LONGEST_NAME: Final = 255


def decode(content: Any) -> tuple[str, bytes]:
    """Read `[name, base64]`. Raises: RestError 0 — no name, no base64 (a `data:` prefix too), no picture."""
    name, *rest = [to_text(part) for part in as_list(content)] or [""]
    if not name:
        raise RestError(0, "File name is not specified")
    if any(sign in name for sign in '/\\:*?"<>|'):
        raise RestError(0, "File name contains invalid characters")
    if len(name) > LONGEST_NAME:
        raise RestError(0, "File name is too long")
    try:
        data = base64.b64decode(rest[0] if rest else "", validate=True)
    except binascii.Error:
        data = b""
    if not data:
        raise RestError(0, "Could not save image.")
    if name.rpartition(".")[2].lower() not in EXTENSIONS:
        raise RestError(0, "Неверный тип файла.")
    return name, data


def keep(state: PortalState, product_id: int, kind: str, content: Any) -> Row:
    """Store a picture; a detail or preview picture takes the place of the one before.

    Raises: RestError 0.
    """
    name, data = decode(content)
    if kind != GALLERY:
        drop_kind(state, product_id, kind)
    row = {
        "productId": product_id,
        "type": kind,
        "name": name,
        "size": len(data),
        "sha256": hashlib.sha256(data).hexdigest(),
        "createTime": state.stamp(),
    }
    if kind == GALLERY:
        row["valueId"] = str(state.new_id("propertyValue"))
    stored = state.insert("productImage", row, sequence="file")
    state.files[stored["id"]] = data
    return stored


def drop(state: PortalState, image: Row) -> None:
    del state.table("productImage")[image["id"]]
    state.files.pop(image["id"], None)


def drop_kind(state: PortalState, product_id: int, kind: str) -> None:
    for row in state.table("productImage").where("productId", product_id):
        if row["type"] == kind:
            drop(state, row)


def drop_all(state: PortalState, product_id: int) -> None:
    for row in state.table("productImage").where("productId", product_id):
        drop(state, row)


def images_of(state: PortalState, product_id: int) -> list[Row]:
    """The pictures of an element: detail, preview, then the gallery in the order in which it grew."""
    rows = state.table("productImage").where("productId", product_id)
    return sorted(rows, key=lambda row: (ORDER[row["type"]], row["id"]))


def image_of(state: PortalState, product_id: int, kind: str) -> Row | None:
    return next((row for row in images_of(state, product_id) if row["type"] == kind), None)


def link(prefix: str, row: Row, name: str) -> Row:
    """A file as a product shows it: an id that is text, and addresses to download it from."""
    file_id = str(row["id"])
    query = urlencode(
        {"fields[fieldName]": name, "fields[fileId]": file_id, "fields[productId]": row["productId"]}
    )
    url = f"/rest/{prefix}.download?{query}"
    return {"id": file_id, "url": url, "urlMachine": url}
