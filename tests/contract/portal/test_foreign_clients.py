"""The practice portal is tried with clients that nobody here wrote."""

import asyncio
import functools
from collections.abc import AsyncIterator

import pytest
from b24pysdk import BitrixWebhook, Client
from b24pysdk.errors import BitrixAPIError
from fast_bitrix24 import Bitrix, BitrixAsync
from fast_bitrix24.server_response import ErrorInServerResponseException

from tests.contract.portal.practice import Practice
from tests.contract.portal.serving import served


@pytest.fixture
async def address(portal: Practice) -> AsyncIterator[str]:
    """The webhook's address of a portal with 120 products."""
    for n in range(120):
        await portal.add_product(xmlId=f"x{n}", name=f"Товар {n}")
    async with served(portal.app) as base:
        yield base + portal.root


async def test_fast_bitrix24_reads_all_pages_of_a_list(address: str) -> None:
    client = BitrixAsync(address, verbose=False)

    companies = await client.get_all("crm.item.list", {"entityTypeId": 4})
    users = await client.get_all("user.get")

    assert {company["id"] for company in companies} == {1, 2, 3, 4, 5}
    assert [user["ID"] for user in users] == ["1", "7", "9", "12"]


async def test_fast_bitrix24_sends_many_calls_in_batches(portal: Practice, address: str) -> None:
    client = BitrixAsync(address, verbose=False)
    calls = [{"fields": {"iblockId": 15, "name": f"S & {n}", "xmlId": f"s{n}"}} for n in range(70)]

    sections = await client.call("catalog.section.add", calls)

    assert len(sections) == 70
    assert portal.state.journal.requests["batch"] >= 2
    assert {row["name"] for row in portal.state.rows("section")} >= {f"S & {n}" for n in range(70)}


async def test_fast_bitrix24_sees_a_refusal(address: str) -> None:
    client = BitrixAsync(address, verbose=False)

    with pytest.raises((ErrorInServerResponseException, RuntimeError)):
        await client.call("crm.item.get", {"entityTypeId": 31, "id": 777})


async def test_fast_bitrix24_works_in_a_thread_too(address: str) -> None:
    def read() -> object:
        return Bitrix(address, verbose=False).get_by_ID("crm.requisite.get", [50, 51])

    found = await asyncio.to_thread(read)

    assert isinstance(found, dict)


@pytest.fixture
def client(address: str, monkeypatch: pytest.MonkeyPatch) -> Client:
    """The official SDK; its address is made http, which it cannot do by itself."""
    host = address.split("/")[2]
    webhook = BitrixWebhook(domain=host, webhook_token="1/s3cr3t")
    patch_scheme(monkeypatch)
    return Client(webhook)


def patch_scheme(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the SDK send its requests over http."""
    import requests  # noqa: PLC0415 - the SDK's own transport

    send = requests.Session.request

    @functools.wraps(send)
    def over_http(self: requests.Session, method: str, url: str, **options: object) -> object:
        return send(self, method, url.replace("https://", "http://", 1), **options)  # type: ignore[arg-type]

    monkeypatch.setattr(requests.Session, "request", over_http)


async def test_the_official_sdk_adds_and_reads_an_invoice(client: Client) -> None:
    def work() -> dict[str, object]:
        fields = {"title": "Счёт & Ко", "companyId": 2, "contactIds": [2]}
        added = client.crm.item.add(fields=fields, entity_type_id=31).response.result["item"]
        rows = [
            {"productName": "Кабель", "price": 144.57, "quantity": 100, "taxRate": 22, "taxIncluded": "Y"}
        ]
        client.crm.item.productrow.set(owner_type="SI", owner_id=added["id"], product_rows=rows).response  # noqa: B018
        item: dict[str, object] = client.crm.item.get(
            bitrix_id=added["id"], entity_type_id=31
        ).response.result["item"]
        return item

    item = await asyncio.to_thread(work)

    assert (item["title"], item["contactIds"], item["opportunity"]) == ("Счёт & Ко", [2], 14457)


async def test_the_official_sdk_reads_whole_lists_both_ways(client: Client) -> None:
    def read() -> tuple[list[int], list[int]]:
        call = client.catalog.product.list
        arguments = {"select": ["id", "iblockId"], "filter": {"iblockId": 15}}
        paged = [row["id"] for row in call(**arguments).as_list().response.result]
        fast = [row["id"] for row in call(**arguments).as_list_fast().response.result]
        return paged, fast

    paged, fast = await asyncio.to_thread(read)

    assert len(paged) == len(fast) == 121
    assert sorted(paged) == sorted(fast)


async def test_the_official_sdk_sees_a_refusal(client: Client) -> None:
    def read() -> object:
        return client.crm.item.get(bitrix_id=777, entity_type_id=31).response

    with pytest.raises(BitrixAPIError):
        await asyncio.to_thread(read)


async def test_the_official_sdk_sends_a_batch(client: Client) -> None:
    def work() -> object:
        calls = {"item": client.crm.item.get(bitrix_id=2, entity_type_id=4), "vat": client.catalog.vat.list()}
        return client.call_batch(calls).response.result.result

    result = await asyncio.to_thread(work)

    assert result["item"]["item"]["title"] == "ООО «Вектор»"  # type: ignore[index]
