"""One session with a site, each answer checked as 1C checks it (facts §1.2–1.7)."""

import re
from dataclasses import dataclass, field
from typing import Final

from obmen_sandbox.onec import journal as j
from obmen_sandbox.onec.faults import Transport
from obmen_sandbox.onec.lines import count_lines, line, status_of
from obmen_sandbox.onec.profile import Profile
from obmen_sandbox.onec.wire import Address, Answer, NoAnswer, Request

SUCCESS: Final = "success"
PROGRESS: Final = "progress"
FAILURE: Final = "failure"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """What the server asks of uploads; `file_limit_bytes` 0 means no splitting."""

    zip: bool
    file_limit_bytes: int


@dataclass(slots=True, kw_only=True)
class Dialogue:
    """A session of one kind: `catalog` or `sale`."""

    transport: Transport
    address: Address
    profile: Profile
    kind: str
    use_sessid: bool
    log: list[str]
    cookie: str = ""
    token: str = field(default="")  # whole parameter, `sessid=…`
    timestamp: str = field(default="")  # fifth line, which only the vendor's add-on looks at

    # ---- the requests

    def checkauth(self) -> bool:
        """Log in; keep cookie and token from the lines of the body, never from Set-Cookie."""
        answer = self._get(f"type={self.kind}&mode=checkauth")
        if answer is None:
            return False
        text = answer.text
        if status_of(text) != SUCCESS:
            self.log.append(j.NOT_AUTHORISED)
            return False
        self.cookie = f"{line(text, 2)}={line(text, 3)}"  # neither is trimmed: a CR would travel along
        fourth = line(text, 4).strip()
        self.token = fourth if self.profile.sessid_before_mode else f"sessid={fourth.removeprefix('sessid=')}"
        self.timestamp = line(text, 5).strip()
        return True

    def init(self, *, upload: bool) -> Parameters | None:
        """Ask for the parameters of the exchange; a pull only wants the answer not to be empty."""
        answer = self._get(self._query("init", upload=upload))
        if answer is None:
            return None
        if not upload:
            return Parameters(zip=False, file_limit_bytes=0)
        text, most = answer.text, self.profile.max_init_lines
        count = count_lines(text)
        if count < self.profile.min_init_lines or (most is not None and count > most):
            self.log.append(j.NO_PARAMETERS)
            return None
        return read_parameters(text)

    def post_file(self, name: str, part: bytes) -> bool:
        """Send a part of a file; anything but `success` ends the portion."""
        answer = self._send(
            Request(method="POST", query=self._file_query("file", name), body=part, cookie=self.cookie)
        )
        if answer is None:
            return False
        text = answer.text
        if status_of(text) != SUCCESS:
            self.log.append(j.FILE_FAILED.format(name=name, answer=text))
            return False
        if count_lines(text) > 1:
            self.log.append(j.EXTENDED_STATUS.format(answer=text))
        return True

    def import_once(self, name: str) -> tuple[str, str]:
        """Ask to import a file once; return the status word, empty when there was no answer, and the text."""
        answer = self._get(self._file_query("import", name))
        return (status_of(answer.text), answer.text) if answer else ("", "")

    def query(self) -> str | None:
        """Ask for orders and decode the answer as this client generation does."""
        answer = self._get(self._query("query", upload=False))
        return None if answer is None else decode_orders(answer, self.profile)

    def success(self) -> bool:
        """Acknowledge the orders; any text will do, УНФ minds `failure`."""
        answer = self._get(self._query("success", upload=False))
        if answer is None:
            return False
        if self.profile.retries_charset and answer.text.startswith(FAILURE):
            self.log.append(j.SUCCESS_REFUSED.format(answer=answer.text))
            return False
        return True

    def finish(self) -> bool:
        """The vendor's add-on after a full export: deactivate what is older, then complete."""
        asked = [f"type=catalog&mode=deactivate&{self.timestamp}", "type=catalog&mode=complete"]
        answers = [self._get(f"{query}&{self.token}{self.profile.tail}") for query in asked]
        return all(answer is not None and status_of(answer.text) == SUCCESS for answer in answers)

    def info(self, script: str) -> str | None:
        """УНФ: ask for the site's statuses and methods at the fixed path."""
        query = f"type=sale&mode=info&{self.token}"
        answer = self._send(Request(method="GET", query=query, cookie=self.cookie, script=script))
        return None if answer is None else answer.text

    # ---- how a query is put together: nothing is URL-encoded

    def _query(self, mode: str, *, upload: bool) -> str:
        row = self.profile
        kind, asked = f"type={self.kind}", f"mode={mode}"
        token = [self.token] if row.sends_sessid and self.use_sessid else []
        if upload and row.sessid_before_mode:
            return "&".join([kind, *token, *filter(None, [row.upload_version]), asked])
        version = (row.upload_version if upload else row.pull_version) if mode == "init" else ""
        return "&".join([kind, asked, *token, *filter(None, [version])]) + row.tail

    def _file_query(self, mode: str, name: str) -> str:
        row = self.profile
        token = [self.token] if row.sends_sessid and self.use_sessid else []
        if row.sessid_before_mode:
            return "&".join([self._query(mode, upload=True), f"filename={name}"])
        return "&".join([f"type={self.kind}", f"mode={mode}", f"filename={name}", *token]) + row.tail

    # ---- what is common to all answers

    def _get(self, query: str) -> Answer | None:
        return self._send(Request(method="GET", query=query, cookie=self.cookie))

    def _send(self, request: Request) -> Answer | None:
        try:
            answer = self.transport.send(request)
        except NoAnswer as error:
            place = {"host": self.address.host, "port": self.address.port}
            self.log.append(j.NO_CONNECTION.format(**place, reason=error))
            return None
        if answer.status != 200:  # only noted: the body is still read
            self.log.append(j.STATUS.format(status=answer.status))
        if not answer.body:
            self.log.append(j.EMPTY)
            return None
        return answer


def read_parameters(text: str) -> Parameters:
    """Read the two lines of `init`; a limit that is no positive number means no splitting."""
    zipped = line(text, 1).strip().lower() == "zip=yes"
    found = re.fullmatch(r"file_limit=(\d+)", line(text, 2).strip().lower())
    return Parameters(zip=zipped, file_limit_bytes=int(found[1]) if found else 0)


def decode_orders(answer: Answer, profile: Profile) -> str:
    """Decode an order package.

    Source: facts §1.10. New releases go by Content-Type, УНФ tries windows-1251 when that gave U+FFFD,
    the releases of 2016–18 read a temporary file: ANSI unless it has a BOM.
    """
    if profile.reads_ansi:
        has_bom = answer.body.startswith(b"\xef\xbb\xbf")
        return answer.body.decode("utf-8-sig" if has_bom else "cp1251", "replace")
    if profile.retries_charset and "\ufffd" in answer.text:
        return answer.body.decode("cp1251", "replace")
    return answer.text
