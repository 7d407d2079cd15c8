"""What the code can say to people: codes found by walking over its syntax trees."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

SOURCES: Final = Path(__file__).parents[3] / "src" / "obmen"
ERRORS: Final = {
    "Refused": "refused",
    "NotFound": "not_found",
    "BadSetting": "setting.bad",
    "BadAddress": "portal.bad_address",
    "ObmenError": "error",
}
"""Errors by the code of their class; the text goes by the facts."""
CODED: Final = frozenset({"DialogueFailure", "Unreadable", "Impossible", "Wait", "Hold", "Out", "Blocked"})
"""Values whose first argument is a code."""
FAMILIES: Final = (
    "client", "invoice", "row", "sum", "number", "differs", "payment", "shipment", "vat", "xml", "zip",
    "record", "object", "catalog", "measure", "currency", "price_type", "owner", "disk", "stage",
    "own_company", "order", "file", "mass", "price",
)  # fmt: skip
LITERAL: Final = re.compile(rf"(?:{'|'.join(FAMILIES)})\.[a-z][a-z0-9_]*")
NOT_FOR_PEOPLE: Final = frozenset({
    "invoice.raw",  # a command
    "offers.awaited",  # a row waits a minute for its offers
    "own_company.undecided",  # the id of a finding, which has its own texts
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Raised:
    """One place where an error is raised; `whole`: every fact is named there."""

    where: str
    code: str
    detail: str
    facts: Mapping[str, object] = field(default_factory=dict)
    whole: bool = True


def trees() -> Iterator[tuple[str, ast.Module]]:
    """Return every module of the product but the texts themselves."""
    for path in sorted(SOURCES.rglob("*.py")):
        name = path.relative_to(SOURCES).as_posix()
        if not name.startswith(("messages/", "storage/migrations/")):
            yield name, ast.parse(path.read_text(encoding="utf-8"))


def raised() -> Iterator[Raised]:
    """Return every error of ours whose reason is written where it is raised."""
    for name, tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ERRORS:
                yield _raised(name, node, ERRORS[node.func.id])


def _raised(name: str, node: ast.Call, code: str) -> Raised:
    facts = {word.arg: _constant(word.value) for word in node.keywords if word.arg}
    whole = all(word.arg for word in node.keywords)
    detail = _constant(node.args[0]) if node.args else ""
    return Raised(f"{name}:{node.lineno}", code, detail, facts, whole)


def _constant(node: ast.expr) -> str:
    """Return a literal as it is, and a stand-in for what is computed."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else "<computed>"


def coded() -> Iterator[tuple[str, str]]:
    """Return (place, code) of every value that carries a code for people."""
    for name, tree in trees():
        for node in ast.walk(tree):
            match node:
                case ast.Call(func=ast.Name(id=what), args=[ast.Constant(value=str(code)), *_]) if (
                    what in CODED
                ):
                    yield f"{name}:{node.lineno}", code
                case ast.keyword(arg="reason", value=ast.Constant(value=str(code))) if "." in code:
                    yield f"{name}:{node.value.lineno}", code
                case ast.Constant(value=str(code)) if LITERAL.fullmatch(code):
                    yield f"{name}:{node.lineno}", code
                case _:
                    pass


def events_of_records() -> Iterator[str]:
    """Return every event that is written into the journal of a record."""
    for _, tree in trees():
        for node in ast.walk(tree):
            match node:
                case ast.Call(func=ast.Name(id="note"), args=[_, _, ast.Constant(value=str(event)), *_]) if (
                    "." in event
                ):
                    yield event
                case ast.Call(func=ast.Name(id="Entry"), keywords=keywords):
                    given = {one.arg: one.value for one in keywords}
                    match given.get("event"), given.get("ref"):
                        case ast.Constant(value=str(event)), ast.Name() | ast.Attribute() | ast.Call():
                            yield event
                        case _:
                            pass
                case _:
                    pass


def facts_of_findings() -> Iterator[tuple[str, str, set[str]]]:
    """Return (place, id, facts) of every finding on a portal."""
    for name, tree in trees():
        for node in ast.walk(tree):
            match node:
                case ast.Call(func=ast.Name(id="_finding"), args=[ast.Constant(value=str(found)), *_]):
                    yield f"{name}:{node.lineno}", found, {word.arg for word in node.keywords if word.arg}
                case _:
                    pass


def facts_of_failures() -> Iterator[tuple[str, str, set[str]]]:
    """Return (place, code, facts) of every failure that 1C hears."""
    for name, tree in trees():
        for node in ast.walk(tree):
            match node:
                case ast.Call(func=ast.Name(id="DialogueFailure"), args=[ast.Constant(value=str(code)), *_]):
                    yield f"{name}:{node.lineno}", code, {word.arg for word in node.keywords if word.arg}
                case _:
                    pass


def findings() -> Iterator[tuple[str, str]]:
    """Return (place, `check.ID.STATE`) of every finding of the pre-flight."""
    for name, tree in trees():
        for function in ast.walk(tree):
            if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                yield from _findings(name, function)


def _findings(name: str, function: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[tuple[str, str]]:
    assigned = sorted(_assigned(function), key=lambda pair: pair[0])
    for node in ast.walk(function):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        match node:
            case ast.Call(func=ast.Name(id="_finding"), args=[ast.Constant(value=str(found)), state, *_]):
                yield from _states(name, node.lineno, found, state, assigned)
            case ast.Call(func=ast.Name(id="_missing"), args=[ast.Constant(value=str(found)), *_]):
                yield f"{name}:{node.lineno}", f"check.{found}.missing"
            case ast.Call(func=ast.Name(id="Finding")):
                words = {word.arg: word.value for word in node.keywords}
                if isinstance(words["id"], ast.Constant):
                    yield from _states(name, node.lineno, str(words["id"].value), words["state"], assigned)
            case _:
                pass


def _assigned(function: ast.AST) -> Iterator[tuple[int, ast.expr]]:
    """Return where `state` is assigned, and what."""
    for node in ast.walk(function):
        match node:
            case ast.Assign(targets=[ast.Name(id="state")]):
                yield node.lineno, node.value
            case _:
                pass


def _states(
    name: str, line: int, found: str, state: ast.expr, assigned: list[tuple[int, ast.expr]]
) -> Iterator[tuple[str, str]]:
    """A state is written there, or was assigned last before."""
    if isinstance(state, ast.Name) and state.id == "state":
        state = next((value for at, value in reversed(assigned) if at <= line), state)
    names = {n.id for n in ast.walk(state) if isinstance(n, ast.Name)}
    names |= {n.attr for n in ast.walk(state) if isinstance(n, ast.Attribute)}
    for one in names & {"OK", "DEGRADED", "MISSING"}:
        yield f"{name}:{line}", f"check.{found}.{one.lower()}"
