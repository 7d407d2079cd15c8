"""Commands that show: check, status, problems, explain; and retry."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from obmen.bootstrap.app import App
from obmen.bootstrap.result import Result
from obmen.delivery.profile import CheckState, Finding
from obmen.domain.errors import Refused
from obmen.flows.admin.check import discover, own_findings
from obmen.flows.admin.explain import explain
from obmen.flows.admin.status import read_status
from obmen.flows.ports.catalog import Due
from obmen.flows.ports.journal import Problem
from obmen.flows.ports.portal import PortalHalted, PortalUnreachable
from obmen.flows.ports.store import Work
from obmen.messages.catalogue import fix_of, text_of

Args = Mapping[str, Any]
Tell = Callable[[str], None]


async def check(app: App, args: Args, _: Tell) -> Result:
    """The pre-flight, live."""
    exchange = app.exchange(args["name"])
    try:
        discovery = await discover(app.store, app.portals.of(exchange).lookups, exchange=exchange)
    except PortalHalted as halted:
        return _checked(app, [_missing("portal.halted_now", {"code": halted.code, "detail": halted.detail})])
    except PortalUnreachable as away:
        return _checked(app, [_missing("portal.unreachable", {"detail": str(away)})])
    own = await app.store.aread(lambda work: own_findings(work, exchange, discovery.profile))
    return _checked(app, [*discovery.findings, *own])


def _missing(finding: str, facts: Mapping[str, object]) -> Finding:
    return Finding(id=finding, state=CheckState.MISSING, facts=facts)


def _checked(app: App, findings: Sequence[Finding]) -> Result:
    checks = [_line(finding, app.config.language) for finding in findings]
    ok = all(finding.state is not CheckState.MISSING for finding in findings)
    return Result({"ok": ok, "checks": checks}, ok=ok)


def _line(finding: Finding, language: str) -> dict[str, str]:
    code = f"check.{finding.id}.{finding.state}"
    return {
        "id": finding.id,
        "state": str(finding.state),
        "text": text_of(code, language=language, facts=finding.facts),
        "advice": fix_of(code, language=language, facts=finding.facts),
    }


async def status(app: App, args: Args, _: Tell) -> Result:
    """Numbers of one exchange, or of all."""
    name = args.get("name")

    def read(work: Work) -> object:
        if name:
            return read_status(work, work.exchanges.get(name=name))
        return [read_status(work, exchange) for exchange in work.exchanges.all()]

    return Result(await app.store.aread(read))


async def problems(app: App, args: Args, _: Tell) -> Result:
    """What waits for a person."""
    exchange = app.exchange(args["name"])
    found = await app.store.aread(lambda work: work.problems.open(exchange.id))
    return Result([_problem(problem, app.config.language) for problem in found])


def _problem(problem: Problem, language: str) -> dict[str, object]:
    return {
        "id": problem.id,
        "kind": problem.kind,
        "record": problem.record,
        "text": text_of(problem.kind, language=language, facts=problem.facts),
        "fix": fix_of(problem.kind, language=language, facts=problem.facts),
        "since": problem.since.isoformat(),
        "count": problem.count,
    }


async def retry(app: App, args: Args, _: Tell) -> Result:
    """Try anew what was parked: all of it, or what the named problems are about."""
    exchange = app.exchange(args["name"])
    ids = set(args.get("ids") or ())
    retried = await app.store.awrite(lambda work: _retry(work, exchange.id, ids))
    app.engine.nudge("deliver")
    app.engine.nudge("poll")
    return Result({"retried": retried})


def _retry(work: Work, exchange_id: int, ids: set[int]) -> int:
    chosen = [p for p in work.problems.open(exchange_id) if not ids or p.id in ids]
    if ids - {p.id for p in chosen}:
        raise Refused(
            "retry", reason="no_problem", ids=", ".join(str(i) for i in ids - {p.id for p in chosen})
        )
    refs = {p.ref for p in chosen if p.ref is not None}
    rows = [
        row.id
        for row in work.outbox.page([exchange_id], Due.PARKED, limit=1_000_000)
        if not ids or row.ref in refs
    ]
    released = work.outbox.release(exchange_id, state=Due.PARKED, ids=rows)
    for problem in chosen:
        work.problems.solve(exchange_id, id=problem.id)
    return max(released, len(chosen))


async def explain_(app: App, args: Args, _: Tell) -> Result:
    """The passport of one record."""
    exchange = app.exchange(args["name"])
    return Result(await app.store.aread(lambda work: explain(work, exchange, args["id"])))
