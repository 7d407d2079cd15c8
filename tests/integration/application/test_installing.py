"""Nothing that a frame's request says is believed by itself: forged ones install and open nothing."""

from dataclasses import replace

import pytest

from obmen.flows.application.installing import Doors, Refusal, install, open_page, uninstall
from obmen.flows.ports.application import Application, Opening, Standing, Subject, Visitor
from tests.integration.application.conftest import MEMBER, NOW, House

ADMIN = Visitor(user_id=7, name="Анна", is_admin=True, may_see=True)
OPENING = Opening(token="v1", refresh_token="r1", member_id=MEMBER, application_token="5185")


def doors(house: House) -> Doors:
    return Doors(
        store=house.store, authority=house.oauth, in_portal=lambda _: house.inside, clock=lambda: NOW
    )


@pytest.fixture
def expected(house: House) -> House:
    """A house whose application is not installed yet."""
    house.keep(
        standing=Standing.EXPECTED, member_id="", application_token="", access_token="", refresh_token=""
    )
    house.inside.visitors["v1"] = ADMIN
    return house


async def test_an_administrator_installs_with_tokens_that_our_key_renews(expected: House) -> None:
    done = await install(doors(expected), expected.exchange, OPENING)

    kept = expected.application
    assert isinstance(done, Application)
    assert (kept.standing, kept.member_id, kept.application_token) == (Standing.INSTALLED, MEMBER, "5185")
    assert (kept.access_token, kept.refresh_token, kept.user_id) == ("a2", "r2", 7)


@pytest.mark.parametrize(
    ("forged", "refusal"),
    [
        ({"token": "nobody's"}, Refusal.FORGED),
        ({"application_token": ""}, Refusal.FORGED),
        ({"member_id": ""}, Refusal.FORGED),
        ({"member_id": "another"}, Refusal.FORGED),
        ({"refresh_token": "of another application"}, Refusal.DENIED),
    ],
)
async def test_a_forged_installation_changes_nothing(
    expected: House, forged: dict[str, str], refusal: Refusal
) -> None:
    before = expected.application

    done = await install(doors(expected), expected.exchange, replace(OPENING, **forged))  # type: ignore[arg-type]

    assert done is refusal
    assert expected.application == before


async def test_who_is_no_administrator_installs_nothing_and_spends_no_token(expected: House) -> None:
    expected.inside.visitors["v1"] = replace(ADMIN, is_admin=False)

    done = await install(doors(expected), expected.exchange, OPENING)

    assert done is Refusal.NO_ADMIN
    assert expected.oauth.asked == []


async def test_another_portal_can_not_take_over_an_installed_application(house: House) -> None:
    house.inside.visitors["v1"] = ADMIN

    done = await install(doors(house), house.exchange, replace(OPENING, member_id="another"))

    assert done is Refusal.FORGED
    assert house.oauth.asked == []


async def test_an_exchange_without_a_key_installs_nothing(house: House) -> None:
    house.store.write(lambda work: work.applications.forget(house.exchange.id))

    assert await install(doors(house), house.exchange, OPENING) is Refusal.UNKNOWN


async def test_a_page_is_opened_for_a_visitor_whom_the_portal_knows(house: House) -> None:
    house.inside.visitors["v1"] = ADMIN

    assert await open_page(doors(house), house.exchange, OPENING) == ADMIN
    assert house.application.reserve == "r1"


@pytest.mark.parametrize(
    "forged", [{"member_id": "another"}, {"application_token": "another"}, {"application_token": ""}]
)
async def test_a_forged_opening_is_refused_before_the_portal_is_asked(
    house: House, forged: dict[str, str]
) -> None:
    house.inside.visitors["v1"] = ADMIN

    opened = await open_page(doors(house), house.exchange, replace(OPENING, **forged))  # type: ignore[arg-type]

    assert opened is Refusal.FORGED
    assert house.application.reserve == ""


async def test_a_token_that_the_portal_does_not_know_opens_nothing(house: House) -> None:
    assert await open_page(doors(house), house.exchange, OPENING) is Refusal.FORGED


async def test_a_card_that_the_visitor_may_not_see_is_not_shown(house: House) -> None:
    house.inside.visitors["v1"] = replace(ADMIN, may_see=False)
    opening = replace(OPENING, subject=Subject.DEAL, subject_id=777)

    assert await open_page(doors(house), house.exchange, opening) is Refusal.FOREIGN_CARD


def test_an_application_that_was_removed_keeps_no_tokens_and_is_told(house: House) -> None:
    for _ in range(2):
        house.store.write(lambda work: uninstall(work, house.exchange, now=NOW))

    kept = house.application
    assert (kept.standing, kept.access_token, kept.refresh_token) == (Standing.GONE, "", "")
    assert house.problems() == ["application.gone"]


async def test_an_application_that_was_removed_opens_no_page(house: House) -> None:
    house.inside.visitors["v1"] = ADMIN
    house.store.write(lambda work: uninstall(work, house.exchange, now=NOW))

    assert await open_page(doors(house), house.exchange, OPENING) is Refusal.FORGED


async def test_an_application_is_installed_again(house: House) -> None:
    house.inside.visitors["v1"] = ADMIN
    house.store.write(lambda work: uninstall(work, house.exchange, now=NOW))

    done = await install(doors(house), house.exchange, replace(OPENING, application_token="new"))

    assert isinstance(done, Application)
    assert house.application.application_token == "new"
    assert house.problems() == []
