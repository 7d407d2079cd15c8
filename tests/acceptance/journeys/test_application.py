"""The application inside the practice portal: installed, opened, called, renewed, removed."""

import re
import time
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from tests.acceptance.journeys.conftest import Shop

KINDS = ("both", "events", "placements", "robots", "triggers")
DEAL_TAB = "CRM_DEAL_DETAIL_TAB"


@dataclass
class Inside:
    """The application of a shop, as its card and a browser see it."""

    shop: Shop
    card: dict[str, Any]

    @property
    def gateway(self) -> str:
        return self.shop.world.gateway.url

    def order(self, action: str, **body: Any) -> Any:
        """Order something of the practice portal."""
        return self.shop.world.sandbox.post(f"/_sandbox/apps/{self.card['id']}/{action}", body)

    def open(self, placement: str = "", number: int = 0, **forged: str) -> httpx.Response:
        """Post what a browser would post; `forged` replaces fields."""
        frame = self.order("frame", placement=placement, id=number)
        return httpx.post(frame["url"], data={**frame["form"], **forged}, timeout=60, trust_env=False)

    def checks(self) -> dict[str, str]:
        """States of the pre-flight's findings about the application."""
        checks = self.shop.world.gateway.cli("check", self.shop.exchange.name, "--json").json["checks"]
        return {one["id"]: one["state"] for one in checks if one["id"].startswith("application.")}


@pytest.fixture
def expected(shop: Shop) -> Inside:
    """An application whose key the exchange knows, and which the portal has not opened yet."""
    gateway, portal = shop.world.gateway, shop.world.sandbox
    told = gateway.must("exchange", "app", "shop")
    wish = {
        "name": "1С", "handler": told["handler_url"], "install": told["install_url"],
        "scopes": [*told["scopes"], "user_basic"],
    }  # fmt: skip
    card = portal.post("/_sandbox/apps", wish)
    gateway.must(
        "exchange", "app", "shop", "--client-id", card["client_id"], "--client-secret", card["client_secret"],
        "--oauth-url", f"{portal.url}/oauth/token/",
    )  # fmt: skip
    return Inside(shop, card)


@pytest.fixture
def inside(expected: Inside) -> Inside:
    """An installed application."""
    assert expected.open().status_code == 200
    expected.order("finish")
    return expected


def test_an_application_is_installed_and_everything_is_bound(expected: Inside) -> None:
    before = expected.checks()

    page = expected.open()
    expected.order("finish")

    assert before == {"application.expected": "degraded"}
    assert 'data-finish="1"' in page.text
    policy = page.headers["content-security-policy"]
    assert f"frame-ancestors {expected.shop.world.sandbox.url}" in policy
    after = expected.checks()
    assert {name: after[f"application.{name}"] for name in KINDS} == dict.fromkeys(KINDS, "ok")


def test_a_tab_shows_the_deals_invoice_and_its_parts(inside: Inside) -> None:
    shop = inside.shop
    deal = shop.world.sandbox.call("crm.item.add", entityTypeId=2, fields={"title": "<script>x</script>"})
    number = int(deal["item"]["id"])
    bill = shop.bill(deal=number)
    shop.go_on()

    page = inside.open(DEAL_TAB, number)
    key = re.search(r'data-pass="([^"]+)"', page.text)

    assert page.status_code == 200
    assert key is not None
    assert "Передан в 1С" in page.text or "Принят в 1С" in page.text
    part = ask(inside, f"{bill}", key[1])
    assert "Остаток в 1С" in part.text
    assert "Событий ещё не было" not in ask(inside, f"{bill}/why", key[1]).text
    assert ask(inside, f"{bill}/refresh", key[1], method="POST").status_code == 200
    assert ask(inside, "999999", key[1]).status_code == 403
    assert ask(inside, f"{bill}", "forged.00").status_code == 403


def deal_with_an_invoice(shop: Shop) -> int:
    """A deal whose invoice 1C has."""
    made = shop.world.sandbox.call("crm.item.add", entityTypeId=2, fields={"title": "Поставка"})
    number = int(made["item"]["id"])
    shop.bill(deal=number)
    shop.go_on()
    return number


def ask(inside: Inside, path: str, key: str, *, method: str = "GET") -> httpx.Response:
    """Ask for a part of a tab with a pass."""
    url = f"{inside.gateway}/bitrix24/shop/tab/invoices/{path}"
    return httpx.request(method, url, headers={"X-Obmen-Pass": key}, timeout=60, trust_env=False)


@pytest.mark.parametrize(
    "forged", [{"member_id": "f" * 32}, {"APPLICATION_TOKEN": "f" * 32}, {"AUTH_ID": "f" * 64}]
)
def test_a_forged_frame_opens_nothing(inside: Inside, forged: dict[str, str]) -> None:
    deal = inside.shop.world.sandbox.call("crm.item.add", entityTypeId=2, fields={"title": "Сделка"})

    page = inside.open(DEAL_TAB, int(deal["item"]["id"]), **forged)

    assert page.status_code == 403
    assert "data-pass" not in page.text


def test_an_event_of_the_application_brings_an_invoice_without_waiting_for_the_poll(expected: Inside) -> None:
    shop = expected.shop
    shop.exchange.set(poll_seconds="3600")
    shop.minutes(1)  # a changed setting has everything looked at once
    unseen = shop.bill()
    shop.minutes(1)
    before = is_known(shop, unseen)

    expected.open()
    expected.order("finish")
    bill = shop.bill()
    shop.minutes(1)

    assert (before, becomes_known(shop, bill)) == (False, True)


def is_known(shop: Shop, bill: int) -> bool:
    """Whether the exchange has read an invoice, though 1C has not asked."""
    return shop.world.gateway.cli("explain", "shop", str(bill), "--json").code == 0


def becomes_known(shop: Shop, bill: int) -> bool:
    """Whether the exchange reads an invoice within moments: an event is answered before it is dealt with."""
    for _ in range(20):
        if is_known(shop, bill):
            return True
        time.sleep(0.2)
    return False


def test_tokens_are_renewed_when_their_hour_has_ended(inside: Inside) -> None:
    spent = inside.shop.world.sandbox.requests()
    inside.shop.world.jump(3700)

    states = inside.checks()

    assert states["application.both"] == "ok"
    assert states["application.events"] == "ok"
    assert inside.shop.world.sandbox.requests() != spent
    assert inside.shop.exchange.problems() == []


def test_a_removed_application_is_told_and_the_webhook_goes_on(inside: Inside) -> None:
    shop = inside.shop

    inside.order("uninstall")
    shop.minutes(1)
    bill = shop.bill()
    shop.go_on()

    assert inside.checks() == {"application.gone": "degraded"}
    assert shop.exchange.problems() == ["application.gone"]
    assert shop.base.order(bill)["number"]


def test_no_token_is_in_the_log(inside: Inside) -> None:
    frame = inside.order("frame")["form"]
    inside.open(DEAL_TAB, 1)
    inside.shop.world.jump(3700)
    inside.checks()

    log = inside.shop.world.gateway.log()

    secrets = [
        inside.card["client_secret"],
        inside.card["application_token"],
        frame["AUTH_ID"],
        frame["REFRESH_ID"],
    ]
    assert [secret for secret in secrets if secret in log] == []


def run_robot(inside: Inside, code: str, bill: int) -> int:
    """A rule of the portal runs a robot on an invoice; returns the run's number."""
    body = {"code": code, "entityTypeId": 31, "id": bill}
    return int(inside.shop.world.sandbox.post("/_sandbox/robots/run", body)["id"])


def wait_until_taken(inside: Inside, run: int) -> None:
    """Wait until the gateway has said that it has got a robot's request."""
    for _ in range(100):
        if inside.shop.world.sandbox.get(f"/_sandbox/robots/runs/{run}")["http_status"] == 200:
            return
        time.sleep(0.1)
    raise AssertionError("the robot's request has not been taken")


def answer_of(inside: Inside, run: int) -> dict[str, Any]:
    """What a robot has got; time passes until it has."""
    found: dict[str, Any] = {}
    for _ in range(20):
        found = inside.shop.world.sandbox.get(f"/_sandbox/robots/runs/{run}")
        if found["status"] != "waiting":
            return found
        inside.shop.world.jump(15)
        time.sleep(0.2)
    return found


def test_a_robot_that_sends_waits_for_1c_and_one_that_asks_is_answered_at_once(inside: Inside) -> None:
    shop = inside.shop
    bill = shop.bill()

    sending = run_robot(inside, "obmen_send_invoice", bill)
    shop.minutes(1)
    still = shop.world.sandbox.get(f"/_sandbox/robots/runs/{sending}")["status"]
    shop.go_on()
    sent = answer_of(inside, sending)
    asked = answer_of(inside, run_robot(inside, "obmen_ask_state", bill))

    assert still == "waiting"
    assert (sent["status"], sent["return_values"]["status"]) == ("answered", "sent")
    assert sent["return_values"]["order_number"] == f"B24-{bill}"
    assert asked["return_values"]["status"] == "sent"


def test_a_robot_is_answered_by_the_next_process_when_the_first_is_killed(inside: Inside) -> None:
    shop = inside.shop
    bill = shop.bill()
    shop.go_on()
    shop.world.sandbox.fault("lost-answer,method=bizproc.event.send")
    run = run_robot(inside, "obmen_ask_state", bill)
    wait_until_taken(inside, run)
    shop.world.jump(5)

    shop.world.gateway.kill()
    shop.world.sandbox.calm()
    shop.world.gateway.ensure()

    assert answer_of(inside, run)["status"] == "answered"


def test_a_payment_fires_its_trigger_once_and_the_customers_rule_goes_on(inside: Inside) -> None:
    shop = inside.shop
    bill = shop.bill()
    shop.go_on()

    shop.base.act(bill, "pay")
    shop.go_on()
    shop.go_on()

    assert fired(inside) == [("obmen_paid", bill)]
    assert shop.exchange.problems() == []


def fired(inside: Inside) -> list[tuple[str, int]]:
    """Triggers that were executed, as the portal has them."""
    runs = inside.shop.world.sandbox.dump()["trigger_runs"]
    return [(one["code"], one["ownerId"]) for one in runs]


def test_a_pair_of_tokens_whose_answer_was_lost_is_replaced_by_an_administrators(inside: Inside) -> None:
    inside.open()  # an administrator has looked at the application: a token of his is kept in reserve
    inside.shop.world.sandbox.fault("lost-answer,method=oauth.token,count=1")
    inside.shop.world.jump(3700)

    states = inside.checks()

    assert states["application.events"] == "ok"
    assert inside.shop.world.sandbox.struck() == 1
    assert inside.shop.exchange.problems() == []


def test_without_a_reserve_a_lost_pair_waits_for_an_administrator_who_opens_the_application(
    inside: Inside,
) -> None:
    inside.shop.world.sandbox.fault("lost-answer,method=oauth.token,count=1")
    inside.shop.world.jump(3700)
    lost = inside.checks()
    told = inside.shop.exchange.problems()
    bill = inside.shop.bill()
    inside.shop.go_on()

    inside.open()
    healed = inside.checks()

    assert told == ["application.halted"]
    assert lost == {"application.refused": "degraded"}
    assert inside.shop.base.order(bill)["number"]
    assert healed["application.events"] == "ok"
    assert inside.shop.exchange.problems() == []


def test_a_trigger_whose_answer_was_lost_is_not_fired_again_without_a_person(inside: Inside) -> None:
    shop = inside.shop
    bill = shop.bill()
    shop.go_on()
    shop.world.sandbox.fault("lost-answer,method=crm.automation.trigger.execute,count=1")

    shop.base.act(bill, "pay")
    shop.go_on()
    shop.minutes(3)

    assert fired(inside) == [("obmen_paid", bill)]
    assert shop.exchange.problems() == ["delivery.rejected"]
    assert shop.look(bill).stage == "P"
