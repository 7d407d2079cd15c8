"""A browser that looks at pages as a careful reader: every width and light, complaints, what axe finds."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Page

CHROMIUM: Final = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))
NO_CHROMIUM: Final = (
    f"no Chromium here (looked for {CHROMIUM}): `apt-get install chromium`, or name it in CHROMIUM"
)
WAIT_MS: Final = 20_000
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
ASK_AXE: Final = """(within) => axe.run(within ?? document, {resultTypes: ["violations"]}).then((found) =>
  found.violations.map((one) => ({id: one.id, impact: one.impact, help: one.help,
    nodes: one.nodes.map((node) => `${node.html.slice(0, 200)} ${node.failureSummary}`)})))"""


def require_browser() -> None:
    """Skip where there is no browser to look with, and say what to install."""
    pytest.importorskip("playwright", reason="no Playwright here: `make browser` adds it")
    if not CHROMIUM.exists():
        pytest.skip(NO_CHROMIUM)


@contextmanager
def open_browser() -> Iterator[Browser]:
    """Start Chromium; root may only run it without its sandbox."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
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

    def look(self, name: str, *, within: str | None = None) -> None:
        """Look at this page in each width and light: a picture, what axe finds, what does not fit."""
        self.seen.append(name)
        axe = _axe_script()
        for light, (width, height) in VIEWS:
            self.page.emulate_media(color_scheme=light, reduced_motion="reduce")
            self.page.set_viewport_size({"width": width, "height": height})
            where = f"{len(self.seen):02} {name} {light} {width}"
            picture = re.sub(r"\W+", "-", where)
            self.page.screenshot(path=self.album / f"{picture}.png", full_page=True)
            self.page.evaluate(axe)  # by the debugger's door: the page's policy has no say in it
            found = self.page.evaluate(ASK_AXE, within)
            self._note(where, [_told(one) for one in found if one["impact"] in GRAVE])
            wide = self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
            self._note(where, [f"{wide} px wider than the window"] if wide > 0 else [])

    def _note(self, where: str, found: list[str]) -> None:
        """Keep what is new: one menu is on every page."""
        told = "\n".join(self.complaints)
        self.complaints += [f"{where}: {one}" for one in found if one not in told]


def _told(finding: dict[str, Any]) -> str:
    nodes = "\n    ".join(one[:400] for one in finding["nodes"][:5])
    return f"{finding['impact']} {finding['id']}: {finding['help']}\n    {nodes}"


def _axe_script() -> str:
    import axe_playwright_python

    return (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
