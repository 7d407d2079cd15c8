"""Who is who between 1C and a portal that has a catalogue already."""

from __future__ import annotations

from obmen.delta.adoption import (
    By,
    Good,
    Match,
    Matching,
    OurSection,
    TheirSection,
    match,
    match_sections,
    our_good,
    their_good,
)

Known = dict[str, Good]
Found = dict[int, Good]


def good(name: str, *, code: str = "", article: str = "", barcode: str = "", head: int | None = None) -> Good:
    return Good(
        xml_id=code,
        name=name,
        articles=(article,) if article else (),
        barcodes=(barcode,) if barcode else (),
        head=head,
    )


def matched(ours: Known, theirs: Found, told: dict[str, int] | None = None) -> Matching:
    named = told or {}
    return match(
        [our_good(key, one, told=named.get(key)) for key, one in ours.items()],
        [their_good(number, one) for number, one in theirs.items()],
    )


def test_each_mark_pairs_and_the_surest_is_told() -> None:
    ours = {
        "a": good("Стол", code="a", article="S-1"),
        "b": good("Стул", code="b", article="S-2", barcode="461"),
        "c": good("Шкаф", code="c", barcode="462"),
        "d": good("Полка", code="d"),
    }
    theirs = {
        1: good("Стол старый", code="a"),
        2: good("Стульчик", article="S-2"),
        3: good("Шкафчик", barcode="462"),
        4: good(" Полка "),
    }

    found = matched(ours, theirs)

    assert found.pairs == {
        "a": Match(1, By.XML_ID),
        "b": Match(2, By.ARTICLE),
        "c": Match(3, By.BARCODE),
        "d": Match(4, By.NAME),
    }
    assert found.doubts == {}


def test_a_name_that_differs_in_more_than_spaces_is_another() -> None:
    found = matched({"a": good("Стол", code="a")}, {1: good("стол"), 2: good("Стол 2")})

    assert (found.pairs, found.doubts) == ({}, {})


def test_two_objects_of_one_article_are_told_apart_by_what_comes_after() -> None:
    found = matched(
        {"a": good("Стол", code="a", article="S-1")},
        {1: good("Стол", article="S-1"), 2: good("Стол белый", article="S-1"), 3: good("Стол")},
    )

    assert found.pairs == {"a": Match(1, By.NAME)}


def test_two_that_nothing_tells_apart_go_to_a_person() -> None:
    found = matched({"a": good("Стол", code="a")}, {1: good("Стол"), 2: good("Стол")})

    assert found.pairs == {}
    assert found.doubts == {"a": frozenset({1, 2})}


def test_one_object_that_two_records_may_be_goes_to_a_person() -> None:
    found = matched(
        {"a": good("Стол", code="a", article="S"), "b": good("Стул", code="b", article="S")},
        {1: good("Мебель", article="S")},
    )

    assert found.doubts == {"a": frozenset({1}), "b": frozenset({1})}


def test_of_two_records_the_one_with_the_name_too_gets_the_object() -> None:
    found = matched(
        {"a": good("Стол", code="a", article="S"), "b": good("Стул", code="b", article="S")},
        {1: good("Стул", article="S")},
    )

    assert found.pairs == {"b": Match(1, By.NAME)}
    assert found.doubts == {}


def test_a_name_takes_nothing_from_those_whom_an_article_has_brought() -> None:
    found = matched(
        {
            "a": good("Стол", code="a", article="S"),
            "b": good("Стул", code="b", article="S"),
            "c": good("Мебель", code="c"),
        },
        {1: good("Мебель", article="S")},
    )

    assert found.pairs == {}
    assert found.doubts.keys() == {"a", "b", "c"}


def test_a_persons_word_stands_before_all_marks() -> None:
    found = matched(
        {"a": good("Стол", code="a"), "b": good("Стул", code="b")},
        {1: good("Стол", code="a"), 2: good("Табурет")},
        told={"a": 2},
    )

    assert found.pairs == {"a": Match(2, By.PERSON)}


def test_what_is_deleted_in_1c_is_known_by_its_id_only() -> None:
    found = matched(
        {"a": good("", code="a"), "b": good("", code="b")}, {1: good("Стол", code="a"), 2: good("")}
    )

    assert found.pairs == {"a": Match(1, By.XML_ID)}
    assert found.doubts == {}


def test_a_variation_is_known_under_its_own_head() -> None:
    ours = {
        "h#s": good("Майка (S)", code="h#s", barcode="1", head=10),
        "h#m": good("Майка (M)", code="h#m", head=10),
        "k#s": good("Майка (S)", code="k#s", head=0),
    }
    theirs = {
        21: good("S", barcode="1", head=10),
        22: good("Майка (M)", head=11),
        23: good("Майка (M)", head=10),
    }

    found = matched(ours, theirs)

    assert found.pairs == {"h#s": Match(21, By.BARCODE), "h#m": Match(23, By.NAME)}


GROUPS = [
    OurSection(key="g", name="Одежда", parent=None),
    OurSection(key="g1", name="Майки", parent="g"),
    OurSection(key="g2", name="Обувь", parent=None),
    OurSection(key="g3", name="Майки", parent="g2"),
]


def section(number: int, name: str, parent: int = 0, code: str = "") -> TheirSection:
    return TheirSection(id=number, xml_id=code, name=name, parent=parent)


def test_sections_are_known_by_where_they_stand() -> None:
    theirs = [section(1, "Одежда"), section(2, "Обувь"), section(3, "Майки", 1), section(4, "Майки", 2)]

    found = match_sections(GROUPS, theirs, bound={})

    assert {key: pair.id for key, pair in found.pairs.items()} == {"g": 1, "g1": 3, "g2": 2, "g3": 4}


def test_what_stands_in_a_renamed_section_is_found_by_the_sections_code() -> None:
    theirs = [section(1, "Женская одежда", code="g"), section(3, "Майки", 1), section(4, "Майки", 7)]

    found = match_sections(GROUPS, theirs, bound={})

    assert found.pairs == {"g": Match(1, By.XML_ID), "g1": Match(3, By.PATH)}


def test_under_a_section_that_is_known_already_the_names_count() -> None:
    found = match_sections(GROUPS[1:2], [section(3, "Майки", 1), section(1, "Одежда")], bound={"g": 1})

    assert found.pairs == {"g1": Match(3, By.PATH)}


def test_two_sections_of_one_name_in_one_place_go_to_a_person() -> None:
    found = match_sections(GROUPS[:2], [section(1, "Одежда"), section(2, "Одежда")], bound={})

    assert found.pairs == {}
    assert found.doubts == {"g": frozenset({1, 2})}


def test_a_person_names_a_section_and_what_stands_in_it_follows() -> None:
    ours = [OurSection(key="g", name="Одежда", parent=None, told=9), GROUPS[1]]

    found = match_sections(ours, [section(9, "Вещи", code="x"), section(5, "Майки", 9)], bound={})

    assert found.pairs == {"g": Match(9, By.PERSON), "g1": Match(5, By.PATH)}
