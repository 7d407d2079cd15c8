"""Our room and a practice portal that somebody else built from the same facts."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from uuid import uuid4

import pytest

from obmen.delivery.call import Task
from obmen.delivery.outcome import Ambiguous, Delivered, Refused, Rejected
from obmen.delivery.profile import CheckState, PortalProfile
from obmen.domain.counterparty import ClientKind
from obmen.domain.identity import EntityKind, Ref
from obmen.domain.invoice import Semantics
from obmen.domain.vat import NO_VAT, Vat
from obmen.flows.ports.portal import PortalHalted, Remote
from tests.integration.bitrix24.practice import Practice, attached, calls_of, make_invoice, running, task
from tests.unit.bitrix24.builders import PROFILE


class Goods:
    """A small catalogue whose keys are nobody else's: the portal is shared."""

    def __init__(self) -> None:
        mark = uuid4().hex
        self.section, self.child = (Ref(EntityKind.SECTION, f"{mark}-{n}") for n in "ab")
        self.cable, self.watch = (Ref(EntityKind.PRODUCT, f"{mark}-{n}") for n in ("c#1", "d"))
        self.fields: dict[Ref, dict[str, object]] = {
            self.section: {"name": "Кабель & провод #1", "parent": None, "active": True},
            self.child: {"name": "Медь 100%", "parent": self.section.id, "active": True},
            self.cable: {
                "name": "ВВГнг 3x2.5 + «ГОСТ»", "section": self.child.id, "active": True, "vat": "22",
                "vat_included": True, "unit": "6", "price": "118.5", "currency": "RUB",
            },
            self.watch: {
                "name": "Часы $time zone", "section": None, "active": True, "vat": "none",
                "vat_included": False, "unit": "796", "price": "10", "currency": "RUB",
            },
        }  # fmt: skip

    def tasks(self) -> list[Task]:
        return [task(number, ref, fields) for number, (ref, fields) in enumerate(self.fields.items())]


@pytest.fixture(scope="module")
def calm() -> Iterator[str]:
    """A portal without faults that the tests of this file share."""
    with running() as url:
        yield url


@pytest.fixture
async def portal(calm: str) -> AsyncIterator[Practice]:
    async with attached(calm) as one:
        yield one


@asynccontextmanager
async def fault(calm: str, name: str, *, speed: float = 1.0) -> AsyncIterator[Practice]:
    """The shared portal with a fault switched on for a while."""
    async with attached(calm, speed=speed) as one:
        await one.control("faults", {"fault": name})
        try:
            yield one
        finally:
            await one.control("faults", {"clear": True})


async def delivered(one: Practice) -> tuple[Goods, PortalProfile]:
    goods = Goods()
    profile, _ = await one.portal.lookups.discover()
    calls = calls_of(one.portal.deliveries.map(goods.tasks(), profile=profile, bound={}))
    outcomes = await one.portal.deliveries.send(calls)
    assert all(isinstance(outcome, Delivered) for outcome in outcomes)
    return goods, profile


async def remote(one: Practice, ref: Ref, profile: PortalProfile) -> Remote:
    return (await one.portal.lookups.find(ref.kind, [ref.id], profile=profile))[ref.id]


async def test_discovery_finds_a_usual_portal_ready(portal: Practice) -> None:
    profile, findings = await portal.portal.lookups.discover()

    assert {f.id for f in findings if f.state is CheckState.MISSING} == set()
    assert profile.product_iblock_id is not None
    assert profile.vat_ids.keys() >= {"none", "0", "22"}
    assert [s.semantics for s in profile.stages].count(Semantics.SUCCESS) == 1
    assert portal.requests == 2


async def test_a_portal_without_offers_is_degraded_and_says_so() -> None:
    with running("--without-offers") as url:
        async with attached(url) as one:
            profile, findings = await one.portal.lookups.discover()

    states = {f.id: f.state for f in findings}
    assert states["portal.offers_block"] is CheckState.DEGRADED
    assert profile.offers_iblock_id is None


async def test_goods_that_were_delivered_are_found_as_they_were_meant(portal: Practice) -> None:
    goods, profile = await delivered(portal)
    sections, products = [goods.section.id, goods.child.id], [goods.cable.id, goods.watch.id, "no"]

    found = {
        **await portal.portal.lookups.find(EntityKind.SECTION, sections, profile=profile),
        **await portal.portal.lookups.find(EntityKind.PRODUCT, products, profile=profile),
    }

    untold = {"description": None, "weight": None}
    assert {key: one.fields for key, one in found.items()} == {
        ref.id: fields | (untold if ref.kind is EntityKind.PRODUCT else {})
        for ref, fields in goods.fields.items()
    }
    assert found[goods.cable.id].price_id is not None


async def test_a_change_travels_alone_and_moves_a_product_to_the_root(portal: Practice) -> None:
    goods, profile = await delivered(portal)
    known = await remote(portal, goods.cable, profile)
    desired = {**known.fields, "name": "ВВГ", "section": None, "active": False, "price": "120"}
    change = task(1, goods.cable, desired, known=known.fields, remote=known.id)
    bound = {Ref(EntityKind.PRICE, goods.cable.id): known.price_id or 0}

    calls = calls_of(portal.portal.deliveries.map([change], profile=profile, bound=bound))
    outcomes = await portal.portal.deliveries.send(calls)

    after = await remote(portal, goods.cable, profile)
    assert [call.method for call in calls] == ["catalog.product.update", "catalog.price.update"]
    assert all(isinstance(outcome, Delivered) for outcome in outcomes)
    assert after == Remote(id=known.id, fields=desired, price_id=known.price_id)


async def test_what_a_person_deleted_is_known_to_be_gone(portal: Practice) -> None:
    goods, profile = await delivered(portal)
    known = await remote(portal, goods.watch, profile)
    await portal.do("catalog.product.delete", id=known.id)
    change = task(1, goods.watch, {"name": "x"}, known=known.fields, remote=known.id)

    calls = calls_of(portal.portal.deliveries.map([change], profile=profile, bound={}))
    [outcome] = await portal.portal.deliveries.send(calls)

    assert isinstance(outcome, Rejected)
    assert outcome.code == "not_found"


@pytest.mark.parametrize(("name", "ran"), [("lost-answer,count=1", True), ("drop,count=1", False)])
async def test_a_lost_answer_is_looked_up(calm: str, name: str, *, ran: bool) -> None:
    tasks = Goods().tasks()
    async with fault(calm, name) as one:
        calls = calls_of(one.portal.deliveries.map(tasks[:3], profile=PROFILE, bound={}))

        lost = await one.portal.deliveries.send(calls)
        seen = await one.portal.deliveries.look_up(calls)

    assert all(isinstance(outcome, Ambiguous) for outcome in lost)
    assert all(isinstance(outcome, Delivered if ran else Ambiguous) for outcome in seen)


@pytest.mark.parametrize("name", ["status=502,count=1", "html,count=1", "query-limit,count=1"])
async def test_reading_goes_on_after_a_stumble(calm: str, name: str) -> None:
    async with fault(calm, name, speed=10) as one:
        profile, _ = await one.portal.lookups.discover()

    assert profile.product_iblock_id is not None
    assert one.requests > 2


async def test_a_batch_that_dies_midway_leaves_nothing_unknown(calm: str) -> None:
    tasks = Goods().tasks()
    async with fault(calm, "fail-mid-batch,count=1") as one:
        calls = calls_of(one.portal.deliveries.map(tasks[:3], profile=PROFILE, bound={}))

        outcomes = await one.portal.deliveries.send(calls)
        seen = await one.portal.deliveries.look_up(calls)

    for sent, found in zip(outcomes, seen, strict=True):
        assert not isinstance(sent, Refused) or not isinstance(found, Delivered)
        assert not isinstance(sent, Delivered) or isinstance(found, Delivered)


async def test_a_price_never_lands_at_another_product_when_its_own_fails(calm: str) -> None:
    goods = Goods()
    broken = task(1, goods.cable, {**goods.fields[goods.cable], "section": None})
    async with fault(calm, "failed-reference-becomes-1") as one:
        profile = replace(PROFILE, vat_ids={"22": 999_999})
        calls = calls_of(one.portal.deliveries.map([broken], profile=profile, bound={}))

        outcomes = await one.portal.deliveries.send(calls)
        prices = await one.do("catalog.price.list", filter={"productId": 1})

    assert [type(outcome) for outcome in outcomes] == [Rejected, Refused]
    assert prices["result"] == {"prices": []}


async def test_a_dead_webhook_halts(calm: str) -> None:
    async with fault(calm, "no-auth") as one:
        with pytest.raises(PortalHalted) as halted:
            await one.portal.lookups.discover()

    assert halted.value.code == "NO_AUTH_FOUND"


async def test_an_invoice_is_learnt_read_moved_and_written_to(portal: Practice) -> None:
    invoice_id, company_id = await make_invoice(portal)
    profile, _ = await portal.portal.lookups.discover()
    paid = next(stage for stage in profile.stages if stage.semantics is Semantics.SUCCESS)
    before = datetime(2020, 1, 1, tzinfo=UTC)

    changed = await portal.portal.invoices.changed_since(before, own_company_id=profile.own_companies[0].id)
    [invoice] = await portal.portal.invoices.read([invoice_id, 999_999], profile=profile)

    assert invoice_id in changed.ids
    assert await portal.portal.invoices.existing([invoice_id, 999_999]) == {invoice_id}
    assert invoice.total.amount == Decimal("15958.00")
    assert [line.vat for line in invoice.lines] == [Vat(Decimal(22)), NO_VAT, Vat(Decimal(0))]
    assert invoice.counterparty is not None
    assert invoice.counterparty.id == f"B24C{company_id}"
    assert invoice.counterparty.kind is ClientKind.LEGAL_ENTITY
    assert invoice.counterparty.official_name == "ООО «Вектор»"
    assert invoice.counterparty.legal_address.endswith("ул. Мира, 1")
    assert invoice.counterparty.account is not None

    news = [
        task(1, Ref(EntityKind.STAGE, str(invoice_id)), {"stage": paid.id}),
        task(2, Ref(EntityKind.INVOICE, str(invoice_id)), {"xml_id": "guid-1", "onec_number": "1"}),
        task(
            3, Ref(EntityKind.MESSAGE, "paid"), {"invoice_id": invoice_id, "title": "1С", "text": "Оплачен"}
        ),
        task(4, Ref(EntityKind.NOTICE, "paid"), {"user_id": 1, "text": "Оплачен", "tag": "OBMEN|1"}),
    ]
    calls = calls_of(portal.portal.deliveries.map(news, profile=profile, bound={}))
    outcomes = await portal.portal.deliveries.send(calls)
    seen = await portal.portal.deliveries.look_up(calls)
    [after] = await portal.portal.invoices.read([invoice_id], profile=profile)

    assert all(isinstance(outcome, Delivered) for outcome in outcomes)
    assert [type(outcome) for outcome in seen] == [Delivered, Delivered, Delivered, Ambiguous]
    assert (after.stage_id, after.xml_id) == (paid.id, "guid-1")


async def test_a_wrong_stage_is_rejected_with_the_portals_code(portal: Practice) -> None:
    invoice_id, _ = await make_invoice(portal)
    profile, _ = await portal.portal.lookups.discover()
    move = task(1, Ref(EntityKind.STAGE, str(invoice_id)), {"stage": "DT31_5:NONE"})

    calls = calls_of(portal.portal.deliveries.map([move], profile=profile, bound={}))
    [outcome] = await portal.portal.deliveries.send(calls)

    assert isinstance(outcome, Rejected)
    assert outcome.code == "CRM_FIELD_ERROR_VALUE_NOT_VALID"


async def test_a_halted_portal_comes_back_when_a_person_asks(calm: str) -> None:
    async with fault(calm, "overload,count=1") as one:
        with pytest.raises(PortalHalted):
            await one.portal.lookups.discover()

        one.portal.probe()
        profile, _ = await one.portal.lookups.discover()

    assert profile.product_iblock_id is not None
    assert one.portal.client.pace.state.halt is None


async def test_a_vat_row_is_made_once(portal: Practice) -> None:
    announced: list[datetime] = []

    async def announce(moment: datetime) -> None:
        announced.append(moment)

    first = await portal.portal.lookups.create_vat("5", announce=announce)
    second = await portal.portal.lookups.create_vat("5", announce=announce)
    profile, _ = await portal.portal.lookups.discover()

    assert first == second == profile.vat_ids["5"]
    assert len(announced) == 1
