"""`<Контрагент>` as 1C tells of it in a file of its own."""

from __future__ import annotations

from typing import Final

from obmen.domain.counterparty import BankAccount, ClientKind, Counterparty
from obmen.onec.commerceml import vocabulary as words
from obmen.onec.commerceml.elements import Element, Field, Put, Table, Values, fields_of
from obmen.onec.commerceml.readers.counts import ReadCounts
from obmen.onec.commerceml.readers.values import key_of, record_id


def put_address(field: str) -> Put:
    """Make a handler that keeps an address as 1C presents it."""

    def put(child: Element, values: Values) -> None:
        values[field] = fields_of(child, _ADDRESS).get("text", "")

    return put


def put_contacts(child: Element, values: Values) -> None:
    """Keep the first phone and the first e-mail."""
    for contact in child:
        found = fields_of(contact, _CONTACT)
        kind, text = key_of(found.get("kind", "")), found.get("value", "")
        if kind.startswith(words.PHONE_KINDS) and text:
            values.setdefault("phone", text)
        elif kind.startswith(words.MAIL_KINDS) and text:
            values.setdefault("email", text)


def put_bank(child: Element, values: Values) -> None:
    values.update(fields_of(child, _BANK))


def put_accounts(child: Element, values: Values) -> None:
    """Keep the first account."""
    for account in child:
        found = fields_of(account, _ACCOUNT)
        values.setdefault(
            "account",
            BankAccount(
                number=found.get("number", ""),
                bank=found.get("bank", ""),
                bic=found.get("bic", ""),
                correspondent=found.get("correspondent", ""),
            ),
        )


_ADDRESS: Final[Table[Field]] = Table({words.PRESENTATION: "text"})
_CONTACT: Final[Table[Field]] = Table({words.CONTACT_KIND: "kind", words.VALUE: "value"})
_BANK: Final[Table[Field]] = Table({
    words.NAME: "bank",
    words.BIC: "bic",
    words.CORRESPONDENT: "correspondent",
})  # fmt: skip
_ACCOUNT: Final[Table[Field]] = Table({words.ACCOUNT_NUMBER: "number", words.BANK: put_bank})
_COUNTERPARTY: Final[Table[Field]] = Table({
    words.ID: "id",
    words.NAME: "name",
    words.OFFICIAL_NAME: "official_name",
    words.FULL_NAME: "full_name",
    words.TAX_ID: "tax_id",
    words.KPP: "kpp",
    words.OGRN: "ogrn",
    words.LEGAL_ADDRESS: put_address("legal_address"),
    words.REGISTRATION_ADDRESS: put_address("registration_address"),
    words.ADDRESS: put_address("actual_address"),
    words.CONTACTS: put_contacts,
    words.ACCOUNTS: put_accounts,
})  # fmt: skip


def read_counterparty(element: Element, counts: ReadCounts) -> Counterparty:
    """Read `<Контрагент>`.

    Raises: Unreadable — no id.
    """
    counts.counterparties += 1
    values = fields_of(element, _COUNTERPARTY)
    return Counterparty(
        id=record_id(values.get("id")),
        kind=_kind(values),
        name=values.get("name", ""),
        official_name=values.get("official_name") or values.get("full_name", ""),
        tax_id=values.get("tax_id", ""),
        kpp=values.get("kpp", ""),
        ogrn=values.get("ogrn", ""),
        legal_address=values.get("legal_address") or values.get("registration_address", ""),
        actual_address=values.get("actual_address", ""),
        phone=values.get("phone", ""),
        email=values.get("email", ""),
        account=values.get("account"),
    )


def _kind(values: Values) -> ClientKind:
    """Tell what the law sees: 12 digits of ИНН never belong to a company (facts §3.1)."""
    digits = len(values.get("tax_id", ""))
    if digits == 12:
        return ClientKind.ENTREPRENEUR
    official = values.get("official_name") or values.get("kpp") or digits == 10
    return ClientKind.LEGAL_ENTITY if official else ClientKind.PERSON
