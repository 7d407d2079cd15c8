"""Every way into the console and the API, for tests that leave none out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

from obmen.api.document import operations, scope_of
from obmen.api.routes import written_document
from obmen.console.routes import SUBJECTS
from obmen.console.routing import Guarded
from obmen.console.shell import Console


@dataclass(frozen=True)
class Way:
    """One method of one address, and the permission that it asks for; empty: none."""

    method: str
    path: str
    needs: str

    @property
    def name(self) -> str:
        return f"{self.method} {self.path}"

    def address(self, exchange: str = "shop", **known: str) -> str:
        """Return an address; what is not known of it is filled with something of its shape."""
        values = {"exchange": exchange, "message": "answer-1", "task": "0" * 32, "user": "anna", **known}
        return re.sub(r"{(\w+)(?::\w+)?}", lambda found: values.get(found[1], "1"), self.path)


def console_ways() -> Iterator[Way]:
    """Return all pages and forms of the console."""
    console = cast("Console", None)  # its routes only keep it
    for create in SUBJECTS:
        for route in create(console):
            assert isinstance(route, Guarded), route.path
            for method in sorted((route.methods or set()) - {"HEAD"}):
                yield Way(method, route.path, str(route.needs or ""))


def api_ways() -> Iterator[Way]:
    """Return all operations of the API."""
    for method, path, operation in operations(written_document("en")):
        yield Way(method, path, scope_of(operation))
