"""The application inside the practice portal: installed, opened, called, renewed, removed."""

import re
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from tests.acceptance.journeys.conftest import Shop

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
    assert {name: after[f"application.{name}"] for name in ("both", "events", "placements")} == {
        "both": "ok", "events": "ok", "placements": "ok",
    }  # fmt: skip


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

    assert (before, is_known(shop, bill)) == (False, True)


def is_known(shop: Shop, bill: int) -> bool:
    """Whether the exchange has read an invoice, though 1C has not asked."""
    return shop.world.gateway.cli("explain", "shop", str(bill), "--json").code == 0


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
