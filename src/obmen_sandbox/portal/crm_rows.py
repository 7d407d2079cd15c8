"""Product rows of deals, quotes and invoices, and their arithmetic.

Source: Bitrix24 `api-reference/crm/universal/product-rows/`; `crm/lib/productrow.php`.
"""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

from obmen_sandbox.portal.crm_item import touch
from obmen_sandbox.portal.crm_vocabulary import OWNER_TYPES, table_of
from obmen_sandbox.portal.errors import RestError
from obmen_sandbox.portal.filters import split_operator
from obmen_sandbox.portal.lists import Reply, Row, reply_page, select_rows, sort_rows, stored
from obmen_sandbox.portal.method import Call, Method
from obmen_sandbox.portal.phpform import as_list, as_map, is_empty, to_flag, to_float, to_int, to_text
from obmen_sandbox.portal.state import ELEMENTS, PortalState
from obmen_sandbox.portal.words import kinds, words

KOPECK: Final = Decimal("0.01")
HUNDRED: Final = Decimal(100)
SUM_DISCOUNT, PERCENT_DISCOUNT = 1, 2
SHOWN: Final = kinds(
    """
    int: id ownerId
    string: ownerType
    int: productId
    string: productName
    float: price priceAccount priceExclusive priceNetto priceBrutto quantity
    int: discountTypeId
    float: discountRate discountSum taxRate
    string: taxIncluded taxName customized
    int: measureCode
    string: measureName
    int: sort
    string: xmlId
    int: type storeId
    """
)
READ_ONLY: Final = frozenset(
    words(
        """
        priceAccount priceExclusive priceNetto priceBrutto measureName customized storeId type xmlId id
    """
    )
)


def kopecks(value: Decimal) -> Decimal:
    """PHP `round(…, 2)`: half away from zero."""
    return value.quantize(KOPECK, rounding=ROUND_HALF_UP)


def prices_of(*, price: Decimal, tax: Decimal | None, discount: tuple[int, Decimal]) -> dict[str, float]:
    """The prices that follow from the price to pay: two decimals at each step."""
    factor = 1 + (tax or Decimal(0)) / HUNDRED
    exclusive = kopecks(price / factor)
    kind, amount = discount
    if kind == PERCENT_DISCOUNT:
        netto = kopecks(exclusive / (1 - amount / HUNDRED))
        rate, total = amount, netto - exclusive
    else:
        netto = exclusive + amount
        rate, total = (kopecks(amount / netto * HUNDRED) if netto else Decimal(0)), amount
    return {
        "priceAccount": float(price),
        "priceExclusive": float(exclusive),
        "priceNetto": float(netto),
        "priceBrutto": float(kopecks(netto * factor)),
        "discountRate": float(rate),
        "discountSum": float(total),
    }


def tax_rate(value: Any) -> float | None:
    """`0` and `"0"` are a rate of nought; null, an empty text and the float 0.0 are no VAT at all."""
    if value is None or value == "" or (isinstance(value, float) and value == 0):
        return None
    return to_float(value)


def discount_of(given: dict[str, Any], old: Row) -> tuple[int, Decimal]:
    """The kind and the amount of a discount. Raises: RestError INVALID_ARG_VALUE."""
    kind = to_int(given.get("discountTypeId", old.get("discountTypeId", PERCENT_DISCOUNT)))
    name = "discountRate" if kind == PERCENT_DISCOUNT else "discountSum"
    if kind not in (SUM_DISCOUNT, PERCENT_DISCOUNT):
        raise RestError("INVALID_ARG_VALUE", "Invalid discountTypeId")
    if "discountTypeId" in given and is_empty(given.get(name)) and given.get(name) not in (0, "0"):
        raise RestError("INVALID_ARG_VALUE", f"Discount type {kind} requires {name}")
    amount = Decimal(str(to_float(given.get(name, old.get(name)))))
    if kind == PERCENT_DISCOUNT and amount >= HUNDRED:
        raise RestError("INVALID_ARG_VALUE", "Discount rate must be less than 100")
    return kind, amount


def build(state: PortalState, given: dict[str, Any], old: Row) -> Row:
    """Make a row from what is given; read-only fields are dropped silently."""
    given = {name: value for name, value in given.items() if name in SHOWN and name not in READ_ONLY}
    product_id = to_int(given.get("productId", old.get("productId")))
    product = state.table(ELEMENTS).get(product_id)
    if product_id == 0 and is_empty(given.get("productName", old.get("productName"))):
        raise RestError("INVALID_ARG_VALUE", "Either productId or productName is required")
    price = kopecks(Decimal(str(to_float(given.get("price", old.get("price"))))))
    tax = tax_rate(given["taxRate"]) if "taxRate" in given else old.get("taxRate")
    kind, amount = discount_of(given, old)
    measure = measure_of(state, given.get("measureCode", old.get("measureCode")), product)
    return {
        "productId": product_id,
        "productName": to_text(
            given.get("productName") or old.get("productName") or (product or {}).get("name")
        ),
        "price": float(price),
        **prices_of(price=price, tax=None if tax is None else Decimal(str(tax)), discount=(kind, amount)),
        "quantity": to_float(given.get("quantity", old.get("quantity", 1))),
        "discountTypeId": kind,
        "taxRate": tax,
        "taxIncluded": to_flag(given.get("taxIncluded", old.get("taxIncluded")), default="N"),
        "taxName": to_text(given.get("taxName") or ("Без НДС" if tax is None else f"НДС {to_text(tax)}%")),
        "customized": "Y",
        "measureCode": measure["code"],
        "measureName": measure["symbol"],
        "sort": to_int(given.get("sort", old.get("sort"))),
        "xmlId": old.get("xmlId", ""),
        "type": product["type"] if product else 1,
        "storeId": None,
    }


def measure_of(state: PortalState, code: Any, product: Row | None) -> Row:
    """The unit by its OKEI code, else the product's, else the default one."""
    measures = state.rows("measure")
    wanted = to_int(code) if code is not None else None
    by_code = [m for m in measures if m["code"] == wanted]
    by_product = [m for m in measures if product is not None and m["id"] == product["measure"]]
    default = [m for m in measures if m["isDefault"] == "Y"]
    return (by_code or by_product or default or measures)[0]


def owner_of(call: Call, kind: Any, number: Any) -> tuple[int, Row]:
    """The object whose rows these are. Raises: RestError."""
    type_id = OWNER_TYPES.get(to_text(kind))
    if type_id is None:
        raise RestError("ENTITY_TYPE_NOT_SUPPORTED", f"Entity type {to_text(kind)} is not supported")
    row = call.state.table(table_of(type_id)).get(to_int(number))
    if row is None:
        raise RestError("OWNER_NOT_FOUND", "Владелец не найден")
    return type_id, row


def rows_of(state: PortalState, type_id: int, owner_id: int) -> list[Row]:
    mine = [r for r in state.rows("productRow") if (r["ownerTypeId"], r["ownerId"]) == (type_id, owner_id)]
    return sorted(mine, key=lambda row: (row["sort"], row["id"]))


def show(row: Row) -> Row:
    return {
        name: int(row[name]) if isinstance(row.get(name), float) and row[name].is_integer() else row.get(name)
        for name in SHOWN
    }


def put_row(state: PortalState, type_id: int, owner_id: int, row: Row, number: int | None) -> Row:
    """Store a row under its old id or a new one."""
    kind = next(code for code, known in OWNER_TYPES.items() if known == type_id)
    row = {**row, "ownerTypeId": type_id, "ownerType": kind, "ownerId": owner_id}
    if number is None:
        return state.insert("productRow", row)
    state.table("productRow")[number] = {**row, "id": number}
    return state.table("productRow")[number]


def replace_rows(
    state: PortalState, type_id: int, owner: Row, given: list[dict[str, Any]], user_id: int
) -> list[Row]:
    """Replace all rows of an object; a row keeps its id only when it names it. Raises: RestError."""
    old = {row["id"]: row for row in rows_of(state, type_id, owner["id"])}
    built = [(build(state, item, {}), to_int(item.get("id"))) for item in given]
    for number in old:
        del state.table("productRow")[number]
    stored_rows = [
        put_row(state, type_id, owner["id"], row, number if number in old else None) for row, number in built
    ]
    touch(state, type_id, owner, user_id=user_id)
    return stored_rows


def set_(call: Call) -> Reply:
    type_id, owner = owner_of(call, call.need("ownerType"), call.need("ownerId"))
    given = [as_map(item) for item in as_list(call.need("productRows"))]
    rows = replace_rows(call.state, type_id, owner, given, call.user_id)
    return Reply({"productRows": [show(row) for row in rows]})


def add(call: Call) -> Reply:
    fields = as_map(call.need("fields"))
    type_id, owner = owner_of(call, fields.get("ownerType"), fields.get("ownerId"))
    row = put_row(call.state, type_id, owner["id"], build(call.state, fields, {}), None)
    touch(call.state, type_id, owner, user_id=call.user_id)
    return Reply({"productRow": show(row)})


def find(call: Call) -> Row:
    row = call.state.table("productRow").get(call.need_id())
    if row is None:
        raise RestError("NOT_FOUND", "Элемент не найден")
    return row


def update(call: Call) -> Reply:
    old = find(call)
    row = build(call.state, as_map(call.need("fields")), old)
    stored_row = put_row(call.state, old["ownerTypeId"], old["ownerId"], row, old["id"])
    owner = call.state.table(table_of(old["ownerTypeId"]))[old["ownerId"]]
    touch(call.state, old["ownerTypeId"], owner, user_id=call.user_id)
    return Reply({"productRow": show(stored_row)})


def delete(call: Call) -> Reply:
    row = find(call)
    del call.state.table("productRow")[row["id"]]
    owner = call.state.table(table_of(row["ownerTypeId"]))[row["ownerId"]]
    touch(call.state, row["ownerTypeId"], owner, user_id=call.user_id)
    return Reply(None)


def list_(call: Call) -> Reply:
    """`list` demands both halves of the owner in its filter; an owner that is not there is denied."""
    filter_ = as_map(call.params.get("filter"))
    by_name = {split_operator(key)[1]: value for key, value in filter_.items()}
    for name in ("ownerType", "ownerId"):
        if is_empty(by_name.get(name)):
            raise RestError("REQUIRED_ARG_MISSING", f"Required filter key '={name}' is missing")
    try:
        owner_of(call, as_list(by_name["ownerType"])[0], as_list(by_name["ownerId"])[0])
    except RestError as error:
        raise RestError("ACCESS_DENIED", "Доступ запрещён") from error
    rows = select_rows(call.state.rows("productRow"), filter_, SHOWN, get=stored)
    rows = sort_rows(rows, call.params.get("order"), SHOWN, get=stored)
    return reply_page("productRows", rows, start=call.params.get("start"), view=show)


def available(call: Call) -> Reply:
    type_id, owner = owner_of(call, call.need("ownerType"), call.need("ownerId"))
    return Reply({"productRows": [show(row) for row in rows_of(call.state, type_id, owner["id"])]})


def fields(_call: Call) -> Reply:
    """`crm.item.productrow.fields`: two read-only fields are not described."""
    names = [name for name in SHOWN if name not in ("priceAccount", "xmlId")]
    return Reply({"fields": {name: describe(name) for name in names}})


def describe(name: str) -> Row:
    kinds_shown = {"int": "integer", "float": "double"}
    kind = "char" if name in ("taxIncluded", "customized") else kinds_shown.get(SHOWN[name], SHOWN[name])
    return {
        "type": kind,
        "isRequired": name in ("ownerId", "ownerType", "productId"),
        "isReadOnly": name in READ_ONLY - {"measureName", "customized"},
        "isImmutable": name in ("ownerId", "ownerType"),
        "isMultiple": False,
        "isDynamic": False,
        "title": name,
    }


METHODS: Final = (
    Method("crm.item.productrow.set", set_, "crm", writes=True, cost_s=0.3),
    Method("crm.item.productrow.add", add, "crm", writes=True, cost_s=0.2),
    Method("crm.item.productrow.update", update, "crm", writes=True, cost_s=0.2),
    Method("crm.item.productrow.delete", delete, "crm", writes=True, cost_s=0.2),
    Method("crm.item.productrow.get", lambda call: Reply({"productRow": show(find(call))}), "crm"),
    Method("crm.item.productrow.list", list_, "crm", cost_s=0.04),
    Method("crm.item.productrow.getAvailableForPayment", available, "crm"),
    Method("crm.item.productrow.fields", fields, "crm"),
)
