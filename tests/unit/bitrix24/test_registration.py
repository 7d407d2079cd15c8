"""What the portal shall call is compared with what it calls, and made up for (bitrix24.md §5.1, §6.1)."""

from typing import Any

import pytest

from obmen.bitrix24.inside.registration import digest_of
from obmen.flows.ports.application import Wanted
from tests.unit.bitrix24.fakes import Error, Portals, portal
from tests.unit.bitrix24.test_authorisation import Held

BASE = "https://gateway.example/bitrix24/shop"
WANTED = Wanted(BASE, 7, "")


class Registry:
    """A portal that remembers what was bound."""

    def __init__(self) -> None:
        self.events: list[dict[str, str]] = []
        self.places: list[dict[str, str]] = []
        self.robots: dict[str, Any] = {}
        self.triggers: list[str] = []
        self.offered = ["CRM_DEAL_DETAIL_TAB"]
        self.refusing: set[str] = set()

    def __call__(self, method: str, params: dict[str, Any]) -> object:
        if method in self.refusing:
            raise Error("insufficient_scope")
        family = self._automation if method.startswith(("bizproc.", "crm.")) else self._calling
        answer = family(method, params)
        return True if answer is None else answer

    def _calling(self, method: str, params: dict[str, Any]) -> object:
        match method:
            case "event.get":
                return self.events
            case "event.bind":
                self.events.append({"event": params["event"], "handler": params["handler"]})
            case "event.unbind":
                self.events.remove(params)
            case "placement.get":
                return self.places
            case "placement.list":
                return self.offered
            case "placement.bind":
                self.places.append({"placement": params["PLACEMENT"], "handler": params["HANDLER"]})
            case "placement.unbind":
                self.places.remove({"placement": params["PLACEMENT"], "handler": params["HANDLER"]})
        return None

    def _automation(self, method: str, params: dict[str, Any]) -> object:
        match method:
            case "bizproc.robot.list":
                return list(self.robots)
            case "bizproc.robot.add":
                self.robots[params["CODE"]] = params
            case "bizproc.robot.update":
                self.robots[params["CODE"]] |= params["FIELDS"]
            case "crm.automation.trigger.list":
                return [{"CODE": code} for code in self.triggers]
            case "crm.automation.trigger.add":
                self.triggers.append(params["CODE"])
        return None


@pytest.fixture
def registry() -> Registry:
    return Registry()


async def test_everything_is_bound_once(registry: Registry) -> None:
    transport = Portals(registry)
    inside = portal(transport, keeper=Held()).application

    first = await inside.register(WANTED, repair=True)
    before = len(transport.commands)
    second = await inside.register(Wanted(BASE, 7, first.digest), repair=True)

    assert (dict(first.lacking), dict(first.errors), dict(second.lacking)) == ({}, {}, {})
    assert [method for method, _ in transport.commands[before:]] == [
        "event.get", "placement.get", "placement.list", "bizproc.robot.list", "crm.automation.trigger.list",
    ]  # fmt: skip
    assert {one["placement"] for one in registry.places} == {
        "CRM_DEAL_DETAIL_TAB", "CRM_COMPANY_DETAIL_TAB", "CRM_SMART_INVOICE_DETAIL_TAB",
    }  # fmt: skip
    assert registry.robots["obmen_send_invoice"]["HANDLER"] == f"{BASE}/robots/obmen_send_invoice"


async def test_the_tile_goes_where_the_portal_has_its_page(registry: Registry) -> None:
    registry.offered = ["ONEC_PAGE"]
    inside = portal(Portals(registry), keeper=Held()).application

    done = await inside.register(WANTED, repair=True)

    assert done.tile
    assert {"placement": "ONEC_PAGE", "handler": f"{BASE}/app"} in registry.places


async def test_a_gateway_that_has_moved_is_called_at_its_new_place(registry: Registry) -> None:
    inside = portal(Portals(registry), keeper=Held()).application
    await inside.register(Wanted("https://old.example/bitrix24/shop", 7, ""), repair=True)

    done = await inside.register(WANTED, repair=True)

    handlers = {one["handler"] for one in (*registry.events, *registry.places)}
    assert handlers == {f"{BASE}/events", f"{BASE}/tab"}
    assert registry.robots["obmen_ask_state"]["HANDLER"] == f"{BASE}/robots/obmen_ask_state"
    assert done.digest == digest_of(WANTED)


async def test_what_lacks_is_told_and_left_when_nobody_repairs(registry: Registry) -> None:
    inside = portal(Portals(registry), keeper=Held()).application

    found = await inside.register(WANTED, repair=False)

    assert sorted(found.lacking) == ["events", "placements", "robots", "triggers"]
    assert registry.events == []


async def test_one_kind_that_is_refused_leaves_the_others(registry: Registry) -> None:
    registry.refusing = {"bizproc.robot.list", "bizproc.robot.add"}
    inside = portal(Portals(registry), keeper=Held()).application

    done = await inside.register(WANTED, repair=True)

    assert list(done.errors) == ["robots"]
    assert len(registry.triggers) == 4
    assert len(registry.places) == 3
