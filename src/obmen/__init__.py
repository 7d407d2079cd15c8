"""Obmen: a self-hosted gateway between 1C:Enterprise and Bitrix24."""

from typing import Final

__version__: Final = "0.1.0"
