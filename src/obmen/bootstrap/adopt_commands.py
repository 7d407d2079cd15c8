"""`adopt`: a catalogue that the portal has already becomes 1C's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Final

from obmen.bootstrap.app import App
from obmen.bootstrap.asking import reach
from obmen.bootstrap.result import Args, Result, Tell, language_in, progress
from obmen.delivery.profile import CheckState
from obmen.domain.errors import BadSetting
from obmen.domain.identity import EntityKind
from obmen.flows.admin.check import ensure_discovery
from obmen.flows.catalog.adopting import (
    Adoption,
    Doubt,
    Pair,
    Told,
    adopt,
    begin,
    differences,
    park_doubts,
    plan_adoption,
)
from obmen.flows.catalog.found_galleries import count_pictured
from obmen.flows.catalog.reading import COMPUTED
from obmen.flows.ports.exchanges import Discovery, Exchange
from obmen.messages.problems import fix_of_problem, text_of_problem

NEW: Final = "new"  # stands in the place of the portal's id: there is none
OTHERS: Final = "portal.vendor_exchange"


async def adopt_(app: App, args: Args, tell: Tell) -> Result:
    """Show which of the portal's objects are records of 1C; with `yes`, bind them."""
    exchange, told = await app.exchange(args["name"]), _told(args.get("pairs") or ())
    portal = app.portals.of(exchange)
    tell(progress("apply"))
    await app.apply_all(exchange.id)
    tell(progress("adopt"))
    discovery = await reach(ensure_discovery(app.store, portal.lookups, exchange=exchange, now=app.clock()))
    adoption = await reach(plan_adoption(app.store, portal.belongings, exchange_id=exchange.id, told=told))
    yes = bool(args.get("yes"))
    if yes:
        await app.store.awrite(lambda work: begin(work, exchange.id, told, now=app.clock()))
    pairs, adopted, pictured = await reach(_go_through(app, exchange, adoption, tell, yes=yes))
    if yes:
        await app.store.awrite(
            partial(park_doubts, exchange=exchange, doubts=adoption.doubts, now=app.clock())
        )
        app.engine.nudge("deliver")
    warnings = _warnings(discovery, language_in(args, otherwise=app.config.language))
    pictures = {"goods": pictured[0], "pictures": pictured[1]}
    return Result(_document(adoption, pairs, warnings) | {"adopting": adopted, "pictures": pictures})


def _told(pairs: Sequence[str]) -> Told:
    """Read `GUID=ID` and `GUID=new`.

    Raises: BadSetting.
    """
    known: dict[str, int] = {}
    new: set[str] = set()
    for pair in pairs:
        key, _, word = pair.rpartition("=")
        if key and word == NEW:
            new.add(key)
        elif key and word.isascii() and word.isdigit():
            known[key] = int(word)
        else:
            raise BadSetting(pair, key=pair, reason="pair")
    return Told(pairs=known, new=frozenset(new))


async def _go_through(
    app: App, exchange: Exchange, adoption: Adoption, tell: Tell, *, yes: bool
) -> tuple[list[Pair], int, tuple[int, int]]:
    """Read what the portal holds of the pairs, and bind them page by page if a person has said yes.

    Returns the pairs, how many were bound, how many goods show pictures already, and how many pictures.
    """
    portal = app.portals.of(exchange)
    pairs: list[Pair] = []
    adopted = goods = pictures = 0
    async for some, held in differences(
        app.store, portal.lookups, portal.belongings, exchange_id=exchange.id, adoption=adoption
    ):
        pairs += some
        products = {one.ref.id: one.remote_id for one in some if one.ref.kind is EntityKind.PRODUCT}
        counted = await count_pictured(app.store, portal.pictures, exchange_id=exchange.id, products=products)
        goods, pictures = goods + counted[0], pictures + counted[1]
        tell(progress("adopt", done=len(pairs), total=len(adoption.pairs)))
        if yes:
            adopted += await app.store.awrite(
                partial(adopt, exchange=exchange, pairs=some, held=held, now=app.clock())
            )
    return pairs, adopted, (goods, pictures)


def _warnings(discovery: Discovery, language: str) -> list[str]:
    """Return what hints at the vendor's own exchange: it deletes what it isn't sent."""
    return [
        " ".join(
            told(f"check.{finding.id}.{finding.state}", language=language, facts=finding.facts)
            for told in (text_of_problem, fix_of_problem)
        )
        for finding in discovery.findings
        if finding.id == OTHERS and finding.state is not CheckState.OK
    ]


def _document(adoption: Adoption, pairs: Sequence[Pair], warnings: Sequence[str]) -> dict[str, Any]:
    return {
        "totals": {str(kind): _totals(adoption, str(kind)) for kind in COMPUTED},
        "pairs": [_pair(one) for one in pairs],
        "doubts": [_doubt(one) for one in adoption.doubts],
        "warnings": list(warnings),
    }


def _totals(adoption: Adoption, kind: str) -> Mapping[str, object]:
    by = Counter(str(pair.by) for pair in adoption.pairs if pair.ref.kind == kind)
    return {
        "pairs": by.total(),
        "by": dict(by),
        "doubts": sum(doubt.ref.kind == kind for doubt in adoption.doubts),
        "new": sum(count for one, count in adoption.new.items() if one == kind),
        "alone": sum(count for one, count in adoption.alone.items() if one == kind),
    }


def _pair(pair: Pair) -> dict[str, object]:
    return {
        "kind": str(pair.ref.kind),
        "id": pair.ref.id,
        "name": pair.name,
        "remote_id": pair.remote_id,
        "remote_name": pair.theirs,
        "by": str(pair.by),
        "fields": {name: list(values) for name, values in pair.fields.items()},
    }


def _doubt(doubt: Doubt) -> dict[str, object]:
    return {
        "kind": str(doubt.ref.kind),
        "id": doubt.ref.id,
        "name": doubt.name,
        "choices": [{"remote_id": remote, "name": name} for remote, name in doubt.choices],
    }
