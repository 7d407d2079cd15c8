"""What imports and ruff can't show: who reads the clock, commits, speaks Russian; how long things get.

Prints one line per finding, `path:line: what is wrong and what to do`, and exits 1 when there is any.
"""

import ast
import io
import re
import sys
import tokenize
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
CODE: Final = ("src", "tests", "tools", "benchmarks")
FILE_LINES: Final = 400
FUNCTION_LINES: Final = 40

CYRILLIC: Final = re.compile(r"[\u0400-\u04ff]")
ALPHABET: Final = re.compile(r"А-Я|а-я|[Ёё]")  # in a pattern it names letters and says nothing
TODO: Final = re.compile(r"\b(?:TODO|FIXME|XXX)\b(?!.*#\d)")

CLOCKS: Final = frozenset({"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time"})
CONNECTORS: Final = frozenset({
    "aiohttp", "ftplib", "http.client", "httpx", "requests", "smtplib", "socket", "urllib.request", "urllib3",
})  # fmt: skip
SQL: Final = frozenset({"alembic", "psycopg", "psycopg_pool", "sqlalchemy", "sqlite3"})
ENVIRONMENT: Final = frozenset({"os.environ", "os.getenv", "os.environb"})

# Where each thing is allowed; a name without a slash at its end is one file.
MAY_READ_THE_CLOCK: Final = (
    "src/obmen/bootstrap.py", "src/obmen/bootstrap/", "src/obmen/cli/", "src/obmen/jobs/",
    "src/obmen_sandbox/", "tests/", "tools/", "benchmarks/",
)  # fmt: skip
MAY_READ_THE_ENVIRONMENT: Final = (
    "src/obmen/config.py", "src/obmen_sandbox/__main__.py", "tests/", "tools/", "benchmarks/",
)  # fmt: skip
# cli/remote.py asks our own `serve` by loopback, cli/story/ plays the day's people; asgi.py only listens.
MAY_CONNECT: Final = (
    "src/obmen/bitrix24/client.py", "src/obmen/bitrix24/client/", "src/obmen/cli/remote.py",
    "src/obmen/cli/story/", "src/obmen/letters/mail.py", "src/obmen/asgi.py",
    "src/obmen_sandbox/", "tests/", "tools/", "benchmarks/",
)  # fmt: skip
MAY_SPEAK_SQL: Final = ("src/obmen/storage/", "src/obmen_sandbox/", "tests/", "tools/", "benchmarks/")
MAY_COMMIT: Final = ("src/obmen/storage/unit_of_work.py", "src/obmen_sandbox/", "tests/", "benchmarks/")
VOCABULARY: Final = re.compile(r"/vocabulary(?:\.py$|/)")
MAY_SPEAK_RUSSIAN: Final = ("src/obmen/messages/", "src/obmen_sandbox/", "tests/", "benchmarks/")
NO_FLOATS: Final = ("src/obmen/domain/",)
MAY_USE_FLOATS: Final = ("src/obmen/domain/settings.py",)  # seconds and requests a second, no money
# A table is as long as what it lists.
MAY_BE_LONG: Final = ("src/obmen/messages/",)


@dataclass(frozen=True, slots=True)
class Source:
    """One Python file; `path` is relative to the checkout, with slashes."""

    path: str
    text: str
    tree: ast.Module

    def within(self, places: Iterable[str]) -> bool:
        return any(
            self.path == place or (place.endswith("/") and self.path.startswith(place)) for place in places
        )


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One thing to mend."""

    path: str
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.text}"


Check = Callable[[Source], Iterator[Finding]]


def clock_at_the_edges(source: Source) -> Iterator[Finding]:
    if source.within(MAY_READ_THE_CLOCK):
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and _last_two(node.func) in CLOCKS:
            yield _finding(source, node, "the clock is read at the edges only; take `now` as an argument")


def environment_in_config(source: Source) -> Iterator[Finding]:
    if source.within(MAY_READ_THE_ENVIRONMENT):
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Attribute) and _last_two(node) in ENVIRONMENT:
            yield _finding(source, node, "only config reads the environment; take a setting as an argument")
        if isinstance(node, ast.ImportFrom) and ENVIRONMENT & _imported(node):
            yield _finding(source, node, "only config reads the environment; take a setting as an argument")


def connections_in_the_client(source: Source) -> Iterator[Finding]:
    if source.within(MAY_CONNECT):
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import | ast.ImportFrom) and CONNECTORS & _imported(node):
            yield _finding(source, node, "only bitrix24.client opens outgoing connections")


def sql_in_storage(source: Source) -> Iterator[Finding]:
    if source.within(MAY_SPEAK_SQL):
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import | ast.ImportFrom) and SQL & _imported(node):
            yield _finding(source, node, "only storage speaks SQL; ask it through a port")


def commit_in_the_unit_of_work(source: Source) -> Iterator[Finding]:
    if source.within(MAY_COMMIT):
        return
    for node in ast.walk(source.tree):
        match node:
            case ast.Call(func=ast.Attribute(attr="commit")):
                yield _finding(source, node, "only storage.unit_of_work commits; one flow is one transaction")
            case _:
                pass


def russian_in_its_places(source: Source) -> Iterator[Finding]:
    if source.within(MAY_SPEAK_RUSSIAN) or VOCABULARY.search(source.path):
        return
    quoted = _docstrings(source.tree)
    for node in ast.walk(source.tree):
        match node:
            case ast.Constant(value=str(text)) if _is_russian(text) and id(node) not in quoted:
                yield _finding(
                    source,
                    node,
                    f"Russian belongs to a vocabulary.py or obmen/messages: {text.strip()[:40]!r}",
                )
            case _:
                pass


def no_float_in_the_domain(source: Source) -> Iterator[Finding]:
    if not source.within(NO_FLOATS) or source.within(MAY_USE_FLOATS):
        return
    for node in ast.walk(source.tree):
        match node:
            case ast.Name(id="float") | ast.Constant(value=float()):
                yield _finding(
                    source, node, "no float in the domain; money, rates and quantities are Decimal"
                )
            case _:
                pass


def todo_with_a_number(source: Source) -> Iterator[Finding]:
    for token in tokenize.generate_tokens(io.StringIO(source.text).readline):
        if token.type == tokenize.COMMENT and TODO.search(token.string):
            yield Finding(source.path, token.start[0], "a TODO needs the number of its issue (#123)")


def files_of_readable_length(source: Source) -> Iterator[Finding]:
    lines = len(source.text.splitlines())
    is_table = source.within(MAY_BE_LONG) or VOCABULARY.search(source.path)
    if lines > FILE_LINES and not is_table:
        yield Finding(source.path, 1, f"{lines} lines; split it, {FILE_LINES} at most")


def functions_of_readable_length(source: Source) -> Iterator[Finding]:
    for node in functions(source.tree):
        if (lines := length(node)) > FUNCTION_LINES:
            yield _finding(source, node, f"{node.name}: {lines} lines; split it, {FUNCTION_LINES} at most")


CHECKS: Final[tuple[Check, ...]] = (
    clock_at_the_edges,
    environment_in_config,
    connections_in_the_client,
    sql_in_storage,
    commit_in_the_unit_of_work,
    russian_in_its_places,
    no_float_in_the_domain,
    todo_with_a_number,
    files_of_readable_length,
    functions_of_readable_length,
)


def read(path: Path) -> Source:
    text = path.read_text(encoding="utf-8")
    return Source(path.relative_to(ROOT).as_posix(), text, ast.parse(text, filename=str(path)))


def sources() -> list[Source]:
    """Read every Python file of the checkout."""
    return [read(path) for folder in CODE for path in sorted((ROOT / folder).rglob("*.py"))]


def findings(source: Source) -> list[Finding]:
    """Return what every check finds in one file, in the order of lines."""
    return sorted(finding for check in CHECKS for finding in check(source))


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Return how many lines the body takes, without signature and docstring."""
    body = node.body[1:] if ast.get_docstring(node, clean=False) is not None else node.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def _finding(source: Source, node: ast.stmt | ast.expr, text: str) -> Finding:
    return Finding(source.path, node.lineno, text)


def _is_russian(text: str) -> bool:
    return CYRILLIC.search(ALPHABET.sub("", text)) is not None


def _last_two(node: ast.expr) -> str:
    """Return `b.c` of `a.b.c`, and an empty string of what is no dotted name."""
    match node:
        case ast.Attribute(value=ast.Name(id=owner), attr=name):
            return f"{owner}.{name}"
        case ast.Attribute(value=ast.Attribute(attr=owner), attr=name):
            return f"{owner}.{name}"
        case _:
            return ""


def _imported(node: ast.Import | ast.ImportFrom) -> set[str]:
    """Return every dotted name that the statement loads: `a`, `a.b` of `from a import b`, `a` of `a.b`."""
    names = {alias.name for alias in node.names}
    if isinstance(node, ast.ImportFrom):
        names = {node.module or "", *(f"{node.module}.{name}" for name in names)}
    return names | {name.partition(".")[0] for name in names}


def _docstrings(tree: ast.Module) -> set[int]:
    """Return the ids of nodes that are docstrings: these quote the originals."""
    return {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }


def main() -> int:
    found = [finding for source in sources() for finding in findings(source)]
    for finding in found:
        print(finding)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
