"""The catalogue in the console: goods are found by what a person remembers of them."""

from __future__ import annotations

import pytest

from obmen.domain.identity import EntityKind, Ref
from obmen.domain.roles import Role
from obmen.flows.ports.delivery import Binding, Wanted
from obmen.flows.ports.exchanges import Exchange
from obmen.flows.ports.store import Work
from tests.integration.console.conftest import House

MARK = '<span class="badge bg-red-lt">'
SPITE = "<img src=x onerror=alert(1)>"


async def stock_up(house: House, exchange: Exchange, *goods: tuple[str, dict[str, object]]) -> None:
    bindings = [
        Binding(Ref(EntityKind.VARIATION if "parent" in fields else EntityKind.PRODUCT, key), n, fields)
        for n, (key, fields) in enumerate(goods, start=1)
    ]
    await house.app.store.awrite(lambda work: work.bindings.put(exchange.id, bindings))


async def trouble(house: House, exchange: Exchange, ref: Ref) -> int:
    """Let the CRM refuse a good."""

    def raise_(work: Work) -> int:
        return work.problems.raise_(
            exchange.id, kind="delivery.rejected", ref=ref, record=ref.id, facts={}, now=house.app.clock()
        )

    return await house.app.store.awrite(raise_)


CABLE: tuple[str, dict[str, object]] = (
    "cable", {"name": "Кабель ВВГ 3×1,5", "article": "ART-778", "barcode": "4600000000017", "active": True,
              "section": "wires", "price": "35613.95", "currency": "RUB"},
)  # fmt: skip
SHIRT: tuple[str, dict[str, object]] = ("shirt", {"name": "Футболка", "active": False, "section": "wear"})
RED: tuple[str, dict[str, object]] = ("shirt#red", {"name": "Футболка красная", "parent": "shirt"})


@pytest.mark.parametrize("text", ["кабель", "ВВГ каб", "art-778", "4600000000017", "CABLE"])
async def test_a_good_is_found_by_name_article_barcode_and_id(house: House, text: str) -> None:
    exchange = await house.add_exchange("shop")
    await stock_up(house, exchange, CABLE, SHIRT, RED)

    async with house.signed_in(Role.MANAGER) as browser:
        page = await browser.get(f"/x/shop/catalogue?text={text}", **{"HX-Request": "true"})

    assert "Кабель ВВГ" in page.text
    assert "35\N{NO-BREAK SPACE}613,95" in page.text
    assert "Футболка" not in page.text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("group=wear", ["Футболка"]),
        ("state=inactive", ["Футболка"]),
        ("state=active", ["Кабель"]),
        ("text=%25", []),
    ],
)
async def test_the_list_is_narrowed_by_group_and_state(house: House, query: str, found: list[str]) -> None:
    exchange = await house.add_exchange("shop")
    await stock_up(house, exchange, CABLE, SHIRT, RED)

    async with house.signed_in(Role.MANAGER) as browser:
        page = await browser.get(f"/x/shop/catalogue?{query}")

    assert [name for name in ("Кабель", "Футболка") if f">{name}" in page.text] == found


async def test_goods_with_problems_are_listed_also_when_a_variation_has_it(house: House) -> None:
    exchange = await house.add_exchange("shop")
    await stock_up(house, exchange, CABLE, SHIRT, RED)
    await trouble(house, exchange, Ref(EntityKind.VARIATION, "shirt#red"))

    async with house.signed_in(Role.MANAGER) as browser:
        page = await browser.get("/x/shop/catalogue?state=problem")
        whole = await browser.get("/x/shop/catalogue")

    assert [name for name in ("Кабель", "Футболка") if f">{name}" in page.text] == ["Футболка"]
    assert whole.text.count(MARK) == 1


async def test_a_problem_put_aside_is_none_of_its_good(house: House) -> None:
    exchange = await house.add_exchange("shop")
    await stock_up(house, exchange, CABLE)
    problem = await trouble(house, exchange, Ref(EntityKind.PRODUCT, "cable"))

    def put_aside(work: Work) -> None:
        work.aside.put(exchange.id, [problem], reason="so it is", by="owner", now=house.app.clock())

    await house.app.store.awrite(put_aside)
    async with house.signed_in(Role.MANAGER) as browser:
        page = await browser.get("/x/shop/catalogue?state=problem")

    assert ">Кабель" not in page.text


async def test_all_goods_are_reached_by_leafing_each_once(house: House) -> None:
    exchange = await house.add_exchange("shop")
    goods = [(f"p{n:03}", {"name": f"Товар {n % 7}", "active": True}) for n in range(120)]
    await stock_up(house, exchange, *goods)

    def walk(work: Work) -> list[str]:
        keys: list[str] = []
        after = ("", "")
        while found := work.shelf.search(exchange.id, Wanted(), after=after, limit=50):
            keys += [bound.ref.id for _, bound in found]
            after = found[-1][0]
        return keys

    keys = await house.app.store.aread(walk)

    assert (len(keys), sorted(keys)) == (120, [key for key, _ in goods])


async def test_names_of_goods_are_text_and_never_code(house: House) -> None:
    exchange = await house.add_exchange("shop")
    await stock_up(house, exchange, ("x", {"name": SPITE, "article": SPITE, "active": True}))

    async with house.signed_in(Role.OWNER) as browser:
        page = await browser.get("/x/shop/catalogue")

    assert SPITE not in page.text
    assert "&lt;img" in page.text


async def test_what_a_change_delivers_is_found_at_once(house: House) -> None:
    exchange = await house.add_exchange("shop")
    await stock_up(house, exchange, CABLE)
    ref = Ref(EntityKind.PRODUCT, "cable")

    await house.app.store.awrite(lambda work: work.bindings.merge(exchange.id, ref, {"name": "Провод"}))

    wanted = Wanted(text="провод")
    found = await house.app.store.aread(lambda work: work.shelf.search(exchange.id, wanted, limit=5))
    assert [bound.ref for _, bound in found] == [ref]
