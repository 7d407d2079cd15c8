"""Sending one portion: parts, archives, import with its sticky flag (facts §1.4–1.5)."""

import io
import zipfile
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from obmen_sandbox.onec import journal as j
from obmen_sandbox.onec.client import prepare, run_exchange
from obmen_sandbox.onec.faults import Faults
from obmen_sandbox.onec.model import Family
from obmen_sandbox.onec.tree import parse_bytes
from obmen_sandbox.onec.upload import Portion, send_portion, split
from tests.contract.onec.conftest import MakeBase
from tests.contract.onec.site import Seen, Site


def no_sleep(_: float) -> None:
    """Let УНФ's five seconds pass at once."""


def in_turn(*answers: bytes) -> Callable[[Seen], bytes]:
    left = list(answers)
    return lambda _: left.pop(0) if len(left) > 1 else left[0]


def test_a_trade_run_sends_goods_then_offers_in_sessions_of_their_own(
    site: Site, make_base: MakeBase
) -> None:
    assert run_exchange(make_base()).ok

    session = ["checkauth", "init", "file", "import"]
    assert site.modes() == ["checkauth", *session, *session, "checkauth", "query", "success"]
    assert [one.param("filename") for one in site.of("file")] == ["import0_1.xml", "offers0_1.xml"]


def test_a_file_above_the_limit_goes_in_parts_of_the_same_name(site: Site, make_base: MakeBase) -> None:
    site.init = b"zip=no\nfile_limit=700"

    run_exchange(make_base())

    parts = [one for one in site.of("file") if one.param("filename") == "import0_1.xml"]
    assert len(parts) > 2
    assert {len(one.body) for one in parts[:-1]} == {700}
    assert parse_bytes(site.uploads()["import0_1.xml"]).name == "КоммерческаяИнформация"
    assert [one.param("filename") for one in site.of("import")] == ["import0_1.xml", "offers0_1.xml"]


@pytest.mark.parametrize("answer", [b"failure\nfull", b"progress", b"ok"])
def test_any_answer_to_a_file_but_success_ends_the_portion(
    site: Site, make_base: MakeBase, answer: bytes
) -> None:
    site.file = answer
    base = make_base()

    result = run_exchange(base)

    assert not result.ok
    assert "import" not in site.modes()
    assert len(base.state.changed_items) == 3


def test_an_extended_status_is_only_noted(site: Site, make_base: MakeBase) -> None:
    site.file = b"success\nlooks fine"

    result = run_exchange(make_base())

    assert result.ok
    assert any("looks fine" in text for text in result.log)


@pytest.mark.parametrize("backslash", [True, False])
def test_zip_packs_the_whole_portion_and_import_names_the_files_inside(
    site: Site, make_base: MakeBase, backslash: bool
) -> None:
    site.init = b"ZIP=YES\nfile_limit=400"

    assert run_exchange(make_base(), faults=Faults(backslash=backslash)).ok

    names = {one.param("filename") for one in site.of("file")}
    assert all(name.startswith("v8_") and name.endswith(".zip") for name in names)
    inside = [
        name for data in site.uploads().values() for name in zipfile.ZipFile(io.BytesIO(data)).namelist()
    ]
    assert sorted(inside) == ["import0_1.xml", "offers0_1.xml"]
    assert [one.param("filename") for one in site.of("import")] == ["import0_1.xml", "offers0_1.xml"]


def test_progress_is_asked_again_at_once_by_trade(site: Site, make_base: MakeBase) -> None:
    site.import_ = in_turn(b"progress\n1", b"progress\n2", b"success")
    pauses: list[float] = []

    assert run_exchange(make_base(), sleep=pauses.append).ok

    assert len(site.of("import")) == 4
    assert pauses == []


def test_unf_sleeps_five_seconds_before_each_import_even_the_first(site: Site, make_base: MakeBase) -> None:
    site.import_ = in_turn(b"progress", b"success")
    pauses: list[float] = []

    assert run_exchange(make_base(Family.UNF), sleep=pauses.append).ok

    assert pauses == [5.0, 5.0, 5.0]
    assert [one.param("filename") for one in site.of("import")] == ["import.xml", "import.xml", "offers.xml"]


def test_after_one_imported_file_the_loop_passes_a_failed_one_and_keeps_only_the_last_text(
    site: Site, make_base: MakeBase
) -> None:
    # the module's portions have one file each, УНФ's have two: import.xml succeeds, offers.xml fails
    site.import_ = in_turn(b"success", b"failure\nbad offers")
    base = make_base(Family.UNF)

    result = run_exchange(base, sleep=no_sleep)

    assert not result.ok
    assert any("bad offers" in text for text in result.log)
    assert len(base.state.changed_items) == 3


def test_the_flag_of_success_is_never_reset_and_the_text_of_a_middle_file_is_lost(
    site: Site, make_base: MakeBase
) -> None:
    site.import_ = in_turn(b"success", b"failure\nbad prices", b"success")
    run = prepare(make_base())
    three = Portion(name="a.xml", files=dict.fromkeys(("a.xml", "b.xml", "c.xml"), b"<x/>"))

    ok = send_portion(run.dialogue("catalog"), three, faults=Faults(), sleep=no_sleep)

    assert not ok
    assert [one.param("filename") for one in site.of("import")] == ["a.xml", "b.xml", "c.xml"]
    assert not any("bad prices" in text for text in run.log)


def test_a_failed_first_file_ends_the_import(site: Site, make_base: MakeBase) -> None:
    site.import_ = b"failure\nbad goods"

    run_exchange(make_base(Family.UNF), sleep=no_sleep)

    assert [one.param("filename") for one in site.of("import")] == ["import.xml"]


def test_a_debug_tail_before_the_word_is_an_unknown_status(site: Site, make_base: MakeBase) -> None:
    site.import_ = b"Notice: undefined index\nsuccess"

    result = run_exchange(make_base())

    assert not result.ok
    assert any(text.startswith(j.IMPORT_UNKNOWN.partition("{")[0]) for text in result.log)


def test_without_the_waiting_flag_there_is_no_import(site: Site, make_base: MakeBase) -> None:
    base = make_base(wait_for_import=False)

    assert run_exchange(base).ok
    assert "import" not in site.modes()
    assert base.state.changed_items == {}


def test_folders_of_an_archive_are_named_with_backslashes(site: Site, make_base: MakeBase) -> None:
    site.init = b"zip=yes\nfile_limit=0"
    base = make_base(goods=1)
    base.add_picture(next(iter(base.state.items)), b"png bytes")

    run_exchange(base)

    names = [name for data in site.uploads().values() for name in central_directory(data)]
    assert any(name.startswith(b"import_files\\") for name in names)


def central_directory(data: bytes) -> list[bytes]:
    """Names as they stand in the archive: zipfile would turn the backslashes."""
    names, at = [], data.find(b"PK\x01\x02")
    while at >= 0:
        length = int.from_bytes(data[at + 28 : at + 30], "little")
        names.append(data[at + 46 : at + 46 + length])
        at = data.find(b"PK\x01\x02", at + 46)
    return names


def test_pictures_go_after_the_files_of_the_root_and_are_never_imported(
    site: Site, make_base: MakeBase
) -> None:
    base = make_base(goods=1)
    base.add_picture(next(iter(base.state.items)), b"png bytes")

    run_exchange(base)

    names = [one.param("filename") for one in site.of("file")]
    assert [name.partition("/")[0] for name in names] == ["import0_1.xml", "import_files", "offers0_1.xml"]
    assert [one.param("filename") for one in site.of("import")] == ["import0_1.xml", "offers0_1.xml"]


@pytest.mark.parametrize(("answer", "wanted", "zipped"), [(b"yes", False, False), (b"no", True, True)])
def test_zip_can_be_forced_either_way(
    site: Site, make_base: MakeBase, answer: bytes, wanted: bool, zipped: bool
) -> None:
    site.init = b"zip=" + answer + b"\nfile_limit=0"

    run_exchange(make_base(), faults=Faults(zip=wanted))

    assert all(name.endswith(".zip") is zipped for name in site.uploads())


@given(data=st.binary(max_size=300), limit=st.integers(min_value=-1, max_value=64))
def test_parts_put_together_give_the_file_and_none_is_above_the_limit(data: bytes, limit: int) -> None:
    parts = list(split(data, limit))

    assert b"".join(parts) == data
    assert limit <= 0 or max(map(len, parts)) <= limit
    assert all(parts[1:])
