"""The answer to УНФ's `mode=info`: statuses, payments, deliveries, in Bitrix's shape. Source: facts §1.9."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape

from obmen.onec.commerceml.session import encode
from obmen.onec.vocabulary import DELIVERY_SERVICES, DICTIONARY, ELEMENT, ID, NAME, PAYMENT_SYSTEMS, STATUSES


def info_answer(*, stages: Sequence[tuple[str, str]], charset: str) -> bytes:
    """Write the dictionaries; `stages` are (id, name). Payments and deliveries are 1C's own: empty."""
    lists = "\n".join(
        (_list(STATUSES, stages), _list(PAYMENT_SYSTEMS, ()), _list(DELIVERY_SERVICES, ())),
    )
    text = f'<?xml version="1.0" encoding="{charset}"?>\n<{DICTIONARY}>\n{lists}\n</{DICTIONARY}>\n'
    return encode(text, charset=charset)


def _list(name: str, rows: Sequence[tuple[str, str]]) -> str:
    return "\n".join([f"<{name}>", *(_element(id_, title) for id_, title in rows), f"</{name}>"])


def _element(id_: str, title: str) -> str:
    return f"<{ELEMENT}><{ID}>{escape(id_)}</{ID}><{NAME}>{escape(title)}</{NAME}></{ELEMENT}>"
