"""A person is told each piece of news by itself; much at once is one digest, however it came."""

from collections.abc import Iterable

from obmen.domain.catalog import PackageHeader
from obmen.domain.identity import EntityKind
from obmen.flows.sales.notices import MANY
from obmen.flows.sales.settle import settle_package
from tests.integration.sales.world import World, invoice, mark, told

NEWS_OF_A_PAYMENT = 2  # the order's number in 1C, and the payment


async def billed(world: World, count: int) -> range:
    numbers = range(200, 200 + count)
    world.portal.put(*(invoice(i) for i in numbers))
    await world.exchange_once()
    return numbers


def hear_file(world: World, numbers: Iterable[int]) -> None:
    """One file of 1C: these are paid."""
    orders = [told(world.row(i).order, id=f"guid-{i}", paid_mark=mark("ПП")) for i in numbers]
    header, exchange = PackageHeader(schema_version="2.07"), world.exchange
    world.store.write(lambda work: settle_package(work, exchange, [header, *orders], now=world.now))


def deliver_notices(world: World) -> list[str]:
    """Whatever waits goes out; returns the tags, of which a later one takes the place of an equal one."""
    rows = world.outbox(EntityKind.NOTICE)
    world.store.write(lambda work: work.outbox.done({row.id: row.version for row in rows}))
    return [str(row.desired["tag"]) for row in rows if row.desired]


def waiting_text(world: World) -> str:
    [row] = world.outbox(EntityKind.NOTICE)
    assert row.desired is not None
    return str(row.desired["text"])


async def test_one_large_file_is_one_digest(world: World) -> None:
    numbers = await billed(world, 30)

    hear_file(world, numbers)

    assert "новостей — 60, счетов — 30" in waiting_text(world)
    assert len(world.outbox(EntityKind.MESSAGE)) == 60


async def test_many_small_files_that_wait_together_are_one_digest(world: World) -> None:
    numbers = await billed(world, 30)

    for number in numbers:
        hear_file(world, [number])

    assert "новостей — 60, счетов — 30" in waiting_text(world)


async def test_many_small_files_show_few_notices_though_each_goes_out_at_once(world: World) -> None:
    numbers, shown = await billed(world, 30), set[str]()

    for number in numbers:
        hear_file(world, [number])
        shown |= set(deliver_notices(world))
        world.later(seconds=5)

    assert len(shown) == MANY + 1


async def test_what_waited_for_a_portal_that_was_away_is_one_digest(world: World) -> None:
    numbers = await billed(world, 30)

    for number in numbers:
        hear_file(world, [number])
        world.later(hours=1)

    assert "новостей — 60, счетов — 30" in waiting_text(world)


async def test_what_comes_now_and_then_is_told_by_itself(world: World) -> None:
    numbers, shown = await billed(world, 30), list[str]()

    for number in numbers:
        hear_file(world, [number])
        shown += deliver_notices(world)
        world.later(minutes=11)

    assert len(set(shown)) == len(shown) == 30 * NEWS_OF_A_PAYMENT


async def test_each_user_has_a_digest_of_their_own(world: World) -> None:
    numbers = await billed(world, 30)
    for number in numbers[:5]:
        world.portal.change(number, at=world.later(minutes=1), responsible_id=8)
    await world.poll()

    hear_file(world, numbers)

    users = sorted(str(row.desired["user_id"]) for row in world.outbox(EntityKind.NOTICE) if row.desired)
    assert users == ["7", *["8"] * 10]
