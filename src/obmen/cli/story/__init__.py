"""`obmen demo`: the way of a catalogue, of invoices and of payments, on practice copies of both sides."""

from __future__ import annotations

import shutil
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import ROUND_DOWN, Decimal
from pathlib import Path
from types import FrameType

from obmen.cli.story import closing, goods, opening, sales
from obmen.cli.story.children import Children, Sandbox
from obmen.cli.story.gateway import Gateway
from obmen.cli.story.loopback import LoopbackFailed
from obmen.cli.story.practice import PARTLY_PAID
from obmen.cli.story.scene import Joint, Stage
from obmen.cli.story.screen import Screen
from obmen.cli.story.trouble import StoryFailed
from obmen.config import read_config
from obmen.domain.errors import BadSetting
from obmen.messages.errors import fix_of_error, text_of_error
from obmen.storage.folder import find_serving

FOLDER = "demo"
MARK = "made-by-obmen-demo"  # only a folder with this file in it is ever emptied
TRADE_GOODS, UNF_GOODS = 300, 40
KOPECK = Decimal("0.01")
FAILED, WRONG_USAGE = 1, 2


def tell_story(*, stay: bool) -> int:
    """Tell the story; returns the exit code: 0 everything was as it must be, 1 something failed."""
    try:
        config = read_config()
    except BadSetting as bad:
        print(text_of_error(bad, language="ru"), fix_of_error(bad, language="ru"), sep="\n", file=sys.stderr)
        return WRONG_USAGE
    screen = Screen(config.language)
    folder = config.data_dir / FOLDER
    told: list[closing.Told] = []
    try:
        with _ended_by_signals():
            _clean(folder)
            _tell(screen, folder, told, stay=stay)
    except KeyboardInterrupt:
        screen.title("demo.stopped")
        return 0 if told else FAILED
    except StoryFailed as failed:
        screen.fail(failed.code, **failed.facts)
    except LoopbackFailed as failed:
        screen.fail("demo.failed.process", told=str(failed), folder=str(folder))
    else:
        return 0
    return FAILED


def _tell(screen: Screen, folder: Path, told: list[closing.Told], *, stay: bool) -> None:
    with Children(folder) as children:
        stage = Stage(screen, children)
        told.append(_story(stage, folder))
        screen.chapter("demo.chapter.summary")
        closing.summarise(screen, told[0])
        if stay:
            closing.stay_up(stage, told[0], folder=folder)


def _story(stage: Stage, folder: Path) -> closing.Told:
    """Everything from the start of the processes to the unchanged exchange at the end."""
    began = time.monotonic()
    stage.screen.title("demo.title")
    stage.screen.say("demo.folder", folder=str(folder))
    gateway, trade_side, unf_side = _start(stage)

    stage.screen.chapter("demo.chapter.check")
    trade = _open(stage, gateway, trade_side, family="trade", goods_count=TRADE_GOODS)
    trade_goods = _catalogue(stage, trade)
    stage.screen.chapter("demo.chapter.invoices")
    billed = sales.bill_three(stage, trade)
    stage.screen.chapter("demo.chapter.payment")
    in_whole = _pay_whole(stage, trade, billed[0])

    stage.screen.chapter("demo.chapter.unf")
    unf = _open(stage, gateway, unf_side, family="unf", goods_count=UNF_GOODS)
    unf_goods = _catalogue(stage, unf)
    stage.screen.chapter("demo.chapter.parts")
    for_parts = _bill_for_parts(stage, unf)
    in_parts = _pay_in_parts(stage, unf, for_parts)

    stage.screen.chapter("demo.chapter.again")
    again = goods.exchange_again(stage, trade)
    goods.no_problems(trade)
    goods.no_problems(unf)
    return closing.Told(
        joints=(trade, unf),
        delivered=(trade_goods, unf_goods),
        billed=(*billed, for_parts),
        stages={trade.base.name: in_whole, unf.base.name: in_parts},
        again=again,
        seconds=time.monotonic() - began,
    )


def _start(stage: Stage) -> tuple[Gateway, Sandbox, Sandbox]:
    """Start two practice portals, for one portal is one exchange here, and the gateway."""
    for name in ("portal-trade", "portal-unf"):
        stage.children.start_sandbox(name)
    stage.children.start_gateway("gateway", language=stage.screen.language)
    with stage.screen.working("demo.working.start"):
        trade, unf = stage.children.sandbox("portal-trade"), stage.children.sandbox("portal-unf")
        return Gateway(stage.children.gateway("gateway"), stage.screen.language), trade, unf


def _open(stage: Stage, gateway: Gateway, sandbox: Sandbox, *, family: str, goods_count: int) -> Joint:
    joint = opening.open_joint(stage, gateway, sandbox, name=family, family=family, goods=goods_count)
    opening.pre_flight(stage, joint)
    return joint


def _catalogue(stage: Stage, joint: Joint) -> goods.Delivered:
    stage.screen.chapter("demo.chapter.catalogue", base=joint.base.name)
    goods.bring_goods(stage, joint)
    plan = goods.show_plan(stage, joint)
    return goods.deliver(stage, joint, plan)


def _pay_whole(stage: Stage, joint: Joint, billed: sales.Billed) -> list[str]:
    sales.approve(stage, joint, billed)
    name = sales.pay(stage, joint, billed)
    if not sales.is_paid(joint, billed):
        raise StoryFailed("demo.failed.stage", stage=name)
    return [name]


def _bill_for_parts(stage: Stage, joint: Joint) -> sales.Billed:
    """Make one invoice and name the stage of a part payment, which every portal has under another name."""
    status_id = next(code for code in joint.stages if code.endswith(PARTLY_PAID))
    stage.screen.command(f"obmen exchange set {joint.name} partly_paid_stage={joint.stages[status_id]!r}")
    joint.gateway.set(joint.name, f"partly_paid_stage={joint.stages[status_id]}")
    client = sales.clients(stage.screen)[0][1]
    invoice = joint.portal.bill(client, sales.choose_rows(joint)[0], deal=stage.screen.text("demo.deal"))
    return sales.take_orders(stage, joint, [invoice])[0]


def _pay_in_parts(stage: Stage, joint: Joint, billed: sales.Billed) -> list[str]:
    part = (billed.total * Decimal("0.3")).quantize(KOPECK, ROUND_DOWN)
    names = [sales.pay(stage, joint, billed, amount=part), sales.pay(stage, joint, billed)]
    if not sales.is_paid(joint, billed):
        raise StoryFailed("demo.failed.stage", stage=names[-1])
    return names


def _clean(folder: Path) -> None:
    """Empty the story's own folder; a folder that it did not make is left alone. Raises StoryFailed."""
    if folder.exists() and any(folder.iterdir()):
        if not (folder / MARK).exists():
            raise StoryFailed("demo.failed.folder", folder=str(folder))
        running = find_serving(folder)
        if running is not None:
            raise StoryFailed("demo.failed.running", pid=running.pid)
        shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MARK).touch()


@contextmanager
def _ended_by_signals() -> Iterator[None]:
    """Let SIGTERM and a closed terminal end the story as Ctrl+C does: the processes are stopped."""

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    former = {number: signal.signal(number, interrupt) for number in (signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)
