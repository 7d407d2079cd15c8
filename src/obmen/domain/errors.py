"""The tree of errors that we raise on purpose.

ObmenError
├── CurrencyMismatch      money of two currencies met
├── BadSetting            a setting's name or value is wrong
├── NotFound              a thing that a person named does not exist
└── Refused               a request that cannot be granted as it is
"""

from __future__ import annotations

from collections.abc import Mapping


class ObmenError(Exception):
    """Root of everything we raise on purpose; `code` finds its text for people in `obmen.messages`."""

    code = "error"

    def __init__(self, detail: str = "", **facts: object) -> None:
        super().__init__(detail or self.code)
        self.detail = detail
        self.facts: Mapping[str, object] = facts


class CurrencyMismatch(ObmenError):
    """Amounts in different currencies cannot be added."""

    code = "currency.mismatch"


class BadSetting(ObmenError):
    """A setting has an unknown name or a value outside its range."""

    code = "setting.bad"


class NotFound(ObmenError):
    """The thing that a person named does not exist here."""

    code = "not_found"


class Refused(ObmenError):
    """The request cannot be granted; the text says why and what to do."""

    code = "refused"
