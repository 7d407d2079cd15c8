"""A portal's profile, its invoices as values, and a base that answers: what the tests of sales talk to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from obmen.delivery.profile import OwnCompany, PortalProfile, StageInfo
from obmen.domain.counterparty import ClientKind, Counterparty
from obmen.domain.identity import EntityKind, Ref
from obmen.domain.invoice import Invoice, InvoiceLine, Semantics
from obmen.domain.money import Money
from obmen.domain.order import CustomerOrder, DocumentMark, OrderNews, ReturnedLine
from obmen.domain.settings import ExchangeSettings, with_setting
from obmen.domain.vat import Vat
from obmen.flows.ports.catalog import Due, OutboxRow
from obmen.flows.ports.delivery import Binding
from obmen.flows.ports.exchanges import Discovery, Exchange
from obmen.flows.ports.inbox import OnecSession
from obmen.flows.ports.portal import ChangedInvoices, PortalUnreachable
from obmen.flows.ports.sales import LedgerRow
from obmen.flows.ports.store import Work
from obmen.flows.sales.answer import acknowledge, answer_orders
from obmen.flows.sales.poll import poll_invoices
from obmen.flows.sales.send import send_orders
from obmen.flows.sales.settle import settle
from obmen.onec.commerceml.writers.orders import write_orders
from obmen.storage.unit_of_work import SqlStore

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
CABLE = "0b1c2d3e-0000-4000-8000-000000000001"
SHIRT = "0b1c2d3e-0000-4000-8000-000000000002#0b1c2d3e-0000-4000-8000-0000000000aa"

STAGES = (
    StageInfo(id="DT31_5:N", name="Новый", semantics=Semantics.PROCESS, sort=10),
    StageInfo(id="DT31_5:S", name="Отправлен", semantics=Semantics.PROCESS, sort=20),
    StageInfo(id="DT31_5:H", name="Оплачен частично", semantics=Semantics.PROCESS, sort=30),
    StageInfo(id="DT31_5:D", name="Ждём документы", semantics=Semantics.PROCESS, sort=40),
    StageInfo(id="DT31_5:P", name="Оплачен", semantics=Semantics.SUCCESS, sort=50),
    StageInfo(id="DT31_5:F", name="Не оплачен", semantics=Semantics.FAILURE, sort=60),
)


def profile(*companies: OwnCompany) -> PortalProfile:
    return PortalProfile(
        found_at=NOW,
        user_id=1,
        product_iblock_id=15,
        offers_iblock_id=None,
        base_price_type_id=1,
        base_currency="RUB",
        currencies=("RUB",),
        vat_ids={},
        measure_ids={},
        price_type_ids={},
        inventory=False,
        invoice_category_id=5,
        stages=STAGES,
        own_companies=companies or (OwnCompany(id=4, name="Своя"),),
        invoice_user_fields=(),
        scopes=("crm",),
    )


CLIENT = Counterparty(
    id="B24C311",
    kind=ClientKind.LEGAL_ENTITY,
    name="ООО Ромашка",
    official_name='ООО "Ромашка"',
    tax_id="7707083893",
    kpp="773601001",
)


def line(
    row_id: int = 1, *, product_id: int = 901, price: str = "120.00", quantity: str = "2"
) -> InvoiceLine:
    return InvoiceLine(
        row_id=row_id,
        product_id=product_id,
        name=f"Товар {product_id}",
        price=Decimal(price),
        quantity=Decimal(quantity),
        vat=Vat(Decimal(20)),
        unit_code="796",
        unit_name="шт",
    )


def invoice(id_: int = 128, *lines: InvoiceLine, total: str = "", stage: str = "DT31_5:N") -> Invoice:
    rows = lines or (line(),)
    counted = sum((round(row.price * row.quantity, 2) for row in rows), Decimal("0.00"))
    return Invoice(
        id=id_,
        number=str(id_),
        title=f"Счёт {id_}",
        begin_date=date(2026, 11, 24),
        created_at=NOW,
        updated_at=NOW,
        stage_id=stage,
        own_company_id=4,
        total=Money(Decimal(total or counted), "RUB"),
        is_manual_total=False,
        tax_value=Decimal(0),
        responsible_id=7,
        company_id=311,
        contact_id=0,
        deal_id=0,
        xml_id="",
        comment="",
        lines=rows,
        counterparty=CLIENT,
    )


@dataclass
class PortalOfValues:
    """Implements the Invoices port over a dictionary."""

    held: dict[int, Invoice] = field(default_factory=dict)
    reads: int = 0
    asked: list[datetime] = field(default_factory=list)  # since when, by each poll
    silent: bool = False  # it tells nothing of invoices that it is asked for

    def put(self, *invoices: Invoice) -> None:
        self.held |= {one.id: one for one in invoices}

    def change(self, id_: int, *, at: datetime, **fields: object) -> None:
        self.held[id_] = replace(self.held[id_], updated_at=at, **fields)  # type: ignore[arg-type]

    async def changed_since(self, since: datetime, *, own_company_id: int | None) -> ChangedInvoices:
        self.asked.append(since)
        changed = sorted((i for i in self.held.values() if i.updated_at >= since), key=lambda i: i.updated_at)
        return ChangedInvoices(tuple(i.id for i in changed), changed[-1].updated_at if changed else since)

    async def read(self, ids: Sequence[int], *, profile: PortalProfile) -> Sequence[Invoice]:
        if self.silent:
            raise PortalUnreachable
        self.reads += len(ids)
        return [self.held[i] for i in ids if i in self.held]

    async def stages(self, ids: Sequence[int]) -> Mapping[int, str]:
        if self.silent:
            raise PortalUnreachable
        return {i: self.held[i].stage_id for i in ids if i in self.held}

    async def existing(self, ids: Sequence[int]) -> frozenset[int]:
        return frozenset(i for i in ids if i in self.held)


@dataclass
class World:
    """One exchange with its store, its portal and its 1C."""

    store: SqlStore
    exchange_id: int
    portal: PortalOfValues = field(default_factory=PortalOfValues)
    now: datetime = NOW
    client: str = "10.0.0.1"
    sessions: int = 0

    @property
    def exchange(self) -> Exchange:
        return self.store.read(lambda work: work.exchanges.get(id=self.exchange_id))

    def set(self, **settings: str) -> None:
        changed = self.exchange.settings
        for key, value in settings.items():
            changed = with_setting(changed, key, value)
        self.store.write(lambda work: work.exchanges.update(self.exchange_id, settings=changed))

    def later(self, **time: float) -> datetime:
        self.now += timedelta(**time)
        return self.now

    async def poll(self) -> None:
        await poll_invoices(
            store=self.store, invoices=self.portal, exchange_id=self.exchange_id, now=self.now
        )

    def session(self) -> OnecSession:
        self.sessions += 1
        cookie = f"cookie-{self.sessions}".encode()
        return self.store.write(
            lambda work: work.sessions.open(
                exchange_id=self.exchange_id,
                kind="sale",
                cookie_digest=cookie,
                client=self.client,
                now=self.now,
            )
        )

    async def query(self, session: OnecSession, *, poll_s: float = 5.0) -> str:
        body = await answer_orders(
            exchange=self.exchange,
            session=session,
            store=self.store,
            invoices=self.portal,
            write=write_orders,
            now=self.now,
            poll_s=poll_s,
        )
        return body.decode("cp1251")

    async def success(self, session: OnecSession) -> None:
        await acknowledge(exchange=self.exchange, session=session, store=self.store, now=self.now)

    async def exchange_once(self) -> str:
        """Query and success, as 1C does when nothing is wrong."""
        session = self.session()
        body = await self.query(session)
        await self.success(session)
        return body

    def row(self, invoice_id: int = 128) -> LedgerRow:
        row = self.store.read(lambda work: work.ledger.get(self.exchange_id, invoice_id=invoice_id))
        assert row is not None
        return row

    def problems(self) -> list[str]:
        return sorted(p.kind for p in self.store.read(lambda work: work.problems.open(self.exchange_id)))

    def outbox(self, kind: EntityKind | None = None) -> list[OutboxRow]:
        rows = self.store.read(lambda work: work.outbox.page([self.exchange_id], Due.READY, limit=1000))
        return [row for row in rows if kind is None or row.ref.kind is kind]

    def stage(self, invoice_id: int = 128) -> str:
        """The stage that is on its way to the portal; empty: none."""
        ref = Ref(EntityKind.STAGE, str(invoice_id))
        return next((str(r.desired["stage"]) for r in self.outbox() if r.ref == ref and r.desired), "")

    def texts(self) -> list[str]:
        return [str(r.desired["text"]) for r in self.outbox(EntityKind.MESSAGE) if r.desired]


def build_world(store: SqlStore, settings: ExchangeSettings | None = None) -> World:
    def prepare(work: Work) -> int:
        exchange = work.exchanges.add(
            name="shop",
            login="shop",
            password_hash="$argon2id$",
            portal_url="https://p.example/rest/1/s/",
            portal_host="p.example",
            settings=settings or ExchangeSettings(onec_family="trade"),
            now=NOW - timedelta(days=1),
        )
        work.exchanges.put_discovery(exchange.id, Discovery(profile=profile(), findings=()))
        bound = {901: CABLE, 902: SHIRT}
        work.bindings.put(
            exchange.id, [Binding(Ref(EntityKind.PRODUCT, key), id_, {}) for id_, key in bound.items()]
        )
        return exchange.id

    return World(store, store.write(prepare))


def told(order: CustomerOrder | None, **fields: object) -> OrderNews:
    """What a trade base tells of an order that it has loaded unchanged."""
    assert order is not None
    news = OrderNews(
        id="1c-guid-1",
        number=order.number,
        date=order.placed_at.date(),
        total=order.total,
        lines=tuple(
            ReturnedLine(
                key=row.key,
                name=row.name,
                price=row.price,
                quantity=row.quantity,
                total=row.total,
                vat=row.vat,
            )
            for row in order.lines
        ),
        onec=DocumentMark(number="ТД00-000017", date=datetime(2026, 11, 24, 12, 0, tzinfo=UTC)),
        posted=True,
    )
    return replace(news, **fields)  # type: ignore[arg-type]


def mark(number: str) -> DocumentMark:
    return DocumentMark(number=number, date=datetime(2026, 11, 25, 9, 0, tzinfo=UTC))


def hear_of(world: World, guid: str, *, paid: bool = False) -> None:
    news = told(world.row().sent, id=guid, **({"paid_mark": mark("ПП")} if paid else {}))
    exchange = world.exchange
    world.store.write(lambda work: settle(work, exchange, news, now=world.now))


async def send_by_hand(world: World, ids: Sequence[int] = (), **how: object) -> dict[int, str]:
    sent = await send_orders(
        store=world.store, invoices=world.portal, exchange_id=world.exchange_id, ids=ids, now=world.now,
        **how,  # type: ignore[arg-type]
    )  # fmt: skip
    return {one.invoice_id: one.after for one in sent}
