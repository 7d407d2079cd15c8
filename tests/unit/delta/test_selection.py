"""Which goods have left 1C's selection."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from obmen.delta.selection import Roll, gathered, gone, has_full, mark_of, number_of


def roll(*keys: str, at: int, full: bool = False, catalogue: str = "c", number: int = 0) -> Roll:
    marks = b"".join(map(mark_of, keys))
    return Roll(id=at, catalogue=catalogue, full=full, marks=marks, order=(at, number))


def left(*rolls: Roll) -> set[str]:
    lost = gone(rolls)
    return {key for key in "abcdefgh" if number_of(key) in lost}


def test_what_the_last_full_export_does_not_name_has_left() -> None:
    assert left(roll("a", "b", "c", at=1, full=True), roll("a", "c", at=2, full=True)) == {"b"}


def test_portions_after_the_first_belong_to_the_same_export() -> None:
    first = roll("a", "b", "c", "d", at=1, full=True)

    assert left(first, roll("a", at=2, full=True), roll("b", at=3), roll("c", at=4)) == {"d"}


def test_changes_alone_say_nothing_of_what_they_do_not_name() -> None:
    assert left(roll("a", "b", at=1), roll("a", at=2)) == set()
    assert not has_full([roll("a", at=1)])


def test_what_was_changed_before_the_export_began_is_not_in_it() -> None:
    assert left(roll("a", at=1, full=True), roll("b", at=2), roll("a", at=3, full=True)) == {"b"}


def test_each_catalogue_is_judged_by_itself() -> None:
    base = (roll("a", "b", at=1, full=True), roll("a", at=3, full=True))
    others = (roll("c", "d", at=2, full=True, catalogue="other"),)

    assert left(*base, *others) == {"b"}


def test_what_another_catalogue_names_is_there() -> None:
    other = roll("b", at=2, full=True, catalogue="other")

    assert left(roll("a", "b", at=1, full=True), other, roll("a", at=3, full=True)) == set()


def test_a_card_of_a_variant_names_its_product() -> None:
    assert left(roll("a#red", at=1, full=True), roll("a#blue", at=2, full=True)) == set()


def test_what_a_person_imports_in_a_row_is_told_apart() -> None:
    assert left(roll("a", "b", at=1, number=1, full=True), roll("a", at=1, number=2, full=True)) == {"b"}


ROLLS = st.lists(
    st.builds(
        lambda keys, full, catalogue: (keys, full, catalogue),
        st.lists(st.sampled_from("abcdefgh"), max_size=5),
        st.booleans(),
        st.sampled_from("cd"),
    ),
    max_size=8,
)


@given(ROLLS)
def test_gathering_what_was_named_before_changes_nothing(told: list[tuple[list[str], bool, str]]) -> None:
    rolls = [
        roll(*keys, at=place, full=full, catalogue=catalogue)
        for place, (keys, full, catalogue) in enumerate(told, start=1)
    ]

    new = gathered(rolls)
    old = {number for _, ids in new for number in ids}
    kept = [one for one in rolls if one.id not in old] + [replace(one, id=99) for one, _ in new]

    assert gone(kept) == gone(rolls)
    assert gathered(kept) == []
