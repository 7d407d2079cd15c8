"""Small things that the tests of the store need again and again."""

from datetime import UTC, datetime

from obmen.delta.parts import one_part
from obmen.domain.identity import EntityKind, Ref
from obmen.domain.settings import ExchangeSettings
from obmen.flows.ports.catalog import Compared, Due, OutboxRow, Told
from obmen.flows.ports.store import Work

NOW = datetime(2026, 11, 24, 10, 0, 0, 123456, tzinfo=UTC)


def add_exchange(work: Work, *, name: str, settings: ExchangeSettings | None = None) -> int:
    """Add an exchange; its order prefix is the beginning of its name."""
    return work.exchanges.add(
        name=name,
        login=f"login-{name}",
        password_hash="$argon2id$hash",
        portal_url=f"https://{name}.example/rest/1/hush-hush/",
        portal_host=f"{name}.example",
        settings=settings or ExchangeSettings(order_prefix=name[:4]),
        now=NOW,
    ).id


def add_package(
    work: Work,
    exchange_id: int,
    *,
    digest: bytes = b"digest",
    session_id: int | None = None,
    name: str = "import.xml",
) -> int:
    return work.inbox.add(
        exchange_id=exchange_id,
        session_id=session_id,
        name=name,
        path=f"inbox/{name}",
        size_bytes=1,
        digest=digest,
        now=NOW,
    ).id


def add_session(work: Work, exchange_id: int, *, cookie: bytes) -> int:
    return work.sessions.open(
        exchange_id=exchange_id, kind="catalog", cookie_digest=cookie, client="10.0.0.1", now=NOW
    ).id


def part(kind: EntityKind, key: str, body: str = "{}") -> Told:
    return one_part(kind, key, body)


def compare(
    work: Work,
    package_id: int,
    *,
    exchange_id: int,
    variants: EntityKind = EntityKind.PRODUCT,
    pictures: bool = False,
) -> Compared:
    """Take over all that a package has staged, in one transaction."""
    with work.staging.slices(package_id) as slices:
        for piece in slices:
            work.staging.take(
                package_id, piece, exchange_id=exchange_id, variants=variants, pictures=pictures
            )
    return work.staging.finish(package_id, exchange_id=exchange_id)


def apply(
    work: Work,
    exchange_id: int,
    *parts: Told,
    digest: bytes = b"digest",
    variants: EntityKind = EntityKind.PRODUCT,
    pictures: bool = False,
) -> int:
    """Bring a package with these parts from received to compared; return how many records changed."""
    package_id = add_package(work, exchange_id, digest=digest)
    work.staging.put(package_id, parts)
    return compare(work, package_id, exchange_id=exchange_id, variants=variants, pictures=pictures).changed


def waiting(work: Work, exchange_id: int, state: Due = Due.NEW) -> list[OutboxRow]:
    return list(work.outbox.page([exchange_id], state, limit=1000))


def targets(work: Work, exchange_id: int, state: Due = Due.NEW) -> set[Ref]:
    return {row.ref for row in waiting(work, exchange_id, state)}


def product(key: str) -> Ref:
    return Ref(EntityKind.PRODUCT, key)
