"""What a method of the portal is: a name, a scope, a price in run time, and a handler."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from obmen_sandbox.portal.errors import RestError, missing_parameter
from obmen_sandbox.portal.lists import Reply
from obmen_sandbox.portal.phpform import as_map, is_empty, to_int
from obmen_sandbox.portal.state import PortalState


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a method by a user."""

    state: PortalState
    method: str
    params: Mapping[str, Any]
    user_id: int
    base_url: str = "http://127.0.0.1"
    app_id: int | None = None  # the application through which the user calls; a webhook has none

    def need(self, name: str) -> Any:
        """A parameter that must be there. Raises: RestError 100."""
        if name not in self.params or self.params[name] is None:
            raise missing_parameter(name)
        return self.params[name]

    def need_id(self, name: str = "id") -> int:
        """A whole number that must be there. Raises: RestError 100."""
        value = self.need(name)
        if isinstance(value, list | dict) or not str(value).strip().lstrip("-").isdecimal():
            raise RestError(
                "100",
                f"Invalid value {{{value}}} to match with parameter {{{name}}}. Should be value of type int.",
            )
        return to_int(value)

    def fields(self) -> dict[str, Any]:
        """The `fields` that must be there. Raises: RestError 100."""
        fields = self.need("fields")
        if is_empty(fields):
            raise missing_parameter("fields")
        return as_map(fields)


Handler = Callable[[Call], Reply]


@dataclass(frozen=True, slots=True)
class Method:
    """`cost_s` is the run time charged to the operating budget; nothing is slept."""

    name: str
    handler: Handler
    scope: str
    writes: bool = False
    cost_s: float = 0.03
    basic_denied: bool = False  # not available on the basic plan
    webhook_refusal: RestError | None = None  # what a webhook hears of a method for applications
