"""CommerceML files into the item list of a practice base: any version, elements by local name."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from obmen_sandbox.onec import vocabulary as v
from obmen_sandbox.onec.model import Characteristic, Group, Item, PriceType, Property, State, Warehouse
from obmen_sandbox.onec.tree import Node, parse_bytes


def load_catalogue(state: State, path: Path) -> list[str]:
    """Read one file, or every `*.xml` of a folder in order of name; return the ids of the goods seen."""
    files = sorted(path.rglob("*.xml")) if path.is_dir() else [path]
    trees = [parse_bytes(file.read_bytes()) for file in files]
    seen: dict[str, None] = {}
    for root in trees:
        _load_classifier(state, root)
    for root in trees:
        seen.update(dict.fromkeys(_load_products(state, root)))
    for root in trees:
        _load_package(state, root)
    return list(seen)


def _load_classifier(state: State, root: Node) -> None:
    for parent in root.all(v.CLASSIFIER):
        _load_groups(state, parent, None)
        for one in parent.at(v.PROPERTIES).all(v.PROPERTY):
            _load_property(state, one)


def _load_property(state: State, one: Node) -> None:
    values = {row.text(v.VARIANT_ID): row.text(v.VALUE) for row in one.at(v.VARIANTS).all(v.T_LIST)}
    state.properties[one.text(v.ID)] = Property(
        id=one.text(v.ID),
        name=one.text(v.NAME),
        type=one.text(v.VALUE_KIND) or v.T_TEXT,
        values={guid: text for guid, text in values.items() if guid},
        multiple=one.text(v.MULTIPLE) == "true",
        for_offers=one.text(v.FOR_OFFERS) == "true",
    )


def property_values(node: Node) -> dict[str, list[str]]:
    """Return ЗначенияСвойств by property; an empty value is no value."""
    rows = node.at(v.PROPERTY_VALUES).all(v.PROPERTY_VALUE)
    return {row.text(v.ID): [one.own_text() for one in row.all(v.VALUE) if one.own_text()] for row in rows}


def _load_groups(state: State, parent: Node, parent_id: str | None) -> None:
    for group in parent.at(v.GROUPS).all(v.GROUP):
        group_id = group.text(v.ID)
        state.groups[group_id] = Group(id=group_id, name=group.text(v.NAME), parent_id=parent_id)
        _load_groups(state, group, group_id)


def _load_products(state: State, root: Node) -> Iterator[str]:
    for product in root.at(v.CATALOGUE).at(v.GOODS).all(v.PRODUCT):
        item_id, _, characteristic_id = product.text(v.ID).partition("#")
        if not item_id:
            continue
        if characteristic_id and item_id in state.items:
            continue
        state.items[item_id] = _item(item_id, product)
        yield item_id


def _item(item_id: str, product: Node) -> Item:
    requisites = requisites_of(product)
    return Item(
        id=item_id,
        name=product.text(v.NAME),
        code=product.text(v.CODE),
        article=product.text(v.ARTICLE),
        barcode=product.text(v.BARCODE),
        full_name=requisites.get(v.R_FULL_NAME, product.text(v.NAME)),
        description=product.text(v.DESCRIPTION),
        kind=requisites.get(v.R_ITEM_KIND, v.NEW_ITEM_KIND),
        type=requisites.get(v.R_ITEM_TYPE, v.TYPE_PRODUCT),
        group_id=product.at(v.GROUPS).text(v.ID) or None,
        unit_code=product.at(v.BASE_UNIT).attribute(v.CODE) or product.text(v.BASE_UNIT)[:3] or "796",
        vat=product.at(v.TAX_RATES).at(v.TAX_RATE).text(v.RATE) or "20",
        country=product.text(v.COUNTRY),
        brand=product.text(v.BRAND),
        maker=product.at(v.MAKER).text(v.NAME),
        weight=product.text(v.WEIGHT) or requisites.get(v.R_WEIGHT, ""),
        html=requisites.get(v.R_HTML, ""),
        properties=property_values(product),
        deleted=is_deleted(product),
    )


def is_deleted(node: Node) -> bool:
    """Return whether any of the three deletion signals is set (facts §2.3)."""
    signals = (node.attribute(v.STATUS), node.text(v.STATUS))
    return v.STATUS_DELETED in signals or node.text(v.DELETION_MARK) == "true"


def requisites_of(node: Node) -> dict[str, str]:
    """Return ЗначенияРеквизитов by name; the last of equal names wins."""
    rows = node.at(v.REQUISITES).all(v.REQUISITE)
    return {row.text(v.NAME): row.text(v.VALUE) for row in rows}


def _load_package(state: State, root: Node) -> None:
    for package in root.children():
        for kind in package.at(v.PRICE_TYPES).all(v.PRICE_TYPE):
            included = kind.at(v.TAX).text(v.INCLUDED) != "false"
            state.price_types[kind.text(v.ID)] = PriceType(
                id=kind.text(v.ID),
                name=kind.text(v.NAME),
                currency=kind.text(v.CURRENCY),
                vat_included=included,
            )
        for store in package.at(v.WAREHOUSES).all(v.WAREHOUSE):
            state.warehouses[store.text(v.ID)] = Warehouse(id=store.text(v.ID), name=store.text(v.NAME))
        for offer in package.at(v.OFFERS).all(v.OFFER):
            _load_offer(state, offer)


def _load_offer(state: State, offer: Node) -> None:
    item_id, _, characteristic_id = offer.text(v.ID).partition("#")
    characteristic_id = characteristic_id or offer.text(v.CHARACTERISTIC_ID)
    item = state.items.get(item_id)
    if item is None:
        return
    if characteristic_id and characteristic_id not in item.characteristics:
        item.characteristics[characteristic_id] = _characteristic(characteristic_id, offer)
    key = f"{item_id}#{characteristic_id}" if characteristic_id else item_id
    prices = {
        row.text(v.PRICE_TYPE_ID): Decimal(row.text(v.PRICE_PER_UNIT))
        for row in offer.at(v.PRICES).all(v.PRICE)
    }
    stocks = {
        row.attribute(v.WAREHOUSE_ID): Decimal(row.attribute(v.WAREHOUSE_QUANTITY) or "0")
        for name in (v.WAREHOUSE, v.WAREHOUSES)
        for row in offer.all(name)
        if row.attribute(v.WAREHOUSE_ID)
    }
    state.prices.setdefault(key, {}).update(prices)
    state.stocks.setdefault(key, {}).update(stocks)


def _characteristic(characteristic_id: str, offer: Node) -> Characteristic:
    rows = offer.at(v.CHARACTERISTICS).all(v.CHARACTERISTIC)
    values = {row.text(v.NAME): row.text(v.VALUE) for row in rows}
    _, _, tail = offer.text(v.NAME).rpartition("(")
    return Characteristic(
        id=characteristic_id,
        name=tail.removesuffix(")") or ", ".join(values.values()),
        values=values,
        properties=property_values(offer),
        barcode=offer.text(v.BARCODE),
    )
