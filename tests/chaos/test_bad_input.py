"""What must never come, comes: a clear failure, nothing lost, the gateway alive, the next exchange works."""

import random
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import httpx
import pytest

from tests.chaos.day import Day, Morning
from tests.chaos.node import Node, archive
from tests.support.world import World, difference
from tests.support.world_forge import Forge
from tests.support.world_gateway import Gateway
from tests.support.world_sandbox import Sandbox

pytestmark = [pytest.mark.chaos, pytest.mark.slow, pytest.mark.timeout(300)]

GOODS: Final = (
    '<?xml version="1.0" encoding="UTF-8"?>{doctype}<КоммерческаяИнформация ВерсияСхемы="2.07">'
    "<Каталог><Товары><Товар><Ид>bad-1</Ид><Наименование>{name}</Наименование></Товар></Товары></Каталог>"
    "</КоммерческаяИнформация>"
)
GOOD: Final = GOODS.format(doctype="", name="Гвоздь").encode()
NO_GOODS: Final = "<КоммерческаяИнформация ВерсияСхемы='2.07'/>".encode()  # read at the end of its session
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


@pytest.fixture(scope="module")
def shop(
    forge: Forge, sandbox: Sandbox, morning: Morning, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Day]:
    """A shop whose catalogue is in the portal; after all that came to it 1C's next exchange works."""
    sandbox.reset()
    started = Day.begin(World(sandbox, Gateway(forge, tmp_path_factory.mktemp("shop"), "")), morning)
    started.load()
    yield started
    started.change()
    started.bill()
    started.check_systems(phases=3)
    started.world.gateway.kill()


@pytest.fixture
def day(shop: Day) -> Iterator[Day]:
    """The shop; afterwards the same process lives, and nothing has changed in either system."""
    gateway = shop.world.gateway
    pid, before = gateway.pid, shop.end()
    yield shop
    assert (gateway.alive(), gateway.pid) == (True, pid)
    assert httpx.get(f"{gateway.url}/healthz", timeout=30, trust_env=False).text == "ok\n"
    shop.exchange.settled()
    assert difference(before, shop.end()) == ""


def kept(day: Day) -> list[Path]:
    """What is kept of uploads."""
    return [p for p in (day.world.gateway.data_dir / "inbox").rglob("*") if p.is_file()]


def outside(day: Day) -> list[Path]:
    """Files that got out of where uploads are kept."""
    folder = day.world.gateway.folder
    strays = [p for p in folder.parent.rglob("evil*") if (folder / "data" / "inbox") not in p.parents]
    return strays + [p for p in (Path("/tmp/evil.xml"), Path("/evil.xml")) if p.exists()]


def check_refused(answer: str, *, because: str) -> None:
    """A failure says in words of the user what is wrong, and tells nothing of us."""
    status, _, reason = answer.partition("\n")
    assert status == "failure", answer
    assert because in reason, answer
    assert "Traceback" not in reason
    assert "root:" not in reason


@pytest.mark.parametrize("what", FILES)
def test_a_bad_file_is_refused_by_name_and_kept(day: Day, what: str) -> None:
    name, data, because = FILES[what]
    kind = "sale" if name.startswith("orders") else "catalog"
    asked = "import0_1.xml" if name.endswith(".zip") else name

    answer = Node(day).bring(name, data, imports=asked, kind=kind)

    check_refused(answer, because=because)
    assert not outside(day)
    assert not data or data in [path.read_bytes() for path in kept(day)]


def test_noise_of_300_megabytes_is_refused_and_takes_no_memory(day: Day) -> None:
    before = peak_bytes(day)
    megabyte = noise(2**20)

    node = Node(day)
    node.checkauth()
    sent = node.ask(
        f"type=catalog&mode=file&filename=noise.xml&sessid={node.sessid}", body=(megabyte for _ in range(300))
    )
    answer = node.ask(f"type=catalog&mode=import&filename=noise.xml&sessid={node.sessid}")

    assert sent.startswith("success")
    check_refused(answer, because="noise.xml")
    assert peak_bytes(day) - before < 100 * 2**20


def peak_bytes(day: Day) -> int:
    """The most memory that the gateway has ever taken."""
    status = Path(f"/proc/{day.world.gateway.pid}/status").read_text()
    (line,) = [line for line in status.splitlines() if line.startswith("VmHWM:")]
    return int(line.split()[1]) * 1024


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


@pytest.mark.parametrize("name", NAMES)
def test_a_name_never_leads_out_of_the_folder(day: Day, name: str) -> None:
    node = Node(day)
    node.checkauth()

    answer = node.ask(f"type=catalog&mode=file&filename={name}&sessid={node.sessid}", body=NO_GOODS)

    assert answer.startswith(("success", "failure\n"))
    assert not outside(day)


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


@pytest.mark.parametrize("query", NONSENSE)
def test_nonsense_is_answered_in_words(day: Day, query: str) -> None:
    node = Node(day)
    node.checkauth()

    answer = node.ask(f"{query}&sessid={node.sessid}")

    assert answer.startswith("failure\n")
    assert len(answer) > len("failure\n")


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
