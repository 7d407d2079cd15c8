"""The practice bases of one process, and what the buttons and the control API do with them."""

import base64
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Protocol

from obmen_sandbox.onec import goods
from obmen_sandbox.onec.base import Base, NotPossible, OnecError, utc_now
from obmen_sandbox.onec.client import RunResult, load_site_settings, run_exchange
from obmen_sandbox.onec.codec import from_plain
from obmen_sandbox.onec.faults import NO_FAULTS, Faults
from obmen_sandbox.onec.model import KOPECK, Counterparty, OrderLine, Settings


class BaseNotFound(OnecError):
    """There is no such base."""


class BaseExists(OnecError):
    """A base with this name is there already."""


class UnknownOption(OnecError):
    """An option that the exchange node does not have."""


class Fill(Protocol):
    """Puts goods into a new base: the stories know such things, the base does not."""

    def __call__(self, base: Base, *, goods_count: int, seed: int) -> None:
        """Fill a base with so many goods."""
        ...


Story = Callable[[Base, dict[str, Any]], object]


class UnknownStory(OnecError):
    """There is no such story to fill a base with."""


class Practice:
    """All bases by name, and the result of the last run of each."""

    def __init__(
        self,
        *,
        bases: Iterable[Base] = (),
        now: Callable[[], datetime] = utc_now,
        sleep: Callable[[float], None] = time.sleep,
        fill: Fill | None = None,
        stories: Mapping[str, Story] | None = None,
    ) -> None:
        self.bases = {base.name: base for base in bases}
        self.last_runs: dict[str, RunResult] = {}
        self.now = now
        self.sleep = sleep
        self.fill = fill
        self.stories = stories or {}

    def base(self, name: str) -> Base:
        """Return a base.

        Raises: BaseNotFound.
        """
        if name not in self.bases:
            raise BaseNotFound(name)
        return self.bases[name]

    def create(self, *, name: str, options: dict[str, Any], goods_count: int = 0, seed: int = 1) -> Base:
        """Make a base, filled with the practice shop when goods are asked for."""
        if name in self.bases:
            raise BaseExists(name)
        if not name.strip() or "/" in name:
            raise NotPossible(name)
        base = Base(name=name, settings=read_settings(options), now=self.now)
        if goods_count and self.fill is not None:
            self.fill(base, goods_count=goods_count, seed=seed)
        self.bases[name] = base
        return base

    def tell(self, name: str, story: str, wish: dict[str, Any]) -> Base:
        """Fill a base with a story: `wear`, or `whole` with a shape.

        Raises: UnknownStory; NotPossible — the story does not understand the wish.
        """
        base = self.base(name)
        if story not in self.stories:
            raise UnknownStory(story)
        try:
            self.stories[story](base, wish)
        except TypeError as error:
            raise NotPossible(str(error)) from error
        return base

    def clone(self, name: str, copy_name: str) -> Base:
        """Make a copy of a base beside it, the exchange node included."""
        if copy_name in self.bases:
            raise BaseExists(copy_name)
        self.bases[copy_name] = self.base(name).clone()
        return self.bases[copy_name]

    def configure(self, name: str, options: dict[str, Any]) -> Base:
        """Change settings of a node."""
        base = self.base(name)
        fresh = read_settings(options)
        for key in options:
            setattr(base.settings, key, getattr(fresh, key))
        return base

    def add_counterparty(self, name: str, facts: dict[str, Any]) -> Counterparty:
        """Write a counterparty that the base knew before the exchange."""
        base = self.base(name)
        known = {part.name for part in fields(Counterparty)} - {"id", "accounts"}
        for key in facts:
            if key not in known:
                raise UnknownOption(key)
        guid = base.new_id("counterparty", str(facts.get("name")))
        return base.put_counterparty(from_plain(Counterparty, {"id": guid, "name": ""} | facts))

    def run(self, name: str, *, faults: Faults = NO_FAULTS) -> RunResult:
        """Run the exchange of a base and keep its journal for the page."""
        result = run_exchange(self.base(name), faults=faults, sleep=self.sleep)
        self.last_runs[name] = result
        return result

    def load_site_settings(self, name: str) -> RunResult:
        """УНФ: load statuses and payment methods of the site."""
        result = load_site_settings(self.base(name))
        self.last_runs[name] = result
        return result


def read_settings(options: dict[str, Any]) -> Settings:
    """Read node settings from plain values.

    Raises: UnknownOption — a name that the node does not have; NotPossible — a value that does not fit.
    """
    known = {part.name for part in fields(Settings)}
    for key in options:
        if key not in known:
            raise UnknownOption(key)
    try:
        return from_plain(Settings, options)
    except ValueError as error:
        raise NotPossible(str(error)) from error


def act(base: Base, number: str, action: str, *, body: dict[str, Any]) -> None:
    """Do what a button of an order says."""
    match action:
        case "pay":
            amount = body.get("amount")
            base.pay(number, read_number(amount) if amount not in (None, "") else None)
        case "unpay":
            base.unpay(number)
        case "ship":
            base.ship(number, _by_line(body.get("quantities")))
        case "edit":
            base.edit_lines(
                number, quantities=_by_line(body.get("quantities")), prices=_by_line(body.get("prices"))
            )
        case "add":
            base.add_line(number, _new_line(base, body))
        case "approve":
            base.approve(number)
        case "cancel":
            base.cancel(number)
        case "delete":
            base.mark_deleted(number, deleted=bool(body.get("deleted", True)))
        case _:
            raise NotPossible(action)


def act_on_item(base: Base, item_id: str, action: str, *, body: dict[str, Any]) -> None:
    """Do what a button of an item says."""
    match action:
        case "price":
            base.change_price(
                item_id,
                read_number(body.get("price")),
                price_type_id=body.get("price_type") or None,
                characteristic_id=body.get("characteristic", ""),
            )
        case "stock":
            base.change_stock(
                item_id,
                read_number(body.get("quantity")),
                warehouse_id=body.get("warehouse") or None,
                characteristic_id=body.get("characteristic", ""),
            )
        case "rename":
            base.rename(item_id, str(body.get("name") or item_id))
        case "delete":
            base.mark_product_deleted(item_id, deleted=bool(body.get("deleted", True)))
        case "move":
            goods.move_item(base, item_id, body.get("group") or None)
        case "property":
            values = body.get("values") or []
            goods.set_property(base, item_id, str(body.get("property")), [str(one) for one in values])
        case "picture":
            _act_on_picture(base, item_id, body)
        case "characteristic":
            deleted = bool(body.get("deleted", True))
            goods.mark_characteristic_deleted(base, item_id, str(body.get("id")), deleted=deleted)
        case "simple":
            goods.drop_characteristics(base, item_id)
        case _:
            raise NotPossible(action)


def _act_on_picture(base: Base, item_id: str, body: dict[str, Any]) -> None:
    """Add `{"data"}`, replace `{"id", "data"}`, remove `{"id", "remove"}` or put first `{"id", "first"}`."""
    number, data = str(body.get("id") or ""), base64.b64decode(body.get("data") or "")
    if not number:
        extension, text = body.get("extension", "png"), body.get("description", "")
        base.add_picture(item_id, data, extension=extension, description=text)
    elif body.get("remove"):
        goods.remove_picture(base, item_id, number)
    elif body.get("first"):
        goods.main_picture(base, item_id, number)
    else:
        goods.replace_picture(base, item_id, number, data)


def _new_line(base: Base, body: dict[str, Any]) -> OrderLine:
    """Make a line of `{"item", "characteristic", "quantity", "price"}`, with the item's rate and unit."""
    item = base.state.items.get(str(body.get("item")))
    if item is None:
        raise NotPossible(str(body.get("item")))
    quantity, price = read_number(body.get("quantity") or 1), read_number(body.get("price") or 0)
    return OrderLine(
        item_id=item.id,
        characteristic_id=str(body.get("characteristic") or ""),
        quantity=quantity,
        price=price,
        amount=(quantity * price).quantize(KOPECK),
        vat=item.vat,
        unit_code=item.unit_code,
    )


def _by_line(values: dict[str, Any] | None) -> dict[int, Decimal] | None:
    if values is None:
        return None
    if not all(str(line).isdigit() for line in values):
        raise NotPossible(", ".join(map(str, values)))
    return {int(line): read_number(value) for line, value in values.items()}


def read_number(value: object) -> Decimal:
    """Read a number as people write it: `1 000,50` too.

    Raises: NotPossible — it is no number.
    """
    text = "".join(str(value).split()).replace(",", ".")
    try:
        return Decimal(text)
    except InvalidOperation:
        raise NotPossible(str(value)) from None
