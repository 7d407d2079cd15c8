"""The answer to `mode=query`: orders in the subset that every 1C reads safely (commerceml.md §3.3)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Final

from lxml import etree

from obmen.domain.counterparty import BankAccount, ClientKind, Counterparty
from obmen.domain.order import CustomerOrder, OrderLine
from obmen.domain.vat import Vat
from obmen.onec.commerceml.writers import vocabulary as v

_Element = etree._Element  # noqa: SLF001 — lxml has no public name for the type

FORBIDDEN: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, Char
RATES_OF_OLD_RELEASES: Final = frozenset({Decimal(10), Decimal(18), Decimal(20)})  # others are read as 0


def write_orders(orders: tuple[CustomerOrder, ...], *, charset: str, generated_at: str, family: str) -> bytes:
    """Write orders as one document that begins with `<?xml` at character 0; none make an empty list.

    Shape:  no xmlns, no empty elements, elements in the order of the XDTO package.
            `family` decides the form of an ИП: `unf` takes it as ОфициальноеНаименование with a 12-digit ИНН.
    Units:  sums with two decimals; what `charset` lacks becomes a character reference.
    Source: commerceml.md §3.1–3.3.
    """
    root = etree.Element(v.ROOT, {v.SCHEMA_VERSION: v.VERSION, v.GENERATED_AT: generated_at})
    for order in orders:
        root.append(_document(order, family=family))
    etree.indent(root)
    body = etree.tostring(root, encoding=charset, xml_declaration=False)
    return f'<?xml version="1.0" encoding="{charset}"?>\n'.encode("ascii") + body + b"\n"


def _document(order: CustomerOrder, *, family: str) -> _Element:
    document = etree.Element(v.DOCUMENT)
    _add(document, v.ID, f"B24D{order.invoice_id}")
    _add(document, v.NUMBER, order.number)
    _add(document, v.DATE, order.placed_at.strftime("%Y-%m-%d"))
    _add(document, v.OPERATION, v.ORDER_OPERATION)
    _add(document, v.ROLE, v.SELLER)
    _add(document, v.CURRENCY, order.total.currency)
    _add(document, v.RATE_OF_EXCHANGE, v.ONE)
    _add(document, v.SUM, _sum(order.total.amount))
    buyers = etree.SubElement(document, v.COUNTERPARTIES)
    buyers.append(_counterparty(order.counterparty, family=family))
    _add(document, v.TIME, order.placed_at.strftime("%H:%M:%S"))
    _add(document, v.COMMENT, order.comment)
    vat_sum = sum((line.vat_sum for line in order.lines), Decimal("0.00"))
    document.append(_taxes(default_rate(order.lines), vat_sum))
    goods = etree.SubElement(document, v.GOODS)
    goods.extend(_line(line) for line in order.lines)
    if order.cancelled:
        document.append(_requisites([(v.CANCELLED, v.TRUE)]))
    return document


def default_rate(lines: Iterable[OrderLine]) -> Vat:
    """Return the document's rate: the common one, or one that does no harm.

    A line whose rate 1C reads as 0 takes the document's rate, so a mixed order gives the weakest of its own.
    """
    rates = {line.vat for line in lines}
    return min(rates, key=lambda vat: (vat.rate in RATES_OF_OLD_RELEASES, vat.rate or Decimal(0), vat.code))


def _counterparty(client: Counterparty, *, family: str) -> _Element:
    buyer = etree.Element(v.COUNTERPARTY)
    _add(buyer, v.ID, client.id)
    _add(buyer, v.NAME, client.name or client.official_name)
    official = client.official_name or client.name
    as_entity = client.kind is ClientKind.LEGAL_ENTITY
    if as_entity or (client.kind is ClientKind.ENTREPRENEUR and family == "unf"):
        _add(buyer, v.OFFICIAL_NAME, official)
        _address(buyer, v.LEGAL_ADDRESS, client.legal_address)
        _add(buyer, v.TAX_ID, client.tax_id)
        _add(buyer, v.KPP, client.kpp if as_entity else "")
        _add(buyer, v.OGRN, client.ogrn)
        _account(buyer, client.account)
    else:
        _add(buyer, v.FULL_NAME, official)
        _add(buyer, v.TAX_ID, client.tax_id)
        _account(buyer, client.account)
        _address(buyer, v.REGISTRATION_ADDRESS, client.legal_address)
    _address(buyer, v.ADDRESS, client.actual_address)
    _contacts(buyer, client)
    _add(buyer, v.ROLE, v.BUYER)
    return buyer


def _address(buyer: _Element, name: str, text: str) -> None:
    if _clean(text):
        _add(etree.SubElement(buyer, name), v.PRESENTATION, text)


def _account(buyer: _Element, account: BankAccount | None) -> None:
    """Write an account whole or not at all: 1C needs number, bank, БИК and correspondent account."""
    if account is None or not all((account.number, account.bank, account.bic, account.correspondent)):
        return
    row = etree.SubElement(etree.SubElement(buyer, v.ACCOUNTS), v.ACCOUNT)
    _add(row, v.ACCOUNT_NUMBER, account.number)
    bank = etree.SubElement(row, v.BANK)
    _add(bank, v.CORRESPONDENT, account.correspondent)
    _add(bank, v.NAME, account.bank)
    _add(bank, v.BIC, account.bic)


def _contacts(buyer: _Element, client: Counterparty) -> None:
    known = ((v.WORK_PHONE, client.phone), (v.MAIL, client.email))
    told = [(kind, text) for kind, text in known if _clean(text)]
    if not told:
        return
    contacts = etree.SubElement(buyer, v.CONTACTS)
    for kind, text in told:
        contact = etree.SubElement(contacts, v.CONTACT)
        _add(contact, v.TYPE, kind)
        _add(contact, v.VALUE, text)


def _line(line: OrderLine) -> _Element:
    """Write one line; rate, unit and coefficient always: 1C keeps those of the line before otherwise."""
    row = etree.Element(v.PRODUCT)
    code = line.unit.code.zfill(3)
    _add(row, v.ID, line.key)
    _add(row, v.ARTICLE, line.article)
    _add(row, v.NAME, line.name.replace(v.HASH, v.NUMBER_SIGN) or line.key)
    unit = _clean(line.unit.name) or v.UNITS.get(line.unit.code, code)
    _add(row, v.BASE_UNIT, unit).attrib.update({v.CODE: code, v.FULL_UNIT_NAME: unit})
    rate = etree.SubElement(etree.SubElement(row, v.TAX_RATES), v.TAX_RATE)
    _add(rate, v.NAME, v.VAT)
    _add(rate, v.RATE, _rate(line.vat))
    kind = v.SERVICE_TYPE if line.is_service else v.GOODS_TYPE
    row.append(_requisites([(v.ITEM_KIND, kind), (v.ITEM_TYPE, kind)]))
    _add(row, v.PRICE_PER_UNIT, _price(line.price))
    _add(row, v.QUANTITY, format(line.quantity.normalize(), "f"))
    _add(row, v.SUM, _sum(line.total))
    _add(row, v.UNIT, code)
    _add(row, v.COEFFICIENT, v.ONE)
    row.append(_taxes(line.vat, line.vat_sum))
    return row


def _taxes(vat: Vat, amount: Decimal) -> _Element:
    taxes = etree.Element(v.TAXES)
    tax = etree.SubElement(taxes, v.TAX)
    _add(tax, v.NAME, v.VAT)
    _add(tax, v.INCLUDED, v.TRUE)
    _add(tax, v.SUM, _sum(amount))
    _add(tax, v.RATE, _rate(vat))
    return taxes


def _requisites(pairs: Iterable[tuple[str, str]]) -> _Element:
    requisites = etree.Element(v.REQUISITES)
    for name, value in pairs:
        requisite = etree.SubElement(requisites, v.REQUISITE)
        _add(requisite, v.NAME, name)
        _add(requisite, v.VALUE, value)
    return requisites


def _add(parent: _Element, name: str, text: str) -> _Element:
    """Add an element with text; without text there is none, since 1C reads an empty one as an object."""
    clean = _clean(text)
    if not clean:
        return parent
    element = etree.SubElement(parent, name)
    element.text = clean
    return element


def _clean(text: str) -> str:
    """Drop what XML forbids, and make one line of it."""
    return " ".join(FORBIDDEN.sub("", text).split())


def _rate(vat: Vat) -> str:
    return v.WITHOUT_VAT if vat.rate is None else vat.code


def _sum(amount: Decimal) -> str:
    return format(amount, ".2f")


def _price(price: Decimal) -> str:
    exact = price.normalize()
    return format(exact, "f") if -int(exact.as_tuple().exponent) > 2 else format(price, ".2f")
