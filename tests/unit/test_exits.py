"""A command exits with 2 for words that can never be right, with 1 for what depends on how things stand."""

import pytest

from obmen.bitrix24.address import BadAddress
from obmen.cli.exits import exit_code
from obmen.cli.remote import ToldError
from obmen.domain.errors import BadSetting, NotFound, ObmenError, Refused


@pytest.mark.parametrize(
    "error",
    [
        BadSetting("resend", key="resend", reason="value"),
        BadAddress(reason="https"),
        ToldError("portal.bad_address", "", {"reason": "shape"}),
        Refused("name", reason="bad_name", name="?"),
        Refused("remove", reason="needs_yes"),
    ],
)
def test_wrong_words_are_wrong_usage(error: ObmenError) -> None:
    assert exit_code(error) == 2


@pytest.mark.parametrize(
    "error",
    [
        NotFound("shop"),
        Refused("shop", reason="taken"),
        Refused("portal", reason="portal_unreachable"),
        Refused("import", reason="no_xml"),
        ToldError("database.away", "", {}),
    ],
)
def test_what_depends_on_how_things_stand_has_failed(error: ObmenError) -> None:
    assert exit_code(error) == 1
