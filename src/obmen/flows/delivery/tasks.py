"""Ready rows become tasks: what the CRM shall hold, and what it was given."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from obmen.delivery.call import Task
from obmen.delivery.profile import LIST_PROPERTY, PortalProfile
from obmen.delta.attributes import PREFIX
from obmen.delta.compare import PRICE_PREFIX, Action, wanted
from obmen.delta.pictures import Add, Remove, next_step
from obmen.delta.stock import OF_ADJUSTMENTS, document_of
from obmen.domain.identity import EntityKind, Ref, price_ref
from obmen.domain.properties import property_key, value_ref
from obmen.flows.catalog.galleries import GalleryRow, read_galleries
from obmen.flows.catalog.judging import judge
from obmen.flows.catalog.reading import BLOCK_OF, COMPUTED, read_page
from obmen.flows.catalog.stock_reading import items, quantity_context, read_stock
from obmen.flows.delivery.picturing import FILE, PICTURE_ID, PRODUCT_ID
from obmen.flows.ports.catalog import OutboxRow
from obmen.flows.ports.exchanges import Exchange
from obmen.flows.ports.store import Work


@dataclass(frozen=True, slots=True)
class TaskPage:
    """Tasks to deliver, with the ids of the records that they lean on."""

    tasks: tuple[Task, ...]
    bound: Mapping[Ref, int]
    idle: Mapping[int, int]  # rows {id: version} that meanwhile differ in nothing


def read_tasks(work: Work, exchange: Exchange, rows: Sequence[OutboxRow], profile: PortalProfile) -> TaskPage:
    """Read the rows' desired and known fields; what they lean on is looked up among the bindings."""
    if all(row.ref.kind is EntityKind.GALLERY for row in rows):
        return _read_galleries(work, exchange.id, rows)
    computed = [row for row in rows if row.ref.kind in COMPUTED]
    stock = [row for row in rows if row.ref.kind is EntityKind.STOCK]
    given = [row for row in rows if row.ref.kind not in {*COMPUTED, EntityKind.STOCK}]
    page = read_page(work, exchange, computed)
    tasks = [_given(work, row) for row in given]
    idle: dict[int, int] = {}
    for judged in judge(page, {}, exchange, profile):
        row, change = judged.row, judged.change
        binding = page.bindings.get(row.ref)
        if change.action is Action.NOTHING:  # a refusal is the mapper's to say again: it parks the row
            idle[row.id] = row.version
            continue
        known = binding.fields if binding else {}
        desired = wanted(change, known=known)
        tasks.append(_task(row, desired, known, binding.remote_id if binding else None))
    for one in read_stock(work, exchange, stock, quantity_context(work, exchange)) if stock else ():
        if one.product_id is None or not one.differs:
            idle[one.row.id] = one.row.version
        else:
            tasks.append(_task(one.row, {**one.known, **one.desired}, one.known, one.product_id))
    return TaskPage(tuple(tasks), _bound(work, exchange.id, tasks, profile), idle)


def _read_galleries(work: Work, exchange_id: int, rows: Sequence[OutboxRow]) -> TaskPage:
    """Read the next step of each gallery; they lean on nothing: who has no product has no row."""
    galleries = read_galleries(work, exchange_id, [row.ref.id for row in rows])
    tasks = {row.id: _gallery(row, one) for row, one in zip(rows, galleries, strict=True)}
    idle = {row.id: row.version for row in rows if tasks[row.id] is None}
    return TaskPage(tuple(task for task in tasks.values() if task is not None), {}, idle)


def _gallery(row: OutboxRow, known: GalleryRow) -> Task | None:
    """Return the next step of a gallery; None: it shows what it should, or has no place any more."""
    if known.pictures is None or known.product_id is None:
        return None
    at: dict[str, object] = {PRODUCT_ID: known.product_id}
    match next_step(known.wanted, known.gallery):
        case Add(file, name):
            return _task(row, {**at, FILE: file, "name": name}, {}, known.product_id)
        case Remove(picture_id):
            return _task(row, {**at, PICTURE_ID: picture_id}, {}, known.product_id)
        case None:
            return None


def _given(work: Work, row: OutboxRow) -> Task:
    binding = work.bindings.get(row.exchange_id, [row.ref]).get(row.ref)
    known = binding.fields if binding else {}
    return _task(row, row.desired or {}, known, binding.remote_id if binding else None)


def _task(
    row: OutboxRow, desired: Mapping[str, object], known: Mapping[str, object], remote_id: int | None
) -> Task:
    return Task(
        id=row.id,
        exchange_id=row.exchange_id,
        ref=row.ref,
        desired=desired,
        known=known,
        remote_id=remote_id,
        version=row.version,
    )


def _bound(work: Work, exchange_id: int, tasks: Sequence[Task], profile: PortalProfile) -> Mapping[Ref, int]:
    """Bindings that the tasks lean on: themselves, their prices, their sections or heads, values of lists."""
    refs: set[Ref] = set()
    for task in tasks:
        refs |= {task.ref, price_ref(task.ref), *_prices_of(task), *_values_of(task, profile)}
        if task.ref.kind in OF_ADJUSTMENTS:
            refs.add(document_of(task.ref))
        if task.ref.kind is EntityKind.STOCK:
            refs |= items(task.ref.id)
        above = EntityKind.PRODUCT if task.ref.kind is EntityKind.VARIATION else EntityKind.SECTION
        refs |= {Ref(above, str(task.desired[n])) for n in ("section", "parent") if task.desired.get(n)}
    return {ref: binding.remote_id for ref, binding in work.bindings.get(exchange_id, refs).items()}


def _prices_of(task: Task) -> Iterator[Ref]:
    for name in task.desired:
        if name.startswith(PRICE_PREFIX):
            yield price_ref(task.ref, name.removeprefix(PRICE_PREFIX))


def _values_of(task: Task, profile: PortalProfile) -> Iterator[Ref]:
    """Name the values of list properties that a record has."""
    block = BLOCK_OF.get(task.ref.kind)
    if block is None:
        return
    for name, value in task.desired.items():
        shape = profile.properties.get(property_key(block, name.removeprefix(PREFIX)))
        if name.startswith(PREFIX) and shape is not None and shape.type == LIST_PROPERTY:
            values = value if isinstance(value, list) else [value]
            yield from (value_ref(shape.id, str(one)) for one in values)
