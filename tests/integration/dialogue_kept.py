"""An invoice whose dialogue is kept: an answer to 1C, a file of 1C, a call to the portal."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from obmen.delivery.call import Call, ResultOf
from obmen.domain.identity import EntityKind, Ref
from obmen.flows.ports.exchanges import Discovery, Exchange
from obmen.flows.ports.journal import Entry
from obmen.flows.ports.sales import FrozenAnswer, LedgerRow, OrderState
from obmen.flows.ports.store import Work
from tests.integration.sales.world import invoice, line, profile

AT: Final = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
SPITE: Final = "<script>alert(1)</script>"
SECRET: Final = "hush-hush"  # of the webhook, see tests.integration.storage.samples
ANSWER: Final = f"""<?xml version="1.0" encoding="windows-1251"?>
<КоммерческаяИнформация><Документ><Номер>B24-127</Номер><Клиент>Лютиков</Клиент></Документ>
<Документ><Номер>B24-128</Номер><Клиент>Ромашка &lt;b&gt; {SECRET}</Клиент></Документ>
</КоммерческаяИнформация>
"""
FILE: Final = f"""<?xml version="1.0" encoding="UTF-8"?>
<КоммерческаяИнформация><Документ><Номер>B24-128</Номер><Комментарий><![CDATA[{SPITE}]]></Комментарий>
</Документ></КоммерческаяИнформация>
"""
SENT: Final = Call(
    name="c1",
    task_id=1,
    ref=Ref(EntityKind.STAGE, "128"),
    method="crm.item.update",
    params={
        "id": 128,
        "fields": {"title": SPITE, "link": f"https://x/rest/1/{SECRET}/"},
        "from": ResultOf("c0"),
    },
)


def keep_dialogue(work: Work, exchange: Exchange, *, data_dir: Path, invoice_id: int = 128) -> list[str]:
    """Keep an invoice with its messages; return their ids: an answer, a file, a call."""
    number = f"B24-{invoice_id}"
    work.exchanges.put_discovery(exchange.id, Discovery(profile=profile(), findings=()))
    work.ledger.put(
        LedgerRow(
            exchange_id=exchange.id, invoice_id=invoice_id, number=number, state=OrderState.SENT, reason="",
            seen_at=AT, invoice=invoice(invoice_id, line()),
        )
    )  # fmt: skip
    session = work.sessions.open(
        exchange_id=exchange.id,
        kind="sale",
        cookie_digest=f"{exchange.id}-{number}".encode(),
        client="",
        now=AT,
    ).id
    work.ledger.freeze(session, FrozenAnswer(body=ANSWER.encode("windows-1251"), orders=()), now=AT)
    package = _keep_file(work, exchange, session, data_dir)
    call = _keep_call(work, exchange)
    order, stage = Ref(EntityKind.ORDER, number), Ref(EntityKind.STAGE, str(invoice_id))
    told: list[tuple[str, Ref, dict[str, object]]] = [
        ("sales.order_offered", order, {"session": session}),
        ("sales.order_told", order, {"package": package, "file": SPITE}),
        ("delivery.delivered", stage, {"methods": ["crm.item.update"], "calls": [call]}),
    ]
    work.journal.add(
        exchange.id,
        [
            Entry(at=AT + timedelta(minutes=place), event=event, ref=ref, facts=facts)
            for place, (event, ref, facts) in enumerate(told)
        ],
    )
    return [f"answer-{session}", f"file-{package}", f"call-{call}"]


def _keep_file(work: Work, exchange: Exchange, session: int, data_dir: Path) -> int:
    path = f"inbox/{exchange.id}/{session}/orders.xml"
    (data_dir / path).parent.mkdir(parents=True, exist_ok=True)
    (data_dir / path).write_text(FILE, encoding="utf-8")
    return work.inbox.add(
        exchange_id=exchange.id, session_id=session, name="orders.xml", path=path, size_bytes=len(FILE),
        digest=b"d", now=AT,
    ).id  # fmt: skip


def _keep_call(work: Work, exchange: Exchange) -> int:
    host, owner = exchange.portal_host, "keeper"
    lease = work.leases.take(host=host, owner=owner, ttl=timedelta(minutes=1), now=AT)
    assert lease is not None
    stored = work.intents.store(
        exchange_id=exchange.id,
        calls=[(SENT, 1)],
        batch="b1",
        host=host,
        owner=owner,
        epoch=lease.epoch,
        now=AT,
    )
    work.intents.finish({stored[0]: "delivered"}, now=AT)
    return stored[0]
