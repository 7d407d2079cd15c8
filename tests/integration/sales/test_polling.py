"""What a person is told of 1C, and how far back a poll looks."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal

import pytest

from obmen.delivery.profile import CheckState, PortalProfile
from obmen.domain.invoice import Invoice
from obmen.domain.vat import Vat
from obmen.flows.admin.check import own_findings
from obmen.flows.admin.status import read_status
from obmen.flows.ports.exchanges import Discovery
from obmen.flows.sales.settle import settle
from tests.integration.sales.world import NOW, PortalOfValues, World, invoice, line, profile, told

VAT_22 = Vat(Decimal(22))


async def test_each_poll_looks_back_two_minutes_before_what_it_has_seen(world: World) -> None:
    world.portal.put(invoice())
    await world.poll()

    world.later(minutes=10)
    await world.poll()

    assert world.portal.asked[-1] == NOW - timedelta(minutes=2)


@dataclass
class Tired(PortalOfValues):
    """Answers once when it is asked for invoices, and no more."""

    async def read(self, ids: Sequence[int], *, profile: PortalProfile) -> Sequence[Invoice]:
        rows = await super().read(ids, profile=profile)
        self.silent = True
        return rows


async def test_a_bill_made_a_moment_ago_is_not_behind_a_crowd_of_others(world: World) -> None:
    crowd = [replace(invoice(number), updated_at=NOW - timedelta(seconds=1)) for number in range(200, 260)]
    world.portal = Tired()
    world.portal.put(*crowd, invoice(128))

    body = await world.exchange_once()

    assert "<Номер>B24-128</Номер>" in body


@pytest.mark.parametrize(("behind_s", "seen"), [(119, True), (121, False)])
async def test_a_change_that_a_slow_replica_tells_late_is_seen_within_the_overlap(
    world: World, behind_s: int, seen: bool
) -> None:
    world.portal.put(invoice())
    await world.poll()
    late = replace(invoice(129), updated_at=NOW - timedelta(seconds=behind_s))

    world.portal.put(late)
    world.later(minutes=1)
    await world.poll()

    row = world.store.read(lambda work: work.ledger.get(world.exchange_id, invoice_id=129))
    assert (row is not None) is seen


def findings(world: World) -> dict[str, tuple[CheckState, object]]:
    exchange = world.exchange
    found = world.store.read(lambda work: own_findings(work, exchange, with_22()))
    return {one.id: (one.state, one.facts.get("unconfirmed")) for one in found}


def with_22() -> PortalProfile:
    return replace(profile(), vat_ids={"none": 1, "22": 2})


def unconfirmed(world: World) -> object:
    exchange = world.exchange
    status = world.store.read(lambda work: read_status(work, exchange, webhook_key="k", now=world.now))
    return status["vat_unconfirmed"]


async def test_a_rate_is_unconfirmed_in_check_and_status_until_an_order_has_brought_it_back(
    world: World,
) -> None:
    world.store.write(
        lambda work: work.exchanges.put_discovery(
            world.exchange_id, Discovery(profile=with_22(), findings=())
        )
    )
    before = findings(world)["onec.vat_rates"], unconfirmed(world)
    world.portal.put(invoice(128, replace(line(), vat=VAT_22)))
    await world.exchange_once()
    exchange, news = world.exchange, told(world.row().sent)

    world.store.write(lambda work: settle(work, exchange, news, now=world.now))

    assert before == ((CheckState.DEGRADED, "22"), ["22"])
    assert (findings(world)["onec.vat_rates"], unconfirmed(world)) == ((CheckState.OK, ""), [])


@pytest.mark.parametrize(("family", "state"), [("trade", CheckState.DEGRADED), ("unf", CheckState.OK)])
def test_check_says_whether_this_1c_tells_part_payments(world: World, family: str, state: CheckState) -> None:
    world.set(onec_family=family)

    assert findings(world)["onec.part_payments"][0] is state
