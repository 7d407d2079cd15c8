"""Faults by name: what a portal, a network or a provider does to a client one day.

`NAME[=ARG][,count=N][,skip=N][,probability=P][,method=PATTERN][,executes=1]`
"""

import random
from dataclasses import dataclass, replace
from fnmatch import fnmatch
from typing import Final

from obmen_sandbox.portal.words import words

DESCRIPTIONS: Final = {
    "lost-answer": "выполняет запрос и закрывает соединение без ответа",
    "drop": "закрывает соединение, не выполняя запрос",
    "late": "закрывает соединение, а выполняет запрос через ARG секунд (50)",
    "status": "отвечает HTTP-статусом ARG (500, 502, 503, 429, 302) с HTML; executes=1 сначала выполняет",
    "fail-mid-batch": "выполняет ARG первых команд пакета (1) и закрывает соединение без ответа",
    "failed-reference-becomes-1": "ссылка $result на неудачную команду превращается в 1",
    "operation-time-limit": "429 OPERATION_TIME_LIMIT на метод",
    "error-core": "400 ERROR_CORE на метод: исключение внутри портала",
    "query-limit": "503 QUERY_LIMIT_EXCEEDED",
    "overload": "503 OVERLOAD_LIMIT",
    "no-auth": "401 NO_AUTH_FOUND: вебхук отозван",
    "payment-required": "401 PAYMENT_REQUIRED: подписка кончилась",
    "portal-deleted": "500 PORTAL_DELETED",
    "expired-token": "401 expired_token: токен приложения истёк раньше срока",
    "oauth-error": "сервер авторизации отвечает ошибкой ARG (PAYMENT_REQUIRED, wrong_client, invalid_grant…)",
    "slow": "отвечает через ARG секунд (5)",
    "html": "страница с ошибкой и статусом 200",
    "required-field": "смена стадии требует поля: ARG = СТАДИЯ:ПОЛЕ",
    "price-modify-dies": "catalog.price.modify умирает между удалением и вставкой",
    "event-loss": "событие теряется",
    "event-double": "событие приходит дважды",
    "event-reorder": "событие приходит после следующего",
}
STANDING: Final = frozenset(
    words(
        """
        expired-token oauth-error failed-reference-becomes-1 operation-time-limit error-core
        required-field price-modify-dies event-loss event-double event-reorder
    """
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing that goes wrong, and when."""

    name: str
    arg: str = ""
    count: int | None = None  # how many times still; None = always
    skip: int = 0  # how many occasions pass undisturbed first
    probability: float = 1.0
    method: str = "*"  # pattern of the method, or of any command of a batch
    executes: bool = False  # does the call run before the fault strikes (`status`, `html`)

    def number(self, default: float) -> float:
        return float(self.arg) if self.arg else default


class UnknownFault(ValueError):
    """There is no such fault, or it is badly written."""


def parse_fault(text: str) -> Fault:
    """Read `late=50,count=1,method=catalog.*`. Raises: UnknownFault."""
    head, *options = text.split(",")
    name, _, arg = head.partition("=")
    settings = dict(option.partition("=")[::2] for option in options)
    return make_fault(name=name.strip(), arg=arg, settings=settings)


def make_fault(*, name: str, arg: str, settings: dict[str, str]) -> Fault:
    """Build a fault from texts. Raises: UnknownFault."""
    if name not in DESCRIPTIONS:
        raise UnknownFault(f"{name}: есть {', '.join(sorted(DESCRIPTIONS))}")
    try:
        return Fault(
            name=name,
            arg=arg,
            count=int(settings["count"]) if settings.get("count") else None,
            skip=int(settings.get("skip") or 0),
            probability=float(settings.get("probability") or 1.0),
            method=settings.get("method") or "*",
            executes=settings.get("executes", "") in ("1", "Y", "yes", "True"),
        )
    except ValueError as error:
        raise UnknownFault(f"{name}: {error}") from error


class FaultBoard:
    """The faults that are switched on; the first that fits strikes."""

    def __init__(self, *, rng: random.Random) -> None:
        self.active: list[Fault] = []
        self.struck: dict[str, int] = {}
        self._rng = rng

    def switch_on(self, fault: Fault) -> None:
        self.active.append(fault)

    def switch_off(self, name: str | None = None) -> None:
        """Switch off all faults of a name, or all."""
        self.active = [fault for fault in self.active if name is not None and fault.name != name]

    def strike_request(self, methods: list[str]) -> Fault | None:
        """Which fault befalls a request with these methods in it?"""
        for fault in list(self.active):
            if fault.name not in STANDING and self._strikes(fault, methods):
                return fault
        return None

    def strike(self, name: str, method: str = "*") -> Fault | None:
        """Does the standing fault of this name befall this method?"""
        for fault in list(self.active):
            if fault.name == name and self._strikes(fault, [method]):
                return fault
        return None

    def _strikes(self, fault: Fault, methods: list[str]) -> bool:
        if not any(fnmatch(method.lower(), fault.method.lower()) for method in methods):
            return False
        index = self.active.index(fault)
        if fault.skip:
            self.active[index] = replace(fault, skip=fault.skip - 1)
            return False
        if fault.probability < 1.0 and self._rng.random() >= fault.probability:
            return False
        self._count_down(index)
        self.struck[fault.name] = self.struck.get(fault.name, 0) + 1
        return True

    def _count_down(self, index: int) -> None:
        fault = self.active[index]
        if fault.count is None:
            return
        if fault.count <= 1:
            del self.active[index]
        else:
            self.active[index] = replace(fault, count=fault.count - 1)
