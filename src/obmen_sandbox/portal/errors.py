"""Errors of the practice portal.

RestError          an answer `{"error", "error_description"}` with an HTTP status
ConnectionDropped  no answer at all
"""

from typing import Any


class RestError(Exception):
    """The portal refuses a call.

    Source: Bitrix24 «error-codes»; `code` may be text in any case, a number, `0`, `""` or `"-"`.
    """

    def __init__(self, code: str | int, description: str, *, status: int = 400, **extra: Any) -> None:
        super().__init__(f"{code}: {description}")
        self.code, self.description, self.status, self.extra = code, description, status, extra

    def body(self) -> dict[str, Any]:
        return {"error": self.code, "error_description": self.description, **self.extra}


class ConnectionDropped(Exception):
    """The portal closes the connection without an answer."""


def missing_parameter(name: str) -> RestError:
    return RestError("100", f"Could not find value for parameter {{{name}}}")


def required_fields(names: list[str]) -> RestError:
    return RestError(0, "Required fields: " + ", ".join(names))


def method_not_found() -> RestError:
    return RestError("ERROR_METHOD_NOT_FOUND", "Method not found!", status=404)


def access_denied(code: int | str = "ACCESS_DENIED", *, status: int = 400) -> RestError:
    return RestError(code, "Access Denied", status=status)
