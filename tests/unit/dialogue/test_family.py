"""Which 1C it is shows in how it asks."""

import pytest

from obmen.onec.commerceml.session import parse_query
from obmen.onec.commerceml.session_family import Learnt, changed_family, learn_family

UUID = "9b9b4b0c-0000-4000-8000-000000000001"


def learn(*asked: str, from_start: bool = True) -> Learnt | None:
    return learn_family([parse_query(query.encode()) for query in asked], from_start=from_start)


@pytest.mark.parametrize(
    ("asked", "learnt"),
    [
        # УТ 11, КА 2, ERP 2
        (["type=sale&mode=query&sessid=7f"], Learnt("trade", sure=True)),
        (["type=catalog&mode=file&filename=import0_1.xml&sessid=7f"], Learnt("trade", sure=True)),
        # Розница 2, and УНФ set up for another CMS: no sessid, no init
        (["type=sale&mode=query"], Learnt("trade", sure=False)),
        (["type=catalog&mode=file&filename=services.xml"], Learnt("unf", sure=False)),
        # УНФ, protocol «Битрикс»
        (["type=catalog&sessid=7f&mode=file&filename=import.xml"], Learnt("unf", sure=True)),
        (["type=catalog&sessid=7f&version=2.09&cmlVersion=2.10&mode=init"], Learnt("unf", sure=True)),
        (["type=sale&mode=init&sessid=7f&cmlVersion=2.10"], Learnt("unf", sure=True)),
        (["type=sale&mode=init&sessid=7f", "type=sale&mode=query&sessid=7f"], Learnt("unf", sure=True)),
        (["type=sale&mode=info&sessid=7f"], Learnt("unf", sure=True)),
        ([f"type=sale&mode=file&filename=orders-{UUID}_.xml"], Learnt("unf", sure=False)),
        # the portal vendor's add-on
        (["type=catalog&mode=init&version=3.1&&"], Learnt("module", sure=True)),
        (["type=catalog&mode=deactivate&timestamp=1"], Learnt("module", sure=True)),
        (["type=reference&mode=checkauth"], Learnt("module", sure=True)),
        ([f"type=catalog&mode=file&filename=goods_1_1_{UUID}.xml"], Learnt("module", sure=False)),
        ([f"type=catalog&mode=file&filename=prices___{UUID}.xml"], Learnt("module", sure=False)),
        # nothing to see
        (["type=catalog&mode=init&sessid=7f"], None),
        (["type=catalog&mode=file&filename=import_files/ab/1.jpg&sessid=7f"], None),
        ([f"type=sale&mode=file&filename=orders-{UUID}_1.xml&sessid=7f"], None),
        ([], None),
    ],
)  # fmt: skip
def test_the_family_shows_in_the_requests(asked: list[str], learnt: Learnt | None) -> None:
    assert learn(*asked) == learnt


def test_what_was_not_seen_from_its_start_tells_nothing_by_what_is_missing() -> None:
    assert learn("type=sale&mode=query&sessid=7f", from_start=False) is None


@pytest.mark.parametrize(
    ("known", "learnt", "changed"),
    [
        ("", Learnt("trade", sure=False), "trade"),
        ("unf", Learnt("trade", sure=False), None),
        ("unf", Learnt("trade", sure=True), "trade"),
        ("trade", Learnt("trade", sure=True), None),
        ("trade", None, None),
    ],
)
def test_only_what_is_sure_outranks_what_is_known(
    known: str, learnt: Learnt | None, changed: str | None
) -> None:
    assert changed_family(known, learnt) == changed
