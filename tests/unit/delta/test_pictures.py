"""Which pictures a product should show, and by which steps it comes to show them."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from obmen.delta.merging import merge
from obmen.delta.pictures import (
    Add,
    Gallery,
    Picture,
    Remove,
    Shown,
    after_add,
    after_remove,
    gallery_fields,
    gallery_from,
    named_by,
    next_step,
    pictures_from,
    steps_to,
    told_of_pictures,
    with_fault,
)
from obmen.domain.catalog import Product
from obmen.domain.identity import EntityKind

CARD = Product(id="p", name="Стол", images=("a.jpg", "b.jpg"))
files = st.lists(st.sampled_from(["a.jpg", "b.jpg", "c.png", "d.gif"]), max_size=4)


def gallery(*names: str) -> Gallery:
    return Gallery(tuple(Shown(name, 10 + i, name) for i, name in enumerate(names)), len(names))


def walked(wanted: Sequence[str], found: Gallery) -> tuple[Gallery, list[Add | Remove]]:
    """Take every step to its end."""
    steps: list[Add | Remove] = []
    while (step := next_step(wanted, found)) is not None:
        steps.append(step)
        match step:
            case Add(file):
                found = after_add(found, file=file, picture_id=100 + found.added, label=file)
            case Remove(number):
                found = after_remove(found, picture_id=number)
    return found, steps


def shown(found: Gallery) -> list[str]:
    return [one.file for one in found.shown]


@given(files, files)
def test_the_steps_lead_to_what_is_wanted_and_are_as_many_as_were_reckoned(
    wanted: list[str], known: list[str]
) -> None:
    before = gallery(*known)

    after, steps = walked(wanted, before)

    assert shown(after) == list(dict.fromkeys(wanted))
    assert len(steps) == steps_to(wanted, before)


@given(files, files)
def test_nothing_is_removed_before_everything_is_added(wanted: list[str], known: list[str]) -> None:
    _, steps = walked(wanted, gallery(*known))

    kinds = [type(step) for step in steps]
    assert kinds == sorted(kinds, key=[Add, Remove].index)


@given(files, files)
def test_no_two_pictures_of_a_product_have_one_name(wanted: list[str], known: list[str]) -> None:
    after, first = walked(wanted, gallery(*known))
    _, second = walked(wanted[::-1], after)

    names = [step.name for step in [*first, *second] if isinstance(step, Add)]
    assert len(set(names)) == len(names)


def test_a_replaced_picture_is_added_before_the_old_one_goes() -> None:
    _, steps = walked(["new.jpg"], gallery("old.jpg"))

    assert steps == [Add("new.jpg", "1c-new-2.jpg"), Remove(10)]


def test_one_more_at_the_end_costs_one_step() -> None:
    assert steps_to(["a.jpg", "b.jpg", "c.png"], gallery("a.jpg", "b.jpg")) == 1


def test_one_less_in_the_middle_costs_one_step() -> None:
    assert walked(["a.jpg", "c.png"], gallery("a.jpg", "b.jpg", "c.png"))[1] == [Remove(11)]


def test_what_the_portal_was_not_given_is_left_out() -> None:
    found = with_fault(gallery("a.jpg"), file="b.jpg", fault="picture.broken")

    assert next_step(["a.jpg", "b.jpg"], found) is None


def test_a_picture_found_twice_is_counted_once() -> None:
    once = after_add(Gallery(), file="a.jpg", picture_id=7, label="a")

    assert after_add(once, file="a.jpg", picture_id=7, label="a") == once


def test_a_gallery_reads_back_from_its_binding() -> None:
    found = with_fault(gallery("a.jpg", "b.jpg"), file="c.png", fault="picture.lost")

    assert gallery_from(gallery_fields(found)) == found
    assert gallery_from({}) == Gallery()


def test_a_bitmap_is_named_as_what_it_is_sent_as() -> None:
    assert next_step(["8e1c.bmp"], Gallery()) == Add("8e1c.bmp", "1c-8e1c-1.png")


def test_the_files_that_came_are_told_with_the_card_in_its_order() -> None:
    part = told_of_pictures(CARD, {"b.jpg": Picture("b.jpg", "8e1c.jpg")})

    assert (part.kind, part.key) == (EntityKind.PICTURES, "p")
    assert pictures_from(part.body or "") == (Picture("a.jpg"), Picture("b.jpg", "8e1c.jpg"))


def test_a_file_that_does_not_come_again_is_as_it_was() -> None:
    known = told_of_pictures(CARD, {"a.jpg": Picture("a.jpg", "1.jpg"), "b.jpg": Picture("b.jpg", "2.jpg")})
    told = told_of_pictures(CARD, {"b.jpg": Picture("b.jpg", "", "picture.empty")})

    merged, *_ = merge(EntityKind.PICTURES, (known.body, None, None), (told.body, None, None))

    assert pictures_from(merged or "") == (Picture("a.jpg", "1.jpg"), Picture("b.jpg", "", "picture.empty"))


def test_a_content_that_a_card_names_twice_is_shown_once_and_at_its_first_place() -> None:
    known = [Picture("a.jpg", "1.jpg"), Picture("b.jpg", "2.jpg"), Picture("c.jpg", "1.jpg")]
    card = Product(id="p", name="", images=("c.jpg", "b.jpg", "a.jpg", "missing.jpg"))

    named = named_by(card, known)

    assert named == (known[2], known[1], Picture("missing.jpg"))


def test_a_label_tells_the_content_too() -> None:
    picture = Picture(r"import_files\aa\table.jpg", "8e1cfa0212.jpg")

    assert picture.label == "table.jpg 8e1cfa02"
