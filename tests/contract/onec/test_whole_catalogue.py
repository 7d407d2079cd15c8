"""A whole catalogue in the files of each family: variations, properties, prices, stocks, pictures."""

import io
import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import BinaryIO

import pytest

from obmen_sandbox.onec import goods
from obmen_sandbox.onec.base import Base
from obmen_sandbox.onec.catalog_portions import catalog_portions
from obmen_sandbox.onec.model import CatalogRow, Family, Part
from obmen_sandbox.onec.order_reader import read_orders
from obmen_sandbox.onec.order_writer import write_orders
from obmen_sandbox.onec.profile import profile_of
from obmen_sandbox.onec.tree import Node, parse_bytes
from obmen_sandbox.stories import wear, whole
from obmen_sandbox.stories.wear import fill_wear, names
from obmen_sandbox.stories.whole import Shape, fill_whole
from tests.contract.onec.conftest import MakeBase
from tests.contract.onec.orders import Doc, line, package
from tests.contract.onec.xdto import Package

TRADE_SCHEMA = "work1cblackbird__ut11/XDTOPackages/CML208/Ext/Package.bin"
UNF_SCHEMA = "AlexanderYekat__unf/XDTOPackages/CommerceML210/Ext/Package.bin"


@pytest.fixture
def make_shop(make_base: MakeBase) -> MakeBase:
    """The clothing shop in a base of a family."""

    def make(family: Family = Family.TRADE, **settings: object) -> Base:
        base = make_base(family, goods=0, **settings)
        fill_wear(base)
        return base

    return make


def files_of(base: Base) -> dict[str, bytes]:
    portions = catalog_portions(base, profile_of(base.settings))
    return {name: data for one in portions for name, data in one.portion.files.items()}


def delivered(base: Base) -> None:
    base.forget_items(list(base.state.items), *Part, as_of=base.as_of)
    base.state.full_export = False


def trees(files: dict[str, bytes]) -> dict[str, Node]:
    """The XML files by the kind that their name begins with."""
    return {
        re.split(r"[\d_.]", name, maxsplit=1)[0]: parse_bytes(data)
        for name, data in files.items()
        if name.endswith(".xml")
    }


def offers_in(root: Node) -> list[Node]:
    return [o for one in root.children() for o in one.at("Предложения").all("Предложение")]


def values_of(node: Node) -> dict[str, list[str]]:
    rows = node.at("ЗначенияСвойств").all("ЗначенияСвойства")
    return {row.text("Ид"): [one.own_text() for one in row.all("Значение")] for row in rows}


# ---- variations


@pytest.mark.parametrize("family", [Family.TRADE, Family.UNF, Family.MODULE])
def test_two_colours_and_four_sizes_are_eight_offers(make_shop: MakeBase, family: Family) -> None:
    offers = offers_in(trees(files_of(make_shop(family)))["offers"])

    wanted = {f"{names().shirt}#{one}" for one in names().variations}
    assert {o.text("Ид") for o in offers} == {*wanted, names().belt}


@pytest.mark.parametrize("family", [Family.TRADE, Family.UNF, Family.MODULE])
def test_an_offer_names_its_colour_and_size_by_values_of_lists(make_shop: MakeBase, family: Family) -> None:
    base = make_shop(family)
    known, found = names(), trees(files_of(base))
    declared = found["propertiesOffers" if family is Family.MODULE else "offers"].at("Классификатор")
    offer = next(o for o in offers_in(found["offers"]) if o.text("Ид").endswith(known.variations[0]))

    lists = {
        one.text("Ид"): [row.text("Значение") for row in one.at("ВариантыЗначений").all("Справочник")]
        for one in declared.at("Свойства").all("Свойство")
    }
    assert lists == {known.colour: ["белый", "синий"], known.size: ["S", "M", "L", "XL"]}
    characteristic = base.state.items[known.shirt].characteristics[known.variations[0]]
    assert values_of(offer) == characteristic.properties
    rows = offer.at("ХарактеристикиТовара").all("ХарактеристикаТовара")
    assert {row.text("Наименование"): row.text("Значение") for row in rows} == {
        "Цвет": "белый",
        "Размер": "S",
    }


def test_changes_spell_the_characteristic_apart_in_trade_and_with_a_hash_in_unf(make_shop: MakeBase) -> None:
    spelled = {}
    for family in (Family.TRADE, Family.UNF):
        base = make_shop(family)
        delivered(base)
        base.change_price(names().shirt, Decimal(5), characteristic_id=names().variations[0])
        offer = offers_in(next(iter(trees(files_of(base)).values())))[0]
        spelled[family] = (offer.text("Ид"), offer.text("ИдХарактеристики"))

    whole_id = f"{names().shirt}#{names().variations[0]}"
    assert spelled[Family.TRADE] == (names().shirt, names().variations[0])
    assert spelled[Family.UNF] == (whole_id, "")


def test_only_unf_tells_the_barcodes_of_characteristics(make_shop: MakeBase) -> None:
    def barcodes(family: Family) -> set[str]:
        return {o.text("Штрихкод") for o in offers_in(trees(files_of(make_shop(family)))["offers"])} - {""}

    assert barcodes(Family.TRADE) == set()
    assert len(barcodes(Family.UNF)) == 9


def test_a_base_may_send_an_offer_that_cannot_be_sold(make_shop: MakeBase) -> None:
    offers = offers_in(trees(files_of(make_shop(base_offers=True)))["offers"])

    head = next(o for o in offers if o.text("Ид") == names().shirt)
    assert head.text("Количество") == "0"
    assert len(offers) == 10


def test_a_base_may_send_cards_of_characteristics(make_shop: MakeBase) -> None:
    root = trees(files_of(make_shop(characteristics_in_goods=True)))["import"]

    cards = [one.text("Ид") for one in root.at("Каталог").at("Товары").all("Товар")]
    assert len(cards) == 10
    assert f"{names().shirt}#{names().variations[7]}" in cards


@pytest.mark.parametrize("family", [Family.TRADE, Family.MODULE])
def test_a_deleted_characteristic_is_told_by_its_offer(make_shop: MakeBase, family: Family) -> None:
    base = make_shop(family)
    gone = names().variations[3]
    goods.mark_characteristic_deleted(base, names().shirt, gone)

    offers = offers_in(trees(files_of(base))["offers"])
    deleted = [
        o.text("Ид")
        for o in offers
        if o.attribute("Статус") == "Удален" or o.text("ПометкаУдаления") == "true"
    ]

    assert deleted == [f"{names().shirt}#{gone}"]


def test_a_good_that_loses_its_characteristics_is_one_offer(make_shop: MakeBase) -> None:
    base = make_shop()
    goods.drop_characteristics(base, names().shirt)

    offers = offers_in(trees(files_of(base))["offers"])

    assert {o.text("Ид") for o in offers} == {names().belt, names().shirt}


# ---- properties, prices, stocks, pictures


@pytest.mark.parametrize("family", [Family.TRADE, Family.UNF, Family.MODULE])
def test_a_card_has_properties_with_values_texts_and_several_values(
    make_shop: MakeBase, family: Family
) -> None:
    base, known = make_shop(family), names()
    found = trees(files_of(base))
    root = found["goods" if family is Family.MODULE else "import"]
    card = next(one for one in root.at("Каталог").at("Товары").all("Товар") if one.text("Ид") == known.shirt)

    values = values_of(card)
    assert values[known.fabric] == ["Хлопок 100 %"]
    assert len(values[known.season]) == 2
    assert (card.text("Страна"), card.text("ТорговаяМарка")) == ("РОССИЯ", "Волга")
    classifier = found["propertiesGoods" if family is Family.MODULE else "import"].at("Классификатор")
    kinds = {one.text("Ид"): one.text("ТипЗначений") for one in classifier.at("Свойства").all("Свойство")}
    assert kinds == {known.season: "Справочник", known.fabric: "Строка"}


def test_six_price_types_keep_their_currencies_and_taxes(make_shop: MakeBase) -> None:
    package_ = trees(files_of(make_shop()))["offers"].at("ПакетПредложений")

    types = {
        one.text("Наименование"): (one.text("Валюта"), one.at("Налог").text("УчтеноВСумме"))
        for one in package_.at("ТипыЦен").all("ТипЦены")
    }
    prices = package_.at("Предложения").at("Предложение").at("Цены").all("Цена")
    assert len(types) == len(prices) == 6
    assert types["Дилерская"] == ("руб", "false")
    assert types["Экспортная"] == ("USD", "false")


def test_rests_only_name_every_warehouse_zeros_included(make_shop: MakeBase) -> None:
    base = make_shop()
    delivered(base)
    base.change_stock(names().shirt, Decimal(70), characteristic_id=names().variations[0])

    (root,) = trees(files_of(base)).values()
    offer = offers_in(root)[0]

    assert not offer.has("Цены")
    assert len(offer.all("Склады")) == len(wear.WAREHOUSES)
    assert [one.attribute("КоличествоНаСкладе") for one in offer.all("Склады")][::4] == ["70", "0"]


def test_the_module_tells_only_the_kinds_that_changed(make_shop: MakeBase) -> None:
    base = make_shop(Family.MODULE)
    full = list(trees(files_of(base)))
    delivered(base)
    base.change_stock(names().belt, Decimal(3))

    changed = trees(files_of(base))

    assert full == [
        *("groups", "units", "storages", "priceLists", "propertiesGoods", "propertiesOffers"),
        *("goods", "offers", "prices", "rests"),
    ]
    assert list(changed) == ["storages", "rests"]
    stores = offers_in(changed["rests"])[0].at("Остатки").all("Остаток")
    assert [one.at("Склад").text("Количество") for one in stores] == ["3", "1", "2", "3", "0"]


@pytest.mark.parametrize("family", [Family.TRADE, Family.UNF, Family.MODULE])
def test_pictures_travel_with_the_cards_and_keep_their_order(make_shop: MakeBase, family: Family) -> None:
    base = make_shop(family)
    first, second = base.state.items[names().shirt].pictures
    goods.main_picture(base, names().shirt, second.id)

    files = files_of(base)
    root = trees(files)["goods" if family is Family.MODULE else "import"]
    card = next(
        one for one in root.at("Каталог").at("Товары").all("Товар") if one.text("Ид") == names().shirt
    )

    paths = [one.own_text() for one in card.all("Картинка")]
    assert paths == [one.path(names().shirt) for one in (second, first)]
    assert all(files[path].startswith(b"\x89PNG") for path in paths)


def test_another_content_keeps_the_name_of_its_file(make_shop: MakeBase) -> None:
    base = make_shop()
    picture = base.state.items[names().belt].pictures[0]

    goods.replace_picture(base, names().belt, picture.id, b"another")

    assert files_of(base)[picture.path(names().belt)] == b"another"
    goods.remove_picture(base, names().belt, picture.id)
    assert picture.path(names().belt) not in files_of(base)


# ---- several catalogues


def test_each_catalogue_has_files_and_a_classifier_of_its_own(make_base: MakeBase) -> None:
    base = make_base(goods=14)
    wear_, home = (one.id for one in base.state.groups.values() if one.name in ("Одежда", "Дом и хозяйство"))
    base.settings.catalogs = [
        CatalogRow(id="cat-wear", name="Одежда", groups=[wear_]),
        CatalogRow(id="cat-home", name="Дом", groups=[home]),
    ]

    files = {name: parse_bytes(data) for name, data in files_of(base).items()}

    assert list(files) == ["import0_1.xml", "offers0_1.xml", "import1_1.xml", "offers1_1.xml"]
    catalogues = [files[name].at("Каталог") for name in ("import0_1.xml", "import1_1.xml")]
    assert [one.text("Ид") for one in catalogues] == ["cat-wear", "cat-home"]
    ids = [{item.text("Ид") for item in one.at("Товары").all("Товар")} for one in catalogues]
    assert all(ids)
    assert not ids[0] & ids[1]


# ---- orders


@pytest.mark.parametrize("family", [Family.TRADE, Family.UNF])
def test_the_right_characteristics_come_back_with_an_order(make_shop: MakeBase, family: Family) -> None:
    base, known = make_shop(family), names()
    ordered = [
        f"{known.shirt}#{one}" for one in (known.variations[0], known.variations[5], known.variations[7])
    ]
    loaded = read_orders(base, package(Doc(lines=[line(one, name="Футболка") for one in ordered])))
    base.pay("B24-1")

    data = write_orders(base.state, [base.find_order("B24-1")], formed_at=base.now())
    told = parse_bytes(data).at("Документ").at("Товары").all("Товар")

    assert loaded.ok
    assert [one.text("Ид") for one in told] == ordered
    assert [one.text("Наименование") for one in told] == [
        f"Футболка «Волга» ({kind})" for kind in ("белый, S", "синий, M", "синий, XL")
    ]
    assert len(base.state.items[known.shirt].characteristics) == 8


# ---- 1C's own schema


@pytest.mark.parametrize(("family", "schema"), [(Family.TRADE, TRADE_SCHEMA), (Family.UNF, UNF_SCHEMA)])
def test_the_clothing_shop_fits_the_schema_of_its_family(
    commerceml_files: Path, make_shop: MakeBase, family: Family, schema: str
) -> None:
    judge, base = Package(commerceml_files / schema), make_shop(family)
    files = files_of(base)
    delivered(base)
    base.change_stock(names().shirt, Decimal(3), characteristic_id=names().variations[0])
    files["changes.xml"] = next(iter(files_of(base).values()))

    complaints = {name: judge.complaints(data) for name, data in files.items() if name.endswith(".xml")}

    assert complaints == {name: [] for name in complaints}


# ---- whole catalogues of any shape

SHAPE = Shape(goods=40, price_types=12, warehouses=30, catalogs=2)


def written(write: Callable[..., None], **parts: object) -> bytes:
    stream = io.BytesIO()
    write(stream, SHAPE, **parts)
    return stream.getvalue()


def test_a_streamed_catalogue_is_what_a_base_of_the_shape_would_send(make_base: MakeBase) -> None:
    base = make_base(goods=0)
    fill_whole(base, SHAPE)
    sent = files_of(base)

    for catalog in (0, 1):
        ours = parse_bytes(written(whole.write_offers, catalog=catalog))
        theirs = parse_bytes(sent[f"offers{catalog}_1.xml"])
        assert [o.text("Ид") for o in offers_in(ours)] == [o.text("Ид") for o in offers_in(theirs)]
        assert ours.at("ПакетПредложений").text("ИдКаталога") == base.settings.catalogs[catalog].id


def test_a_shape_has_as_many_offers_prices_and_stores_as_it_says() -> None:
    offers = [
        o for catalog in (0, 1) for o in offers_in(parse_bytes(written(whole.write_offers, catalog=catalog)))
    ]

    assert len(offers) == SHAPE.offers() == 70
    assert {len(o.at("Цены").all("Цена")) for o in offers} == {12}
    assert {len(o.all("Склад")) for o in offers} == {30}


def test_changes_of_a_shape_are_of_some_goods_and_of_one_kind() -> None:
    prices = offers_in(parse_bytes(written(whole.write_prices, every=10)))
    rests = offers_in(parse_bytes(written(whole.write_rests, every=10)))

    assert len({o.text("Ид") for o in prices}) == 2
    assert all(o.has("Цены") and not o.has("Склады") for o in prices)
    assert all(o.has("Склады") and not o.has("Цены") for o in rests)
    old = whole.one_sold(SHAPE, 0)
    first = old.prices[old.item.id]
    shown = [Decimal(one.text("ЦенаЗаЕдиницу")) for one in prices[0].at("Цены").all("Цена")]
    assert shown == [price + 7 for price in first.values()]


def test_any_number_of_goods_is_written_piece_by_piece() -> None:
    pieces: list[int] = []

    class Stream(io.RawIOBase):
        def write(self, data: object) -> int:
            pieces.append(len(bytes(data)))  # type: ignore[call-overload]
            return pieces[-1]

    stream: BinaryIO = Stream()  # type: ignore[assignment]
    whole.write_goods(stream, Shape(goods=400))

    assert max(pieces) < 400_000 < sum(pieces)
