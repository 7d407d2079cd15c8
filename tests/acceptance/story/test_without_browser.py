"""Without Playwright everything but the browser tests runs, and those say what is missing."""

import subprocess
import sys
from pathlib import Path
from typing import Final

PROJECT: Final = Path(__file__).parents[3]
COLLECT: Final = """
import sys
import pytest
sys.modules["playwright"] = None
asked = "--collect-only -q -n 0 -rs -p no:cacheprovider -p no:playwright"
sys.exit(pytest.main(asked.split()))
"""


def test_all_tests_are_found_where_playwright_is_not_installed() -> None:
    command = [sys.executable, "-c", COLLECT]
    found = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)

    assert found.returncode == 0, found.stdout[-3000:]
    assert "`make browser` adds Playwright" in found.stdout
