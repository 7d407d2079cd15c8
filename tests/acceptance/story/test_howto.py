"""The papers in docs/howto, done with real processes: what they promise happens."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from obmen.cli.story import goods, opening, sales
from obmen.cli.story.children import Children
from obmen.cli.story.gateway import Gateway
from obmen.cli.story.loopback import Json, ask
from obmen.cli.story.scene import Joint, Stage
from obmen.cli.story.screen import Screen
from obmen.storage.folder import Serving, find_serving

GOODS = 30
YESTERDAY = (datetime.now(UTC) - timedelta(days=1)).date().isoformat()

pytestmark = pytest.mark.slow


@pytest.fixture
def practice(tmp_path: Path) -> Iterator[Children]:
    """A practice portal and 1C that outlive the gateways of a test."""
    folder = tmp_path / "practice"
    folder.mkdir()
    with Children(folder) as children:
        children.start_sandbox("portal")
        yield children


def screen() -> Screen:
    return Screen("ru", console=Console(file=StringIO()))


@contextmanager
def gateway_on(folder: Path) -> Iterator[tuple[Gateway, Stage]]:
    folder.mkdir(exist_ok=True)
    with Children(folder) as children:
        children.start_gateway("gateway", language="ru")
        yield Gateway(children.gateway("gateway"), "ru"), Stage(screen(), children)


def open_with_goods(stage: Stage, gateway: Gateway, practice: Children) -> Joint:
    sandbox = practice.sandbox("portal")
    joint = opening.open_joint(stage, gateway, sandbox, name="shop", family="trade", goods=GOODS)
    opening.pre_flight(stage, joint)
    goods.bring_goods(stage, joint)
    goods.deliver(stage, joint, goods.show_plan(stage, joint))
    return joint


def over(joint: Joint, gateway: Gateway, *, password: str = "") -> Joint:
    """The same two sides over another run of the gateway, whose address 1C's node is told."""
    address = gateway.do("exchange.show", name="shop")["onec_url"]
    node = {"address": address} | ({"password": password} if password else {})
    ask(f"{joint.base.api}/settings", body=node)
    return replace(joint, gateway=gateway)


def numbers(joint: Joint) -> list[str]:
    return sorted(order["site_number"] for order in joint.base.orders())


def send_since_yesterday(gateway: Gateway) -> Json:
    args = {"name": "shop", "invoices": [], "since": YESTERDAY, "as_new": False}
    preview = gateway.do("send", **args, yes=False)
    assert preview["sent"] is False
    return gateway.do("send", **args, yes=True)


def test_a_gateway_restored_from_a_copy_doubles_no_order(practice: Children, tmp_path: Path) -> None:
    folder, copy = tmp_path / "gateway", tmp_path / "copy"
    with gateway_on(folder) as (gateway, stage):
        joint = open_with_goods(stage, gateway, practice)
    shutil.copytree(folder, copy)
    with gateway_on(folder) as (gateway, stage):
        joint = over(joint, gateway)
        billed = sales.bill_three(stage, joint)

    shutil.rmtree(folder)
    shutil.copytree(copy, folder)
    with gateway_on(folder) as (gateway, stage):
        joint = over(joint, gateway)
        stage.run_onec(joint)

        assert numbers(joint) == [one.number for one in billed]
        sales.approve(stage, joint, billed[0])
        sales.pay(stage, joint, billed[0])
        assert sales.is_paid(joint, billed[0])
        goods.no_problems(joint)


def test_a_1c_restored_from_a_backup_gets_its_orders_by_send(practice: Children, tmp_path: Path) -> None:
    with gateway_on(tmp_path / "gateway") as (gateway, stage):
        joint = open_with_goods(stage, gateway, practice)
        backup = joint.base.dump()
        billed = sales.bill_three(stage, joint)
        ask(f"{joint.base.api}/restore", body=backup)

        stage.run_onec(joint)
        assert numbers(joint) == []
        sent = send_since_yesterday(gateway)
        stage.run_onec(joint)

        assert sent["count"] == 3
        assert numbers(joint) == [one.number for one in billed]
        sales.approve(stage, joint, billed[0])
        sales.pay(stage, joint, billed[0])
        assert sales.is_paid(joint, billed[0])
        goods.no_problems(joint)


@pytest.mark.postgres
def test_a_new_database_finds_goods_and_orders_again(
    practice: Children, tmp_path: Path, postgres_url: str
) -> None:
    with gateway_on(tmp_path / "gateway") as (gateway, stage):
        joint = open_with_goods(stage, gateway, practice)
        billed = sales.bill_three(stage, joint)

    with serving_on(tmp_path / "new", postgres_url) as serving, Children(tmp_path) as nobody:
        gateway, stage = Gateway(serving, "ru"), Stage(screen(), nobody)
        added = gateway.do("exchange.add", name="shop", portal=practice.sandbox("portal").webhook, login="")
        joint = over(joint, gateway, password=added["password"])
        before = joint.portal.traffic()
        joint.base.send_everything_again()
        goods.bring_goods(stage, joint)
        goods.choose_price_type(stage, joint)
        stage.wait(lambda: joint.status()["pending"] == 0 or None, what="demo.wait.settled", within_s=60)

        assert joint.portal.traffic().since(before).writes == 0
        items = joint.base.dump()["prices"]
        assert joint.status()["variants"] == sum("#" in key for key in items)
        assert joint.status()["products"] == len({key.partition("#")[0] for key in items})
        send_since_yesterday(gateway)
        stage.run_onec(joint)
        assert numbers(joint) == [one.number for one in billed]
        sales.approve(stage, joint, billed[1])
        sales.pay(stage, joint, billed[1])
        assert sales.is_paid(joint, billed[1])
        goods.no_problems(joint)


@contextmanager
def serving_on(folder: Path, database_url: str) -> Iterator[Serving]:
    command = [str(Path(sys.executable).with_name("obmen")), "serve", "--host", "127.0.0.1", "--port", "0"]
    environment = {**os.environ, "OBMEN_DATA_DIR": str(folder), "OBMEN_DATABASE_URL": database_url}
    process = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
    try:
        until = time.monotonic() + 60
        while (serving := find_serving(folder)) is None:
            assert process.poll() is None
            assert time.monotonic() < until
            time.sleep(0.05)
        yield serving
    finally:
        process.terminate()
        process.wait(30)
