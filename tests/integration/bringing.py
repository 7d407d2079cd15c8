"""A file of 1C, accepted and applied as the product does it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final

from obmen.flows.catalog.accept import Acceptance, accept_file
from obmen.flows.catalog.apply import apply_next
from obmen.flows.catalog.telling import Teller, tell_file
from obmen.flows.ports.exchanges import Exchange
from obmen.flows.ports.inbox import Package
from obmen.flows.sales.settle import settle_package
from obmen.onec.commerceml.readers.digest import content_digest
from obmen.onec.commerceml.readers.package import read_package
from obmen.pictures.keeping import KeptPictures
from obmen.storage.unit_of_work import SqlStore

Clock = Callable[[], datetime]
TELL: Final[Teller] = partial(tell_file, read_package)


def accept_xml(
    store: SqlStore,
    exchange: Exchange,
    xml: str | bytes,
    *,
    path: Path,
    name: str,
    clock: Clock,
    session_id: int | None = None,
    data_dir: Path | None = None,
    tell: Teller = TELL,
) -> Package:
    """Accept a file as 1C would bring it; `path` is where it is kept, in the data folder."""
    path.write_bytes(xml.encode() if isinstance(xml, str) else xml)
    data_dir = data_dir or path.parent
    tools = Acceptance(
        store=store, data_dir=data_dir, tell=tell, digest=content_digest, settle=settle_package,
        pictures=KeptPictures(data_dir), clock=clock,
    )  # fmt: skip
    return accept_file(tools, exchange=exchange, session_id=session_id, name=name, path=path)


def apply_all(store: SqlStore, exchange_id: int, *, clock: Clock) -> None:
    """Apply every package whose turn has come."""
    while apply_next(store, exchange_id=exchange_id, now=clock()):
        continue
