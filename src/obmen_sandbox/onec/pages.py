"""Plain pages of the practice 1C. Nothing is asked from outside; forms work without scripts."""

from pathlib import Path
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.concurrency import run_in_threadpool

from obmen_sandbox.onec import journal as words
from obmen_sandbox.onec.practice import Practice, act, act_on_item
from obmen_sandbox.onec.summary import base_summary, order_summary
from obmen_sandbox.web.pages import page_environment, render

PAGES = page_environment(Path(__file__).parent / "templates" / "pages")
GOODS_SHOWN = 200
NODE_FIELDS = ("address", "login", "password")


def page(request: Request, template: str, *, status: int = 200, **facts: Any) -> HTMLResponse:
    """Render a page of the practice 1C."""
    root = request.scope.get("root_path", "").rstrip("/")
    return render(PAGES, template, status=status, root=root, quote=quote, **facts)


def _back(request: Request, path: str) -> RedirectResponse:
    root = request.scope.get("root_path", "").rstrip("/")
    return RedirectResponse(f"{root}{path}", status_code=303)


async def _form(request: Request) -> dict[str, str]:
    form = await request.form()
    return {key: value for key, value in form.items() if isinstance(value, str)}


def page_router(practice: Practice) -> APIRouter:
    """Return the routes of the pages."""
    router = APIRouter(include_in_schema=False)
    _base_pages(router, practice)
    _inner_pages(router, practice)
    _base_buttons(router, practice)
    _other_buttons(router, practice)
    return router


def _base_pages(router: APIRouter, practice: Practice) -> None:
    @router.get("/")
    def home(request: Request) -> HTMLResponse:
        return page(
            request,
            "home.html",
            title=words.HOME,
            bases=[base_summary(base) for base in practice.bases.values()],
        )

    @router.get("/bases/{name}")
    def base(request: Request, name: str) -> HTMLResponse:
        found = practice.base(name)
        orders = [order_summary(found, order) for order in found.state.orders.values()]
        run = practice.last_runs.get(name)
        facts: dict[str, Any] = {
            "title": name,
            "base": base_summary(found),
            "node": found.settings,
            "orders": orders,
            "run": run,
        }
        return page(request, "base.html", **facts)


def _inner_pages(router: APIRouter, practice: Practice) -> None:
    @router.get("/bases/{name}/goods")
    def goods(request: Request, name: str) -> HTMLResponse:
        found = practice.base(name)
        items = list(found.state.items.values())[:GOODS_SHOWN]
        facts: dict[str, Any] = {
            "title": words.GOODS,
            "base": base_summary(found),
            "state": found.state,
            "items": items,
        }
        return page(request, "goods.html", **facts)

    @router.get("/bases/{name}/orders/{number}")
    def order(request: Request, name: str, number: str) -> HTMLResponse:
        found = practice.base(name)
        one = order_summary(found, found.find_order(number))
        return page(
            request,
            "order.html",
            title=words.ORDER.format(number=one["number"]),
            base=base_summary(found),
            order=one,
        )


def _base_buttons(router: APIRouter, practice: Practice) -> None:
    @router.post("/bases")
    async def create(request: Request) -> RedirectResponse:
        form = await _form(request)
        options = {"family": form["family"]} | {key: form.get(key, "") for key in NODE_FIELDS}
        practice.create(name=form["name"], options=options, goods_count=int(form.get("goods") or 0))
        return _back(request, f"/bases/{quote(form['name'])}")

    @router.post("/bases/{name}/settings")
    async def configure(request: Request, name: str) -> RedirectResponse:
        form = await _form(request)
        practice.configure(name, {key: form[key] for key in NODE_FIELDS if form.get(key)})
        return _back(request, f"/bases/{quote(name)}")

    @router.post("/bases/{name}/run")
    async def run(request: Request, name: str) -> RedirectResponse:
        await run_in_threadpool(practice.run, name)
        return _back(request, f"/bases/{quote(name)}")

    @router.post("/bases/{name}/info")
    async def info(request: Request, name: str) -> RedirectResponse:
        await run_in_threadpool(practice.load_site_settings, name)
        return _back(request, f"/bases/{quote(name)}")

    @router.post("/bases/{name}/clone")
    async def clone(request: Request, name: str) -> RedirectResponse:
        form = await _form(request)
        practice.clone(name, form["copy"])
        return _back(request, f"/bases/{quote(form['copy'])}")

    @router.post("/bases/{name}/register")
    async def register(request: Request, name: str) -> RedirectResponse:
        practice.base(name).register_everything()
        return _back(request, f"/bases/{quote(name)}")


def _other_buttons(router: APIRouter, practice: Practice) -> None:
    @router.post("/bases/{name}/orders/{number}/{action}")
    async def on_order(request: Request, name: str, number: str, action: str) -> RedirectResponse:
        form = await _form(request)
        lines = {key.removeprefix("q"): value for key, value in form.items() if key.startswith("q") and value}
        body = {"amount": form.get("amount")} | ({"quantities": lines} if lines else {})
        act(practice.base(name), number, action, body=body)
        return _back(request, f"/bases/{quote(name)}/orders/{quote(number)}")

    @router.post("/bases/{name}/items/{item_id}/{action}")
    async def on_item(request: Request, name: str, item_id: str, action: str) -> RedirectResponse:
        act_on_item(practice.base(name), item_id, action, body=dict(await _form(request)))
        return _back(request, f"/bases/{quote(name)}/goods")
