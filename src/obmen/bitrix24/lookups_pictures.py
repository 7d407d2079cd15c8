"""How the writing methods of pictures are looked up: by the list of the product's pictures.

The portal tells no digest of a picture; its name, which nobody else gives, says which one it is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from obmen.bitrix24.call import Command
from obmen.bitrix24.codes import VAGUE
from obmen.bitrix24.lookup_words import NOT_THERE, Blocks, LookUp
from obmen.bitrix24.reading import Row, number, string
from obmen.bitrix24.vocabulary import (
    CATALOG_PRODUCT_IMAGE_ADD,
    CATALOG_PRODUCT_IMAGE_DELETE,
    CATALOG_PRODUCT_IMAGE_LIST,
    FILE_CONTENT,
)
from obmen.delivery.call import Call
from obmen.delivery.outcome import Delivered, Outcome


def _ask(call: Call, _blocks: Blocks) -> Sequence[Command]:
    return [Command(CATALOG_PRODUCT_IMAGE_LIST, {"productId": call.fields["product_id"]})]


def _added(call: Call, rows: Sequence[Row]) -> Outcome:
    """Find the picture by its name; what a portal may put behind a name that it has twice is no digit."""
    stem = re.compile(re.escape(sent_name(call).partition(".")[0]) + r"(?!\d)", re.IGNORECASE)
    ids = [number(row.get("id")) for row in rows if stem.match(string(row.get("name")))]
    return Delivered(min(ids)) if ids else NOT_THERE


def _removed(call: Call, rows: Sequence[Row]) -> Outcome:
    there = any(number(row.get("id")) == call.target for row in rows)
    return NOT_THERE if there else Delivered(call.target)


def is_owner_gone(command: Command, code: str) -> bool:
    """Tell whether a list of pictures was refused for want of the product: there is no code for that."""
    return command.method == CATALOG_PRODUCT_IMAGE_LIST and code in VAGUE


def sent_name(call: Call) -> str:
    """Return the name that a call gives a picture."""
    content = call.params.get(FILE_CONTENT)
    return string(content[0]) if isinstance(content, Sequence) and content else ""


PICTURE_TABLE: Final[Mapping[str, LookUp]] = {
    CATALOG_PRODUCT_IMAGE_ADD: LookUp(_ask, _added),
    CATALOG_PRODUCT_IMAGE_DELETE: LookUp(_ask, _removed),
}
