"""Files of real 1C bases: each gives exactly what a plain walk of its tree counts, or is refused clearly."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from obmen.domain.catalog import Group, Offer, PriceType, Product, Property, Warehouse
from obmen.domain.order import OrderNews
from obmen.flows.ports.onec import BadFile, BadRecord, Read
from obmen.onec.commerceml.readers.counts import ReadCounts
from obmen.onec.commerceml.readers.digest import content_digest
from obmen.onec.commerceml.readers.package import read_package

FOLDER = Path(__file__).parents[2].parent / "shared" / "fixtures" / "commerceml"
COLUMNS = {
    "groups": "groups", "products": "products", "deleted": "deleted", "properties": "properties",
    "offers": "offers", "charOffers": "variant_offers", "priceTypes": "price_types", "prices": "prices",
    "stores": "warehouses", "storeRests": "stocks", "images": "images", "orders": "orders",
    "orderLines": "order_lines", "counterparties": "counterparties", "subdocuments": "sub_documents",
}  # fmt: skip
COMMERCEML_1 = {"Sale77.xml", "Transformed77-Order8x.xml"}
NOT_AN_ORDER = {"Transformed8x-Sale77.xml"}  # a shipment that stands alone


def rows() -> Iterator[dict[str, str]]:
    table = FOLDER / "COUNTS.tsv"
    if table.is_file():
        with table.open(encoding="utf-8", newline="") as lines:
            yield from csv.DictReader(lines, delimiter="\t")


def is_refused(row: dict[str, str]) -> bool:
    return row["root"].startswith("broken") or Path(row["path"]).name in COMMERCEML_1


def cases(*, good: bool = False) -> list[object]:
    """One case a file, or a file that is read whole; where the files are not, one that says so."""
    found: list[object] = [
        pytest.param(row, id=row["path"])
        for row in rows()
        if not good or not (is_refused(row) or Path(row["path"]).name in NOT_AN_ORDER)
    ]
    reason = "files of real 1C bases are not here (looked in ../shared/fixtures/commerceml)"
    return found or [pytest.param({}, id="none", marks=pytest.mark.skip(reason=reason))]


def open_file(row: dict[str, str]) -> io.BytesIO:
    return io.BytesIO((FOLDER / row["path"]).read_bytes())


@pytest.mark.parametrize("row", cases())
def test_every_file_gives_its_counts_or_is_refused_with_line_and_reason(row: dict[str, str]) -> None:
    counts = ReadCounts()
    reading = read_package(open_file(row), counts=counts)

    if is_refused(row):
        with pytest.raises(BadFile) as refused:
            list(reading)
        bad = refused.value
        broken_at = row["root"].removeprefix("broken: line ")
        assert (bad.reason, str(bad.line)) in {("xml.syntax", broken_at), ("xml.commerceml1", "3")}
        return
    records = list(reading)

    assert {column: getattr(counts, field) for column, field in COLUMNS.items()} == {
        column: int(row[column]) for column in COLUMNS
    }
    assert of_records(records) == of_counts(counts)


def of_records(records: list[Read]) -> Counter[str]:
    """Count what was handed on; a shipment that stands alone is handed on as a bad record."""
    found: Counter[str] = Counter()
    for record in records:
        found[type(record).__name__] += 1
        if isinstance(record, Offer):
            found["prices"] += len(record.prices or ())
            found["stocks"] += len(record.stocks or ())
        elif isinstance(record, BadRecord):
            assert record.reason == "order.not_an_order"
            found["OrderNews"] += 1
    kept = (Group, Product, Property, PriceType, OrderNews)
    return +Counter({name: found[name] for name in (*(kind.__name__ for kind in kept), "prices", "stocks")})


def of_counts(counts: ReadCounts) -> Counter[str]:
    return +Counter({
        "Group": counts.groups,
        "Product": counts.products,
        "Property": counts.properties,
        "PriceType": counts.price_types,
        "OrderNews": counts.orders,
        "prices": counts.prices,
        "stocks": counts.stocks,
    })  # fmt: skip


@pytest.mark.parametrize("row", cases(good=True))
def test_no_record_of_a_real_file_is_bad(row: dict[str, str]) -> None:
    assert [record for record in read_package(open_file(row)) if isinstance(record, BadRecord)] == []


@pytest.mark.parametrize("row", cases())
def test_every_file_has_a_digest_that_does_not_know_when_it_was_made(row: dict[str, str]) -> None:
    data = open_file(row).read()
    mark = 'ДатаФормирования="2'.encode()
    later = data.replace(mark, 'ДатаФормирования="3'.encode(), 1)

    assert content_digest(io.BytesIO(later)) == content_digest(io.BytesIO(data))


def test_warehouses_are_records_too() -> None:
    path = FOLDER / "stee1cat__1c-exchange" / "tests" / "data"
    if not path.is_dir():
        pytest.skip("files of real 1C bases are not here (looked in ../shared/fixtures/commerceml)")
    [file] = path.glob("import___*.xml")

    records = list(read_package(io.BytesIO(file.read_bytes())))

    assert len([record for record in records if isinstance(record, Warehouse)]) == 13
