"""What a person hears who sets an exchange up."""

from pathlib import Path

import pytest

from tests.acceptance.cli.harness import House, Json, write_catalogue


@pytest.fixture(scope="module")
def login(served: House) -> Json:
    return served.ask("exchange", "add", "shop", "--portal", served.portal)


def test_what_a_setting_was_and_has_become_is_told(house: House, login: Json) -> None:
    assert login
    changed = house.run("exchange", "set", "shop", "resend=never", "shipped_stage=", f"portal={house.portal}")
    again = house.run("exchange", "set", "shop", "resend=never")
    restored = house.run("exchange", "set", "shop", "resend=", "poll_seconds=61", "poll_seconds=60")

    assert "resend: ask → never" in changed.out
    assert "portal: ******** → ********" in changed.out
    assert "shipped_stage" not in changed.out
    assert again.out.splitlines()[0] == "Ничего не изменилось: так и было"
    assert "resend: never → ask" in restored.out
    assert "poll_seconds" not in restored.out
    assert "obmen exchange show shop" in restored.out


def test_a_first_run_that_waits_for_a_price_type_says_how_to_choose(
    house: House, login: Json, tmp_path: Path
) -> None:
    assert login
    folder = write_catalogue(tmp_path / "webdata")
    offers, more = folder / "offers.xml", "<ТипЦены><Ид>w</Ид><Наименование>Оптовая</Наименование></ТипЦены>"
    offers.write_text(
        offers.read_text(encoding="utf-8").replace("</ТипыЦен>", f"{more}</ТипыЦен>"), encoding="utf-8"
    )
    house.ask("exchange", "add", "choosing", "--portal", house.portal)
    house.ask("import", "choosing", str(folder))

    told = house.run("status", "choosing")
    slip = house.run("exchange", "set", "choosing", "price_type=Розничнaя", "--json")  # a Latin a
    house.ask("exchange", "remove", "choosing", "--yes")

    assert "Розничная" in told.out
    assert told.out.splitlines()[-1].startswith("Выберите тип цен: obmen exchange set choosing price_type=")
    assert "obmen release" not in told.out
    assert (slip.code, slip.error["code"]) == (2, "setting.bad")
    assert "Розничная | Оптовая" in slip.error["fix"]
