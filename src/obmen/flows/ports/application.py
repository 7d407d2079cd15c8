"""Our application inside a portal: its tokens, who opens its pages, what it has registered, its robots."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum, auto
from typing import Final, Protocol

NOT_INSTALLED: Final = "NOT_INSTALLED"  # the OAuth server's own word for it
OAUTH_URL: Final = (
    "https://oauth.bitrix24.tech/oauth/token/"  # settings/oauth; older texts: oauth.bitrix.info
)


class Standing(StrEnum):
    """How far an application has come."""

    EXPECTED = auto()  # its key is known here, the portal has not opened its installer yet
    INSTALLED = auto()
    GONE = auto()  # an administrator has removed it


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """A local application of one exchange's portal. Bitrix24: client_id, OAuth 2.0; secrets do not print."""

    exchange_id: int
    client_id: str
    client_secret: str = field(repr=False)
    oauth_url: str = OAUTH_URL
    standing: Standing = Standing.EXPECTED
    member_id: str = ""
    application_token: str = field(default="", repr=False)
    user_id: int = 0  # on whose behalf it calls
    access_token: str = field(default="", repr=False)
    refresh_token: str = field(default="", repr=False)
    reserve: str = field(default="", repr=False)  # another refresh token: a killed refresher loses the first
    generation: int = 0  # grows with every pair of tokens
    trouble: str = ""  # why it can't be renewed: the OAuth server's code
    registered: str = ""  # digest of what robots were told last
    renewed_by: str = ""  # who asks for new tokens now; empty: nobody
    renewed_until: datetime | None = None  # after that another one may ask

    @property
    def is_installed(self) -> bool:
        """Tell whether it works, or would if nobody refused it tokens."""
        return self.standing is Standing.INSTALLED


class Applications(Protocol):
    """The applications of this installation."""

    def get(self, exchange_id: int) -> Application | None: ...

    def put(self, application: Application) -> None:
        """Keep an application in the place of any other."""
        ...

    def change(self, exchange_id: int, change: Callable[[Application], Application]) -> Application | None:
        """Replace an application by what `change` makes of it, one after the other; None: there is none."""
        ...

    def forget(self, exchange_id: int) -> None: ...


@dataclass(frozen=True, slots=True)
class Tokens:
    """What an application calls its portal with."""

    access: str = field(repr=False)
    generation: int
    user_id: int


class Keeper(Protocol):
    """Keeps the tokens of one application."""

    async def current(self) -> Tokens:
        """Return what is kept; raises PortalHalted when the application is not installed."""
        ...

    async def renewed(self, stale: Tokens) -> Tokens:
        """Return newer tokens than these; of all processes one asks for them.

        Raises: PortalHalted — refused for good; PortalUnreachable — nobody could be asked.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """A new pair of tokens."""

    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    member_id: str
    user_id: int


@dataclass(frozen=True, slots=True)
class Denied:
    """The OAuth server gives no tokens; `code` is its own."""

    code: str
    detail: str = ""


class Authority(Protocol):
    """The OAuth server of Bitrix24."""

    async def refresh(self, application: Application, refresh_token: str) -> Grant | Denied:
        """Exchange a refresh token for a new pair; it can be used once.

        Raises: PortalUnreachable — no answer; the token may be used up by now.
        """
        ...


class Subject(StrEnum):
    """What a page of ours is opened on."""

    NOTHING = auto()
    DEAL = auto()
    COMPANY = auto()
    INVOICE = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """How Bitrix24 opens a page of ours in a frame; nothing of it is signed (bitrix24.md §6.2)."""

    token: str = field(repr=False)  # of the user who looks
    refresh_token: str = field(repr=False)
    member_id: str
    application_token: str = field(repr=False)
    subject: Subject = Subject.NOTHING
    subject_id: int = 0
    language: str = ""
    app_sid: str = ""
    in_frame: bool = True  # False: the portal's server tells that an application without pages is installed


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """Who has opened a page, as the portal says of the token that came with it."""

    user_id: int
    name: str
    is_admin: bool
    may_see: bool  # the card that the page was opened in
    invoice_ids: tuple[int, ...] = ()  # of that card, as far as the visitor may see them; newest first


@dataclass(frozen=True, slots=True)
class Wanted:
    """Where the portal shall call us."""

    base: str  # `https://gateway.example/bitrix24/shop`
    user_id: int  # on whose behalf robots run
    digest: str  # what robots were told last


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered:
    """What the portal has of ours, by kind: `events`, `placements`, `robots`, `triggers`."""

    lacking: Mapping[str, Sequence[str]]  # what is not there
    errors: Mapping[str, str]  # kind -> what the portal said
    tile: bool  # whether the portal has the page of 1C's applications
    digest: str


class Answered(StrEnum):
    """What became of a robot's answer."""

    TAKEN = auto()
    REFUSED = auto()  # nobody waits for it any more


class InPortal(Protocol):
    """What an application asks its portal."""

    async def visitor(self, opening: Opening) -> Visitor | None:
        """Tell who has opened a page; None: the portal does not know the token as one of an application.

        Raises: PortalHalted, PortalUnreachable.
        """
        ...

    async def register(self, wanted: Wanted, *, repair: bool) -> Registered:
        """Compare what the portal calls with what it shall call; with `repair` make up for what lacks.

        Raises: PortalHalted, PortalUnreachable.
        """
        ...

    async def answer(self, event_token: str, values: Mapping[str, str], *, log: str) -> Answered:
        """Answer a robot that waits.

        Raises: PortalHalted, PortalUnreachable — it is not known to be answered.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class RobotRequest:
    """A robot that waits for our answer. Bitrix24: bizproc.robot, bizproc.event.send."""

    id: int
    exchange_id: int
    code: str
    event_token: str = field(repr=False)
    invoice_id: int  # 0: it did not run on an invoice
    asked_at: datetime
    due_at: datetime
    answer_by: datetime  # until then 1C is waited for; afterwards the robot would have given up
    tries: int = 0
    answer: Mapping[str, str] | None = None  # decided, and not known to have arrived
    outcome: str = ""  # empty: it waits


class RobotRequests(Protocol):
    """Robots that wait: each is answered, whatever happens in between."""

    def put(self, request: RobotRequest) -> bool:
        """Keep a request; False: it is known already, and its `id` does not count."""
        ...

    def due(self, exchange_id: int, *, now: datetime, limit: int = 50) -> Sequence[RobotRequest]:
        """Return requests that are to be looked at, oldest first."""
        ...

    def update(self, request: RobotRequest) -> None:
        """Keep when to look again, what was decided, and the outcome."""
        ...

    def next_due(self, exchange_id: int) -> datetime | None:
        """Return when the next one that waits is to be looked at."""
        ...

    def forget(self, exchange_id: int, *, before: datetime) -> int:
        """Forget answered requests that were made earlier, some at a time; returns how many."""
        ...
