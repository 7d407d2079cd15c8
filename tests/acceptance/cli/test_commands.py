"""Every command beside a running `serve`: its document, its exit code, its words."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from tests.acceptance.cli.harness import OBMEN, House, Json, bill, control

STATUS = {
    "name", "products", "variants", "pending", "parked", "held", "problems", "halted", "last_onec_session",
    "last_delivery",
}  # fmt: skip


@pytest.fixture(scope="module")
def login(served: House) -> Json:
    return served.ask("exchange", "add", "shop", "--portal", served.portal, "--login", "shop-1c")


@pytest.fixture(scope="module")
def filled(house: House, login: Json, catalogue: Path) -> Json:
    """An exchange whose catalogue is on the portal."""
    assert login
    taken = house.ask("import", "shop", str(catalogue))
    plan = house.ask("plan", "shop")
    return {"taken": taken, "plan": plan, "sync": house.ask("sync", "shop")}


def test_a_new_exchange_shows_its_address_login_and_password_once(house: House, login: Json) -> None:
    assert set(login) == {"name", "onec_url", "login", "password"}
    assert login["onec_url"].endswith("/1c/shop")
    assert login["login"] == "shop-1c"
    assert len(login["password"]) >= 16

    house.run("exchange", "show", "shop")

    assert not any(login["password"] in said for said in house.said[2:])


def test_a_taken_name_is_refused(house: House, login: Json) -> None:
    ran = house.run("exchange", "add", login["name"], "--portal", house.portal, "--json")

    assert ran.code == 1
    assert "shop" in ran.error["text"]


def test_exchanges_are_listed_without_secrets(house: House, login: Json) -> None:
    rows = house.ask("exchange", "list")

    assert [(row["name"], row["login"]) for row in rows] == [("shop", login["login"])]


def test_settings_are_set_shown_and_restored(house: House, login: Json) -> None:
    assert login
    changed = house.ask("exchange", "set", "shop", "resend=never", 'groups="Стулья, столы",Шкафы')
    restored = house.ask("exchange", "set", "shop", "resend=", "groups=", f"portal={house.portal}")

    assert changed["settings"]["resend"] == "never"
    assert changed["settings"]["groups"] == '"Стулья, столы",Шкафы'
    assert changed["defaults"]["resend"] == "ask"
    assert restored["settings"]["resend"] == "ask"
    assert restored["settings"]["groups"] == ""


def test_a_bad_setting_is_refused_with_the_right_ones(house: House, login: Json) -> None:
    assert login
    ran = house.run("exchange", "set", "shop", "poll_seconds=5", "resend=sometimes", "--json")

    assert ran.code == 2
    assert "auto | ask | never" in ran.error["fix"]
    assert house.ask("exchange", "show", "shop")["settings"]["poll_seconds"] == "60"


def test_the_pre_flight_has_a_line_for_each_finding(house: House, login: Json) -> None:
    assert login
    document = house.ask("check", "shop")

    assert document["ok"] is True
    assert all(set(row) == {"id", "state", "text", "advice"} for row in document["checks"])
    assert {row["state"] for row in document["checks"]} <= {"ok", "degraded"}
    assert len({row["id"] for row in document["checks"]}) == len(document["checks"])


def test_import_tells_what_was_taken(filled: Json) -> None:
    files = filled["taken"]["files"]

    assert [(file["name"], file["state"]) for file in files] == [
        ("import.xml", "staged"),
        ("offers.xml", "staged"),
    ]
    assert files[0]["counts"]["products"] == 2


def test_after_sync_nothing_is_pending(house: House, filled: Json) -> None:
    status = house.ask("status", "shop")
    everything = house.ask("status")

    assert filled["sync"]["pending"] == 0
    assert set(status) >= STATUS
    assert (status["products"], status["pending"], status["parked"], status["halted"]) == (2, 0, 0, None)
    assert everything == [status]
    assert house.ask("plan", "shop")["changes"] == []


def test_the_same_file_again_is_known(house: House, filled: Json, catalogue: Path) -> None:
    assert filled
    again = house.ask("import", "shop", str(catalogue))

    assert {file["state"] for file in again["files"]} == {"repeated"}


def test_a_broken_file_is_named_with_line_and_reason_and_is_a_problem(
    house: House, filled: Json, tmp_path: Path
) -> None:
    assert filled
    (tmp_path / "cut.xml").write_text('<?xml version="1.0"?>\n<КоммерческаяИнформация>', encoding="utf-8")

    ran = house.run("import", "shop", str(tmp_path / "cut.xml"), "--json")
    problems = house.ask("problems", "shop")

    assert ran.code == 1
    assert "файл оборван" in ran.document["files"][0]["error"]
    (problem,) = [p for p in problems if p["kind"] == "file.bad"]
    assert set(problem) == {"id", "kind", "record", "text", "fix", "since", "count"}
    assert "файл оборван" in problem["text"]
    assert house.ask("retry", "shop", str(problem["id"])) == {"retried": 0, "closed": 1}


def test_a_folder_without_xml_is_refused(house: House, filled: Json, tmp_path: Path) -> None:
    assert filled
    ran = house.run("import", "shop", str(tmp_path), "--json")

    assert ran.code == 1
    assert str(tmp_path) in ran.error["text"]


def test_a_record_has_its_passport(house: House, filled: Json) -> None:
    assert filled
    passport = house.ask("explain", "shop", "p1")
    unknown = house.run("explain", "shop", "p77", "--json")

    assert passport["crm"]["product"]["name"] == "Стол"
    assert any(entry["event"] == "delivery.delivered" for entry in passport["history"])
    told = house.run("explain", "shop", "p1").out
    assert "Записано в CRM" in told
    assert "delivery.delivered" not in told
    assert "Битрикс24: товар" in told
    assert unknown.code == 1
    assert "p77" in unknown.error["text"]


def test_a_chosen_invoice_is_sent_at_once_and_again(house: House, filled: Json) -> None:
    assert filled
    invoice = bill(house.portal, {"product": "p1", "quantity": 2})

    first = house.ask("send", "shop", str(invoice))
    again = house.ask("send", "shop", str(invoice), "--new")

    assert (first["sent"], first["due"], first["invoices"][0]["after"]) == (True, 1, "due")
    assert first["invoices"][0]["number"] == f"B24-{invoice}"
    assert again["due"] == 1
    assert house.ask("explain", "shop", str(invoice))["invoice"]["rows"][0]["name"] == "Стол"


def test_an_invoice_that_the_portal_does_not_have_was_not_sent(house: House, filled: Json) -> None:
    assert filled
    invoice = bill(house.portal, {"product": "p1", "quantity": 1})

    unknown = house.run("send", "shop", "99999", "--json")
    mixed = house.run("send", "shop", str(invoice), "99999", "--json")

    assert unknown.code == mixed.code == 1
    assert unknown.document == {
        "preview": False, "sent": False, "count": 0, "due": 0, "missing": [99999], "invoices": [],
    }  # fmt: skip
    assert (mixed.document["sent"], mixed.document["due"], mixed.document["missing"]) == (True, 1, [99999])


def test_sending_since_a_date_is_counted_first_and_needs_yes(house: House, filled: Json) -> None:
    assert filled
    bill(house.portal, {"product": "p2", "quantity": 1})

    preview = house.ask("send", "shop", "--since", "2020-01-01")
    sent = house.ask("send", "shop", "--since", "2020-01-01", "--yes")

    assert preview["sent"] is False
    assert preview["due"] == 0
    assert preview["count"] == sent["count"] == sent["due"] > 0


def test_an_invoice_that_cannot_go_says_why_and_a_row_can_be_bound(house: House, filled: Json) -> None:
    assert filled
    invoice = bill(house.portal, {"productName": "Доставка", "quantity": 1, "price": 300})

    held = house.run("send", "shop", str(invoice), "--json")
    problem = next(p for p in house.ask("problems", "shop") if p["kind"] == "row.unknown")
    nowhere = house.run("bind", "shop", str(invoice), "1", "p99", "--json")
    bound = house.ask("bind", "shop", str(invoice), "1", "p2")

    assert held.code == 1
    assert held.document["sent"] is False
    passport = house.run("explain", "shop", str(invoice)).out
    assert re.search(r"Состояние +уйдёт в 1С", passport)
    assert re.search(rf"Номер заказа +B24-{invoice} ", passport)
    assert "invoice_id" not in passport.partition("История")[0]
    assert held.document["invoices"][0]["after"] == "held"
    assert "Доставка" in problem["text"]
    assert nowhere.code == 1
    assert "p99" in nowhere.error["text"]
    assert bound["state"] == "due"
    assert not [p for p in house.ask("problems", "shop") if p["kind"] == "row.unknown"]


def test_an_invoice_that_is_not_on_the_portal_is_named(house: House, filled: Json) -> None:
    assert filled
    ran = house.run("send", "shop", "987654", "--json")

    assert ran.code == 1
    assert ran.document["missing"] == [987654]


def test_retry_and_release_with_nothing_to_do_are_done(house: House, filled: Json) -> None:
    assert filled

    assert house.ask("retry", "shop") == {"retried": 0, "closed": 0}
    assert house.ask("release", "shop") == {"released": 0, "sales": False}
    assert house.run("retry", "shop", "4711", "--json").code == 1


def test_words_for_people_are_russian_or_english(house: House, filled: Json) -> None:
    assert filled
    russian = house.run("status", "shop")
    english = house.run("status", "shop", OBMEN_LANGUAGE="en")

    assert "Товаров в Битрикс24" in russian.out
    assert "Products in Bitrix24" in english.out
    assert re.search(r"Доставка +\d\d\.\d\d\.\d{4} \d\d:\d\d [A-Z+0-9]+ *$", russian.out, re.MULTILINE)
    assert not set("абвгдежзиклмнопрстуфхцчшщыьэюя") & set(english.out.replace("Розничная", "").lower())


def test_a_new_password_ends_the_former(house: House, login: Json) -> None:
    renewed = house.ask("exchange", "password", "shop")

    assert renewed["login"] == login["login"]
    assert renewed["password"] != login["password"]


def test_removing_asks_and_without_a_terminal_needs_yes(house: House, login: Json) -> None:
    assert login
    house.ask("exchange", "add", "short", "--portal", house.portal)

    refused = house.run("exchange", "remove", "short", "--json")
    removed = house.ask("exchange", "remove", "short", "--yes")

    assert refused.code == 2
    assert "--yes" in refused.error["fix"]
    assert removed == {"removed": "short"}
    assert [row["name"] for row in house.ask("exchange", "list")] == ["shop"]


def test_progress_goes_to_standard_error_in_plain_lines(house: House, login: Json) -> None:
    assert login
    ran = house.run("check", "shop", "--json")

    assert ran.document["ok"] is True
    assert ran.err.splitlines() == ["Опрос портала"]


def test_a_portal_that_is_away_is_said_in_plain_words(house: House, login: Json) -> None:
    assert login
    house.ask("exchange", "add", "away", "--portal", "http://127.0.0.1:9/rest/1/abc/")

    checked = house.run("check", "away", "--json")
    planned = house.run("plan", "away", "--json")

    assert (checked.code, checked.document["ok"]) == (1, False)
    assert checked.document["checks"][0]["id"] == "portal.unreachable"
    assert planned.code == 1
    assert "не отвечает" in planned.error["text"]
    house.ask("exchange", "remove", "away", "--yes")


def test_a_method_that_the_portal_fails_at_is_named_until_it_works(house: House, filled: Json) -> None:
    assert filled
    control(house.portal, "faults", {"fault": "error-core,method=crm.item.list"})

    checked, synced = house.run("check", "shop", "--json"), house.run("sync", "shop", "--json")
    problems = house.ask("problems", "shop")
    control(house.portal, "faults", {"clear": True})
    house.ask("sync", "shop")

    for told in (checked.document["checks"][0]["text"], synced.error["text"]):
        assert told.startswith("Портал отвечает, но не выполняет crm.item.list: ERROR_CORE Internal error")
    assert (checked.code, checked.document["checks"][0]["id"], synced.code) == (1, "portal.failing_now", 1)
    [failing] = [p for p in problems if p["kind"] == "portal.failing"]
    assert "не выполняет crm.item.list" in failing["text"]
    assert "портал" in failing["fix"]
    assert not [p for p in house.ask("problems", "shop") if p["kind"] == "portal.failing"]


def test_a_dead_webhook_halts_the_portal_as_one_problem_and_work_goes_on_after_repair(
    house: House, filled: Json
) -> None:
    assert filled
    control(house.portal, "faults", {"fault": "no-auth"})

    halted = house.run("sync", "shop", "--json")
    status, problems = house.ask("status", "shop"), house.ask("problems", "shop")
    control(house.portal, "faults", {"clear": True})
    house.ask("sync", "shop")

    assert halted.code == 1
    assert "NO_AUTH_FOUND" in halted.error["text"]
    assert (status["halted"], status["parked"]) == ("NO_AUTH_FOUND", 0)
    assert [p["count"] for p in problems if p["kind"] == "portal.halted"] == [1]
    assert house.ask("status", "shop")["halted"] is None
    assert not [p for p in house.ask("problems", "shop") if p["kind"] == "portal.halted"]


def test_refusals_are_told_with_their_exit_code(house: House, login: Json) -> None:
    assert login
    unknown = house.run("plan", "nowhere", "--json")

    assert (unknown.code, unknown.error["code"]) == (1, "not_found")
    assert "nowhere" in unknown.error["text"]


@pytest.mark.parametrize(
    ("portal", "told"),
    [
        ("http://portal.example/rest/1/abc/", "http"),
        ("https://10.0.0.5/rest/1/abc/", "OBMEN_ALLOW_HOSTS"),
        ("portal", "вебхук"),
    ],
)
def test_an_address_that_may_not_be_called_is_refused(
    house: House, login: Json, portal: str, told: str
) -> None:
    assert login
    ran = house.run("exchange", "add", "b", "--portal", portal, "--json")

    assert ran.code == 2
    assert told in ran.error["fix"]


def test_a_second_serve_on_the_folder_is_refused_with_the_reason(served: House) -> None:
    ran = served.run("serve", "--port", "0")

    assert ran.code == 1
    assert str(served.folder) in ran.err
    assert "pid" in ran.err


def test_the_sandbox_prints_its_webhook_first(house: House) -> None:
    process = subprocess.Popen(
        [*OBMEN, "sandbox", "--port", "0"],
        env=house.environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout is not None
    with process:
        first = process.stdout.readline()
        process.terminate()

    assert first.startswith("http://127.0.0.1:")
    assert "/rest/1/" in first
