"""Who an invoice is for: companies, contacts and their requisites as counterparties."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from obmen.bitrix24.call import Command
from obmen.bitrix24.reading import Reader, Row, number, paged, string
from obmen.bitrix24.vocabulary import (
    ADDRESS_ACTUAL,
    ADDRESS_LEGAL,
    ADDRESS_REGISTRATION,
    COMPANY,
    CONTACT,
    CRM_ADDRESS_LIST,
    CRM_ITEM_LIST,
    CRM_REQUISITE_BANKDETAIL_LIST,
    CRM_REQUISITE_LIST,
    CRM_REQUISITE_PRESET_LIST,
    LIST_PAGE,
    NO,
    PRESET_ENTREPRENEUR,
    PRESET_PERSON,
    REQUISITE,
    YES,
)
from obmen.domain.counterparty import BankAccount, ClientKind, Counterparty

SEVERAL_REQUISITES: Final = "several_requisites"
ADDRESS_PARTS: Final = (
    "POSTAL_CODE", "COUNTRY", "PROVINCE", "REGION", "CITY", "ADDRESS_1", "ADDRESS_2",
)  # fmt: skip
OLDEST: Final = {"SORT": "ASC", "ID": "ASC"}
K = TypeVar("K")
Owner = tuple[int, int]  # entityTypeId, id


@dataclass(frozen=True, slots=True)
class InvoiceClient:
    """The counterparty of an invoice, and why its requisites are not certain."""

    counterparty: Counterparty
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class _Papers:
    """Everything that is known of some clients."""

    cards: Mapping[Owner, Row]
    requisites: Mapping[Owner, Sequence[Row]]
    presets: Mapping[int, str]  # id -> XML_ID
    addresses: Mapping[int, Sequence[Row]]  # by requisite
    accounts: Mapping[int, Sequence[Row]]


def owner_of(item: Row) -> Owner | None:
    """Return the client of an invoice: its company, or else its first contact."""
    company = number(item.get("companyId"))
    if company:
        return COMPANY, company
    contact = contact_of(item)
    return (CONTACT, contact) if contact else None


def contact_of(item: Row) -> int:
    """Return the first contact of an invoice."""
    contacts = item.get("contactIds")
    first = number(contacts[0]) if isinstance(contacts, list) and contacts else 0
    return first or number(item.get("contactId"))


async def read_clients(
    reader: Reader, items: Sequence[Row], links: Mapping[int, Row]
) -> Mapping[int, InvoiceClient]:
    """Read the clients of invoices in two requests; by invoice id."""
    owners = {number(item["id"]): owner for item in items if (owner := owner_of(item))}
    if not owners:
        return {}
    papers = await _papers(reader, sorted(set(owners.values())))
    return {
        invoice_id: _client(owner, links.get(invoice_id, {}), papers)
        for invoice_id, owner in owners.items()
        if owner in papers.cards
    }


async def _papers(reader: Reader, owners: Sequence[Owner]) -> _Papers:
    commands = {"presets": Command(CRM_REQUISITE_PRESET_LIST, {"select": ["ID", "XML_ID"]})}
    for kind in (COMPANY, CONTACT):
        ids = [one for owner_kind, one in owners if owner_kind == kind]
        for index, page in enumerate(paged(ids, LIST_PAGE)):
            card = {"entityTypeId": kind, "select": ["*"], "filter": {"@id": page}}
            commands[f"card{kind}x{index}"] = Command(CRM_ITEM_LIST, card)
            papers = {"filter": {"ENTITY_TYPE_ID": kind, "ENTITY_ID": page}, "select": ["*"], "order": OLDEST}
            commands[f"requisite{kind}x{index}"] = Command(CRM_REQUISITE_LIST, papers)
    rows = await reader.rows(commands)
    requisites = [row for name, page in rows.items() if name.startswith("requisite") for row in page]
    addresses, accounts = await _around(reader, [number(row.get("ID")) for row in requisites])
    return _Papers(
        cards={
            (kind, number(row.get("id"))): row
            for kind in (COMPANY, CONTACT)
            for name, page in rows.items()
            if name.startswith(f"card{kind}x")
            for row in page
        },
        requisites=_grouped(
            requisites, lambda row: (number(row.get("ENTITY_TYPE_ID")), number(row.get("ENTITY_ID")))
        ),
        presets={number(row.get("ID")): string(row.get("XML_ID")) for row in rows["presets"]},
        addresses=addresses,
        accounts=accounts,
    )


async def _around(
    reader: Reader, requisites: Sequence[int]
) -> tuple[Mapping[int, Sequence[Row]], Mapping[int, Sequence[Row]]]:
    """Read addresses and bank accounts of requisites."""
    commands: dict[str, Command] = {}
    for index, page in enumerate(paged(requisites, LIST_PAGE)):
        place = {"ENTITY_TYPE_ID": REQUISITE, "ENTITY_ID": page}
        commands[f"address{index}"] = Command(CRM_ADDRESS_LIST, {"filter": place})
        commands[f"bank{index}"] = Command(
            CRM_REQUISITE_BANKDETAIL_LIST, {"filter": {"ENTITY_ID": page}, "order": OLDEST}
        )
    rows = await reader.rows(commands) if commands else {}
    of_kind = {
        kind: [row for name, page in rows.items() if name.startswith(kind) for row in page]
        for kind in ("address", "bank")
    }
    return _by_requisite(of_kind["address"]), _by_requisite(of_kind["bank"])


def _by_requisite(rows: Iterable[Row]) -> Mapping[int, Sequence[Row]]:
    return _grouped(rows, lambda row: number(row.get("ENTITY_ID")))


def _grouped(rows: Iterable[Row], key: Callable[[Row], K]) -> dict[K, list[Row]]:
    groups: dict[K, list[Row]] = {}
    for row in rows:
        groups.setdefault(key(row), []).append(row)
    return groups


def _client(owner: Owner, link: Row, papers: _Papers) -> InvoiceClient:
    requisite, doubt = _requisite(papers.requisites.get(owner, ()), link)
    card, row = papers.cards[owner], requisite or {}
    kind = _kind(owner, row, papers.presets)
    requisite_id = number(row.get("ID"))
    counterparty = Counterparty(
        id=f"{'B24C' if owner[0] == COMPANY else 'B24P'}{owner[1]}",
        kind=kind,
        name=_name(owner, card),
        official_name=_official_name(kind, row),
        tax_id=_digits(row.get("RQ_INN")),
        kpp=_digits(row.get("RQ_KPP")) if kind is ClientKind.LEGAL_ENTITY else "",
        ogrn=_digits(row.get("RQ_OGRNIP" if kind is ClientKind.ENTREPRENEUR else "RQ_OGRN")),
        legal_address=_address(papers.addresses.get(requisite_id, ()), ADDRESS_LEGAL, ADDRESS_REGISTRATION),
        actual_address=_address(papers.addresses.get(requisite_id, ()), ADDRESS_ACTUAL),
        phone=_contact_point(card, "PHONE") or string(row.get("RQ_PHONE")),
        email=_contact_point(card, "EMAIL") or string(row.get("RQ_EMAIL")),
        account=_account(papers.accounts.get(requisite_id, ()), number(link.get("BANK_DETAIL_ID"))),
    )
    return InvoiceClient(counterparty, doubt)


def _requisite(rows: Sequence[Row], link: Row) -> tuple[Row | None, str]:
    """Choose the requisites: those linked to the invoice, or the only active ones."""
    linked = [row for row in rows if number(row.get("ID")) == number(link.get("REQUISITE_ID"))]
    if linked:
        return linked[0], ""
    active = [row for row in rows if row.get("ACTIVE") != NO and row.get("ADDRESS_ONLY") != YES]
    if not active:
        return None, ""
    return active[0], SEVERAL_REQUISITES if len(active) > 1 else ""


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
    """Return the name of the register; a person's is surname, name, father's name."""
    company = string(row.get("RQ_COMPANY_NAME")) or string(row.get("RQ_COMPANY_FULL_NAME"))
    if kind is ClientKind.LEGAL_ENTITY:
        return company
    person = _joined(row, ("RQ_LAST_NAME", "RQ_FIRST_NAME", "RQ_SECOND_NAME"))
    return person or string(row.get("RQ_NAME")) or company


def _joined(row: Row, names: Sequence[str]) -> str:
    return " ".join(part for name in names if (part := string(row.get(name)).strip()))


def _digits(value: object) -> str:
    """Return a code without what people type around it; leading zeros stay."""
    return "".join(char for char in string(value) if char.isascii() and char.isdigit())


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
    usable = [row for row in rows if row.get("ACTIVE") != NO and string(row.get("RQ_ACC_NUM"))]
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
