"""Problems: alike ones in one card, in plain words, with the fix beside it."""

from __future__ import annotations

from functools import partial
from urllib.parse import urlencode

from starlette.responses import Response
from starlette.routing import Route

from obmen.console.routing import form, page
from obmen.console.shell import Console, Visit
from obmen.domain.errors import NotFound, Refused
from obmen.domain.roles import Permission
from obmen.flows.desk.problems import Heap, aside_of, cards_of, heap_of, ids_of, invoices_of
from obmen.flows.ports.journal import Alike, Ignored, Problem
from obmen.flows.ports.store import Work
from obmen.messages.console import page_texts
from obmen.messages.problems import codes_of_doubts, fix_of_problem, record_in_words, text_of_problem

BASE = "/x/{exchange}/problems"


def create_problem_routes(console: Console) -> list[Route]:
    """Return the routes of problems."""
    return [
        page(console, BASE, problems, needs=Permission.LOOK),
        page(console, f"{BASE}/aside", aside, needs=Permission.LOOK),
        page(console, f"{BASE}/alike", alike, needs=Permission.LOOK),
        form(console, f"{BASE}/retry", retry, needs=Permission.RETRY),
        form(console, f"{BASE}/send", send, needs=Permission.SEND),
        form(console, f"{BASE}/bind", bind, needs=Permission.BIND),
        form(console, f"{BASE}/release", release, needs=Permission.RELEASE),
        form(console, f"{BASE}/choose", choose, needs=Permission.SETTINGS),
        form(console, f"{BASE}/ignore", ignore, needs=Permission.IGNORE),
        form(console, f"{BASE}/unignore", unignore, needs=Permission.IGNORE),
    ]


class Words:
    """A problem in the reader's words."""

    def __init__(self, visit: Visit) -> None:
        self._visit, self._language = visit, visit.language

    def title(self, alike: Alike, first: Problem) -> str:
        """Return what a card is about: the text for many, else the first and how many more."""
        if alike.count == 1:
            return self.text(first)
        causes = codes_of_doubts(alike.cause)
        doubts, cause = ", ".join(self._code(code) for code in causes), ", ".join(causes)
        for code in (f"group.{alike.kind}.{cause}", f"group.{cause}", f"group.{alike.kind}"):
            if code in page_texts():
                return self._visit.t(code, **{**self._facts(first), "count": alike.count, "doubts": doubts})
        return self._visit.t("problems.and_more", text=self.text(first), count=alike.count - 1)

    def text(self, problem: Problem | Ignored) -> str:
        """Return what happened."""
        return text_of_problem(problem.kind, language=self._language, facts=self._facts(problem))

    def fix(self, problem: Problem) -> str:
        """Return what to do."""
        return fix_of_problem(problem.kind, language=self._language, facts=self._facts(problem))

    def record(self, text: str) -> str:
        """Return the name of a record."""
        return record_in_words(text, language=self._language)

    def _facts(self, problem: Problem | Ignored) -> dict[str, object]:
        return {"exchange": self._visit.exchange.name, **problem.facts}

    def _code(self, code: str) -> str:
        return text_of_problem(code, language=self._language, facts={})


async def problems(visit: Visit) -> Response:
    """Show all cards."""
    exchange = visit.exchange
    cards = await visit.read(lambda work: cards_of(work, exchange))
    aside = await visit.read(lambda work: len(aside_of(work, exchange.id)))
    return visit.page("problems/problems.html", cards=cards, words=Words(visit), aside=aside)


async def alike(visit: Visit) -> Response:
    """Show all problems of one card, page by page."""
    query, exchange = visit.request.query_params, visit.exchange
    after = query.get("after", "0")
    ask = partial(
        heap_of,
        exchange=exchange,
        kind=query.get("kind", ""),
        cause=query.get("cause", ""),
        after=int(after) if after.isascii() and after.isdigit() and len(after) < 19 else 0,
    )
    heap: Heap | None = await visit.read(ask)
    if heap is None:
        return visit.go(f"/x/{exchange.name}/problems")
    older = urlencode({"kind": heap.alike.kind, "cause": heap.alike.cause, "after": heap.next_after})
    return visit.page("problems/alike.html", heap=heap, words=Words(visit), older=older)


async def aside(visit: Visit) -> Response:
    """Show what was put aside."""
    exchange_id = visit.exchange.id
    found = await visit.read(lambda work: aside_of(work, exchange_id))
    return visit.page("problems/aside.html", aside=found, words=Words(visit))


async def _chosen(visit: Visit) -> list[int]:
    """Return the problems that a form is about: those named, or all of its card."""
    exchange_id = visit.exchange.id
    named = [str(value) for value in visit.form.getlist("id")]
    if named:
        return [int(value) for value in named if value.isascii() and value.isdigit() and len(value) < 19]
    kind, cause = str(visit.form.get("kind", "")), str(visit.form.get("cause", ""))
    found: list[int] = await visit.read(lambda work: ids_of(work, exchange_id, kind=kind, cause=cause))
    if not found:
        raise NotFound("problem", what="problem", name=kind)
    return found


def _back(visit: Visit) -> Response:
    return visit.go(f"/x/{visit.exchange.name}/problems")


async def retry(visit: Visit) -> Response:
    """Try again what the problems are about; it asks the portal, so it is a task."""
    task = visit.begin("retry", name=visit.exchange.name, ids=await _chosen(visit))
    return visit.go(f"/tasks/{task.id}")


async def send(visit: Visit) -> Response:
    """Send the invoices that the problems are about to 1C, as they are."""
    exchange_id, ids = visit.exchange.id, set(await _chosen(visit))

    def find(work: Work) -> list[int]:
        known = [problem for problem in work.problems.open(exchange_id) if problem.id in ids]
        return sorted(set(invoices_of(work, exchange_id, known).values()))

    invoices = await visit.read(find)
    if not invoices:
        raise NotFound("invoice", what="problem", name="")
    task = visit.begin(
        "send", name=visit.exchange.name, invoices=invoices, since=None, as_new=False, yes=True
    )
    return visit.go(f"/tasks/{task.id}")


async def bind(visit: Visit) -> Response:
    """Say which item of 1C a row of an invoice is."""
    invoice, row = (str(visit.form.get(name, "")).strip() for name in ("invoice", "row"))
    item = str(visit.form.get("item", "")).strip()
    if not all(one.isascii() and one.isdigit() and int(one[:9]) > 0 for one in (invoice, row)) or not item:
        raise Refused("bind", reason="bind_form")
    await visit.ask("bind", name=visit.exchange.name, invoice=int(invoice), row=int(row), item=item)
    visit.say("problems.bound", invoice=invoice, row=row)
    return _back(visit)


async def release(visit: Visit) -> Response:
    """Let go what waits for a person's word."""
    answer = await visit.ask("release", name=visit.exchange.name)
    visit.say("problems.released", count=answer.document["released"])
    return _back(visit)


async def choose(visit: Visit) -> Response:
    """Set what the problem says is missing."""
    key, value = str(visit.form.get("setting", "")), str(visit.form.get("value", ""))
    await visit.ask("exchange.set", name=visit.exchange.name, assignments=[f"{key}={value}"])
    visit.say("problems.chosen")
    return _back(visit)


async def ignore(visit: Visit) -> Response:
    """Put problems aside, with a reason."""
    ids, reason = await _chosen(visit), str(visit.form.get("reason", ""))
    answer = await visit.ask("ignore", name=visit.exchange.name, ids=ids, reason=reason)
    visit.say("problems.ignored", count=answer.document["ignored"])
    return _back(visit)


async def unignore(visit: Visit) -> Response:
    """Let problems that were put aside be open again."""
    ids = [int(value) for value in map(str, visit.form.getlist("id")) if value.isdigit()]
    answer = await visit.ask("unignore", name=visit.exchange.name, ids=ids)
    visit.say("problems.unignored", count=answer.document["open"])
    return visit.go(f"/x/{visit.exchange.name}/problems/aside")
