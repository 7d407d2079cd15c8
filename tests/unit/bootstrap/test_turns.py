"""How soon a page has its turn while a thread computes."""

from __future__ import annotations

import sys

from obmen.bootstrap.turns import TURN_S, take_short_turns


def test_a_thread_that_computes_is_asked_to_give_way_sooner_than_python_would() -> None:
    usual_s = sys.getswitchinterval()

    take_short_turns()

    taken_s = sys.getswitchinterval()
    sys.setswitchinterval(usual_s)
    assert round(taken_s, 6) == TURN_S < usual_s
