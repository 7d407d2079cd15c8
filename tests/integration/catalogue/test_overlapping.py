"""Two dialogues of one node that overlap, from their files to the CRM."""

from __future__ import annotations

from decimal import Decimal

from obmen.delta.parts import prices_from
from obmen.domain.identity import EntityKind
from obmen.flows.ports.inbox import PackageState
from tests.integration.catalogue.conftest import House
from tests.integration.catalogue.packages import Good, goods, import_xml, offers_xml


def begin(house: House, cookie: bytes) -> int:
    """Begin a dialogue, as `checkauth` does."""
    return house.store.write(
        lambda work: work.sessions.open(
            exchange_id=house.exchange_id,
            kind="catalog",
            cookie_digest=cookie,
            client="10.0.0.7",
            now=house.clock(),
        )
    ).id


def prices(house: House) -> dict[str, Decimal]:
    keys = [good.id for good in goods(3)]
    bodies = house.store.read(lambda work: work.records.bodies(house.exchange_id, EntityKind.PRICES, keys))
    return {key: prices_from(body)[0].amount for key, body in bodies.items()}


async def test_an_earlier_dialogue_that_imports_later_does_not_overwrite_the_later_one(house: House) -> None:
    house.bring(import_xml(goods(3)))
    early, late = begin(house, b"1"), begin(house, b"2")

    house.bring(offers_xml(goods(2, price="200")), name="offers.xml", session_id=late)
    house.bring(offers_xml(goods(3, price="100")), name="offers.xml", session_id=early)
    await house.deliver()

    assert prices(house) == {"p0000": 200, "p0001": 200, "p0002": 100}
    sold = {key: fields["price"] for key, fields in house.portal.held().items() if "price" in fields}
    assert sold == {"p0000": "200", "p0001": "200", "p0002": "100"}


def test_what_came_too_late_is_counted_in_the_journal(house: House) -> None:
    early, late = begin(house, b"1"), begin(house, b"2")

    house.bring(offers_xml(goods(2, price="200")), name="offers.xml", session_id=late)
    house.bring(offers_xml(goods(3, price="100")), name="offers.xml", session_id=early)

    entry = house.store.read(lambda work: work.journal.latest(house.exchange_id, "onec.package_applied"))
    assert entry is not None
    assert (entry.facts["changed"], entry.facts["stale"]) == (2, 2)


def test_a_later_dialogue_that_repeats_what_is_known_is_not_overwritten_either(house: House) -> None:
    known = offers_xml(goods(1, price="200"))
    house.bring(known, name="offers.xml")
    early, late = begin(house, b"1"), begin(house, b"2")

    again = house.bring(known, name="offers.xml", session_id=late)
    house.bring(offers_xml([Good("p0000", "Стол", "100")]), name="offers.xml", session_id=early)

    assert again.state is PackageState.STAGED
    assert prices(house) == {"p0000": 200}
