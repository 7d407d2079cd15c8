"""1C's number and date get fields of their own on the invoice as soon as there is something to keep."""

from dataclasses import dataclass, field, replace

import pytest

from obmen.delivery.profile import CheckState, Finding, PortalProfile
from obmen.domain.identity import EntityKind
from obmen.flows.ports.exchanges import Discovery
from obmen.flows.ports.portal import FIELDS, FIELDS_COMING, PortalUnreachable
from obmen.flows.sales.fields import complete_fields
from tests.integration.catalogue.conftest import Clock, FakePortal
from tests.integration.sales.world import World, hear_of, invoice, profile

NAMES = ("UF_DATE", "UF_NUMBER")


@dataclass
class Makes(FakePortal):
    """A portal that makes the fields, refuses them, or does not answer."""

    names: tuple[str, ...] = NAMES
    silent: bool = False
    asked: list[PortalProfile] = field(default_factory=list)

    async def create_invoice_fields(self, profile: PortalProfile) -> tuple[str, ...]:
        self.asked.append(profile)
        if self.silent:
            raise PortalUnreachable
        return self.names


@pytest.fixture
async def sent(world: World) -> World:
    """A world where the fields lack and may be made, and 1C has acknowledged the order of invoice 128."""
    coming = Finding(id=FIELDS_COMING, state=CheckState.OK)
    discovery = Discovery(profile=profile(), findings=(coming,))
    world.store.write(lambda work: work.exchanges.put_discovery(world.exchange_id, discovery))
    world.portal.put(invoice())
    await world.exchange_once()
    return world


def found(world: World) -> tuple[tuple[str, ...], list[tuple[str, CheckState]]]:
    discovery = world.store.read(lambda work: work.exchanges.discovery(world.exchange_id))
    assert discovery is not None
    return discovery.profile.invoice_user_fields, [(f.id, f.state) for f in discovery.findings]


def deliver(world: World) -> None:
    """What waits to be kept on invoices is there."""
    for row in world.outbox(EntityKind.INVOICE):
        world.store.write(lambda work, row=row: work.outbox.done({row.id: row.version}))  # type: ignore[misc]


async def complete(world: World, portal: Makes) -> None:
    await complete_fields(store=world.store, lookups=portal, exchange=world.exchange, now=world.now)


async def test_fields_are_made_when_the_first_news_waits_to_be_kept(sent: World) -> None:
    portal = Makes(Clock())

    await complete(sent, portal)
    before = list(portal.asked)
    hear_of(sent, "guid-1")
    await complete(sent, portal)
    await complete(sent, portal)

    assert (before, len(portal.asked)) == ([], 1)
    assert found(sent) == (NAMES, [(FIELDS, CheckState.OK)])


async def test_what_1c_has_told_before_is_kept_in_them_too(sent: World) -> None:
    hear_of(sent, "guid-1")
    deliver(sent)

    await complete(sent, Makes(Clock()))

    assert [row.desired for row in sent.outbox(EntityKind.INVOICE)] == [
        {"xml_id": "guid-1", "onec_number": "ТД00-000017", "onec_date": "2026-11-24"}
    ]


async def test_a_portal_that_refuses_is_asked_once_and_the_check_says_so(sent: World) -> None:
    portal = Makes(Clock(), names=())
    hear_of(sent, "guid-1")

    await complete(sent, portal)
    await complete(sent, portal)

    assert len(portal.asked) == 1
    assert found(sent) == ((), [(FIELDS, CheckState.DEGRADED)])


async def test_a_portal_that_does_not_answer_is_asked_again_also_when_the_news_has_gone(sent: World) -> None:
    portal = Makes(Clock(), silent=True)
    hear_of(sent, "guid-1")

    with pytest.raises(PortalUnreachable):
        await complete(sent, portal)
    deliver(sent)
    portal.silent = False
    await complete(sent, portal)

    assert found(sent) == (NAMES, [(FIELDS, CheckState.OK)])
    assert [row.desired["onec_number"] for row in sent.outbox(EntityKind.INVOICE) if row.desired] == [
        "ТД00-000017"
    ]


async def test_news_that_came_and_went_between_two_looks_is_kept_in_them_too(sent: World) -> None:
    """The fields were looked after first, then the news came and was delivered without them."""
    portal = Makes(Clock())
    await complete(sent, portal)
    hear_of(sent, "guid-1")
    deliver(sent)

    await complete(sent, portal)

    assert [row.desired["onec_number"] for row in sent.outbox(EntityKind.INVOICE) if row.desired] == [
        "ТД00-000017"
    ]


async def test_who_is_killed_when_the_fields_are_made_keeps_what_was_told_afterwards(
    sent: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    hear_of(sent, "guid-1")
    deliver(sent)
    monkeypatch.setattr("obmen.flows.sales.fields.keep_order_on_invoice", killed)
    with pytest.raises(KeyboardInterrupt):
        await complete(sent, Makes(Clock()))
    monkeypatch.undo()

    await complete(sent, Makes(Clock()))

    assert [row.desired["onec_number"] for row in sent.outbox(EntityKind.INVOICE) if row.desired] == [
        "ТД00-000017"
    ]


async def test_where_the_webhook_may_not_make_fields_nothing_is_asked(sent: World) -> None:
    degraded = Finding(id=FIELDS, state=CheckState.DEGRADED)
    discovery = Discovery(profile=replace(profile(), scopes=("crm",)), findings=(degraded,))
    sent.store.write(lambda work: work.exchanges.put_discovery(sent.exchange_id, discovery))
    portal = Makes(Clock())
    hear_of(sent, "guid-1")

    await complete(sent, portal)

    assert portal.asked == []
