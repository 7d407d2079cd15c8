"""One run of the exchange «Обмен с сайтом», as the family of the base makes it (facts §1.6–1.9)."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from threading import Thread

from obmen_sandbox.onec import journal as j
from obmen_sandbox.onec.base import Base
from obmen_sandbox.onec.catalog_portions import CatalogPortion, catalog_portions
from obmen_sandbox.onec.dialogue import FAILURE, Dialogue
from obmen_sandbox.onec.faults import NO_FAULTS, Abandoned, Exchanged, Faults, FaultyTransport
from obmen_sandbox.onec.model import Family, Order
from obmen_sandbox.onec.order_reader import Loaded, read_orders
from obmen_sandbox.onec.order_writer import write_orders
from obmen_sandbox.onec.profile import Profile, profile_of
from obmen_sandbox.onec.site_settings import read_site_settings
from obmen_sandbox.onec.upload import Portion, send_portion
from obmen_sandbox.onec.wire import DEFAULT_SCRIPT, Wire, parse_address

Sleep = Callable[[float], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunResult:
    """What a run came to: 1C's journal, and every request with its answer."""

    ok: bool
    log: list[str]
    seen: list[Exchanged] = field(default_factory=list)
    orders: Loaded | None = None


@dataclass(slots=True, kw_only=True)
class Run:
    """The state of one run."""

    base: Base
    faults: Faults
    sleep: Sleep
    profile: Profile
    transport: FaultyTransport
    log: list[str] = field(default_factory=list)
    orders: Loaded | None = None

    def dialogue(self, kind: str) -> Dialogue:
        """Begin a session."""
        return Dialogue(
            transport=self.transport,
            address=self.transport.wire.address,
            profile=self.profile,
            kind=kind,
            use_sessid=self.base.settings.use_sessid,
            log=self.log,
        )


def prepare(base: Base, *, faults: Faults = NO_FAULTS, sleep: Sleep = time.sleep) -> Run:
    """Make a run of a base without starting it."""
    settings = base.settings
    profile = profile_of(settings)
    wire = Wire(
        address=parse_address(settings.address),
        login=settings.login,
        password=settings.password,
        timeout_s=faults.timeout_s or profile.timeout_s,
    )
    return Run(
        base=base, faults=faults, sleep=sleep, profile=profile, transport=FaultyTransport(wire, faults)
    )


def run_exchange(base: Base, *, faults: Faults = NO_FAULTS, sleep: Sleep = time.sleep) -> RunResult:
    """Run the exchange once: test, catalogue, orders from the site, changed orders to the site."""
    run = prepare(base, faults=faults, sleep=sleep)
    run.log.append(j.STARTED.format(address=base.settings.address))
    try:
        ok = _steps(run)
    except Abandoned:
        ok = False
    run.log.append(j.FINISHED if ok else j.FINISHED_WITH_ERRORS)
    return RunResult(ok=ok, log=run.log, seen=run.transport.seen, orders=run.orders)


def run_overlapping(base: Base, *, runs: int = 2, sleep: Sleep = time.sleep) -> list[RunResult]:
    """Press «Выполнить обмен» on several clients of one base at the same time."""
    results: list[RunResult] = []
    workers = [Thread(target=lambda: results.append(run_exchange(base, sleep=sleep))) for _ in range(runs)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return results


def _steps(run: Run) -> bool:
    if not run.dialogue("catalog").checkauth():  # the test connection: without it there is no exchange
        return False
    run.log.append(j.CONNECTED)
    ok = True
    if run.base.settings.exchange_goods:
        ok = export_catalogue(run)
    if run.base.settings.exchange_orders:
        pulled = pull_orders(run)
        pushed = push_orders(run)  # also when the pull failed
        ok = ok and pulled and pushed
    return ok


# ---- catalogue


def export_catalogue(run: Run) -> bool:
    """Send what is registered, portion by portion; what failed stays registered for the next run."""
    with run.base.lock:
        portions, as_of = catalog_portions(run.base, run.profile), run.base.as_of
    if not portions:
        run.log.append(j.NOTHING_CHANGED)
        return True
    was_full, ok = run.base.state.full_export, True
    for portion in portions:
        if _send_with_repeats(run, "catalog", portion.portion):
            _take_off(run, portion, as_of=as_of)
            continue
        ok = False
        if portion.carries_classifier:
            run.log.append(j.CATALOGUE_STOPPED)
            return False
    if run.profile.split_packages and was_full and ok:
        dialogue = run.dialogue("catalog")
        return dialogue.checkauth() and dialogue.finish()
    return ok


def _take_off(run: Run, portion: CatalogPortion, *, as_of: int) -> None:
    with run.base.lock:
        run.base.forget_items(portion.item_ids, *portion.parts, as_of=as_of)
        if portion.carries_classifier:
            run.base.state.full_export = False
    run.log.append(j.PORTION_DONE.format(name=portion.portion.name, count=len(portion.item_ids)))


def _send_with_repeats(run: Run, kind: str, portion: Portion) -> bool:
    for _ in range(max(1, run.base.settings.attempts)):
        if _send_once(run, kind, portion):
            return _send_once(run, kind, portion) if run.faults.resend_portion else True
    run.log.append(j.PORTION_FAILED.format(name=portion.name))
    return False


def _send_once(run: Run, kind: str, portion: Portion) -> bool:
    return send_portion(run.dialogue(kind), portion, faults=run.faults, sleep=run.sleep)


# ---- orders


def pull_orders(run: Run) -> bool:
    """Load orders from the site and acknowledge them, unless a rule of the reader forbids it."""
    dialogue = run.dialogue("sale")
    if not dialogue.checkauth():
        return False
    if run.profile.init_before_query and dialogue.init(upload=False) is None:
        return False
    text = dialogue.query()
    for _ in range(run.faults.repeat_query):
        text = dialogue.query()
    if text is None or run.faults.query_only:
        return False
    if text.startswith(FAILURE) and run.profile.retries_charset:
        run.log.append(j.ORDERS_REFUSED.format(answer=text))
        return False
    return _load(run, dialogue, text)


def _load(run: Run, dialogue: Dialogue, text: str) -> bool:
    loaded = read_orders(run.base, text, bare_root=run.profile.tolerates_bare_root)
    run.orders = loaded
    run.log += loaded.log
    if not loaded.ok:
        return False
    count = len(loaded.created) + len(loaded.updated)
    run.log.append(j.ORDERS_LOADED.format(count=count) if loaded.documents else j.ORDERS_NONE)
    return True if run.faults.skip_success else dialogue.success()


def push_orders(run: Run) -> bool:
    """Send registered orders of the site; those loaded in this run leave the registration unsent."""
    with run.base.lock:
        registered, as_of = list(run.base.state.changed_orders), run.base.as_of
        orders = [run.base.state.orders[one] for one in registered if one in run.base.state.orders]
        portions = [_order_portion(run, chunk, n) for n, chunk in _chunks(run, orders)]
    ok = True
    for portion, order_ids in portions:
        if _send_with_repeats(run, "sale", portion):
            with run.base.lock:
                run.base.forget_orders(order_ids, as_of=as_of)
            run.log.append(j.PORTION_DONE.format(name=portion.name, count=len(order_ids)))
        else:
            ok = False
    return ok


def _chunks(run: Run, orders: Sequence[Order]) -> list[tuple[int, Sequence[Order]]]:
    size = run.base.settings.portion_size or max(1, len(orders))
    return [(n // size + 1, orders[n : n + size]) for n in range(0, len(orders), size)]


def _order_portion(run: Run, orders: Sequence[Order], number: int) -> tuple[Portion, list[str]]:
    base, loaded = run.base, set(run.orders.order_ids if run.orders else [])
    told = [one for one in orders if one.site_number and one.site_date and one.id not in loaded]
    name = _orders_name(base, number)
    data = write_orders(base.state, told, formed_at=base.now())
    imports = base.settings.wait_for_import and run.profile.imports_orders
    return Portion(name=name, files={name: data}, imports=imports), [one.id for one in orders]


def _orders_name(base: Base, number: int) -> str:
    guid = base.scratch_id("orders")
    match base.settings.family:
        case Family.UNF:
            return f"orders-{guid}_.xml"
        case Family.MODULE:
            return f"documents___{guid}.xml"
        case Family.TRADE | Family.RETAIL:
            return f"orders-{guid}_{number}.xml"


# ---- УНФ: the site's dictionaries


def load_site_settings(base: Base, *, faults: Faults = NO_FAULTS) -> RunResult:
    """Load the site's statuses and payment methods, as the button of the УНФ node does (facts §1.9)."""
    run = prepare(base, faults=faults)
    text = _ask_info(run)
    found = read_site_settings(text) if text is not None else None
    if found is None:
        run.log.append(j.SETTINGS_UNREADABLE)
        return RunResult(ok=False, log=run.log, seen=run.transport.seen)
    base.settings.site_statuses = found.statuses
    line = j.SETTINGS_LOADED.format(statuses=len(found.statuses), payments=len(found.payments))
    run.log.append(line)
    return RunResult(ok=True, log=run.log, seen=run.transport.seen)


def _ask_info(run: Run) -> str | None:
    dialogue = run.dialogue("sale")
    return dialogue.info(DEFAULT_SCRIPT) if dialogue.checkauth() else None
