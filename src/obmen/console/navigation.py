"""What stands in the menu: pages of an exchange, and those of the whole installation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from obmen.domain.roles import Permission


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the menu; its words are `menu.NAME`."""

    name: str
    path: str  # of an exchange: what follows `/x/NAME`
    icon: str
    needs: Permission


OF_EXCHANGE: Final[tuple[Item, ...]] = (
    Item("wizard", "wizard", "wand", Permission.SETTINGS),
    Item("problems", "problems", "alert-triangle", Permission.LOOK),
    Item("catalogue", "catalogue", "packages", Permission.LOOK),
    Item("plan", "plan", "list-details", Permission.LOOK),
    Item("runs", "runs", "history", Permission.LOOK),
    Item("drift", "drift", "git-compare", Permission.LOOK),
    Item("invoices", "invoices", "file-invoice", Permission.LOOK),
    Item("health", "health", "heartbeat", Permission.LOOK),
    Item("scope", "scope", "list", Permission.LOOK),
    Item("settings", "settings", "settings", Permission.SETTINGS),
)
"""Each subject adds its line."""
OF_ALL: Final[tuple[Item, ...]] = (
    Item("home", "/", "home", Permission.LOOK),
    Item("people", "/users", "users", Permission.USERS),
    Item("tokens", "/tokens", "key", Permission.TOKENS),
    Item("audit", "/audit", "history", Permission.AUDIT),
)


def items_of(may: Callable[[Permission], bool]) -> dict[str, Sequence[Item]]:
    """Return what the reader may see of the menu."""
    return {
        "exchange": [item for item in OF_EXCHANGE if may(item.needs)],
        "all": [item for item in OF_ALL if may(item.needs)],
    }
