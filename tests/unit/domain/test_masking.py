"""Secrets in what went over the wire."""

import pytest

from obmen.domain.masking import masked
from obmen.domain.settings import MASK


@pytest.mark.parametrize(
    "text",
    [
        "https://vector.bitrix24.ru/rest/7/SECRET1/crm.item.add",
        '{"access_token": "SECRET1", "x": 1}',
        '{"client_secret":"SECRET1"}',
        '{"auth": "SECRET1"}',
        '{"AUTH_ID" : "SECRET1"}',
        r'{"password": "SECRET1\"more"}',
        "refresh_token=SECRET1&x=1",
        "sessid=SECRET1",
        "<password>SECRET1</password>",
        '<token kind="x">SECRET1</token>',
        "Authorization: Basic SECRET1SECRET1",
        "Bearer SECRET1SECRET1",
    ],
)
def test_a_secret_is_known_by_its_place(text: str) -> None:
    assert "SECRET1" not in masked(text)
    assert "more" not in masked(text)
    assert MASK in masked(text)


def test_a_secret_that_is_told_is_masked_wherever_it_stands() -> None:
    assert masked("<Комментарий>k3y-of-shop k3y</Комментарий>", secrets=["k3y", "k3y-of-shop", ""]) == (
        f"<Комментарий>{MASK} k3y</Комментарий>"
    )


@pytest.mark.parametrize("text", ["<Номер>B24-128</Номер>", '{"title": "Стол", "author": "Анна"}', ""])
def test_what_is_no_secret_stays(text: str) -> None:
    assert masked(text, secrets=[""]) == text
