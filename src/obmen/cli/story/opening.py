"""The beginning: an exchange is made, both sides are looked at, the pre-flight is run."""

from __future__ import annotations

from typing import Final

from obmen.cli.story.children import Sandbox
from obmen.cli.story.gateway import Gateway
from obmen.cli.story.loopback import Json
from obmen.cli.story.practice import Base, Portal
from obmen.cli.story.scene import Joint, Stage
from obmen.cli.story.screen import Screen
from obmen.cli.story.trouble import StoryFailed

MARKS: Final = {"degraded": ("!", "yellow"), "missing": ("✗", "red")}


def open_joint(
    stage: Stage, gateway: Gateway, sandbox: Sandbox, *, name: str, family: str, goods: int
) -> Joint:
    """Make an exchange and a practice base of a family whose node knows it."""
    screen = stage.screen
    screen.command(f"obmen exchange add {name} --portal {sandbox.url}/rest/1/********/")
    made = gateway.do("exchange.add", name=name, portal=sandbox.webhook, login="")
    portal = Portal(sandbox)
    base = Base(sandbox, screen.text(f"demo.base.{family}"))
    node = {"family": family, "goods": goods, "address": made["onec_url"], "login": made["login"]}
    base.make({**node, "password": made["password"], "options": {"knows_vat_22": True}})
    screen.say("demo.exchange_made", address=made["onec_url"], login=made["login"])
    stages = {row["STATUS_ID"]: row["NAME"] for row in portal.dump()["statuses"]}
    joint = Joint(name, gateway, portal, base, stages, portal.units())
    _show_goods(screen, joint)
    return joint


def _show_goods(screen: Screen, joint: Joint) -> None:
    """Say what the base holds."""
    held = joint.base.dump()
    screen.say(
        "demo.base_holds",
        base=joint.base.name,
        groups=len(held["groups"]),
        items=len(held["items"]),
        offers=len(held["prices"]),
        rates=", ".join(_rates(held, screen)),
        price_types=", ".join(row["name"] for row in held["price_types"].values()),
    )


def _rates(held: Json, screen: Screen) -> list[str]:
    told = {item["vat"] for item in held["items"].values()}
    rates = [f"{rate} %" for rate in sorted((r for r in told if r.isdigit()), key=int, reverse=True)]
    return rates + ([screen.text("demo.without_vat")] if any(not r.isdigit() for r in told) else [])


def pre_flight(stage: Stage, joint: Joint) -> None:
    """Run the check and show what is not simply right. Raises StoryFailed when something is missing."""
    screen = stage.screen
    screen.command(f"obmen check {joint.name}")
    with screen.working("demo.working.check"):
        told = joint.gateway.do("check", name=joint.name)
    good = sum(row["state"] == "ok" for row in told["checks"])
    screen.good("demo.checks_passed", good=good, of=len(told["checks"]))
    for row in told["checks"]:
        if row["state"] != "ok":
            mark, style = MARKS[row["state"]]
            screen.line(mark, f"{row['text']}. {row['advice']}".strip(), style=style)
    if not told["ok"]:
        raise StoryFailed("demo.failed.check", exchange=joint.name)
