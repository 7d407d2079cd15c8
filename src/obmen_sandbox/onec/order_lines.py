"""Lines of an order, with the variables that 1C does not reset between them (facts §3.1)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from typing import Final

from obmen_sandbox.onec import journal as j
from obmen_sandbox.onec import vocabulary as v
from obmen_sandbox.onec.base import Base
from obmen_sandbox.onec.loader import requisites_of
from obmen_sandbox.onec.model import KOPECK, Characteristic, Family, Item, OrderLine
from obmen_sandbox.onec.tree import Node

GUID: Final = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


class RuntimeFault(Exception):
    """1C stops with an exception: the whole package is rolled back."""


@dataclass(slots=True, kw_only=True)
class LineReader:
    """Reads the lines of one document. Rate, unit and coefficient of a line stay for the lines after it."""

    base: Base
    document: Node
    log: list[str]
    rate: Decimal | None = field(default=None, init=False)
    unit_code: str = field(default="796", init=False)
    coefficient: Decimal = field(default=Decimal(1), init=False)

    def read(self) -> list[OrderLine]:
        """Return the lines that could be loaded; the others are dropped with no more than a journal line."""
        rows = self.document.at(v.GOODS).all(v.PRODUCT)
        return [line for line in map(self._line, rows) if line is not None]

    def _line(self, row: Node) -> OrderLine | None:
        self._keep(row)
        quantity = decimal_of(row.text(v.QUANTITY))
        item = self._item(row)
        if item is None or not quantity:
            site = self.document.text(v.NUMBER)
            self.log.append(j.LINE_DROPPED.format(site=site, name=row.text(v.NAME)))
            return None
        return OrderLine(
            item_id=item.id,
            characteristic_id=self._characteristic(row, item),
            quantity=quantity,
            price=decimal_of(row.text(v.PRICE_PER_UNIT)),
            amount=self._amount(row),
            vat=self._vat(),
            unit_code=self.unit_code,
            coefficient=self.coefficient,
        )

    def _keep(self, row: Node) -> None:
        """Take rate, unit and coefficient of a line where it has them; УНФ starts every line afresh."""
        if self.base.settings.family is Family.UNF:
            self.rate, self.unit_code, self.coefficient = None, "796", Decimal(1)
        tax = next((one for one in row.at(v.TAXES).all(v.TAX) if one.text(v.NAME) == v.VAT), None)
        text = tax.text(v.RATE) if tax else row.at(v.TAX_RATES).at(v.TAX_RATE).text(v.RATE)
        if text:
            self.rate = rate_of(text, self._rates())
        self.unit_code = row.text(v.UNIT) or self.unit_code
        self.coefficient = decimal_of(row.text(v.COEFFICIENT)) or self.coefficient

    def _rates(self) -> Mapping[str, Decimal]:
        settings = self.base.settings
        newer = settings.knows_vat_22 or settings.family is Family.UNF
        return {**v.KNOWN_RATES, **v.NEWER_RATES} if newer else v.KNOWN_RATES

    def _vat(self) -> str:
        """Zero is "not filled" and falls to the document's rate, and then to «Без НДС»."""
        if self.base.settings.family is Family.UNF:
            return v.NO_VAT if self.rate is None else format(self.rate, "f")
        rate = self.rate or rate_of(self.document.at(v.TAXES).at(v.TAX).text(v.RATE), self._rates())
        return format(rate, "f") if rate else v.NO_VAT

    @staticmethod
    def _amount(row: Node) -> Decimal:
        discounts = [
            one for one in row.at(v.DISCOUNTS).all(v.DISCOUNT) if one.text(v.INCLUDED).lower() != "true"
        ]
        off = sum((decimal_of(one.text(v.SUM)) for one in discounts), Decimal(0))
        return (decimal_of(row.text(v.SUM)) - off).quantize(KOPECK)

    # ---- which item

    def _item(self, row: Node) -> Item | None:
        """Find an item by Ид, then Артикул, then Наименование; make it when there is none."""
        item_id = row.text(v.ID).partition("#")[0]
        items = self.base.state.items
        if item_id in items:
            return items[item_id]
        article, name = row.text(v.ARTICLE), _plain_name(row)
        by_article = (one for one in items.values() if article and one.article == article)
        by_name = (one for one in items.values() if name and one.name == name)
        return next(by_article, None) or next(by_name, None) or self._new_item(row, item_id, name)

    def _new_item(self, row: Node, item_id: str, name: str) -> Item | None:
        if not name:
            return None
        requisites = requisites_of(row)
        new_id = item_id if GUID.fullmatch(item_id) else self.base.new_id("item", name)
        item = Item(
            id=new_id,
            name=name,
            full_name=name,
            article=row.text(v.ARTICLE),
            kind=requisites.get(v.R_ITEM_KIND, v.NEW_ITEM_KIND),
            type=v.TYPE_SERVICE if requisites.get(v.R_ITEM_TYPE) == v.TYPE_SERVICE else v.TYPE_PRODUCT,
            unit_code=row.at(v.BASE_UNIT).attribute(v.CODE) or "796",
            vat=self._vat(),
        )
        self.log.append(j.ITEM_CREATED.format(name=name, id=new_id))
        return self.base.put_item(item)

    def _characteristic(self, row: Node, item: Item) -> str:
        """Find or make the characteristic.

        A `#` in the name without one in Ид leaves the catalogue manager undefined and stops 1C (UT 5300).
        """
        wanted = row.text(v.ID).partition("#")[2]
        _, has_name, name = row.text(v.NAME).partition("#")
        if has_name and not wanted:
            raise RuntimeFault(
                j.ORDERS_ROLLED_BACK.format(reason=j.BAD_CHARACTERISTIC.format(name=row.text(v.NAME)))
            )
        if not wanted or wanted in item.characteristics:
            return wanted
        rows = row.at(v.CHARACTERISTICS).all(v.CHARACTERISTIC)
        values = {one.text(v.NAME): one.text(v.VALUE) for one in rows}
        one = Characteristic(
            id=wanted, name=name.strip() or ", ".join(values.values()) or wanted[:8], values=values
        )
        self.base.put_item(replace(item, characteristics=item.characteristics | {wanted: one}))
        return wanted


def _plain_name(row: Node) -> str:
    return row.text(v.NAME).partition("#")[0].strip()


def rate_of(text: str, known: Mapping[str, Decimal]) -> Decimal | None:
    """Convert a VAT text; None is what the release does not know, and «Без НДС»."""
    return known.get(text.strip().removesuffix("%"))


def decimal_of(text: str) -> Decimal:
    """Read a number with a dot; anything else is zero, as 1C's conversion of an empty value."""
    try:
        return Decimal(text or "0")
    except InvalidOperation:
        return Decimal(0)
