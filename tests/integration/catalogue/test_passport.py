"""The passport of a good: both sides, whose each field is, which runs wrote it, and why it is there."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from obmen.domain.settings import ExchangeSettings
from obmen.flows.admin.explain import explain
from obmen.flows.catalog.apply import mark_for_context
from obmen.flows.catalog.context import CATALOGUE_HELD
from obmen.flows.catalog.sweeping import read_selection, sweep
from tests.integration.catalogue.conftest import House
from tests.integration.catalogue.wares import Folder, Ware, catalogue_xml, prices_xml

FOLDERS = (Folder("g", "Мебель"), Folder("h", "Посуда"))
TABLE, CUP = Ware("table", "Стол", article="S-1"), Ware("cup", "Чашка", "h")


def bring(house: House, *wares: Ware) -> None:
    house.bring(catalogue_xml(wares, FOLDERS))
    house.bring(prices_xml(wares), name="offers.xml")


def passport(house: House, key: str) -> dict[str, Any]:
    return house.store.read(lambda work: explain(work, house.exchange, key))


def why(house: House, key: str) -> str:
    told: str = passport(house, key)["why"]["product"]
    return told


async def test_each_field_has_both_values_its_owner_and_the_runs_that_wrote_it(house: House) -> None:
    house.set(replace(ExchangeSettings(), owners={"name": "crm"}))
    bring(house, TABLE)
    await house.deliver()
    house.bring(prices_xml([replace(TABLE, name="Стол 2", prices={"r": "200"})]), name="offers.xml")
    await house.deliver()
    house.bring(catalogue_xml([replace(TABLE, name="Стол 2")], FOLDERS))
    await house.deliver()

    told = passport(house, "table")

    made, repriced = told["runs"]
    fields = told["fields"]["product"]
    assert fields["price"] == {
        "onec": "200", "crm": "200", "owner": "1c", "runs": [made["run"], repriced["run"]],
    }  # fmt: skip
    assert fields["name"] == {"onec": "Стол 2", "crm": "Стол", "owner": "crm", "runs": [made["run"]]}
    assert (made["made"], repriced["fields"]) == (True, {"price": ["100", "200"]})
    assert told["why"] == {"product": "why.there"}


async def test_what_waits_says_for_what(house: House) -> None:
    house.bring(catalogue_xml([TABLE], FOLDERS))
    await house.plan(patient=True)
    early = why(house, "table")
    bring(house, TABLE)
    due = why(house, "table")
    house.learn(**{CATALOGUE_HELD: "price_type"})

    assert (early, due, why(house, "table")) == ("why.awaits_offers", "why.on_its_way", "why.first_run")


async def test_what_is_left_out_says_why(house: House) -> None:
    bring(house, TABLE, CUP)
    house.set(replace(ExchangeSettings(), groups=("Мебель",)))
    house.store.write(lambda work: mark_for_context(work, house.exchange, now=house.clock()))
    await house.deliver()

    assert (why(house, "table"), why(house, "cup")) == ("why.there", "left.outside_groups")
    assert passport(house, "h")["why"] == {"section": "left.outside_groups"}


async def test_what_the_portal_refuses_and_what_is_deleted_say_so(house: House) -> None:
    bring(house, replace(TABLE, vat="13"), CUP)
    await house.deliver()
    house.bring(catalogue_xml([replace(TABLE, vat="13"), replace(CUP, deleted=True)], FOLDERS))
    await house.deliver()

    assert (why(house, "table"), why(house, "cup")) == ("vat.missing", "why.deleted")


async def test_what_was_swept_says_so(house: House) -> None:
    bring(house, TABLE, CUP)
    await house.deliver()
    house.bring(catalogue_xml([TABLE], FOLDERS))
    leavers = house.store.read(lambda work: read_selection(work, house.exchange_id)).leavers
    house.store.write(lambda work: sweep(work, house.exchange, leavers, now=house.clock()))
    await house.deliver()

    assert why(house, "cup") == "left.swept"
