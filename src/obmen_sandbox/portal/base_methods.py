"""The portal about itself: scopes, users, time, currencies.

Source: Bitrix24 `api-reference/common/`, `user/`, `crm/currency/`.
"""

from functools import partial
from typing import Final

from obmen_sandbox.portal.errors import RestError
from obmen_sandbox.portal.execute import scopes_of
from obmen_sandbox.portal.lists import Reply, Row, reply_page, select_rows, sort_rows, stored
from obmen_sandbox.portal.method import Call, Method
from obmen_sandbox.portal.phpform import as_map, is_empty, to_text
from obmen_sandbox.portal.state import PortalState
from obmen_sandbox.portal.words import words

USER_KINDS: Final = {
    "ID": "int",
    "ACTIVE": "flag",
    "NAME": "string",
    "LAST_NAME": "string",
    "EMAIL": "string",
}
EVENTS: Final = words(
    """
    ONCRMDYNAMICITEMADD ONCRMDYNAMICITEMUPDATE ONCRMDYNAMICITEMDELETE ONCRMDEALADD ONCRMDEALUPDATE
    ONCRMDEALDELETE ONCRMCOMPANYADD ONCRMCOMPANYUPDATE ONCRMCOMPANYDELETE ONCRMCONTACTADD
    ONCRMCONTACTUPDATE ONCRMCONTACTDELETE ONCRMREQUISITEADD ONCRMREQUISITEUPDATE
    ONCRMREQUISITEDELETE ONCRMTIMELINECOMMENTADD CATALOG.PRODUCT.ON.ADD CATALOG.PRODUCT.ON.UPDATE
    CATALOG.PRODUCT.ON.DELETE CATALOG.PRICE.ON.ADD CATALOG.PRICE.ON.UPDATE CATALOG.PRICE.ON.DELETE
    ONAPPINSTALL ONAPPUPDATE ONAPPUNINSTALL ONOFFLINEEVENT
    """
)


def me(call: Call) -> Row:
    return call.state.table("user")[call.user_id]


def profile(call: Call) -> Reply:
    user = me(call)
    shown: Row = {
        "ID": str(user["id"]),
        "ADMIN": user["admin"],
        "NAME": user["NAME"],
        "LAST_NAME": user["LAST_NAME"],
    }
    return Reply({**shown, "PERSONAL_GENDER": "", "TIME_ZONE": ""})


def show_user(row: Row) -> Row:
    return {
        "ID": str(row["id"]),
        "ACTIVE": row["ACTIVE"] == "Y",
        "NAME": row["NAME"],
        "LAST_NAME": row["LAST_NAME"],
        "SECOND_NAME": "",
        "EMAIL": row["EMAIL"],
        "LAST_LOGIN": row["LAST_LOGIN"],
        "DATE_REGISTER": row["DATE_REGISTER"],
        "TIME_ZONE": "",
        "IS_ONLINE": "N",
        "TIMESTAMP_X": {},
        "LAST_ACTIVITY_DATE": {},
        "PERSONAL_GENDER": "",
        "PERSONAL_WWW": "",
        "PERSONAL_BIRTHDAY": "",
        "PERSONAL_MOBILE": "",
        "PERSONAL_CITY": "",
        "WORK_PHONE": "",
        "WORK_POSITION": row["WORK_POSITION"],
        "UF_EMPLOYMENT_DATE": "",
        "UF_DEPARTMENT": [1],
        "USER_TYPE": "employee",
    }


def seen(call: Call, row: Row) -> Row:
    """A user; with the scope `user_brief` alone the e-mail is hidden."""
    shown = show_user(row)
    return {n: v for n, v in shown.items() if n != "EMAIL" or {"user", "user_basic"} & set(scopes_of(call))}


def user_get(call: Call) -> Reply:
    """`user.get`: filters by upper-case names, also outside `filter`; ACTIVE is true or false."""
    given = {**as_map(call.params.get("filter") or call.params.get("FILTER")), **call.params}
    filter_ = {key.upper(): value for key, value in given.items() if key.upper() in USER_KINDS}
    if "ACTIVE" in filter_:
        filter_["ACTIVE"] = "N" if filter_["ACTIVE"] in (False, "N", "false", "0", 0) else "Y"
    rows = [{**row, "ID": row["id"]} for row in call.state.rows("user")]
    rows = select_rows(rows, filter_, USER_KINDS, get=stored)
    rows = sort_rows(rows, {"ID": call.params.get("ORDER", "ASC")}, USER_KINDS, get=stored)
    return reply_page(None, rows, start=call.params.get("start"), view=partial(seen, call))


def methods_list(call: Call) -> Reply:
    return Reply(sorted(call.state.method_names))


def method_get(call: Call) -> Reply:
    name = to_text(call.need("name")).lower()
    exists = name in {known.lower() for known in call.state.method_names}
    return Reply({"isExisting": exists, "isAvailable": exists})


def is_extended(state: PortalState) -> bool:
    """Does the plan have what goes beyond plain offline events?"""
    return state.settings.plan in ("pro", "enterprise")


def feature_get(call: Call) -> Reply:
    code = to_text(call.params.get("CODE"))
    if is_empty(code):
        raise RestError("CODE_EMPTY", "CODE can't be empty")
    return Reply(
        {
            "value": "Y"
            if is_extended(call.state) and code in ("rest_offline_extended", "rest_auth_connector")
            else "N"
        }
    )


def currency_list(call: Call) -> Reply:
    """`crm.currency.list`: its `total` is always 0."""
    rows = sorted(call.state.rows("currency"), key=lambda row: int(row["SORT"]))
    return Reply([{name: value for name, value in row.items() if name != "id"} for row in rows], total=0)


def currency_get(call: Call) -> Reply:
    wanted = to_text(call.params.get("id") or call.params.get("ID"))
    for row in call.state.rows("currency"):
        if row["CURRENCY"] == wanted:
            return Reply({name: value for name, value in row.items() if name != "id"})
    raise RestError("", "Not found")


def currency_base(call: Call) -> Reply:
    return Reply(next(row["CURRENCY"] for row in call.state.rows("currency") if row["BASE"] == "Y"))


METHODS: Final = (
    Method("profile", profile, ""),
    Method("scope", lambda c: Reply(sorted(scopes_of(c))), ""),
    Method("server.time", lambda c: Reply(c.state.stamp()), ""),
    Method("methods", methods_list, ""),
    Method("method.get", method_get, ""),
    Method("feature.get", feature_get, ""),
    Method("events", lambda _c: Reply(list(EVENTS)), ""),
    Method("user.current", lambda c: Reply(seen(c, me(c))), "user"),
    Method("user.get", user_get, "user"),
    Method("crm.currency.list", currency_list, "crm"),
    Method("crm.currency.get", currency_get, "crm"),
    Method("crm.currency.base.get", currency_base, "crm"),
)
