"""Invoices: the list with both numbers, and the page of one with its dialogue and the way out."""

from __future__ import annotations

from base64 import b64decode
from datetime import datetime
from typing import Any

from starlette.responses import Response
from starlette.routing import Route

from obmen.console.routing import form, page
from obmen.console.shell import Console, Visit
from obmen.domain.errors import NotFound, Refused
from obmen.domain.roles import Permission
from obmen.flows.desk.invoices import STATES, list_invoices, show_invoice
from obmen.flows.desk.raw import ids_of, way_of
from obmen.messages.catalogue import text_of
from obmen.messages.events import event_in_words

TEXT_LETTERS = 200


def create_invoices_routes(console: Console) -> list[Route]:
    """Return the routes of invoices."""
    return [
        page(console, "/x/{exchange}/invoices", invoices, needs=Permission.LOOK),
        page(console, "/x/{exchange}/invoices/{invoice}", invoice, needs=Permission.LOOK),
        page(console, "/x/{exchange}/invoices/{invoice}/raw/{message}", raw, needs=Permission.SEE_RAW),
        page(console, "/x/{exchange}/invoices/{invoice}/raw/{message}/file", file, needs=Permission.SEE_RAW),
        form(console, "/x/{exchange}/invoices/{invoice}/send", send, needs=Permission.SEND),
        form(console, "/x/{exchange}/invoices/{invoice}/retry", retry, needs=Permission.RETRY),
        form(console, "/x/{exchange}/invoices/{invoice}/bind", bind, needs=Permission.BIND),
    ]


async def invoices(visit: Visit) -> Response:
    """Show a page of the list; htmx asks for its rows only."""
    asked = visit.request.query_params
    state = asked["state"] if asked.get("state") in STATES else "all"
    text = asked.get("text", "")[:TEXT_LETTERS].strip()
    before = int(asked["before"]) if asked.get("before", "").isdecimal() else None
    listing = await visit.read(
        lambda work: list_invoices(work, visit.exchange, state=state, text=text, before=before)
    )
    values = {"listing": listing, "state": state, "text": text, "states": tuple(STATES)}
    if visit.is_part:
        return visit.part("invoices/rows.html", **values)
    return visit.page("invoices/invoices.html", **values)


async def invoice(visit: Visit) -> Response:
    """Show everything of one invoice."""
    invoice_id = _invoice_id(visit)
    whole = await visit.read(lambda work: show_invoice(work, visit.exchange, invoice_id=invoice_id))
    return visit.page(
        "invoices/invoice.html",
        whole=whole,
        problems=visit.told_problems(whole.problems),
        raw_of=lambda entry: ids_of(entry.event, entry.facts),
        way=lambda one: text_of(f"raw.way.{way_of(one)}", language=visit.language, facts={}),
        said=lambda entry: event_in_words(entry.event, whole.named(entry.facts), language=visit.language),
    )


def _invoice_id(visit: Visit) -> int:
    told = visit.request.path_params["invoice"]
    if not told.isdecimal() or len(told) > 18:
        raise NotFound("invoice", reason="invoice", invoice=told)
    return int(told)


async def raw(visit: Visit) -> Response:
    """Show a message of the dialogue as it went; htmx asks for the part below its event."""
    message = await _message(visit, whole=False)
    values = {"message": message, "address": _address(visit, _invoice_id(visit))}
    if visit.is_part:
        return visit.part("invoices/raw_part.html", **values)
    at = datetime.fromisoformat(message["at"])
    return visit.page("invoices/raw_page.html", at=at, **values)


async def file(visit: Visit) -> Response:
    """Give a message whole, as a file that no browser opens."""
    message = await _message(visit, whole=True)
    headers = {"Content-Disposition": f'attachment; filename="{message["file_name"]}"'}
    return Response(b64decode(message["file"]), media_type="application/octet-stream", headers=headers)


async def _message(visit: Visit, *, whole: bool) -> Any:  # noqa: ANN401 — the command's document
    answer = await visit.ask(
        "invoice.raw",
        name=visit.exchange.name,
        invoice=_invoice_id(visit),
        message=visit.request.path_params["message"],
        whole=whole,
        language=visit.language,
    )
    return answer.document


async def send(visit: Visit) -> Response:
    """Send an invoice to 1C, also again; with `as_new` as another order."""
    invoice_id = _invoice_id(visit)
    as_new = visit.form.get("as_new") == "yes"
    answer = await visit.ask(
        "send",
        name=visit.exchange.name,
        invoices=[invoice_id],
        since=None,
        yes=True,
        as_new=as_new,
    )
    if answer.ok:
        visit.say("invoices.said.due")
    else:
        reasons = [row["text"] for row in answer.document["invoices"] if row["text"]]
        visit.say("invoices.said.not_due", tone="warning", why=" ".join(reasons))
    return _back(visit, invoice_id)


async def retry(visit: Visit) -> Response:
    """Try anew what is held of an invoice."""
    invoice_id = _invoice_id(visit)
    whole = await visit.read(lambda work: show_invoice(work, visit.exchange, invoice_id=invoice_id))
    if not whole.problems:
        raise Refused("retry", reason="no_problem", ids=str(invoice_id))
    await visit.ask("retry", name=visit.exchange.name, ids=[problem.id for problem in whole.problems])
    visit.say("invoices.said.retried")
    return _back(visit, invoice_id)


async def bind(visit: Visit) -> Response:
    """Say which item of 1C a row is."""
    invoice_id = _invoice_id(visit)
    row, item = str(visit.form.get("row", "")), str(visit.form.get("item", "")).strip()
    if not row.isdecimal() or not item:
        raise NotFound("row", reason="row", row=row or "—", invoice=invoice_id, rows="")
    await visit.ask("bind", name=visit.exchange.name, invoice=invoice_id, row=int(row), item=item)
    visit.say("invoices.said.bound")
    return _back(visit, invoice_id)


def _back(visit: Visit, invoice_id: int) -> Response:
    return visit.go(_address(visit, invoice_id))


def _address(visit: Visit, invoice_id: int) -> str:
    return f"/x/{visit.exchange.name}/invoices/{invoice_id}"
