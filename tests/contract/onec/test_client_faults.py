"""Each fault of a run does what its name says."""

import threading

from obmen_sandbox.onec.client import run_exchange, run_overlapping
from obmen_sandbox.onec.faults import Faults
from tests.contract.onec.conftest import MakeBase
from tests.contract.onec.site import Seen, Site


def test_a_dropped_answer_leaves_the_portion_registered(site: Site, make_base: MakeBase) -> None:
    base = make_base()

    result = run_exchange(base, faults=Faults(drop_after_post=1))

    assert not result.ok
    assert len(site.of("file")) == 1
    assert len(base.state.changed_items) == 3


def test_a_cut_post_never_arrives_whole(site: Site, make_base: MakeBase) -> None:
    base = make_base()

    result = run_exchange(base, faults=Faults(cut_post=1))

    assert not result.ok
    assert len(base.state.changed_items) == 3


def test_a_portion_can_be_sent_twice(site: Site, make_base: MakeBase) -> None:
    run_exchange(make_base(), faults=Faults(resend_portion=True))

    names = [one.param("filename") for one in site.of("file")]
    assert names == ["import0_1.xml", "import0_1.xml", "offers0_1.xml", "offers0_1.xml"]


def test_every_request_can_go_twice(site: Site, make_base: MakeBase) -> None:
    assert run_exchange(make_base(), faults=Faults(twice=True)).ok

    modes = site.modes()
    assert modes[::2] == modes[1::2]
    assert {"checkauth", "init", "file", "import", "query", "success"} <= set(modes)


def test_a_run_can_be_abandoned_after_its_first_file(site: Site, make_base: MakeBase) -> None:
    result = run_exchange(make_base(), faults=Faults(abandon_after_file=True))

    assert not result.ok
    assert site.modes()[-1] == "file"


def test_import_can_be_left_out(site: Site, make_base: MakeBase) -> None:
    assert run_exchange(make_base(), faults=Faults(ignore_import=True)).ok
    assert "import" not in site.modes()


def test_two_clients_of_one_base_can_run_at_once(site: Site, make_base: MakeBase) -> None:
    base = make_base()

    results = run_overlapping(base)

    assert [one.ok for one in results] == [True, True]
    assert base.state.changed_items == {}


def test_a_hanging_server_is_left_after_the_timeout(site: Site, make_base: MakeBase) -> None:
    gone = threading.Event()

    def hang(_: Seen) -> bytes:
        gone.wait(5)
        return b"success"

    site.checkauth = hang
    result = run_exchange(make_base(), faults=Faults(timeout_s=0.05))
    gone.set()

    assert not result.ok
