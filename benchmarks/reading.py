"""What reading costs: `python -m benchmarks.reading [--offers 1000000] [--rounds 3]`.

Writes a package of offers as УТ 11 does, and reads the same bytes in turns: with `lxml.iterparse(tag=…)` and
`clear`, which does nothing with what it finds; with our reader to domain records; on to comparable parts; and
through the digest that tells a repeated file. Processor time is compared, the best of all rounds: other work
on the machine is not ours. Memory is what reading adds to a process that has the package on disk.
"""

from __future__ import annotations

import argparse
import random
import resource
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from lxml import etree

from obmen.delta.parts import told_of
from obmen.domain.catalog import Offer
from obmen.onec.commerceml.readers.digest import content_digest
from obmen.onec.commerceml.readers.package import read_package

NAMESPACE = "urn:1C.ru:commerceml_2"
OFFER_TAG = f"{{{NAMESPACE}}}Предложение"

HEAD = f"""\ufeff<?xml version="1.0" encoding="UTF-8"?>
<КоммерческаяИнформация xmlns="{NAMESPACE}" ВерсияСхемы="2.07" ДатаФормирования="2026-11-24T10:00:00">
	<ПакетПредложений СодержитТолькоИзменения="false">
		<Ид>83d6874b-067a-4579-8c78-4b0c8d2cd1b2#</Ид>
		<ИдКаталога>83d6874b-067a-4579-8c78-4b0c8d2cd1b2</ИдКаталога>
		<Предложения>
"""
OFFER = """\
			<Предложение>
				<Ид>{product}#{variant}</Ид>
				<Артикул>A-{number:07}</Артикул>
				<Наименование>Кроссовки беговые мужские {number} ({size}, красный)</Наименование>
				<БазоваяЕдиница Код="715 " НаименованиеПолное="Пара (2 шт.)" МеждународноеСокращение="NPR">
					<Пересчет>
						<Единица>715</Единица>
						<Коэффициент>1</Коэффициент>
					</Пересчет>
				</БазоваяЕдиница>
				<ХарактеристикиТовара>
					<ХарактеристикаТовара>
						<Наименование>Размер</Наименование>
						<Значение>{size}</Значение>
					</ХарактеристикаТовара>
				</ХарактеристикиТовара>
				<Цены>
					<Цена>
						<Представление> {price} RUB за NPR</Представление>
						<ИдТипаЦены>279b6812-740b-11e8-80c8-0cc47ab29cd1</ИдТипаЦены>
						<ЦенаЗаЕдиницу>{price}</ЦенаЗаЕдиницу>
						<Валюта>RUB</Валюта>
						<Единица>NPR</Единица>
						<Коэффициент>1</Коэффициент>
					</Цена>
				</Цены>
				<Количество>{stock}</Количество>
				<Склад ИдСклада="6abdb0b5-18fd-11e7-80c2-0cc47ab29cd1" КоличествоНаСкладе="{stock}"/>
			</Предложение>
"""
TAIL = "		</Предложения>\n	</ПакетПредложений>\n</КоммерческаяИнформация>\n"


def package_of(offers: int) -> Iterator[str]:
    """Write a package of so many offers; prices are round, as shops like them, but there are thousands."""
    chance = random.Random(1)
    yield HEAD
    for number in range(offers):
        yield OFFER.format(
            product=UUID(int=chance.getrandbits(128)),
            variant=UUID(int=chance.getrandbits(128)),
            number=number,
            size=36 + number % 12,
            price=f"{chance.randrange(100, 30_000)}.{chance.choice(('00', '50', '90'))}",
            stock=chance.randrange(200),
        )
    yield TAIL


def bare(path: Path) -> int:
    """Parse and throw away: what nobody who reads XML in Python goes below."""
    found = 0
    for _event, element in etree.iterparse(str(path), tag=OFFER_TAG):
        found += 1
        element.clear()
    return found


def to_records(path: Path) -> int:
    with path.open("rb") as source:
        return sum(isinstance(record, Offer) for record in read_package(source))


def to_parts(path: Path) -> int:
    with path.open("rb") as source:
        offers = (record for record in read_package(source) if isinstance(record, Offer))
        return sum(1 for offer in offers if told_of(offer))


def to_digest(path: Path) -> int:
    with path.open("rb") as source:
        return len(content_digest(source))


def measured_s(read: Callable[[Path], int], path: Path) -> float:
    begun_s = time.process_time()
    assert read(path)
    return time.process_time() - begun_s


def peak_mib() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main(argv: list[str] | None = None) -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--offers", type=int, default=1_000_000)
    arguments.add_argument("--rounds", type=int, default=3)
    asked = arguments.parse_args(argv)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "offers0_1.xml"
        with path.open("w", encoding="utf-8") as target:
            target.writelines(package_of(asked.offers))
        size_mb = path.stat().st_size / 1e6
        idle_mib = peak_mib()
        to_parts(path)
        print(f"{asked.offers} offers, {size_mb:.0f} MB; reading adds {peak_mib() - idle_mib:.0f} MiB")
        readers = {"iterparse, clear": bare, "records": to_records, "parts": to_parts, "digest": to_digest}
        best_s = dict.fromkeys(readers, float("inf"))
        for _round in range(asked.rounds):
            for name, read in readers.items():
                best_s[name] = min(best_s[name], measured_s(read, path))
    for name, taken_s in best_s.items():
        ratio = best_s["iterparse, clear"] / taken_s
        speed = f"{size_mb / taken_s:6.1f} MB/s  {taken_s / asked.offers * 1e6:5.1f} µs an offer"
        print(f"{name:18}{taken_s:7.2f} s  {speed}  ratio {ratio:.2f}")


if __name__ == "__main__":
    main()
