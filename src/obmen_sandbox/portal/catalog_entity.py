"""How every `catalog.*` object is read and written: silent drops, PHP-empty values as null.

Source: Bitrix24 `api-reference/catalog/`; `rest/lib/integration/view/base.php`.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from obmen_sandbox.portal.clock import parse_moment, stamp
from obmen_sandbox.portal.errors import RestError, required_fields
from obmen_sandbox.portal.lists import (
    PAGE_ROWS,
    Reply,
    Row,
    reply_page,
    select_rows,
    selected_names,
    sort_rows,
    stored,
)
from obmen_sandbox.portal.method import Call, Method
from obmen_sandbox.portal.phpform import as_list, as_map, is_empty, to_flag, to_float, to_int, to_text
from obmen_sandbox.portal.settings import PortalSettings
from obmen_sandbox.portal.state import PortalState
from obmen_sandbox.portal.table import Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of an object and what the portal does with it."""

    name: str
    kind: str = "string"  # int | float | string | flag | datetime | object
    default: Any = None
    required: bool = False
    readonly: bool = False
    immutable: bool = False
    zero_shown: bool = False  # 0 is shown as 0 in the documentation, not as null


def no_check(_state: PortalState, _row: Row, _old: Row | None) -> None:
    """Anything goes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """An object of the catalogue: its table, the keys of its answers, its fields."""

    table: str
    prefix: str  # of its methods: catalog.price
    one: str
    many: str
    fields: tuple[Field, ...]
    check: Callable[[PortalState, Row, Row | None], None] = no_check
    event: str | None = None  # CATALOG.PRICE.ON
    add_s: float = 0.1  # run time charged
    update_s: float = 0.1
    not_found: str = "does not exist."
    missing_code: int | str = 0
    required_on_update: tuple[str, ...] = ()
    by_name: dict[str, Field] = field(init=False)
    kinds: dict[str, str] = field(init=False)
    defaults: Row = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_name", {f.name: f for f in self.fields})
        object.__setattr__(self, "kinds", {f.name: f.kind for f in self.fields})
        object.__setattr__(self, "defaults", {f.name: f.default for f in self.fields})


def cast(value: Any, kind: str, default: Any) -> Any:
    """Turn what came into what is stored, as PHP would."""
    if kind == "flag":
        return to_flag(value, default=default or "N")
    if value is None or value == "":
        return None if kind != "string" else value
    match kind:
        case "int":
            return to_int(value)
        case "float":
            return to_float(value)
        case "string":
            return to_text(value)
        case "datetime":
            moment = parse_moment(value)
            return stamp(moment) if moment else None
        case _:
            return value


def accept(entity: Entity, fields: dict[str, Any], *, adding: bool) -> Row:
    """Keep the fields that exist and may be written; everything else is dropped without a word."""
    taken: Row = dict(entity.defaults) if adding else {}
    for name, given in fields.items():
        f = entity.by_name.get(name)
        if f is None or f.readonly or (f.immutable and not adding):
            continue
        value = cast(given, f.kind, f.default)
        if f.kind == "datetime" and value is None and not is_empty(given):
            continue
        taken[name] = value
    return taken


def demand(names: list[str], fields: dict[str, Any]) -> None:
    """Refuse when a required field is absent. Raises: RestError 0."""
    absent = [name for name in names if name not in fields or fields[name] in (None, "", [])]
    if absent:
        raise required_fields(absent)


def shown(value: Any, *, field_: Field | None, settings: PortalSettings) -> Any:
    """A stored value as the catalogue shows it."""
    if value is None:
        return None
    if isinstance(value, str):
        return None if value in ("", "0") and settings.php_empty_is_null else value
    if field_ is not None and field_.zero_shown and value == 0:
        return 0
    if settings.php_empty_is_null and is_empty(value):
        return None
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def view(entity: Entity, row: Row, names: list[str], settings: PortalSettings) -> Row:
    return {n: shown(row.get(n), field_=entity.by_name.get(n), settings=settings) for n in names}


def find(state: PortalState, entity: Entity, number: int) -> Row:
    """The row of an id. Raises: RestError with the code of the object."""
    row = state.table(entity.table).get(number)
    if row is None:
        raise RestError(entity.missing_code, f"{entity.one} {entity.not_found}")
    return row


def list_reply(call: Call, entity: Entity) -> Reply:
    filter_, order = as_map(call.params.get("filter")), call.params.get("order")
    start = call.params.get("start")
    names = selected_names(call.params.get("select"), entity.kinds)
    rows = candidates(call.state.table(entity.table), filter_, entity.kinds)
    limit = PAGE_ROWS if by_cursor(order, start) else None
    rows = select_rows(rows, filter_, entity.kinds, get=stored, limit=limit)
    rows = sort_rows(rows, order, entity.kinds, get=stored)

    def show(row: Row) -> Row:
        return view(entity, row, names, call.state.settings)

    return reply_page(entity.many, rows, start=start, view=show)


def by_cursor(order: Any, start: Any) -> bool:
    """Is it a reading by id without counting, which a page ends?"""
    ways = as_map(order)
    return to_int(start) < 0 and [*ways] in ([], ["id"]) and str(ways.get("id", "asc")).lower() == "asc"


def candidates(table: Table, filter_: Mapping[str, Any], kinds: Mapping[str, str]) -> Iterable[Row]:
    """The rows that a filter can mean at all, by the look-ups of the table or by the cursor on ids."""
    for name in ("id", *table.fields):
        for key in (name, f"={name}", f"@{name}"):
            if key not in filter_ or is_empty(filter_[key]) or name not in kinds:
                continue
            if name == "id":
                numbers = sorted({to_int(value) for value in as_list(filter_[key])})
                return [table[number] for number in numbers if number in table]
            read: Callable[[Any], Any] = to_int if kinds[name] == "int" else to_text
            wanted = {read(value) for value in as_list(filter_[key])}
            found = {row["id"]: row for value in wanted for row in table.where(name, value)}
            return [found[number] for number in sorted(found)]
    after = [to_int(filter_[key]) for key in (">id", ">=id") if key in filter_]
    return table.after(max(after, default=1) - 1)


def one_reply(call: Call, entity: Entity, row: Row) -> Reply:
    return Reply({entity.one: view(entity, row, list(entity.kinds), call.state.settings)})


def add_reply(call: Call, entity: Entity) -> Reply:
    fields = call.fields()
    demand([f.name for f in entity.fields if f.required], fields)
    row = accept(entity, fields, adding=True)
    entity.check(call.state, row, None)
    stored_row = call.state.insert(entity.table, touched(entity, row, call))
    tell(call.state, entity, "ADD", stored_row)
    return one_reply(call, entity, stored_row)


def update_reply(call: Call, entity: Entity) -> Reply:
    old = find(call.state, entity, call.need_id())
    fields = call.fields()
    demand(list(entity.required_on_update), fields)
    changes = accept(entity, fields, adding=False)
    entity.check(call.state, {**old, **changes}, old)
    call.state.table(entity.table).change(old["id"], touched(entity, changes, call))
    tell(call.state, entity, "UPDATE", old)
    return one_reply(call, entity, old)


def touched(entity: Entity, row: Row, call: Call) -> Row:
    """Set the moment of change and who made it, where the object has them."""
    if "timestampX" in entity.kinds:
        row["timestampX"] = call.state.stamp()
    if "modifiedBy" in entity.kinds:
        row["modifiedBy"] = call.user_id
    return row


def delete_reply(call: Call, entity: Entity) -> Reply:
    row = find(call.state, entity, call.need_id())
    del call.state.table(entity.table)[row["id"]]
    tell(call.state, entity, "DELETE", row)
    return Reply(result=True)


def tell(state: PortalState, entity: Entity, what: str, row: Row) -> None:
    if entity.event is not None:
        state.emit(f"{entity.event}.{what}", ID=row["id"])


def fields_reply(_call: Call, entity: Entity) -> Reply:
    described = {
        f.name: {
            "isImmutable": f.immutable,
            "isReadOnly": f.readonly,
            "isRequired": f.required,
            "type": {"int": "integer", "float": "double", "flag": "char", "object": "datatype"}.get(
                f.kind, f.kind
            ),
        }
        for f in entity.fields
    }
    return Reply({entity.one: described})


def reading(entity: Entity) -> tuple[Method, ...]:
    """The methods `list`, `get`, `getFields` of an object."""
    return (
        Method(f"{entity.prefix}.list", lambda call: list_reply(call, entity), "catalog"),
        Method(
            f"{entity.prefix}.get",
            lambda call: one_reply(call, entity, find(call.state, entity, call.need_id())),
            "catalog",
        ),
        Method(f"{entity.prefix}.getFields", lambda call: fields_reply(call, entity), "catalog"),
    )


def writing(entity: Entity) -> tuple[Method, ...]:
    """The methods `add`, `update`, `delete` of an object."""
    return (
        Method(
            f"{entity.prefix}.add",
            lambda call: add_reply(call, entity),
            "catalog",
            writes=True,
            cost_s=entity.add_s,
        ),
        Method(
            f"{entity.prefix}.update",
            lambda call: update_reply(call, entity),
            "catalog",
            writes=True,
            cost_s=entity.update_s,
        ),
        Method(
            f"{entity.prefix}.delete",
            lambda call: delete_reply(call, entity),
            "catalog",
            writes=True,
            cost_s=entity.update_s,
        ),
    )
