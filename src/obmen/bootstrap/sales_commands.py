"""Commands on sales: send, bind."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from obmen.bootstrap.app import App
from obmen.bootstrap.asking import reach
from obmen.bootstrap.result import Args, Result, Tell, language_in, progress
from obmen.domain.errors import NotFound
from obmen.flows.admin.check import ensure_discovery
from obmen.flows.ports.exchanges import Exchange
from obmen.flows.ports.sales import OrderState
from obmen.flows.ports.store import Work
from obmen.flows.sales.send import SendAs, Sending, bind_row, preview_send, send_orders
from obmen.messages.problems import text_of_problem


async def send(app: App, args: Args, tell: Tell) -> Result:
    """Send chosen or earlier invoices to 1C, also again; without `yes` only list them."""
    exchange, language = await app.exchange(args["name"]), language_in(args, otherwise=app.config.language)
    ids, since = list(args["invoices"]), _since(exchange, args["since"])
    portal = app.portals.of(exchange)
    tell(progress("portal"))
    await reach(ensure_discovery(app.store, portal.lookups, exchange=exchange, now=app.clock()))
    tell(progress("send"))
    if not args["yes"]:
        listed = await reach(
            preview_send(
                store=app.store, invoices=portal.invoices, exchange_id=exchange.id, ids=ids, since=since
            )
        )
        return Result(_document(language, listed, ids, preview=True))
    sent = await reach(
        send_orders(
            store=app.store,
            invoices=portal.invoices,
            exchange_id=exchange.id,
            ids=ids,
            since=since,
            send_as=SendAs.NEW if args["as_new"] else SendAs.AGAIN,
            now=app.clock(),
        )
    )
    document = _document(language, sent, ids, preview=False)
    return Result(document, ok=not ids or document["due"] == len(set(ids)))


def _since(exchange: Exchange, day: str | None) -> datetime | None:
    """Return the beginning of a day where the 1C base is."""
    return datetime.fromisoformat(day).replace(tzinfo=exchange.settings.zone) if day else None


def _document(
    language: str, rows: Sequence[Sending], ids: Sequence[int], *, preview: bool
) -> dict[str, object]:
    due = sum(row.after == OrderState.DUE for row in rows)
    return {
        "preview": preview,
        "sent": due > 0,  # at least one goes to 1C; the rest is in `missing` and in the states
        "count": len(rows),
        "due": due,
        "missing": sorted(set(ids) - {row.invoice_id for row in rows}),
        "invoices": [_row(row, language) for row in rows],
    }


def _row(row: Sending, language: str) -> dict[str, object]:
    return {
        "invoice": row.invoice_id,
        "number": row.number,
        "client": row.client,
        "total": row.total,
        "before": row.before,
        "after": row.after,
        "reason": row.reason,
        "text": text_of_problem(row.reason, language=language, facts={}) if row.reason else "",
    }


async def bind(app: App, args: Args, _: Tell) -> Result:
    """Bind a row of an invoice to an item of 1C; `row` counts from 1."""
    exchange = await app.exchange(args["name"])
    now = app.clock()
    state = await app.store.awrite(partial(_bind, exchange=exchange, args=args, now=now))
    return Result({"invoice": args["invoice"], "row": args["row"], "item": args["item"], "state": str(state)})


def _bind(work: Work, *, exchange: Exchange, args: Args, now: datetime) -> OrderState:
    invoice_id, place = args["invoice"], args["row"]
    row = work.ledger.get(exchange.id, invoice_id=invoice_id)
    if row is None:
        raise NotFound("invoice", reason="invoice", invoice=invoice_id)
    if place > len(row.invoice.lines):
        raise NotFound("row", reason="row", row=place, invoice=invoice_id, rows=len(row.invoice.lines))
    return bind_row(
        work,
        exchange_id=exchange.id,
        invoice_id=invoice_id,
        row_id=row.invoice.lines[place - 1].row_id,
        key=args["item"],
        now=now,
    )
