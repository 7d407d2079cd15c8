"""A batch whose answer was lost may have run in part: what leaned on its first calls comes once."""

from collections import Counter

import pytest

from tests.integration.catalogue.conftest import House
from tests.integration.catalogue.packages import Good, import_xml, offers_xml

TABLE = Good("p1", "Стол", "1500.50")


@pytest.mark.parametrize("price", ["lost", "never"])
async def test_a_price_that_leaned_on_a_lost_product_is_added_once(house: House, price: str) -> None:
    house.bring(import_xml([TABLE]))
    house.bring(offers_xml([TABLE]), name="offers.xml")
    house.portal.script = ["run", "lost", price]

    await house.deliver()
    house.clock.advance(70)
    await house.deliver()

    assert Counter(house.portal.log) == {("add", "g1"): 1, ("add", "p1"): 1, ("price.add", "p1"): 1}
    assert house.totals() == {}
