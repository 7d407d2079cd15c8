"""`obmen` as people run it: real processes against a practice portal."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Json = Any  # a document: its shape is the command's
SECRET = "thewebhookssecret"
OBMEN = (sys.executable, "-c", "from obmen.cli import main; main()")
START_S = 60.0


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command answered."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Json:
        """The one JSON document on standard output; anything beside it is an error."""
        return json.loads(self.out)

    @property
    def error(self) -> Json:
        document = self.document
        assert document["ok"] is False, document
        assert set(document["error"]) == {"code", "text", "fix"}
        return document["error"]


@dataclass(slots=True)
class House:
    """One data folder, with everything that was ever said about it."""

    folder: Path
    portal: str
    said: list[str] = field(default_factory=list)
    database_url: str = ""  # empty: a file in the folder

    def environment(self, **more: str) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("OBMEN_")}
        database = {"OBMEN_DATABASE_URL": self.database_url} if self.database_url else {}
        ours = {"OBMEN_DATA_DIR": str(self.folder), "PYTHONUNBUFFERED": "1"}
        return {**kept, **ours, **database, **more}

    def run(self, *words: str, **environment: str) -> Ran:
        """Run one command; no secret may ever be said."""
        done = subprocess.run(
            [*OBMEN, *words],
            env=self.environment(**environment),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert SECRET not in done.stdout + done.stderr
        self.said += [done.stdout, done.stderr]
        return Ran(done.returncode, done.stdout, done.stderr)

    def ask(self, *words: str) -> Json:
        """Run a command that has to succeed, and return its document."""
        ran = self.run(*words, "--json")
        assert ran.code == 0, ran
        return ran.document

    @contextmanager
    def serving(self, *words: str) -> Iterator[str]:
        """Run `obmen serve` beside; returns its address."""
        log = self.folder.parent / f"{self.folder.name}-serve.log"
        with (
            log.open("w") as written,
            stopped(
                subprocess.Popen(
                    [*OBMEN, "serve", "--port", "0", *words],
                    env=self.environment(OBMEN_LOG_FORMAT="json"),
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.PIPE,
                    text=True,
                )
            ) as process,
        ):
            assert process.stderr is not None
            first = process.stderr.readline()
            written.write(first)
            yield str(json.loads(first)["url"])
            process.terminate()
            written.write(process.stderr.read())
        assert SECRET not in log.read_text()
        self.said.append(log.read_text())


@contextmanager
def stopped(process: subprocess.Popen[str]) -> Iterator[subprocess.Popen[str]]:
    """End a process whatever happens."""
    with process:
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()


@contextmanager
def practice_portal() -> Iterator[str]:
    """Run the practice systems; returns the webhook's address."""
    command = [sys.executable, "-m", "obmen_sandbox", "--port", "0", "--secret", SECRET]
    quiet = subprocess.DEVNULL
    with stopped(
        subprocess.Popen(command, stdin=quiet, stdout=subprocess.PIPE, stderr=quiet, text=True)
    ) as process:
        assert process.stdout is not None
        yield process.stdout.readline().strip()


def bill(webhook: str, *rows: dict[str, object]) -> int:
    """Make an invoice for a known client; returns its id."""
    return int(control(webhook, "invoice", {"company": {"id": 2}, "rows": list(rows)})["id"])


def control(webhook: str, name: str, body: dict[str, object]) -> Json:
    """Do something to the practice portal that Bitrix24 has no method for."""
    url = f"{webhook.partition('/rest/')[0]}/_sandbox/{name}"
    request = urllib.request.Request(url, data=json.dumps(body).encode(), method="POST")
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(request, timeout=START_S) as answer:
        return json.load(answer)


HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<КоммерческаяИнформация ВерсияСхемы="2.07" ДатаФормирования="2026-11-24T09:00:00">'
)
GOODS = (("p1", "Стол", "1200"), ("p2", "Стул", "450.50"))


def write_catalogue(folder: Path) -> Path:
    """Write two goods with prices as 1C's "выгрузка в каталог" leaves them."""
    folder.mkdir()
    cards = "".join(
        f"<Товар><Ид>{key}</Ид><Наименование>{name}</Наименование>"
        '<БазоваяЕдиница Код="796">шт</БазоваяЕдиница>'
        "<Группы><Ид>g</Ид></Группы><СтавкиНалогов><СтавкаНалога><Наименование>НДС</Наименование>"
        "<Ставка>22</Ставка></СтавкаНалога></СтавкиНалогов></Товар>"
        for key, name, _ in GOODS
    )
    offers = "".join(
        f"<Предложение><Ид>{key}</Ид><Цены><Цена><ИдТипаЦены>r</ИдТипаЦены>"
        f"<ЦенаЗаЕдиницу>{price}</ЦенаЗаЕдиницу><Валюта>RUB</Валюта></Цена></Цены></Предложение>"
        for key, _, price in GOODS
    )
    groups = (
        "<Классификатор><Ид>c</Ид><Группы><Группа><Ид>g</Ид><Наименование>Мебель</Наименование></Группа>"
        "</Группы></Классификатор>"
    )
    types = (
        "<ТипыЦен><ТипЦены><Ид>r</Ид><Наименование>Розничная</Наименование><Валюта>RUB</Валюта>"
        "<Налог><Наименование>НДС</Наименование><УчтеноВСумме>true</УчтеноВСумме></Налог></ТипЦены></ТипыЦен>"
    )
    tail = "</КоммерческаяИнформация>"
    (folder / "import.xml").write_text(
        f"{HEAD}{groups}<Каталог><Ид>c</Ид><Товары>{cards}</Товары></Каталог>{tail}", encoding="utf-8"
    )
    (folder / "offers.xml").write_text(
        f"{HEAD}<ПакетПредложений><Ид>c#</Ид>{types}<Предложения>{offers}</Предложения></ПакетПредложений>{tail}",
        encoding="utf-8",
    )
    return folder
