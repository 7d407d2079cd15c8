"""A browser that looks at pages as a careful reader: every width and light, complaints, what axe finds."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Frame, Locator, Page

CHROMIUM: Final = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))
NO_CHROMIUM: Final = (
    f"no Chromium here (looked for {CHROMIUM}): `apt-get install chromium`, or name it in CHROMIUM"
)
# Neither a missing graphics processor nor a small /dev/shm may keep a page waiting; root runs no sandbox.
CHROMIUM_ARGS: Final = ("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage")
WAIT_MS: Final = 60_000  # a busy machine is slow; what never comes fails all the same
WIDE: Final = (1280, 900)
NARROW: Final = (390, 844)
VIEWS: Final[tuple[tuple[Literal["light", "dark"], tuple[int, int]], ...]] = (
    ("light", NARROW),
    ("dark", NARROW),
    ("dark", WIDE),
    ("light", WIDE),  # stays
)
GRAVE: Final = ("serious", "critical")
TELL_VIOLATIONS: Final = """document.addEventListener("securitypolicyviolation", (event) =>
  console.error(`CSP ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`));"""
FRAME_MS: Final = 20_000
TAKEN_AGAIN: Final = 5
ASKED_AGAIN: Final = 5
INTERRUPTED: Final = "is interrupted by another navigation"
LOADS_ANEW: Final = ("context was destroyed", "axe is not defined")
ASK_WIDTH: Final = "document.documentElement.scrollWidth - window.innerWidth"
ASK_AXE: Final = """() => axe.run(document, {resultTypes: ["violations"]}).then((found) =>
  found.violations.map((one) => ({id: one.id, impact: one.impact, help: one.help,
    nodes: one.nodes.map((node) => `${node.html.slice(0, 200)} ${node.failureSummary}`)})))"""


def require_browser() -> None:
    """Skip where there is no browser to look with, and say what to install."""
    pytest.importorskip("playwright", reason="no Playwright here: `make browser` adds it")
    if not CHROMIUM.exists():
        pytest.skip(NO_CHROMIUM)


@contextmanager
def open_browser() -> Iterator[Browser]:
    """Start Chromium."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGS)
        yield browser
        browser.close()


@dataclass
class Reader:
    """One browser window, and what was wrong on the pages that it has seen."""

    page: Page
    album: Path
    complaints: list[str] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.set_default_timeout(WAIT_MS)
        self.page.add_init_script(TELL_VIOLATIONS)
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(f"{self.page.url}: {error}"))
        self.page.on("dialog", lambda dialog: dialog.accept())
        self.album.mkdir(parents=True, exist_ok=True)

    def _hear(self, said: ConsoleMessage) -> None:
        is_icon = said.location["url"].endswith("/favicon.ico")  # the practice portal has none
        if said.type == "error" and not is_icon:
            self.complaints.append(f"{self.page.url}: {said.text}")

    def go(self, address: str) -> None:
        """Open an address; where the page before is still on its way somewhere, once it is there."""
        from playwright.sync_api import Error

        while True:
            try:
                self.page.goto(address)
                return
            except Error as error:
                if INTERRUPTED not in str(error):
                    raise
                self.page.wait_for_load_state()

    def press(self, button: Locator) -> None:
        """Press what leads to another page, and wait until that one is here."""
        with self.page.expect_navigation():
            button.click()

    def look(self, name: str, *, frame: Frame | None = None) -> None:
        """Look at this page, or a frame of it, in each width and light: a picture, axe, what does not fit."""
        self.seen.append(name)
        read = frame or self.page
        for light, (width, height) in VIEWS:
            self.page.emulate_media(color_scheme=light, reduced_motion="reduce")
            self.page.set_viewport_size({"width": width, "height": height})
            where = f"{len(self.seen):02} {name} {light} {width}"
            picture = re.sub(r"\W+", "-", where)
            self._take(self.album / f"{picture}.png")
            found, wide = self._examine(read)
            self._note(where, [_told(one) for one in found if one["impact"] in GRAVE])
            self._note(where, [f"{wide} px wider than the window"] if wide > 0 else [])

    def _take(self, picture: Path) -> None:
        """Take a picture; Chromium now and then loses the frame that it waits for, and is asked again."""
        from playwright.sync_api import TimeoutError as TimedOut

        for left in reversed(range(TAKEN_AGAIN)):
            try:
                self.page.screenshot(path=picture, full_page=True, timeout=FRAME_MS)
                return
            except TimedOut:
                if not left:
                    raise
                self.page.bring_to_front()

    def _examine(self, read: Page | Frame) -> tuple[list[dict[str, Any]], int]:
        """Ask axe and measure; a page that loads itself anew meanwhile is asked again."""
        from playwright.sync_api import Error

        left = ASKED_AGAIN
        while True:
            try:
                read.evaluate(_axe_script())  # by the debugger's door: the page's policy has no say in it
                return read.evaluate(ASK_AXE), read.evaluate(ASK_WIDTH)
            except Error as error:
                left -= 1
                if not left or not any(words in str(error) for words in LOADS_ANEW):
                    raise
                read.wait_for_load_state()

    def _note(self, where: str, found: list[str]) -> None:
        """Keep what is new: one menu is on every page."""
        told = "\n".join(self.complaints)
        self.complaints += [f"{where}: {one}" for one in found if one not in told]


def _told(finding: dict[str, Any]) -> str:
    nodes = "\n    ".join(one[:400] for one in finding["nodes"][:5])
    return f"{finding['impact']} {finding['id']}: {finding['help']}\n    {nodes}"


@cache
def _axe_script() -> str:
    import axe_playwright_python

    return (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
