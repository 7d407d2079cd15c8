"""Commands that show: check, status, problems, explain; and retry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Final

from obmen.bootstrap.app import App
from obmen.bootstrap.asking import reach
from obmen.bootstrap.inside import check_application
from obmen.bootstrap.numbers import read_status_of
from obmen.bootstrap.passports import passport_of, problem_in_words
from obmen.bootstrap.result import Args, Result, Tell, language_in, progress
from obmen.delivery.profile import CheckState, Finding
from obmen.domain.errors import Refused
from obmen.domain.identity import EntityKind
from obmen.flows.admin.check import discover, ensure_discovery, own_findings
from obmen.flows.admin.lacking import read_lacking
from obmen.flows.admin.report import read_report, report_on_portal
from obmen.flows.catalog.doubts import DOUBT
from obmen.flows.ports.catalog import Due
from obmen.flows.ports.exchanges import Exchange
from obmen.flows.ports.portal import PortalFailing, PortalHalted, PortalUnreachable
from obmen.flows.ports.store import Work
from obmen.flows.sales.send import retry_held
from obmen.messages.problems import finding_in_words

ALL: Final = 1_000_000
REASON_LETTERS: Final = 500


async def check(app: App, args: Args, tell: Tell) -> Result:
    """The pre-flight, live."""
    exchange = await app.exchange(args["name"])
    tell(progress("portal"))
    app.portals.of(exchange).probe()
    try:
        discovery = await discover(app.store, app.portals.of(exchange).lookups, exchange=exchange)
    except PortalHalted as halted:
        found = _missing("portal.halted_now", {"code": halted.code, "detail": halted.detail})
        return _checked(app, args, exchange, [found])
    except PortalFailing as failing:
        facts = {"method": failing.method, "code": failing.code, "detail": failing.detail}
        return _checked(app, args, exchange, [_missing("portal.failing_now", facts)])
    except PortalUnreachable as away:
        return _checked(app, args, exchange, [_missing("portal.unreachable", {"detail": str(away)})])
    own = await app.store.aread(lambda work: own_findings(work, exchange, discovery.profile))
    application = await check_application(app, exchange)
    return _checked(app, args, exchange, [*discovery.findings, *own, *application])


def _missing(finding: str, facts: Mapping[str, object]) -> Finding:
    return Finding(id=finding, state=CheckState.MISSING, facts=facts)


def _checked(app: App, args: Args, exchange: Exchange, findings: Sequence[Finding]) -> Result:
    language = language_in(args, otherwise=app.config.language)
    checks = [_line(finding, exchange, language) for finding in findings]
    ok = all(finding.state is not CheckState.MISSING for finding in findings)
    return Result({"ok": ok, "checks": checks}, ok=ok)


def _line(finding: Finding, exchange: Exchange, language: str) -> dict[str, str]:
    text, advice = finding_in_words(
        finding.id, finding.state, finding.facts, exchange=exchange.name, language=language
    )
    return {"id": finding.id, "state": str(finding.state), "text": text, "advice": advice}


async def report(app: App, args: Args, tell: Tell) -> Result:
    """What the real data looks like before the start."""
    exchange = await app.exchange(args["name"])
    tell(progress("report"))
    goods = await app.store.aread(lambda work: read_report(work, exchange))
    tell(progress("portal"))
    portal = app.portals.of(exchange)
    try:
        discovery = await ensure_discovery(app.store, portal.lookups, exchange=exchange, now=app.clock())
        told = report_on_portal(await portal.census.take(discovery.profile))
    except (PortalHalted, PortalUnreachable) as away:
        told = {"away": str(away)}
    return Result({**goods, **told})


async def status(app: App, args: Args, _: Tell) -> Result:
    """Numbers of one exchange, or of all."""
    name, language = args.get("name"), language_in(args, otherwise=app.config.language)
    if name:
        return Result(await _status_of(app, await app.exchange(name), language))
    return Result([await _status_of(app, exchange, language) for exchange in await app.exchanges()])


async def _status_of(app: App, exchange: Exchange, language: str) -> dict[str, object]:
    """Return the status document, with what the portal has no place for in words."""
    lacking = await app.store.aread(lambda work: read_lacking(work, exchange))
    words = [_line(finding, exchange, language)["text"] for finding in lacking]
    return {**await read_status_of(app, exchange), "lacking": words}


async def problems(app: App, args: Args, _: Tell) -> Result:
    """What waits for a person."""
    exchange = await app.exchange(args["name"])
    found = await app.store.aread(lambda work: work.problems.open(exchange.id))
    language = language_in(args, otherwise=app.config.language)
    return Result([problem_in_words(one, exchange, language) for one in found if not one.aside])


async def retry(app: App, args: Args, tell: Tell) -> Result:
    """Try anew what was parked or held: all of it, or what the named problems are about."""
    exchange = await app.exchange(args["name"])
    ids = frozenset(args.get("ids") or ())
    portal = app.portals.of(exchange)
    portal.probe()
    retried, closed, invoices = await app.store.awrite(partial(_retry, exchange_id=exchange.id, ids=ids))
    if invoices or not ids:
        tell(progress("portal"))
        await reach(ensure_discovery(app.store, portal.lookups, exchange=exchange, now=app.clock()))
        asked = retry_held(
            store=app.store, invoices=portal.invoices, exchange_id=exchange.id, ids=invoices, now=app.clock()
        )
        retried += await reach(asked)
    app.engine.nudge("deliver")
    app.engine.nudge("poll")
    return Result({"retried": retried, "closed": closed})


def _retry(work: Work, *, exchange_id: int, ids: frozenset[int]) -> tuple[int, int, tuple[int, ...]]:
    """Release parked rows and close their problems; returns how many of each, and the named invoices.

    A problem that a person has not named is closed only when what it is about is tried again; what the
    portal may have already is made only when it is named.
    """
    known = work.problems.open(exchange_id)
    if unknown := ids - {p.id for p in known}:
        raise Refused("retry", reason="no_problem", ids=", ".join(str(i) for i in sorted(unknown)))
    refs = {p.ref for p in known if p.ref is not None and p.id in ids}
    rows = work.outbox.page([exchange_id], Due.PARKED, limit=ALL)
    rows = [row for row in rows if (row.ref in refs if ids else row.reason != DOUBT)]
    parked = {row.ref for row in rows}
    released = work.outbox.release(exchange_id, state=Due.PARKED, ids=[row.id for row in rows])
    closed = [p for p in known if p.id in ids or (not ids and p.ref in parked)]
    for problem in closed:
        work.problems.solve(exchange_id, id=problem.id)
    orders = [work.ledger.get(exchange_id, number=ref.id) for ref in refs if ref.kind is EntityKind.ORDER]
    return released, len(closed), tuple(row.invoice_id for row in orders if row is not None)


async def ignore(app: App, args: Args, _: Tell) -> Result:
    """Put problems aside, with the reason; one that tells something else later is open again."""
    exchange = await app.exchange(args["name"])
    reason = str(args.get("reason") or "").strip()
    if not reason:
        raise Refused("ignore", reason="ignore_reason")
    put = partial(_put_aside, exchange_id=exchange.id, ids=args["ids"], reason=reason, by=args["by"])
    return Result({"ignored": await app.store.awrite(partial(put, now=app.clock()))})


def _put_aside(
    work: Work, *, exchange_id: int, ids: Sequence[int], reason: str, by: str, now: datetime
) -> int:
    known = {problem.id for problem in work.problems.open(exchange_id)}
    if unknown := set(ids) - known:
        raise Refused("ignore", reason="no_problem", ids=", ".join(str(i) for i in sorted(unknown)))
    return work.aside.put(exchange_id, ids, reason=reason[:REASON_LETTERS], by=by, now=now)


async def unignore(app: App, args: Args, _: Tell) -> Result:
    """Let problems that were put aside be open again."""
    exchange = await app.exchange(args["name"])
    back = await app.store.awrite(lambda work: work.aside.take_back(exchange.id, args["ids"]))
    return Result({"open": back})


async def explain_(app: App, args: Args, _: Tell) -> Result:
    """The passport of one record."""
    exchange = await app.exchange(args["name"])
    language = language_in(args, otherwise=app.config.language)
    read = partial(passport_of, exchange=exchange, language=language, id_=args["id"])
    return Result(await app.store.aread(read))
