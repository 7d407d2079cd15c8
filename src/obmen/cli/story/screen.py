"""What the story prints: chapters, lines, tables and progress; alive on a terminal, plain lines elsewhere."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal
from typing import Final

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.live import Live
from rich.markup import escape
from rich.table import Table
from rich.text import Text as Line

from obmen.messages.catalogue import fix_of, text_of

PLAIN_WIDTH: Final = 110
PLAIN_EVERY_S: Final = 2.0
INDENT: Final = "   "
BAR: Final = 24
NARROW_SPACE: Final = "\u00a0"

Cells = Sequence[str]
Counts = Mapping[str, tuple[int, int]]  # code of a text -> done, of how many (0: not known)


class Screen:
    """Writes texts by code in one language."""

    def __init__(self, language: str, *, console: Console | None = None) -> None:
        self.language = language
        self._console = console or Console(highlight=False)
        if not self._console.is_terminal:
            self._console = Console(highlight=False, width=PLAIN_WIDTH, file=self._console.file)
        self._chapter = 0

    def text(self, code: str, **facts: object) -> str:
        """Return a text with its facts."""
        return text_of(code, language=self.language, facts=facts)

    def title(self, code: str, **facts: object) -> None:
        """Begin: what this is."""
        self._console.print(Line(self.text(code, **facts), style="bold"))

    def chapter(self, code: str, **facts: object) -> None:
        """Begin the next chapter."""
        self._chapter += 1
        self._console.print()
        self._console.print(Line(f"{self._chapter}. {self.text(code, **facts)}", style="bold cyan"))

    def command(self, words: str) -> None:
        """Show what a person would type."""
        self._console.print(Line(f"   $ {words}", style="dim"), soft_wrap=True)

    def say(self, code: str, **facts: object) -> None:
        """Say what was seen."""
        self.line("•", self.text(code, **facts))

    def good(self, code: str, **facts: object) -> None:
        """Say what was checked and is right."""
        self.line("✓", self.text(code, **facts), style="green")

    def line(self, mark: str, text: str, *, style: str = "") -> None:
        """Print one marked line."""
        self._console.print(f"   [{style or 'default'}]{mark}[/] {escape(text)}", soft_wrap=True)

    def quote(self, text: str) -> None:
        """Print what a system has written to its user, line by line."""
        for line in text.splitlines():
            self._console.print(Line(f"       «{line}»", style="italic"), soft_wrap=True)

    def fail(self, code: str, **facts: object) -> None:
        """Say what failed, in plain words, and what to do."""
        self._console.print()
        self._console.print(Line(self.text(code, **facts), style="bold red"), soft_wrap=True)
        fix = fix_of(code, language=self.language, facts=facts)
        if fix:
            self._console.print(Line(fix), soft_wrap=True)

    def table(self, columns: Sequence[str], rows: Sequence[Cells], *, right: Sequence[int] = ()) -> None:
        """Print a table; columns are codes of texts, `right` the numbers of those with figures."""
        table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False, padding=(0, 1))
        for number, code in enumerate(columns):
            table.add_column(self.text(code), justify="right" if number in right else "left", overflow="fold")
        for row in rows:
            table.add_row(*(escape(cell) for cell in row))
        self._console.print()
        options = self._console.options.update(width=self._console.width - len(INDENT))
        for line in self._console.render_lines(table, options, pad=False):
            self._console.print(Line(INDENT).append_text(_joined(line)), soft_wrap=True)
        self._console.print()

    @contextmanager
    def working(self, code: str, **facts: object) -> Iterator[None]:
        """Show on a terminal that something takes its time."""
        if not self._console.is_terminal:
            yield
            return
        with self._console.status(self.text(code, **facts)):
            yield

    @contextmanager
    def progress(self) -> Iterator[Callable[[Counts], None]]:
        """Yield what shows counts as they grow: a live table, or a plain line now and then."""
        if not self._console.is_terminal:
            yield self._plain_progress()
            return
        with Live(console=self._console, refresh_per_second=8) as live:
            yield lambda counts: live.update(self._bars(counts))

    def _plain_progress(self) -> Callable[[Counts], None]:
        shown: list[tuple[float, Counts]] = []

        def show(counts: Counts) -> None:
            now = time.monotonic()
            finished = all(done >= of for done, of in counts.values())
            if shown and (counts == shown[-1][1] or (now - shown[-1][0] < PLAIN_EVERY_S and not finished)):
                return
            shown.append((now, dict(counts)))
            told = ", ".join(f"{self.text(code)} {_of(*pair)}" for code, pair in counts.items())
            self.line("…", told)

        return show

    def _bars(self, counts: Counts) -> Table:
        table = Table(box=None, show_header=False, padding=(0, 1))
        for code, (done, of) in counts.items():
            share = min(BAR, BAR * done // of) if of else 0
            bar = f"[green]{'━' * share}[/][dim]{'━' * (BAR - share)}[/]" if of else ""
            table.add_row("  ", self.text(code), bar, _of(done, of))
        return table


def _joined(segments: Sequence[object]) -> Line:
    line = Line()
    for segment in segments:
        line.append(getattr(segment, "text", ""), getattr(segment, "style", None))
    line.rstrip()
    return line


def _of(done: int, of: int) -> str:
    return f"{done} / {of}" if of else str(done)


def money(amount: object) -> str:
    """Write a sum as people read it: thousands apart, two digits after the comma."""
    whole = f"{Decimal(str(amount)):,.2f}"
    return whole.replace(",", NARROW_SPACE).replace(".", ",")


def seconds(value: float) -> str:
    """Write a time in seconds, shortly."""
    return f"{value:.1f}".replace(".", ",") if value < 10 else f"{value:.0f}"
