"""Files that the practice 1C writes, judged by 1C's own schema and by real files (facts §2, §3.4–3.5)."""

import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from obmen_sandbox.onec.base import Base
from obmen_sandbox.onec.catalog_portions import catalog_portions
from obmen_sandbox.onec.model import Family
from obmen_sandbox.onec.order_reader import read_orders
from obmen_sandbox.onec.order_writer import write_orders
from obmen_sandbox.onec.profile import profile_of
from obmen_sandbox.onec.tree import Node, parse_bytes
from obmen_sandbox.stories.shop import write_catalog_package, write_offers_package
from tests.contract.onec.conftest import Clock, MakeBase
from tests.contract.onec.orders import Doc, line, package
from tests.contract.onec.xdto import Package

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<КоммерческаяИнформация xmlns="urn:1C.ru:commerceml_{space}"'
    ' xmlns:xs="http://www.w3.org/2001/XMLSchema"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    ' ВерсияСхемы="{version}" ДатаФормирования="2026-11-24T09:30:00"'
)


def catalogue_files(base: Base) -> dict[str, bytes]:
    portions = catalog_portions(base, profile_of(base.settings))
    return {name: data for one in portions for name, data in one.portion.files.items()}


def changes_file(base: Base) -> bytes:
    for item_id in list(base.state.items):
        base.state.changed_items.pop(item_id, None)
    for item_id, item in list(base.state.items.items()):
        for one in list(item.characteristics) or [""]:
            base.change_price(item_id, Decimal("55.5"), characteristic_id=one)
            base.change_stock(item_id, Decimal(3), characteristic_id=one)
    (data,) = catalogue_files(base).values()
    return data


def orders_file(base: Base) -> bytes:
    item = next(one for one in base.state.items.values() if one.characteristics)
    variant = next(iter(item.characteristics))
    read_orders(base, package(Doc(lines=[line(f"{item.id}#{variant}"), line(name="Доставка")])))
    base.pay("B24-1", Decimal(100))
    base.pay("B24-1")
    base.ship("B24-1")
    return write_orders(base.state, [base.find_order("B24-1")], formed_at=base.now())


@pytest.fixture(params=[Family.TRADE, Family.UNF, Family.MODULE], ids=str)
def base(request: pytest.FixtureRequest, make_base: MakeBase) -> Base:
    return make_base(request.param, goods=14)


# ---- the layout of a file


def test_files_are_utf8_with_bom_lf_tabs_and_no_newline_at_the_end(base: Base) -> None:
    whole = [*catalogue_files(base).values(), orders_file(base)]
    base.rename(next(iter(base.state.items)), "Иное")
    files = [*whole, *catalogue_files(base).values()]

    for data in files:
        text = data.decode()
        assert data.startswith(b"\xef\xbb\xbf<?xml")
        assert "\r" not in text
        assert text.endswith("</КоммерческаяИнформация>")
        assert [row for row in text.split("\n")[1:] if row != row.strip().rjust(len(row), "\t")] == []


def test_every_line_stands_under_its_parent(base: Base) -> None:
    for data in [*catalogue_files(base).values(), orders_file(base)]:
        assert list(badly_indented(data.decode("utf-8-sig"))) == []


def badly_indented(text: str) -> Iterator[str]:
    depth = 0
    for row in text.split("\n")[1:]:
        tag = row.strip()
        depth -= tag.startswith("</")
        if len(row) - len(row.lstrip("\t")) != depth:
            yield row
        depth += not tag.startswith("</") and not tag.endswith("/>") and "</" not in tag


@pytest.mark.parametrize(
    ("family", "space", "version"),
    [(Family.TRADE, "2", "2.07"), (Family.UNF, "210", "2.08"), (Family.MODULE, "3", "3.1")],
)
def test_the_root_has_the_attributes_of_its_family(
    make_base: MakeBase, family: Family, space: str, version: str
) -> None:
    head = HEAD.format(space=space, version=version)

    for data in catalogue_files(make_base(family)).values():
        assert data.decode("utf-8-sig").startswith(head)


def test_orders_of_unf_say_which_documents_they_have(make_base: MakeBase) -> None:
    plain = orders_file(make_base(Family.UNF, subordinate_documents=False))
    full = orders_file(make_base(Family.UNF))

    assert parse_bytes(plain).attribute("ВерсияСхемы") == "2.08"
    assert parse_bytes(full).attribute("ВерсияСхемы") == "2.10"


# ---- 1C's own schema


@pytest.mark.parametrize(
    ("family", "schema"),
    [
        (Family.TRADE, "work1cblackbird__ut11/XDTOPackages/CML208/Ext/Package.bin"),
        (Family.UNF, "AlexanderYekat__unf/XDTOPackages/CommerceML210/Ext/Package.bin"),
    ],
)
def test_files_fit_the_schema_that_the_family_serialises_with(
    commerceml_files: Path, make_base: MakeBase, family: Family, schema: str
) -> None:
    judge = Package(commerceml_files / schema)
    base = make_base(family, goods=14)

    files = {**catalogue_files(base), "orders": orders_file(base), "changes": changes_file(base)}

    assert {name: judge.complaints(data) for name, data in files.items()} == {name: [] for name in files}


def test_streamed_packages_fit_the_schema_too(commerceml_files: Path, tmp_path: Path) -> None:
    judge = Package(commerceml_files / "work1cblackbird__ut11/XDTOPackages/CML208/Ext/Package.bin")

    for write in (write_catalog_package, write_offers_package):
        with (tmp_path / "package.xml").open("wb") as stream:
            write(stream, 40, 1)

        assert judge.complaints((tmp_path / "package.xml").read_bytes()) == []


def test_the_judge_takes_a_real_file_and_refuses_a_wrong_order(commerceml_files: Path) -> None:
    judge = Package(commerceml_files / "work1cblackbird__ut11/XDTOPackages/CML208/Ext/Package.bin")
    real = (commerceml_files / "OlegVashkevich__commerceml/xml_data/offers0_1.xml").read_bytes()
    wrong = real.replace("<Ид>83d6874b".encode(), "<Наименование>x</Наименование><Ид>83d6874b".encode(), 1)

    assert judge.complaints(real) == []
    assert judge.complaints(wrong) != []


def shape(node: Node) -> set[str]:

    def walk(one: Node, path: str) -> Iterator[str]:
        yield path
        assert one.element is not None
        yield from (f"{path}@{name}" for name in one.element.keys())  # noqa: SIM118 — an element, not a dict
        for child in one.children():
            yield from walk(child, f"{path}/{child.name}")

    # groups may nest to any depth
    return {re.sub("(/Группы/Группа)+", "/Группы/Группа", path) for path in walk(node, node.name)}


REAL_TRADE = {
    "import0_1.xml": [
        "carono__php-commerceml/tests/xml/import.xml",
        "OlegVashkevich__commerceml/xml_data/import0_1.xml",
        "dobromyslov__commerceml-parser/data/import0_1_with_nested_groups.xml",
    ],
    "offers0_1.xml": [
        "carono__php-commerceml/tests/xml/offers.xml",
        "dobromyslov__commerceml-parser/data/offers0_1.xml",
    ],
}


@pytest.mark.parametrize("ours", REAL_TRADE)
def test_a_trade_file_has_nothing_that_real_ones_of_its_kind_lack(
    commerceml_files: Path, make_base: MakeBase, ours: str
) -> None:
    real = [shape(parse_bytes((commerceml_files / one).read_bytes())) for one in REAL_TRADE[ours]]

    mine = shape(parse_bytes(catalogue_files(make_base(goods=14))[ours]))

    assert mine - set().union(*real) == set()


# ---- what the files say


def test_a_deleted_item_keeps_its_data_and_its_offer_is_deleted_too(make_base: MakeBase) -> None:
    base = make_base()
    item_id = next(iter(base.state.items))
    base.mark_product_deleted(item_id)

    files = catalogue_files(base)

    goods = parse_bytes(files["import0_1.xml"]).at("Каталог").at("Товары").all("Товар")
    offers = parse_bytes(files["offers0_1.xml"]).at("ПакетПредложений").at("Предложения").all("Предложение")
    gone = next(one for one in goods if one.text("Ид") == item_id)
    assert (gone.attribute("Статус"), gone.text("Наименование")) == ("Удален", base.state.items[item_id].name)
    assert {one.attribute("Статус") for one in offers if one.text("Ид").startswith(item_id)} == {"Удален"}


def test_trade_offers_have_no_base_offer_when_there_are_characteristics(make_base: MakeBase) -> None:
    base = make_base(goods=1)

    package_ = parse_bytes(catalogue_files(base)["offers0_1.xml"]).at("ПакетПредложений")
    ids = [one.text("Ид") for one in package_.at("Предложения").all("Предложение")]

    assert len(ids) == 8
    assert all("#" in one for one in ids)


def test_changes_carry_the_characteristic_in_an_element_of_its_own_in_trade_and_a_hash_in_unf(
    make_base: MakeBase,
) -> None:
    trade = parse_bytes(changes_file(make_base(goods=1))).at("ИзмененияПакетаПредложений").at("Предложения")
    unf = (
        parse_bytes(changes_file(make_base(Family.UNF, goods=1)))
        .at("ИзмененияПакетаПредложений")
        .at("Предложения")
    )

    assert all(one.has("ИдХарактеристики") and one.has("Склады") for one in trade.all("Предложение"))
    assert all("#" in one.text("Ид") and one.has("Склад") for one in unf.all("Предложение"))


def test_text_is_escaped_and_quotes_stay(make_base: MakeBase) -> None:
    base = make_base(goods=1)
    base.rename(next(iter(base.state.items)), 'Плёнка "Эко" <5 мм & гладкая')

    text = catalogue_files(base)["import0_1.xml"].decode()

    assert '<Наименование>Плёнка "Эко" &lt;5 мм &amp; гладкая</Наименование>' in text


def test_a_short_barcode_is_left_out(make_base: MakeBase) -> None:
    base = make_base(goods=1)
    next(iter(base.state.items.values())).barcode = "123"

    assert "Штрихкод" not in catalogue_files(base)["import0_1.xml"].decode()


def test_the_same_base_writes_the_same_bytes(make_base: MakeBase, clock: Clock) -> None:
    first = catalogue_files(make_base())

    assert catalogue_files(make_base()) == first


def test_pictures_stand_in_the_card_and_in_the_folder(make_base: MakeBase) -> None:
    base = make_base(goods=1)
    (item_id,) = base.state.items
    base.add_picture(item_id, b"png bytes", description="спереди")

    files = catalogue_files(base)

    card = parse_bytes(files["import0_1.xml"]).at("Каталог").at("Товары").at("Товар")
    path = card.text("Картинка")
    assert re.fullmatch(rf"import_files/{item_id[:2]}/{item_id.replace('-', '')}_[0-9a-f]{{32}}\.png", path)
    assert files[path] == b"png bytes"


def test_only_the_chosen_groups_travel_and_what_left_them_is_not_reported(make_base: MakeBase) -> None:
    base = make_base(goods=14)
    everything = len(base.state.items)
    wear = next(group.id for group in base.state.groups.values() if group.name == "Одежда")
    base.settings.groups = [wear]

    goods = parse_bytes(catalogue_files(base)["import0_1.xml"]).at("Каталог").at("Товары").all("Товар")

    assert 0 < len(goods) < everything
    assert {one.attribute("Статус") for one in goods} == {""}


def test_the_modules_documents_have_its_own_elements(make_base: MakeBase) -> None:
    document = parse_bytes(orders_file(make_base(Family.MODULE, goods=14))).at("Документ")

    assert document.text("Номер1С") == "ТД00-000001"
    line_ = document.at("Товары").at("Товар")
    assert line_.at("Единица").text("Код") == "796"
    assert line_.text("Цена") == "120"
