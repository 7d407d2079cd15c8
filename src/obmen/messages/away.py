"""Why a portal does not answer, in words: what the network and our own pace call it is for logs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

_BROKEN: Final = ("связь оборвалась", "the connection broke off")
_SLOW: Final = ("ответа не было дольше минуты", "no answer for more than a minute")
_CERTIFICATE: Final = (
    "сертификату портала эта машина не доверяет", "this machine does not trust the portal's certificate"
)  # fmt: skip
WHYS: Final[Mapping[str, tuple[str, str]]] = {
    "ClientConnectorDNSError": ("такого адреса нет", "there is no such address"),
    "ClientConnectorError": ("соединение не принято", "the connection is refused"),
    "ClientConnectorCertificateError": _CERTIFICATE,
    "ClientConnectorSSLError": _CERTIFICATE,
    "ClientSSLError": _CERTIFICATE,
    "ConnectionTimeoutError": ("соединиться не удалось", "no connection could be made"),
    "ClientOSError": _BROKEN,
    "ClientPayloadError": _BROKEN,
    "ConnectionResetError": _BROKEN,
    "ServerDisconnectedError": _BROKEN,
    "ServerTimeoutError": _SLOW,
    "SocketTimeoutError": _SLOW,
    "TimeoutError": _SLOW,
    "answer too long": ("ответ слишком длинный", "the answer is too long"),
    "breaker.open": ("перерыв после нескольких неудач", "a pause after several failures"),
    "bucket.full": ("предел числа запросов исчерпан", "the limit of requests is used up"),
    "QUERY_LIMIT_EXCEEDED": ("слишком много запросов в секунду", "too many requests a second"),
    "OPERATION_TIME_LIMIT": (
        "портал исчерпал время работы этого метода за десять минут", "the method's run time of ten minutes is used up"
    ),
    "directories.settling": (
        "ещё не известно, выполнен ли прошлый запрос", "it is not known yet whether the last request has run"
    ),
    "renewal": ("токены приложения не обновились", "the application's tokens were not renewed"),
}  # fmt: skip


def why_away(code: str, language: str) -> str:
    """Return why a portal does not answer; a code without words is told as it is."""
    words = WHYS.get(code)
    return words[language == "en"] if words else code
