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
    ID_LENGTH,
    NUMBER_LENGTH,
    Unreadable,
    currency,
    item_ids,
    number,
    record_id,
    vat,
)

known_id: Final = lru_cache(maxsize=1024)(record_id)  # of price types and warehouses: there are few
known_currency: Final = lru_cache(maxsize=256)(currency)
HTML_LENGTH: Final = 1000  # what УТ cuts a description in HTML to
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
    told: list[tuple[str, tuple[str, ...]]] = []
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
    values["properties"] = tuple(told)


def put_characteristics(child: Element, values: Values) -> None:
    """Keep what sets a variant apart; a characteristic without a value says nothing."""
    told: list[tuple[str, str]] = []
    for element in child[:]:
        pair = ["", ""]
        for part in element[:]:
            place = _CHARACTERISTIC[part.tag]
            if place is not None:
                pair[place] = (part.text or "").strip()
        name, value = pair
        if name and value:
            told.append((name, value))
    values["characteristics"] = tuple(told)


def put_prices(child: Element, values: Values) -> None:
    """Keep the prices, and the least quantity of each that has one (2.08 `МинКоличество`)."""
    prices: list[Price] = []
    for element in child[:]:
        if not _PRICE_ELEMENT[element.tag]:
            continue
        told = ["", "", "", ""]
        for part in element[:]:
            place = _PRICE[part.tag]
            if place is not None:
                told[place] = part.text or ""
        price_type, amount, unit, least = told
        if least:
            values.setdefault("least", {})[len(prices)] = least
        prices.append(read_price(price_type, amount, unit))
    values["prices"] = prices


def put_stock(child: Element, values: Values) -> None:
    """Keep a row of stock: attributes of `<Склад>` (2.05 to 2.08) or `<Склады>` (changes, facts §2.5)."""
    warehouse = child.get(words.WAREHOUSE_ID)
    if warehouse is not None:
        stock = read_stock(warehouse, child.get(words.WAREHOUSE_QUANTITY) or "")
        if (stocks := values.get("stocks")) is None:
            values["stocks"] = [stock]
        else:
            stocks.append(stock)


def put_quantity(child: Element, values: Values) -> None:
    """Keep the total; a blank one is not told."""
    text = child.text
    values["quantity"] = number(text) if text and text.strip() else None


def put_rests(child: Element, values: Values) -> None:
    """Keep `<Остатки>` of 3.1: by warehouse, or a total without one."""
    for rest in child:
        for part in rest:
            match _REST[part.tag]:
                case "warehouse":
                    found = fields_of(part, _REST_ROW)
                    stock = read_stock(found.get("id", ""), found.get("quantity", ""))
                    values.setdefault("stocks", []).append(stock)
                case "quantity":
                    put_quantity(part, values)
                case _:
                    pass


_NAMED: Final[Table[Field]] = Table({words.NAME: "name"})
_RATE: Final[Table[Field]] = Table({words.NAME: "name", words.RATE: "rate"})
_PROPERTY_VALUE: Final = Table({words.ID: "id", words.VALUE: "value"})
_CHARACTERISTIC: Final = Table({words.NAME: 0, words.VALUE: 1})  # places in the pair that is told
_PRICE_ELEMENT: Final = Table({words.PRICE: True})
_PRICE: Final = Table({  # places in what is told of a price
    words.PRICE_TYPE_ID: 0,
    words.PRICE_PER_UNIT: 1,
    words.CURRENCY: 2,
    words.MIN_QUANTITY: 3,
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
    words.PICTURE: put_picture,  # УНФ (facts §2.4)
    words.QUANTITY: put_quantity,
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
    counts.offers += 1
    values = fields_of(element, _OFFER)
    told = values.get
    product_id, variant_id = item_ids(told("id"), told("characteristic"))
    prices, stocks, deleted = told("prices"), told("stocks"), "deleted" in values
    if variant_id:
        counts.variant_offers += 1
    if deleted:
        counts.deleted += 1
    if prices:
        counts.prices += len(prices)
    if stocks:
        counts.stocks += len(stocks)
    images = tuple(told("images", ()))
    counts.images += len(images)
    return Offer(
        product_id,
        variant_id,
        told("name"),
        told("article"),
        told("barcode"),
        told("unit"),
        told("characteristics", ()),
        told("properties", ()),
        None if prices is None else least_first(prices, told("least")),
        told("quantity"),
        None if stocks is None else tuple(stocks),
        deleted,
        images,
    )


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
            prices=least_first(prices, values.get("least")),
            deleted=deleted,
        )


def least_first(prices: list[Price], least: dict[int, str] | None) -> tuple[Price, ...]:
    """Choose of several prices of one type the one for the least quantity.

    Raises: Unreadable — a quantity that is no number.
    """
    if not least:
        return tuple(prices)
    known = {index: number(text) for index, text in least.items() if text.strip()}
    order = sorted(range(len(prices)), key=lambda index: known.get(index, Decimal(0)), reverse=True)
    return tuple({prices[index].price_type_id: prices[index] for index in order}.values())


@lru_cache(maxsize=REPEATED)
def read_price(price_type: str, amount: str, unit: str) -> Price:
    """Read one price; shops repeat the same ones.

    Raises: Unreadable — no type, or no number; what is refused is not remembered.
    """
    if len(price_type) > 2 * ID_LENGTH or len(unit) > ID_LENGTH:
        raise Unreadable("record.id_too_long", (price_type + unit)[:ID_LENGTH])
    return Price(known_id(price_type), number(amount), known_currency(unit))


@lru_cache(maxsize=REPEATED)
def read_stock(warehouse: str, quantity: str) -> Stock:
    """Read one level of stock; a blank one is none left.

    Raises: Unreadable — no warehouse, or no number; what is refused is not remembered.
    """
    if len(warehouse) > 2 * ID_LENGTH or len(quantity) > NUMBER_LENGTH:
        raise Unreadable("record.id_too_long", warehouse[:ID_LENGTH])
    return Stock(known_id(warehouse), number(quantity) if quantity.strip() else Decimal(0))


def _description(values: Values) -> str | None:
    """Choose the description in HTML, unless 1C has cut it short (facts §2.3) or it is no HTML."""
    plain, html = values.get("description", ""), values.get("html", "")
    whole = "<" in html and len(html) < HTML_LENGTH
    return (html if whole or (html and not plain) else plain) or None


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
        description=_description(values),
        is_service=kind in words.SERVICES,
        country=values.get("country") or None,
        brand=values.get("brand") or values.get("maker") or None,
        weight=values.get("weight") or None,
        images=images,
        properties=values.get("properties", ()),
        deleted=values.get("deleted", False),
    )
