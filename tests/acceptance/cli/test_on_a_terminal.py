"""On a terminal a person is asked, and long work shows a bar; elsewhere neither happens."""

from __future__ import annotations

import os
import pty
import subprocess
from pathlib import Path

from tests.acceptance.cli.harness import OBMEN, House


def on_a_terminal(house: House, *words: str, answer: str = "") -> tuple[int, str, str]:
    """Run a command whose input and errors are a terminal; returns its code, output and terminal."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [*OBMEN, *words],
        env=house.environment(TERM="xterm"),
        stdin=theirs,
        stdout=subprocess.PIPE,
        stderr=theirs,
        text=True,
    )
    os.close(theirs)
    os.write(ours, answer.encode())
    assert process.stdout is not None
    with process:
        shown = _read(ours)
        out = process.stdout.read()
    return process.returncode, out, shown


def _read(terminal: int) -> str:
    """Read until the other side has closed."""
    parts = []
    try:
        while part := os.read(terminal, 4096):
            parts.append(part)
    except OSError:  # how Linux says that nobody holds the other side any more
        pass
    os.close(terminal)
    return b"".join(parts).decode(errors="replace")


def test_removing_asks_and_no_means_no(served: House) -> None:
    served.ask("exchange", "add", "asked", "--portal", served.portal)

    code, out, shown = on_a_terminal(served, "exchange", "remove", "asked", answer="n\n")
    done, _, _ = on_a_terminal(served, "exchange", "remove", "asked", answer="y\n")

    assert (code, out) == (1, "")
    assert "Забыть обмен asked вместе с его историей?" in shown
    assert done == 0
    assert served.ask("exchange", "list") == []


def test_long_work_shows_a_bar_on_standard_error_and_the_document_stays_clean(
    served: House, catalogue: Path
) -> None:
    served.ask("exchange", "add", "shop", "--portal", served.portal)

    code, out, shown = on_a_terminal(served, "import", "shop", str(catalogue), "--json")

    assert code == 0
    assert out.startswith("{")
    assert "━" in shown
    assert "━" not in out
