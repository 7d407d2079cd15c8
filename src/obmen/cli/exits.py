"""What a command exits with: 0 done, 1 the work failed, 2 wrong usage.

A word that can never be right as it is written is wrong usage; what depends on how things stand has failed.
"""

from __future__ import annotations

from typing import Final

from obmen.domain.errors import ObmenError

FAILED: Final = 1
WRONG_USAGE: Final = 2

WRONG_CODES: Final = frozenset({"setting.bad", "portal.bad_address"})
WRONG_REASONS: Final = frozenset({  # of what is refused
    "bad_name", "bad_login", "portal_url", "portal_bare", "needs_yes", "application_oauth",
    "ignore_reason", "settings_file", "token_name", "token_scope", "user_login", "user_whom",
})  # fmt: skip


def exit_code(error: ObmenError) -> int:
    """Return what a command that met this error exits with."""
    is_wrong = error.code in WRONG_CODES or error.facts.get("reason") in WRONG_REASONS
    return WRONG_USAGE if is_wrong else FAILED
