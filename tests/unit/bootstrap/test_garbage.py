"""How often garbage that refers to itself is looked for."""

from __future__ import annotations

import gc

from obmen.bootstrap.garbage import SELDOM, collect_seldom


def test_records_by_the_thousand_are_not_looked_at() -> None:
    usual = gc.get_threshold()
    collect_seldom()
    before = [generation["collections"] for generation in gc.get_stats()]

    records = [(number, str(number), [number]) for number in range(10_000)]

    after = [generation["collections"] for generation in gc.get_stats()]
    gc.set_threshold(*usual)
    assert len(records) == 10_000
    assert after == before
    assert all(now > before for now, before in zip(SELDOM, usual, strict=True))
