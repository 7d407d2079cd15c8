from collections.abc import Callable

import pytest

from tests.contract.portal.practice import Practice


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/products",
        "/product/1",
        "/stocks",
        "/invoices",
        "/companies",
        "/deals",
        "/apps",
        "/robots",
        "/faults",
    ],
)
async def test_pages_open_and_ask_for_nothing_outside(portal: Practice, path: str) -> None:
    page = await portal.http.get(path)

    assert page.status_code == 200
    assert page.headers["content-security-policy"].startswith("default-src 'none'")
    assert "<script" not in page.text
    assert 'src="http' not in page.text
    assert "<h1>" in page.text


async def test_what_comes_from_outside_is_escaped(portal: Practice) -> None:
    number = await portal.add_product(name="<script>alert(1)</script>", detailText="<b>x</b>")

    listed, page = await portal.http.get("/products"), await portal.http.get(f"/product/{number}")

    for text in (listed.text, page.text):
        assert "<script" not in text
        assert "&lt;script&gt;" in text


async def test_a_product_shows_its_price_vat_and_unit(portal: Practice) -> None:
    number = await portal.add_product(name="Кабель", vatId=5, vatIncluded="Y", measure=1, xmlId="guid-1")
    fields = {"productId": number, "catalogGroupId": 1, "price": 14457, "currency": "RUB"}
    await portal.call("catalog.price.add", fields=fields)

    page = (await portal.http.get(f"/product/{number}")).text
    found = (await portal.http.get("/products?q=GUID-1")).text

    assert "14\N{NO-BREAK SPACE}457,00\N{NO-BREAK SPACE}₽" in page
    assert "НДС 22%, включён в цену" in page
    assert ">Кабель</a>" in found
    assert "Пробный товар" not in found


async def test_an_invoice_is_made_with_the_form(portal: Practice) -> None:
    number = await portal.add_product(name="Кабель")
    form = {
        "company": "2",
        "product": [str(number), "", ""],
        "quantity": ["2,5", "1", "1"],
        "stage": "DT31_5:N",
    }

    made = await portal.http.post("/invoices", data=form)
    page = await portal.http.get(made.headers["location"])

    assert (made.status_code, made.headers["location"]) == (303, "/invoice/128")
    assert "ООО «Вектор»" in page.text
    assert portal.state.rows("productRow")[0]["quantity"] == 2.5


async def test_stage_and_rows_are_changed_on_the_page(portal: Practice) -> None:
    number = await portal.add_invoice()
    rows = [{"productName": "Кабель", "price": 5}]
    result = await portal.call("crm.item.productrow.set", ownerType="SI", ownerId=number, productRows=rows)
    row = result["productRows"][0]["id"]
    message = {"entityTypeId": 31, "entityId": number, "title": "1С", "text": "Принят", "iconCode": "info"}
    await portal.call("crm.timeline.logmessage.add", fields=message)

    await portal.http.post(f"/invoice/{number}/stage", data={"stage": "DT31_5:P"})
    await portal.http.post(
        f"/invoice/{number}/rows", data={"row": [str(row)], "price": ["7,5"], "quantity": ["2"]}
    )
    page = (await portal.http.get(f"/invoice/{number}")).text

    assert "Стадия: Новый → Оплачен" in page
    assert "1С: Принят" in page
    assert [(r["id"], r["price"], r["quantity"]) for r in portal.state.rows("productRow")] == [(row, 7.5, 2)]


async def test_a_wrong_stage_is_said_on_the_page(portal: Practice) -> None:
    number = await portal.add_invoice()

    page = await portal.http.post(f"/invoice/{number}/stage", data={"stage": "nosuch"})

    assert page.status_code == 400
    assert "Неверное значение поля" in page.text


async def test_faults_are_switched_on_the_page(portal: Practice) -> None:
    await portal.http.post("/faults", data={"fault": "late=50,count=1"})
    page = (await portal.http.get("/faults")).text
    wrong = await portal.http.post("/faults", data={"fault": "nosuch"})
    await portal.http.post("/faults", data={"clear": "1"})

    assert "<td>late</td><td>50</td>" in page
    assert wrong.status_code == 400
    assert portal.state.faults.active == []


async def test_what_is_not_there_is_404(portal: Practice) -> None:
    assert (await portal.http.get("/product/777")).status_code == 404
    assert (await portal.http.get("/invoice/777")).status_code == 404


async def test_a_product_shows_its_variations_prices_by_type_stock_by_store_and_pictures(
    make_portal: Callable[..., Practice],
) -> None:
    portal = make_portal(inventory=True)
    head = await portal.add_product(name="Футболка")
    fields = {"iblockId": 16, "parentId": head, "name": "Футболка S", "property120": 734}
    offer = (await portal.call("catalog.product.offer.add", fields=fields))["offer"]["id"]
    price = {"productId": offer, "catalogGroupId": 1, "price": 990, "currency": "RUB"}
    await portal.call("catalog.price.add", fields=price)
    name = {"catalogGroupId": 1, "lang": "ru", "name": "Розничная"}
    await portal.call("catalog.priceTypeLang.add", fields=name)
    document = {"docType": "S", "currency": "RUB", "responsibleId": 7, "docNumber": "1C-7"}
    number = (await portal.call("catalog.document.add", fields=document))["document"]["id"]
    line = {"docId": number, "elementId": offer, "storeTo": 1, "amount": 15}
    await portal.call("catalog.document.element.add", fields=line)
    await portal.call("catalog.document.conduct", id=number)
    await portal.call("catalog.productImage.add", fields={"productId": head}, fileContent=["a.png", "aGk="])

    page = (await portal.http.get(f"/product/{head}")).text
    variation = (await portal.http.get(f"/product/{offer}")).text
    stocks = (await portal.http.get("/stocks")).text
    picture = await portal.http.get("/picture/7705")

    for seen in ("Футболка S", "Сечение: 3x4", "Розничная", "990,00", "Основной склад", ">15<", "a.png"):
        assert seen in page
    assert f'<a href="/product/{head}">Футболка</a>' in variation
    assert "1C-7" in stocks
    assert "проведён" in stocks
    assert (picture.content, picture.headers["content-type"]) == (b"hi", "image/png")


async def test_a_picture_that_is_gone_is_not_shown(portal: Practice) -> None:
    product = await portal.add_product()
    await portal.call(
        "catalog.productImage.add", fields={"productId": product}, fileContent=["a.png", "aGk="]
    )
    await portal.call("catalog.productImage.delete", productId=product, id=7705)

    assert (await portal.http.get("/picture/7705")).status_code == 404
    assert portal.state.files == {}
