"""A record of 1C as comparable parts, and back.

An offer has up to three parts: what it says of itself, its prices, its stock. Every other record has one. A
part is canonical JSON: sorted keys, letters as they are, numbers as text without needless zeros, and
nothing that was not told. What has no order of its own (prices, stock, properties, characteristics) is
sorted, so that the order in which 1C writes the children of an element changes nothing; groups and pictures
keep theirs: the first one is the main one.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache, partial
from hashlib import blake2b
from json.encoder import encode_basestring
from operator import attrgetter
from typing import Any, Final, NamedTuple, assert_never

from obmen.domain.catalog import (
    CatalogRecord,
    Group,
    Offer,
    Price,
    PriceType,
    Product,
    Property,
    PropertyKind,
    Stock,
    StockPlace,
    Unit,
    Warehouse,
)
from obmen.domain.identity import EntityKind, item_key, split_item_key
from obmen.domain.vat import vat_from_code

Body = dict[str, Any]

DIGEST_BYTES: Final = 8  # compared with the digest of the same part of the same record only
NOTHING: Final = "{}"
REPEATED: Final = 4_096  # values that are remembered: most units, characteristics and levels come again

encode: Final = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode
_quote: Final = encode_basestring
_price_type_id: Final = attrgetter("price_type_id")
_warehouse_id: Final = attrgetter("warehouse_id")
_OFFER: Final = EntityKind.OFFER
_OF_OFFER: Final = (EntityKind.OFFER, EntityKind.PRICES, EntityKind.STOCKS)


class Told(NamedTuple):
    """What one record told: its parts as JSON with sorted keys, and their digests; None: not told.

    A tuple, for there are millions: it is made twice as fast as a dataclass.
    """

    kind: EntityKind  # GROUP, PROPERTY, CARD, OFFER, PICTURES, OFFER_PICTURES, PRICE_TYPE, WAREHOUSE, UNIT
    key: str  # group id, item key, price type id, …
    body: str | None  # what the record says of itself
    prices: str | None
    stocks: str | None
    digest: bytes | None
    prices_digest: bytes | None
    stocks_digest: bytes | None


Fields = tuple[EntityKind, str, str | None, str | None, str | None, bytes | None, bytes | None, bytes | None]
_made: Final[Callable[[Fields], Told]] = partial(tuple.__new__, Told)


def told_of(record: CatalogRecord) -> Told | None:
    """Return what a record tells, as comparable parts; None: an offer that tells nothing."""
    match record:
        case Offer():
            return _told_of_offer(record)
        case Product():
            return one_part(EntityKind.CARD, record.id, encode(_card_body(record)))
        case Group():
            return one_part(EntityKind.GROUP, record.id, encode(_group_body(record)))
        case Property():
            return one_part(EntityKind.PROPERTY, record.id, encode(_property_body(record)))
        case PriceType():
            return one_part(EntityKind.PRICE_TYPE, record.id, encode(_price_type_body(record)))
        case Warehouse():
            return one_part(EntityKind.WAREHOUSE, record.id, encode(_warehouse_body(record)))
        case StockPlace():
            return one_part(EntityKind.STOCK_PLACE, record.id, NOTHING)
        case Unit():
            return one_part(EntityKind.UNIT, record.code, encode({"name": record.name}))
        case _:
            assert_never(record)


def one_part(kind: EntityKind, key: str, body: str) -> Told:
    """Return what tells one part only: kind and canonical body are the part's."""
    digest = digest_of(body)
    match kind:
        case EntityKind.PRICES:
            return _made((_OFFER, key, None, body, None, None, digest, None))
        case EntityKind.STOCKS:
            return _made((_OFFER, key, None, None, body, None, None, digest))
        case _:
            return _made((kind, key, body, None, None, digest, None, None))


def digest_of(body: str) -> bytes:
    """Return the digest of a part."""
    return blake2b(body.encode(), digest_size=DIGEST_BYTES).digest()


def part_kinds(kind: EntityKind) -> tuple[EntityKind, ...]:
    """Return the kinds of the parts that a record of this kind may tell, in their order."""
    return _OF_OFFER if kind is _OFFER else (kind,)


def plain(number: Decimal) -> str:
    """Write a number without exponent and needless zeros: `10.00` is `10`."""
    text = str(number)
    if "E" in text:
        text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def card_from(body: str) -> Product:
    """Return the product whose card this is."""
    told = json.loads(body)
    rate = told.pop("vat", None)
    return Product(
        **{
            **told,
            "unit": _unit(told.get("unit")),
            "vat": None if rate is None else vat_from_code(rate),
            "group_ids": tuple(told.get("group_ids", ())),
            "images": tuple(told.get("images", ())),
            "properties": _properties(told.get("properties", {})),
        }
    )


def offer_from(key: str, body: str) -> Offer:
    """Return an offer as far as it tells of itself; its prices and stock are parts of their own."""
    told = json.loads(body)
    product_id, variant_id = split_item_key(key)
    return Offer(
        **{
            **told,
            "product_id": product_id,
            "variant_id": variant_id,
            "unit": _unit(told.get("unit")),
            "characteristics": tuple((name, value) for name, value in told.get("characteristics", ())),
            "properties": _properties(told.get("properties", {})),
        }
    )


def prices_from(body: str) -> tuple[Price, ...]:
    """Return all known prices of an offer."""
    return tuple(Price(key, Decimal(amount), unit) for key, (amount, unit) in json.loads(body).items())


def stocks_from(body: str) -> tuple[Decimal | None, tuple[Stock, ...] | None]:
    """Return the total, and the levels by warehouse, as far as they are known."""
    told = json.loads(body)
    stocks = told.get("stocks")
    return (
        Decimal(told["quantity"]) if "quantity" in told else None,
        None if stocks is None else tuple(Stock(key, Decimal(text)) for key, text in stocks.items()),
    )


def group_from(key: str, body: str) -> Group:
    """Return the group with this id."""
    return Group(**{"parent_id": None, **json.loads(body)}, id=key)


def property_from(key: str, body: str) -> Property:
    """Return the property with this id."""
    told = json.loads(body)
    values = tuple((value, text) for value, text in told.pop("values", ()))
    return Property(**{**told, "kind": PropertyKind(told["kind"])}, id=key, values=values)


def price_type_from(key: str, body: str) -> PriceType:
    """Return the price type with this id."""
    return PriceType(**json.loads(body), id=key)


def warehouse_from(key: str, body: str) -> Warehouse:
    """Return the warehouse with this id."""
    return Warehouse(**json.loads(body), id=key)


def unit_from(key: str, body: str) -> Unit:
    """Return the unit with this code."""
    return Unit(key, json.loads(body)["name"])


def _told_of_offer(offer: Offer) -> Told | None:
    own, own_digest = _digested(_offer_body(offer))
    prices = prices_digest = stocks = stocks_digest = None
    if offer.prices is not None:
        prices = _prices_body(offer.prices)
        prices_digest = digest_of(prices)
    if offer.quantity is not None or offer.stocks is not None:
        stocks, stocks_digest = _stocks_told(offer.quantity, offer.stocks)
    if own is None and prices is None and stocks is None:
        return None
    key = item_key(offer.product_id, offer.variant_id)
    return _made((_OFFER, key, own, prices, stocks, own_digest, prices_digest, stocks_digest))


def _digested(body: str) -> tuple[str | None, bytes | None]:
    return (None, None) if body == NOTHING else (body, digest_of(body))


def _offer_body(offer: Offer) -> str:
    """Write what an offer tells of itself; `{}`: a package of prices or rests only.

    Written by hand, in the order of the keys: an encoder's call costs more than the whole of it.
    """
    fields = []
    if offer.article is not None:
        fields.append('"article":' + _quote(offer.article))
    if offer.barcode is not None:
        fields.append('"barcode":' + _quote(offer.barcode))
    if offer.characteristics:
        fields.append(_characteristics_field(offer.characteristics))
    if offer.deleted:
        fields.append('"deleted":true')
    if offer.name is not None:
        fields.append('"name":' + _quote(offer.name))
    if offer.properties:
        fields.append('"properties":' + encode(_by_id(offer.properties)))
    if offer.unit is not None:
        fields.append(_unit_field(offer.unit))
    return "{" + ",".join(fields) + "}"


@lru_cache(maxsize=REPEATED)
def _characteristics_field(pairs: Sequence[tuple[str, str]]) -> str:
    return '"characteristics":[' + ",".join([_pair(name, value) for name, value in sorted(pairs)]) + "]"


@lru_cache(maxsize=REPEATED)
def _unit_field(unit: Unit) -> str:
    return '"unit":' + _pair(unit.code, unit.name)


def _pair(name: str, value: str) -> str:
    return f"[{_quote(name)},{_quote(value)}]"


def _prices_body(prices: Sequence[Price]) -> str:
    """Write `{type: [amount, currency]}`; of two prices of one type the later counts."""
    if len(prices) > 1:
        prices = sorted({price.price_type_id: price for price in prices}.values(), key=_price_type_id)
    rows = [
        f'{_quote(price_type_id)}:["{plain(amount)}",{"null" if currency is None else _quote(currency)}]'
        for price_type_id, amount, currency in prices
    ]
    return "{" + ",".join(rows) + "}"


@lru_cache(maxsize=REPEATED)
def _stocks_told(quantity: Decimal | None, stocks: Sequence[Stock] | None) -> tuple[str, bytes]:
    """Return body and digest of stock: many offers have the same."""
    body = _stocks_body(quantity, stocks)
    return body, digest_of(body)


def _stocks_body(quantity: Decimal | None, stocks: Sequence[Stock] | None) -> str:
    """Write `{"quantity": …, "stocks": {warehouse: …}}`; rows of one warehouse add up."""
    fields = [] if quantity is None else [f'"quantity":"{plain(quantity)}"']
    if stocks is not None:
        if len(stocks) > 1:
            stocks = _summed(stocks)
        rows = [f'{_quote(warehouse_id)}:"{plain(level)}"' for warehouse_id, level in stocks]
        fields.append('"stocks":{' + ",".join(rows) + "}")
    return "{" + ",".join(fields) + "}"


def _summed(stocks: Iterable[Stock]) -> list[Stock]:
    levels: dict[str, Stock] = {}
    for stock in stocks:
        other = levels.get(stock.warehouse_id)
        levels[stock.warehouse_id] = stock if other is None else _sum(stock, other)
    return sorted(levels.values(), key=_warehouse_id)


def _sum(one: Stock, other: Stock) -> Stock:
    return Stock(one.warehouse_id, one.quantity + other.quantity)


def _card_body(card: Product) -> Body:
    return _told(
        id=card.id,
        name=card.name,
        full_name=card.full_name,
        article=card.article,
        code=card.code,
        barcode=card.barcode,
        group_ids=card.group_ids,
        unit=None if card.unit is None else [card.unit.code, card.unit.name],
        vat=None if card.vat is None else card.vat.code,
        description=card.description,
        is_service=card.is_service,
        country=card.country,
        brand=card.brand,
        weight=card.weight,
        images=card.images,
        properties=_by_id(card.properties),
        deleted=card.deleted,
    )


def _property_body(record: Property) -> Body:
    return _told(
        name=record.name,
        kind=record.kind.value,
        multiple=record.multiple,
        for_offers=record.for_offers,
        values=sorted(record.values),
        deleted=record.deleted,
    )


def _group_body(record: Group) -> Body:
    return _told(name=record.name, parent_id=record.parent_id, deleted=record.deleted)


def _warehouse_body(record: Warehouse) -> Body:
    return _told(name=record.name, address=record.address, deleted=record.deleted)


def _price_type_body(record: PriceType) -> Body:
    body = _told(name=record.name, currency=record.currency, deleted=record.deleted)
    return body if record.vat_included is None else body | {"vat_included": record.vat_included}


def _told(**fields: object) -> Body:
    """Leave out what was not told, and flags that are not set."""
    return {name: value for name, value in fields.items() if value or value == ""}


def _by_id(properties: Iterable[tuple[str, tuple[str, ...]]]) -> dict[str, list[str]]:
    """Gather values by property; a property that comes twice has the values of both."""
    gathered: dict[str, list[str]] = {}
    for key, values in properties:
        gathered.setdefault(key, []).extend(values)
    return gathered


def _properties(told: Mapping[str, list[str]]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((key, tuple(values)) for key, values in told.items())


def _unit(told: list[str] | None) -> Unit | None:
    return None if told is None else Unit(*told)
