"""Price types for those of 1C: a Latin name, a label, and never a second one."""

from datetime import datetime
from typing import Any

import pytest

from obmen.bitrix24.price_types import technical_name
from tests.unit.bitrix24.fakes import Error, Portals, portal


async def announce(_moment: datetime) -> None:
    """Nobody keeps the moment."""


class Types:
    """The price types of a portal."""

    def __init__(self, *, most: int = 9) -> None:
        self.rows: list[dict[str, Any]] = [{"id": 1, "name": "BASE", "base": "Y", "xmlId": "BASE"}]
        self.labels: list[dict[str, Any]] = []
        self.most = most

    def __call__(self, method: str, params: dict[str, Any]) -> object:
        match method:
            case "catalog.priceType.list":
                return {"priceTypes": self.rows}
            case "catalog.priceTypeLang.list":
                return {"priceTypeLangs": self.labels}
            case "catalog.priceType.add":
                if len(self.rows) >= self.most:
                    raise Error(0, "Количество типов цен ограничено тарифом")
                self.rows.append({"id": len(self.rows) + 1, **params["fields"]})
                return {"priceType": self.rows[-1]}
            case _:
                self.labels.append({"id": 900 + len(self.labels), **params["fields"]})
                return {"priceTypeLang": self.labels[-1]}


async def create(types: Types, **names: str) -> tuple[dict[str, int], str]:
    made, said = await portal(Portals(types)).lookups.create_price_types(names, announce=announce)
    return dict(made), said


async def test_a_price_type_has_a_latin_name_and_the_label_of_1c() -> None:
    types = Types()

    assert await create(types, w="Оптовая") == ({"w": 2}, "")
    assert (types.rows[1]["name"], types.rows[1]["base"], types.rows[1]["xmlId"]) == ("OPTOVAYA", "N", "w")
    assert [(one["lang"], one["name"]) for one in types.labels] == [("ru", "Оптовая")]


async def test_what_is_there_is_found_and_only_a_missing_label_is_made() -> None:
    types = Types()
    types.rows.append({"id": 4, "name": "W", "base": "N", "xmlId": "w"})

    assert await create(types, w="Оптовая") == ({"w": 4}, "")
    assert await create(types, w="Оптовая") == ({"w": 4}, "")
    assert (len(types.rows), len(types.labels)) == (2, 1)


async def test_two_of_one_name_have_technical_names_of_their_own() -> None:
    types = Types()

    await create(types, w1="Опт", w2="Опт")

    assert [row["name"] for row in types.rows] == ["BASE", "OPT", "OPT_W2"]


async def test_a_plan_with_one_price_type_says_so() -> None:
    assert await create(Types(most=1), w="Оптовая") == ({}, "0 Количество типов цен ограничено тарифом")


@pytest.mark.parametrize(
    ("name", "latin"),
    [("Мелкий опт (щ)", "MELKIY_OPT_SHCH"), ("VIP-1", "VIP_1"), ("价格", "PRICE"), (" ё ", "E")],
)
def test_technical_names_are_latin(name: str, latin: str) -> None:
    assert technical_name(name) == latin
