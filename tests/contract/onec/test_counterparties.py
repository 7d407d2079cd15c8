"""How a buyer is found in 1C, and when he is doubled (facts §3.1, УНФ §3.2)."""

import pytest

from obmen_sandbox.onec.base import Base
from obmen_sandbox.onec.model import Family
from obmen_sandbox.onec.order_reader import read_orders
from tests.contract.onec.conftest import Clock
from tests.contract.onec.orders import COMPANY, Doc, package
from tests.contract.onec.small_base import made


@pytest.fixture
def base(clock: Clock) -> Base:
    return made(clock)


def buyer(
    *, name: str = "ООО Ромашка", official: str = "", tax_id: str = "", kpp: str = "", full: str = ""
) -> str:
    return "".join(
        [
            f"<Контрагент><Ид>any</Ид><Наименование>{name}</Наименование>",
            f"<ОфициальноеНаименование>{official}</ОфициальноеНаименование>" if official else "",
            f"<ИНН>{tax_id}</ИНН>" if tax_id else "",
            f"<КПП>{kpp}</КПП>" if kpp else "",
            f"<ПолноеНаименование>{full}</ПолноеНаименование>" if full else "",
            "<Роль>Покупатель</Роль></Контрагент>",
        ]
    )


def load_buyers(base: Base, *buyers: str) -> int:
    docs = [Doc(number=f"B24-{n}", buyer=one) for n, one in enumerate(buyers)]
    assert read_orders(base, package(*docs)).ok
    return len(base.state.counterparties)


def test_a_company_is_found_by_inn_and_kpp_whatever_its_name(base: Base) -> None:
    first = buyer(official="ООО", tax_id="7701234567", kpp="770101001")
    renamed = buyer(name="Ромашка-2", official="ООО", tax_id="7701234567", kpp="770101001")

    assert load_buyers(base, first, renamed) == 1


@pytest.mark.parametrize("kpp", ["", "770102002"])
def test_another_or_missing_kpp_makes_a_double(base: Base, kpp: str) -> None:
    first = buyer(official="ООО", tax_id="7701234567", kpp="770101001")

    assert load_buyers(base, first, buyer(official="ООО", tax_id="7701234567", kpp=kpp)) == 2


def test_a_person_is_found_by_inn_alone_and_is_no_company(base: Base) -> None:
    first = buyer(name="ИП Иванов", full="Иванов И. И.", tax_id="500100732259")
    again = buyer(name="Иванов И.", full="Иванов И. И.", tax_id="500100732259")

    assert load_buyers(base, first, again) == 1
    assert not next(iter(base.state.counterparties.values())).is_company


def test_without_inn_the_exact_name_decides(base: Base) -> None:
    assert (
        load_buyers(base, buyer(official="ООО"), buyer(official="ООО"), buyer(name="Другая", official="ООО"))
        == 2
    )


def test_a_node_may_search_by_name_only(clock: Clock) -> None:
    base = made(clock, search_by_tax_id=False)

    assert load_buyers(base, buyer(tax_id="1"), buyer(tax_id="2"), buyer(name="Иное", tax_id="1")) == 2


def test_an_empty_name_leaves_the_order_without_a_counterparty(base: Base) -> None:
    assert load_buyers(base, buyer(name="", official="ООО")) == 0
    assert base.find_order("B24-0").counterparty_id == ""


def test_only_the_first_counterparty_is_used(base: Base) -> None:
    assert load_buyers(base, COMPANY + buyer(name="Второй")) == 1


def test_unf_takes_a_twelve_digit_inn_for_a_person_and_finds_by_its_own_guid() -> None:
    base = made(Clock(), Family.UNF)
    load_buyers(base, buyer(name="ИП Иванов", official="ИП Иванов", tax_id="500100732259"))
    known = next(iter(base.state.counterparties.values()))

    assert not known.is_company
    assert load_buyers(base, buyer(name="Иное", tax_id="1").replace("any", known.id)) == 1
