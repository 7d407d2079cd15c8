"""How texts are filled and found."""

from __future__ import annotations

import re
from importlib import import_module

import pytest

from obmen.config import read_config
from obmen.domain.errors import BadSetting, NotFound, ObmenError, Refused
from obmen.domain.settings import ExchangeSettings, with_setting
from obmen.messages.base import Text
from obmen.messages.catalogue import SUBJECTS, all_texts, text_of
from obmen.messages.errors import code_of, fix_of_error, text_of_error
from obmen.messages.problems import fix_of_problem, record_in_words, text_of_problem


def test_a_code_stands_in_one_subject_only() -> None:
    tables = [import_module(f"obmen.messages.{subject}").TEXTS for subject in SUBJECTS]

    assert sum(map(len, tables)) == len(all_texts())


def test_a_fact_that_is_not_given_leaves_no_hole() -> None:
    text = Text("Портал: {code} {detail}.", "Portal: {code} {detail}.")

    assert text.told("ru", {"code": "OVERLOAD_LIMIT"}) == "Портал: OVERLOAD_LIMIT."
    assert Text("Строки: {rows}", "Rows: {rows}").told("en", {}) == "Rows"
    assert Text("Пример:", "Example:").told("en", {}) == "Example:"


def test_a_code_without_a_text_is_shown_as_it_is() -> None:
    assert text_of("no.such", language="ru", facts={"a": 1}) == "no.such (a=1)"


def test_a_refusal_of_the_portal_with_a_text_of_its_own_is_told_by_it() -> None:
    facts = {"code": "object.gone", "detail": "", "method": "catalog.product.update"}

    assert "вручную второй раз" in text_of_problem("delivery.rejected", language="ru", facts=facts)
    assert "obmen retry" in fix_of_problem("delivery.rejected", language="en", facts=facts)


def test_any_other_refusal_tells_the_code_of_the_portal() -> None:
    facts = {"code": "ERROR_CORE", "detail": "слишком длинно", "method": "catalog.product.add"}

    told = text_of_problem("delivery.rejected", language="ru", facts=facts)

    assert told == "Битрикс24 не принял запись: ERROR_CORE слишком длинно (метод catalog.product.add)"


@pytest.mark.parametrize("facts", [{"vat": [None, "none"]}, {"vat": (None, "none")}, {"detail": "none"}])
def test_a_vat_rate_is_told_in_words_however_it_was_found_missing(facts: dict[str, object]) -> None:
    told = text_of_problem("vat.missing", language="ru", facts=facts)

    assert told == "На портале нет ставки НДС, которая нужна товару: без НДС"


def test_why_a_file_was_not_read_is_told_in_words() -> None:
    facts = {"file": "import.xml", "line": 7, "reason": "xml.truncated", "detail": ""}

    assert text_of_problem("file.bad", language="ru", facts=facts) == (
        "Файл import.xml не прочитан: строка 7, файл оборван"
    )


def test_an_archive_that_was_not_read_has_no_line() -> None:
    facts = {"file": "v8_1.zip", "line": 0, "reason": "zip.broken", "detail": "(Truncated file header)"}

    assert text_of_problem("file.bad", language="ru", facts=facts) == (
        "Файл v8_1.zip не прочитан: архив повреждён (Truncated file header)"
    )
    assert fix_of_problem("file.bad", language="ru", facts=facts).startswith("Файл сохранён.")


def test_rates_in_a_list_are_told_in_words() -> None:
    told = text_of_problem("check.portal.vat.ok", language="en", facts={"rates": "none, 22"})

    assert told == "The portal's VAT rates: no VAT, 22"


def test_a_record_is_named_in_the_language_of_the_reader() -> None:
    assert record_in_words("invoice 128 (B24-128)", language="ru") == "счёт 128 (B24-128)"
    assert record_in_words("product guid", language="en") == "product guid"
    assert record_in_words("Документ 5", language="en") == "Документ 5"


def test_an_unknown_variable_is_told_as_a_variable() -> None:
    with pytest.raises(BadSetting) as bad:
        read_config({"OBMEN_DATADIR": "/tmp"})

    assert text_of_error(bad.value, language="ru") == "Неизвестная переменная среды OBMEN_DATADIR"
    assert "OBMEN_DATA_DIR" in fix_of_error(bad.value, language="ru")


@pytest.mark.parametrize(
    ("key", "value", "code", "told"),
    [
        ("colour", "red", "setting.unknown", "order_prefix"),
        ("owner.colour", "crm", "setting.unknown", "owner.name"),
        ("owner.name", "me", "setting.value", "1c | crm | first"),
        ("resend", "sometimes", "setting.value", "auto | ask | never"),
        ("timezone", "Mars/Base", "setting.value", "Europe/Moscow"),
    ],
)
def test_a_bad_setting_is_told_with_the_right_ones(key: str, value: str, code: str, told: str) -> None:
    with pytest.raises(BadSetting) as bad:
        with_setting(ExchangeSettings(), key, value)

    assert code_of(bad.value) == code
    assert told in fix_of_error(bad.value, language="ru")


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (Refused("x", reason="taken", what="login", value="a", exchange="b"), "refused.taken.login"),
        (Refused("x", reason="taken", what="colour", value="a", exchange="b"), "refused.taken"),
        (Refused("not_discovered", exchange="shop"), "refused.not_discovered"),
        (Refused("stage.unknown", setting="paid_stage", value="x", known="y"), "stage.unknown"),
        (NotFound("shop", what="exchange", name="shop"), "not_found.exchange"),
        (NotFound("p1", item="p1"), "not_found.item"),
        (ObmenError("serve.port", port=1, why="busy"), "serve.port"),
        (ObmenError("something else"), "error"),
    ],
)
def test_an_error_is_told_by_the_most_exact_text(error: ObmenError, code: str) -> None:
    assert code_of(error) == code


OF_ONE_EXCHANGE = re.compile(
    r"obmen (?:exchange set|check|retry|release|send|bind|problems|runs|plan)\b(?! \{)"
)


def test_a_fix_names_the_exchange_that_its_command_is_for() -> None:
    nameless = {
        code
        for code, text in all_texts().items()
        for fix in (text.fix_ru, text.fix_en)
        if OF_ONE_EXCHANGE.search(fix)
    }

    assert nameless == set()


def test_a_fix_whose_exchange_is_not_known_says_that_a_name_belongs_there() -> None:
    assert fix_of_problem("refused.not_discovered", language="ru", facts={}) == (
        "Выполните obmen check ИМЯ и повторите."
    )
    assert "obmen check shop" in fix_of_problem(
        "refused.not_discovered", language="en", facts={"exchange": "shop"}
    )
