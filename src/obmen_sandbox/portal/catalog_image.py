"""Pictures of products.

Source: Bitrix24 `api-reference/catalog/product-image/`.
"""

import base64
import binascii
from typing import Final

from obmen_sandbox.portal.catalog_entity import demand
from obmen_sandbox.portal.errors import RestError
from obmen_sandbox.portal.lists import Reply, Row, selected_names
from obmen_sandbox.portal.method import Call, Method
from obmen_sandbox.portal.phpform import as_list, to_int, to_text
from obmen_sandbox.portal.state import ELEMENTS

SHOWN: Final = ("createTime", "detailUrl", "downloadUrl", "id", "name", "productId", "type")
TYPES: Final = frozenset({"DETAIL_PICTURE", "PREVIEW_PICTURE", "MORE_PHOTO"})


def add(call: Call) -> Reply:
    """`catalog.productImage.add`: `fileContent` stands beside `fields`."""
    fields = call.fields()
    demand(["productId"], fields)
    content = as_list(call.need("fileContent"))
    if to_int(fields["productId"]) not in call.state.table(ELEMENTS):
        raise RestError(0, "product does not exist.")
    try:
        size = len(base64.b64decode(to_text(content[1]), validate=True))
    except (IndexError, binascii.Error) as error:
        raise RestError(0, "Could not save image") from error
    kind = to_text(fields.get("type")) or "MORE_PHOTO"
    if kind not in TYPES:
        raise RestError(0, "Invalid type")
    row = call.state.insert(
        "productImage",
        {
            "productId": to_int(fields["productId"]),
            "type": kind,
            "name": to_text(content[0]),
            "size": size,
            "createTime": call.state.stamp(),
        },
        sequence="file",
    )
    return Reply({"productImage": show(call, row)})


def show(call: Call, row: Row) -> Row:
    links = {
        "detailUrl": f"/upload/iblock/{row['id']}/{row['name']}",
        "downloadUrl": f"{call.base_url}/rest/download.json?token=catalog%7C{row['id']}",
    }
    full = {**row, **links}
    return {name: full[name] for name in SHOWN}


def find(call: Call) -> Row:
    row = call.state.table("productImage").get(call.need_id())
    if row is None or row["productId"] != to_int(call.need("productId")):
        raise RestError(0, "productImage does not exist.")
    return row


def list_(call: Call) -> Reply:
    product_id = to_int(call.need("productId"))
    names = selected_names(call.params.get("select"), SHOWN)
    rows = [show(call, row) for row in call.state.rows("productImage") if row["productId"] == product_id]
    return Reply({"productImages": [{n: row[n] for n in names} for row in rows]}, total=len(rows))


def delete(call: Call) -> Reply:
    row = find(call)
    del call.state.table("productImage")[row["id"]]
    return Reply(result=True)


METHODS: Final = (
    Method("catalog.productImage.add", add, "catalog", writes=True, cost_s=0.3),
    Method("catalog.productImage.list", list_, "catalog"),
    Method("catalog.productImage.get", lambda c: Reply({"productImage": show(c, find(c))}), "catalog"),
    Method("catalog.productImage.delete", delete, "catalog", writes=True, cost_s=0.1),
)
