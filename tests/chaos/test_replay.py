"""Every step twice: nothing changes, and nothing is written to the portal."""

import re
from collections.abc import Callable, Iterator
from typing import Any, Final

import pytest

from tests.chaos.day import Day
from tests.chaos.node import Node

pytestmark = [pytest.mark.chaos, pytest.mark.slow, pytest.mark.timeout(300)]

FORMED: Final = re.compile('ДатаФормирования="[^"]*"')
NewDay = Callable[[], Day]


def kept(day: Day) -> Iterator[tuple[str, str, bytes]]:
    """Every file that 1C has brought, in the order in which it came: kind, name, content."""
    inbox = day.world.gateway.data_dir / "inbox"
    files = [p for p in inbox.rglob("*.xml") if p.is_file()]
    for path in sorted(files, key=lambda p: p.stat().st_mtime_ns):
        kind = "sale" if path.name.startswith(("orders", "documents")) else "catalog"
        yield kind, path.name, path.read_bytes()


def written(day: Day) -> list[dict[str, Any]]:
    return [write for write in day.world.sandbox.writes() if write["method"] != "crm.requisite.link.register"]


@pytest.fixture
def day(new_day: NewDay) -> Day:
    """A day that is over."""
    lived = new_day()
    lived.live()
    return lived


def test_every_exchange_again_writes_nothing(day: Day) -> None:
    before = len(written(day))

    day.base.register()
    for _ in range(2):
        day.go_on()
        day.rest()

    assert written(day)[before:] == []
    day.check_end()


def test_every_portion_twice_at_once(new_day: NewDay) -> None:
    day = new_day()

    for prepare in day.preparations:
        prepare()
        day.go_on(resend_portion=True)
        day.go_on(resend_portion=True)
    day.rest()

    day.check_end()


def test_every_request_twice(new_day: NewDay) -> None:
    """Through a proxy that repeats what it has sent: each step of the dialogue, from checkauth to success."""
    day = new_day()

    for prepare in day.preparations:
        prepare()
        day.go_on(twice=True)
    day.rest()

    day.check_end()


def test_old_news_of_orders_again_change_nothing(day: Day) -> None:
    news = [(name, data) for kind, name, data in kept(day) if kind == "sale"]
    assert news
    before = len(written(day))

    for name, data in [*news, *reversed(news)]:
        assert Node(day).bring(name, data, kind="sale").startswith("success")
    day.exchange.settled()
    day.rest()

    assert written(day)[before:] == []
    day.check_end()


def test_the_news_of_another_formation_date_change_nothing(day: Day) -> None:
    """Later than what we know, and the same otherwise: a node that registers everything again."""
    news = [(name, data) for kind, name, data in kept(day) if kind == "sale"]
    before = len(written(day))

    name, data = news[-1]
    fresh = FORMED.sub('ДатаФормирования="2037-01-01T00:00:00"', data.decode()).encode()
    assert fresh != data
    assert Node(day).bring(name, fresh, kind="sale").startswith("success")
    day.exchange.settled()

    assert written(day)[before:] == []
    day.check_end()


def test_query_and_success_again_change_nothing(new_day: NewDay) -> None:
    day = new_day()
    day.load()
    day.change()
    day.make_bills()
    node = Node(day)
    node.checkauth("sale")

    first = node.ask(f"type=sale&mode=query&sessid={node.sessid}")
    again = node.ask(f"type=sale&mode=query&sessid={node.sessid}")
    other = Node(day)
    other.checkauth("sale")
    assert other.ask(f"type=sale&mode=query&sessid={other.sessid}").count("<Документ>") == 3
    day.wait_for_orders()
    for one in (node, other, node):
        assert one.ask(f"type=sale&mode=success&sessid={one.sessid}").startswith("success")
    day.go_on()
    day.pay()
    day.rest()

    assert first == again
    assert first.count("<Документ>") == 3
    day.check_end()


def test_an_upload_repeated_in_parts_is_one_file(new_day: NewDay) -> None:
    """1C cuts a file at the limit, and repeats the parts after a lost answer."""
    day = new_day()
    day.load()
    (data,) = [data for kind, name, data in kept(day) if name.startswith("offers")]
    before = len(written(day))
    node = Node(day)
    node.checkauth()

    for part in (data[:5000], data[5000:], data[:5000], data[5000:]):
        answer = node.ask(f"type=catalog&mode=file&filename=offers0_1.xml&sessid={node.sessid}", body=part)
        assert answer.startswith("success")
    answers = {
        node.ask(f"type=catalog&mode=import&filename=offers0_1.xml&sessid={node.sessid}") for _ in range(3)
    }

    assert {answer.partition("\n")[0] for answer in answers} == {"success"}
    day.exchange.settled()
    assert written(day)[before:] == []
    day.change()
    day.bill()
    day.pay()
    day.rest()
    day.check_end()
