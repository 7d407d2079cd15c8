"""The strict reader of order packages: what 1C takes, drops, skips and refuses (facts §3.1–3.2)."""

from dataclasses import dataclass, field
from typing import Final

from obmen_sandbox.onec import journal as j
from obmen_sandbox.onec import vocabulary as v
from obmen_sandbox.onec.base import Base
from obmen_sandbox.onec.counterparties import find_or_create
from obmen_sandbox.onec.loader import requisites_of
from obmen_sandbox.onec.model import Family, Order
from obmen_sandbox.onec.order_lines import LineReader, RuntimeFault
from obmen_sandbox.onec.order_payments import read_payments, unf_number
from obmen_sandbox.onec.tree import Node, XmlError, parse_text

SITE_NUMBER_COLUMN: Final = 11  # String(11) of the look-up table: longer numbers never find themselves
NEEDED: Final = (v.ID, v.NUMBER, v.DATE)


class BadDocument(Exception):
    """One document breaks a rule: what was written before it stays, nothing after it is read."""


class BadPackage(Exception):
    """The answer is not a package of orders."""


@dataclass(slots=True, kw_only=True)
class Loaded:
    """What became of a package. Only `ok` lets the client say `mode=success`."""

    ok: bool = True
    documents: int = 0
    created: list[str] = field(default_factory=list)  # site numbers
    updated: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    order_ids: list[str] = field(
        default_factory=list
    )  # written by this load: left out of the push that follows
    log: list[str] = field(default_factory=list)


def read_orders(base: Base, text: str, *, bare_root: bool = False) -> Loaded:
    """Load a package of orders as one transaction.

    Shape:  text of the answer to `mode=query`; must begin with `<?xml` at character 0.
    Errors: an exception rolls the package back; a bad document stops the load and keeps the earlier ones.
    Source: facts §1.7, §3.1 (UT 4098–4480).
    """
    loaded = Loaded()
    try:
        documents = _documents(text, bare_root=bare_root)
        loaded.documents = len(documents)
        with base.transaction():
            _load_all(base, documents, loaded)
    except (BadPackage, RuntimeFault) as error:
        # a base that rolled back has none of the orders that the load reported so far
        loaded.ok = False
        loaded.created, loaded.updated, loaded.order_ids = [], [], []
        loaded.log.append(str(error))
    return loaded


def _documents(text: str, *, bare_root: bool) -> list[Node]:
    starts = ("<?xml", f"<{v.ROOT}") if bare_root else ("<?xml",)
    if not text.startswith(starts):
        raise BadPackage(j.ORDERS_UNREADABLE)
    try:
        root = parse_text(text)
    except XmlError as error:
        raise BadPackage(j.BAD_XML.format(reason=error)) from error
    containers = root.all(v.CONTAINER)
    return root.all(v.DOCUMENT) + [one for container in containers for one in container.all(v.DOCUMENT)]


def _load_all(base: Base, documents: list[Node], loaded: Loaded) -> None:
    for document in documents:
        try:
            _check(document)
            _load_one(base, document, loaded)
        except BadDocument as error:
            loaded.ok = False
            loaded.log += [str(error), j.ORDERS_BAD]
            return


def _check(document: Node) -> None:
    site = document.text(v.NUMBER)
    operation = document.text(v.OPERATION)
    if operation.lower() != v.ORDER_OPERATION.lower():
        raise BadDocument(j.BAD_OPERATION.format(site=site, operation=operation))
    if not document.text(v.CURRENCY):
        raise BadDocument(j.NO_CURRENCY.format(site=site))
    if not document.at(v.COUNTERPARTIES).has(v.COUNTERPARTY):
        raise BadDocument(j.NO_COUNTERPARTY.format(site=site))
    for name in NEEDED:
        if not document.text(name):
            raise BadDocument(j.NO_FIELD.format(site=site, field=name))


def _load_one(base: Base, document: Node, loaded: Loaded) -> None:
    site = document.text(v.NUMBER)
    found = _find(base, site)
    if found is not None and _is_closed_for_load(base, found):
        loaded.skipped.append(site)
        loaded.log.append(j.ORDER_SKIPPED.format(site=site))
        return
    order = found or _new_order(base, site)
    _fill_header(base, order, document, loaded)
    if found is not None and base.settings.family is Family.UNF and (found.payments or found.shipments):
        loaded.log.append(j.ORDER_PROPERTIES_ONLY.format(number=order.number))
    else:
        _fill_body(base, order, document, loaded)
    read_payments(base, order, document)
    base.put_order(order)
    loaded.order_ids.append(order.id)
    (loaded.updated if found else loaded.created).append(site)
    line = j.ORDER_UPDATED if found else j.ORDER_CREATED
    loaded.log.append(line.format(number=order.number, site=site))


def _find(base: Base, site_number: str) -> Order | None:
    unf = base.settings.family is Family.UNF
    wanted = site_number if unf else site_number[:SITE_NUMBER_COLUMN]
    return next((order for order in base.state.orders.values() if order.site_number == wanted), None)


def _is_closed_for_load(base: Base, order: Order) -> bool:
    if base.settings.family is Family.UNF:
        return order.state == v.S_CLOSED or (order.is_paid() and order.is_shipped())
    return order.state != v.S_AWAITS_APPROVAL or not order.active_lines()


def _new_order(base: Base, site: str) -> Order:
    unf = base.settings.family is Family.UNF
    number = unf_number(base, site) if unf else base.next_number("order")
    return Order(id=base.new_id("order", site), number=number, date=base.now(), site_number=site)


def _fill_header(base: Base, order: Order, document: Node, loaded: Loaded) -> None:
    requisites = requisites_of(document)
    order.site_id = document.text(v.ID)
    order.site_date, order.site_time = document.text(v.DATE), document.text(v.TIME)
    order.properties = requisites
    order.shipment_date = requisites.get(v.R_SHIPMENT_DATE, "")
    order.comment = _comment(document, requisites)
    status = requisites.get(v.R_ORDER_STATUS_ID, ""), requisites.get(v.R_ORDER_STATUS, "")
    known = base.settings.statuses
    order.state = next((known[one] for one in status if one in known), order.state)
    loaded.log += [j.COUNTERPARTY_EMPTY.format(site=order.site_number)] if not _buyer_name(document) else []


def _buyer_name(document: Node) -> str:
    return document.at(v.COUNTERPARTIES).at(v.COUNTERPARTY).text(v.NAME)


def _comment(document: Node, requisites: dict[str, str]) -> str:
    manager = document.text(v.COMMENT)
    lines = [f"{v.COMMENT_PREFIX}{manager}"] if manager else []
    return "\n".join([*lines, *filter(None, [requisites.get(v.R_BUYER_COMMENT, "")])])


def _fill_body(base: Base, order: Order, document: Node, loaded: Loaded) -> None:
    buyer = document.at(v.COUNTERPARTIES).at(v.COUNTERPARTY)  # only the first is used
    order.counterparty_id = find_or_create(base, buyer, loaded.log)
    order.delivery_address = buyer.at(v.ADDRESS).text(v.PRESENTATION)
    order.currency = _currency(base, document.text(v.CURRENCY))
    order.vat_included = document.at(v.TAXES).at(v.TAX).text(v.INCLUDED).lower() == "true"
    order.warehouse_id = _pickup_point(document)
    order.lines = LineReader(base=base, document=document, log=loaded.log).read()
    if requisites_of(document).get(v.R_CANCELLED, "").lower() == "true":
        for line in order.lines:
            line.cancelled = True


def _currency(base: Base, name: str) -> str:
    """Look a currency up by name; an unknown one is the base's own (UT-U 1038)."""
    return name if name in base.settings.foreign_currencies else base.settings.currency_name


def _pickup_point(document: Node) -> str:
    """Read `Склады`; anything but exactly one address field and one contact is an exception (UT 4645)."""
    if not document.has(v.WAREHOUSES):
        return ""
    stores = document.at(v.WAREHOUSES).all(v.WAREHOUSE)
    if len(stores) != 1:
        raise RuntimeFault(j.BAD_WAREHOUSE.format(reason=v.WAREHOUSE))
    rows = ((v.ADDRESS, v.ADDRESS_FIELD), (v.CONTACTS, v.CONTACT))
    for outer, inner in rows:
        found = stores[0].at(outer).all(inner)
        if len(found) != 1 or not (found[0].has(v.TYPE) and found[0].has(v.VALUE)):
            raise RuntimeFault(j.BAD_WAREHOUSE.format(reason=f"{outer}/{inner}"))
    return stores[0].text(v.ID)
