"""The command line `obmen`: one file per group of commands."""

from __future__ import annotations

import click

from obmen.cli import catalog, exchange, later, sales, serve, state


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="obmen")
def main() -> None:
    """Обмен между 1С:Предприятие и Битрикс24: каталог, счета, заказы, оплаты.

    \b
    Пример: obmen exchange add shop --portal https://portal.bitrix24.ru/rest/1/abc123/
            obmen check shop
            obmen serve
    """


for group in (exchange, catalog, sales, state, serve, later):
    for command in group.COMMANDS:
        main.add_command(command)
