"""What an older database holds is there after its migration."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, create_engine, text

from obmen.domain.identity import EntityKind
from obmen.flows.catalog.apply import apply_next
from obmen.flows.ports.store import Work
from obmen.storage.database import MIGRATIONS, open_store
from obmen.storage.secrets import load_key
from tests.integration.storage.samples import add_exchange

CARD, OFFER, PICTURES = EntityKind.CARD, EntityKind.OFFER, EntityKind.PICTURES
PRICES, STOCKS = EntityKind.PRICES, EntityKind.STOCKS
BEFORE = datetime(2026, 11, 23, tzinfo=UTC)
YESTERDAY = datetime(2026, 11, 24, tzinfo=UTC)
PACKAGE = 2**32  # so many ids a package has
KNOWN = (  # id, kind, key, body
    (PACKAGE, "card", "p1", '{"name":"a"}'),
    (PACKAGE + 1, "offer", "p1", '{"name":"o"}'),
    (PACKAGE + 3, "stocks", "p2", '{"quantity":"5"}'),
    (PACKAGE + 4, "pictures", "p1", '[["a.jpg","f.jpg",""]]'),
    (2 * PACKAGE, "prices", "p1", '{"t":["2","RUB"]}'),
)
SUPERSEDED = (PACKAGE + 2, "prices", "p1", '{"t":["1","RUB"]}')
WAITING = (3 * PACKAGE, "stocks", "p1", '{"quantity":"7"}')

PACKAGES = """
INSERT INTO package (
    id, exchange_id, place, name, path, size_bytes, digest, state, received_at, error, compared_to)
VALUES (:id, 1, 1, 'offers.xml', '', 1, :digest, :state, :at, '', :compared_to)
"""
PARTS = "INSERT INTO part (id, kind, key, digest, body) VALUES (:id, :kind, :key, :digest, :body)"
RECORDS = "INSERT INTO record (exchange_id, kind, key, told, part_id) VALUES (1, :kind, :key, :digest, :id)"


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def test_offers_of_three_rows_become_one(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    url = f"sqlite:///{tmp_path / 'old.sqlite3'}"
    if kind == "postgresql":
        url = request.getfixturevalue("postgres").create_database(name="of_0012")
    fill_0012(url)

    store = open_store(url=url, data_dir=tmp_path, key=load_key(tmp_path))
    store.write(lambda work: add_exchange(work, name="first"))
    before = store.read(told)
    priced = store.read(lambda work: work.moments.of_prices(1, ["p1", "p2"]))
    while apply_next(store, exchange_id=1, now=datetime.now(UTC)):
        continue
    after = store.read(told)
    store.close()

    assert before == {
        CARD: {"p1": '{"name":"a"}'},
        OFFER: {"p1": '{"name":"o"}'},
        PICTURES: {"p1": '[["a.jpg","f.jpg",""]]'},
        PRICES: {"p1": '{"t":["2","RUB"]}'},
        STOCKS: {"p2": '{"quantity":"5"}'},
    }
    assert priced == {"p1": YESTERDAY}, "as its package came"
    assert after == before | {STOCKS: {"p1": '{"quantity":"7"}', "p2": '{"quantity":"5"}'}}


def told(work: Work) -> dict[EntityKind, dict[str, str]]:
    return {kind: dict(work.records.all(1, kind)) for kind in (CARD, OFFER, PICTURES, PRICES, STOCKS)}


def fill_0012(url: str) -> None:
    """Make a database as it was, with two packages applied and one that waits."""
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.begin() as connection:
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.set_main_option("path_separator", "os")
        config.attributes["connection"] = connection
        command.upgrade(config, "0012")
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET session_replication_role = replica"))  # the exchange comes later
        _fill(connection)
    engine.dispose()


def _fill(connection: Connection) -> None:
    common = {"digest": b"d", "at": YESTERDAY}
    connection.execute(
        text(PACKAGES),
        [
            common | {"id": 1, "state": "applied", "compared_to": PACKAGE + 4, "at": BEFORE},
            common | {"id": 2, "state": "applied", "compared_to": 2 * PACKAGE},
            common | {"id": 3, "state": "staged", "compared_to": 0},
        ],
    )
    names = ("id", "kind", "key", "body")
    known = [dict(zip(names, row, strict=True)) | {"digest": b"d"} for row in KNOWN]
    others = [dict(zip(names, row, strict=True)) | {"digest": b"d"} for row in (SUPERSEDED, WAITING)]
    connection.execute(text(PARTS), known + others)
    connection.execute(text(RECORDS), known)
