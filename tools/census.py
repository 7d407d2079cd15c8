"""Print the ten largest files and functions, and which modules import each other."""

import ast
import sys
from collections.abc import Iterable
from itertools import chain
from pathlib import Path
from typing import Final

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tools.lint import Source, functions, length, sources

SHOWN: Final = 10


def largest(counted: Iterable[tuple[int, str]]) -> list[tuple[int, str]]:
    return sorted(counted, reverse=True)[:SHOWN]


def files(code: Iterable[Source]) -> list[tuple[int, str]]:
    return largest((len(source.text.splitlines()), source.path) for source in code)


def longest_functions(code: Iterable[Source]) -> list[tuple[int, str]]:
    return largest(
        (length(node), f"{source.path}:{node.lineno} {node.name}")
        for source in code
        for node in functions(source.tree)
    )


def mutual_imports(code: Iterable[Source]) -> list[str]:
    """Return pairs of modules of `src` that import each other, `a <-> b`."""
    imports = {_module(source): _imported(source.tree) for source in code if source.path.startswith("src/")}
    return sorted(
        f"{name} <-> {other}"
        for name, others in imports.items()
        for other in others
        if name < other and name in imports.get(other, ())
    )


def _module(source: Source) -> str:
    parts = source.path.removeprefix("src/").removesuffix(".py").removesuffix("/__init__")
    return parts.replace("/", ".")


def _imported(tree: ast.Module) -> set[str]:
    plain = (alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names)
    named = (
        name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module
        for name in (node.module, *(f"{node.module}.{alias.name}" for alias in node.names))
    )
    return set(chain(plain, named))


def main() -> None:
    code = sources()
    for title, rows in (("Largest files", files(code)), ("Longest functions", longest_functions(code))):
        print(title)
        print("\n".join(f"{lines:6d}  {name}" for lines, name in rows))
    print("Mutual imports")
    print("\n".join(f"  {pair}" for pair in mutual_imports(code)) or "  none")


if __name__ == "__main__":
    main()
