"""How the client families differ on the wire: table 1.11 of the facts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from obmen_sandbox.onec.model import Family, Settings

TIMEOUT_TRADE_S: Final = 180.0
TIMEOUT_UNF_S: Final = 1800.0
IMPORT_PAUSE_UNF_S: Final = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """One row of the table."""

    sends_sessid: bool
    init_before_query: bool
    min_init_lines: int
    max_init_lines: int | None
    import_pause_s: float
    timeout_s: float
    sessid_before_mode: bool = False  # on upload
    info_path: bool = False
    tolerates_bare_root: bool = False  # УНФ also takes an order answer without a prolog
    reads_ansi: bool = False  # answers go through a file: ANSI unless there is a BOM (facts §1.10)
    retries_charset: bool = False  # УНФ tries windows-1251 when it sees U+FFFD
    upload_version: str = ""  # parameters of the upload's init and file
    pull_version: str = ""
    imports_orders: bool = True
    tail: str = ""  # what stands after the last parameter
    split_packages: bool = False


TRADE: Final = Profile(
    sends_sessid=True,
    init_before_query=False,
    min_init_lines=2,
    max_init_lines=2,
    import_pause_s=0.0,
    timeout_s=TIMEOUT_TRADE_S,
)
RETAIL: Final = Profile(
    sends_sessid=False,
    init_before_query=False,
    min_init_lines=2,
    max_init_lines=2,
    import_pause_s=0.0,
    timeout_s=TIMEOUT_TRADE_S,
    reads_ansi=True,
)
UNF_BITRIX: Final = Profile(
    sends_sessid=True,
    init_before_query=True,
    min_init_lines=2,
    max_init_lines=None,
    import_pause_s=IMPORT_PAUSE_UNF_S,
    timeout_s=TIMEOUT_UNF_S,
    sessid_before_mode=True,
    info_path=True,
    tolerates_bare_root=True,
    retries_charset=True,
    imports_orders=False,
)
UNF_BITRIX_SUBORDINATE: Final = Profile(
    sends_sessid=True,
    init_before_query=True,
    min_init_lines=2,
    max_init_lines=None,
    import_pause_s=IMPORT_PAUSE_UNF_S,
    timeout_s=TIMEOUT_UNF_S,
    sessid_before_mode=True,
    info_path=True,
    tolerates_bare_root=True,
    retries_charset=True,
    upload_version="version=2.09&cmlVersion=2.10",
    pull_version="cmlVersion=2.10",
)
UNF_OTHER: Final = Profile(
    sends_sessid=False,
    init_before_query=False,
    min_init_lines=1,
    max_init_lines=None,
    import_pause_s=IMPORT_PAUSE_UNF_S,
    timeout_s=TIMEOUT_UNF_S,
    tolerates_bare_root=True,
    retries_charset=True,
    imports_orders=False,
)
MODULE: Final = Profile(
    sends_sessid=True,
    init_before_query=True,
    min_init_lines=1,
    max_init_lines=None,
    import_pause_s=0.0,
    timeout_s=TIMEOUT_TRADE_S,
    upload_version="version=3.1",
    pull_version="version=3.1",
    tail="&",
    split_packages=True,
)

FIXED: Final[Mapping[Family, Profile]] = {Family.TRADE: TRADE, Family.RETAIL: RETAIL, Family.MODULE: MODULE}


def profile_of(settings: Settings) -> Profile:
    """Return the row for a node."""
    if settings.family is not Family.UNF:
        return FIXED[settings.family]
    if not settings.bitrix_protocol:
        return UNF_OTHER
    return UNF_BITRIX_SUBORDINATE if settings.subordinate_documents else UNF_BITRIX
