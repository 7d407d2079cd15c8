"""A practice infobase: what people do in it, and the registration of changes for the exchange plan."""

import copy
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from threading import RLock
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from obmen_sandbox.onec import vocabulary as v
from obmen_sandbox.onec.codec import from_plain, to_plain
from obmen_sandbox.onec.loader import load_catalogue
from obmen_sandbox.onec.model import (
    KOPECK,
    Characteristic,
    Counterparty,
    Family,
    Item,
    Order,
    OrderLine,
    Part,
    Payment,
    Picture,
    Settings,
    Shipment,
    State,
    offer_key,
)


class OnecError(Exception):
    """The practice 1C cannot do this."""


class OrderNotFound(OnecError):
    """There is no such order in the base."""


class NotPossible(OnecError):
    """The document does not allow it."""


def utc_now() -> datetime:
    """Return the machine's time; a test gives the base a clock of its own."""
    return datetime.now(UTC)


class Base:
    """One infobase in memory. Bases share nothing; a lock keeps two runs of one base apart."""

    def __init__(
        self,
        *,
        name: str,
        settings: Settings | None = None,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self.name = name
        self.now = now
        self.lock = RLock()
        self.generation = 0  # a restored base or a copy gives other GUIDs to new objects
        self._scratch = 0
        self._ticks = 0  # counts registrations, so that a change made during an upload is not forgotten
        self._registered_at: dict[str, int] = {}
        self.state = State(settings=settings or Settings())
        node = self.state.settings
        node.catalog_id = node.catalog_id or self.new_id("catalogue", name)
        node.owner_id = node.owner_id or self.new_id("owner", name)

    @property
    def settings(self) -> Settings:
        """The exchange node."""
        return self.state.settings

    # ---- identity

    def new_id(self, kind: str, key: str) -> str:
        """Return a GUID, the same for the same history of the same base."""
        counter = f"{kind}:{key}"
        made = self.state.counters.get(counter, 0)
        self.state.counters[counter] = made + 1
        return str(uuid5(NAMESPACE_OID, f"{self.name}/{self.generation}/{kind}/{key}/{made}"))

    def next_number(self, kind: str) -> str:
        """Return the next document number, 11 characters as 1C has them."""
        made = self.state.counters.get(kind, 0) + 1
        self.state.counters[kind] = made
        prefix = v.UNF_ORDER_PREFIX if self.settings.family is Family.UNF else v.ORDER_PREFIX
        return f"{prefix}{made:06d}"

    def scratch_id(self, kind: str) -> str:
        """Return a GUID for a file name; it is no part of the base's data."""
        self._scratch += 1
        return str(uuid5(NAMESPACE_OID, f"{self.name}/{self.generation}/file/{kind}/{self._scratch}"))

    # ---- backup, copy, transaction

    def dump(self) -> dict[str, Any]:
        """Return everything in the base as plain values in one fixed order."""
        with self.lock:
            plain: dict[str, Any] = to_plain(self.state)
        return plain

    def restore(self, backup: Mapping[str, Any]) -> None:
        """Put the base back to a backup; objects made from now on get other GUIDs."""
        with self.lock:
            self.state = from_plain(State, backup)
            self.generation += 1

    def clone(self) -> "Base":
        """Return a copy of the base, exchange node included, as administrators make for tests."""
        twin = Base(name=self.name, now=self.now)
        twin.state = from_plain(State, self.dump())
        twin.generation = self.generation + 1000
        return twin

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Keep what is done inside, or nothing of it when it raises."""
        with self.lock:
            before = replace(
                self.state,
                items=dict(self.state.items),
                counterparties=copy.deepcopy(self.state.counterparties),
                orders=copy.deepcopy(self.state.orders),
                changed_items=copy.deepcopy(self.state.changed_items),
                changed_orders=list(self.state.changed_orders),
                counters=dict(self.state.counters),
            )
            try:
                yield
            except BaseException:
                self.state = before
                raise

    # ---- registration of changes

    def register_item(self, item_id: str, *parts: Part) -> None:
        """Note for the exchange plan that parts of an item changed."""
        known = self.state.changed_items.setdefault(item_id, [])
        known.extend(part.value for part in parts if part.value not in known)
        self._tick(item_id)

    def register_order(self, order: Order) -> None:
        """Note for the exchange plan that an order changed."""
        if order.id not in self.state.changed_orders:
            self.state.changed_orders.append(order.id)
        self._tick(order.id)

    def _tick(self, object_id: str) -> None:
        self._ticks += 1
        self._registered_at[object_id] = self._ticks

    @property
    def as_of(self) -> int:
        """The number of the last registration: what a portion that is cut now has seen."""
        return self._ticks

    def forget_items(self, item_ids: Iterable[str], *parts: Part, as_of: int) -> None:
        """Take delivered parts out of the registration, unless they changed again after `as_of`."""
        sent = {part.value for part in parts}
        for item_id in item_ids:
            if self._registered_at.get(item_id, 0) > as_of:
                continue
            left = [part for part in self.state.changed_items.get(item_id, []) if part not in sent]
            if left:
                self.state.changed_items[item_id] = left
            else:
                self.state.changed_items.pop(item_id, None)

    def forget_orders(self, order_ids: Iterable[str], *, as_of: int) -> None:
        """Take delivered orders out of the registration, unless they changed again after `as_of`."""
        gone = {one for one in order_ids if self._registered_at.get(one, 0) <= as_of}
        self.state.changed_orders = [one for one in self.state.changed_orders if one not in gone]

    def register_everything(self) -> None:
        """Prepare a full export, as the node's button does."""
        with self.lock:
            self.state.full_export = True
            for item_id in self.state.items:
                self.register_item(item_id, Part.CARD, Part.OFFER)

    # ---- goods

    def put_item(self, item: Item) -> Item:
        """Write an item and register it."""
        with self.lock:
            self.state.items[item.id] = item
            self.register_item(item.id, Part.CARD, Part.OFFER)
        return item

    def load_items_from_commerceml(self, path: Path) -> int:
        """Take groups, goods, price types, prices and stocks from CommerceML files; return the goods seen."""
        with self.lock:
            seen = load_catalogue(self.state, path)
            for item_id in seen:
                self.register_item(item_id, Part.CARD, Part.OFFER)
        return len(seen)

    def rename(self, item_id: str, name: str) -> None:
        """Give an item another name."""
        self.put_item(replace(self._item(item_id), name=name, version=self._item(item_id).version + 1))

    def add_picture(
        self, item_id: str, data: bytes, *, extension: str = "png", description: str = ""
    ) -> None:
        """Attach a picture to an item."""
        item = self._item(item_id)
        picture = Picture.of(self.new_id("picture", item_id), data, extension=extension)
        picture.description = description
        self.put_item(replace(item, pictures=[*item.pictures, picture]))

    def mark_product_deleted(self, item_id: str, *, deleted: bool = True) -> None:
        """Set or take back the deletion mark of an item."""
        self.put_item(replace(self._item(item_id), deleted=deleted))

    def change_price(
        self, item_id: str, price: Decimal, *, price_type_id: str | None = None, characteristic_id: str = ""
    ) -> None:
        """Set one price; without a price type, the first one."""
        with self.lock:
            kind = price_type_id or next(iter(self.state.price_types), "")
            if kind not in self.state.price_types:
                raise NotPossible(kind)
            key = offer_key(self._item(item_id).id, characteristic_id)
            self.state.prices.setdefault(key, {})[kind] = price
            self.register_item(item_id, Part.PRICE)

    def change_stock(
        self, item_id: str, quantity: Decimal, *, warehouse_id: str | None = None, characteristic_id: str = ""
    ) -> None:
        """Set what one warehouse has; without a warehouse, the first one."""
        with self.lock:
            store = warehouse_id or next(iter(self.state.warehouses), "")
            if store not in self.state.warehouses:
                raise NotPossible(store)
            key = offer_key(self._item(item_id).id, characteristic_id)
            self.state.stocks.setdefault(key, {})[store] = quantity
            self.register_item(item_id, Part.REST)

    def add_characteristic(self, item_id: str, characteristic: Characteristic) -> None:
        """Add a characteristic to an item."""
        item = self._item(item_id)
        self.put_item(
            replace(item, characteristics=item.characteristics | {characteristic.id: characteristic})
        )

    def _item(self, item_id: str) -> Item:
        try:
            return self.state.items[item_id]
        except KeyError:
            raise NotPossible(item_id) from None

    def put_counterparty(self, counterparty: Counterparty) -> Counterparty:
        """Write a counterparty."""
        with self.lock:
            self.state.counterparties[counterparty.id] = counterparty
        return counterparty

    # ---- orders: what the manager and the accountant do

    def find_order(self, number: str) -> Order:
        """Return an order by its 1C number, its number at the site, or its GUID."""
        for order in self.state.orders.values():
            if number in (order.number.strip(), order.site_number, order.id):
                return order
        raise OrderNotFound(number)

    def _changed(self, order: Order) -> Order:
        self.register_order(order)
        return order

    def approve(self, number: str) -> Order:
        """Take an order in work: from now on a load does not overwrite it."""
        with self.lock:
            order = self.find_order(number)
            if order.state != v.S_AWAITS_APPROVAL:
                raise NotPossible(order.state)
            order.state = v.S_IN_WORK
            return self._changed(order)

    def pay(self, number: str, amount: Decimal | None = None, *, operation: str = v.CASHLESS) -> Payment:
        """Attach a payment; without an amount, what is still owed.

        A part of the sum may be paid in every family, but only УНФ with ПодчиненныеДокументы tells the site.
        """
        with self.lock:
            order = self.find_order(number)
            owed = order.total() - order.paid()
            due = (owed if amount is None else amount).quantize(KOPECK)
            if due <= 0:
                raise NotPossible(str(due))
            payment = Payment(
                id=self.new_id("payment", order.id),
                number=self.next_number("payment"),
                date=self.now(),
                amount=due,
                operation=operation,
            )
            order.payments.append(payment)
            self._changed(order)
            return payment

    def unpay(self, number: str) -> Order:
        """Take the last payment back (the bank document was unposted or moved to another order)."""
        with self.lock:
            order = self.find_order(number)
            if not order.payments:
                raise NotPossible(order.number)
            order.payments.pop()
            return self._changed(order)

    def ship(self, number: str, quantities: Mapping[int, Decimal] | None = None) -> Shipment:
        """Ship an order whole, or the given quantities by line number from 0."""
        with self.lock:
            order = self.find_order(number)
            lines = self._lines_to_ship(order, quantities)
            if not lines:
                raise NotPossible(order.number)
            paper = Shipment(
                id=self.new_id("shipment", order.id),
                number=self.next_number("shipment"),
                date=self.now(),
                lines=lines,
            )
            order.shipments.append(paper)
            order.state = v.S_SHIPPED if order.is_shipped() else v.S_IN_WORK
            self._changed(order)
            return paper

    @staticmethod
    def _lines_to_ship(order: Order, quantities: Mapping[int, Decimal] | None) -> list[OrderLine]:
        wanted = (
            {n: line.quantity for n, line in enumerate(order.lines)} if quantities is None else quantities
        )
        parts = [(order.lines[n], quantity) for n, quantity in sorted(wanted.items()) if n < len(order.lines)]
        return [
            replace(line, quantity=quantity, amount=(line.price * quantity).quantize(KOPECK))
            for line, quantity in parts
            if not line.cancelled and quantity > 0
        ]

    def edit_lines(
        self,
        number: str,
        *,
        quantities: Mapping[int, Decimal] | None = None,
        prices: Mapping[int, Decimal] | None = None,
    ) -> Order:
        """Change quantities or prices of lines, numbered from 0; quantity 0 cancels the line."""
        with self.lock:
            order = self.find_order(number)
            for n, line in enumerate(order.lines):
                line.quantity = (quantities or {}).get(n, line.quantity)
                line.price = (prices or {}).get(n, line.price)
                line.amount = (line.quantity * line.price).quantize(KOPECK)
                line.cancelled = line.cancelled or line.quantity == 0
            return self._changed(order)

    def add_line(self, number: str, line: OrderLine) -> Order:
        """Add a line to an order."""
        with self.lock:
            order = self.find_order(number)
            order.lines.append(line)
            return self._changed(order)

    def cancel(self, number: str) -> Order:
        """Cancel all lines and close the order."""
        with self.lock:
            order = self.find_order(number)
            for line in order.lines:
                line.cancelled = True
            order.state = v.S_CLOSED
            return self._changed(order)

    def mark_deleted(self, number: str, *, deleted: bool = True) -> Order:
        """Set or take back the deletion mark of an order; a marked document is unposted."""
        with self.lock:
            order = self.find_order(number)
            order.deleted, order.posted = deleted, not deleted
            return self._changed(order)

    def put_order(self, order: Order) -> Order:
        """Write an order and register it."""
        with self.lock:
            self.state.orders[order.id] = order
            self.register_order(order)
        return order
