"""The passport of an invoice, as the tab and the command line show it."""

import pytest

from obmen.bootstrap.passports import passport_of
from obmen.domain.identity import EntityKind, Ref
from obmen.flows.ports.exchanges import Discovery
from obmen.flows.ports.journal import Entry
from obmen.flows.ports.sales import LedgerRow, OrderState
from obmen.flows.ports.store import Work
from tests.integration.application.conftest import NOW, House
from tests.integration.sales.world import invoice, line, profile


@pytest.mark.parametrize(
    ("language", "said"), [("ru", "Стадия: Новый → Оплачен"), ("en", "Stage: Новый → Оплачен")]
)
def test_the_history_is_told_in_words_with_stages_by_their_names(
    house: House, language: str, said: str
) -> None:
    moved = Entry(
        at=NOW,
        event="sales.stage_moved",
        ref=Ref(EntityKind.ORDER, "B24-128"),
        facts={"from": "DT31_5:N", "to": "DT31_5:P"},
    )
    row = LedgerRow(
        exchange_id=house.exchange.id, invoice_id=128, number="B24-128", state=OrderState.SENT,
        reason="", seen_at=NOW, invoice=invoice(128, line()),
    )  # fmt: skip

    def keep(work: Work) -> None:
        work.exchanges.put_discovery(house.exchange.id, Discovery(profile=profile(), findings=()))
        work.ledger.put(row)
        work.journal.add(house.exchange.id, [moved])

    house.store.write(keep)

    passport = house.store.read(
        lambda work: passport_of(work, exchange=house.exchange, language=language, id_="128")
    )

    assert passport["history"] == [
        {"at": NOW.isoformat(), "event": "sales.stage_moved", "text": said, "raw": [], **moved.facts}
    ]
