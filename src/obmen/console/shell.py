"""The console's shell: what all pages share, and the way of every request to its page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Final
from urllib.parse import urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from obmen.console.door import Door, Known
from obmen.console.files import icon, static
from obmen.console.formats import Formats
from obmen.console.navigation import items_of
from obmen.delivery.profile import CheckState, Finding
from obmen.domain.errors import NotFound, ObmenError
from obmen.domain.roles import Permission, may
from obmen.domain.settings import ExchangeSettings, join_list
from obmen.flows.desk.tasks import Task, Tasks
from obmen.flows.ports.desk import Answer, Desk, News
from obmen.flows.ports.exchanges import Exchange
from obmen.flows.ports.journal import Problem
from obmen.flows.ports.people import Actor, Deed
from obmen.flows.ports.store import Work
from obmen.messages.cli import TEXTS as COMMAND_TEXTS
from obmen.messages.console import page_texts, word
from obmen.messages.errors import fix_of_error, text_of_error
from obmen.messages.problems import finding_in_words, told_with_fix

LANGUAGES: Final = ("ru", "en")
LANGUAGE_COOKIE: Final = "obmen-language"
THEME_COOKIE: Final = "obmen-theme"
THEMES: Final = ("light", "dark")
YEAR: Final = timedelta(days=365)
NOTICES: Final = 20  # unread ones of one browser


@dataclass(frozen=True, slots=True)
class Notice:
    """What a deed came to, said on the next page."""

    code: str  # of obmen.messages.console
    facts: Mapping[str, object]
    tone: str = "success"  # success, warning, danger


@dataclass(slots=True, kw_only=True, eq=False)
class Console:
    """What the console works with; one object per process."""

    desk: Desk
    tasks: Tasks
    key: bytes = field(repr=False)  # signs what forms carry
    door: Door
    templates: Environment
    notices: dict[str, list[Notice]] = field(default_factory=lambda: defaultdict(list))  # by form token


def open_console(*, desk: Desk, tasks: Tasks, key: bytes) -> Console:
    """Return a console over a desk."""
    templates = Environment(
        loader=PackageLoader("obmen.console"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters |= {"decimal": Decimal, "quoted": lambda value: join_list((value,))}
    templates.globals |= {"icon": icon, "static": static, "themes": THEMES, "languages": LANGUAGES}
    return Console(desk=desk, tasks=tasks, key=key, door=Door(desk=desk), templates=templates)


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What stands around every page: who is here, which exchanges they see, how many problems wait."""

    known: Known | None
    exchanges: Sequence[Exchange] = ()
    exchange: Exchange | None = None
    problems: int = 0


@dataclass(slots=True, kw_only=True, eq=False)
class Visit:
    """One request and everything its page needs."""

    request: Request
    console: Console
    around: Surroundings
    secret: str  # of the browser
    token: str  # for its forms
    new_secret: str = ""  # to be given to the browser with the answer
    form: FormData = field(default_factory=FormData)

    # who

    @property
    def known(self) -> Known:
        """Return who has signed in; only pages with `needs` may ask."""
        if self.around.known is None:
            raise NotFound("user", what="user", name="")
        return self.around.known

    @property
    def actor(self) -> Actor:
        """Return the name under which the audit knows who is here."""
        return self.known.actor

    def may(self, permission: Permission | str) -> bool:
        """Tell whether who is here may do something."""
        known = self.around.known
        return known is not None and may(known.user.role, Permission(permission))

    @property
    def exchange(self) -> Exchange:
        """Return the exchange of the address; only pages below `/x/{exchange}` may ask."""
        if self.around.exchange is None:
            raise NotFound("exchange", what="exchange", name="")
        return self.around.exchange

    def sees_name(self, exchange: str) -> bool:
        """Tell whether what is about an exchange, or about none, is the reader's business."""
        return not self.known.user.exchange_ids or exchange in {e.name for e in self.around.exchanges}

    # what they read

    @property
    def language(self) -> str:
        """Return the language of the reader: their own, the browser's choice, the installation's."""
        known = self.around.known
        wished = (known.user.language if known else "") or self.request.cookies.get(LANGUAGE_COOKIE, "")
        return wished if wished in LANGUAGES else self.console.desk.language

    @property
    def theme(self) -> str:
        """Return light, dark, or nothing: as the device has it."""
        known = self.around.known
        wished = (known.user.theme if known else "") or self.request.cookies.get(THEME_COOKIE, "")
        return wished if wished in THEMES else ""

    @property
    def formats(self) -> Formats:
        """Return how the reader reads numbers and moments."""
        exchange = self.around.exchange or next(iter(self.around.exchanges), None)
        settings = exchange.settings if exchange else ExchangeSettings()
        return Formats(language=self.language, now=self.now(), zone=settings.zone)

    def t(self, code: str, /, **facts: object) -> str:
        """Return the words of a code."""
        return word(code, language=self.language, facts=facts)

    def verb(self, name: str) -> str:
        """Return what somebody did, in words; a deed that has none is told by its name."""
        code = f"audit.verb.{name}"
        return self.t(code) if code in page_texts() else name

    def progress(self, news: News) -> str:
        """Return how far a task has come."""
        text = COMMAND_TEXTS.get(f"progress.{news['what']}")
        return text.told(self.language, {"name": "", **news}) if text else str(news["what"])

    def outcome(self, task: Task) -> str:
        """Return what a task that has ended came to."""
        text = COMMAND_TEXTS.get(f"{task.command}.done")
        document = task.answer.document if task.answer else None
        if text is None or not isinstance(document, Mapping):
            return self.t("task.done")
        return text.told(self.language, document)

    def now(self) -> datetime:
        """Return the present moment."""
        return self.console.desk.now()

    # what they do

    async def read(self, question: Callable[[Work], Any]) -> Any:  # noqa: ANN401 — whatever was asked
        """Ask the database."""
        return await self.console.desk.read(question)

    async def ask(self, command: str, **args: object) -> Answer:
        """Run a command in the name of who is here; raises ObmenError."""
        return await self.console.desk.ask(command, args, by=self.actor)

    def begin(self, command: str, **args: object) -> Task:
        """Begin a command that takes long, in the name of who is here."""
        exchange = self.around.exchange.name if self.around.exchange else ""
        return self.console.tasks.begin(command, args, exchange=exchange, actor=self.actor)

    def deed(self, verb: str, *, record: str = "", old: object = None, new: object = None) -> Deed:
        """Return a line for the audit of what is no command."""
        exchange = self.around.exchange.name if self.around.exchange else ""
        return Deed(
            at=self.now(),
            actor=self.actor,
            verb=verb,
            exchange=exchange,
            record=record,
            old=dict(old) if isinstance(old, Mapping) else {},
            new=dict(new) if isinstance(new, Mapping) else {},
        )

    # what they get

    def page(self, template: str, *, status: int = 200, **values: object) -> Response:
        """Return a page."""
        html = self.console.templates.get_template(template).render(
            visit=self,
            t=self.t,
            f=self.formats,
            may=self.may,
            token=self.token,
            path=self.request.url.path,
            here=f"{self.request.url.path}?{self.request.url.query}".rstrip("?"),
            notices=self.console.notices.pop(self.token, []),
            items=items_of(self.may),
            **values,
        )
        return HTMLResponse(html, status_code=status)

    def part(self, template: str, **values: object) -> Response:
        """Return a part of a page, for htmx; notices wait for a whole page."""
        html = self.console.templates.get_template(template).render(
            visit=self, t=self.t, f=self.formats, may=self.may, token=self.token, **values
        )
        return HTMLResponse(html)

    def go(self, path: str, **query: str) -> Response:
        """Send the browser to another page of ours."""
        target = f"{path}?{urlencode(query)}" if query else path
        if self.is_part:
            return Response(status_code=204, headers={"HX-Redirect": target})
        return RedirectResponse(target, status_code=303)

    def say(self, code: str, /, tone: str = "success", **facts: object) -> None:
        """Say something on the next page of this browser."""
        waiting = self.console.notices[self.token]
        waiting.append(Notice(code, facts, tone))
        del waiting[:-NOTICES]

    def told(self, error: ObmenError) -> str:
        """Return what went wrong."""
        return text_of_error(error, language=self.language)

    def advice(self, error: ObmenError) -> str:
        """Return what to do about what went wrong."""
        return fix_of_error(error, language=self.language)

    def told_problems(self, problems: Iterable[Problem]) -> list[tuple[str, str]]:
        """Return what each problem of the exchange says, and the way out."""
        name, language = self.exchange.name, self.language
        return [told_with_fix(one.kind, one.facts, exchange=name, language=language) for one in problems]

    def told_findings(self, findings: Iterable[Finding]) -> list[tuple[CheckState, str, str]]:
        """Return the state of each finding of the pre-flight, what it says, and what to do."""
        name, language = self.exchange.name, self.language
        return [
            (one.state, *finding_in_words(one.id, one.state, one.facts, exchange=name, language=language))
            for one in findings
        ]

    def refusal(self, error: ObmenError, *, status: int) -> Response:
        """Return a page that says what went wrong and what to do."""
        text, fix = self.told(error), self.advice(error)
        return self.page("shell/refusal.html", status=status, text=text, fix=fix)

    @property
    def is_part(self) -> bool:
        """Tell whether htmx asks for a part of a page."""
        return self.request.headers.get("hx-request") == "true"

    @property
    def address(self) -> str:
        """Return where the browser is."""
        return self.request.client.host if self.request.client else ""


Page = Callable[[Visit], Awaitable[Response]]
