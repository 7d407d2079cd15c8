"""checkauth and init, as each client generation reads them (facts §1.1–1.3, §1.11)."""

import base64

import pytest

from obmen_sandbox.onec import journal as j
from obmen_sandbox.onec.client import load_site_settings, run_exchange
from obmen_sandbox.onec.model import Family
from obmen_sandbox.onec.wire import Address, parse_address
from tests.contract.onec.conftest import MakeBase
from tests.contract.onec.site import Site


def no_sleep(_: float) -> None:
    """Let УНФ's five seconds pass at once."""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "shop.example",
            Address(host="shop.example", port=80, script="bitrix/admin/1c_exchange.php", secure=False),
        ),
        (
            " https://shop.example:8443/1c/a b ",
            Address(host="shop.example", port=8443, script="1c/ab", secure=True),
        ),
        ("https:\\\\shop.example\\1c", Address(host="shop.example", port=443, script="1c", secure=True)),
    ],
)
def test_an_address_is_taken_apart_as_the_node_does(text: str, expected: Address) -> None:
    assert parse_address(text) == expected


def test_basic_and_user_agent_go_with_every_request(site: Site, make_base: MakeBase) -> None:
    base = make_base()

    run_exchange(base)

    expected = "Basic " + base64.b64encode(b"romashka:secret").decode()
    assert {one.headers.get("Authorization") for one in site.seen} == {expected}
    assert {one.headers.get("User-Agent") for one in site.seen} == {"1C+Enterprise/8.3"}


def test_the_cookie_comes_from_the_lines_of_the_body_and_never_from_the_header(
    site: Site, make_base: MakeBase
) -> None:
    run_exchange(make_base())

    later = [one.headers.get("Cookie") for one in site.seen if one.mode != "checkauth"]
    assert set(later) == {"SESSION=cookie-1"}
    assert all("Cookie" not in one.headers for one in site.of("checkauth"))


def test_a_carriage_return_stays_in_the_cookie(site: Site, make_base: MakeBase) -> None:
    site.checkauth = b"success\r\nSESSION\r\ncookie-1\r\nsessid=t\r\n"

    result = run_exchange(make_base())

    # http.client refuses to put a CR into a header, 1C would send it: no exchange either way
    assert not result.ok


@pytest.mark.parametrize("answer", [b"failure\nno", b"Success!", b"<html>", b"\n success"])
def test_anything_but_success_in_the_first_line_ends_the_exchange(
    site: Site, make_base: MakeBase, answer: bytes
) -> None:
    site.checkauth = answer

    result = run_exchange(make_base())

    assert not result.ok
    assert j.NOT_AUTHORISED in result.log
    assert site.modes() == ["checkauth"]


def test_status_words_are_trimmed_and_lowered(site: Site, make_base: MakeBase) -> None:
    site.checkauth = b" SUCCESS \nSESSION\ncookie-1\nsessid=t"

    assert run_exchange(make_base()).ok


def test_an_empty_body_is_a_failure_whatever_the_status(site: Site, make_base: MakeBase) -> None:
    site.checkauth = b""

    result = run_exchange(make_base())

    assert not result.ok
    assert j.EMPTY in result.log


def test_another_http_status_is_only_noted(site: Site, make_base: MakeBase) -> None:
    site.status = 500

    result = run_exchange(make_base())

    assert result.ok
    assert j.STATUS.format(status=500) in result.log


def test_a_new_checkauth_begins_every_portion_and_every_direction(site: Site, make_base: MakeBase) -> None:
    run_exchange(make_base(goods=2, portion_size=1))

    # the test, import0_1, import0_2, offers0_1, offers0_2, the pull
    assert site.modes().count("checkauth") == 6
    assert [one.param("type") for one in site.of("checkauth")] == ["catalog"] * 5 + ["sale"]


@pytest.mark.parametrize(
    "answer", [b"zip=no\nfile_limit=100\n", b"zip=no", b"zip=no\nfile_limit=100\nsessid=x\nversion=2.09"]
)
def test_trade_wants_exactly_two_lines_of_init(site: Site, make_base: MakeBase, answer: bytes) -> None:
    site.init = answer

    result = run_exchange(make_base())

    assert not result.ok
    assert j.NO_PARAMETERS in result.log
    assert "file" not in site.modes()


@pytest.mark.parametrize("extra", [b"\n", b"\nsessid=x\nversion=2.09"])
def test_unf_takes_more_than_two_lines_of_init(site: Site, make_base: MakeBase, extra: bytes) -> None:
    site.init = b"zip=no\nfile_limit=1000000" + extra

    assert run_exchange(make_base(Family.UNF), sleep=no_sleep).ok


def test_unf_with_another_cms_takes_one_line(site: Site, make_base: MakeBase) -> None:
    site.init = b"zip=no"

    assert run_exchange(make_base(Family.UNF, bitrix_protocol=False), sleep=no_sleep).ok


@pytest.mark.parametrize("limit", [b"file_limit=0", b"file_limit=big", b"file_limit=-1"])
def test_an_unreadable_limit_means_no_splitting(site: Site, make_base: MakeBase, limit: bytes) -> None:
    site.init = b"zip=no\n" + limit

    assert run_exchange(make_base()).ok
    assert len(site.of("file")) == 2


# ---- the wording of requests by family


def test_trade_sends_sessid_after_the_mode(site: Site, make_base: MakeBase) -> None:
    run_exchange(make_base())

    assert site.of("init")[0].query == "type=catalog&mode=init&sessid=token-1"
    assert site.of("file")[0].query == "type=catalog&mode=file&filename=import0_1.xml&sessid=token-1"
    assert site.of("import")[0].query == "type=catalog&mode=import&filename=import0_1.xml&sessid=token-1"
    assert site.of("query")[0].query == "type=sale&mode=query&sessid=token-1"
    assert site.of("success")[0].query == "type=sale&mode=success&sessid=token-1"


def test_trade_sends_an_empty_sessid_when_the_fourth_line_is_missing(site: Site, make_base: MakeBase) -> None:
    site.checkauth = b"success\nSESSION\ncookie-1"

    assert run_exchange(make_base()).ok
    assert site.of("init")[0].query == "type=catalog&mode=init&sessid="


def test_trade_can_be_told_to_leave_sessid_out(site: Site, make_base: MakeBase) -> None:
    run_exchange(make_base(use_sessid=False))

    assert site.of("init")[0].query == "type=catalog&mode=init"


def test_retail_never_sends_sessid(site: Site, make_base: MakeBase) -> None:
    assert run_exchange(make_base(Family.RETAIL)).ok

    assert all("sessid" not in one.query for one in site.seen)


def test_unf_with_subordinate_documents_names_its_versions(site: Site, make_base: MakeBase) -> None:
    run_exchange(make_base(Family.UNF), sleep=no_sleep)

    upload = "type=catalog&sessid=token-1&version=2.09&cmlVersion=2.10"
    assert site.of("init", "catalog")[0].query == f"{upload}&mode=init"
    assert site.of("file")[0].query == f"{upload}&mode=file&filename=import.xml"
    assert site.of("init", "sale")[0].query == "type=sale&mode=init&sessid=token-1&cmlVersion=2.10"
    assert site.of("query")[0].query == "type=sale&mode=query&sessid=token-1"


def test_unf_without_subordinate_documents_names_no_version(site: Site, make_base: MakeBase) -> None:
    run_exchange(make_base(Family.UNF, subordinate_documents=False), sleep=no_sleep)

    assert site.of("init", "catalog")[0].query == "type=catalog&sessid=token-1&mode=init"


def test_unf_with_another_cms_sends_no_sessid_and_no_init_before_query(
    site: Site, make_base: MakeBase
) -> None:
    run_exchange(make_base(Family.UNF, bitrix_protocol=False), sleep=no_sleep)

    assert all("sessid" not in one.query for one in site.seen)
    assert site.of("init", "sale") == []


def test_trade_asks_for_orders_without_init_and_unf_with(site: Site, make_base: MakeBase) -> None:
    run_exchange(make_base(goods=0))
    trade = site.modes()
    site.seen.clear()
    run_exchange(make_base(Family.UNF, goods=0), sleep=no_sleep)

    assert trade == ["checkauth", "checkauth", "query", "success"]
    assert site.modes() == ["checkauth", "checkauth", "init", "query", "success"]


def test_the_module_leaves_an_empty_parameter_and_names_its_schema(site: Site, make_base: MakeBase) -> None:
    run_exchange(make_base(Family.MODULE))

    assert site.of("init")[0].query == "type=catalog&mode=init&sessid=token-1&version=3.1&"
    assert all(one.query.endswith("&") for one in site.of("file"))


def test_unf_asks_for_the_sites_dictionaries_at_the_fixed_path(site: Site, make_base: MakeBase) -> None:
    site.info = (
        '<?xml version="1.0" encoding="windows-1251"?><Справочник><Cтатусы><Элемент><Ид>N</Ид>'
        "<Название>Новый</Название></Элемент></Cтатусы></Справочник>"
    ).encode("cp1251")
    base = make_base(Family.UNF)

    result = load_site_settings(base)

    assert result.ok
    assert base.settings.site_statuses == {"N": "Новый"}
    assert [(one.path, one.mode) for one in site.seen] == [
        ("/1c/romashka", "checkauth"),
        ("/bitrix/admin/1c_exchange.php", "info"),
    ]
    assert site.seen[1].query == "type=sale&mode=info&sessid=token-1"


def test_a_dead_server_is_told_with_its_address(make_base: MakeBase) -> None:
    base = make_base()
    base.settings.address = "http://127.0.0.1:9/1c/x"

    result = run_exchange(base)

    assert not result.ok
    assert any("127.0.0.1:9" in text for text in result.log)
