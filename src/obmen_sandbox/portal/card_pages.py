"""The cards of deals and companies, with the tabs that applications have put there."""

from functools import partial
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from obmen_sandbox.portal import manager
from obmen_sandbox.portal.crm_vocabulary import COMPANY, DEAL, INVOICE, table_of
from obmen_sandbox.portal.lists import Row
from obmen_sandbox.portal.page_views import client_row, stage_name
from obmen_sandbox.portal.pages import (
    PAGE_SIZE,
    Form,
    act_route,
    card,
    not_found,
    page,
    see,
    show_route,
)
from obmen_sandbox.portal.phpform import to_int
from obmen_sandbox.portal.state import PortalState
from obmen_sandbox.web import FRAMES_POLICY


def card_routes(state: PortalState) -> list[Route]:
    show, act = partial(show_route, state), partial(act_route, state)
    return [
        show("/deals", deals),
        act("/deals", make_deal),
        show("/deal/{id:int}", deal),
        show("/company/{id:int}", company),
    ]


def deal_row(state: PortalState, row: Row) -> Row:
    owner = state.table(table_of(COMPANY)).get(row.get("companyId") or 0)
    client = owner["title"] if owner else "клиент не указан"
    return {**row, "stage": stage_name(state, row, DEAL), "client": client}


def deals(state: PortalState, request: Request) -> Response:
    rows = [deal_row(state, row) for row in reversed(state.rows(table_of(DEAL)))]
    return page(request, "deals.html", rows=rows[:PAGE_SIZE], companies=state.rows(table_of(COMPANY)))


def make_deal(state: PortalState, request: Request, form: Form) -> Response:
    company_id = to_int(form.one("company"))
    wish: dict[str, Any] = {"deal": form.one("title") or "Новая сделка"}
    number = manager.make_deal(state, state.viewer_id, wish, {"id": company_id or None}, {})
    return see(request, f"/deal/{number}")


def deal(state: PortalState, request: Request) -> Response:
    row = state.table(table_of(DEAL)).get(request.path_params["id"])
    if row is None:
        return not_found(request, "Такой сделки нет")
    bills = [
        {**bill, "stage": stage_name(state, bill)}
        for bill in state.rows(table_of(INVOICE))
        if bill.get("parentId2") == row["id"]
    ]
    tabs = card(state, request, DEAL, row["id"], f"/deal/{row['id']}")
    shown = deal_row(state, row)
    return page(request, "deal.html", policy=FRAMES_POLICY, d=shown, card=tabs, invoices=bills)


def company(state: PortalState, request: Request) -> Response:
    row = state.table(table_of(COMPANY)).get(request.path_params["id"])
    if row is None:
        return not_found(request, "Такой компании нет")
    tabs = card(state, request, COMPANY, row["id"], f"/company/{row['id']}")
    mine = [deal for deal in state.rows(table_of(DEAL)) if deal.get("companyId") == row["id"]]
    shown = client_row(state, COMPANY, row)
    return page(request, "company.html", policy=FRAMES_POLICY, c=shown, card=tabs, deals=mine)
