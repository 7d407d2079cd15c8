"""What must never come, comes: a clear failure, nothing lost, the gateway alive, the next exchange works."""

import random
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import httpx
import pytest

from tests.chaos.day import Day
from tests.chaos.node import Node, archive

pytestmark = [pytest.mark.chaos, pytest.mark.slow, pytest.mark.timeout(300)]

NewDay = Callable[[], Day]
GOODS: Final = (
    '<?xml version="1.0" encoding="UTF-8"?>{doctype}<КоммерческаяИнформация ВерсияСхемы="2.07">'
    "<Каталог><Товары><Товар><Ид>bad-1</Ид><Наименование>{name}</Наименование></Товар></Товары></Каталог>"
    "</КоммерческаяИнформация>"
)
GOOD: Final = GOODS.format(doctype="", name="Гвоздь").encode()
BOMB_ENTITIES: Final = "".join(
    f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "ха" * 10}">' for n in range(12)
)


def noise(size_bytes: int) -> bytes:
    return random.Random(7).randbytes(size_bytes)


FILES: Final[dict[str, tuple[str, bytes, str]]] = {  # what it is: name, content, what 1C hears
    "an entity that reads a file": (
        "import0_1.xml",
        GOODS.format(doctype='<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>', name="&e;").encode(),
        "DOCTYPE",
    ),
    "an entity that reads an address": (
        "import0_1.xml",
        GOODS.format(doctype='<!DOCTYPE x [<!ENTITY e SYSTEM "http://127.0.0.1:9/">]>', name="&e;").encode(),
        "DOCTYPE",
    ),
    "a bomb of entities": (
        "import0_1.xml",
        GOODS.format(doctype=f"<!DOCTYPE x [{BOMB_ENTITIES}]>", name="&e11;").encode(),
        "DOCTYPE",
    ),
    "a file that is cut off": ("import0_1.xml", GOOD[: len(GOOD) * 2 // 3], "оборван"),
    "an encoding that is not the declared one": (
        "import0_1.xml",
        GOODS.format(doctype="", name="Гвоздь").encode("windows-1251"),
        "кодировка",
    ),
    "noise": ("import0_1.xml", noise(4_000_000), "import0_1.xml"),
    "nothing at all": ("import0_1.xml", b"", "пуст"),
    "a picture": ("import0_1.xml", b"\x89PNG\r\n\x1a\n" + noise(2000), "import0_1.xml"),
    "nesting without end": (
        "import0_1.xml",
        '<КоммерческаяИнформация ВерсияСхемы="2.07">'.encode() + b"<a>" * 100_000,
        "вложенность",
    ),
    "another document": ("import0_1.xml", b"<html><body>404</body></html>", "CommerceML"),
    "a noise of orders": ("orders-1.xml", noise(200_000), "orders-1.xml"),
    "a bomb in an archive": ("v8_1.zip", archive({"import0_1.xml": bytes(300_000_000)}), "слишком большой"),
    "an archive that climbs out": (
        "v8_1.zip",
        archive({"../../../evil.xml": GOOD, "import0_1.xml": GOOD}),
        "за пределы",
    ),
    "an archive that climbs out by backslashes": (
        "v8_1.zip",
        archive({"..\\..\\evil.xml": GOOD, "import0_1.xml": GOOD}),
        "за пределы",
    ),
    "an archive with an absolute name": ("v8_1.zip", archive({"/tmp/evil.xml": GOOD}), "за пределы"),
    "half an archive": ("v8_1.zip", archive({"import0_1.xml": GOOD})[:-30], "архив"),
    "noise in an archive's place": ("v8_1.zip", noise(100_000), "архив"),
}


@pytest.fixture
def day(new_day: NewDay) -> Iterator[Day]:
    """A shop whose catalogue is in the portal; afterwards the gateway lives, and 1C's next exchange works."""
    started = new_day()
    started.load()
    pid = started.world.gateway.pid
    yield started
    gateway = started.world.gateway
    assert (gateway.alive(), gateway.pid) == (True, pid)
    assert httpx.get(f"{gateway.url}/healthz", timeout=30, trust_env=False).text == "ok\n"
    started.change()
    started.bill()
    started.check_systems(phases=3)


def outside(folder: Path) -> list[Path]:
    """Files that got out of where uploads are kept."""
    inbox = folder / "data" / "inbox"
    strays = [p for p in folder.parent.rglob("evil*") if inbox not in p.parents]
    return strays + [p for p in (Path("/tmp/evil.xml"), Path("/evil.xml")) if p.exists()]


def test_files_that_are_bad_are_refused_by_name_and_kept(day: Day) -> None:
    for what, (name, data, told) in FILES.items():
        kind = "sale" if name.startswith("orders") else "catalog"

        answer = Node(day).bring(
            name, data, imports="import0_1.xml" if name.endswith(".zip") else "", kind=kind
        )

        status, reason = answer.split("\n", 1)
        assert status == "failure", f"{what}: {answer}"
        assert told in reason, f"{what}: {answer}"
        assert "Traceback" not in reason
        assert "root:" not in reason
    kept = [p for p in (day.world.gateway.data_dir / "inbox").rglob("*") if p.is_file()]
    assert len(kept) >= len(FILES) - 1
    assert "bad-1" not in str(day.world.sandbox.dump()["products"])


NAMES: Final = (
    "../../../evil.xml",
    "..%2F..%2Fevil.xml",
    "/tmp/evil.xml",
    "C:%5CWindows%5Cevil.xml",
    "..%5C..%5Cevil.xml",
    "evil%00.xml",
    "..",
    "%2E%2E/",
    "a" * 300 + ".xml",
    "",
)


def test_a_name_never_leads_out_of_the_folder(day: Day) -> None:
    for name in NAMES:
        node = Node(day)
        node.checkauth()

        answer = node.ask(f"type=catalog&mode=file&filename={name}&sessid={node.sessid}", body=GOOD)

        assert answer.startswith(("success", "failure\n")), name
        assert not outside(day.world.gateway.folder), name


def test_a_wrong_password_is_throttled_and_never_delays_the_right_one(day: Day) -> None:
    stranger = Node(day, password="wrong")

    statuses = []
    for _ in range(7):
        stranger.checkauth()
        statuses.append(stranger.last.status_code)
    began = time.monotonic()
    right = Node(day).checkauth()

    assert set(statuses) == {401}
    assert right.startswith("success")
    assert time.monotonic() - began < 2
    assert stranger.last.content.startswith(b"failure\n")


def test_an_unknown_login_and_no_login_hear_the_same(day: Day) -> None:
    unknown = Node(day, login="nobody", password="x")
    unknown.checkauth()
    bare = httpx.get(
        f"{day.world.gateway.url}/1c/shop?type=catalog&mode=checkauth", timeout=60, trust_env=False
    )

    assert (unknown.last.status_code, bare.status_code) == (401, 401)
    assert bare.content.startswith(b"failure\n")


def test_the_cookie_of_another_exchange_opens_nothing(day: Day) -> None:
    made = day.world.gateway.must("exchange", "add", "other", "--portal", day.world.sandbox.webhook)
    foreign = Node(day, login=made["login"], password=made["password"], path="/1c/other")
    assert foreign.checkauth().startswith("success")
    node = Node(day)
    node.checkauth()

    answer = node.ask(
        f"type=catalog&mode=file&filename=import0_1.xml&sessid={foreign.sessid}",
        body=GOOD,
        cookie=foreign.cookie,
    )
    other_door = Node(day, path="/1c/other").checkauth()

    assert answer.startswith("failure\n")
    assert other_door.startswith("failure\n")
    said = day.world.gateway.cli("exchange", "remove", "other", "--yes")
    assert said.code == 0, said.err


NONSENSE: Final = (
    "type=catalog&mode=drop_all",
    "type=catalog",
    "",
    "type=nothing&mode=init",
    "type=sale&mode=file",
    "type=catalog&mode=import&filename=never-sent.xml",
    "type=%FF%FE&mode=%00",
    "mode=query",
)


def test_nonsense_is_answered_in_words(day: Day) -> None:
    for query in NONSENSE:
        node = Node(day)
        node.checkauth()

        answer = node.ask(f"{query}&sessid={node.sessid}")

        assert answer.startswith("failure\n"), query
        assert len(answer) > len("failure\n"), query


def test_forged_events_change_nothing(day: Day) -> None:
    url = f"{day.world.gateway.url}/bitrix24/shop/events"
    event: dict[str, Any] = {
        "event": "ONCRMDYNAMICITEMDELETE",
        "data[FIELDS][ID]": "128",
        "data[FIELDS][ENTITY_TYPE_ID]": "31",
    }

    def post(**more: str) -> int:
        return httpx.post(url, data=event | more, timeout=60, trust_env=False).status_code

    without_setting = [post(), post(**{"auth[application_token]": ""})]
    day.exchange.set(event_token="right")
    forged = [post(), post(**{"auth[application_token]": "wrong"}), post(**{"auth[application_token]": ""})]
    long = httpx.post(url, content=b"x=" + b"y" * 10_000_000, timeout=60, trust_env=False).status_code
    stranger = httpx.post(
        url.replace("/shop/", "/none/"), data=event, timeout=60, trust_env=False
    ).status_code
    genuine = post(**{"auth[application_token]": "right"})

    assert {*without_setting, *forged, stranger} == {403}
    assert long in (400, 403, 413)
    assert genuine == 200


def test_commands_need_the_token_of_this_machine(day: Day) -> None:
    url = f"{day.world.gateway.url}/_obmen/commands/exchange.list"

    bare = httpx.post(url, json={}, timeout=60, trust_env=False)
    wrong = httpx.post(url, json={}, headers={"Authorization": "Bearer x"}, timeout=60, trust_env=False)

    assert (bare.status_code, wrong.status_code) == (403, 403)
    assert day.exchange.password not in bare.text + wrong.text
