"""Plain pages to look at the practice portal and to click in it."""

import mimetypes
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from obmen_sandbox.portal import manager
from obmen_sandbox.portal.automation import robots_for
from obmen_sandbox.portal.crm_stages import stages
from obmen_sandbox.portal.crm_vocabulary import COMPANY, CONTACT, INVOICE, table_of
from obmen_sandbox.portal.dump import stats
from obmen_sandbox.portal.embedding import card_frame, card_tabs
from obmen_sandbox.portal.errors import RestError
from obmen_sandbox.portal.faults import DESCRIPTIONS, UnknownFault, parse_fault
from obmen_sandbox.portal.lists import Row
from obmen_sandbox.portal.page_views import (
    attributes,
    client_row,
    document_row,
    pictures,
    price_table,
    product_row,
    stage_name,
    stock_table,
    timeline_of,
    type_name,
)
from obmen_sandbox.portal.phpform import to_float, to_int, to_text
from obmen_sandbox.portal.state import ELEMENTS, PortalState
from obmen_sandbox.web import FRAMES_POLICY, POLICY, page_environment, render

TEMPLATES: Final = page_environment(Path(__file__).parent / "templates")
PAGE_SIZE: Final = 50
Show = Callable[[PortalState, Request], Response]
Act = Callable[[PortalState, Request, "Form"], Response]


class Form:
    """A submitted form: the last value of a name, or all of them."""

    def __init__(self, pairs: list[tuple[str, str]]) -> None:
        self._pairs = pairs

    def one(self, name: str) -> str:
        return next((value.strip() for key, value in reversed(self._pairs) if key == name), "")

    def all(self, name: str) -> list[str]:
        return [value.strip() for key, value in self._pairs if key == name]


def show_route(state: PortalState, path: str, page: Show) -> Route:
    async def endpoint(request: Request) -> Response:
        state.run_due()
        return page(state, request)

    return Route(path, endpoint, methods=["GET"])


def act_route(state: PortalState, path: str, action: Act) -> Route:
    """A form of a page; what it changes is the action of the viewing user."""

    async def endpoint(request: Request) -> Response:
        async with request.form() as data:
            form = Form([(name, str(value)) for name, value in data.multi_items()])
        with state.acting(state.viewer_id):
            return action(state, request, form)

    return Route(path, endpoint, methods=["POST"])


def page_routes(state: PortalState) -> list[Route]:
    """The routes of the pages of one portal."""
    show, act = partial(show_route, state), partial(act_route, state)
    return [
        show("/", overview),
        show("/products", products),
        show("/product/{id:int}", product),
        show("/picture/{id:int}", picture),
        show("/stocks", stocks),
        show("/invoices", invoices),
        act("/invoices", make_invoice),
        show("/invoice/{id:int}", invoice),
        act("/invoice/{id:int}/{action}", change_invoice),
        show("/companies", companies),
        show("/faults", faults),
        act("/faults", switch_faults),
    ]


def page(
    request: Request, template: str, *, status: int = 200, policy: str = POLICY, **values: Any
) -> Response:
    root = request.scope.get("root_path", "")
    return render(TEMPLATES, template, status=status, policy=policy, root=root, **values)


def card(state: PortalState, request: Request, type_id: int, number: int, path: str) -> Row:
    """The tabs of a card: its own one and those of applications, of which one may be open in a frame."""
    tab = to_int(request.query_params.get("tab", ""))
    opened = card_frame(state, type_id, number, tab) if tab else None
    shown: Row = {"path": path, "tabs": card_tabs(state, type_id), "tab": tab if opened else 0}
    return {
        **shown,
        "frame": opened,
        "type": type_id,
        "number": number,
        "robots": robots_for(state, type_id),
    }


def overview(state: PortalState, request: Request) -> Response:
    settings = state.settings
    webhook = f"{request.base_url}rest/{settings.user_id}/{settings.secret}/"
    people = {user["id"]: f"{user['NAME']} {user['LAST_NAME']}" for user in state.rows("user")}
    notices = [{**row, "user": people[row["userId"]]} for row in reversed(state.rows("notification"))]
    return page(request, "overview.html", webhook=webhook, notifications=notices[:PAGE_SIZE], **stats(state))


def products(state: PortalState, request: Request) -> Response:
    wanted = request.query_params.get("q", "").strip()
    number = max(1, to_int(request.query_params.get("page", "1")))
    needle = wanted.casefold()
    found = [
        row
        for row in state.rows(ELEMENTS)
        if needle in row["name"].casefold() or needle in str(row["xmlId"]).casefold()
    ]
    shown = [product_row(state, row) for row in found[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]]
    return page(request, "products.html", rows=shown, q=wanted, page=number, size=PAGE_SIZE, total=len(found))


def not_found(request: Request, what: str) -> Response:
    return page(request, "missing.html", status=404, what=what)


def product(state: PortalState, request: Request) -> Response:
    row = state.table(ELEMENTS).get(request.path_params["id"])
    if row is None:
        return not_found(request, "Такого товара нет")
    offers = [product_row(state, offer) for offer in state.table(ELEMENTS).where("parentId", row["id"])]
    price_types, prices = price_table(state, [product_row(state, row), *offers])
    stores, stocks = stock_table(state, [product_row(state, row), *offers])
    parent = state.table(ELEMENTS).get(row.get("parentId") or 0)
    return page(
        request,
        "product.html",
        p=product_row(state, row),
        parent=parent,
        attributes=attributes(state, row),
        offers=[{**offer, "attributes": attributes(state, offer)} for offer in offers],
        price_types=price_types,
        prices=[found for found in prices if any(found["prices"])],
        stores=stores,
        stocks=stocks,
        pictures=pictures(state, row["id"]),
    )


def picture(state: PortalState, request: Request) -> Response:
    """The content of a picture; nothing in it is run."""
    number = request.path_params["id"]
    if number not in state.files:
        return not_found(request, "Такой картинки нет")
    kind = mimetypes.guess_type(state.table("productImage")[number]["name"])[0]
    headers = {"Content-Security-Policy": "sandbox", "X-Content-Type-Options": "nosniff"}
    return Response(state.files[number], media_type=kind or "application/octet-stream", headers=headers)


def stocks(state: PortalState, request: Request) -> Response:
    """Stores, price types and inventory documents, the newest first."""
    documents = [document_row(state, row) for row in reversed(state.rows("document"))]
    return page(
        request,
        "stocks.html",
        inventory=state.inventory,
        stores=state.rows("store"),
        price_types=[{**row, "title": type_name(state, row)} for row in state.rows("priceType")],
        documents=documents[:PAGE_SIZE],
        total=len(documents),
    )


def invoice_row(state: PortalState, row: Row) -> Row:
    company = state.table(table_of(COMPANY)).get(row.get("companyId") or 0)
    contact = state.table(table_of(CONTACT)).get(row.get("contactId") or 0)
    client = company["title"] if company else contact["fullName"] if contact else "клиент не указан"
    return {**row, "stage": stage_name(state, row), "client": client}


def invoices(state: PortalState, request: Request, *, error: str = "") -> Response:
    rows = [invoice_row(state, row) for row in reversed(state.rows(table_of(INVOICE)))]
    clients = [c for c in state.rows(table_of(COMPANY)) if c.get("isMyCompany") != "Y"]
    sellable = [product_row(state, row) for row in state.rows(ELEMENTS) if row["type"] not in (3, 6)]
    return page(
        request,
        "invoices.html",
        status=400 if error else 200,
        error=error,
        rows=rows[:PAGE_SIZE],
        companies=clients,
        contacts=state.rows(table_of(CONTACT)),
        products=[row for row in sellable if row["active"] == "Y"][:500],
        stages=stages(state, INVOICE, category_of(state)),
    )


def category_of(state: PortalState) -> int:
    return to_int(next(row["number"] for row in state.rows("category") if row["entityTypeId"] == INVOICE))


def wish_of(form: Form) -> dict[str, Any]:
    """What the form of a new invoice asks for."""
    pairs = zip(form.all("product"), form.all("quantity"), strict=False)
    rows = [
        {"productId": to_int(number), "quantity": to_float(quantity.replace(",", "."))}
        for number, quantity in pairs
        if number
    ]
    wish: dict[str, Any] = {"rows": rows, "stage": form.one("stage"), "deal": form.one("deal") == "1"}
    if form.one("company"):
        wish["company"] = {"id": to_int(form.one("company"))}
    elif form.one("contact"):
        wish["contact"] = {"id": to_int(form.one("contact"))}
    elif form.one("title"):
        details = {name: form.one(name) for name in ("title", "inn", "kpp", "address") if form.one(name)}
        wish["company"] = {**details, "short_name": form.one("title"), "full_name": form.one("title")}
    return wish


def make_invoice(state: PortalState, request: Request, form: Form) -> Response:
    try:
        made = manager.make_invoice(state, wish_of(form))
    except RestError as error:
        return invoices(state, request, error=error.description)
    return see(request, f"/invoice/{made['id']}")


def see(request: Request, path: str) -> Response:
    return RedirectResponse(request.scope.get("root_path", "") + path, status_code=303)


def invoice(state: PortalState, request: Request, *, error: str = "") -> Response:
    row = state.table(table_of(INVOICE)).get(request.path_params["id"])
    if row is None:
        return not_found(request, "Такого счёта нет")
    return page(
        request,
        "invoice.html",
        status=400 if error else 200,
        error=error,
        i=invoice_row(state, row),
        card=card(state, request, INVOICE, row["id"], f"/invoice/{row['id']}"),
        policy=FRAMES_POLICY,
        rows=manager.rows_of_invoice(state, row["id"]),
        stages=stages(state, INVOICE, row["categoryId"]),
        timeline=timeline_of(state, row["id"]),
    )


def change_invoice(state: PortalState, request: Request, form: Form) -> Response:
    """Change the stage, the rows, or delete."""
    number = request.path_params["id"]
    try:
        match request.path_params["action"]:
            case "stage":
                manager.set_stage(state, number, form.one("stage"))
            case "rows":
                manager.edit_rows(state, number, edited_rows(form))
            case "delete":
                manager.delete(state, number)
                return see(request, "/invoices")
            case _:
                return not_found(request, "Такого действия нет")
    except RestError as error:
        return invoice(state, request, error=error.description)
    return see(request, f"/invoice/{number}")


def edited_rows(form: Form) -> dict[int, dict[str, Any]]:
    """Prices and quantities by the id of the row."""
    columns = zip(form.all("row"), form.all("price"), form.all("quantity"), strict=False)
    return {
        to_int(number): {"price": price.replace(",", "."), "quantity": quantity.replace(",", ".")}
        for number, price, quantity in columns
    }


def companies(state: PortalState, request: Request) -> Response:
    own = [client_row(state, COMPANY, row) for row in state.rows(table_of(COMPANY))]
    people = [client_row(state, CONTACT, row) for row in state.rows(table_of(CONTACT))]
    return page(request, "companies.html", companies=own, contacts=people)


def faults(state: PortalState, request: Request, *, error: str = "") -> Response:
    return page(
        request,
        "faults.html",
        status=400 if error else 200,
        error=error,
        active=state.faults.active,
        struck=state.faults.struck,
        known=sorted(DESCRIPTIONS.items()),
    )


def switch_faults(state: PortalState, request: Request, form: Form) -> Response:
    if form.one("clear"):
        state.faults.switch_off()
    try:
        if form.one("fault"):
            state.faults.switch_on(parse_fault(to_text(form.one("fault"))))
    except UnknownFault as error:
        return faults(state, request, error=str(error))
    return see(request, "/faults")
