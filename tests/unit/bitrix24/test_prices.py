"""Prices of several types: one call for a new product, known rows by their ids, nothing deleted."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from obmen.bitrix24 import lookups
from obmen.bitrix24.answers import judge_result
from obmen.bitrix24.call import batch_body, commands_of
from obmen.bitrix24.mappers.product import map_product
from obmen.bitrix24.mappers.scene import Impossible, Scene
from obmen.delivery.call import Call, ResultOf
from obmen.delivery.outcome import Ambiguous, Delivered, Rejected
from obmen.domain.identity import Ref, price_ref
from tests.unit.bitrix24.builders import CABLE, PRODUCT, PROFILE, task

WHOLESALE = {"price.w": ["97", "RUB"]}
PRICED = {**CABLE, **WHOLESALE}
PORTAL = replace(PROFILE, price_type_ids={"BASE": 1, "w": 4, "x": 6})


def calls(
    desired: dict[str, object],
    *,
    known: dict[str, object] | None = None,
    remote: int | None = None,
    bound: dict[Ref, int] | None = None,
) -> tuple[Call, ...]:
    one = task(PRODUCT, desired, known=known, remote=remote)
    return map_product(one, Scene(profile=PORTAL, bound=bound or {}))


def modify() -> Call:
    return calls(PRICED)[1]


def test_all_prices_of_a_new_product_are_one_call_by_reference() -> None:
    card, prices = calls(PRICED)

    assert [card.method, prices.method] == ["catalog.product.add", "catalog.price.modify"]
    assert prices.params == {
        "fields": {
            "product": {
                "id": ResultOf("t1p"),
                "prices": [
                    {"catalogGroupId": 1, "price": Decimal("118.5"), "currency": "RUB"},
                    {"catalogGroupId": 4, "price": Decimal(97), "currency": "RUB"},
                ],
            }
        }
    }
    assert prices.rows == {"1": price_ref(PRODUCT), "4": price_ref(PRODUCT, "w")}
    assert prices.fields == {"price": "118.5", "currency": "RUB", "price.w": ["97", "RUB"]}


def test_the_reference_is_written_as_the_batch_reads_it() -> None:
    cmd = batch_body(commands_of(calls(PRICED)), halt=True)["cmd"]

    assert isinstance(cmd, dict)
    assert (
        "fields[product][id]=$result[t1p][element][id]&fields[product][prices][0][catalogGroupId]=1"
        in str(cmd["t1c"])
    )


def test_a_changed_price_is_changed_by_the_id_of_its_row_alone() -> None:
    bound = {price_ref(PRODUCT): 3301, price_ref(PRODUCT, "w"): 3302}
    (update,) = calls(PRICED, known={**PRICED, "price.w": ["90", "RUB"]}, remote=901, bound=bound)

    assert (update.method, update.target) == ("catalog.price.update", 3302)
    assert update.params["fields"] == {"price": Decimal(97), "currency": "RUB"}
    assert update.fields == WHOLESALE


def test_a_price_that_a_known_product_has_not_had_is_added() -> None:
    (added,) = calls(PRICED, known=dict(CABLE), remote=901, bound={price_ref(PRODUCT): 3301})

    assert added.method == "catalog.price.add"
    assert added.params["fields"] == {
        "productId": 901, "catalogGroupId": 4, "price": Decimal(97), "currency": "RUB",
    }  # fmt: skip
    assert added.binds == price_ref(PRODUCT, "w")


def test_a_price_that_is_not_told_is_left_alone() -> None:
    assert calls(dict(CABLE), known=PRICED, remote=901) == ()


@pytest.mark.parametrize(
    ("price", "code"),
    [({"price.z": ["1", "RUB"]}, "price_type.missing"), ({"price.w": ["1", "USD"]}, "currency.missing")],
)
def test_nothing_is_guessed_of_a_price_that_has_no_place(price: dict[str, object], code: str) -> None:
    with pytest.raises(Impossible) as impossible:
        calls({**CABLE, **price})

    assert impossible.value.rejected.code == code


def rows_of(*prices: tuple[int, int, str]) -> list[dict[str, Any]]:
    return [
        {"id": row, "productId": 901, "catalogGroupId": group, "price": amount, "currency": "RUB"}
        for row, group, amount in prices
    ]


def test_the_rows_of_all_prices_are_known_from_the_answer() -> None:
    answer = {"prices": rows_of((3301, 1, "118.5"), (3302, 4, "97"))}

    assert judge_result(modify(), answer, made={"t1p": 901}) == Delivered(rows={"1": 3301, "4": 3302})


def test_prices_of_another_product_are_a_persons() -> None:
    answer = {"prices": rows_of((3301, 1, "118.5"), (3302, 4, "97"))}

    assert isinstance(judge_result(modify(), answer, made={"t1p": 1}), Rejected)


@pytest.mark.parametrize("answer", [{"prices": rows_of((3301, 1, "118.5"))}, {}, None])
def test_an_answer_without_all_rows_is_looked_up(answer: object) -> None:
    assert isinstance(judge_result(modify(), answer, made={"t1p": 901}), Ambiguous)


@pytest.mark.parametrize(
    ("rows", "outcome"),
    [
        (rows_of((3301, 1, "118.5"), (3302, 4, "97")), Delivered(rows={"1": 3301, "4": 3302})),
        (rows_of((3301, 1, "118.5")), Ambiguous("lookup.differs", {"1": 3301})),
        (rows_of((3301, 1, "1"), (3302, 4, "97")), Ambiguous("lookup.differs", {"1": 3301, "4": 3302})),
        ([], Ambiguous("lookup.not_there")),
    ],
)
def test_a_lost_answer_is_looked_up_row_by_row(rows: list[dict[str, Any]], outcome: object) -> None:
    assert lookups.TABLE["catalog.price.modify"].judge(modify(), rows) == outcome
