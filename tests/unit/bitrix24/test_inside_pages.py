"""Pages inside a portal: who is shown what, what a browser is told to keep to, and names that are no code."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from types import SimpleNamespace
from typing import Any, cast
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import httpx
import pytest
from starlette.applications import Starlette

from obmen.bitrix24.inside.opening import RobotCall
from obmen.bitrix24.inside.passes import VALID_FOR, Pass, write_pass
from obmen.bitrix24.inside.routes import BODY_BYTES, FAILURES, Inside, create_inside_routes
from obmen.bitrix24.inside.tab import Health
from obmen.domain.counterparty import ClientKind, Counterparty
from obmen.domain.errors import NotFound
from obmen.domain.payment import Paid
from obmen.flows.application.installing import Refusal
from obmen.flows.desk.tab import TabCard, TabInvoice, TabLine
from obmen.flows.ports.application import Opening, Registered, Subject, Visitor
from obmen.flows.ports.exchanges import Exchange
from obmen.flows.ports.portal import PortalUnreachable
from obmen.flows.ports.sales import OrderState
from tests.unit.bitrix24.fakes import NOW

KEY = b"k" * 32
PORTAL = "https://vector.bitrix24.ru"
EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
CLIENT = Counterparty(id=EVIL, kind=ClientKind.LEGAL_ENTITY, name=EVIL, official_name=EVIL, tax_id=EVIL)
INVOICE = TabInvoice(
    invoice_id=128, invoice_number=EVIL, order_number=EVIL, state=OrderState.HELD, reason="client.doubtful",
    facts={"doubts": EVIL}, onec_number=EVIL, onec_date=None, posted=True, paid=Paid.PART, shipped=True,
    closed=True, total=Decimal("14457.00"), paid_amount=Decimal(100), rest=Decimal("14357.00"), currency=EVIL,
    payments=(), shipments=(), told_at="2026-11-24T10:00:00+00:00",
)  # fmt: skip
LINE = TabLine(
    name=EVIL, quantity=Decimal("2.50"), unit=EVIL, price=Decimal(10), total=Decimal(25),
    stock=((EVIL, Decimal(5)),), price_told_at=NOW,
)  # fmt: skip
PASSPORT = {
    "problems": [{"text": EVIL, "fix": EVIL}],
    "pending": [
        {"kind": EVIL, "state": EVIL, "reason": EVIL},
        {"kind": "stage", "state": "ready", "reason": "the portal is busy"},
    ],
    "history": [{"at": NOW.isoformat(), "event": EVIL, "text": EVIL}],
}


ADMIN = Visitor(user_id=7, name=EVIL, is_admin=True, may_see=True, invoice_ids=(128,))


@dataclass
class House:
    """Implements `Reception` and `TabDesk`."""

    visitor: Visitor | Refusal = ADMIN
    away: bool = False
    opened: int = 0
    refreshed: list[int] = field(default_factory=list)
    robots: list[RobotCall] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)

    async def exchange(self, name: str) -> Exchange:
        if name != "shop":
            raise NotFound("exchange", name=name)
        settings = SimpleNamespace(zone=ZoneInfo("Europe/Moscow"))
        return cast("Exchange", SimpleNamespace(name=name, settings=settings))

    async def open_page(self, _: Exchange, opening: Opening) -> Visitor | Refusal:
        self.opened += 1
        if self.away:
            raise PortalUnreachable("away")
        return self.visitor

    async def install(self, _: Exchange, opening: Opening) -> Registered | Refusal:
        if isinstance(self.visitor, Refusal):
            return self.visitor
        return Registered(lacking={"robots": [EVIL]}, errors={}, tile=False, digest="")

    async def take_robot(self, _: Exchange, call: RobotCall) -> bool:
        self.robots.append(call)
        return call.application_token == "5185"

    def origin(self, _: Exchange) -> str:
        return PORTAL

    async def health(self, _: Exchange) -> Health:
        return Health(problems=2, pending=1, last_session=NOW, halted=False)

    async def card(self, _: Exchange, invoice_ids: Sequence[int]) -> TabCard:
        assert list(invoice_ids) == [128]
        return TabCard(invoices=(INVOICE,), unknown=(9,), client=CLIENT, open_sums={EVIL: Decimal(1)})

    async def invoice(self, _: Exchange, invoice_id: int) -> tuple[TabInvoice, tuple[TabLine, ...]] | None:
        return replace(INVOICE, invoice_id=invoice_id), (LINE,)

    async def refresh(self, _: Exchange, invoice_id: int) -> None:
        if self.away:
            raise PortalUnreachable("away")
        self.refreshed.append(invoice_id)

    async def why(self, _: Exchange, invoice_id: int, *, language: str) -> Mapping[str, Any]:
        self.languages.append(language)
        return PASSPORT | {"id": invoice_id}


async def ask(
    house: House, path: str, *, method: str = "POST", form: Mapping[str, str] | None = None, key: str = ""
) -> httpx.Response:
    inside = Inside(reception=house, tabs=house, key=KEY, clock=lambda: NOW, language="ru")
    transport = httpx.ASGITransport(app=Starlette(routes=create_inside_routes(inside)))
    async with httpx.AsyncClient(transport=transport, base_url="http://gateway") as client:
        headers = {"X-Obmen-Pass": key} if key else {}
        return await client.request(method, path, content=urlencode(form or {}), headers=headers)


def pass_for(exchange: str = "shop", *, language: str = "ru") -> str:
    one = Pass(
        exchange=exchange, user_id=7, subject=Subject.COMPANY, subject_id=1, invoice_ids=(128,),
        language=language, until=NOW + VALID_FOR,
    )  # fmt: skip
    return write_pass(one, key=KEY)


TAB = {"PLACEMENT": "CRM_COMPANY_DETAIL_TAB", "PLACEMENT_OPTIONS": '{"ID":"1"}'}
PARTS = [
    ("/bitrix24/shop/tab/invoices/128", "GET"),
    ("/bitrix24/shop/tab/invoices/128/refresh", "POST"),
    ("/bitrix24/shop/tab/invoices/128/why", "GET"),
]


@pytest.mark.parametrize("page", ["install", "app", "tab"])
async def test_only_the_portal_may_frame_a_page_and_nothing_comes_from_elsewhere(page: str) -> None:
    answer = await ask(House(), f"/bitrix24/shop/{page}", form=TAB)

    policy = answer.headers["content-security-policy"]
    assert answer.status_code == 200
    assert f"frame-ancestors {PORTAL}" in policy
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "x-frame-options" not in answer.headers
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("page", ["install", "app", "tab"])
async def test_names_of_either_side_are_no_code(page: str) -> None:
    answer = await ask(House(), f"/bitrix24/shop/{page}?LANG=ru&APP_SID={EVIL}", form=TAB)

    assert "<script>alert" not in answer.text
    assert "<img" not in answer.text


@pytest.mark.parametrize(("path", "method"), PARTS)
async def test_names_in_the_parts_of_a_tab_are_no_code(path: str, method: str) -> None:
    answer = await ask(House(), path, method=method, key=pass_for())

    assert answer.status_code == 200
    assert "<script>" not in answer.text
    assert "<img" not in answer.text


async def test_why_is_told_in_the_readers_words() -> None:
    house = House()

    answer = await ask(house, PARTS[2][0], method="GET", key=pass_for(language="en"))

    assert house.languages == ["en"]
    assert "Waits: stage of invoice, in the queue: the portal is busy" in " ".join(answer.text.split())


@pytest.mark.parametrize(("path", "method"), PARTS)
@pytest.mark.parametrize("key", ["", "x.y", pass_for("other"), pass_for()[:-1]])
async def test_without_its_pass_no_part_is_shown(path: str, method: str, key: str) -> None:
    house = House()

    answer = await ask(house, path, method=method, key=key)

    assert answer.status_code == 403
    assert house.refreshed == []


async def test_a_pass_of_a_card_opens_no_other_invoice() -> None:
    answer = await ask(House(), "/bitrix24/shop/tab/invoices/129", method="GET", key=pass_for())

    assert answer.status_code == 403


async def test_a_portal_that_is_away_is_said_so() -> None:
    answer = await ask(House(away=True), PARTS[1][0], key=pass_for())

    assert answer.status_code == 503
    assert "не отвечает" in answer.text


@pytest.mark.parametrize("refusal", Refusal)
@pytest.mark.parametrize("page", ["install", "app", "tab"])
async def test_who_is_refused_sees_why_and_gets_no_pass(page: str, refusal: Refusal) -> None:
    answer = await ask(House(visitor=refusal), f"/bitrix24/shop/{page}", form=TAB)

    assert answer.status_code == 403
    assert f"inside.refused.{refusal}" not in answer.text
    assert "data-pass" not in answer.text
    assert "data-finish" not in answer.text


async def test_an_unknown_exchange_and_a_long_body_are_refused_without_a_look() -> None:
    house = House()

    unknown = await ask(house, "/bitrix24/other/tab", form=TAB)
    long = await ask(house, "/bitrix24/shop/tab", form={"AUTH_ID": "x" * BODY_BYTES})

    assert (unknown.status_code, long.status_code, house.opened) == (403, 403, 0)


async def test_many_refused_requests_ask_the_portal_no_more() -> None:
    house = House(visitor=Refusal.FORGED)
    inside = Inside(reception=house, tabs=house, key=KEY, clock=lambda: NOW, language="ru")
    transport = httpx.ASGITransport(app=Starlette(routes=create_inside_routes(inside)))
    async with httpx.AsyncClient(transport=transport, base_url="http://gateway") as client:
        statuses = [(await client.post("/bitrix24/shop/tab")).status_code for _ in range(FAILURES + 3)]

    assert statuses == [403] * FAILURES + [429] * 3
    assert house.opened == FAILURES


async def test_a_robot_is_taken_by_the_code_of_its_address() -> None:
    house = House()
    form = {"event_token": "e1", "document_id[2]": "SMART_INVOICE_128", "auth[application_token]": "5185"}

    taken = await ask(house, "/bitrix24/shop/robots/obmen_ask_state", form={**form, "code": "another"})
    forged = await ask(house, "/bitrix24/shop/robots/obmen_ask_state", form={"event_token": "e1"})

    assert (taken.status_code, forged.status_code) == (200, 403)
    assert (house.robots[0].code, house.robots[0].invoice_id) == ("obmen_ask_state", 128)


@pytest.mark.parametrize("name", ["inside.js", "inside.css"])
async def test_what_a_page_loads_is_here(name: str) -> None:
    answer = await ask(House(), f"/bitrix24-assets/{name}", method="GET")

    assert answer.status_code == 200
    assert "http" not in answer.text
