"""Messages and comments in the timeline, and notices to people.

Source: Bitrix24 `api-reference/crm/timeline/`, `api-reference/chats/notifications/`.
"""

from typing import Final

from obmen_sandbox.portal.crm_vocabulary import FIELDS, table_of
from obmen_sandbox.portal.errors import RestError, missing_parameter
from obmen_sandbox.portal.lists import (
    Reply,
    Row,
    page,
    reply_page,
    select_rows,
    selected_names,
    sort_rows,
    stored,
)
from obmen_sandbox.portal.method import Call, Method
from obmen_sandbox.portal.phpform import as_map, is_empty, to_int, to_text
from obmen_sandbox.portal.state import PortalState
from obmen_sandbox.portal.words import words

ICONS: Final = (
    "info",
    "call",
    "mail",
    "check",
    "document",
    "bank-card",
    "comment",
    "task",
    "attention",
    "view",
)
LOG_PAGE: Final = 10
LOG_KINDS: Final = {"id": "int", "created": "datetime"}
COMMENT_NAMES: Final = words("ID ENTITY_ID ENTITY_TYPE CREATED COMMENT AUTHOR_ID FILES")
OWNER_NAMES: Final = {"deal": 2, "contact": 3, "company": 4, "quote": 7, "smart_invoice": 31}
COMMENT_KINDS: Final = {
    "ID": "int",
    "ENTITY_ID": "int",
    "ENTITY_TYPE": "string",
    "CREATED": "datetime",
    "AUTHOR_ID": "int",
    "COMMENT": "string",
}


def owner(state: PortalState, type_id: int, number: int) -> Row:
    """The object of a timeline. Raises: RestError OWNER_NOT_FOUND."""
    row = state.table(table_of(type_id)).get(number) if type_id in FIELDS else None
    if row is None:
        raise RestError("OWNER_NOT_FOUND", "Владелец не найден")
    return row


def log_add(call: Call) -> Reply:
    fields = as_map(call.need("fields"))
    for name in ("entityTypeId", "entityId", "title", "text", "iconCode"):
        if is_empty(fields.get(name)):
            raise missing_parameter(name)
    type_id, number = to_int(fields["entityTypeId"]), to_int(fields["entityId"])
    item = owner(call.state, type_id, number)
    if to_text(fields["iconCode"]) not in ICONS:
        raise RestError(0, f"Icon with code '{to_text(fields['iconCode'])}' is not found")
    row = call.state.insert(
        "logMessage",
        {
            "entityTypeId": type_id,
            "entityId": number,
            "created": call.state.stamp(),
            "authorId": call.user_id,
            **{name: to_text(fields[name]) for name in ("title", "text", "iconCode")},
        },
        sequence="timeline",
    )
    item["lastActivityTime"], item["lastActivityBy"] = row["created"], call.user_id
    return Reply({"logMessage": show_log(row)})


def show_log(row: Row) -> Row:
    return {name: row[name] for name in ("id", "created", "authorId", "title", "text", "iconCode")}


def log_list(call: Call) -> Reply:
    """`crm.timeline.logmessage.list`: a plain list, ten a page, newest first."""
    type_id, number = to_int(call.need("entityTypeId")), to_int(call.need("entityId"))
    owner(call.state, type_id, number)
    rows = [
        r for r in call.state.rows("logMessage") if (r["entityTypeId"], r["entityId"]) == (type_id, number)
    ]
    rows = sort_rows(rows, call.params.get("order") or {"id": "desc"}, LOG_KINDS, get=stored)
    shown, total, following = page(rows, start=call.params.get("start"), size=LOG_PAGE)
    return Reply([show_log(row) for row in shown], total, following)


def find_log(call: Call) -> Row:
    row = call.state.table("logMessage").get(call.need_id())
    if row is None:
        number = to_int(call.params["id"])
        raise RestError("NOT_FOUND", f"Timeline logmessage not found for id {number}")
    return row


def log_delete(call: Call) -> Reply:
    row = find_log(call)
    del call.state.table("logMessage")[row["id"]]
    return Reply(result=True)


def icon_list(_call: Call) -> Reply:
    return Reply(
        {"icons": [{"code": code, "isSystem": True, "fileUri": f"/icons/{code}.svg"} for code in ICONS]}
    )


def comment_add(call: Call) -> Reply:
    fields = as_map(call.need("fields"))
    for required in ("ENTITY_ID", "ENTITY_TYPE"):
        if is_empty(fields.get(required)):
            raise missing_parameter(required)
    name = to_text(fields["ENTITY_TYPE"]).lower()
    owner(call.state, OWNER_NAMES.get(name, 0), to_int(fields["ENTITY_ID"]))
    if is_empty(fields.get("COMMENT")):
        raise RestError("INVALID_ARG_VALUE", "Empty comment message")
    row = call.state.insert(
        "comment",
        {
            "ENTITY_TYPE": name,
            "ENTITY_ID": to_int(fields["ENTITY_ID"]),
            "COMMENT": to_text(fields["COMMENT"]),
            "AUTHOR_ID": to_int(fields.get("AUTHOR_ID")) or call.user_id,
            "CREATED": call.state.stamp(),
        },
        sequence="timeline",
    )
    call.state.emit("ONCRMTIMELINECOMMENTADD", ID=row["id"])
    return Reply(row["id"])


def show_comment(row: Row) -> Row:
    return {
        "ID": str(row["id"]),
        "ENTITY_ID": str(row["ENTITY_ID"]),
        "ENTITY_TYPE": row["ENTITY_TYPE"],
        "CREATED": row["CREATED"],
        "COMMENT": row["COMMENT"],
        "AUTHOR_ID": str(row["AUTHOR_ID"]),
        "FILES": {},
    }


def comment_list(call: Call) -> Reply:
    filter_ = as_map(call.params.get("filter"))
    if is_empty(filter_.get("ENTITY_ID")) or is_empty(filter_.get("ENTITY_TYPE")):
        raise RestError("", "Access denied.")
    rows = select_rows(call.state.rows("comment"), filter_, COMMENT_KINDS, get=stored)
    rows = sort_rows(rows, call.params.get("order"), COMMENT_KINDS, get=stored)
    names = selected_names(call.params.get("select"), COMMENT_NAMES)

    def view(row: Row) -> Row:
        shown = show_comment(row)
        return {name: shown[name] for name in names}

    return reply_page(None, rows, start=call.params.get("start"), view=view)


def find_comment(call: Call) -> Row:
    row = call.state.table("comment").get(call.need_id())
    if row is None:
        raise RestError("NOT_FOUND", "Not found.")
    return row


def comment_delete(call: Call) -> Reply:
    del call.state.table("comment")[find_comment(call)["id"]]
    return Reply(result=True)


def notify(call: Call, kind: str) -> Reply:
    """`im.notify.*.add`: a notice with the same TAG replaces the one before."""
    user_id = to_int(call.params.get("USER_ID"))
    if user_id not in call.state.table("user"):
        raise RestError("USER_ID_EMPTY", "User ID can't be empty")
    if is_empty(call.params.get("MESSAGE")):
        raise RestError("MESSAGE_EMPTY", "Message can't be empty")
    tag = to_text(call.params.get("TAG")) or None
    rows = call.state.table("notification")
    for row in [r for r in rows.values() if tag is not None and (r["userId"], r["tag"]) == (user_id, tag)]:
        del rows[row["id"]]
    stored_row = call.state.insert(
        "notification",
        {
            "userId": user_id,
            "type": kind,
            "message": to_text(call.params["MESSAGE"]),
            "tag": tag,
            "subTag": to_text(call.params.get("SUB_TAG")) or None,
            "created": call.state.stamp(),
        },
    )
    return Reply(stored_row["id"])


METHODS: Final = (
    Method("crm.timeline.logmessage.add", log_add, "crm", writes=True, cost_s=0.08),
    Method("crm.timeline.logmessage.list", log_list, "crm"),
    Method("crm.timeline.logmessage.get", lambda c: Reply({"logMessage": show_log(find_log(c))}), "crm"),
    Method("crm.timeline.logmessage.delete", log_delete, "crm", writes=True, cost_s=0.06),
    Method("crm.timeline.icon.list", icon_list, "crm"),
    Method("crm.timeline.comment.add", comment_add, "crm", writes=True, cost_s=0.1),
    Method("crm.timeline.comment.list", comment_list, "crm"),
    Method("crm.timeline.comment.get", lambda c: Reply(show_comment(find_comment(c))), "crm"),
    Method("crm.timeline.comment.delete", comment_delete, "crm", writes=True, cost_s=0.06),
    Method("im.notify.system.add", lambda c: notify(c, "system"), "im", writes=True, cost_s=0.05),
    Method("im.notify.personal.add", lambda c: notify(c, "personal"), "im", writes=True, cost_s=0.05),
)
