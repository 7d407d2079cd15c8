"""How 1C looks a buyer up, and when it makes a double (facts §3.1, УНФ §3.2)."""

from collections.abc import Iterator

from obmen_sandbox.onec import journal as j
from obmen_sandbox.onec import vocabulary as v
from obmen_sandbox.onec.base import Base
from obmen_sandbox.onec.model import BankAccount, Counterparty, Family
from obmen_sandbox.onec.tree import Node


def find_or_create(base: Base, buyer: Node, log: list[str]) -> str:
    """Return the id of the counterparty, made when not found; empty when the buyer has no Наименование."""
    if not buyer.text(v.NAME):
        return ""
    read = _read(base, buyer)
    found = next(_matches(base, read, buyer), None)
    if found is not None:
        return found.id
    key = f"{read.name}/{read.tax_id}/{read.kpp}"
    read.id = base.new_id("counterparty", key)
    base.put_counterparty(read)
    log.append(j.COUNTERPARTY_CREATED.format(name=read.name))
    return read.id


def _read(base: Base, buyer: Node) -> Counterparty:
    company = buyer.has(v.OFFICIAL_NAME)
    tax_id = buyer.text(v.TAX_ID)
    if base.settings.family is Family.UNF:  # an ИП comes as ОфициальноеНаименование with a 12-digit ИНН
        company = company and len(tax_id) != 12
    registration = buyer.at(v.REGISTRATION_ADDRESS).text(v.PRESENTATION)
    return Counterparty(
        id="",
        name=buyer.text(v.NAME),
        full_name=buyer.text(v.OFFICIAL_NAME) or buyer.text(v.FULL_NAME) or buyer.text(v.NAME),
        tax_id=tax_id,
        kpp=buyer.text(v.KPP) if company else "",
        is_company=company,
        legal_address=buyer.at(v.LEGAL_ADDRESS).text(v.PRESENTATION) if company else registration,
        address=buyer.at(v.ADDRESS).text(v.PRESENTATION),
        phone=_contact(buyer, v.CONTACT_PHONE),
        email=_contact(buyer, v.CONTACT_MAIL),
        accounts=list(_accounts(buyer)),
    )


def _contact(buyer: Node, kind: str) -> str:
    rows = buyer.at(v.CONTACTS).all(v.CONTACT)
    return next((row.text(v.VALUE) for row in rows if row.text(v.TYPE).replace(" ", "") == kind), "")


def _accounts(buyer: Node) -> Iterator[BankAccount]:
    for row in buyer.at(v.ACCOUNTS).all(v.ACCOUNT):
        bank = row.at(v.BANK)
        if row.text(v.ACCOUNT_NUMBER):
            yield BankAccount(
                number=row.text(v.ACCOUNT_NUMBER),
                bic=bank.text(v.BIC),
                bank=bank.text(v.NAME),
                correspondent=bank.text(v.CORRESPONDENT),
            )


def _matches(base: Base, read: Counterparty, buyer: Node) -> Iterator[Counterparty]:
    known = list(base.state.counterparties.values())
    if base.settings.family is Family.UNF:
        yield from (one for one in known if one.id == buyer.text(v.ID))
    if not read.tax_id or not (base.settings.search_by_tax_id or base.settings.family is Family.UNF):
        yield from (one for one in known if one.name == read.name)
        return
    if read.is_company:  # another or missing КПП is another counterparty: the double is made here
        yield from (
            one for one in known if one.is_company and (one.tax_id, one.kpp) == (read.tax_id, read.kpp)
        )
        return
    yield from (one for one in known if not one.is_company and one.tax_id == read.tax_id)
