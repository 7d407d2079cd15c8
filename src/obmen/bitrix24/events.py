"""Events that Bitrix24's servers post: ids only, checked by token, re-read afterwards (bitrix24.md §5)."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from obmen.bitrix24.vocabulary import SMART_INVOICE

INVOICE_EVENTS: Final = frozenset({"ONCRMDYNAMICITEMADD", "ONCRMDYNAMICITEMUPDATE", "ONCRMDYNAMICITEMDELETE"})


@dataclass(frozen=True, slots=True)
class InvoiceChanged:
    """An invoice was made, changed or deleted."""

    invoice_id: int


@dataclass(frozen=True, slots=True)
class Forged:
    """The token is not the one that was set: nothing is believed."""


@dataclass(frozen=True, slots=True)
class Uninteresting:
    """A genuine event of something else."""

    event: str


def read_event(form: Mapping[str, str], *, token: str) -> InvoiceChanged | Forged | Uninteresting:
    """Read a form-encoded event.

    Shape:  `event`, `data[FIELDS][ID]`, `data[FIELDS][ENTITY_TYPE_ID]`, `auth[application_token]`.
    """
    told = form.get("auth[application_token]", "")
    if not token or not hmac.compare_digest(told.encode(), token.encode()):
        return Forged()
    event = form.get("event", "").upper()
    invoice_id = form.get("data[FIELDS][ID]", "")
    if event not in INVOICE_EVENTS or form.get("data[FIELDS][ENTITY_TYPE_ID]") != str(SMART_INVOICE):
        return Uninteresting(event)
    return InvoiceChanged(int(invoice_id)) if invoice_id.isdigit() else Uninteresting(event)
