"""Requisites, bank details, addresses and their links to documents.

Source: Bitrix24 `api-reference/crm/requisites/`.
"""

from typing import Any, Final

from obmen_sandbox.portal.crm_legacy import (
    Legacy,
    accept,
    as_text,
    demand,
    find,
    list_,
    methods_of,
    refuse,
    show,
    stored_value,
)
from obmen_sandbox.portal.crm_vocabulary import COMPANY, CONTACT, DEAL, INVOICE, QUOTE, REQUISITE, table_of
from obmen_sandbox.portal.errors import RestError
from obmen_sandbox.portal.lists import Reply, Row, select_rows
from obmen_sandbox.portal.method import Call, Method
from obmen_sandbox.portal.phpform import as_list, as_map, is_empty, to_int
from obmen_sandbox.portal.state import PortalState
from obmen_sandbox.portal.words import words

REQUISITE_FIELDS: Final = words(
    """
    ID ENTITY_TYPE_ID ENTITY_ID PRESET_ID DATE_CREATE DATE_MODIFY CREATED_BY_ID MODIFY_BY_ID NAME CODE
    XML_ID ORIGINATOR_ID ACTIVE ADDRESS_ONLY SORT RQ_NAME RQ_FIRST_NAME RQ_LAST_NAME RQ_SECOND_NAME
    RQ_COMPANY_ID RQ_COMPANY_NAME RQ_COMPANY_FULL_NAME RQ_COMPANY_REG_DATE RQ_DIRECTOR RQ_ACCOUNTANT
    RQ_CEO_NAME RQ_CEO_WORK_POS RQ_CONTACT RQ_EMAIL RQ_PHONE RQ_FAX RQ_IDENT_TYPE RQ_IDENT_DOC
    RQ_IDENT_DOC_SER RQ_IDENT_DOC_NUM RQ_IDENT_DOC_PERS_NUM RQ_IDENT_DOC_DATE RQ_IDENT_DOC_ISSUED_BY
    RQ_IDENT_DOC_DEP_CODE RQ_INN RQ_KPP RQ_USRLE RQ_IFNS RQ_OGRN RQ_OGRNIP RQ_OKPO RQ_OKTMO RQ_OKVED
    RQ_EDRPOU RQ_DRFO RQ_KBE RQ_IIN RQ_BIN RQ_ST_CERT_SER RQ_ST_CERT_NUM RQ_ST_CERT_DATE RQ_VAT_PAYER
    RQ_VAT_ID RQ_VAT_CERT_SER RQ_VAT_CERT_NUM RQ_VAT_CERT_DATE RQ_RESIDENCE_COUNTRY RQ_BASE_DOC RQ_REGON
    RQ_KRS RQ_PESEL RQ_LEGAL_FORM RQ_SIRET RQ_SIREN RQ_CAPITAL RQ_RCS RQ_CNPJ RQ_STATE_REG RQ_MNPL_REG
    RQ_CPF
    """
)
BANK_FIELDS: Final = words(
    """
    ID ENTITY_ID COUNTRY_ID DATE_CREATE DATE_MODIFY CREATED_BY_ID MODIFY_BY_ID NAME CODE XML_ID
    ORIGINATOR_ID ACTIVE SORT RQ_BANK_NAME RQ_BANK_CODE RQ_BANK_ADDR RQ_BANK_ROUTE_NUM RQ_BIK RQ_MFO
    RQ_ACC_NAME RQ_ACC_NUM RQ_ACC_TYPE RQ_IIK RQ_ACC_CURRENCY RQ_COR_ACC_NUM RQ_IBAN RQ_SWIFT RQ_BIC
    RQ_CODEB RQ_CODEG RQ_RIB RQ_AGENCY_NAME COMMENTS
    """
)
PRESET_FIELDS: Final = words(
    """
    ID ENTITY_TYPE_ID COUNTRY_ID NAME DATE_CREATE DATE_MODIFY CREATED_BY_ID MODIFY_BY_ID ACTIVE SORT
    XML_ID
    """
)
ADDRESS_FIELDS: Final = words(
    """
    TYPE_ID ENTITY_TYPE_ID ENTITY_ID ADDRESS_1 ADDRESS_2 CITY POSTAL_CODE REGION PROVINCE COUNTRY
    COUNTRY_CODE LOC_ADDR_ID ANCHOR_TYPE_ID ANCHOR_ID
    """
)
LINK_FIELDS: Final = words(
    """
    ENTITY_TYPE_ID ENTITY_ID REQUISITE_ID BANK_DETAIL_ID MC_REQUISITE_ID MC_BANK_DETAIL_ID
    """
)
ADDRESS_KEY: Final = ("TYPE_ID", "ENTITY_TYPE_ID", "ENTITY_ID")
ADDRESS_TYPES: Final = frozenset({1, 4, 6, 8, 9, 11})
LINKABLE: Final = frozenset({DEAL, QUOTE, INVOICE})


def check_requisite(state: PortalState, row: Row) -> None:
    if row.get("ENTITY_TYPE_ID") not in (CONTACT, COMPANY):
        raise refuse("ENTITY_TYPE_ID is not defined or invalid.")
    demand(row, "ENTITY_ID")
    if row.get("PRESET_ID") not in state.table("requisitePreset"):
        raise refuse("PRESET_ID is not defined or invalid.")
    demand(row, "NAME")
    if row["ENTITY_ID"] not in state.table(table_of(row["ENTITY_TYPE_ID"])):
        raise refuse("Entity not found.")


def check_bank(state: PortalState, row: Row) -> None:
    if row.get("ENTITY_ID") not in state.table("requisite"):
        raise refuse("ENTITY_ID is not defined or invalid.")
    demand(row, "NAME")
    row.setdefault("COUNTRY_ID", 1)


def check_preset(_state: PortalState, row: Row) -> None:
    demand(row, "ENTITY_TYPE_ID", "COUNTRY_ID", "NAME")


REQUISITES: Final = Legacy(
    table="requisite",
    prefix="crm.requisite",
    title="Requisite",
    fields=REQUISITE_FIELDS,
    check=check_requisite,
    event="ONCRMREQUISITE",
    immutable=("ENTITY_TYPE_ID", "ENTITY_ID", "PRESET_ID"),
    required=("ENTITY_TYPE_ID", "ENTITY_ID", "PRESET_ID"),
)
BANK_DETAILS: Final = Legacy(
    table="bankDetail",
    prefix="crm.requisite.bankdetail",
    title="RequisiteBankDetail",
    fields=BANK_FIELDS,
    check=check_bank,
    event="ONCRMBANKDETAIL",
    immutable=("ENTITY_ID", "COUNTRY_ID"),
    required=("ENTITY_ID",),
)
PRESETS: Final = Legacy(
    table="requisitePreset",
    prefix="crm.requisite.preset",
    title="RequisitePreset",
    fields=PRESET_FIELDS,
    check=check_preset,
    event="ONCRMREQUISITEPRESET",
)
ADDRESSES: Final = Legacy(
    table="address",
    prefix="crm.address",
    title="Address",
    fields=ADDRESS_FIELDS,
    check=lambda _state, _row: None,
    event="ONCRMADDRESS",
)
LINKS: Final = Legacy(
    table="requisiteLink",
    prefix="crm.requisite.link",
    title="RequisiteLink",
    fields=LINK_FIELDS,
    check=lambda _state, _row: None,
    event="ONCRMREQUISITELINK",
)


def preset_list(call: Call) -> Reply:
    """`crm.requisite.preset.list`: unlike its neighbours it refuses unknown names in `select` and `order`."""
    order = as_map(call.params.get("order"))
    for name in [*as_list(call.params.get("select")), *order]:
        if name not in (*PRESET_FIELDS, "*"):
            text = f"Unknown field definition `{name}` ({name}) for \\Bitrix\\Crm\\Preset Entity."
            raise RestError("100", text)
    return list_(call, PRESETS)


def address_key(row: Row) -> tuple[int, ...]:
    return tuple(to_int(row.get(name)) for name in ADDRESS_KEY)


def address_of(state: PortalState, key: tuple[int, ...]) -> Row | None:
    return next((row for row in state.rows("address") if address_key(row) == key), None)


def address_fields(call: Call) -> tuple[Row, Row | None]:
    """The fields of an address call and the address of the same key. Raises: RestError."""
    row = accept(ADDRESSES, as_map(call.params.get("fields")))
    if row.get("TYPE_ID") not in ADDRESS_TYPES:
        raise refuse("TYPE_ID is not defined or invalid.")
    if row.get("ENTITY_TYPE_ID") not in (1, REQUISITE):
        raise refuse("ENTITY_TYPE_ID is not defined or invalid.")
    if row.get("ENTITY_ID") not in call.state.table("requisite"):
        raise refuse("ENTITY_ID is not defined or invalid.")
    return row, address_of(call.state, address_key(row))


def address_add(call: Call) -> Reply:
    row, old = address_fields(call)
    if old is not None:
        raise refuse("TypeAddress exists")
    owner = call.state.table("requisite")[row["ENTITY_ID"]]
    row |= {"ANCHOR_TYPE_ID": owner["ENTITY_TYPE_ID"], "ANCHOR_ID": owner["ENTITY_ID"]}
    row["LOC_ADDR_ID"] = call.state.new_id("location")
    call.state.insert("address", {**dict.fromkeys(ADDRESS_FIELDS), **row})
    call.state.emit("ONCRMADDRESSREGISTER", **{name: row[name] for name in ADDRESS_KEY})
    return Reply(result=True)


def address_update(call: Call) -> Reply:
    row, old = address_fields(call)
    if old is None:
        raise refuse("TypeAddress not found")
    old.update(row)
    call.state.emit("ONCRMADDRESSREGISTER", **{name: row[name] for name in ADDRESS_KEY})
    return Reply(result=True)


def address_delete(call: Call) -> Reply:
    row, old = address_fields(call)
    if old is None:
        raise refuse("TypeAddress not found")
    del call.state.table("address")[old["id"]]
    call.state.emit("ONCRMADDRESSUNREGISTER", **{name: row[name] for name in ADDRESS_KEY})
    return Reply(result=True)


def link_owner(call: Call, type_id: Any, number: Any) -> Row:
    """The document of a link. Raises: RestError."""
    if to_int(type_id) not in LINKABLE:
        raise refuse("ENTITY_TYPE_ID is not defined or invalid")
    if to_int(number) <= 0:
        raise refuse("ENTITY_ID is not defined or invalid")
    row = call.state.table(table_of(to_int(type_id))).get(to_int(number))
    if row is None:
        raise refuse("Entity is not found")
    return row


def link_register(call: Call) -> Reply:
    given = as_map(call.params.get("fields"))
    owner = link_owner(call, given.get("ENTITY_TYPE_ID"), given.get("ENTITY_ID"))
    for name in LINK_FIELDS[2:]:
        if name not in given or to_int(given[name]) < 0:
            raise refuse(f"{name} is not defined or invalid")
    link = accept(LINKS, given)
    check_client_half(call.state, owner, link)
    check_own_half(call.state, owner, link)
    old = find_link(call.state, link["ENTITY_TYPE_ID"], link["ENTITY_ID"])
    if old is None:
        call.state.insert("requisiteLink", link)
    else:
        old.update(link)
    return Reply(result=True)


def check_client_half(state: PortalState, owner: Row, link: Row) -> None:
    """The client's requisite and account are of the client of the document."""
    number = link["REQUISITE_ID"]
    requisite = state.table("requisite").get(number)
    if number and requisite is None:
        raise refuse(f"The Requisite with ID '{number}' is not found")
    clients = {(COMPANY, owner.get("companyId")), (CONTACT, owner.get("contactId"))}
    if requisite is not None and (requisite["ENTITY_TYPE_ID"], requisite["ENTITY_ID"]) not in clients:
        company = owner.get("companyId") or 0
        raise refuse(f"The Requisite with ID '{number}' is not assigned to Company with ID '{company}'")
    check_account(state, link["BANK_DETAIL_ID"], number, "")


def check_own_half(state: PortalState, owner: Row, link: Row) -> None:
    """Our requisite and account are of our company in the document."""
    number, company = link["MC_REQUISITE_ID"], owner.get("mycompanyId")
    requisite = state.table("requisite").get(number)
    if number and requisite is None:
        raise refuse(f"The Requisite of your company with ID '{number}' is not found")
    if requisite is not None and (requisite["ENTITY_TYPE_ID"], requisite["ENTITY_ID"]) != (COMPANY, company):
        raise refuse(
            f"The Requisite with ID '{number}' is not assigned to your company with ID '{company or 0}'"
        )
    check_account(state, link["MC_BANK_DETAIL_ID"], number, " of your company")


def check_account(state: PortalState, number: int, requisite_id: int, whose: str) -> None:
    account = state.table("bankDetail").get(number)
    if number and account is None:
        raise refuse(f"The BankDetail{whose} with ID '{number}' is not found")
    if account is not None and account["ENTITY_ID"] != requisite_id:
        place = f"Requisite{whose} with ID '{requisite_id}'"
        raise refuse(f"The BankDetail{whose} with ID '{number}' is not assigned to {place}")


def find_link(state: PortalState, type_id: int, number: int) -> Row | None:
    links = state.rows("requisiteLink")
    return next((k for k in links if (k["ENTITY_TYPE_ID"], k["ENTITY_ID"]) == (type_id, number)), None)


def link_get(call: Call) -> Reply:
    """`link.get`: the keys are numbers, the values are strings."""
    type_id, number = to_int(call.params.get("entityTypeId")), to_int(call.params.get("entityId"))
    for name in ("entityTypeId", "entityId"):
        if is_empty(call.params.get(name)):
            raise refuse(f"{name} is not defined or invalid")
    link = find_link(call.state, type_id, number)
    if link is None:
        raise refuse("Not found")
    shown = {name: as_text(link[name]) for name in LINK_FIELDS}
    return Reply({**shown, "ENTITY_TYPE_ID": type_id, "ENTITY_ID": number})


def link_unregister(call: Call) -> Reply:
    link = find_link(call.state, to_int(call.params.get("entityTypeId")), to_int(call.params.get("entityId")))
    if link is None:
        raise refuse("Not found")
    del call.state.table("requisiteLink")[link["id"]]
    return Reply(result=True)


def requisite_delete(call: Call) -> Reply:
    """A requisite goes with its accounts, addresses and links."""
    row = find(call, REQUISITES)
    number = row["id"]
    for table in ("bankDetail", "address"):
        rows = call.state.table(table)
        for part in [r for r in rows.values() if r["ENTITY_ID"] == number]:
            del rows[part["id"]]
    links = call.state.table("requisiteLink")
    for link in select_rows(links.values(), {"REQUISITE_ID": number}, LINKS.kinds, get=stored_value):
        del links[link["id"]]
    del call.state.table("requisite")[number]
    call.state.emit("ONCRMREQUISITEDELETE", ID=number)
    return Reply(result=True)


METHODS: Final = (
    *(method for method in methods_of(REQUISITES) if method.name != "crm.requisite.delete"),
    Method("crm.requisite.delete", requisite_delete, "crm", writes=True, cost_s=0.1),
    *methods_of(BANK_DETAILS),
    Method("crm.requisite.preset.list", preset_list, "crm"),
    Method("crm.requisite.preset.get", lambda c: Reply(show(PRESETS, find(c, PRESETS))), "crm"),
    Method("crm.address.add", address_add, "crm", writes=True, cost_s=0.12),
    Method("crm.address.update", address_update, "crm", writes=True, cost_s=0.1),
    Method("crm.address.delete", address_delete, "crm", writes=True, cost_s=0.1),
    Method("crm.address.list", lambda c: list_(c, ADDRESSES), "crm"),
    Method("crm.requisite.link.register", link_register, "crm", writes=True, cost_s=0.1),
    Method("crm.requisite.link.unregister", link_unregister, "crm", writes=True, cost_s=0.1),
    Method("crm.requisite.link.list", lambda c: list_(c, LINKS), "crm"),
    Method("crm.requisite.link.get", link_get, "crm"),
)
