"""Commands on sales: send."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from obmen.bootstrap.app import App
from obmen.bootstrap.result import Result

Args = Mapping[str, Any]
Tell = Callable[[str], None]


async def send(app: App, args: Args, _: Tell) -> Result:
    """Send chosen or earlier invoices to 1C, also again."""
    raise NotImplementedError
