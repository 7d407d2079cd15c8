"""`obmen serve`, `worker`, `sandbox`, `demo`: processes that stay."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import click

from obmen.config import Config, read_config
from obmen.domain.errors import BadSetting, ObmenError
from obmen.messages.errors import fix_of_error, text_of_error

PORT = 8080


@click.command("serve")
@click.option("--host", default="0.0.0.0", show_default=True, help="Адрес, на котором слушать.")  # noqa: S104 — 1C's server calls from outside
@click.option("--port", default=PORT, show_default=True, type=click.IntRange(0, 65535), help="Порт.")
@click.option(
    "--tls-cert", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Сертификат PEM."
)
@click.option("--tls-key", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Ключ PEM.")
def serve(host: str, port: int, tls_cert: Path | None, tls_key: Path | None) -> None:
    """Запустить шлюз: адрес для 1С и Битрикс24 и вся работа в одном процессе.

    \b
    Пример: obmen serve --port 8080
            obmen serve --tls-cert gateway.pem --tls-key gateway.key
    """
    if (tls_cert is None) is not (tls_key is None):
        raise click.UsageError("--tls-cert и --tls-key задаются вместе")
    from obmen.asgi import Listening, run

    config = _config()
    _exit_on_error(config, lambda: run(config, Listening(host, port, tls_cert, tls_key)))


@click.command("worker")
def worker() -> None:
    """Запустить ещё один рабочий процесс рядом с serve (нужен PostgreSQL).

    \b
    Пример: OBMEN_DATABASE_URL=postgresql://obmen@db/obmen obmen worker
    """
    from obmen.worker import run

    config = _config()
    _exit_on_error(config, lambda: run(config))


@click.command("sandbox")
@click.option("--port", default=8090, show_default=True, type=click.IntRange(0, 65535), help="Порт.")
@click.argument("more", nargs=-1, type=click.UNPROCESSED)
def sandbox(port: int, more: tuple[str, ...]) -> None:
    """Запустить учебный портал и учебную 1С; первая строка вывода: адрес вебхука.

    \b
    Пример: obmen sandbox --port 8090
    """
    command = [sys.executable, "-m", "obmen_sandbox", "--port", str(port), *more]
    os.execv(sys.executable, command)  # noqa: S606 — becomes the sandbox, signals included


@click.command("demo")
@click.option(
    "--stay/--no-stay", default=None, help="Остаться запущенным в конце; по умолчанию да на терминале."
)
def demo(stay: bool | None) -> None:
    """Показать весь путь на учебных копиях: каталог, счета, заказы, оплаты.

    \b
    Пример: obmen demo
    """
    from obmen.cli.story import tell_story

    sys.exit(tell_story(stay=sys.stdout.isatty() if stay is None else stay))


def _config() -> Config:
    try:
        return read_config()
    except BadSetting as error:
        click.echo(
            "\n".join((text_of_error(error, language="ru"), fix_of_error(error, language="ru"))), err=True
        )
        sys.exit(2)


def _exit_on_error(config: Config, run: Callable[[], None]) -> None:
    try:
        run()
    except ObmenError as error:
        language = config.language
        click.echo(
            "\n".join((text_of_error(error, language=language), fix_of_error(error, language=language))),
            err=True,
        )
        sys.exit(1)


COMMANDS = (serve, worker, sandbox, demo)
