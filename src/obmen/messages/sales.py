"""Sales: what is told in the CRM, and what waits for a person."""

from __future__ import annotations

from typing import Final

from obmen.messages.base import Text
from obmen.messages.sales_news import NEWS
from obmen.messages.sales_problems import PROBLEMS

CRM_LANGUAGE: Final = "ru"  # timeline and notices are read by the portal's users, whatever the console speaks
TEXTS: Final[dict[str, Text]] = {**NEWS, **PROBLEMS}
