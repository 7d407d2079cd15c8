"""`invoice.raw`: the messages of an invoice's dialogue as they went over the wire, masked."""

from __future__ import annotations

import asyncio
import base64
import json
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from obmen.bootstrap.app import App
from obmen.bootstrap.result import Args, Result, Tell, language_in
from obmen.delivery.call import ContentOf, ResultOf
from obmen.domain.errors import Refused
from obmen.domain.masking import masked
from obmen.flows.desk.raw import Found, Message, find_message, list_messages
from obmen.flows.ports.exchanges import Exchange
from obmen.flows.ports.inbox import Package
from obmen.flows.ports.wire import KeptAnswer, KeptCall
from obmen.messages.catalogue import text_of
from obmen.messages.events import event_in_words
from obmen.onec.commerceml.readers.excerpts import order_document, text_of_file

SHOWN_LETTERS: Final = 64 * 1024
BIGGEST_BYTES: Final = 32 * 1024 * 1024  # of a message that is read whole


@dataclass(frozen=True, slots=True)
class _Body:
    """A message as it went."""

    text: str
    part: str  # of it, what is about the order; empty: all of it
    size_bytes: int
    suffix: str
    charset: str = "utf-8"


async def raw(app: App, args: Args, _: Tell) -> Result:
    """List the messages of an invoice, or show one: what is about it, or with `whole` all of it."""
    exchange, language = await app.exchange(args["name"]), language_in(args, otherwise=app.config.language)
    invoice, message_id = str(args["invoice"]), args.get("message")
    if not message_id:
        listed = await app.store.aread(partial(list_messages, exchange=exchange, invoice=invoice))
        return Result([_named(one, language) for one in listed])
    find = partial(find_message, exchange=exchange, invoice=invoice, message_id=message_id)
    found = await app.store.aread(find)
    body = await asyncio.to_thread(_body, found, app.config.data_dir)
    document = _named(found.message, language) | _shown(exchange, found, body, language)
    if args.get("whole"):
        document |= _whole(found, body, invoice)
    return Result(document)


def _named(message: Message, language: str) -> dict[str, object]:
    return {
        "id": message.id,
        "at": message.at.isoformat(),
        "way": str(message.way),
        "way_text": text_of(f"raw.way.{message.way}", language=language, facts={}),
        "event": message.event,
        "text": event_in_words(message.event, {}, language=language),
    }


def _shown(exchange: Exchange, found: Found, body: _Body | None, language: str) -> dict[str, object]:
    if body is None:
        days = exchange.settings.keep_days
        gone = text_of("raw.gone", language=language, facts={"days": days})
        return {"kept": False, "note": gone, "size_bytes": 0, "part": "", "cut": False}
    part = masked((body.part or body.text)[: SHOWN_LETTERS * 2], secrets=found.secrets)
    is_cut = len(body.part or body.text) > SHOWN_LETTERS
    note = "raw.cut" if is_cut else "raw.part" if body.part else "raw.all"
    return {
        "kept": True,
        "note": text_of(note, language=language, facts={"order": found.order}),
        "size_bytes": body.size_bytes,
        "part": part[:SHOWN_LETTERS],
        "cut": is_cut,
    }


def _whole(found: Found, body: _Body | None, invoice: str) -> dict[str, object]:
    """Return the message with its secrets masked, in its own letters."""
    if body is None:
        raise Refused("message", reason="message_gone", message=found.message.id)
    written = masked(body.text, secrets=found.secrets).encode(body.charset, errors="xmlcharrefreplace")
    name = f"invoice-{invoice}-{found.message.id}.{body.suffix}"
    return {"file": base64.b64encode(written).decode(), "file_name": name}


def _body(found: Found, data_dir: Path) -> _Body | None:
    match found.kept:
        case KeptAnswer(body=body):
            return _of_onec(body, found.order)
        case Package() as package:
            kept = _read(package, data_dir)
            return None if kept is None else _of_onec(kept, found.order)
        case KeptCall() as call:
            return _of_crm(call)
        case None:
            return None


def _of_onec(body: bytes, order: str) -> _Body:
    text, charset = text_of_file(body)
    return _Body(text, order_document(body, number=order), len(body), "xml", charset)


def _of_crm(call: KeptCall) -> _Body:
    told = {
        "method": call.call.method,
        "params": call.call.params,
        "sent_at": call.at.isoformat(),
        "request": call.batch,
        "outcome": call.outcome or "unknown",
    }
    text = json.dumps(told, ensure_ascii=False, indent=2, default=_in_words)
    return _Body(text, "", len(text.encode()), "json")


def _in_words(value: object) -> object:
    """Say what stands in a call for something that is known only when it goes out."""
    match value:
        case ResultOf(call=call):
            return f"$result[{call}]"
        case ContentOf(file=file):
            return f"<{file}>"
        case _:
            return str(value)


def _read(package: Package, data_dir: Path) -> bytes | None:
    """Read a kept file; one that a person imported from elsewhere is theirs, and may be another by now."""
    path = (data_dir / package.path).resolve()
    if not path.is_relative_to(data_dir.resolve()) or not path.is_file():
        return None
    if path.stat().st_size > BIGGEST_BYTES:
        raise Refused("message", reason="message_big", path=package.path)
    return path.read_bytes()
