"""Who may do what: one table for the console, the API and the tab in Bitrix24."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class Role(StrEnum):
    """What a person is to this installation, the mightiest first."""

    OWNER = "owner"
    INTEGRATOR = "integrator"
    ACCOUNTANT = "accountant"
    MANAGER = "manager"


class Permission(StrEnum):
    """One kind of deed; the scopes of an API token are the same words."""

    LOOK = "look"  # pages, lists, passports, timelines
    REFRESH = "refresh"  # ask a side anew, do the pending work now
    SEND = "send"  # send an invoice to 1C, also again
    RETRY = "retry"  # try anew what was parked or held
    BIND = "bind"  # say which record is which
    IGNORE = "ignore"  # put a problem aside, with a reason
    RELEASE = "release"  # let a mass change go, plan and undo runs, restore drift
    SEE_RAW = "see_raw"  # messages as they went over the wire, masked
    IMPORT = "import"  # give files of 1C by hand
    SETTINGS = "settings"  # change how an exchange works
    EXCHANGES = "exchanges"  # make and remove exchanges, give 1C a new password
    TOKENS = "tokens"  # make and revoke tokens of programs
    AUDIT = "audit"  # read who did what
    USERS = "users"  # invite, change and lock out people


_EVERYBODY: Final = frozenset(Role)
_DESK: Final = frozenset({Role.OWNER, Role.INTEGRATOR, Role.ACCOUNTANT})
_BUILDERS: Final = frozenset({Role.OWNER, Role.INTEGRATOR})

ROLES: Final[Mapping[Permission, frozenset[Role]]] = {
    Permission.LOOK: _EVERYBODY,
    Permission.REFRESH: _EVERYBODY,
    Permission.SEND: _DESK,
    Permission.RETRY: _DESK,
    Permission.BIND: _DESK,
    Permission.IGNORE: _DESK,
    Permission.RELEASE: _BUILDERS,
    Permission.SEE_RAW: _BUILDERS,
    Permission.IMPORT: _BUILDERS,
    Permission.SETTINGS: _BUILDERS,
    Permission.EXCHANGES: _BUILDERS,
    Permission.TOKENS: _BUILDERS,
    Permission.AUDIT: _BUILDERS,
    Permission.USERS: frozenset({Role.OWNER}),
}


def may(role: Role, permission: Permission) -> bool:
    """Tell whether a role has a permission."""
    return role in ROLES[permission]
