"""What a sales manager does in the portal with the mouse: bills, changes of rows and stages, new clients."""

from collections.abc import Mapping
from typing import Any, Final

from obmen_sandbox.portal import crm_item, crm_requisite, crm_rows
from obmen_sandbox.portal.crm_legacy import add as legacy_add
from obmen_sandbox.portal.crm_stages import stages
from obmen_sandbox.portal.crm_vocabulary import COMPANY, CONTACT, DEAL, INVOICE, table_of
from obmen_sandbox.portal.errors import RestError
from obmen_sandbox.portal.lists import Row
from obmen_sandbox.portal.method import Call
from obmen_sandbox.portal.phpform import as_list, as_map, is_empty, to_int, to_text
from obmen_sandbox.portal.seed_people import (
    ACTUAL_ADDRESS,
    ENTREPRENEUR,
    LEGAL_ADDRESS,
    MANAGER,
    ORGANISATION,
    PERSON,
)
from obmen_sandbox.portal.state import ELEMENTS, PortalState
from obmen_sandbox.portal.words import words

REQUISITE_NAMES: Final = {  # short names of the control interface -> fields of a requisite
    "inn": "RQ_INN",
    "kpp": "RQ_KPP",
    "ogrn": "RQ_OGRN",
    "ogrnip": "RQ_OGRNIP",
    "okpo": "RQ_OKPO",
    "short_name": "RQ_COMPANY_NAME",
    "full_name": "RQ_COMPANY_FULL_NAME",
    "director": "RQ_DIRECTOR",
    "name": "RQ_FIRST_NAME",
    "second_name": "RQ_SECOND_NAME",
    "last_name": "RQ_LAST_NAME",
}
ITEM_NAMES: Final = words(
    """
    title begindate closedate comments xmlId accountNumber currencyId mycompanyId opportunity
    isManualOpportunity assignedById
    """
)


def call_as(state: PortalState, user_id: int, method: str, **params: Any) -> Call:
    return Call(state, method, params, user_id)


def make_invoice(state: PortalState, wish: Mapping[str, Any]) -> dict[str, Any]:
    """Make an invoice as a manager would, with its client, deal, rows and requisite link.

    Shape:  {"company": {"id": 2} | {"title", "inn", "kpp", …}, "contact": {"id": 1} | {"name", …},
             "rows": [{"productId" | "product" (xmlId), "productName", "price", "quantity", …}],
             "deal": title, "stage": "S", "link": true, "user_id": 7, and any of ITEM_NAMES}
    Raises: RestError — as the methods do.
    """
    user_id = to_int(wish.get("user_id")) or MANAGER
    company = client(state, user_id, COMPANY, as_map(wish.get("company")))
    contact = client(state, user_id, CONTACT, as_map(wish.get("contact")))
    deal_id = make_deal(state, user_id, wish, company, contact)
    fields = {name: wish[name] for name in ITEM_NAMES if name in wish}
    fields |= {
        "companyId": company.get("id"),
        "contactIds": [contact["id"]] if contact else [],
        "parentId2": deal_id,
    }
    fields.setdefault("assignedById", user_id)
    added = crm_item.add(call_as(state, user_id, "crm.item.add", entityTypeId=INVOICE, fields=fields))
    invoice = state.table(table_of(INVOICE))[added.result["item"]["id"]]
    rows = set_rows(state, invoice["id"], as_list(wish.get("rows")), user_id=user_id)
    link_requisites(state, user_id, invoice, company or contact, wanted=wish.get("link", True))
    if not is_empty(wish.get("stage")):
        set_stage(state, invoice["id"], to_text(wish["stage"]), user_id=user_id)
    return {
        "id": invoice["id"],
        "accountNumber": invoice["accountNumber"],
        "companyId": company.get("id"),
        "contactId": contact.get("id"),
        "requisiteId": (company or contact).get("requisiteId"),
        "dealId": deal_id,
        "rowIds": [row["id"] for row in rows],
        "opportunity": invoice["opportunity"],
        "stageId": invoice["stageId"],
    }


def make_deal(
    state: PortalState, user_id: int, wish: Mapping[str, Any], company: Row, contact: Row
) -> int | None:
    if is_empty(wish.get("deal")):
        return None
    if isinstance(wish["deal"], int) and not isinstance(wish["deal"], bool):
        return wish["deal"]
    title = wish["deal"] if isinstance(wish["deal"], str) else "Новая сделка"
    fields = {
        "title": title,
        "companyId": company.get("id"),
        "contactIds": [contact["id"]] if contact else [],
    }
    added = crm_item.add(call_as(state, user_id, "crm.item.add", entityTypeId=DEAL, fields=fields))
    return to_int(added.result["item"]["id"])


def client(state: PortalState, user_id: int, type_id: int, wish: dict[str, Any]) -> Row:
    """An existing client by id, or a new one with requisites, addresses and an account."""
    if not wish:
        return {}
    if not is_empty(wish.get("id")):
        number = to_int(wish["id"])
        found = first_requisite(state, type_id, number)
        return {"id": number, "requisiteId": found["id"] if found else None}
    fields: Row = {"title": wish.get("title")} if type_id == COMPANY else person_fields(wish)
    phones = [{"typeId": "PHONE", "value": wish["phone"]}] if wish.get("phone") else []
    mails = [{"typeId": "EMAIL", "value": wish["email"]}] if wish.get("email") else []
    added = crm_item.add(
        call_as(state, user_id, "crm.item.add", entityTypeId=type_id, fields={**fields, "fm": phones + mails})
    )
    number = to_int(added.result["item"]["id"])
    return {"id": number, "requisiteId": make_requisite(state, user_id, type_id, number, wish)}


def person_fields(wish: dict[str, Any]) -> Row:
    return {
        "name": wish.get("name"),
        "secondName": wish.get("second_name"),
        "lastName": wish.get("last_name"),
    }


def first_requisite(state: PortalState, type_id: int, number: int) -> Row | None:
    rows = state.rows("requisite")
    return next((r for r in rows if (r["ENTITY_TYPE_ID"], r["ENTITY_ID"]) == (type_id, number)), None)


def make_requisite(
    state: PortalState, user_id: int, type_id: int, number: int, wish: dict[str, Any]
) -> int | None:
    """The requisite of a new client; none when nothing is said that belongs there."""
    given = {field: to_text(wish[name]) for name, field in REQUISITE_NAMES.items() if wish.get(name)}
    if not given:
        return None
    preset = ORGANISATION if type_id == COMPANY else PERSON
    if len(given.get("RQ_INN", "")) == 12 and type_id == COMPANY:
        preset = ENTREPRENEUR
    head = {"ENTITY_TYPE_ID": type_id, "ENTITY_ID": number, "PRESET_ID": preset}
    head["NAME"] = state.table("requisitePreset")[preset]["NAME"]
    call = call_as(state, user_id, "crm.requisite.add", fields={**head, **given})
    requisite_id = to_int(legacy_add(call, crm_requisite.REQUISITES).result)
    for name, kind in (("address", LEGAL_ADDRESS), ("actual_address", ACTUAL_ADDRESS)):
        if wish.get(name):
            fields = {
                "TYPE_ID": kind,
                "ENTITY_TYPE_ID": 8,
                "ENTITY_ID": requisite_id,
                **address_of(wish[name]),
            }
            crm_requisite.address_add(call_as(state, user_id, "crm.address.add", fields=fields))
    if wish.get("bank"):
        fields = {
            "ENTITY_ID": requisite_id,
            "COUNTRY_ID": 1,
            "NAME": "Расчётный счёт",
            **as_map(wish["bank"]),
        }
        legacy_add(
            call_as(state, user_id, "crm.requisite.bankdetail.add", fields=fields), crm_requisite.BANK_DETAILS
        )
    return requisite_id


def address_of(given: Any) -> dict[str, Any]:
    return as_map(given) if isinstance(given, dict) else {"ADDRESS_1": given, "COUNTRY": "Россия"}


def link_requisites(state: PortalState, user_id: int, invoice: Row, who: Row, *, wanted: Any) -> None:
    """Choose the requisites in the invoice, as its form does."""
    if not wanted or not who.get("requisiteId"):
        return
    own = first_requisite(state, COMPANY, invoice["mycompanyId"])
    fields = {
        "ENTITY_TYPE_ID": INVOICE,
        "ENTITY_ID": invoice["id"],
        "REQUISITE_ID": who["requisiteId"],
        "BANK_DETAIL_ID": account_id(state, who["requisiteId"]),
        "MC_REQUISITE_ID": own["id"] if own else 0,
        "MC_BANK_DETAIL_ID": account_id(state, own["id"]) if own else 0,
    }
    crm_requisite.link_register(call_as(state, user_id, "crm.requisite.link.register", fields=fields))


def account_id(state: PortalState, requisite_id: int) -> int:
    return next((row["id"] for row in state.rows("bankDetail") if row["ENTITY_ID"] == requisite_id), 0)


def set_rows(state: PortalState, number: int, given: list[Any], *, user_id: int = MANAGER) -> list[Row]:
    """Replace the rows of an invoice; a product may be named by its external code."""
    invoice = find_invoice(state, number)
    if not given:
        return []
    rows = [with_product(state, as_map(row)) for row in given]
    return crm_rows.replace_rows(state, INVOICE, invoice, rows, user_id)


def with_product(state: PortalState, row: dict[str, Any]) -> dict[str, Any]:
    """Fill in what the product picker would: id, price, VAT."""
    if "product" in row:
        found = state.table(ELEMENTS).where("xmlId", to_text(row["product"]))
        row = {**row, "productId": found[0]["id"] if found else 0}
    product = state.table(ELEMENTS).get(to_int(row.get("productId")))
    if product is None:
        return row
    price = state.price_of(product["id"], 1)
    vat = state.table("vat").get(product.get("vatId") or 0)
    filled: dict[str, Any] = {"price": price["price"] if price else 0, "taxIncluded": product["vatIncluded"]}
    filled["taxRate"] = vat["rate"] if vat else None
    return {**filled, **row}


def find_invoice(state: PortalState, number: int) -> Row:
    invoice = state.table(table_of(INVOICE)).get(number)
    if invoice is None:
        raise RestError("NOT_FOUND", "Элемент не найден")
    return invoice


def set_stage(state: PortalState, number: int, stage: str, *, user_id: int = MANAGER) -> Row:
    """Move an invoice to a stage given by its code (`P`), its STATUS_ID or its name."""
    invoice = find_invoice(state, number)
    for row in stages(state, INVOICE, invoice["categoryId"]):
        if stage in (row["STATUS_ID"], row["STATUS_ID"].rpartition(":")[2], row["NAME"]):
            crm_item.change(state, INVOICE, invoice, {"stageId": row["STATUS_ID"]}, user_id=user_id)
            return invoice
    raise crm_item.not_valid("Стадия")


def edit(state: PortalState, number: int, fields: dict[str, Any], *, user_id: int = MANAGER) -> Row:
    """Change fields of an invoice."""
    call = call_as(state, user_id, "crm.item.update", entityTypeId=INVOICE, id=number, fields=fields)
    crm_item.update(call)
    return find_invoice(state, number)


def delete(state: PortalState, number: int) -> None:
    crm_item.remove(state, INVOICE, find_invoice(state, number)["id"])


def rows_of_invoice(state: PortalState, number: int) -> list[Row]:
    return crm_rows.rows_of(state, INVOICE, number)


def edit_rows(state: PortalState, number: int, changes: Mapping[int, dict[str, Any]]) -> list[Row]:
    """Change prices and quantities of rows that are there; they keep their ids."""
    given = [{**row, **changes.get(row["id"], {})} for row in rows_of_invoice(state, number)]
    return crm_rows.replace_rows(state, INVOICE, find_invoice(state, number), given, MANAGER)
