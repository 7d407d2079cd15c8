"""What a portal posts when it opens a page of ours, or runs a robot (bitrix24.md §6.2, §6.3, §7.1)."""

import pytest

from obmen.bitrix24.inside.opening import read_opening, read_robot
from obmen.flows.ports.application import Subject

FRAME = {
    "AUTH_ID": "a1f0",
    "REFRESH_ID": "9c2d",
    "APPLICATION_TOKEN": "5185",
    "member_id": "0f3c",
    "PLACEMENT": "CRM_DEAL_DETAIL_TAB",
    "PLACEMENT_OPTIONS": '{"ID":"777","URI":"/crm/deal/details/777/"}',
}


def test_a_tab_is_opened_on_its_card() -> None:
    opening = read_opening(FRAME, {"LANG": "ru", "APP_SID": "5e1d"})

    assert (opening.subject, opening.subject_id) == (Subject.DEAL, 777)
    assert (opening.token, opening.refresh_token, opening.app_sid) == ("a1f0", "9c2d", "5e1d")


def test_secrets_do_not_print() -> None:
    printed = repr(read_opening(FRAME, {}))

    assert not [secret for secret in ("a1f0", "9c2d", "5185") if secret in printed]


@pytest.mark.parametrize(
    "options", ["", "null", "[]", '{"ID":"-1"}', '{"ID":"x"}', '{"ID":"99999999999999999999"}', "{"]
)
def test_a_card_without_a_number_is_card_nought(options: str) -> None:
    opening = read_opening({**FRAME, "PLACEMENT_OPTIONS": options}, {})

    assert opening.subject_id == 0


def test_a_toolbar_names_its_card_in_another_word() -> None:
    opening = read_opening({**FRAME, "PLACEMENT_OPTIONS": '{"ENTITY_ID":128}'}, {})

    assert opening.subject_id == 128


def test_an_application_without_pages_is_installed_by_an_event() -> None:
    auth = {"access_token": "a1", "refresh_token": "r1", "member_id": "0f3c", "application_token": "5185"}
    form = {"event": "ONAPPINSTALL", **{f"auth[{name}]": value for name, value in auth.items()}}

    opening = read_opening(form, {})

    assert (opening.token, opening.refresh_token, opening.in_frame) == ("a1", "r1", False)


@pytest.mark.parametrize(("document", "invoice"), [("SMART_INVOICE_128", 128), ("DEAL_777", 0), ("", 0)])
def test_a_robot_runs_on_an_invoice_or_on_nothing_of_ours(document: str, invoice: int) -> None:
    call = read_robot({"code": "obmen_ask_state", "event_token": "t", "document_id[2]": document})

    assert call.invoice_id == invoice
