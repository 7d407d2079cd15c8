"""A process that was killed in the middle of a dialogue leaves nothing waiting."""

from pathlib import Path

from obmen.flows.dialogue_ports import DialogueLimits
from obmen.flows.ports.inbox import SessionState
from tests.support_dialogue import House, make_house, make_node

LIMITS = DialogueLimits(min_free_bytes=0)


def after_death(house: House, data_dir: Path) -> House:
    """Another process on the same database and disk."""
    heir = make_house(data_dir)
    heir.store = heir.dialogue.store = heir.dialogue.files.store = house.store
    return heir


async def test_what_a_dead_process_has_received_is_read_when_the_node_calls_again(tmp_path: Path) -> None:
    house = make_house(tmp_path)
    node = make_node(house)
    await node.checkauth()
    await node.send("offers0_1.xml", b"<?xml version='1.0'?><a/>")
    heir = after_death(house, tmp_path)
    heir.clock.forward(1)

    await heir.dialogue.adopt()
    await make_node(heir).checkauth()
    heir.clock.forward(LIMITS.quiet_s)
    await heir.dialogue.sweep()

    assert heir.stager.names() == ["offers0_1.xml"]
    assert house.sessions.rows[1].state is SessionState.ENDED


async def test_a_file_that_the_node_has_brought_anew_since_is_not_read_after_it(tmp_path: Path) -> None:
    house = make_house(tmp_path)
    node = make_node(house)
    await node.checkauth()
    await node.send("offers0_1.xml", b"<?xml version='1.0'?><half")
    await make_node(house).checkauth()
    house.store.work.inbox.later = True
    house.clock.forward(LIMITS.quiet_s)

    await house.dialogue.sweep()

    assert house.stager.names() == []
    assert house.sessions.rows[1].state is SessionState.ENDED
