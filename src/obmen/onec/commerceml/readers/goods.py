"""`<Товар>` of a catalogue and `<Предложение>` of an offer package."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from typing import Final

from obmen.domain.catalog import Offer, Price, Product, Stock
from obmen.onec.commerceml import vocabulary as words
from obmen.onec.commerceml.elements import (
    DELETION,
    Element,
    Field,
    Table,
    Values,
    fields_of,
    markup_text,
)
from obmen.onec.commerceml.readers.counts import ReadCounts
from obmen.onec.commerceml.readers.requisites import put_requisites
from obmen.onec.commerceml.readers.units import put_base_unit
from obmen.onec.commerceml.readers.values import (
    EMPTY_GUID,
    Unreadable,
    currency,
    item_ids,
    number,
    record_id,
    vat,
)

REPEATED: Final = 16_384  # rows that are remembered; most prices and nearly all levels come again


def put_group_ids(child: Element, values: Values) -> None:
    values["group_ids"] = tuple(filter(None, ((group.text or "").strip() for group in child)))


def put_picture(child: Element, values: Values) -> None:
    if path := (child.text or "").strip():
        values.setdefault("images", []).append(path)


def put_description(child: Element, values: Values) -> None:
    values["description"] = markup_text(child)


def put_maker(child: Element, values: Values) -> None:
    values["maker"] = fields_of(child, _NAMED).get("name", "")


def put_rates(child: Element, values: Values) -> None:
    """Keep the rate of НДС; other taxes are nobody's here."""
    for rate in child:
        found = fields_of(rate, _RATE)
        if found.get("name", words.VAT).strip().lower() == words.VAT:
            values["vat"] = vat(found.get("rate"))


def put_property_values(child: Element, values: Values) -> None:
    """Keep the values of properties; an empty value and the zero GUID are none (facts §2.2)."""
    told: list[tuple[str, tuple[str, ...]]] = values.setdefault("properties", [])
    for element in child[:]:
        own_id = ""
        texts: list[str] = []
        for part in element[:]:
            field = _PROPERTY_VALUE[part.tag]
            text = (part.text or "").strip()
            if field == "id":
                own_id = text
            elif field and text and text != EMPTY_GUID:
                texts.append(text)
        if own_id and texts:
            told.append((own_id, tuple(texts)))


def put_characteristics(child: Element, values: Values) -> None:
    """Keep what sets a variant apart; a characteristic without a value says nothing."""
    told: list[tuple[str, str]] = values.setdefault("characteristics", [])
    for element in child[:]:
        found = fields_of(element, _CHARACTERISTIC)
        if found.get("name") and found.get("value"):
            told.append((found["name"], found["value"]))


def put_prices(child: Element, values: Values) -> None:
    """Keep the prices as (type, amount, currency), not yet understood, and their least quantities."""
    rows: list[tuple[str, str, str]] = values.setdefault("prices", [])
    for element in child[:]:
        if not _PRICE_ELEMENT[element.tag]:
            continue
        price_type = amount = unit = ""
        for part in element[:]:
            match _PRICE[part.tag]:
                case None:
                    pass
                case "type":
                    price_type = part.text or ""
                case "amount":
                    amount = part.text or ""
                case "currency":
                    unit = part.text or ""
                case _:
                    values.setdefault("least", {})[len(rows)] = part.text
        rows.append((price_type, amount, unit))


def put_stock(child: Element, values: Values) -> None:
    """Keep a row of stock: attributes of `<Склад>` (2.05 to 2.08) or `<Склады>` (changes, facts §2.5)."""
    warehouse = child.get(words.WAREHOUSE_ID)
    if warehouse is not None:
        values.setdefault("stocks", []).append((warehouse, child.get(words.WAREHOUSE_QUANTITY) or ""))


def put_rests(child: Element, values: Values) -> None:
    """Keep `<Остатки>` of 3.1: by warehouse, or a total without one."""
    for rest in child:
        for part in rest:
            match _REST[part.tag]:
                case "warehouse":
                    found = fields_of(part, _REST_ROW)
                    row = (found.get("id", ""), found.get("quantity", ""))
                    values.setdefault("stocks", []).append(row)
                case "quantity":
                    values["quantity"] = (part.text or "").strip()
                case _:
                    pass


_NAMED: Final[Table[Field]] = Table({words.NAME: "name"})
_RATE: Final[Table[Field]] = Table({words.NAME: "name", words.RATE: "rate"})
_PROPERTY_VALUE: Final = Table({words.ID: "id", words.VALUE: "value"})
_CHARACTERISTIC: Final[Table[Field]] = Table({words.NAME: "name", words.VALUE: "value"})
_PRICE_ELEMENT: Final = Table({words.PRICE: True})
_PRICE: Final = Table({
    words.PRICE_TYPE_ID: "type",
    words.PRICE_PER_UNIT: "amount",
    words.CURRENCY: "currency",
    words.MIN_QUANTITY: "least",
})  # fmt: skip
_REST: Final = Table({words.WAREHOUSE: "warehouse", words.QUANTITY: "quantity"})
_REST_ROW: Final[Table[Field]] = Table({words.ID: "id", words.QUANTITY: "quantity"})
_SHARED: Final[dict[str, Field]] = {
    words.ID: "id",
    words.NAME: "name",
    words.ARTICLE: "article",
    words.BARCODE: "barcode",
    words.BARCODE_OLD: "barcode",
    words.BASE_UNIT: put_base_unit,
    words.PROPERTY_VALUES: put_property_values,
    words.CHARACTERISTIC_ID: "characteristic",
    words.PRICES: put_prices,
    **DELETION,
}
_OFFER: Final[Table[Field]] = Table({
    **_SHARED,
    words.CHARACTERISTICS: put_characteristics,
    words.QUANTITY: "quantity",
    words.WAREHOUSE: put_stock,
    words.WAREHOUSES: put_stock,
    words.RESTS: put_rests,
})  # fmt: skip
_PRODUCT: Final[Table[Field]] = Table({
    **_SHARED,
    words.CODE: "code",
    words.FULL_NAME: "full_name",
    words.GROUPS: put_group_ids,
    words.DESCRIPTION: put_description,
    words.PICTURE: put_picture,
    words.COUNTRY: "country",
    words.WEIGHT: "weight",
    words.BRAND: "brand",
    words.MANUFACTURER: put_maker,
    words.TAX_RATES: put_rates,
    words.REQUISITES: put_requisites(words.GOODS_REQUISITES),
})  # fmt: skip


def read_offer(element: Element, counts: ReadCounts) -> Offer:
    """Read `<Предложение>`; what it does not carry stays None: unchanged.

    Raises: Unreadable — no id, or a price or quantity that is no number.
    """
    values = fields_of(element, _OFFER)
    counts.offers += 1
    variant = values.pop("characteristic", None)
    raw_id = values.pop("id", None)
    if (variant and variant != EMPTY_GUID) or (raw_id and "#" in raw_id):
        counts.variant_offers += 1
    if "deleted" in values:
        counts.deleted += 1
    prices = values.pop("prices", None)
    if prices is not None:
        counts.prices += len(prices)
        values["prices"] = read_prices(prices, values.pop("least", {}))
    stocks = values.pop("stocks", None)
    if stocks is not None:
        counts.stocks += len(stocks)
        values["stocks"] = tuple([read_stock(place, text) for place, text in stocks])
    if "quantity" in values:
        text = values["quantity"]
        values["quantity"] = number(text) if text else None
    for name in ("characteristics", "properties"):
        if name in values:
            values[name] = tuple(values[name])
    product_id, variant_id = item_ids(raw_id, variant)
    return Offer(product_id=product_id, variant_id=variant_id, **values)


def read_product(element: Element, counts: ReadCounts) -> Iterator[Product | Offer]:
    """Read `<Товар>`, and the offer within it where a look-alike puts prices there.

    Raises: Unreadable — no id; no name, unless it is deleted.
    """
    values = fields_of(element, _PRODUCT)
    prices = values.pop("prices", None)
    images = values.pop("images", ())
    counts.products += 1
    counts.images += len(images)
    counts.prices += len(prices or ())
    counts.deleted += "deleted" in values
    product_id, variant_id = item_ids(values.get("id"), values.pop("characteristic", None))
    values["id"] = f"{product_id}#{variant_id}" if variant_id else product_id
    deleted = values.get("deleted", False)
    if not values.get("name") and not deleted:
        raise Unreadable("record.no_name", values["id"])
    yield _product(values, images=tuple(images))
    if prices is not None:
        yield Offer(
            product_id=product_id,
            variant_id=variant_id,
            prices=read_prices(prices, values.get("least", {})),
            deleted=deleted,
        )


def read_prices(rows: list[tuple[str, str, str]], least: dict[int, str | None]) -> tuple[Price, ...]:
    """Read prices; of several of one type the one for the least quantity counts (2.08 `МинКоличество`).

    Raises: Unreadable — a price without a type, or no number.
    """
    if least:
        smallest = {index: number(text) for index, text in least.items() if text and text.strip()}
        order = sorted(range(len(rows)), key=lambda index: smallest.get(index, Decimal(0)), reverse=True)
        rows = list({rows[index][0].strip(): rows[index] for index in order}.values())
    return tuple([read_price(*row) for row in rows])


@lru_cache(maxsize=REPEATED)
def read_price(price_type: str, amount: str, unit: str) -> Price:
    """Read one price; shops repeat the same ones.

    Raises: Unreadable — no type, or no number.
    """
    return Price(record_id(price_type), number(amount), currency(unit))


@lru_cache(maxsize=REPEATED)
def read_stock(warehouse: str, quantity: str) -> Stock:
    """Read one level of stock; a blank one is none left.

    Raises: Unreadable — no warehouse, or no number.
    """
    return Stock(record_id(warehouse), number(quantity) if quantity.strip() else Decimal(0))


def _product(values: Values, *, images: tuple[str, ...]) -> Product:
    kind = (values.get("item_kind") or values.get("item_sort") or "").strip().lower()
    return Product(
        id=values["id"],
        name=values.get("name", ""),
        full_name=values.get("full_name") or None,
        article=values.get("article") or None,
        code=values.get("code") or None,
        barcode=values.get("barcode") or None,
        group_ids=values.get("group_ids", ()),
        unit=values.get("unit"),
        vat=values.get("vat"),
        description=values.get("description") or None,
        is_service=kind in words.SERVICES,
        country=values.get("country") or None,
        brand=values.get("brand") or values.get("maker") or None,
        weight=values.get("weight") or None,
        images=images,
        properties=tuple(values.get("properties", ())),
        deleted=values.get("deleted", False),
    )
