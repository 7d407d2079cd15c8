"""Whatever 1C tells and a person sets: what changes in the portal is the plan, field by field."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from obmen.delta.compare import Action
from obmen.domain.settings import ExchangeSettings
from obmen.flows.catalog.preview import Plan
from tests.integration.bitrix24.practice import running
from tests.integration.catalogue.portal_state import Difference, difference, state_of
from tests.integration.catalogue.practice_shop import Shop, opened
from tests.integration.catalogue.wares import Folder, Kind, Ware, catalogue_xml, prices_xml

pytestmark = [pytest.mark.slow, pytest.mark.timeout(500)]

TYPES = {"r": "Розничная", "w": "Оптовая"}
UNLIMITED = replace(ExchangeSettings(), price_type="r", rate_per_second=100.0, burst=1000)
UNKNOWN_VAT = "17"  # of a rate that the portal lacks nothing can be made
WARES, GROUPS, KINDS = ("a", "b", "c", "d"), ("g", "h", "i"), ("s", "m", "l")

names = st.sampled_from(["Стол", "Стул <б/у>", "Шкаф", "Полка & Ко", "Лампа"])
amounts = st.sampled_from(["10", "99.90", "1500.5", "0.01"])
prices = st.one_of(st.fixed_dictionaries({"r": amounts}), st.fixed_dictionaries({"r": amounts, "w": amounts}))
kinds = st.lists(
    st.builds(
        Kind,
        id=st.sampled_from(KINDS),
        name=st.sampled_from(["S", "M", "L"]),
        barcode=st.sampled_from(["", "1"]),
        prices=prices,
        deleted=st.sampled_from([False, False, True]),
    ),
    max_size=2,
    unique_by=lambda kind: kind.id,
).map(tuple)
details = {
    "name": names,
    "group": st.sampled_from(["", *GROUPS]),
    "article": st.sampled_from(["", "A-1", "A-2"]),
    "barcode": st.sampled_from(["", "4610000000011"]),
    "vat": st.sampled_from(["22", "10", "Без НДС", UNKNOWN_VAT]),
    "unit": st.sampled_from(["796", "166"]),
    "description": st.sampled_from(["", "Из дуба", "<p>Из дуба</p>"]),
    "prices": prices,
    "kinds": kinds,
    "deleted": st.sampled_from([False, False, True]),
}
parents = st.sampled_from([None, "g"])
set_by_hand = st.sampled_from([
    {"variants": "flat"}, {"variants": "offers"}, {"variants": "off"}, {"price_types": "Оптовая"},
    {"price_types": ""}, {"groups": "g"}, {"groups": ""}, {"owner.name": "crm"}, {"owner.name": ""},
    {"attributes": "article,barcode"}, {"attributes": "none"},
])  # fmt: skip


starts = st.fixed_dictionaries({
    "variants": st.sampled_from(["offers", "flat"]), "price_types": st.sampled_from(["", "all"]),
})  # fmt: skip


@dataclass(frozen=True)
class Step:
    """One exchange: what 1C has changed since the last one, and what a person has set."""

    wares: Mapping[str, Mapping[str, object]]
    groups: Mapping[str, tuple[str, str | None]]
    setting: Mapping[str, str]


@dataclass
class Base:
    """A catalogue of 1C that is changed step by step."""

    wares: dict[str, Ware] = field(default_factory=dict)
    groups: dict[str, Folder] = field(default_factory=lambda: {"g": Folder("g", "Всё")})

    def change(self, step: Step) -> None:
        for key, (name, parent) in step.groups.items():
            self.groups[key] = Folder(key, name, parent if key != "g" else None)
        for key, changes in step.wares.items():
            self.wares[key] = replace(self.wares.get(key, Ware(key, "Новый")), **changes)  # type: ignore[arg-type]

    def packages(self) -> tuple[str, str]:
        return (
            catalogue_xml(self.wares.values(), self.groups.values()),
            prices_xml(self.wares.values(), types=TYPES),
        )


edits = st.dictionaries(st.sampled_from(WARES), st.fixed_dictionaries({}, optional=details), max_size=3)
steps = st.lists(
    st.builds(
        Step,
        wares=edits,
        groups=st.dictionaries(st.sampled_from(GROUPS), st.tuples(names, parents), max_size=2),
        setting=st.one_of(st.just({}), set_by_hand),
    ),
    min_size=2,
    max_size=3,
)


@st.composite
def lives(draw: st.DrawFn) -> list[Step]:
    """Days of a catalogue; after one of them some wares go, to come back on the next."""
    days = draw(steps)
    leaving = draw(st.sets(st.sampled_from(WARES), min_size=1, max_size=3))
    gone, back = (Step({key: {"deleted": is_gone} for key in leaving}, {}, {}) for is_gone in (True, False))
    day = draw(st.integers(1, len(days)))
    return [*days[:day], gone, back, *days[day:]]


@pytest.fixture(scope="module")
def portal_url() -> Iterator[str]:
    with running("--plan", "enterprise", "--empty") as url:
        yield url


def told(plan: Plan) -> Difference:
    """Return what a plan says will change; what is made says nothing of what stays empty."""
    changes: Difference = {}
    for change in plan.changes:
        made = change.action is Action.CREATE
        fields = {
            name: (old, new)
            for name, (old, new) in change.fields.items()
            if not (made and new in (None, "", []))
        }
        if change.action is not Action.REFUSE and fields:
            changes[str(change.ref.kind), change.ref.id] = fields
    return changes


def actions_of(plan: Plan) -> set[Action]:
    return {change.action for change in plan.changes}


async def exchange(shop: Shop, base: Base, step: Step) -> tuple[Plan, Difference]:
    """Do one exchange; return the plan, and what happened."""
    base.change(step)
    shop.set(**step.setting)
    shop.bring(*base.packages())
    before = state_of(await shop.dump())
    plan = await shop.preview()
    await shop.deliver()
    return plan, difference(before, state_of(await shop.dump()))


async def live(portal_url: str, start: Mapping[str, str], days: list[Step]) -> set[Action]:
    """Do the exchanges of some days; return what the plans have said of any record."""
    actions: set[Action] = set()
    with tempfile.TemporaryDirectory() as folder:
        database = f"sqlite:///{folder}/obmen.sqlite3"
        async with opened(portal_url, Path(folder), database, settings=UNLIMITED) as shop:
            base = Base()
            shop.set(**start)
            for step in days:
                plan, happened = await exchange(shop, base, step)
                assert happened == told(plan)
                actions |= actions_of(plan)
                assert [
                    one for one in (await shop.preview()).changes if one.action is not Action.REFUSE
                ] == []
    return actions


def test_the_difference_of_two_dumps_is_the_plan(portal_url: str) -> None:
    seen: set[Action] = set()

    find_a_difference(portal_url, seen)

    assert seen == set(Action) - {Action.NOTHING}


@settings(
    max_examples=20, derandomize=True, database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(start=starts, days=lives())
def find_a_difference(portal_url: str, seen: set[Action], start: dict[str, str], days: list[Step]) -> None:
    """Look for days whose plan is not what happens; keep what the plans have said."""
    seen |= asyncio.run(live(portal_url, start, days))
