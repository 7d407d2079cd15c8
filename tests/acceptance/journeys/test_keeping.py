"""A catalogue that was there before, and goods that leave 1C: a person looks first, then says yes."""

from typing import Any

import pytest

from tests.acceptance.journeys.conftest import Shop
from tests.integration.catalogue.wares import Folder, Ware, catalogue_xml, prices_xml
from tests.support.world import Exchange, World

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

FOLDERS = (Folder("g-guid", "Мебель"),)
TABLE = Ware("table-guid", "Стол письменный", "g-guid", article="S-1")
CHAIR = Ware("chair-guid", "Стул", "g-guid", article="S-2")
LAMP = Ware("lamp-guid", "Лампа", "g-guid")
SOFA = Ware("sofa-guid", "Диван", "g-guid")
WARES = (TABLE, CHAIR, LAMP, SOFA)


def fill(world: World) -> dict[str, int]:
    """Make what the vendor's exchange and a person have made; returns ids by 1C's id."""
    call, dump = world.sandbox.call, world.sandbox.dump()
    (article,) = [p for p in dump["properties"] if p["code"] == "CML2_ARTICLE"]
    block = article["iblockId"]
    section = call("catalog.section.add", fields={"iblockId": block, "name": "Мебель", "xmlId": "g-guid"})

    def product(name: str, **fields: Any) -> int:
        made = call("catalog.product.add", fields={"iblockId": block, "name": name, **fields})
        return int(made["element"]["id"])

    return {
        "table-guid": product(
            "Стол", xmlId="table-guid", iblockSectionId=section["section"]["id"], detailText="Из дуба"
        ),
        "chair-guid": product("Стул венский", **{f"property{article['id']}": {"value": "S-2"}}),
        "lamp-guid": product("Лампа"),
        "": product("Лампа"),
    }


def bring(world: World, exchange: Exchange, *wares: Ware) -> None:
    """A person takes the export of the catalogue from a disk."""
    folder = world.gateway.folder / "webdata"
    folder.mkdir(exist_ok=True)
    (folder / "import.xml").write_text(catalogue_xml(wares, FOLDERS), encoding="utf-8")
    (folder / "offers.xml").write_text(prices_xml(wares), encoding="utf-8")
    world.gateway.must("import", exchange.name, str(folder))


def test_a_catalogue_that_is_there_is_adopted_and_nothing_is_doubled(world: World) -> None:
    portal, gateway = world.sandbox, world.gateway
    made = fill(world)
    exchange = world.add_exchange("shop", price_type="Розничная")
    gateway.stop()
    before = len(portal.dump()["products"])
    bring(world, exchange, *WARES)

    shown = gateway.must("adopt", "shop")
    untouched = len(portal.writes("catalog.product.update", "catalog.section.update"))
    done = gateway.must("adopt", "shop", "--yes")
    plan = gateway.must("plan", "shop")
    gateway.must("sync", "shop")
    problems = exchange.problems()
    gateway.must("adopt", "shop", "--pair", f"lamp-guid={made['lamp-guid']}", "--yes")
    gateway.must("sync", "shop")

    found = {one["id"]: (one["remote_id"], one["by"]) for one in shown["pairs"] if one["kind"] == "product"}
    assert found == {
        "table-guid": (made["table-guid"], "xml_id"),
        "chair-guid": (made["chair-guid"], "article"),
    }
    assert [one["id"] for one in shown["doubts"]] == ["lamp-guid"]
    assert shown["totals"]["product"]["new"] == 1
    assert untouched == 0
    assert done["adopting"] == 3
    fields = {one["id"]: one["fields"] for one in plan["changes"]}
    assert fields["table-guid"]["name"] == ["Стол", "Стол письменный"]
    assert fields["chair-guid"]["xml_id"] == [None, "chair-guid"]
    assert problems == ["adopt.doubt"]
    assert len(portal.dump()["products"]) == before + 1  # the sofa
    for key in ("table-guid", "chair-guid", "lamp-guid"):
        assert portal.product(key)["id"] == made[key]
    assert exchange.problems() == []


def test_what_leaves_1cs_selection_is_swept_by_a_persons_word_and_comes_back(shop: Shop) -> None:
    portal, gateway = shop.world.sandbox, shop.world.gateway
    exchange = shop.exchange
    bring(shop.world, exchange, *WARES)
    exchange.settled()
    bring(shop.world, exchange, TABLE, CHAIR, LAMP)
    exchange.settled()

    shown = gateway.must("sweep", "shop")
    still = portal.product("sofa-guid")["active"]
    gateway.must("sweep", "shop", "--yes")
    exchange.settled()
    swept = portal.product("sofa-guid")["active"]
    again = gateway.must("sweep", "shop")
    (run, *_) = gateway.must("runs", "shop")
    bring(shop.world, exchange, *WARES)
    exchange.settled()

    mine = [one["id"] for one in shown["records"] if one["id"].endswith("-guid")]
    assert (mine, still, swept) == (["sofa-guid"], "Y", "N")
    assert all(one["why"] == "absent" for one in shown["records"])
    assert again["records"] == []
    assert (run["cause"], run["changed"]) == ("sweep", len(shown["records"]))
    assert portal.product("sofa-guid")["active"] == "Y"
