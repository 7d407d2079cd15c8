"""What is known of a record after something more was told of it."""

from __future__ import annotations

import json

from obmen.delta.parts import encode
from obmen.domain.identity import EntityKind

Bodies = tuple[str | None, str | None, str | None]  # of the parts of one record


def merge_bodies(kind: EntityKind, known: str, told: str) -> str:
    """Return what is known of a record after something more was told of it.

    Fields told win, fields not told stay; an offer that tells anything of itself always tells `deleted`.
    All pictures of a card or an offer are named, but their files may have come before. Records of other kinds
    are told whole and replace what was known.
    """
    match kind:
        case EntityKind.PRICES:
            return encode({**json.loads(known), **json.loads(told)})
        case EntityKind.STOCKS:
            before, after = json.loads(known), json.loads(told)
            merged = {**before, **after}
            if "stocks" in before and "stocks" in after:
                merged["stocks"] = {**before["stocks"], **after["stocks"]}
            return encode(merged)
        case EntityKind.OFFER:
            before = json.loads(known)
            before.pop("deleted", None)
            return encode({**before, **json.loads(told)})
        case EntityKind.PICTURES | EntityKind.OFFER_PICTURES:
            return _merge_pictures(known, told)
        case _:
            return told


def _merge_pictures(known: str, told: str) -> str:
    """Keep the content of what a card names again when its file did not come again."""
    before = {path: [path, *content] for path, *content in json.loads(known)}
    return encode([[p, *c] if any(c) else before.get(p, [p, *c]) for p, *c in json.loads(told)])


def merge(kind: EntityKind, known: Bodies, told: Bodies) -> Bodies:
    """Return the parts of a record after something more was told of it."""
    return (
        _merge_part(kind, known[0], told[0]),
        _merge_part(EntityKind.PRICES, known[1], told[1]),
        _merge_part(EntityKind.STOCKS, known[2], told[2]),
    )


def _merge_part(kind: EntityKind, known: str | None, told: str | None) -> str | None:
    if known is None or told is None:
        return known if told is None else told
    return merge_bodies(kind, known, told)
