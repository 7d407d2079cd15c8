"""Orders pulled and pushed: success, no echo, what a family tells (facts §1.7–1.8, §3.4–3.5)."""

from decimal import Decimal

import pytest

from obmen_sandbox.onec import vocabulary as v
from obmen_sandbox.onec.base import Base
from obmen_sandbox.onec.client import run_exchange
from obmen_sandbox.onec.faults import Faults
from obmen_sandbox.onec.model import Family, Item
from obmen_sandbox.onec.tree import Node, parse_bytes
from tests.contract.onec.conftest import MakeBase
from tests.contract.onec.orders import GUID_A, Doc, line, package
from tests.contract.onec.site import EMPTY_ORDERS, Seen, Site


def no_sleep(_: float) -> None:
    """Let УНФ's five seconds pass at once."""


def pull_once(site: Site, base: Base, *docs: Doc) -> None:
    """Load orders in one run and leave the site with nothing more to give."""
    base.state.items[GUID_A] = Item(id=GUID_A, name="Стол", article="СТ-1")
    site.query = package(*(docs or (Doc(),))).encode("cp1251")
    assert run_exchange(base, sleep=no_sleep).ok
    site.query = EMPTY_ORDERS
    site.seen.clear()


def pushed(site: Site, base: Base) -> list[Node]:
    """Run once and return the documents of the pushed file."""
    site.seen.clear()
    assert run_exchange(base, sleep=no_sleep).ok
    files = [data for name, data in site.uploads().items() if name.startswith("orders-")]
    return [document for data in files for document in parse_bytes(data).all("Документ")]


def requisites(document: Node) -> dict[str, str]:
    rows = document.at("ЗначенияРеквизитов").all("ЗначениеРеквизита")
    return {row.text("Наименование"): row.text("Значение") for row in rows}


# ---- pull


def test_a_loaded_package_is_acknowledged(site: Site, make_base: MakeBase) -> None:
    site.query = package(Doc()).encode("cp1251")
    base = make_base(goods=0)

    assert run_exchange(base).ok
    assert "success" in site.modes()
    assert base.find_order("B24-1").total() == Decimal("240.00")


def test_an_empty_package_is_acknowledged_too(site: Site, make_base: MakeBase) -> None:
    assert run_exchange(make_base(goods=0)).ok
    assert site.modes()[-2:] == ["query", "success"]


def test_a_bad_document_is_never_acknowledged(site: Site, make_base: MakeBase) -> None:
    site.query = package(Doc(), Doc(number="B24-2", operation="Отпуск товара")).encode("cp1251")
    base = make_base(goods=0)

    result = run_exchange(base)

    assert not result.ok
    assert "success" not in site.modes()
    assert len(base.state.orders) == 1


def test_the_push_is_made_although_the_pull_failed(site: Site, make_base: MakeBase) -> None:
    base = make_base(goods=0)
    pull_once(site, base)
    base.approve("B24-1")
    site.query = b"<html>oops</html>"

    result = run_exchange(base)

    assert not result.ok
    assert len(site.of("file", "sale")) == 1


def test_trade_asks_once_a_run_and_takes_any_text_for_success(site: Site, make_base: MakeBase) -> None:
    site.success = b"failure\nwhat?"

    assert run_exchange(make_base(goods=0)).ok
    assert len(site.of("query")) == 1


def test_unf_minds_a_refused_success(site: Site, make_base: MakeBase) -> None:
    site.success = b"failure\nwhat?"

    assert not run_exchange(make_base(Family.UNF, goods=0), sleep=no_sleep).ok


@pytest.mark.parametrize(
    ("family", "charset", "encoding"),
    [
        (Family.TRADE, "windows-1251", "cp1251"),
        (Family.TRADE, "utf-8", "utf-8"),
        (Family.RETAIL, "windows-1251", "cp1251"),
        (Family.RETAIL, "utf-8", "utf-8-sig"),
        (Family.UNF, "utf-8", "cp1251"),  # the second attempt reads it
    ],
)
def test_encodings_that_a_generation_reads(
    site: Site, make_base: MakeBase, family: Family, charset: str, encoding: str
) -> None:
    site.charset, site.query = charset, package(Doc()).encode(encoding)
    base = make_base(family, goods=0)

    assert run_exchange(base, sleep=no_sleep).ok
    assert next(iter(base.state.counterparties.values())).name == "ООО Ромашка"


def test_an_old_generation_cannot_read_utf8_without_a_bom(site: Site, make_base: MakeBase) -> None:
    site.charset, site.query = "utf-8", package(Doc()).encode()

    assert not run_exchange(make_base(Family.RETAIL, goods=0)).ok


def test_an_unacknowledged_package_comes_back_and_doubles_nothing(site: Site, make_base: MakeBase) -> None:
    site.query = package(Doc()).encode("cp1251")
    base = make_base(goods=0)

    run_exchange(base, faults=Faults(skip_success=True))
    assert "success" not in site.modes()
    run_exchange(base, faults=Faults(repeat_query=2))

    assert len(site.of("query")) == 4
    assert len(base.state.orders) == 1


# ---- what is pushed


def test_a_loaded_order_is_not_echoed_and_leaves_the_registration(site: Site, make_base: MakeBase) -> None:
    site.query = package(Doc()).encode("cp1251")
    base = make_base(goods=0)

    assert run_exchange(base).ok

    data = next(data for name, data in site.uploads().items() if name.startswith("orders-"))
    assert parse_bytes(data).all("Документ") == []
    assert base.state.changed_orders == []


def test_a_failed_empty_push_leaves_the_loaded_order_registered(site: Site, make_base: MakeBase) -> None:
    site.query = package(Doc()).encode("cp1251")
    site.file = b"failure\nno"
    base = make_base(goods=0)

    assert not run_exchange(base).ok
    assert len(base.state.changed_orders) == 1


def test_nothing_is_pushed_when_nothing_changed(site: Site, make_base: MakeBase) -> None:
    base = make_base(goods=0)
    pull_once(site, base)

    run_exchange(base)

    assert site.of("file") == []


def test_an_order_made_in_1c_is_no_business_of_the_site(site: Site, make_base: MakeBase) -> None:
    base = make_base(goods=0)
    pull_once(site, base)
    own = base.find_order("B24-1")
    own.site_number = ""
    base.register_order(own)

    assert pushed(site, base) == []


def test_the_site_learns_number_and_guid_when_somebody_touches_the_order(
    site: Site, make_base: MakeBase
) -> None:
    base = make_base(goods=0)
    pull_once(site, base)
    order = base.approve("B24-1")

    documents = pushed(site, base)

    assert [one.text("Номер") for one in documents] == ["B24-1"]
    assert documents[0].text("Ид") == order.id
    assert documents[0].text("Дата") == "2026-11-24"
    assert requisites(documents[0]) == {
        "Номер по 1С": order.number,
        "Дата по 1С": "2026-11-24T9:30:00",  # `ДЛФ=T` has no leading zero
        "ПометкаУдаления": "false",
        "Проведен": "true",
    }


def test_trade_never_tells_a_part_payment(site: Site, make_base: MakeBase) -> None:
    base = make_base(goods=0)
    pull_once(site, base)
    base.pay("B24-1", Decimal(100))

    told = requisites(pushed(site, base)[0])

    assert not [name for name in told if "оплат" in name.lower()]


def test_trade_tells_full_payment_and_full_shipment_and_takes_the_payment_back(
    site: Site, make_base: MakeBase
) -> None:
    base = make_base(goods=0)
    pull_once(site, base)
    base.pay("B24-1", Decimal(100))
    last = base.pay("B24-1")
    paper = base.ship("B24-1")
    paid = requisites(pushed(site, base)[0])

    base.unpay("B24-1")
    unpaid = requisites(pushed(site, base)[0])

    assert (paid["Номер оплаты по 1С"], paid["Номер отгрузки по 1С"]) == (last.number, paper.number)
    assert "Номер оплаты по 1С" not in unpaid


def test_a_part_shipment_is_not_told(site: Site, make_base: MakeBase) -> None:
    base = make_base(goods=0)
    pull_once(site, base)
    base.ship("B24-1", {0: Decimal(1)})

    assert "Номер отгрузки по 1С" not in requisites(pushed(site, base)[0])


def test_cancelling_and_marking_are_told(site: Site, make_base: MakeBase) -> None:
    base = make_base(goods=0)
    pull_once(site, base, Doc(), Doc(number="B24-2"))
    base.cancel("B24-1")
    base.mark_deleted("B24-2")

    cancelled, marked = (requisites(one) for one in pushed(site, base))

    assert cancelled["Отменен"] == "true"
    assert (marked["ПометкаУдаления"], marked["Проведен"]) == ("true", "false")


def test_lines_edited_by_the_manager_travel_as_they_are(site: Site, make_base: MakeBase) -> None:
    base = make_base(goods=0)
    pull_once(site, base, Doc(lines=[line(), line(name="Стул", item_id="x")]))
    base.edit_lines("B24-1", quantities={0: Decimal(5), 1: Decimal(0)})

    rows = pushed(site, base)[0].at("Товары").all("Товар")

    assert [(row.text("Количество"), row.text("Сумма"), row.text("Единица")) for row in rows] == [
        ("5", "600", "796")
    ]


def test_a_payment_made_while_the_push_is_under_way_is_told_next_time(
    site: Site, make_base: MakeBase
) -> None:
    base = make_base(goods=0)
    pull_once(site, base)
    base.approve("B24-1")

    def pay_meanwhile(_: Seen) -> bytes:
        base.pay("B24-1")
        site.file = b"success"
        return b"success"

    site.file = pay_meanwhile
    run_exchange(base)

    assert "Номер оплаты по 1С" in requisites(pushed(site, base)[0])


def test_retail_writes_dates_without_time(site: Site, make_base: MakeBase) -> None:
    base = make_base(Family.RETAIL, goods=0)
    pull_once(site, base)
    base.pay("B24-1")

    assert requisites(pushed(site, base)[0])["Дата оплаты по 1С"] == "2026-11-24"


# ---- УНФ


def test_unf_tells_each_payment_as_a_subdocument(site: Site, make_base: MakeBase) -> None:
    base = make_base(Family.UNF, goods=0)
    pull_once(site, base)
    first = base.pay("B24-1", Decimal(100))
    partly = pushed(site, base)[0]
    second = base.pay("B24-1")

    fully = pushed(site, base)[0]

    papers = fully.at("ПодчиненныеДокументы").all("ПодчиненныйДокумент")
    assert requisites(partly)["Оплачен"] == "false"
    assert requisites(fully)["Оплачен"] == "true"
    assert [(one.text("Ид"), one.text("Сумма")) for one in papers] == [(first.id, "100"), (second.id, "140")]
    assert {one.text("ХозОперация") for one in papers} == {v.CASHLESS}
    assert requisites(papers[0])["Номер оплаты по 1С"] == first.number


def test_unf_tells_a_shipment_as_a_subdocument(site: Site, make_base: MakeBase) -> None:
    base = make_base(Family.UNF, goods=0)
    pull_once(site, base)
    paper = base.ship("B24-1", {0: Decimal(1)})

    document = pushed(site, base)[0]

    told = document.at("ПодчиненныеДокументы").all("ПодчиненныйДокумент")
    assert [(one.text("ХозОперация"), one.text("Ид")) for one in told] == [("Отпуск товара", paper.id)]
    assert requisites(document)["Отгружен"] == "false"


def test_unf_without_subdocuments_tells_only_the_full_payment(site: Site, make_base: MakeBase) -> None:
    base = make_base(Family.UNF, goods=0, subordinate_documents=False)
    pull_once(site, base)
    base.pay("B24-1", Decimal(100))
    partly = pushed(site, base)[0]
    base.pay("B24-1")

    fully = pushed(site, base)[0]

    assert not fully.has("ПодчиненныеДокументы")
    assert "Номер оплаты по 1С" not in requisites(partly)
    assert "Номер оплаты по 1С" in requisites(fully)


def test_unf_imports_orders_only_with_subdocuments(site: Site, make_base: MakeBase) -> None:
    for subordinate in (True, False):
        base = make_base(Family.UNF, goods=0, subordinate_documents=subordinate)
        pull_once(site, base)
        base.approve("B24-1")
        pushed(site, base)

        assert bool(site.of("import", "sale")) is subordinate


def test_names_of_pushed_files_differ_by_family(site: Site, make_base: MakeBase) -> None:
    names = []
    for family in (Family.TRADE, Family.UNF):
        base = make_base(family, goods=0)
        pull_once(site, base)
        base.approve("B24-1")
        pushed(site, base)
        names.append(site.of("file", "sale")[0].param("filename"))

    assert names[0].endswith("_1.xml")
    assert names[1].endswith("_.xml")
