"""What is read around invoices: cards and requisites of their clients, and who has been dismissed.

Legacy `crm.*` lists are asked with one plain value per command: that form is documented for all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeVar

from obmen.bitrix24.call import Command
from obmen.bitrix24.reading import Reader, Row, is_no, is_yes, number, paged, raise_for
from obmen.bitrix24.vocabulary import (
    COMPANY,
    CONTACT,
    CRM_ADDRESS_LIST,
    CRM_ITEM_LIST,
    CRM_REQUISITE_BANKDETAIL_LIST,
    CRM_REQUISITE_LIST,
    LIST_PAGE,
    REQUISITE,
    USER_GET,
)

SEVERAL_REQUISITES: Final = "several_requisites"
OLDEST: Final = {"SORT": "ASC", "ID": "ASC"}
REQUISITE_SELECT: Final = (
    "ID", "ENTITY_TYPE_ID", "ENTITY_ID", "PRESET_ID", "NAME", "ACTIVE", "ADDRESS_ONLY", "SORT", "RQ_INN",
    "RQ_KPP", "RQ_OGRN", "RQ_OGRNIP", "RQ_COMPANY_NAME", "RQ_COMPANY_FULL_NAME", "RQ_NAME", "RQ_LAST_NAME",
    "RQ_FIRST_NAME", "RQ_SECOND_NAME", "RQ_PHONE", "RQ_EMAIL",
)  # fmt: skip
K = TypeVar("K")
Owner = tuple[int, int]  # entityTypeId, id


@dataclass(frozen=True, slots=True)
class Choice:
    """The requisites that an invoice is made out to, and why that is not certain."""

    row: Row = field(default_factory=dict)
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class Papers:
    """Everything that is known around some invoices."""

    cards: Mapping[Owner, Row] = field(default_factory=dict)
    choices: Mapping[int, Choice] = field(default_factory=dict)  # by invoice
    addresses: Mapping[int, Sequence[Row]] = field(default_factory=dict)  # by requisite
    accounts: Mapping[int, Sequence[Row]] = field(default_factory=dict)
    dismissed: frozenset[int] = frozenset()  # users


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


async def read_papers(reader: Reader, items: Sequence[Row], links: Mapping[int, Row]) -> Papers:
    """Read what is around invoices, two requests for 24 of them; without any client there is none to send."""
    owners = {number(item["id"]): owner for item in items if (owner := owner_of(item))}
    if not owners:
        return Papers()
    users = {number(item.get("assignedById")) for item in items} - {0}
    commands = {**_about_owners(sorted(set(owners.values()))), **_about_users(sorted(users))}
    rows, failures = await reader.survey(commands)
    raise_for(failures, commands)
    requisites = {number(row.get("ID")): row for row in _named(rows, "requisite")}
    papers = _grouped(requisites.values(), _owner)
    choices = {
        invoice: _choice(papers.get(owner, ()), links.get(invoice, {})) for invoice, owner in owners.items()
    }
    chosen = sorted({number(choice.row.get("ID")) for choice in choices.values()} - {0})
    addresses, accounts = await _around(reader, chosen)
    return Papers(
        cards={
            (kind, number(row.get("id"))): row
            for kind in (COMPANY, CONTACT)
            for row in _named(rows, f"card{kind}x")
        },
        choices=choices,
        addresses=addresses,
        accounts=accounts,
        dismissed=frozenset(
            number(row.get("ID")) for row in _named(rows, "user") if is_no(row.get("ACTIVE"))
        ),
    )


def _about_owners(owners: Sequence[Owner]) -> dict[str, Command]:
    """Ask for cards by the page, and for the requisites of each owner."""
    commands: dict[str, Command] = {}
    for kind in (COMPANY, CONTACT):
        ids = [one for owner_kind, one in owners if owner_kind == kind]
        for index, page in enumerate(paged(ids, LIST_PAGE)):
            card = {"entityTypeId": kind, "select": ["*"], "filter": {"@id": page}}
            commands[f"card{kind}x{index}"] = Command(CRM_ITEM_LIST, card)
    for kind, one in owners:
        filters = {"ENTITY_TYPE_ID": kind, "ENTITY_ID": one}
        commands[f"requisite{kind}x{one}"] = Command(
            CRM_REQUISITE_LIST, {"filter": filters, "select": list(REQUISITE_SELECT), "order": OLDEST}
        )
    return commands


def _about_users(users: Sequence[int]) -> dict[str, Command]:
    return {f"user{one}": Command(USER_GET, {"filter": {"ID": one}}) for one in users}


async def _around(
    reader: Reader, requisites: Sequence[int]
) -> tuple[Mapping[int, Sequence[Row]], Mapping[int, Sequence[Row]]]:
    """Read addresses and bank accounts of requisites."""
    commands: dict[str, Command] = {}
    for one in requisites:
        place = {"ENTITY_TYPE_ID": REQUISITE, "ENTITY_ID": one}
        commands[f"address{one}"] = Command(CRM_ADDRESS_LIST, {"filter": place})
        commands[f"bank{one}"] = Command(
            CRM_REQUISITE_BANKDETAIL_LIST, {"filter": {"ENTITY_ID": one}, "order": OLDEST}
        )
    rows = await reader.rows(commands) if commands else {}
    return _grouped(_named(rows, "address"), _entity), _grouped(_named(rows, "bank"), _entity)


def _named(rows: Mapping[str, Sequence[Row]], prefix: str) -> list[Row]:
    """Take together the rows of the commands whose names begin so."""
    return [row for name, page in rows.items() if name.startswith(prefix) for row in page]


def _owner(row: Row) -> Owner:
    return number(row.get("ENTITY_TYPE_ID")), number(row.get("ENTITY_ID"))


def _entity(row: Row) -> int:
    return number(row.get("ENTITY_ID"))


def _grouped(rows: Iterable[Row], key: Callable[[Row], K]) -> dict[K, list[Row]]:
    groups: dict[K, list[Row]] = {}
    for row in rows:
        groups.setdefault(key(row), []).append(row)
    return groups


def _choice(rows: Sequence[Row], link: Row) -> Choice:
    """Choose the requisites: those linked to the invoice, or the only active ones."""
    linked = [row for row in rows if number(row.get("ID")) == number(link.get("REQUISITE_ID"))]
    if linked:
        return Choice(linked[0])
    active = [row for row in rows if not is_no(row.get("ACTIVE")) and not is_yes(row.get("ADDRESS_ONLY"))]
    if not active:
        return Choice()
    return Choice(active[0], SEVERAL_REQUISITES if len(active) > 1 else "")
