"""The CRM held against what it was given: a person's edits are shown, and go back on a word."""

from decimal import Decimal

import pytest

from tests.acceptance.journeys.conftest import Shop

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


def test_an_edit_in_the_crm_is_shown_and_put_back_on_a_word(shop: Shop) -> None:
    portal, gateway, pot = shop.world.sandbox, shop.world.gateway, shop.base.goods()[1]
    before = portal.price(pot["id"])
    number = portal.product(pot["id"])["id"]
    portal.call("catalog.product.update", id=number, fields={"name": "Горшок моего дяди"})

    shown = gateway.must("drift", "shop", "--restore")
    untouched = portal.product(pot["id"])["name"]
    done = gateway.must("drift", "shop", "--restore", "--yes")
    shop.exchange.settled()

    (edited,) = shown["drifts"]
    assert (edited["kind"], edited["id"], edited["gone"]) == ("product", pot["id"], False)
    assert edited["fields"] == {"name": [pot["name"], "Горшок моего дяди"]}
    assert (shown["restoring"], untouched) == (0, "Горшок моего дяди")
    assert done["restoring"] == 1
    assert portal.product(pot["id"])["name"] == pot["name"]
    assert portal.price(pot["id"]) == before
    assert gateway.must("drift", "shop")["drifts"] == []
    assert shop.exchange.problems() == []


def test_a_run_is_listed_and_taken_back_on_a_word(shop: Shop) -> None:
    portal, gateway, pot = shop.world.sandbox, shop.world.gateway, shop.base.goods()[1]
    before = portal.price(pot["id"])
    shop.base.item(pot["id"], "price", price="1234.50")
    shop.go_on()

    last, first = gateway.must("runs", "shop")
    shown = gateway.must("undo", "shop", str(last["run"]))
    untouched = portal.price(pot["id"])
    done = gateway.must("undo", "shop", str(last["run"]), "--yes")
    shop.exchange.settled()

    assert (last["made"], last["changed"], last["cause"]) == (0, 1, "onec")
    assert first["made"] > 3
    (record,) = shown["records"]
    assert list(record["fields"]) == ["price"]
    assert (shown["undoing"], untouched, done["undoing"]) == (0, Decimal("1234.50"), 1)
    assert portal.price(pot["id"]) == before
