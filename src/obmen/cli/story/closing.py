"""The end: a summary of what was seen, and the addresses of what stays up."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Final

from obmen.cli.story.goods import Delivered
from obmen.cli.story.practice import Traffic
from obmen.cli.story.sales import Billed
from obmen.cli.story.scene import Joint, Stage
from obmen.cli.story.screen import Screen, money, seconds

LOOK_S: Final = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Everything that the story has seen."""

    joints: Sequence[Joint]
    delivered: Sequence[Delivered]
    billed: Sequence[Billed]  # sums equal on both sides, compared when 1C took them
    stages: Mapping[str, Sequence[str]]  # base -> stages that its paid invoice has reached, in order
    again: Traffic
    seconds: float


def summarise(screen: Screen, told: Told) -> None:
    """Print the table of what was done, what it took, and what was compared."""
    goods = {
        name: sum(getattr(part, name) for part in told.delivered)
        for name in ("products", "variations", "sections")
    }
    same = sum(part.agreement.same for part in told.delivered)
    requests = sum(part.traffic.requests for part in told.delivered)
    commands = sum(part.traffic.commands for part in told.delivered)
    minimum = sum(part.traffic.minimum for part in told.delivered)
    total = sum((one.total for one in told.billed), Decimal(0))
    lines: list[tuple[str, dict[str, object]]] = [
        ("goods", dict(goods)),
        ("prices", {"same": same, "of": sum(part.agreement.offers for part in told.delivered)}),
        ("orders", {"count": len(told.billed), "total": money(total)}),
        (
            "payments",
            {"stages": "; ".join(f"{base}: {' → '.join(names)}" for base, names in told.stages.items())},
        ),
        ("requests", {"requests": requests, "minimum": minimum, "commands": commands}),
        ("again", {"writes": told.again.writes, "requests": told.again.requests}),
        ("problems", {"count": sum(joint.status()["problems"] for joint in told.joints)}),
        ("time", {"seconds": seconds(told.seconds)}),
    ]
    rows = [
        [screen.text(f"demo.summary.{name}"), screen.text(f"demo.summary.{name}.value", **facts)]
        for name, facts in lines
    ]
    screen.table(["demo.column.what", "demo.column.result"], rows)


def stay_up(stage: Stage, told: Told, *, folder: Path) -> None:
    """Show where to look, and stay until Ctrl+C. Raises StoryFailed when a process ends by itself."""
    screen = stage.screen
    screen.chapter("demo.chapter.stay")
    for joint in told.joints:
        screen.say("demo.address.portal", base=joint.base.name, url=f"{joint.portal.at.url}/")
        screen.say("demo.address.onec", base=joint.base.name, url=joint.base.page)
    screen.say("demo.address.console", url=told.joints[0].gateway.do("user.link", login="")["url"])
    screen.say("demo.try", portal=f"{told.joints[0].portal.at.url}/invoices")
    screen.command(f"OBMEN_DATA_DIR={folder} obmen status")
    screen.title("demo.stay")
    while True:
        stage.children.watch()
        time.sleep(LOOK_S)
