"""What a run sends, in which portions, and what stays registered (facts §1.6, §1.11)."""

from collections.abc import Callable
from decimal import Decimal

from obmen_sandbox.onec import journal as j
from obmen_sandbox.onec.client import run_exchange
from obmen_sandbox.onec.model import Family
from obmen_sandbox.onec.tree import parse_bytes
from tests.contract.onec.conftest import MakeBase
from tests.contract.onec.site import Seen, Site


def no_sleep(_: float) -> None:
    """Let УНФ's five seconds pass at once."""


def in_turn(*answers: bytes) -> Callable[[Seen], bytes]:
    left = list(answers)
    return lambda _: left.pop(0) if len(left) > 1 else left[0]


def test_only_the_first_portion_has_a_classifier_and_says_false(site: Site, make_base: MakeBase) -> None:
    run_exchange(make_base(goods=5, portion_size=2))

    files = site.uploads()
    assert [name for name in files if name.startswith("import")] == [f"import0_{n}.xml" for n in (1, 2, 3)]
    trees = [parse_bytes(files[f"import0_{n}.xml"]) for n in (1, 2, 3)]
    assert [tree.has("Классификатор") for tree in trees] == [True, False, False]
    said = [tree.at("Каталог").attribute("СодержитТолькоИзменения") for tree in trees]
    assert said == ["false", "true", "true"]


def test_the_second_run_has_nothing_to_send(site: Site, make_base: MakeBase) -> None:
    base = make_base()
    run_exchange(base)
    site.seen.clear()

    result = run_exchange(base)

    assert result.ok
    assert j.NOTHING_CHANGED in result.log
    assert site.of("file") == []


def test_a_renamed_item_travels_alone_and_says_only_changes(site: Site, make_base: MakeBase) -> None:
    base = make_base()
    run_exchange(base)
    site.seen.clear()
    item_id = next(iter(base.state.items))

    base.rename(item_id, "Другое имя")
    run_exchange(base)

    catalogue = parse_bytes(site.uploads()["import0_1.xml"]).at("Каталог")
    assert catalogue.attribute("СодержитТолькоИзменения") == "true"
    assert [one.text("Наименование") for one in catalogue.at("Товары").all("Товар")] == ["Другое имя"]


def test_a_price_alone_travels_as_changes_of_the_package(site: Site, make_base: MakeBase) -> None:
    base = make_base()
    run_exchange(base)
    site.seen.clear()
    item = next(one for one in base.state.items.values() if one.characteristics)
    one = next(iter(item.characteristics))

    base.change_price(item.id, Decimal("999.5"), characteristic_id=one)
    run_exchange(base)

    assert list(site.uploads()) == ["offers0_1.xml"]
    changes = parse_bytes(site.uploads()["offers0_1.xml"]).at("ИзмененияПакетаПредложений")
    offers = changes.at("Предложения").all("Предложение")
    changed = next(row for row in offers if row.text("ИдХарактеристики") == one)
    assert changed.text("Ид") == item.id
    assert changed.at("Цены").all("Цена")[0].text("ЦенаЗаЕдиницу") == "999.5"
    assert not changed.has("Количество")


def test_a_failed_portion_stays_registered_and_comes_again(site: Site, make_base: MakeBase) -> None:
    base = make_base(goods=3, portion_size=1)
    broken = {"import0_2.xml"}
    site.import_ = lambda one: b"failure\nno" if one.param("filename") in broken else b"success"
    first = run_exchange(base)
    broken.clear()
    site.seen.clear()

    second = run_exchange(base)

    assert (first.ok, second.ok) == (False, True)
    assert len(site.of("file")) == 1
    assert base.state.changed_items == {}


def test_a_failed_first_portion_stops_the_catalogue_but_not_the_orders(
    site: Site, make_base: MakeBase
) -> None:
    site.import_ = b"failure\nno"

    result = run_exchange(make_base(goods=3, portion_size=1))

    assert j.CATALOGUE_STOPPED in result.log
    assert [one.param("filename") for one in site.of("file")] == ["import0_1.xml"]
    assert "query" in site.modes()


def test_a_portion_is_repeated_within_the_run_as_often_as_the_node_says(
    site: Site, make_base: MakeBase
) -> None:
    site.import_ = in_turn(b"failure\nonce", b"success")

    assert run_exchange(make_base(attempts=2)).ok
    assert [one.param("filename") for one in site.of("file")] == [
        "import0_1.xml",
        "import0_1.xml",
        "offers0_1.xml",
    ]


def test_a_change_made_during_the_upload_is_not_forgotten(site: Site, make_base: MakeBase) -> None:
    base = make_base()
    item_id = next(iter(base.state.items))

    def rename_meanwhile(_: Seen) -> bytes:
        base.rename(item_id, "Имя во время обмена")
        return b"success"

    site.import_ = rename_meanwhile
    run_exchange(base)

    assert list(base.state.changed_items) == [item_id]


def test_the_module_sends_each_kind_of_data_as_its_own_package(site: Site, make_base: MakeBase) -> None:
    run_exchange(make_base(Family.MODULE))

    kinds = [one.param("filename").partition("_")[0] for one in site.of("file")]
    assert kinds == ["groups", "units", "storages", "priceLists", "goods", "offers", "prices", "rests"]


def test_the_module_ends_a_full_export_with_deactivate_and_complete(site: Site, make_base: MakeBase) -> None:
    base = make_base(Family.MODULE)
    run_exchange(base)
    full = site.modes()
    site.seen.clear()
    base.rename(next(iter(base.state.items)), "Иное")

    run_exchange(base)

    assert full[full.index("deactivate") :][:2] == ["deactivate", "complete"]
    assert "deactivate" not in site.modes()
