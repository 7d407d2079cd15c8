"""Icons of the console: those that a page shows, and no others."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import obmen.console

CONSOLE: Final = Path(obmen.console.__file__).parent
QUOTED: Final = re.compile(r"""["']([a-z0-9-]+)["']""")


def test_every_icon_is_shown_somewhere() -> None:
    kept = {path.stem for path in (CONSOLE / "icons").glob("*.svg")}

    pages = [*CONSOLE.rglob("*.html"), *CONSOLE.rglob("*.py")]
    named = {name for page in pages for name in QUOTED.findall(page.read_text(encoding="utf-8"))}

    assert kept - named == set()
