"""The file that told of an order is named in the order's history."""

from pathlib import Path

from obmen.domain.identity import EntityKind, Ref
from tests.integration.bringing import accept_xml
from tests.integration.sales.world import World

FILE = """<?xml version="1.0" encoding="UTF-8"?>
<КоммерческаяИнформация ВерсияСхемы="2.10" ДатаФормирования="2026-11-24T12:00:00">
<Документ><Ид>7f2c</Ид><Номер>B24-128</Номер><Дата>2026-11-24</Дата><ХозОперация>Заказ товара</ХозОперация>
<Роль>Продавец</Роль><Валюта>руб</Валюта><Курс>1</Курс><Сумма>120.00</Сумма></Документ>
</КоммерческаяИнформация>"""


def test_a_file_that_tells_of_an_order_is_named_by_its_history(world: World, tmp_path: Path) -> None:
    exchange = world.exchange

    package = accept_xml(
        world.store, exchange, FILE, path=tmp_path / "orders.xml", name="orders.xml", clock=lambda: world.now
    )

    ref = Ref(EntityKind.ORDER, "B24-128")
    history = world.store.read(lambda work: work.journal.of(exchange.id, [ref]))
    told = [entry.facts for entry in history if entry.event == "sales.order_told"]
    assert told == [{"package": package.id, "file": "orders.xml"}]
