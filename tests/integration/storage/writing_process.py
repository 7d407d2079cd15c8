"""What the tests kill or race: `python -m tests.integration.storage.writing_process WHAT URL FOLDER`."""

import asyncio
import sys
import time
from datetime import timedelta
from pathlib import Path

from obmen.bitrix24.pace import Busy, Limits, Pace
from obmen.bootstrap.portals import SharedPace
from obmen.domain.identity import EntityKind
from obmen.flows.ports.store import Work
from obmen.storage.database import open_store
from obmen.storage.folder import lock_data_folder
from obmen.storage.secrets import load_key
from obmen.storage.unit_of_work import SqlStore
from tests.integration.storage.samples import NOW, add_package, compare, part

TRIES = 200  # more than any bucket holds


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def die_in_the_middle(store: SqlStore) -> None:
    """Write a whole package, then begin another one and never come to its end."""

    def begin(work: Work) -> None:
        exchange_id = work.exchanges.get(name="first").id
        package_id = add_package(work, exchange_id, digest=b"half")
        work.staging.put(package_id, [part(EntityKind.CARD, f"half{number}") for number in range(5000)])
        compare(work, package_id, exchange_id=exchange_id)
        say("in the middle")
        time.sleep(600)

    store.write(begin)


def race(store: SqlStore) -> None:
    """Try to get the portal when told to; say the epoch, or 0."""
    say("ready")
    sys.stdin.readline()
    owner = f"worker-{sys.argv[4]}"
    lease = store.write(
        lambda work: work.leases.take(host="p.example", owner=owner, ttl=timedelta(hours=1), now=NOW)
    )
    say(str(lease.epoch if lease else 0))


def enter(store: SqlStore) -> None:
    """Enter a portal as often as it lets us at one moment when told to; say how often that was."""
    pace = Pace(host="p.example", key=sys.argv[4], limits=Limits(), store=SharedPace(store))
    say("ready")
    sys.stdin.readline()
    say(str(asyncio.run(_entered(pace))))


async def _entered(pace: Pace) -> int:
    for count in range(TRIES):
        try:
            await pace.enter(NOW, patience=timedelta())
        except Busy:
            return count
    return TRIES


def hold(folder: Path) -> None:
    """Hold the data folder as a `serve` does."""
    with lock_data_folder(folder) as lock:
        lock.announce(url="http://127.0.0.1:8080", token="secret-token")
        say("held")
        sys.stdin.readline()


def main() -> None:
    what, url, folder = sys.argv[1], sys.argv[2], Path(sys.argv[3])
    if what == "hold":
        hold(folder)
        return
    store = open_store(url=url, data_dir=folder, key=load_key(folder))
    {"die": die_in_the_middle, "race": race, "enter": enter}[what](store)
    store.close()


if __name__ == "__main__":
    main()
