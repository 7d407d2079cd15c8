from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import pytest

from obmen.domain.identity import EntityKind
from obmen.flows.catalog.apply import apply_next
from obmen.flows.ports.catalog import Compared, Slice
from obmen.storage.staging import SqlStaging
from tests.integration.catalogue.conftest import House
from tests.integration.catalogue.packages import Good, import_xml

GOODS = [Good(f"p{number}", f"Стол {number}") for number in range(3)]


def test_of_two_processes_one_applies_a_package_and_the_other_takes_nothing_away(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.accept(import_xml(GOODS))
    together, take = threading.Barrier(2), SqlStaging.take

    def take_together(staging: SqlStaging, package_id: int, piece: Slice, **told: Any) -> Compared:  # noqa: ANN401
        with suppress(threading.BrokenBarrierError):  # the other one has not come this far: as it should be
            together.wait(timeout=0.2)
        return take(staging, package_id, piece, **told)

    monkeypatch.setattr(SqlStaging, "take", take_together)
    with ThreadPoolExecutor(2) as processes:
        both = [
            processes.submit(apply_next, house.store, exchange_id=house.exchange_id, now=house.clock())
            for _ in range(2)
        ]
    applied = [one.result() for one in both if one.result() is not None]

    keys = [good.id for good in GOODS]
    cards = house.store.read(lambda work: work.records.bodies(house.exchange_id, EntityKind.CARD, keys))
    assert len(applied) == 1
    assert sorted(cards) == keys
