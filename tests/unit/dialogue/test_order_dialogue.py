"""Orders go to 1C and come back."""

import asyncio
from pathlib import Path

import pytest

from obmen.delivery.profile import PortalProfile, StageInfo
from obmen.domain.invoice import Semantics
from obmen.flows.dialogue_ports import DialogueLimits, StageFailed
from obmen.flows.ports.exchanges import Discovery
from tests.support_dialogue import EMPTY_ORDERS, NOW, House, make_exchange, make_house, make_node

WHOLE = "<?xml version='1.0' encoding='UTF-8'?><КоммерческаяИнформация>…</КоммерческаяИнформация>\n".encode()


@pytest.fixture
def house(tmp_path: Path) -> House:
    return make_house(tmp_path)


async def test_orders_are_asked_and_acknowledged(house: House) -> None:
    node = make_node(house)

    lines = await node.checkauth("sale")
    answer = await node.ask(f"type=sale&mode=query&sessid={node.sessid}")
    taken = await node.say(f"type=sale&mode=success&sessid={node.sessid}")

    assert len(lines) == 4  # no timestamp
    assert answer.content == EMPTY_ORDERS + b"<!--1-->"
    assert answer.headers["content-type"] == "application/xml; charset=windows-1251"
    assert taken == "success"
    assert house.orders.acknowledged == [1]


async def test_a_repeated_query_gets_the_same_bytes_until_success(house: House) -> None:
    node = make_node(house)
    await node.checkauth("sale")

    twice = [await node.say("type=sale&mode=query") for _ in range(2)]
    await node.say("type=sale&mode=success")
    after = await node.say("type=sale&mode=query")

    assert twice[0] == twice[1]
    assert after != twice[0]
    assert house.orders.asked == [1, 1]


async def test_another_session_gets_an_answer_of_its_own(house: House) -> None:
    node = make_node(house)
    await node.checkauth("sale")
    first = await node.say("type=sale&mode=query")
    await node.checkauth("sale")

    second = await node.say("type=sale&mode=query")

    assert first != second
    assert house.orders.asked == [1, 2]


async def test_a_failed_query_is_not_remembered(house: House) -> None:
    node = make_node(house)
    await node.checkauth("sale")
    answer = house.dialogue.answer_orders

    async def fail(**_given: object) -> bytes:
        raise RuntimeError("no luck")

    house.dialogue.answer_orders = fail
    failed = await node.say("type=sale&mode=query")
    house.dialogue.answer_orders = answer
    mended = await node.say("type=sale&mode=query")

    assert failed.startswith("failure\nВнутренняя ошибка шлюза (RuntimeError)")
    assert mended.startswith("<?xml")


async def test_whole_orders_are_read_without_import(house: House) -> None:
    node = make_node(house)
    await node.checkauth("sale")
    name = "orders-9b9b4b0c-0000-4000-8000-000000000001_.xml"

    sent = await node.send(name, WHOLE, "sale")
    imported = await node.imports(name, "sale")

    assert (sent, imported) == ("success", "success")
    assert house.stager.staged == [(1, name, WHOLE)]


async def test_orders_that_cannot_be_read_are_refused_at_once(house: House) -> None:
    house.stager.fails["orders.xml"] = StageFailed("orders.xml", 3, "xml.broken")
    node = make_node(house)
    await node.checkauth("sale")

    sent = await node.send("orders.xml", WHOLE, "sale")

    assert sent == "failure\nФайл orders.xml, строка 3: [xml.broken]"


async def test_a_part_of_orders_waits_for_the_rest(house: House) -> None:
    node = make_node(house)
    await node.checkauth("sale")

    await node.send("orders.xml", WHOLE[:60], "sale")
    before = house.stager.names()
    await node.send("orders.xml", WHOLE[60:], "sale")

    assert before == []
    assert house.stager.staged == [(1, "orders.xml", WHOLE)]


async def test_file_never_answers_progress(tmp_path: Path) -> None:
    house = make_house(tmp_path, limits=DialogueLimits(min_free_bytes=0, wait_s=0.01))
    house.stager.gate = asyncio.Event()
    node = make_node(house)
    await node.checkauth("sale")

    sent = await node.send("orders.xml", WHOLE, "sale")
    house.stager.gate.set()

    assert sent == "success"
    assert await node.imports("orders.xml", "sale") == "success"


async def test_orders_do_not_wait_for_a_catalogue_that_is_being_read(tmp_path: Path) -> None:
    house = make_house(tmp_path, limits=DialogueLimits(min_free_bytes=0, wait_s=0.01))
    catalogue, sale = make_node(house), make_node(house)
    house.stager.gate = asyncio.Event()
    await catalogue.checkauth()
    await catalogue.send("import0_1.xml", b"<?xml ?>")
    waiting = await catalogue.imports("import0_1.xml")
    stuck, house.stager.gate = house.stager.gate, None
    await sale.checkauth("sale")

    await sale.send("orders.xml", WHOLE, "sale")

    assert waiting.startswith("progress")
    assert house.stager.names() == ["orders.xml"]
    stuck.set()
    assert await catalogue.imports("import0_1.xml") == "success"


async def test_info_is_asked_at_the_vendors_path(house: House) -> None:
    node = make_node(house)
    await node.checkauth()
    stage = StageInfo(id="DT31_1:N", name="Новый & «первый»", semantics=Semantics.PROCESS, sort=10)
    house.store.work.exchanges.discoveries[1] = Discovery(profile=profile(stage), findings=())
    node.path = "/bitrix/admin/1c_exchange.php"

    answer = await node.ask("type=sale&mode=info&sessid=")

    assert answer.headers["content-type"] == "application/xml; charset=windows-1251"
    assert answer.content.decode("cp1251") == (
        '<?xml version="1.0" encoding="windows-1251"?>\n'
        "<Справочник>\n"
        "<Cтатусы>\n"  # Latin C
        "<Элемент><Ид>DT31_1:N</Ид><Название>Новый &amp; «первый»</Название></Элемент>\n"
        "</Cтатусы>\n"
        "<ПлатежныеСистемы>\n</ПлатежныеСистемы>\n"
        "<СлужбыДоставки>\n</СлужбыДоставки>\n"
        "</Справочник>\n"
    )
    assert house.store.work.exchanges.rows[1].learnt == {"onec_family": "unf"}


async def test_info_before_discovery_is_empty_dictionaries(house: House) -> None:
    node = make_node(house)
    await node.checkauth("sale")

    answer = await node.ask("type=sale&mode=info")

    assert b"\xdd\xeb\xe5\xec\xe5\xed\xf2" not in answer.content  # Элемент


@pytest.mark.parametrize(
    ("pull", "family"),
    [
        (["type=sale&mode=query&sessid={s}"], "trade"),
        (["type=sale&mode=init&sessid={s}", "type=sale&mode=query&sessid={s}"], "unf"),
        (["type=sale&mode=init&version=3.1", "type=sale&mode=query"], "module"),
    ],
)
async def test_the_family_is_known_when_the_first_orders_are_written(
    house: House, pull: list[str], family: str
) -> None:
    node = make_node(house)
    await node.checkauth("sale")

    for query in pull:
        await node.say(query.format(s=node.sessid))

    assert house.orders.families == [family]
    assert house.store.work.exchanges.rows[1].learnt == {"onec_family": family}


async def test_the_charset_is_the_exchanges(tmp_path: Path) -> None:
    house = make_house(tmp_path, make_exchange(onec_charset="utf-8"))
    node = make_node(house)
    await node.checkauth()

    answer = await node.ask("type=catalog&mode=import&filename=нет.xml")

    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.content.decode() == "failure\nФайл нет.xml в этом сеансе не передан."


def profile(*stages: StageInfo) -> PortalProfile:
    return PortalProfile(
        found_at=NOW,
        user_id=1,
        product_iblock_id=None,
        offers_iblock_id=None,
        base_price_type_id=None,
        base_currency="RUB",
        currencies=(),
        vat_ids={},
        measure_ids={},
        price_type_ids={},
        inventory=False,
        invoice_category_id=None,
        stages=stages,
        own_companies=(),
        invoice_user_fields=(),
        scopes=(),
    )
