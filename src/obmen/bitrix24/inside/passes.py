"""Our own short pass for an opened page: it travels in a header, for cookies don't arrive in a frame."""

from __future__ import annotations

import base64
import binascii
import hmac
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Final

from obmen.flows.ports.application import Subject

VALID_FOR: Final = timedelta(minutes=15)
HEADER: Final = "x-obmen-pass"
LABEL: Final = b"obmen: pass of a page inside a portal"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pass:
    """Who looks at what, and until when; it opens nothing else."""

    exchange: str
    user_id: int
    subject: Subject
    subject_id: int
    invoice_ids: tuple[int, ...]
    language: str
    until: datetime


def write_pass(one: Pass, *, key: bytes) -> str:
    """Write a pass as text that only we can have written."""
    facts = [
        one.exchange, one.user_id, str(one.subject), one.subject_id, list(one.invoice_ids), one.language,
        int(one.until.timestamp()),
    ]  # fmt: skip
    body = base64.urlsafe_b64encode(json.dumps(facts, separators=(",", ":")).encode())
    return f"{body.decode()}.{_mark(body, key)}"


def read_pass(text: str, *, key: bytes, exchange: str, now: datetime) -> Pass | None:
    """Read a pass; None: forged, of another exchange, or too old."""
    body, _, mark = text.partition(".")
    if not hmac.compare_digest(_mark(body.encode(), key).encode(), mark.encode()):
        return None
    try:
        name, user_id, subject, subject_id, invoice_ids, language, until = json.loads(
            base64.urlsafe_b64decode(body)
        )
    except (ValueError, binascii.Error):
        return None
    moment = datetime.fromtimestamp(until, UTC)
    if name != exchange or now >= moment:
        return None
    return Pass(
        exchange=name, user_id=user_id, subject=Subject(subject), subject_id=subject_id,
        invoice_ids=tuple(invoice_ids), language=language, until=moment,
    )  # fmt: skip


def _mark(body: bytes, key: bytes) -> str:
    own_key = hmac.new(key, LABEL, sha256).digest()
    return hmac.new(own_key, body, sha256).hexdigest()
