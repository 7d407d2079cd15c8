"""`catalog.productImage.*`: pictures of products, heads, variations and services.

Source: Bitrix24 `api-reference/catalog/product-image/`; `controller/productimage.php`.
"""

from typing import Final

from obmen_sandbox.portal.catalog_entity import demand
from obmen_sandbox.portal.catalog_files import GALLERY, ORDER, drop, images_of, keep
from obmen_sandbox.portal.catalog_properties import gallery_of
from obmen_sandbox.portal.errors import RestError
from obmen_sandbox.portal.lists import Reply, Row, selected_names
from obmen_sandbox.portal.method import Call, Method
from obmen_sandbox.portal.phpform import is_empty, to_int, to_text
from obmen_sandbox.portal.state import ELEMENTS

SHOWN: Final = ("createTime", "detailUrl", "downloadUrl", "id", "name", "productId", "type")
NO_GALLERY: Final = "Image product property does not exists. Create MORE_PHOTO property"


def add(call: Call) -> Reply:
    """`catalog.productImage.add`: `fileContent` stands beside `fields`; an unknown type is the gallery."""
    fields = call.fields()
    demand(["productId"], fields)
    content = call.need("fileContent")
    if is_empty(content):
        raise RestError("100", "Could not find value for parameter {fileContent}")
    product = element(call, to_int(fields["productId"]))
    kind = to_text(fields.get("type"))
    kind = kind if kind in ORDER else GALLERY
    if kind == GALLERY and gallery_of(call.state, product["iblockId"]) is None:
        raise RestError(0, NO_GALLERY)
    row = keep(call.state, product["id"], kind, content)
    call.state.emit("CATALOG.PRODUCT.ON.UPDATE", ID=product["id"], TYPE=product["type"])
    return Reply({"productImage": show(call, row)})


def element(call: Call, number: int) -> Row:
    product = call.state.table(ELEMENTS).get(number)
    if product is None:
        raise RestError(0, "Product was not found")
    return product


def show(call: Call, row: Row) -> Row:
    links = {
        "detailUrl": f"/upload/iblock/{row['id']}/{row['name']}",
        "downloadUrl": f"{call.base_url}/rest/download.json?token=catalog%7C{row['id']}",
    }
    full = {**row, **links}
    return {name: full[name] for name in SHOWN}


def find(call: Call) -> Row:
    number, product = call.need_id(), element(call, call.need_id("productId"))
    row = call.state.table("productImage").get(number)
    if row is None or row["productId"] != product["id"]:
        raise RestError(0, "Image does not exist")
    return row


def list_(call: Call) -> Reply:
    number = call.need_id("productId")
    if number <= 0:
        raise RestError(0, "Empty productID")
    product = element(call, number)
    names = selected_names(call.params.get("select"), SHOWN)
    rows = [show(call, row) for row in images_of(call.state, product["id"])]
    return Reply({"productImages": [{n: row[n] for n in names} for row in rows]}, total=len(rows))


def delete(call: Call) -> Reply:
    drop(call.state, find(call))
    return Reply(result=True)


def fields_reply(_call: Call) -> Reply:
    kinds = {"id": "integer", "productId": "integer", "createTime": "datetime"}
    required = {"productId", "name"}
    read_only = {"id", "createTime", "detailUrl", "downloadUrl"}
    return Reply(
        {
            "productImage": {
                name: {
                    "isImmutable": False,
                    "isReadOnly": name in read_only,
                    "isRequired": name in required,
                    "type": kinds.get(name, "string"),
                }
                for name in SHOWN
            }
        }
    )


METHODS: Final = (
    Method("catalog.productImage.add", add, "catalog", writes=True, cost_s=0.3),
    Method("catalog.productImage.list", list_, "catalog", cost_s=0.05),
    Method("catalog.productImage.get", lambda c: Reply({"productImage": show(c, find(c))}), "catalog"),
    Method("catalog.productImage.getFields", fields_reply, "catalog"),
    Method("catalog.productImage.delete", delete, "catalog", writes=True, cost_s=0.15),
)
