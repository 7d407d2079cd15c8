"""What people and the control interface do with robots and triggers."""

from collections.abc import Mapping
from typing import Any, Final

from obmen_sandbox.portal.crm_vocabulary import table_of
from obmen_sandbox.portal.errors import RestError
from obmen_sandbox.portal.lists import Row
from obmen_sandbox.portal.phpform import as_map, is_empty, to_int, to_text
from obmen_sandbox.portal.robot_runner import start_run
from obmen_sandbox.portal.robots import DOCUMENT_TYPES, shown_for
from obmen_sandbox.portal.state import PortalState

TIMEOUT_S: Final = 600


def robots_for(state: PortalState, type_id: int) -> list[Row]:
    """The robots that can be run on objects of a type, by the names that people read."""
    return [
        {**row, "title": title_of(row["NAME"])}
        for row in state.rows("robot")
        if type_id in DOCUMENT_TYPES and shown_for(row, type_id)
    ]


def title_of(name: Any) -> str:
    """A name in Russian where it is given by language."""
    by_language = as_map(name)
    return to_text(by_language.get("ru") or next(iter(by_language.values()), "") or name)


def run_robot(state: PortalState, wish: Mapping[str, Any]) -> Row:
    """Run a robot as automation does.

    Shape:  {"code", "entityTypeId": 31, "id": 128, "properties": {…}, "timeout": 600}
    Raises: RestError — there is no such robot for such an object, or no such object.
    """
    code, type_id, number = (
        to_text(wish.get("code")),
        to_int(wish.get("entityTypeId")),
        to_int(wish.get("id")),
    )
    robot = next((row for row in robots_for(state, type_id) if row["CODE"] == code), None)
    if robot is None:
        raise RestError("ERROR_ACTIVITY_NOT_FOUND", f"{code} cannot be run on this type")
    if number not in state.table(table_of(type_id)):
        raise RestError("NOT_FOUND", "Элемент не найден")
    properties = as_map(wish.get("properties"))
    for name, described in robot["PROPERTIES"].items():
        given = properties.get(name, described.get("Default"))
        if to_text(described.get("Required")) == "Y" and is_empty(given):
            raise RestError("ERROR_REQUIRED", f"«{title_of(described['Name'])}» не заполнено")
    return start_run(
        state,
        robot,
        document_type=DOCUMENT_TYPES[type_id],
        number=number,
        properties=properties,
        timeout_s=to_int(wish.get("timeout")) or TIMEOUT_S,
    )


def find_run(state: PortalState, number: int) -> Row:
    run = state.table("robotRun").get(number)
    if run is None:
        raise RestError("NOT_FOUND", "Такого запуска нет")
    return run
