"""Write docs/reference/ from what the code knows: commands, settings, environment, messages,
the API.

`python tools/reference.py` writes the pages; `--check` names those that are not as the code has them, and
exits 1 when there is any.
"""

import os
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

import click

from obmen.api.document import operations, scope_of
from obmen.api.routes import written_document
from obmen.cli import commands
from obmen.domain.settings import OWNED_FIELDS, ExchangeSettings, shown
from obmen.messages.catalogue import all_texts
from obmen.messages.cli_settings import ENVIRONMENT, SETTINGS

ROOT: Final = Path(__file__).resolve().parents[1]
PAGES: Final = ROOT / "docs" / "reference"
NOTE: Final = "<!-- Written by tools/reference.py; `make reference` renews it. -->\n\n"
CLI_PAGE: Final = "--command-line"  # one process speaks one language
WIDTH: Final = 100


def main(argv: list[str]) -> int:
    if argv == [CLI_PAGE]:
        sys.stdout.write(command_line())
        return 0
    wrong = [name for name, text in pages().items() if not _is_written(name, text, check="--check" in argv)]
    for name in wrong:
        print(f"docs/reference/{name} is not as the code has it: make reference")
    return 1 if wrong else 0


def pages() -> Mapping[str, str]:
    """Return every page by its name."""
    return {
        "cli.md": NOTE + _speaking("en"),
        "cli.ru.md": NOTE + _speaking("ru"),
        "settings.md": NOTE + settings(),
        "environment.md": NOTE + environment(),
        "messages.md": NOTE + messages(),
        "api.md": NOTE + api(),
    }


def _is_written(name: str, text: str, *, check: bool) -> bool:
    path = PAGES / name
    if check:
        return path.is_file() and path.read_text(encoding="utf-8") == text
    PAGES.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return True


def _speaking(language: str) -> str:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("OBMEN_")}
    return subprocess.run(
        [sys.executable, __file__, CLI_PAGE],
        env={**kept, "OBMEN_LANGUAGE": language, "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        encoding="utf-8",
        check=True,
    ).stdout


def command_line() -> str:
    """Return the help of every command, in the language of OBMEN_LANGUAGE."""
    return "# obmen\n\n" + "\n".join(_helps(commands, "obmen", None))


def _helps(command: click.Command, name: str, parent: click.Context | None) -> Iterator[str]:
    settings = {**command.context_settings, "max_content_width": WIDTH, "terminal_width": WIDTH}
    context = click.Context(command, info_name=name, parent=parent, **settings)
    yield f"## {context.command_path}\n\n```text\n{command.get_help(context)}\n```\n"
    if isinstance(command, click.Group):
        for child in command.list_commands(context):
            yield from _helps(command.commands[child], child, context)


def settings() -> str:
    """Return the settings of an exchange with their defaults."""
    defaults = {**shown(ExchangeSettings()), "owner.FIELD": "1c"}
    facts = {"fields": ", ".join(OWNED_FIELDS)}
    rows = [
        (f"`{key}`", _code(defaults.get(key, "")), text.told("en", facts), text.told("ru", facts))
        for key, text in SETTINGS.items()
    ]
    head = (
        "# Settings of an exchange\n\n"
        "`obmen exchange set NAME KEY=VALUE…` sets them, `KEY=` restores a default, "
        "`obmen exchange show NAME` shows them.\n"
        "Lists are comma-separated, an item with a comma stands in double quotes. "
        "A stage is given by name or STATUS_ID.\n\n"
    )
    return head + _table(("key", "default", "meaning", "in Russian"), rows)


def environment() -> str:
    """Return the variables of the environment."""
    rows = [(f"`{name}`", text.en, text.ru) for name, text in ENVIRONMENT.items()]
    head = "# Environment\n\nAn unknown `OBMEN_*` variable is an error that names it.\n\n"
    return head + _table(("variable", "meaning", "in Russian"), rows)


def messages() -> str:
    """Return every text that a person may meet, with its way out."""
    rows = [
        (f"`{code}`", _with_fix(text.en, text.fix_en), _with_fix(text.ru, text.fix_ru))
        for code, text in sorted(all_texts().items())
        if not code.startswith("demo.")  # what the demonstration prints
    ]
    head = (
        "# Messages\n\nProblems, refusals, findings of the pre-flight and news, by code. "
        "What stands in braces is filled in; what to do follows in italics.\n\n"
    )
    return head + _table(("code", "English", "Russian"), rows)


def api() -> str:
    """Return every operation of the API with the scope that it needs."""
    english, russian = written_document("en"), written_document("ru")
    rows = [
        (f"`{method} {path}`", _code(scope_of(one)), one["summary"], other["summary"])
        for (method, path, one), (_, _, other) in zip(operations(english), operations(russian), strict=True)
    ]
    head = (
        "# The API\n\nOperations under `/api/v1` and the scope of the token that each needs; "
        "parameters, bodies and answers are in `/api/v1/docs` and `/api/v1/openapi.json` of a running "
        "gateway.\n\n"
    )
    return head + _table(("operation", "scope", "what it does", "in Russian"), rows)


def _with_fix(text: str, fix: str) -> str:
    return f"{text}<br>*{fix}*" if fix else text


def _code(text: str) -> str:
    return f"`{text}`" if text else "–"


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "".join("| " + " | ".join(_cell(cell) for cell in line) + " |\n" for line in lines)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
