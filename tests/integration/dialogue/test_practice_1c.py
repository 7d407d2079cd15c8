"""The practice 1C of each family runs its exchange against the gateway's dialogue, on a real database."""

import asyncio
import base64
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from obmen.domain.settings import ExchangeSettings
from obmen.flows.dialogue import Dialogue
from obmen.flows.dialogue_ports import DialogueLimits
from obmen.flows.ports.exchanges import Exchange
from obmen.flows.ports.inbox import OnecSession, SessionState
from obmen.flows.ports.store import Store
from obmen.onec.commerceml.archive import unpack
from obmen.onec.http import LocalDisk
from obmen.storage.database import open_store
from obmen_sandbox.onec.base import Base
from obmen_sandbox.onec.client import RunResult, load_site_settings, run_exchange, run_overlapping
from obmen_sandbox.onec.faults import NO_FAULTS, Faults
from obmen_sandbox.onec.model import Family, Settings
from obmen_sandbox.stories.shop import fill
from tests.integration.dialogue.conftest import running
from tests.support_dialogue import HASH, PASSWORD, SilentLog, Stager

NO_ORDERS = '<?xml version="1.0" encoding="windows-1251"?>\n<КоммерческаяИнформация ВерсияСхемы="2.07"/>'
LIMITS = DialogueLimits(min_free_bytes=0, file_limit_bytes=16384)  # the larger files come in parts


@dataclass
class Works:
    """A gateway without readers and writers."""

    dialogue: Dialogue
    stager: Stager
    exchange: Exchange
    port: int
    acknowledged: list[int]

    def base(self, family: Family, **options: object) -> Base:
        settings = Settings(
            family=family,
            address=f"http://127.0.0.1:{self.port}/1c/main",
            login="node-main",
            password=PASSWORD,
            **options,  # type: ignore[arg-type]
        )
        base = Base(name="practice", settings=settings)
        fill(base, goods_count=30, seed=1)
        return base

    def learnt(self) -> str:
        row = self.dialogue.store.read(lambda work: work.exchanges.get(id=self.exchange.id))
        return row.learnt.get("onec_family", "")


def make_dialogue(
    store: Store, data_dir: Path, stager: Stager, acknowledged: list[int], *, limits: DialogueLimits = LIMITS
) -> Dialogue:
    async def answer(*, exchange: Exchange, session: OnecSession) -> bytes:
        return NO_ORDERS.encode(exchange.settings.onec_charset)

    async def acknowledge(*, exchange: Exchange, session: OnecSession) -> None:
        acknowledged.append(session.id)

    return Dialogue(
        store=store,
        stage_file=stager,
        answer_orders=answer,
        acknowledge=acknowledge,
        disk=LocalDisk(unpack=unpack),
        clock=lambda: datetime.now(UTC),
        data_dir=data_dir,
        log=SilentLog(),
        key=b"k" * 32,
        say=lambda code, _facts: code,
        limits=limits,
    )


@pytest.fixture
def limits() -> DialogueLimits:
    return LIMITS


@pytest.fixture
def works(tmp_path: Path, limits: DialogueLimits) -> Iterator[Works]:
    store = open_store(url="", data_dir=tmp_path, key=base64.urlsafe_b64encode(b"k" * 32))
    exchange = store.write(
        lambda work: work.exchanges.add(
            name="main",
            login="node-main",
            password_hash=HASH,
            portal_url="http://127.0.0.1/rest/1/secret/",
            portal_host="127.0.0.1",
            settings=ExchangeSettings(),
            now=datetime.now(UTC),
        )
    )
    stager, acknowledged = Stager(), list[int]()
    dialogue = make_dialogue(store, tmp_path, stager, acknowledged, limits=limits)
    with running(dialogue) as port:
        yield Works(dialogue, stager, exchange, port, acknowledged)
    store.close()


def run(base: Base, faults: Faults = NO_FAULTS) -> RunResult:
    return run_exchange(base, faults=faults, sleep=lambda _seconds: None)


@pytest.mark.parametrize(
    ("family", "options"),
    [
        (Family.TRADE, {}),
        (Family.TRADE, {"use_sessid": False}),
        (Family.RETAIL, {}),
        (Family.UNF, {}),
        (Family.UNF, {"subordinate_documents": False}),
        (Family.UNF, {"bitrix_protocol": False}),
        (Family.MODULE, {}),
    ],
)
def test_every_family_finishes_its_exchange_and_is_recognised(
    works: Works, family: Family, options: dict[str, object]
) -> None:
    base = works.base(family, **options)

    result = run(base)

    assert result.ok, result.log
    assert works.acknowledged
    assert works.learnt() == {Family.RETAIL: "trade"}.get(family, family.value)
    assert all(body.rstrip().endswith(b">") for _, _, body in works.stager.staged)


@pytest.mark.parametrize("limits", [replace(LIMITS, quota_bytes=1024 * 1024, file_limit_bytes=0)])
def test_1c_stops_and_shows_its_user_that_the_quota_is_used_up(works: Works) -> None:
    base = works.base(Family.TRADE)
    base.add_picture(next(iter(base.state.items)), b"x" * 2 * 1024 * 1024, extension="jpg", description="")

    result = run(base)

    assert not result.ok
    assert any("Исчерпан объём, отведённый обмену для файлов: 1 МБ" in line for line in result.log), (
        result.log
    )
    assert base.state.changed_items


def test_unf_loads_the_sites_dictionaries(works: Works) -> None:
    result = load_site_settings(works.base(Family.UNF))

    assert result.ok, result.log


@pytest.mark.parametrize("faults", [Faults(zip=True), Faults(zip=True, backslash=False)])
def test_an_archive_comes_to_the_same_as_plain_files(works: Works, faults: Faults) -> None:
    plain = run(works.base(Family.TRADE))
    first, works.stager.staged = works.stager.staged, []

    zipped = run(works.base(Family.TRADE), faults)

    assert plain.ok, plain.log
    assert zipped.ok, zipped.log
    assert [name for _, name, _ in works.stager.staged] == [name for _, name, _ in first]


def test_a_lost_answer_ends_in_the_same_files(works: Works) -> None:
    base = works.base(Family.TRADE)

    lost = run(base, Faults(drop_after_post=2))
    again = run(base)

    assert not lost.ok
    assert again.ok, again.log
    assert {name for _, name, _ in works.stager.staged} == {"import0_1.xml", "offers0_1.xml"}


def test_an_upload_that_breaks_off_is_sent_again(works: Works) -> None:
    base = works.base(Family.TRADE)

    cut = run(base, Faults(cut_post=2))
    again = run(base)

    assert not cut.ok
    assert again.ok, again.log


def test_without_import_the_files_are_read_at_the_end(works: Works) -> None:
    base = works.base(Family.TRADE, wait_for_import=False)

    result = run(base)
    before = works.stager.names()
    sessions = works.dialogue.store.read(lambda work: work.sessions.idle(before=datetime.now(UTC)))
    for session in sessions:
        asyncio.run(end(works.dialogue, session))

    assert result.ok, result.log
    assert before == []
    assert sorted(works.stager.names()) == ["import0_1.xml", "offers0_1.xml"]


async def end(dialogue: Dialogue, session: OnecSession) -> None:
    await dialogue.end_session(session)
    ended = await dialogue.store.aread(lambda work: work.sessions.find(cookie_digest=session.cookie_digest))
    assert ended is not None
    assert ended.state is SessionState.ENDED


def test_overlapping_runs_both_finish(works: Works) -> None:
    results = run_overlapping(works.base(Family.TRADE), runs=3, sleep=lambda _seconds: None)

    assert all(result.ok for result in results), [result.log for result in results]
