"""The catalogue: 1C brings it, the plan is shown, it is delivered, both sides are compared; and once more."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Final

from obmen.cli.story.agreement import Agreement, compare_goods
from obmen.cli.story.loopback import Json
from obmen.cli.story.practice import Traffic
from obmen.cli.story.scene import Joint, Stage
from obmen.cli.story.screen import seconds
from obmen.cli.story.trouble import StoryFailed

DELIVERY_S: Final = 300.0
LOOK_S: Final = 0.25
COUNTED: Final = {"section": "sections", "product": "products", "variation": "offers"}
ACTIONS: Final = ("create", "change", "deactivate", "reactivate", "refuse")


@dataclass(frozen=True, slots=True)
class Delivered:
    """What became of a catalogue."""

    sections: int
    products: int
    variations: int
    seconds: float
    traffic: Traffic
    agreement: Agreement


def bring_goods(stage: Stage, joint: Joint) -> None:
    """Let 1C bring its catalogue; the first run waits until a price type is chosen."""
    screen = stage.screen
    began = time.monotonic()
    run = stage.run_onec(joint)
    screen.say(
        "demo.onec_done",
        base=joint.base.name,
        requests=run.requests,
        seconds=seconds(time.monotonic() - began),
    )
    status = stage.wait(
        lambda: found if (found := joint.status())["known_to_1c"] and not found["pending"] else None,
        what="demo.wait.read",
        within_s=120,
    )
    if status["held_reason"] != "price_type":
        raise StoryFailed("demo.failed.not_held", exchange=joint.name)
    screen.say("demo.goods_read", cards=status["known_to_1c"], held=status["held"])


def show_plan(stage: Stage, joint: Joint) -> Json:
    """Show the dry run in numbers."""
    screen = stage.screen
    screen.command(f"obmen plan {joint.name}")
    with screen.working("demo.working.plan"):
        plan = joint.gateway.do("plan", name=joint.name)
    rows = [
        [screen.text(f"demo.kind.{kind}"), *(str(totals[action]) for action in ACTIONS)]
        for kind, totals in sorted(plan["totals"].items())
    ]
    screen.table(
        ["demo.column.kind", *(f"demo.column.{action}" for action in ACTIONS)], rows, right=range(1, 6)
    )
    minutes = max(1, round(plan["seconds"] / 60))
    screen.say("demo.plan_costs", requests=plan["requests"], minutes=minutes)
    return plan


def choose_price_type(stage: Stage, joint: Joint) -> str:
    """Choose the first price type by name, which lets the first run go; returns its id."""
    type_id, row = next(
        (type_id, row) for type_id, row in joint.base.dump()["price_types"].items() if row["vat_included"]
    )
    stage.screen.command(f"obmen exchange set {joint.name} price_type={row['name']}")
    joint.gateway.set(joint.name, f"price_type={row['name']}")
    return str(type_id)


def deliver(stage: Stage, joint: Joint, plan: Json, *, choose: str = "") -> Delivered:
    """Choose the price type and watch the portal fill up; the effect must be what the plan said."""
    before, counts, began = joint.portal.traffic(), joint.portal.counts(), time.monotonic()
    price_type = choose or choose_price_type(stage, joint)
    planned = {kind: totals["create"] for kind, totals in plan["totals"].items()}
    _watch(stage, joint, planned, dict(counts))
    took, traffic, after = (
        time.monotonic() - began,
        joint.portal.traffic().since(before),
        joint.portal.counts(),
    )
    made = {kind: after[COUNTED[kind]] - counts[COUNTED[kind]] for kind in planned}
    no_problems(joint)
    if made != planned:
        raise StoryFailed("demo.failed.plan", planned=_told(planned), made=_told(made))
    stage.screen.good(
        "demo.plan_kept",
        made=made["product"],
        variations=made.get("variation", 0),
        sections=made.get("section", 0),
        seconds=seconds(took),
    )
    new_units = [name for code, name in joint.portal.units().items() if code not in joint.units]
    if new_units:
        stage.screen.say("demo.units_made", units=", ".join(new_units))
    agreement = _agree(stage, joint, price_type)
    return Delivered(
        made.get("section", 0), made["product"], made.get("variation", 0), took, traffic, agreement
    )


def _watch(stage: Stage, joint: Joint, planned: dict[str, int], before: dict[str, int]) -> None:
    until = time.monotonic() + DELIVERY_S
    requests = joint.portal.traffic().requests
    with stage.screen.progress() as show:
        while True:
            status, counts = joint.status(), joint.portal.counts()
            seen = {
                "demo.count.sections": (counts["sections"] - before["sections"], planned.get("section", 0)),
                "demo.count.products": (counts["products"] - before["products"], planned["product"]),
                "demo.count.variations": (counts["offers"] - before["offers"], planned.get("variation", 0)),
                "demo.count.prices": (counts["prices"] - before["prices"], 0),
                "demo.count.requests": (joint.portal.traffic().requests - requests, 0),
            }
            show(seen)
            if not status["pending"]:
                return
            stage.children.watch()
            if time.monotonic() > until:
                raise StoryFailed(
                    "demo.failed.late",
                    what=stage.screen.text("demo.wait.delivery"),
                    seconds=seconds(DELIVERY_S),
                )
            time.sleep(LOOK_S)


def _told(counts: dict[str, int]) -> str:
    return ", ".join(f"{kind} {count}" for kind, count in sorted(counts.items()))


def _agree(stage: Stage, joint: Joint, price_type: str) -> Agreement:
    found = compare_goods(joint.base.dump(), joint.portal.dump(), price_type=price_type)
    if found.same != found.offers:
        raise StoryFailed(
            "demo.failed.prices",
            missing=len(found.missing),
            different=len(found.different),
            first=", ".join((found.missing + found.different)[:3]),
        )
    stage.screen.good("demo.prices_agree", same=found.same, of=found.offers)
    return found


def exchange_again(stage: Stage, joint: Joint) -> Traffic:
    """Let 1C send everything again unchanged: nothing may be written."""
    before = joint.portal.traffic()
    joint.base.send_everything_again()
    run = stage.run_onec(joint)
    stage.wait(lambda: None if joint.status()["pending"] else True, what="demo.wait.settled", within_s=120)
    after = joint.portal.traffic().since(before)
    if after.writes:
        raise StoryFailed("demo.failed.rewritten", writes=after.writes)
    stage.screen.good("demo.again_nothing", requests=run.requests, writes=after.writes, reads=after.requests)
    return after


def no_problems(joint: Joint) -> None:
    """Raise StoryFailed with what the gateway asks a person, if anything."""
    found = joint.gateway.do("problems", name=joint.name)
    if found:
        told = "\n".join(f"{row['record']}: {row['text']} {row['fix']}".strip() for row in found[:5])
        raise StoryFailed("demo.failed.problems", count=len(found), told=told)
