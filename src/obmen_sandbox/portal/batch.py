"""`batch`: up to fifty commands in one request, one after the other, without a transaction.

Source: Bitrix24 `how-to-call-rest-api/batch.md`; `rest_provider.php` `methodsBatch`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from obmen_sandbox.portal.errors import ConnectionDropped
from obmen_sandbox.portal.execute import run
from obmen_sandbox.portal.method import Call, Method
from obmen_sandbox.portal.phpform import as_map, is_empty, parse_query, php_array
from obmen_sandbox.portal.references import resolve
from obmen_sandbox.portal.state import PortalState

MAX_COMMANDS: Final = 50
TOO_LONG: Final = {"error": "ERROR_BATCH_LENGTH_EXCEEDED", "error_description": "Max batch length exceeded"}
NOT_ALLOWED: Final = {
    "error": "ERROR_BATCH_METHOD_NOT_ALLOWED",
    "error_description": "Method is not allowed for batch usage",
}
FORBIDDEN: Final = frozenset({"batch", "upload", "download"})
SUFFIXES: Final = (".json", ".xml")


@dataclass(slots=True)
class Maps:
    """The five maps of a batch's answer, by command key; a reference reads them while they grow."""

    result: dict[str, Any] = field(default_factory=dict)
    error: dict[str, Any] = field(default_factory=dict)
    total: dict[str, Any] = field(default_factory=dict)
    next: dict[str, Any] = field(default_factory=dict)
    time: dict[str, Any] = field(default_factory=dict)

    def by_name(self) -> dict[str, Any]:
        return {
            "result": self.result,
            "error": self.error,
            "total": self.total,
            "next": self.next,
            "time": self.time,
        }


def commands_of(params: Mapping[str, Any]) -> dict[str, str]:
    """The commands by key; names of the two parameters are taken in any case."""
    upper = {name.upper(): value for name, value in params.items()}
    return {key: text for key, text in as_map(upper.get("CMD")).items() if isinstance(text, str)}


def command_methods(params: Mapping[str, Any]) -> list[str]:
    return [split_command(text)[0] for text in commands_of(params).values()]


def split_command(text: str) -> tuple[str, str]:
    """Split as PHP's `parse_url` does: a raw `#` cuts the rest off."""
    method, _, query = text.partition("#")[0].partition("?")
    for suffix in SUFFIXES:
        method = method.removesuffix(suffix)
    return method.strip("/"), query


def run_batch(
    state: PortalState, methods: Mapping[str, Method], call: Call, *, die_after: int | None = None
) -> dict[str, Any]:
    """Run the commands of a batch. Raises: ConnectionDropped after `die_after` commands."""
    upper = {name.upper(): value for name, value in call.params.items()}
    halt = not is_empty(upper.get("HALT", 0))
    maps = Maps()
    for number, (key, text) in enumerate(commands_of(call.params).items()):
        if die_after is not None and number >= die_after:
            raise ConnectionDropped
        failed = run_command(state, methods, call, maps, key=key, text=text, surplus=number >= MAX_COMMANDS)
        if failed and halt:
            break
    if die_after is not None:
        raise ConnectionDropped
    return {
        "result": php_array(maps.result),
        "result_error": php_array(maps.error),
        "result_total": php_array(maps.total),
        "result_next": php_array(maps.next),
        "result_time": php_array(maps.time),
    }


def run_command(
    state: PortalState,
    methods: Mapping[str, Method],
    call: Call,
    maps: Maps,
    *,
    key: str,
    text: str,
    surplus: bool,
) -> bool:
    """Run one command into the maps; says whether it failed."""
    method, query = split_command(text)
    if surplus or method.lower() in FORBIDDEN:
        maps.error[key] = TOO_LONG if surplus else NOT_ALLOWED
        return True
    broken_becomes_1 = any(f.name == "failed-reference-becomes-1" for f in state.faults.active)
    params = parse_query(query)
    if "$" in query or "%24" in query:
        params = resolve(params, maps.by_name(), broken_becomes_1=broken_becomes_1)
    inner = replace(call, method=method, params=params)
    answer = run(state, methods, inner, in_batch=True)
    if "error" in answer.body:
        maps.error[key] = answer.body
        return True
    maps.result[key], maps.time[key] = answer.body["result"], answer.time
    for name, target in (("total", maps.total), ("next", maps.next)):
        if name in answer.body:
            target[key] = answer.body[name]
    return False
