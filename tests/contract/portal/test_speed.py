"""The practice portal stands a whole catalogue: a batch costs the same whatever is in the portal already."""

import time
from collections.abc import Iterator
from urllib.parse import urlencode

from obmen_sandbox.portal import PortalSettings, PortalState, SandboxClock, create_portal
from obmen_sandbox.portal.batch import run_batch
from obmen_sandbox.portal.method import Call
from obmen_sandbox.portal.methods import METHODS

GOODS = 3000
LIMIT_MS = 40.0  # 10 ms on a quiet machine; tests run beside each other
TEXT = "Медный кабель, ГОСТ. " * 8


def portal() -> PortalState:
    settings = PortalSettings(limits=True, inventory=True, operating_seconds=1e9, bucket_size=1e9)
    state: PortalState = create_portal(settings=settings, clock=SandboxClock(compression=1000)).state.portal
    return state


def run(state: PortalState, commands: list[str]) -> float:
    """Run a batch; returns the milliseconds of CPU that it took."""
    cmd = {f"c{n}": command for n, command in enumerate(commands)}
    start = time.process_time()
    answer = run_batch(state, METHODS, Call(state, "batch", {"cmd": cmd}, 1))
    spent = (time.process_time() - start) * 1000
    assert answer["result_error"] == []
    return spent


def command(method: str, **fields: object) -> str:
    return f"{method}?{urlencode({f'fields[{name}]': value for name, value in fields.items()})}"


def goods() -> Iterator[str]:
    for number in range(GOODS):
        texts = {"name": f"Товар {number}", "detailText": TEXT, "property101": f"АРТ-{number}"}
        yield command("catalog.product.add", iblockId=15, xmlId=f"guid-{number}", vatId=3, measure=5, **texts)


def stock_lines(first: int) -> Iterator[str]:
    for number in range(GOODS):
        yield command("catalog.document.element.add", docId=64, elementId=first + number, storeTo=1, amount=7)


def median_ms(state: PortalState, commands: Iterator[str]) -> float:
    listed = list(commands)
    spent = [run(state, listed[start : start + 50]) for start in range(0, len(listed), 50)]
    return sorted(spent)[len(spent) // 2]


def test_batches_of_goods_prices_and_stock_stay_cheap() -> None:
    state = portal()
    document = command("catalog.document.add", docType="S", currency="RUB", responsibleId=7)

    products = median_ms(state, goods())
    first = state.last_ids["element"] - GOODS + 1
    prices = median_ms(
        state,
        (
            command("catalog.price.add", productId=first + n, catalogGroupId=1, price=n, currency="RUB")
            for n in range(GOODS)
        ),
    )
    run(state, [document])
    lines = median_ms(state, stock_lines(first))

    assert max(products, prices, lines) < LIMIT_MS
    assert run(state, ["catalog.document.conduct?id=64"]) < LIMIT_MS * GOODS / 50
    looked_up = (
        "catalog.product.list?filter[iblockId]=15&filter[xmlId]=guid-2999&select[]=id&select[]=iblockId"
    )
    assert run(state, [looked_up] * 50) < LIMIT_MS
    assert run(state, [f"catalog.storeproduct.list?filter[productId]={first}"] * 50) < LIMIT_MS
