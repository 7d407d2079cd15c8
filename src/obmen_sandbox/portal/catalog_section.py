"""Sections: the tree of a catalogue.

Source: Bitrix24 `api-reference/catalog/section/`; facts §2.6.
"""

from typing import Any, Final

from obmen_sandbox.portal.catalog_directory import ID
from obmen_sandbox.portal.catalog_entity import Entity, Field, find, list_reply, reading, writing
from obmen_sandbox.portal.catalog_product import remove
from obmen_sandbox.portal.errors import RestError
from obmen_sandbox.portal.lists import Reply, Row
from obmen_sandbox.portal.method import Call, Method
from obmen_sandbox.portal.phpform import is_empty
from obmen_sandbox.portal.state import ELEMENTS, PortalState


def check_section(state: PortalState, row: Row, old: Row | None) -> None:
    """The block exists, the parent is of the same block, the code is unique."""
    if row["iblockId"] not in {c["iblockId"] for c in state.rows("catalog")}:
        raise RestError(200700300050, "Iblock does not exist.")
    parent = state.table("section").get(row.get("iblockSectionId") or 0)
    if row.get("iblockSectionId") and (parent is None or parent["iblockId"] != row["iblockId"]):
        raise RestError(200700300000, "Родительский раздел не найден.")
    if old is not None and under_itself(state, old["id"], parent):
        raise RestError(200700300010, "Раздел нельзя переместить в него самого.")
    same = [] if is_empty(row["code"]) else state.table("section").where("code", row["code"])
    if any(s is not old and s["iblockId"] == row["iblockId"] for s in same):
        raise RestError(200700300040, "Раздел с таким символьным кодом уже существует.")


def under_itself(state: PortalState, number: int, parent: Row | None) -> bool:
    while parent is not None:
        if parent["id"] == number:
            return True
        parent = state.table("section").get(parent.get("iblockSectionId") or 0)
    return False


SECTION: Final = Entity(
    table="section",
    prefix="catalog.section",
    one="section",
    many="sections",
    check=check_section,
    add_s=0.15,
    update_s=0.12,
    missing_code=200700300030,
    fields=(
        ID,
        Field(name="iblockId", kind="int", required=True),
        Field(name="iblockSectionId", kind="int"),
        Field(name="name", required=True),
        Field(name="xmlId"),
        Field(name="code"),
        Field(name="sort", kind="int", default=500),
        Field(name="active", kind="flag", default="Y"),
        Field(name="description"),
        Field(name="descriptionType", default="text"),
    ),
)


def section_list(call: Call) -> Reply:
    """`catalog.section.list` needs `filter.iblockId`."""
    filter_: Any = call.params.get("filter")
    if not isinstance(filter_, dict) or not any(key.lstrip("=@") == "iblockId" for key in filter_):
        raise RestError(0, "Required filter fields: iblockId")
    return list_reply(call, SECTION)


def section_delete(call: Call) -> Reply:
    """A section goes with what is in it: sections and products."""
    drop(call.state, find(call.state, SECTION, call.need_id()))
    return Reply(result=True)


def drop(state: PortalState, section: Row) -> None:
    sections, elements = state.table("section"), state.table(ELEMENTS)
    for inner in sections.where("iblockSectionId", section["id"]):
        drop(state, inner)
    for element in elements.where("iblockSectionId", section["id"]):
        remove(state, element)
    del sections[section["id"]]


METHODS: Final = (
    Method("catalog.section.list", section_list, "catalog"),
    *reading(SECTION)[1:],
    *writing(SECTION)[:2],
    Method("catalog.section.delete", section_delete, "catalog", writes=True, cost_s=0.3),
)
