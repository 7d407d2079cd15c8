"""Who an invoice is for: companies, contacts and their requisites as counterparties."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from obmen.bitrix24.papers import Owner, Papers
from obmen.bitrix24.reading import Row, is_no, number, string
from obmen.bitrix24.vocabulary import (
    ADDRESS_ACTUAL,
    ADDRESS_LEGAL,
    ADDRESS_REGISTRATION,
    COMPANY,
    CONTACT,
    PRESET_ENTREPRENEUR,
    PRESET_PERSON,
)
from obmen.domain.counterparty import BankAccount, ClientKind, Counterparty

ADDRESS_PARTS: Final = (
    "POSTAL_CODE", "COUNTRY", "PROVINCE", "REGION", "CITY", "ADDRESS_1", "ADDRESS_2",
)  # fmt: skip


def counterparty_of(
    owner: Owner, requisites: Row, link: Row, *, papers: Papers, presets: Mapping[int, str]
) -> Counterparty | None:
    """Make a client of its card and the requisites chosen for an invoice; None: the client is no more.

    `presets` are the XML_ID of presets by id; `link` is the invoice's own row of crm.requisite.link.
    """
    card = papers.cards.get(owner)
    if card is None:
        return None
    kind = _kind(owner, requisites, presets)
    requisite_id = number(requisites.get("ID"))
    addresses = papers.addresses.get(requisite_id, ())
    return Counterparty(
        id=f"{'B24C' if owner[0] == COMPANY else 'B24P'}{owner[1]}",
        kind=kind,
        name=_name(owner, card),
        official_name=_official_name(kind, requisites),
        tax_id=_digits(requisites.get("RQ_INN")),
        kpp=_kpp(requisites.get("RQ_KPP")) if kind is ClientKind.LEGAL_ENTITY else "",
        ogrn=_digits(requisites.get("RQ_OGRNIP" if kind is ClientKind.ENTREPRENEUR else "RQ_OGRN")),
        legal_address=_address(addresses, ADDRESS_LEGAL, ADDRESS_REGISTRATION),
        actual_address=_address(addresses, ADDRESS_ACTUAL),
        phone=_contact_point(card, "PHONE") or string(requisites.get("RQ_PHONE")),
        email=_contact_point(card, "EMAIL") or string(requisites.get("RQ_EMAIL")),
        account=_account(papers.accounts.get(requisite_id, ()), number(link.get("BANK_DETAIL_ID"))),
    )


def _kind(owner: Owner, row: Row, presets: Mapping[int, str]) -> ClientKind:
    """Tell how the law sees a client: by preset, ОГРНИП, the length of the ИНН; a contact is a person."""
    preset = presets.get(number(row.get("PRESET_ID")), "")
    if preset == PRESET_ENTREPRENEUR or _digits(row.get("RQ_OGRNIP")):
        return ClientKind.ENTREPRENEUR
    if preset == PRESET_PERSON or (owner[0] == CONTACT and not _digits(row.get("RQ_KPP"))):
        return ClientKind.PERSON
    is_entrepreneur = len(_digits(row.get("RQ_INN"))) == 12
    return ClientKind.ENTREPRENEUR if is_entrepreneur else ClientKind.LEGAL_ENTITY


def _name(owner: Owner, card: Row) -> str:
    if owner[0] == COMPANY:
        return string(card.get("title"))
    return _joined(card, ("lastName", "name", "secondName")) or string(card.get("fullName"))


def _official_name(kind: ClientKind, row: Row) -> str:
    """Return the name of the register, the full one before the short; a person's is in three parts."""
    registered = string(row.get("RQ_COMPANY_FULL_NAME")) or string(row.get("RQ_COMPANY_NAME"))
    person = _joined(row, ("RQ_LAST_NAME", "RQ_FIRST_NAME", "RQ_SECOND_NAME")) or string(row.get("RQ_NAME"))
    if kind is ClientKind.PERSON:
        return person or registered
    return registered or person


def _joined(row: Row, names: Sequence[str]) -> str:
    return " ".join(part for name in names if (part := string(row.get(name)).strip()))


def _digits(value: object) -> str:
    """Return a code without what people type around it; leading zeros stay."""
    return "".join(char for char in string(value) if char.isascii() and char.isdigit())


def _kpp(value: object) -> str:
    """Return a КПП, whose fifth and sixth places may be letters (приказ ФНС ММВ-7-6/435@)."""
    return "".join(char for char in string(value).upper() if char.isascii() and char.isalnum())


def _contact_point(card: Row, kind: str) -> str:
    """Return the first phone or e-mail of a card."""
    points = card.get("fm")
    found = (
        string(point.get("value"))
        for point in (points if isinstance(points, list) else ())
        if isinstance(point, Mapping) and string(point.get("typeId")).upper() == kind
    )
    return next((value for value in found if value), "")


def _address(rows: Sequence[Row], *kinds: int) -> str:
    """Write an address in one line, of the first kind that there is."""
    for kind in kinds:
        for row in rows:
            if number(row.get("TYPE_ID")) == kind:
                parts = (string(row.get(name)).strip() for name in ADDRESS_PARTS)
                return ", ".join(dict.fromkeys(part for part in parts if part))
    return ""


def _account(rows: Sequence[Row], linked: int) -> BankAccount | None:
    """Return the account linked to the invoice, or the first active one."""
    usable = [row for row in rows if not is_no(row.get("ACTIVE")) and string(row.get("RQ_ACC_NUM"))]
    chosen = next((row for row in usable if number(row.get("ID")) == linked), None)
    row = chosen or (usable[0] if usable else None)
    if row is None:
        return None
    return BankAccount(
        number=_digits(row.get("RQ_ACC_NUM")),
        bank=string(row.get("RQ_BANK_NAME")),
        bic=_digits(row.get("RQ_BIK")),
        correspondent=_digits(row.get("RQ_COR_ACC_NUM")),
    )
