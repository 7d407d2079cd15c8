"""The control API of the practice 1C: what a test or a story does instead of clicking."""

from pathlib import Path
from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from obmen_sandbox.onec.base import Base
from obmen_sandbox.onec.client import RunResult
from obmen_sandbox.onec.faults import Faults
from obmen_sandbox.onec.practice import Practice, act, act_on_item
from obmen_sandbox.onec.summary import base_summary, order_summary


class NewBase(BaseModel):
    """A base to make: the exchange node's settings, and goods of the practice shop."""

    model_config = ConfigDict(extra="forbid")

    name: str
    family: str = "trade"
    address: str = ""
    login: str = ""
    password: str = ""
    goods: int = 0
    seed: int = 1
    options: dict[str, Any] = Field(default_factory=dict)


class RunOrder(BaseModel):
    """Faults of a run by name; none by default."""

    model_config = ConfigDict(extra="forbid")

    drop_after_post: int | None = None
    cut_post: int | None = None
    abandon_after_file: bool = False
    ignore_import: bool = False
    resend_portion: bool = False
    twice: bool = False
    zip: bool | None = None
    backslash: bool = True
    timeout_s: float | None = None
    skip_success: bool = False
    repeat_query: int = 0
    query_only: bool = False


def run_summary(result: RunResult) -> dict[str, Any]:
    """Return a run as plain values."""
    return {"ok": result.ok, "log": result.log, "requests": len(result.seen)}


def api_router(practice: Practice) -> APIRouter:
    """Return the routes under `/api`."""
    router = APIRouter(prefix="/api")
    _bases(router, practice)
    _exchange(router, practice)
    _contents(router, practice)
    return router


def _bases(router: APIRouter, practice: Practice) -> None:
    @router.get("/bases")
    def bases() -> list[dict[str, Any]]:
        return [base_summary(base) for base in practice.bases.values()]

    @router.post("/bases", status_code=201)
    def create(new: NewBase) -> dict[str, Any]:
        node = new.model_dump(include={"family", "address", "login", "password"})
        base = practice.create(
            name=new.name, options=node | new.options, goods_count=new.goods, seed=new.seed
        )
        return base_summary(base)

    @router.get("/bases/{name}")
    def one(name: str) -> dict[str, Any]:
        return base_summary(practice.base(name))

    @router.post("/bases/{name}/settings")
    def configure(name: str, options: dict[str, Any]) -> dict[str, Any]:
        return base_summary(practice.configure(name, options))

    @router.get("/bases/{name}/dump")
    def dump(name: str) -> dict[str, Any]:
        return practice.base(name).dump()

    @router.post("/bases/{name}/restore")
    def restore(name: str, backup: dict[str, Any]) -> dict[str, Any]:
        practice.base(name).restore(backup)
        return base_summary(practice.base(name))

    @router.post("/bases/{name}/clone", status_code=201)
    def clone(name: str, body: dict[str, str]) -> dict[str, Any]:
        return base_summary(practice.clone(name, body["name"]))


def _exchange(router: APIRouter, practice: Practice) -> None:
    @router.post("/bases/{name}/run")
    def run(name: str, order: RunOrder | None = None) -> dict[str, Any]:
        faults = Faults(**order.model_dump()) if order else Faults()
        return run_summary(practice.run(name, faults=faults))

    @router.post("/bases/{name}/info")
    def info(name: str) -> dict[str, Any]:
        return run_summary(practice.load_site_settings(name))

    @router.post("/bases/{name}/register")
    def register(name: str) -> dict[str, Any]:
        practice.base(name).register_everything()
        return base_summary(practice.base(name))


def _contents(router: APIRouter, practice: Practice) -> None:
    @router.post("/bases/{name}/load")
    def load(name: str, body: dict[str, str]) -> dict[str, int]:
        return {"goods": practice.base(name).load_items_from_commerceml(Path(body["path"]))}

    @router.post("/bases/{name}/story")
    def story(name: str, wish: dict[str, Any]) -> dict[str, Any]:
        shape = {key: value for key, value in wish.items() if key != "story"}
        return base_summary(practice.tell(name, str(wish.get("story")), shape))

    @router.post("/bases/{name}/counterparties", status_code=201)
    def counterparty(name: str, fields: dict[str, Any]) -> dict[str, str]:
        return {"id": practice.add_counterparty(name, fields).id}

    @router.get("/bases/{name}/orders")
    def orders(name: str) -> list[dict[str, Any]]:
        base = practice.base(name)
        return [order_summary(base, order) for order in base.state.orders.values()]

    @router.get("/bases/{name}/orders/{number}")
    def order(name: str, number: str) -> dict[str, Any]:
        base = practice.base(name)
        return order_summary(base, base.find_order(number))

    @router.post("/bases/{name}/orders/{number}/{action}")
    def on_order(name: str, number: str, action: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        base: Base = practice.base(name)
        act(base, number, action, body=body or {})
        return order_summary(base, base.find_order(number))

    @router.post("/bases/{name}/items/{item_id}/{action}")
    def on_item(name: str, item_id: str, action: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        base = practice.base(name)
        act_on_item(base, item_id, action, body=body or {})
        return base_summary(base)
