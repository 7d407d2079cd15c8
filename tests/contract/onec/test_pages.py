"""Pages and control API of the practice 1C, mounted as the sandbox mounts them."""

import re
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from starlette.applications import Starlette
from starlette.routing import Mount

from obmen_sandbox.onec.app import create_onec
from obmen_sandbox.stories.shop import fill
from tests.contract.onec.conftest import Clock
from tests.contract.onec.orders import Doc, package
from tests.contract.onec.site import Site


@pytest.fixture
def client(clock: Clock) -> Iterator[TestClient]:
    app = create_onec(now=clock, sleep=lambda _: None, fill=fill)
    with TestClient(Starlette(routes=[Mount("/onec", app)]), follow_redirects=False) as client:
        yield client


def make(client: TestClient, site: Site, family: str = "trade") -> None:
    body = {"name": "База", "family": family, "address": site.url, "login": "l", "password": "p", "goods": 5}
    assert client.post("/onec/api/bases", json=body).status_code == 201


def test_a_base_is_made_run_and_listed(client: TestClient, site: Site) -> None:
    make(client, site)

    run = client.post("/onec/api/bases/База/run").json()

    assert run["ok"] is True
    assert run["log"][0].startswith("Начало обмена")
    listed = client.get("/onec/api/bases").json()
    assert [(one["name"], one["items"], one["changed_items"]) for one in listed] == [("База", 5, 0)]
    assert "password" not in listed[0]


def test_an_order_is_handled_through_the_api(client: TestClient, site: Site) -> None:
    make(client, site, "unf")
    site.query = package(Doc()).encode("cp1251")
    client.post("/onec/api/bases/База/run")
    orders = "/onec/api/bases/База/orders"

    client.post(f"{orders}/B24-1/approve")
    client.post(f"{orders}/B24-1/edit", json={"quantities": {"0": "3"}})
    item = next(iter(client.get("/onec/api/bases/База/dump").json()["items"]))
    client.post(f"{orders}/B24-1/add", json={"item": item, "quantity": "2", "price": "9.95"})
    part = client.post(f"{orders}/B24-1/pay", json={"amount": "100"}).json()
    rest = client.post(f"{orders}/B24-1/pay").json()
    shipped = client.post(f"{orders}/B24-1/ship").json()

    assert (part["paid"], part["is_paid"], part["total"]) == ("100", False, "379.9")
    assert (rest["is_paid"], shipped["is_shipped"]) == (True, True)
    assert client.get(orders).json()[0]["site_number"] == "B24-1"
    assert client.get("/onec/api/bases/База/dump").json()["orders"]


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "bases/Нет", None, 404),
        ("POST", "bases/База/orders/X/pay", None, 404),
        ("POST", "bases/База/orders/B24-1/dance", None, 409),
        ("POST", "bases", {"name": "База"}, 409),
        ("POST", "bases", {"name": "Другая", "family": "odoo"}, 409),
        ("POST", "bases", {"name": "Другая", "options": {"colour": "red"}}, 409),
        ("POST", "bases/База/run", {"unknown_fault": True}, 422),
    ],
)
def test_what_is_not_possible_is_said(
    client: TestClient, site: Site, method: str, path: str, body: dict[str, object] | None, status: int
) -> None:
    make(client, site)
    site.query = package(Doc()).encode("cp1251")
    client.post("/onec/api/bases/База/run")

    answer = client.request(method, f"/onec/api/{path}", json=body)

    assert answer.status_code == status


def test_a_copy_and_a_backup_are_made_through_the_api(client: TestClient, site: Site) -> None:
    make(client, site)
    backup = client.get("/onec/api/bases/База/dump").json()

    copied = client.post("/onec/api/bases/База/clone", json={"name": "Копия"})
    restored = client.post("/onec/api/bases/База/restore", json=backup)

    assert (copied.status_code, restored.status_code) == (201, 200)
    assert client.get("/onec/api/bases/Копия/dump").json() == backup


def test_faults_are_switched_on_by_name(client: TestClient, site: Site) -> None:
    make(client, site)

    run = client.post("/onec/api/bases/База/run", json={"drop_after_post": 1}).json()

    assert run["ok"] is False


def test_pages_show_bases_goods_and_orders_with_their_buttons(client: TestClient, site: Site) -> None:
    make(client, site)
    site.query = package(Doc()).encode("cp1251")
    pressed = client.post("/onec/bases/База/run")

    base = client.get("/onec/bases/База").text
    number = re.search(r"/orders/([^\"]+)\"", base)
    assert number is not None
    order = client.get(f"/onec/bases/База/orders/{number[1]}").text

    assert (pressed.status_code, "Выполнить обмен" in base, "Журнал последнего обмена" in base) == (
        303,
        True,
        True,
    )
    for button in ("Согласовать", "Оплатить полностью", "Оплатить часть", "Отгрузить", "Отменить заказ"):
        assert button in order
    assert "Пометить на удаление" in client.get("/onec/bases/База/goods").text


def test_buttons_of_pages_work_without_scripts(client: TestClient, site: Site) -> None:
    make(client, site)
    site.query = package(Doc()).encode("cp1251")
    client.post("/onec/bases/База/run")

    edited = client.post("/onec/bases/База/orders/B24-1/edit", data={"q0": "5"})
    client.post("/onec/bases/База/orders/B24-1/pay", data={"amount": "100"})
    client.post("/onec/bases/База/settings", data={"login": "other", "password": ""})

    order = client.get("/onec/api/bases/База/orders/B24-1").json()
    assert edited.headers["location"] == "/onec/bases/%D0%91%D0%B0%D0%B7%D0%B0/orders/B24-1"
    assert (order["total"], order["paid"]) == ("600", "100")
    assert client.get("/onec/api/bases/База").json()["login"] == "other"


def test_pages_ask_for_nothing_outside_and_escape_what_they_show(client: TestClient, site: Site) -> None:
    made = client.post("/onec/bases", data={"name": "<b>", "family": "trade", "goods": "2"})
    home = client.get("/onec/").text

    assert made.status_code == 303
    assert "&lt;b&gt;" in home
    assert "<b>" not in home
    assert re.findall(r"(?:src|href)=\"(?:https?:)?//", home) == []
    assert client.get(made.headers["location"]).status_code == 200


def test_numbers_are_read_as_people_write_them(client: TestClient, site: Site) -> None:
    make(client, site)
    site.query = package(Doc()).encode("cp1251")
    client.post("/onec/api/bases/База/run")

    paid = client.post("/onec/api/bases/База/orders/B24-1/pay", json={"amount": "1 00,50"})
    wrong = client.post("/onec/api/bases/База/orders/B24-1/pay", json={"amount": "много"})

    assert paid.json()["paid"] == "100.5"
    assert wrong.status_code == 409


def test_a_counterparty_can_be_known_before_the_exchange(client: TestClient, site: Site) -> None:
    make(client, site)
    known = {"name": "Ромашка", "tax_id": "7701234567", "kpp": "770101001", "is_company": True}

    made = client.post("/onec/api/bases/База/counterparties", json=known)
    site.query = package(Doc()).encode("cp1251")
    client.post("/onec/api/bases/База/run")

    assert made.status_code == 201
    assert client.get("/onec/api/bases/База/orders/B24-1").json()["buyer"] == "Ромашка"


def test_goods_are_changed_through_the_api(client: TestClient, site: Site) -> None:
    make(client, site)
    client.post("/onec/api/bases/База/run")
    item_id = next(iter(client.get("/onec/api/bases/База/dump").json()["items"]))
    items = f"/onec/api/bases/База/items/{item_id}"

    client.post(f"{items}/rename", json={"name": "Новое имя"})
    client.post(f"{items}/price", json={"price": "10"})
    client.post(f"{items}/stock", json={"quantity": "3"})
    client.post(f"{items}/delete")

    dump = client.get("/onec/api/bases/База/dump").json()
    assert (dump["items"][item_id]["name"], dump["items"][item_id]["deleted"]) == ("Новое имя", True)
    assert dump["changed_items"] == {item_id: ["card", "offer", "price", "rest"]}
    assert client.post(f"{items}/price", json={"price": "1", "price_type": "нет"}).status_code == 409


def test_a_refused_button_says_why_and_leads_back(client: TestClient, site: Site) -> None:
    make(client, site)
    site.query = package(Doc()).encode("cp1251")
    client.post("/onec/bases/База/run")
    client.post("/onec/bases/База/orders/B24-1/approve")

    refused = client.post("/onec/bases/База/orders/B24-1/approve")

    assert refused.status_code == 409
    assert "Это действие сейчас невозможно" in refused.text
    assert 'href="/onec/bases/%D0%91%D0%B0%D0%B7%D0%B0/orders/B24-1"' in refused.text


def test_every_page_forbids_what_comes_from_outside(client: TestClient) -> None:
    assert client.get("/onec/").headers["content-security-policy"].startswith("default-src 'none'")
